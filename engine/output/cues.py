"""Segments as subtitle cues that can be read in the time they are shown.

The figures are Netflix's timed-text style guides: at most two lines of 42 columns (16 full-width
characters in Chinese and Korean, 13 in Japanese), shown for 5/6 s to 7 s, two frames of nothing
between one cue and the next. A segment too long for a cue is split by its word times; a cue that
is too short to read lasts on into the silence after it; cues never overlap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import msgspec

from engine.orthography import SPACELESS, plain, width
from engine.phrases import best_cut, strength, text_of
from engine.transcript import Segment, Word

SHORTEST = 5 / 6  # seconds
LONGEST = 7.0
FRAMES_BETWEEN = 2 / 24  # seconds: two frames of a film
_CHAIN = 0.5  # seconds of nothing that would only flicker: the cue before lasts until then
_JOIN = 0.3  # seconds between two segments that one cue may still hold

_COLUMNS = {"ja": 26, "ko": 32, "yue": 32, "zh": 32}
_COLUMNS_ELSEWHERE = 42
# Characters that people read in a second.
_READING = {"en": 20.0, "ja": 4.0, "ko": 12.0, "yue": 9.0, "zh": 9.0}
_READING_ELSEWHERE = 17.0


class Cue(msgspec.Struct, frozen=True):
    """What stands on the screen from `start` to `end`: one line or two, of one speaker."""

    start: float
    end: float
    lines: tuple[str, ...]
    speaker: str | None = None

    @property
    def text(self) -> str:
        """The lines as a subtitle file has them."""
        return "\n".join(self.lines)


def make_cues(
    segments: Sequence[Segment], language: str, duration: float = float("inf")
) -> tuple[Cue, ...]:
    """Readable cues for `segments`, in order of time; none lasts beyond the film's `duration`."""
    ordered = sorted((s for s in segments if plain(s.text)), key=lambda segment: segment.start)
    split = [part for segment in ordered for part in _split(segment.words, language)]
    spoken = _joined(split, language)
    return tuple(_timed([_cue(words, language) for words in spoken], language, duration))


def columns(language: str) -> int:
    """The widest that a line of this language may be; a full-width character counts two."""
    return _COLUMNS.get(language, _COLUMNS_ELSEWHERE)


def broken(words: Sequence[Word], language: str) -> tuple[str, ...]:
    """The words as one line, or as two where one would be too wide, broken where it reads best."""
    text = text_of(words)
    if width(text) <= columns(language) or len(words) < 2:
        return (text,)
    breaks = _line_breaks(words, language)
    best = max(range(1, len(words)), key=lambda index: _break_score(words, index, breaks, language))
    lines = text_of(words[:best]), text_of(words[best:])
    return tuple(line for line in lines if line)


def _split(words: Sequence[Word], language: str) -> Iterator[tuple[Word, ...]]:
    """The words in parts of which each fits a cue."""
    if len(words) < 2 or _fits(words, language):
        yield tuple(words)
        return
    index, _ = best_cut(words, language)
    yield from _split(words[:index], language)
    yield from _split(words[index:], language)


def _fits(words: Sequence[Word], language: str) -> bool:
    lines = broken(words, language)
    narrow = all(width(line) <= columns(language) for line in lines)
    return narrow and words[-1].end - words[0].start <= LONGEST


def _joined(parts: Sequence[tuple[Word, ...]], language: str) -> list[tuple[Word, ...]]:
    """The parts, those with no time to be read joined to the one before or after them."""
    joined: list[tuple[Word, ...]] = []
    for index, part in enumerate(parts):
        next_start = parts[index + 1][0].start if index + 1 < len(parts) else float("inf")
        hasty = next_start - part[0].start < SHORTEST
        if joined and (hasty or _is_hasty(joined[-1], part)) and _join(joined[-1], part, language):
            joined[-1] = joined[-1] + part
        else:
            joined.append(part)
    return joined


def _is_hasty(part: Sequence[Word], following: Sequence[Word]) -> bool:
    return following[0].start - part[0].start < SHORTEST


def _join(left: tuple[Word, ...], right: tuple[Word, ...], language: str) -> bool:
    """Whether one cue can hold both."""
    return (
        left[-1].speaker == right[0].speaker
        and -FRAMES_BETWEEN < right[0].start - left[-1].end < _JOIN
        and _fits(left + right, language)
    )


def _cue(words: Sequence[Word], language: str) -> Cue:
    return Cue(words[0].start, words[-1].end, broken(words, language), words[0].speaker)


def _timed(cues: Sequence[Cue], language: str, duration: float) -> Iterator[Cue]:
    """The cues with the time it takes to read them, as far as the next one leaves it."""
    shown_until = 0.0
    for index, cue in enumerate(cues):
        start = max(cue.start, shown_until)
        following = cues[index + 1].start if index + 1 < len(cues) else float("inf")
        end = _end(cue, start, following, language, duration)
        shown_until = end
        yield msgspec.structs.replace(cue, start=start, end=end)


def _end(cue: Cue, start: float, following: float, language: str, duration: float) -> float:
    room = max(following - start, 0.1)
    latest = start + room - min(FRAMES_BETWEEN, room / 4)
    wanted = max(cue.end, start + SHORTEST, start + _seconds_to_read(cue, language))
    end = min(wanted, start + LONGEST, latest)
    if latest - end < _CHAIN:
        end = min(latest, start + LONGEST)
    return min(end, max(duration, cue.end, start + 0.1))


def _seconds_to_read(cue: Cue, language: str) -> float:
    return sum(map(len, cue.lines)) / _READING.get(language, _READING_ELSEWHERE)


def _break_score(
    words: Sequence[Word], index: int, breaks: frozenset[int] | None, language: str
) -> float:
    """How good it is to begin the second line with word `index`."""
    most = columns(language)
    upper, lower = width(text_of(words[:index])), width(text_of(words[index:]))
    too_wide = max(0, upper - most) + max(0, lower - most)
    # Of two lines the lower had better be the longer one: less of the picture is covered.
    uneven = abs(upper - lower) / most + (0.1 if upper > lower else 0.0)
    place = min(strength(words[index - 1], words[index], language), 1.0)
    if breaks is not None and index not in breaks:
        place -= 0.6
    return place - 0.7 * uneven - 10.0 * too_wide


def _line_breaks(words: Sequence[Word], language: str) -> frozenset[int] | None:
    """Words that begin a phrase of a language without spaces; `None` where spaces tell it."""
    if language not in SPACELESS:
        return None
    starts = _phrase_starts("".join(word.text for word in words), language)
    if starts is None:
        return None
    offset, offsets = 0, {}
    for index, word in enumerate(words):
        offsets[offset] = index
        offset += len(word.text)
    return frozenset(offsets[start] for start in starts if start in offsets)


def _phrase_starts(text: str, language: str) -> set[int] | None:
    """Where phrases of `text` begin, by the BudouX model of its language, if there is one."""
    parse = _phrase_parser(language)
    if parse is None:
        return None
    ends = [0]
    for phrase in parse(text):
        ends.append(ends[-1] + len(phrase))
    return set(ends[:-1])


@lru_cache
def _phrase_parser(language: str) -> Callable[[str], list[str]] | None:
    try:
        import budoux
    except ImportError:
        return None
    models = {
        "ja": budoux.load_default_japanese_parser,
        "th": budoux.load_default_thai_parser,
        "zh": budoux.load_default_simplified_chinese_parser,
    }
    return models[language]().parse if language in models else None
