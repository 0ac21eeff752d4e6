from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from engine.calibration import difference
from engine.errors import Cancelled, MediaMissing, SilentFault
from engine.jobs.self_test import CLIP
from engine.protocol import ChunkTask, Loaded, RecognitionSettings
from engine.transcript import SAMPLE_RATE, ChunkText, WindowText, Word
from engine.worker import recognition, self_test
from engine.worker.recognition import Film, Recognizer, Report
from engine.worker.self_test import CLIP_SECONDS, PATIENCE

PLACEMENT = Loaded("ct2", "cpu", "int8", 2, 2)
SETTINGS = RecognitionSettings("ct2", "", "cpu", "int8", "en", 2, 1, 2, "batched", "none")
SPOKEN = CLIP.with_suffix(".txt").read_text()


@pytest.fixture(scope="module")
def tiny(tiny_en: Path) -> Iterator[Recognizer]:
    recognizer = recognition.load(PLACEMENT, str(tiny_en))
    yield recognizer
    recognizer.close()


class Parrot:
    """A recognizer that says the same words in every window: `said(window) -> text`."""

    def __init__(self, said: Callable[[int], str]) -> None:
        self._said = said

    def detect_language(self, film: Film) -> tuple[str, float]:
        return "en", 1.0

    def recognise(
        self,
        film: Film,
        tasks: Sequence[ChunkTask],
        settings: RecognitionSettings,
        report: Report,
    ) -> Iterator[ChunkText]:
        for task in tasks:
            count = round(task.chunk.duration / CLIP_SECONDS)
            windows = [self._window(count, index) for index in range(count)]
            report(task.chunk.duration)
            yield ChunkText(task.chunk.index, tuple(windows))

    def close(self) -> None:
        """There is nothing to let go of."""

    def _window(self, count: int, index: int) -> WindowText:
        start = index * CLIP_SECONDS
        words = [Word(f" {word}", start, start + 0.3, 0.9) for word in self._said(count).split()]
        return WindowText(start, start + CLIP_SECONDS, tuple(words))


class Stopwatch:
    """Every look at it is so many seconds after the last."""

    def __init__(self, step: float) -> None:
        self._step = step
        self._now = 0.0

    def __call__(self) -> float:
        self._now += self._step
        return self._now


def test_a_real_recognizer_hears_the_words_of_the_clip(tiny: Recognizer) -> None:
    heard = self_test.run(CLIP, tiny, PLACEMENT, SETTINGS)
    spoken = " ".join(SPOKEN.split()[: len(heard.text.split())])
    assert len(heard.text.split()) > 30
    assert difference(heard.text, spoken) < 0.1
    assert heard.rtfx > 0


def test_the_clip_is_one_window_long() -> None:
    assert len(self_test.read(CLIP)) == CLIP_SECONDS * SAMPLE_RATE


def test_progress_never_goes_back(tiny: Recognizer) -> None:
    reports: list[float] = []
    self_test.run(CLIP, tiny, PLACEMENT, SETTINGS, reports.append)
    assert reports == sorted(reports)
    assert reports[-1] == pytest.approx(3 * CLIP_SECONDS, abs=0.1)


def test_a_self_test_can_be_cancelled(tiny: Recognizer) -> None:
    def cancel(done: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        self_test.run(CLIP, tiny, PLACEMENT, SETTINGS, cancel)


def test_the_speed_is_that_of_a_whole_batch() -> None:
    heard = self_test.run(
        CLIP, Parrot(lambda count: "so my fellow"), PLACEMENT, SETTINGS, clock=Stopwatch(4.0)
    )
    assert heard.rtfx == pytest.approx(2 * CLIP_SECONDS / 4.0)
    assert heard.text == " so my fellow"


def test_a_slow_backend_is_heard_once_only() -> None:
    reports: list[float] = []
    slow = Stopwatch(PATIENCE + 1)
    heard = self_test.run(
        CLIP, Parrot(lambda count: "so my"), PLACEMENT, SETTINGS, reports.append, slow
    )
    assert heard.rtfx == pytest.approx(CLIP_SECONDS / (PATIENCE + 1))
    assert reports == [CLIP_SECONDS]


def test_a_backend_that_loses_words_in_a_batch_is_at_fault() -> None:
    def said(count: int) -> str:
        return "ask not what your country" if count == 1 else ""

    with pytest.raises(SilentFault) as caught:
        self_test.run(CLIP, Parrot(said), PLACEMENT, SETTINGS)
    assert caught.value.details == "0 words in a batch of 2, where there should be 10"


def test_a_backend_that_writes_exclamation_marks_is_at_fault() -> None:
    with pytest.raises(SilentFault):
        self_test.run(CLIP, Parrot(lambda count: "!" * 224), PLACEMENT, SETTINGS)


def test_a_clip_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MediaMissing, match="clip"):
        self_test.read(tmp_path / "clip.opus")
