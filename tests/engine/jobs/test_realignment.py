"""Segments that were edited, aligned again by real workers with a real model."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from engine.document import Document
from engine.edition import Editing
from engine.edits import AlignSegments, SetText, apply
from engine.errors import (
    Cancelled,
    EngineFault,
    MediaChanged,
    MediaMissing,
    ModelMissing,
    WorkerDied,
)
from engine.jobs.realignment import LONGEST, PADDING, Realigner, _Request, passages
from engine.jobs.supervisor import Worker, WorkerProcess
from engine.options import Home
from engine.protocol import (
    Align,
    AlignByAttention,
    AligningAgain,
    AnyReply,
    Prepare,
    Request,
)
from engine.transcript import Segment, Word
from tests import fakes
from tests import passages as sample
from tests.aligners import write_aligner
from tests.builders import segment, segment_of, word
from tests.films import SAMPLE


class Watched(WorkerProcess):
    """A real worker that notes what it is asked."""

    def __init__(self, log_file: Path, command: list[str] | None = None) -> None:
        super().__init__(log_file, command)
        self.asked: list[Request] = []
        self.processes: set[int] = set()

    def start(self) -> None:
        super().start()
        assert self._process is not None
        self.processes.add(self._process.pid)

    def ask(self, request: Request) -> Iterator[AnyReply]:
        self.asked.append(request)
        return super().ask(request)


class Hall:
    """Makes workers, and knows them all."""

    def __init__(self, *commands: list[str]) -> None:
        self.commands = list(commands)
        self.workers: list[Watched] = []

    def make(self, log_file: Path) -> Worker:
        log_file.parent.mkdir(parents=True, exist_ok=True)
        command = self.commands.pop(0) if self.commands else None
        self.workers.append(Watched(log_file, command))
        return self.workers[-1]

    @property
    def asked(self) -> list[str]:
        return [type(each).__name__ for worker in self.workers for each in worker.asked]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = sample.document(tmp_path)
    sample.correct(found)
    return found


def phrase(path: Path) -> Segment:
    with Document.open(path) as document:
        found = Editing(document).transcript.segments[1]
    assert found.text == sample.SAID
    return found


@pytest.mark.usefixtures("tiny_en")
def test_words_that_were_typed_are_found_where_they_are_said(path: Path, home: Home) -> None:
    hall, told = Hall(), list[AligningAgain]()
    before = phrase(path)
    assert sample.late(before) > 0.25, "they only share the time of what they replaced"
    with Realigner(path, home, hall.make) as realigner:
        found = realigner.align([before], told.append)
        again = realigner.align([before])
        assert list(home.cache.glob("*.s16")), "the film is kept at hand"
    assert isinstance(found.edit, AlignSegments) and found.unaligned == 0
    with Document.open(path) as document:
        aligned = apply(Editing(document).transcript, found.edit).segments[1]
    assert sample.late(aligned) < 0.15
    assert aligned.text == sample.SAID
    assert all(one.end <= two.start for one, two in pairwise(aligned.words))
    assert again == found
    assert hall.asked == ["Prepare", "AlignByAttention", "AlignByAttention"]
    assert [each.is_decoding for each in told][:: len(told) - 1] == [True, False]
    assert not list(home.cache.glob("*.s16")), "nothing is left"
    assert hall.workers[0].memory() == 0


@pytest.mark.usefixtures("tiny_en")
def test_an_aligner_at_hand_is_asked_and_one_that_is_damaged_is_not_missed(
    tmp_path: Path, home: Home
) -> None:
    folder = write_aligner(tmp_path / "aligner")
    letters = (folder / "vocab.json").read_text()
    (folder / "vocab.json").write_text("{}")
    path = sample.document(tmp_path, align_model=str(folder))
    sample.correct(path)
    hall = Hall()
    with Realigner(path, home, hall.make, on_processor=True) as realigner:
        assert realigner.align([phrase(path)]).edit is not None
        (folder / "vocab.json").write_text(letters)
        assert realigner.align([phrase(path)]).edit is not None
    assert hall.asked == ["Prepare", "Align", "AlignByAttention", "Align"]
    by_attention, by_letters = hall.workers[0].asked[2:]
    assert isinstance(by_letters, Align) and by_letters.settings.device == "cpu"
    assert isinstance(by_attention, AlignByAttention)
    assert (by_attention.settings.device, by_attention.settings.compute_type) == ("cpu", "auto")


def test_a_film_that_is_gone_or_another_is_refused(tmp_path: Path, home: Home) -> None:
    film = tmp_path / "film.opus"
    film.write_bytes(SAMPLE.read_bytes())
    path = sample.document(tmp_path, film)
    sample.correct(path)
    hall = Hall()
    film.write_bytes(b"another film")
    with pytest.raises(MediaChanged):
        Realigner(path, home, hall.make).align([phrase(path)])
    film.unlink()
    with pytest.raises(MediaMissing):
        Realigner(path, home, hall.make).align([phrase(path)])
    assert hall.asked == []


def test_without_the_model_it_is_said_which_is_missing(
    path: Path, home: Home, tmp_path: Path
) -> None:
    with Document.open(path) as document:
        options = msgspec.structs.replace(document.options, model="large-v3")
        document.set_options(options, document.output)
    bare = Home(tmp_path / "bare")
    with pytest.raises(ModelMissing, match="large-v3"):
        Realigner(path, bare, Hall().make).align([phrase(path)])
    assert not list(bare.cache.glob("*.s16"))


@pytest.mark.usefixtures("tiny_en", "base")
@pytest.mark.parametrize(
    ("model", "asked"),
    [
        ("tiny.en", ["Prepare", "AlignByAttention"]),
        ("base", ["Prepare", "DetectLanguage", "AlignByAttention"]),
    ],
)
def test_a_text_of_no_language_as_one_that_was_imported_is_aligned_in_that_of_the_film(
    path: Path, home: Home, model: str, asked: list[str]
) -> None:
    with Document.open(path) as document:
        document.save_language("")
        chosen = msgspec.structs.replace(document.options, model=model)
        document.set_options(chosen, document.output)
    hall = Hall()
    with Realigner(path, home, hall.make) as realigner:
        found = realigner.align([phrase(path)])
    assert found.edit is not None and hall.asked == asked
    assert len(hall.workers[0].processes) == 1, "one model is loaded once"
    by_attention = hall.workers[0].asked[-1]
    assert isinstance(by_attention, AlignByAttention)
    assert by_attention.settings.language == "en"


@pytest.mark.usefixtures("tiny_en")
@pytest.mark.usefixtures("tiny_en")
def test_a_text_in_a_language_that_its_model_does_not_know_takes_another_that_is_here(
    path: Path, home: Home, tmp_path: Path, base: Path
) -> None:
    with Document.open(path) as document:
        document.save_language("de")
    request = _Request(path, home, False)
    assert (request.model.name, request.model.is_multilingual) == ("base", True)
    bare = Home(tmp_path / "bare")
    bare.models.mkdir(parents=True)
    (bare.models / "tiny.en").symlink_to(home.models / "tiny.en", target_is_directory=True)
    with pytest.raises(ModelMissing, match="English only, not 'de'"):
        _ = _Request(path, bare, False).model


def test_a_worker_that_crashes_is_replaced_the_next_time(path: Path, home: Home) -> None:
    hall = Hall(fakes.command("segfaulting"))
    with Realigner(path, home, hall.make) as realigner:
        with pytest.raises(WorkerDied):
            realigner.align([phrase(path)])
        assert realigner.align([phrase(path)]).edit is not None
    assert len(hall.workers) == 2


def test_a_worker_without_an_answer_is_a_bug(path: Path, home: Home) -> None:
    with pytest.raises(EngineFault, match="no result"):
        Realigner(path, home, Hall(fakes.command("obliging")).make).align([phrase(path)])


def test_who_cancels_waits_for_nobody(path: Path, home: Home) -> None:
    hall = Hall()
    realigner = Realigner(path, home, hall.make)
    realigner.cancel()
    with pytest.raises(Cancelled):
        realigner.align([phrase(path)])
    assert isinstance(hall.workers[0].asked[0], Prepare)
    realigner.close()


def test_segments_without_words_ask_for_nothing(path: Path, home: Home) -> None:
    hall = Hall()
    found = Realigner(path, home, hall.make).align([Segment("u1", 1.0, 2.0, ())])
    assert (found.edit, found.unaligned, hall.workers) == (None, 0, [])


@pytest.mark.usefixtures("tiny_en")
def test_what_nobody_could_say_in_that_time_keeps_its_times_and_is_counted(
    path: Path, home: Home
) -> None:
    with Document.open(path) as document:
        document.append_edit(SetText(sample.PHRASE, "antidisestablishmentarianism " * 60))
        crowded = Editing(document).transcript.segments[1]
    with Realigner(path, home, Hall().make) as realigner:
        found = realigner.align([crowded])
    assert (found.edit, found.unaligned) == (None, 1)


# --- passages -------------------------------------------------------------------------------------


def test_a_segment_is_heard_with_a_little_around_it() -> None:
    said = segment("One two three.", 5.0)
    (passage,) = passages(said)
    assert (passage.start, passage.end) == (said.start - PADDING, said.end + PADDING)
    assert passage.words == said.words
    assert passages(segment("First words.", 0.0))[0].start == 0.0


def test_a_long_segment_is_cut_in_its_longest_rest() -> None:
    words = [word(f" w{n}", n * 1.0, n * 1.0 + 0.9) for n in range(30)]
    words += [word(f" w{n}", n * 1.0 + 2.0, n * 1.0 + 2.9) for n in range(30, 50)]
    one, two, three = passages(segment_of(words))
    assert one.words + two.words + three.words == tuple(words)
    assert two.words[-1].text == " w29" and three.words[0].text == " w30"
    assert all(each.end - each.start <= LONGEST + 1e-6 for each in (one, two, three))


def test_words_without_any_rest_are_cut_in_the_middle() -> None:
    words = [word(f" w{n}", n * 1.0, n * 1.0 + 1.0) for n in range(40)]
    assert [len(each.words) for each in passages(segment_of(words))] == [20, 20]


def test_one_word_that_lasts_for_ever_is_one_passage() -> None:
    said = Segment("0.0", 0.0, 90.0, (Word("Hm.", 0.0, 90.0, 1.0),))
    assert len(passages(said)) == 1
