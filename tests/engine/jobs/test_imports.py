"""Files of other programs become documents that can be edited."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from engine import protocol
from engine.document import Document, Source
from engine.edition import Editing, edited
from engine.edits import RenameSpeaker
from engine.errors import ExitCode, MediaMissing, NotWritable, TextUnreadable, UsageError
from engine.jobs import imports, queue, runner
from engine.jobs.imports import import_text
from engine.jobs.supervisor import Worker
from engine.options import Home
from engine.protocol import AnyEvent, Event, JobChanged, Submit
from engine.service import Service

CUES = """1
00:00:01,000 --> 00:00:02,000
Anna: Hello.

2
00:00:03,000 --> 00:00:05,000
Ben: Good day.

3
00:00:06,000 --> 00:00:07,000
Anna: Indeed.
"""


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "talk.en.srt"
    path.write_text(CUES, encoding="utf-8")
    return path


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "talk.mp4"
    path.write_bytes(b"moving pictures")
    return path


def test_a_text_becomes_a_finished_document_of_the_list(text: Path, film: Path, home: Home) -> None:
    made = import_text(text, home)
    (job,) = queue.jobs(home)
    assert (job.path, job.state, job.problem) == (str(made), "completed", None)
    assert (job.done, job.total, job.duration, job.language) == (1, 1, 7.0, "en")
    assert (job.source, job.title) == (str(film), "talk")
    with Document.open(made) as document:
        found = edited(document).transcript
        assert document.output.formats == ()
    assert found.text == "Hello.\nGood day.\nIndeed."
    assert [found.called(each.speaker) for each in found.segments] == ["Anna", "Ben", "Anna"]


def test_what_was_imported_is_edited_as_anything_else(text: Path, home: Home) -> None:
    with Document.open(import_text(text, home)) as document:
        editing = Editing(document)
        editing.do(RenameSpeaker("SPEAKER_00", "Anne"))
        editing.undo()
        editing.redo()
    with Document.open(import_text(text, home)) as document:
        assert edited(document).transcript.called("SPEAKER_00") == "Anne"


def test_without_a_film_the_text_stands_for_itself(text: Path, home: Home) -> None:
    made = import_text(text, home)
    with Document.open(made) as document:
        assert document.verify_source() == Source.of(text)
    assert queue.summarise(made).title == "talk.en"


def test_another_film_can_be_named(text: Path, film: Path, home: Home, tmp_path: Path) -> None:
    other = tmp_path / "other.wav"
    other.write_bytes(b"sound")
    with Document.open(import_text(text, home, other)) as document:
        assert document.source.path == str(other)


def test_the_film_may_still_be_transcribed_by_itself(text: Path, film: Path, home: Home) -> None:
    made = import_text(text, home)
    assert queue.find(Source.of(film), home) is None
    assert queue.place_for(Source.of(film), home) != made


def test_the_same_text_is_found_again_and_a_changed_one_is_another(text: Path, home: Home) -> None:
    first = import_text(text, home)
    assert import_text(text, home) == first
    text.write_text(CUES.replace("Indeed", "Perhaps"), encoding="utf-8")
    assert import_text(text, home) != first
    assert len(queue.jobs(home)) == 2


def test_the_file_itself_is_left_as_it_is(text: Path, home: Home) -> None:
    import_text(text, home)
    assert text.read_text(encoding="utf-8") == CUES


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.srt", "no times"), ("a.vtt", ""), ("a.json", '{"name": "npm"}'), ("a.txt", CUES)],
)
def test_a_bad_file_is_named_and_leaves_nothing(
    name: str, content: str, tmp_path: Path, home: Home
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(TextUnreadable, match=name):
        import_text(path, home)
    assert list(home.documents.glob("*")) == []


def test_a_file_that_is_not_there_is_named(tmp_path: Path, home: Home) -> None:
    with pytest.raises(MediaMissing, match="gone"):
        import_text(tmp_path / "gone.srt", home)


def test_a_file_of_absurd_size_is_not_read(
    text: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "LARGEST", 10)
    with pytest.raises(TextUnreadable, match="too large"):
        import_text(text, home)


def test_a_kill_in_the_middle_leaves_nothing_in_the_list(
    text: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        assert queue.jobs(home) == [], "half a document is listed"
        raise Killed

    with monkeypatch.context() as context:
        context.setattr(imports, "_fill", killed)
        with pytest.raises(Killed):
            import_text(text, home)
    assert queue.jobs(home) == []
    import_text(text, home)
    assert len(queue.jobs(home)) == 1


def test_a_folder_that_refuses_is_an_error_of_ours(text: Path, home: Home) -> None:
    home.documents.parent.mkdir(exist_ok=True)
    home.documents.write_text("a file where the folder should be")
    with pytest.raises(NotWritable):
        import_text(text, home)


def test_words_of_json_keep_their_times(tmp_path: Path, home: Home) -> None:
    path = tmp_path / "talk.json"
    words = [{"word": "Hello", "start": 0.25, "end": 0.5, "score": 0.4}]
    segment = {"start": 0, "end": 1, "text": "Hello", "words": words}
    path.write_text(json.dumps({"segments": [segment], "language": "de"}))
    with Document.open(import_text(path, home)) as document:
        (word,) = edited(document).transcript.words()
        assert (word.start, word.end, word.probability) == (0.25, 0.5, 0.4)
        assert document.options.language == "de"


# --- its film, and jobs ---------------------------------------------------------------------------


def no_worker(log_file: Path) -> Worker:
    raise AssertionError("nothing is to be recognised")


def test_no_job_recognises_over_an_imported_text_unasked(
    text: Path, film: Path, home: Home
) -> None:
    made = import_text(text, home)
    events: list[Event] = []
    ended = runner.run(Submit(str(film), document=str(made)), home, events.append, no_worker)
    assert (ended.state, ended.exit_code) == ("failed", ExitCode.USAGE)
    with Document.open(made) as document:
        assert edited(document).transcript.text.startswith("Hello.")


@pytest.mark.parametrize("restart", [False, True])
def test_a_text_is_never_taken_for_a_recording(text: Path, home: Home, restart: bool) -> None:
    made = import_text(text, home)
    submission = Submit(str(text), document=str(made), restart=restart)
    assert runner.run(submission, home, lambda event: None, no_worker).exit_code == ExitCode.USAGE
    with pytest.raises(UsageError, match="no recording"):
        queue.enter(submission, home, lambda document: False)
    with Document.open(made) as document:
        assert edited(document).transcript.text.startswith("Hello."), "nothing was given up"


def test_a_text_without_a_film_can_be_given_one(text: Path, home: Home, tmp_path: Path) -> None:
    made = import_text(text, home)
    other = tmp_path / "found.mp4"
    other.write_bytes(b"moving pictures")
    wire = io.BytesIO()
    service = Service(io.BytesIO(), wire, home)
    service._submit(Submit(str(other), document=str(made)))
    service._models.close()
    service._inquiries.close()
    told = [protocol.decode(line, AnyEvent) for line in wire.getvalue().splitlines()]
    assert [(type(event), event.summary.source) for event in told] == [(JobChanged, str(other))]
    assert queue.summarise(made).state == "completed"
    assert not service._line
