from __future__ import annotations

import numpy as np
import pytest

from engine.transcript import SpeakerTurn
from engine.worker.diarization.clustering import Agglomerative, Bounds
from engine.worker.diarization.hearing import Voices
from engine.worker.diarization.speakers import is_clear, tell_apart
from engine.worker.diarization.windows import FRAMES, Grid
from tests.diarized import SIZE, around, error_rate, heard

GRID = Grid()


class Constrained:
    """Agglomerative clustering under which two in a window are two people."""

    is_constrained = True

    def centres(self, vectors: np.ndarray, bounds: Bounds) -> np.ndarray:
        return Agglomerative().centres(vectors, bounds)


def dialogue(seconds: float, people: int, turn: float = 4.0) -> list[tuple[float, float, int]]:
    """People who speak in turn without a pause."""
    starts = np.arange(0, seconds, turn).tolist()
    return [(start, start + turn, place % people) for place, start in enumerate(starts)]


def truth(said: list[tuple[float, float, int]]) -> list[SpeakerTurn]:
    return [SpeakerTurn(start, end, str(person)) for start, end, person in said]


@pytest.mark.parametrize("step", [1, 2])
@pytest.mark.parametrize("people", [1, 2, 3])
def test_people_who_speak_in_turn_are_told_apart(people: int, step: int) -> None:
    said, grid = dialogue(120.0, people), Grid(step)
    told, doubts = tell_apart([heard(said, 120.0, grid)], grid, 120.0, Agglomerative(), Bounds())
    assert told.speakers == tuple(f"SPEAKER_{each:02d}" for each in range(people))
    assert error_rate(truth(said), told.turns) < 0.02
    assert not doubts


def test_the_film_is_the_same_in_one_part_or_several() -> None:
    said = dialogue(200.0, 3)
    whole = heard(said, 200.0)
    parts = [
        Voices(whole.masks[a:b], whole.vectors[a:b]) for a, b in ((0, 70), (70, 71), (71, 999))
    ]
    one, _ = tell_apart([whole], GRID, 200.0, Agglomerative(), Bounds())
    assert tell_apart(parts, GRID, 200.0, Agglomerative(), Bounds())[0] == one


def test_forty_people_are_told_apart() -> None:
    said = dialogue(1600.0, 40, turn=20.0)
    told, _ = tell_apart([heard(said, 1600.0)], GRID, 1600.0, Agglomerative(), Bounds())
    assert len(told.speakers) == 40
    assert told.speakers[-1] == "SPEAKER_39"


def test_hours_are_told_apart_in_little_memory() -> None:
    """Two and a half hours and forty people; of this, 40 MB are what was heard itself."""
    import tracemalloc

    grid, windows = Grid(2), 4500
    masks = np.zeros((windows, 3, FRAMES), np.bool_)
    masks[:, 0] = True
    vectors = np.full((windows, 3, SIZE), np.nan, np.float32)
    vectors[:, 0] = np.concatenate([around(who % 40, 1, seed=who) for who in range(windows)])
    tracemalloc.start()
    parts = [Voices(masks[:2000], vectors[:2000]), Voices(masks[2000:], vectors[2000:])]
    told, _ = tell_apart(parts, grid, 9000.0, Agglomerative().every(2), Bounds())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(told.speakers) == 40
    assert peak < 110_000_000


def test_they_are_numbered_in_the_order_in_which_they_begin() -> None:
    said = [(0.0, 8.0, 2), (8.0, 16.0, 0), (16.0, 24.0, 1), (24.0, 60.0, 2)]
    told, _ = tell_apart([heard(said, 60.0)], GRID, 60.0, Agglomerative(), Bounds())
    assert [turn.speaker for turn in told.turns][:3] == ["SPEAKER_00", "SPEAKER_01", "SPEAKER_02"]


def test_a_moment_is_no_beginning() -> None:
    """So that whoever is heard first is Speaker 1, though a breath was taken for the other."""
    said = [(0.0, 0.1, 0), (2.0, 10.0, 1), (10.0, 30.0, 0), (40.0, 40.1, 2)]
    told, _ = tell_apart([heard(said, 45.0)], GRID, 45.0, Agglomerative(), Bounds())
    long = [turn.speaker for turn in told.turns if turn.end - turn.start > 1]
    assert long == ["SPEAKER_00", "SPEAKER_01"]


def test_overlap_is_kept_and_the_exclusive_turns_have_none() -> None:
    said = [(0.0, 12.0, 0), (10.0, 25.0, 1), (25.0, 40.0, 0)]
    told, _ = tell_apart([heard(said, 40.0)], GRID, 40.0, Agglomerative(), Bounds())
    assert told.turns[0].end > told.turns[1].start + 1.5
    ends = [turn.end for turn in told.exclusive]
    assert all(turn.start >= end for end, turn in zip(ends, told.exclusive[1:], strict=False))
    assert error_rate(truth(said), told.turns) < 0.03


def test_every_speaker_has_a_vector_of_length_one() -> None:
    told, _ = tell_apart([heard(dialogue(60.0, 2), 60.0)], GRID, 60.0, Agglomerative(), Bounds())
    assert len(told.embeddings) == len(told.speakers) == 2
    assert [np.linalg.norm(each) for each in told.embeddings] == pytest.approx([1.0, 1.0], abs=1e-3)
    assert [int(np.argmax(each)) for each in told.embeddings] == [0, 1]


def test_music_has_no_speakers_and_that_is_said() -> None:
    told, doubts = tell_apart([heard([], 60.0)], GRID, 60.0, Agglomerative(), Bounds())
    assert (told.turns, told.speakers) == ((), ())
    assert "Nobody" in doubts[0]


@pytest.mark.parametrize("duration", [0.5, 2.0, 9.0])
def test_two_seconds_of_speech_are_somebody(duration: float) -> None:
    said = [(0.1, min(1.9, duration), 0)]
    told, _ = tell_apart([heard(said, duration)], GRID, duration, Agglomerative(), Bounds())
    assert told.speakers == ("SPEAKER_00",)
    assert told.turns[-1].end <= duration


def alike(voices: Voices, person: int, other: int) -> Voices:
    """The same, but one person sounds like another."""
    whose = np.nan_to_num(voices.vectors).argmax(axis=2)
    is_person = (whose == person) & voices.masks.any(axis=2)
    voices.vectors[is_person] = around(other, int(is_person.sum()))
    return voices


def test_who_is_only_heard_over_others_is_somebody_too() -> None:
    voices = alike(heard([(0.0, 30.0, 0), (12.0, 14.0, 1)], 30.0), 1, 0)
    told, _ = tell_apart([voices], GRID, 30.0, Agglomerative(), Bounds())
    assert len(told.speakers) == 2
    assert told.turns[1].start == pytest.approx(12.0, abs=0.2)
    assert not any(told.embeddings[1])


def test_too_few_people_for_the_wish_are_said_so() -> None:
    said = dialogue(60.0, 1)
    told, doubts = tell_apart([heard(said, 60.0)], GRID, 60.0, Agglomerative(), Bounds(500, 500))
    assert len(told.speakers) < 500
    found = f"but {len(told.speakers)} could be told apart."
    assert doubts == (f"500 speakers were asked for, {found}",)
    _, doubts = tell_apart([heard(said, 60.0)], GRID, 60.0, Agglomerative(), Bounds(500, 600))
    assert doubts == (f"500 or more speakers were asked for, {found}",)


def test_no_more_people_than_wished() -> None:
    said = dialogue(120.0, 4)
    told, doubts = tell_apart([heard(said, 120.0)], GRID, 120.0, Agglomerative(), Bounds(most=2))
    assert len(told.speakers) == 2
    assert not doubts


def test_two_in_a_window_may_be_two_people_for_certain() -> None:
    said = [(0.0, 12.0, 0), (12.0, 30.0, 2), (30.0, 60.0, 1)]
    voices = alike(heard(said, 60.0), 2, 0)
    free, _ = tell_apart([voices], GRID, 60.0, Agglomerative(), Bounds())
    bound, _ = tell_apart([voices], GRID, 60.0, Constrained(), Bounds())
    assert len({turn.speaker for turn in free.turns if turn.start < 25}) == 1
    assert len({turn.speaker for turn in bound.turns if turn.start < 25}) == 2


def test_a_voice_counts_where_it_is_alone_for_a_while() -> None:
    masks = np.zeros((1, 3, FRAMES), np.bool_)
    masks[0, 0, :100] = masks[0, 1, 100:300] = masks[0, 2, 300:500] = True
    masks[0, 1, 300:500] = True
    vectors = np.zeros((1, 3, SIZE), np.float32)
    assert is_clear(masks, vectors).tolist() == [[False, True, False]]
    vectors[0, 1] = np.nan
    assert not is_clear(masks, vectors).any()
