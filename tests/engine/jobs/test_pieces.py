from __future__ import annotations

from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.jobs.pieces import SHORTEST, halved, joined, pieces
from engine.transcript import Chunk, ChunkText, SpeechMap, WindowText
from engine.worker.recognition.windows import Window, pack
from tests.builders import chunk

FRAME = 0.032


def speech_of(*phrases: tuple[float, float]) -> SpeechMap:
    """Somebody speaks for so long after such a pause, again and again."""
    regions, now = [], 0.0
    for pause, length in phrases:
        regions.append((now + pause, now + pause + length))
        now += pause + length
    return SpeechMap(tuple(regions), FRAME, b"\xff" * (int(now / FRAME) + 1))


TALK = speech_of(*[(0.6, 7.0)] * 45)
"""Nearly six minutes of phrases."""

phrases = st.lists(
    st.tuples(
        st.floats(0.05, 5).map(lambda s: round(s, 2)), st.floats(0.3, 29)
    ),  # longer ones are cut into windows
    min_size=8,
    max_size=60,
)


def none_done(_: Chunk) -> bool:
    return False


def test_a_chunk_is_halved_near_its_middle() -> None:
    first, second = halved(chunk(3, 0, 300), TALK)
    assert (first.start, first.end, second.end) == (0, second.start, 300)
    assert abs(first.end - 150) < 20
    assert (first.index, second.index) == (3, 3)


def test_the_seconds_around_a_chunk_go_to_its_outer_pieces() -> None:
    first, second = halved(chunk(3, 50, 300, before=4, after=4), TALK)
    assert (first.heard_start, first.heard_end) == (46, first.end)
    assert (second.heard_start, second.heard_end) == (second.start, 304)


def test_nothing_is_cut_below_a_minute_or_where_it_is_one_window() -> None:
    assert halved(chunk(0, 0, 2 * SHORTEST - 1), TALK) == ()
    assert halved(chunk(0, 0, 300), speech_of((100, 10))) == ()
    assert halved(chunk(0, 0, 300), speech_of()) == ()


@settings(deadline=None)
@given(phrases)
def test_windows_are_the_same_in_pieces_as_in_the_whole(talk: list[tuple[float, float]]) -> None:
    speech = speech_of(*talk)
    whole = chunk(0, 0, speech.regions[-1][1] + 1)
    parts = list(pieces(whole, speech, 2, none_done))
    assume(len(parts) > 1)
    assert (parts[0].start, parts[-1].end) == (whole.start, whole.end)
    assert all(before.end == after.start for before, after in pairwise(parts))
    assert all(part.duration > 0 for part in parts)
    heard = [window for part in parts for window in pack(speech, part.heard_start, part.heard_end)]
    assert rounded(heard) == rounded(pack(speech, whole.heard_start, whole.heard_end))


def test_each_halving_doubles_the_pieces_until_they_are_short() -> None:
    counts = [len(list(pieces(chunk(0, 0, 300), TALK, times, none_done))) for times in range(4)]
    assert counts == [1, 2, 4, 4]


def test_what_is_done_is_not_cut_again() -> None:
    first, second = halved(chunk(0, 0, 300), TALK)
    parts = list(pieces(chunk(0, 0, 300), TALK, 2, lambda piece: piece == first))
    assert parts[0] == first
    assert parts[1:] == list(halved(second, TALK))


def test_the_text_of_pieces_is_in_the_order_of_time() -> None:
    late, early = WindowText(90, 100), WindowText(10, 40)
    text = joined(7, iter([ChunkText(7, (late,)), ChunkText(7, (early,))]))
    assert text == ChunkText(7, (early, late))


def rounded(windows: list[Window] | tuple[Window, ...]) -> list[tuple[float, float]]:
    return [(round(window.start, 6), round(window.end, 6)) for window in windows]
