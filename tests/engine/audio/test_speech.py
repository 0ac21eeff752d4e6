"""Hearing where somebody speaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.audio import speech
from engine.audio.media import Decoder
from engine.errors import UsageError
from engine.transcript import SAMPLE_RATE

SAMPLE = Path(__file__).parents[3] / "resources" / "sample.opus"

Block = NDArray[np.int16]


@pytest.fixture(scope="module")
def talk() -> Block:
    """Half a minute of people talking."""
    return np.concatenate(list(Decoder(SAMPLE).blocks()))[: 30 * SAMPLE_RATE]


def in_blocks(samples: Block, size: int) -> Iterator[Block]:
    for first in range(0, len(samples), size):
        yield samples[first : first + size]


def seconds(*stretches: tuple[float, int], frame: float = 0.02) -> bytes:
    """Likelihoods: so many seconds at that level, one after another."""
    return b"".join(bytes([level]) * round(length / frame) for length, level in stretches)


def cut(likelihood: bytes) -> list[tuple[float, float]]:
    found = speech.regions(likelihood, 0.02, onset=0.5, offset=0.35)
    return [(round(start, 2), round(end, 2)) for start, end in found]


def test_speech_begins_above_the_upper_mark_and_lasts_until_it_falls_below_the_lower() -> None:
    assert cut(seconds((1, 0), (1, 100), (1, 200), (1, 100), (1, 0))) == [(2.0, 4.0)]


def test_a_click_is_no_speech() -> None:
    assert cut(seconds((1, 0), (0.06, 255), (1, 0))) == []


def test_speech_at_the_end_of_a_film_ends_with_it() -> None:
    assert cut(seconds((1, 0), (0.5, 255))) == [(1.0, 1.5)]


@given(st.binary(max_size=400))
def test_regions_are_in_order_apart_and_inside_the_film(likelihood: bytes) -> None:
    found = speech.regions(likelihood, 0.032, 0.5, 0.35)
    assert all(0 <= start < end <= len(likelihood) * 0.032 + 1e-9 for start, end in found)
    assert all(one[1] < other[0] for one, other in pairwise(found))


def test_people_talking_are_heard(talk: Block) -> None:
    found = speech.find(in_blocks(talk, 4 * SAMPLE_RATE))
    spoken = sum(end - start for start, end in found.regions)
    assert 15 < spoken < 30
    assert len(found.likelihood) == -(-len(talk) // 512)
    assert found.frame == 0.032


def test_silence_and_noise_hold_no_speech() -> None:
    chance = np.random.default_rng(1)
    noise = (1000 * chance.standard_normal(10 * SAMPLE_RATE)).astype(np.int16)
    film = np.concatenate([np.zeros(10 * SAMPLE_RATE, np.int16), noise])
    assert speech.find([film]).regions == ()


def test_a_film_without_a_sample_holds_no_speech() -> None:
    empty = speech.find([])
    assert (empty.regions, empty.likelihood) == ((), b"")


def test_less_than_a_frame_is_heard_as_one() -> None:
    assert len(speech.find([np.zeros(100, np.int16)]).likelihood) == 1


@pytest.mark.parametrize("size", [317, 512, 16_000])
def test_how_the_film_is_cut_into_blocks_changes_nothing(talk: Block, size: int) -> None:
    short = talk[: 6 * SAMPLE_RATE]
    whole = np.frombuffer(speech.find([short]).likelihood, np.uint8)
    parts = np.frombuffer(speech.find(in_blocks(short, size)).likelihood, np.uint8)
    assert np.abs(whole.astype(int) - parts.astype(int)).max() <= 1


def test_it_hears_what_faster_whisper_hears(talk: Block) -> None:
    from faster_whisper.vad import get_vad_model

    samples = talk[: len(talk) // 512 * 512].astype(np.float32) / 32768
    theirs = np.ravel(get_vad_model()(samples))
    ours = np.frombuffer(speech.find([talk]).likelihood, np.uint8)[: len(theirs)] / 255
    assert np.abs(ours - theirs).max() < 0.01


def test_a_film_is_heard_while_it_is_decoded() -> None:
    taken: list[int] = []

    def blocks() -> Iterator[Block]:
        for number in range(5):
            taken.append(number)
            yield np.zeros(512, np.int16)

    likelihoods = speech.DETECTORS["silero"].likelihoods(blocks())
    next(likelihoods)
    assert taken == [0]


def test_an_unknown_detector_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="no speech detector 'ears'"):
        speech.find([], "ears")


@given(
    st.lists(st.integers(0, 50), max_size=20),
    st.integers(1, 60),
    st.integers(0, 20),
)
def test_runs_in_context_join_into_the_film(lengths: list[int], size: int, context: int) -> None:
    film = np.arange(sum(lengths), dtype=np.int16)
    runs = list(speech._in_context(_split(film, lengths), size, context))
    joined = [heard[start : start + length] for heard, start, length in runs]
    samples = np.concatenate(joined) if joined else np.zeros(0)
    assert np.array_equal(np.rint(samples * 32768), film)
    before = 0
    for heard, start, length in runs:
        assert start == min(context, before)
        assert len(heard) <= start + length + context
        before += length


def _split(film: Block, lengths: Iterable[int]) -> Iterator[Block]:
    first = 0
    for length in lengths:
        yield film[first : first + length]
        first += length


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_pyannote_hears_the_same_people(talk: Block) -> None:
    theirs = speech.find(in_blocks(talk, SAMPLE_RATE), "pyannote")
    ours = speech.find([talk])
    moments = np.arange(0, 29, 0.1)
    agreed = np.mean([_speaks(ours.regions, at) == _speaks(theirs.regions, at) for at in moments])
    assert len(theirs.likelihood) == 30 / theirs.frame
    assert agreed > 0.8


def _speaks(regions: Iterable[tuple[float, float]], moment: float) -> bool:
    return any(start <= moment < end for start, end in regions)
