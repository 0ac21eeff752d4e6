"""Cut a run of words into phrases: by what is said, where the speaker rests, and what reads well.

A phrase ends where a sentence ends, where the speaker changes, and at every long pause. What is
still too long is cut again at its best place; a stray short word joins its neighbour. Word times
and punctuation decide, never the model's timestamp tokens, which lose words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.orthography import (
    SPACELESS,
    ends_clause,
    ends_sentence,
    leans_on_next,
    looks_like_a_beginning,
    may_begin_line,
    opens_clause,
    opens_phrase,
    plain,
    width,
)
from engine.transcript import Word

Phrase = tuple[Word, ...]

PAUSE = 0.7  # seconds of rest that end a phrase, whatever was said
_BREATH = 0.3  # seconds of rest that make a comma a good place to cut
_FRAGMENT = 0.4  # seconds under which a single word is no phrase
_FRAGMENT_PAUSE = 0.3  # seconds of rest that let even a short word stand alone

# The longer a phrase, the weaker the place at which it may be cut: (columns, seconds, strength).
_TIERS = ((60, 6.0, 0.8), (84, 9.0, 0.5), (100, 12.0, float("-inf")))
_LARGEST = _TIERS[-1]
# Full-width text says more in a column, and has no room to spare on a subtitle line.
_SPACELESS_SCALE = 0.65


def phrases(words: Sequence[Word], language: str) -> tuple[Phrase, ...]:
    """All of `words`, in their order, as phrases."""
    whole = [part for part in _at_ends(words, language) if part]
    short = [piece for part in whole for piece in _shortened(part, language)]
    return tuple(_without_fragments(short, language))


def text_of(words: Sequence[Word]) -> str:
    """The words as they are read, on one line."""
    return plain("".join(word.text for word in words))


def pause_after(left: Word, right: Word) -> float:
    """Seconds of rest between two words, those hidden in an overlong word beside it included.

    Cross-attention gives every moment to some word: at the end of a clause the rest that follows
    often counts as part of the last word or of the first one after it.
    """
    gap = max(0.0, right.start - left.end)
    if not ends_clause(left.text) and not ends_sentence(left.text, right.text, 1.0, ""):
        return gap
    return gap + max(_slack(left), _slack(right))


def strength(left: Word, right: Word, language: str) -> float:
    """How good a place to cut is between two words: 1 and more is a sentence end, 0 neutral."""
    rest = pause_after(left, right)
    score = 0.6 * min(rest, PAUSE) / PAUSE + _mark(left, right, rest, language)
    if opens_clause(right.text, language):
        score += 0.35
    elif opens_phrase(right.text, language):
        score += 0.25
    if looks_like_a_beginning(right.text, language):
        score += 0.4
    if not ends_clause(left.text) and leans_on_next(left.text, language):
        score -= 0.5
    if not may_begin_line(right.text) or _inside_word(left, right, language):
        score -= 1.0
    return score


def best_cut(words: Sequence[Word], language: str) -> tuple[int, float]:
    """Where to cut `words` in two, as (index of the second part's first word, strength there).

    Of places equally good the one nearest the middle wins. At least two words are needed.
    """
    widths = [width(word.text) for word in words]
    total, before = sum(widths) or 1, 0
    best, found = float("-inf"), (1, 0.0)
    for index in range(1, len(words)):
        before += widths[index - 1]
        place = strength(words[index - 1], words[index], language)
        score = place - 1.6 * (before / total - 0.5) ** 2 - _lonely(words, index)
        if score > best:
            best, found = score, (index, place)
    return found


def _at_ends(words: Sequence[Word], language: str) -> Iterator[Phrase]:
    """Runs of words up to each sentence end, long pause or change of speaker."""
    begin = 0
    for index in range(1, len(words)):
        left, right = words[index - 1], words[index]
        rest = pause_after(left, right)
        ended = ends_sentence(left.text, right.text, rest, language)
        if ended or rest >= PAUSE or left.speaker != right.speaker:
            yield tuple(words[begin:index])
            begin = index
    yield tuple(words[begin:])


def _shortened(phrase: Phrase, language: str) -> Iterator[Phrase]:
    """The phrase itself, or its parts where it is too long and a good enough place is found."""
    needed = _needed_strength(phrase, language)
    if needed is None or len(phrase) < 2:
        yield phrase
        return
    index, place = best_cut(phrase, language)
    if place < needed:
        yield phrase
        return
    yield from _shortened(phrase[:index], language)
    yield from _shortened(phrase[index:], language)


def _needed_strength(phrase: Phrase, language: str) -> float | None:
    """How good a place must be to cut this phrase there; `None` where it is short enough."""
    scale = _SPACELESS_SCALE if language in SPACELESS else 1.0
    columns, seconds = width(text_of(phrase)), phrase[-1].end - phrase[0].start
    needed = None
    for most_columns, most_seconds, wanted in _TIERS:
        if columns > most_columns * scale or seconds > most_seconds:
            needed = wanted
    return needed


def _without_fragments(parts: Sequence[Phrase], language: str) -> list[Phrase]:
    """The phrases with each stray short word joined to the neighbour it is nearer to."""
    joined: list[Phrase] = []
    for index, part in enumerate(parts):
        following = parts[index + 1] if index + 1 < len(parts) else ()
        if joined and _leans_back(joined[-1], part, following, language):
            joined[-1] = joined[-1] + part
        else:
            joined.append(part)
    return joined


def _leans_back(before: Phrase, part: Phrase, following: Phrase, language: str) -> bool:
    """Whether `part` continues `before`: one of them is a fragment and nothing parts them."""
    if not _may_join(before, part, language):
        return False
    if _is_fragment(before):
        return True
    if not _is_fragment(part):
        return False
    return not (
        following
        and _may_join(part, following, language)
        and _gap(part, following) <= _gap(before, part)
    )


def _may_join(left: Phrase, right: Phrase, language: str) -> bool:
    one_speaker = left[-1].speaker == right[0].speaker
    short = _needed_strength(left + right, language) != _LARGEST[2]
    return one_speaker and short and _gap(left, right) < _FRAGMENT_PAUSE


def _is_fragment(phrase: Phrase) -> bool:
    return len(phrase) == 1 and phrase[0].end - phrase[0].start < _FRAGMENT


def _gap(left: Phrase, right: Phrase) -> float:
    return right[0].start - left[-1].end


def _mark(left: Word, right: Word, rest: float, language: str) -> float:
    if ends_sentence(left.text, right.text, rest, language):
        return 1.0
    if ends_clause(left.text):
        return 0.7 if rest >= _BREATH else 0.5
    return 0.0


def _lonely(words: Sequence[Word], index: int) -> float:
    """Penalty for leaving a single word on one side."""
    return 0.3 if len(words) > 3 and index in (1, len(words) - 1) else 0.0


def _inside_word(left: Word, right: Word, language: str) -> bool:
    """Whether both are parts of one written word, as "3" and ".5" or "well" and "-known"."""
    return (
        language not in SPACELESS
        and bool(right.text)
        and not right.text[0].isspace()
        and (not left.text.endswith(" "))
    )


def _slack(word: Word) -> float:
    """Seconds that a word lasts beyond what speaking it slowly takes."""
    return max(0.0, word.end - word.start - 0.5 - 0.1 * width(plain(word.text)))
