from __future__ import annotations

import threading

import numpy as np
import pytest

from engine.worker.diarization import hearing
from engine.worker.diarization.hearing import (
    CONTEXT_FRAMES,
    STRETCH_FRAMES,
    embed,
    hear,
    stretch,
    stretches,
)
from engine.worker.diarization.onnx_models import OnnxModels
from engine.worker.diarization.speaker_models import pooled
from engine.worker.diarization.spectrogram import spectrogram
from engine.worker.diarization.windows import (
    FRAMES,
    VOICE_STEP,
    WINDOW_SAMPLES,
    Grid,
    cleaned,
)
from tests.diarized import Read, reader

GRID = Grid()


class Networks:
    """Hears a voice wherever it is loud; a voice frame is the mean of its spectrogram."""

    features = 80
    windows = 3
    abreast = 2

    def __init__(self, is_exact: bool = True, stretches: int = 1) -> None:
        self.is_exact = is_exact
        self.stretches = stretches
        self.shapes: set[tuple[int, ...]] = set()
        self.calls = 0
        self.computed = 0

    def activity(self, sound: np.ndarray, step: int) -> np.ndarray:
        windows = np.lib.stride_tricks.sliding_window_view(sound, WINDOW_SAMPLES)[::step]
        power = np.abs(windows[:, : FRAMES * 271].reshape(len(windows), FRAMES, -1)).mean(axis=2)
        masks = np.zeros((len(windows), 3, FRAMES), np.bool_)
        masks[:, 0] = power > 0.01
        return masks

    def frames(self, spectrograms: np.ndarray) -> np.ndarray:
        self.calls += len(spectrograms)
        self.computed += spectrograms.shape[0] * spectrograms.shape[1] // 8
        self.shapes.add(spectrograms.shape[1:])
        count, length, bands = spectrograms.shape
        length -= length % 8
        return spectrograms[:, :length].reshape(count, -1, 8, bands).mean(axis=2)

    def embeddings(self, statistics: np.ndarray) -> np.ndarray:
        return statistics[:, :80]


def loud(seconds: float, *spans: tuple[float, float]) -> np.ndarray:
    made = np.zeros(round(seconds * 16_000), np.float32)
    noise = np.random.default_rng(3)
    for start, end in spans:
        place = slice(round(start * 16_000), round(end * 16_000))
        made[place] = 0.1 * noise.standard_normal(len(made[place]))
    return made


def quiet(_: float) -> None:
    """Nobody wants to know."""


@pytest.mark.parametrize("step", [1, 2])
def test_voices_are_heard_where_they_are(step: int) -> None:
    film = reader(loud(60.0, (12.0, 30.0)))
    voices = hear(Networks(), film, Grid(step), range(51 // step), quiet)
    for window in range(51 // step):
        start = window * step
        expected = min(start + 10.0, 30.0) - max(start, 12.0)
        assert voices.masks[window].sum() * 10 / FRAMES == pytest.approx(max(0, expected), abs=0.1)
        has_vector = not np.isnan(voices.vectors[window, 0]).any()
        assert has_vector == bool(voices.masks[window].any())


def test_parts_of_a_film_hear_what_the_whole_film_hears() -> None:
    film = reader(loud(90.0, (3.0, 70.0)))
    whole = hear(Networks(), film, GRID, range(81), quiet)
    for part in (range(30), range(30, 31), range(31, 81)):
        heard = hear(Networks(), film, GRID, part, quiet)
        assert (heard.masks == whole.masks[part.start : part.stop]).all()
        expected = whole.vectors[part.start : part.stop]
        assert np.allclose(heard.vectors, expected, atol=0.02, equal_nan=True)


def test_nothing_is_computed_where_nobody_speaks() -> None:
    networks = Networks()
    film = reader(loud(600.0, (301.0, 305.0)))
    hear(networks, film, GRID, range(591), quiet)
    assert networks.calls == 1
    assert networks.computed <= 5.0 / VOICE_STEP + 2 * CONTEXT_FRAMES + 2


def test_stretches_are_shared_out_evenly_among_threads() -> None:
    networks = Networks()
    film = reader(loud(70.0, (0.0, 70.0)))
    hear(networks, film, GRID, range(61), quiet)
    assert networks.calls % networks.abreast == 0
    lengths = [length for length, _ in networks.shapes]
    assert max(lengths) - min(lengths) <= 8 * (CONTEXT_FRAMES + 10)


def test_an_accelerator_gets_full_batches_of_one_shape() -> None:
    networks = Networks(is_exact=False, stretches=2)
    film = reader(loud(70.0, (0.0, 70.0)))
    hear(networks, film, GRID, range(61), quiet)
    assert len(networks.shapes) == 1


def test_a_film_shorter_than_a_window_is_heard() -> None:
    voices = hear(Networks(), reader(loud(1.5, (0.2, 1.4))), GRID, range(1), quiet)
    assert voices.masks.sum() * 10 / FRAMES == pytest.approx(1.2, abs=0.1)
    assert np.isfinite(voices.vectors[0, 0]).all()


def test_how_far_it_is_never_falls() -> None:
    told: list[float] = []
    hear(Networks(), reader(loud(60.0, (0.0, 60.0))), GRID, range(51), told.append)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)


def test_whoever_is_told_may_end_the_work() -> None:
    class Enough(Exception):
        pass

    def end(part: float) -> None:
        raise Enough

    with pytest.raises(Enough):
        hear(Networks(), reader(loud(60.0, (0.0, 60.0))), GRID, range(51), end)
    assert not [each for each in threading.enumerate() if each.name.startswith("speakers")]


def test_frames_computed_once_are_those_of_each_window(
    onnx: OnnxModels, two_people_read: Read
) -> None:
    """The network run over a window alone, as it is published, hears the same voice."""
    voices = hear(onnx, two_people_read, GRID, range(21), quiet)
    likeness = []
    for window in (4, 8, 12, 16):
        features = spectrogram(two_people_read(window, window + 10.0))
        frames = onnx.frames((features - features.mean(axis=0))[None])[0]
        places = (np.arange(len(frames)) * FRAMES / len(frames)).astype(int)
        own = cleaned(voices.masks[window])[:, places]
        alone = onnx.embeddings(pooled(frames, own))
        for place in np.flatnonzero(voices.masks[window].sum(axis=1) > 100):
            pair = (alone[place], voices.vectors[window, place])
            likeness.append(np.dot(*pair) / np.prod([np.linalg.norm(each) for each in pair]))
    assert len(likeness) >= 6
    assert min(likeness) > 0.95


def test_a_stretch_has_context_but_at_the_start_of_the_film() -> None:
    film = reader(loud(60.0, (0.0, 60.0)))
    features, before = stretch(film, 0, 200, is_exact=True)
    assert (before, len(features)) == (0, (200 + CONTEXT_FRAMES) * 8)
    features, before = stretch(film, 300, 200, is_exact=True)
    assert before == CONTEXT_FRAMES
    assert len(features) == (200 + 2 * CONTEXT_FRAMES) * 8
    features, before = stretch(film, 300, 7, is_exact=False)
    assert len(features) == (STRETCH_FRAMES + 2 * CONTEXT_FRAMES) * 8


def test_beyond_the_end_of_the_film_a_stretch_is_silence() -> None:
    features, _ = stretch(reader(loud(5.0, (0.0, 5.0))), 100, 20, is_exact=True)
    assert len(features)
    assert not features.any()


def test_stretches_hold_every_mark_and_pass_over_long_rests() -> None:
    marks = np.zeros(2000, np.bool_)
    for first, last in ((5, 100), (120, 130), (200, 202), (400, 1350), (1999, 2000)):
        marks[first:last] = True
    found = stretches(marks, STRETCH_FRAMES, 2 * CONTEXT_FRAMES)
    assert found[:2] == [range(5, 130), range(200, 202)]
    assert found[2:-1] == [range(first, min(first + STRETCH_FRAMES, 1350)) for first in
                           range(400, 1350, STRETCH_FRAMES)]  # fmt: skip
    assert found[-1] == range(1999, 2000)
    alike = stretches(marks, STRETCH_FRAMES, STRETCH_FRAMES)
    assert [each.start for each in alike] == [5, 400, 700, 1000, 1300, 1999]
    for some in (found, alike):
        assert all(len(each) <= STRETCH_FRAMES for each in some)
        assert marks.sum() == sum(marks[each.start : each.stop].sum() for each in some)


def test_the_same_moment_has_the_same_spectrogram_in_every_stretch() -> None:
    film = reader(loud(90.0, (0.0, 90.0)))
    one, before = stretch(film, 300, 200, is_exact=True)
    other, late = stretch(film, 340, 100, is_exact=True)
    shift = 8 * (40 + before - late)
    assert np.allclose(one[shift : shift + 800], other[:800], atol=1e-3)


def test_one_voice_is_more_like_itself_than_like_another(
    onnx: OnnxModels, two_people_read: Read
) -> None:
    a, again, b = (
        embed(onnx, two_people_read, *span) for span in ((10.6, 14.2), (18.5, 21.4), (14.8, 17.8))
    )
    assert a.shape == (256,)
    assert np.linalg.norm(a) == pytest.approx(1.0, abs=1e-4)
    assert a @ again > a @ b + 0.2


@pytest.mark.parametrize("span", [(3.0, 3.1), (5.0, 5.0), (40.0, 50.0)])
def test_a_stretch_too_short_has_no_vector(
    onnx: OnnxModels, two_people_read: Read, span: tuple[float, float]
) -> None:
    assert embed(onnx, two_people_read, *span).shape == (0,)


def test_of_a_long_stretch_a_minute_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "LONGEST", 5)
    film = reader(loud(30.0, (0.0, 30.0)))
    assert np.array_equal(embed(Networks(), film, 2.0, 30.0), embed(Networks(), film, 2.0, 7.0))
