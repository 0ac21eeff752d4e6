"""Whether results can be written is known before anything is heard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.document import Document
from engine.errors import FileExists, NotWritable
from engine.jobs import exports, runner
from engine.options import Home, Options
from engine.protocol import OutputOptions, Submit
from engine.source import Source
from tests.strangers import as_a_stranger, folder_for_all
from tests.talking import TalkingWorker

NEVER = Options(keep_awake=False, pause_above_memory=0)


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    film = tmp_path / "film.wav"
    film.write_bytes(b"RIFF film")
    with Document.create(
        tmp_path / "job.longtake", Source.of(film), NEVER, OutputOptions(("srt",))
    ) as made:
        yield made


def wishing(document: Document, folder: Path, *formats: str) -> None:
    document.set_options(NEVER, OutputOptions(formats or ("srt",), str(folder)))


def test_a_folder_that_is_not_there_yet_is_no_obstacle(document: Document, tmp_path: Path) -> None:
    wishing(document, tmp_path / "new" / "folder")
    exports.check(document)
    assert not (tmp_path / "new").exists()


def test_a_file_where_the_folder_should_be_is_named(document: Document, tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    wishing(document, tmp_path / "taken" / "folder")
    with pytest.raises(NotWritable, match="taken' is not a folder"):
        exports.check(document)


def test_a_folder_without_the_right_to_write_is_named_before_anything_is_heard(
    document: Document,
) -> None:
    with folder_for_all() as folder:
        wishing(document, folder / "results")
        with as_a_stranger(), pytest.raises(NotWritable, match="may not be written"):
            exports.check(document)


def test_where_no_file_is_wished_no_folder_is_needed(document: Document, tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    document.set_options(NEVER, OutputOptions((), str(tmp_path / "taken")))
    exports.check(document)


def test_a_file_of_somebody_else_is_in_the_way(document: Document, tmp_path: Path) -> None:
    (tmp_path / "film.srt").write_text("theirs")
    with pytest.raises(FileExists, match=r"film\.srt"):
        exports.check(document)


def test_a_job_that_may_not_write_is_no_job_that_waits(
    home: Home, tmp_path: Path, tiny_en: Path
) -> None:
    film = tmp_path / "film.wav"
    film.write_bytes(b"RIFF film")
    (tmp_path / "film.srt").write_text("theirs")
    submission = Submit(str(film), NEVER, OutputOptions(("srt",)))
    ended = runner.run(submission, home, lambda event: None, TalkingWorker().made)
    with Document.open(Path(ended.job), read_only=True) as document:
        assert document.state == "failed"
        assert document.problem is not None and document.problem.code == "file-exists"


def test_a_finished_job_stays_finished_where_another_format_is_in_the_way(
    home: Home, tmp_path: Path, tiny_en: Path
) -> None:
    film = tmp_path / "film.wav"
    film.write_bytes(b"RIFF film")
    (tmp_path / "film.vtt").write_text("theirs")
    for formats, state in ((("srt",), "completed"), (("vtt",), "failed")):
        submission = Submit(str(film), NEVER, OutputOptions(formats))
        ended = runner.run(submission, home, lambda event: None, TalkingWorker().made)
        assert ended.state == state
    with Document.open(Path(ended.job), read_only=True) as document:
        assert document.state == "completed"
