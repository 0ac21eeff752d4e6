"""Join what the chunks heard into one transcript: each word once, in order, with sane times.

Chunks that meet in a pause are laid end to end. Where two chunks had to hear the same seconds,
the seam is put where both agree: their words are aligned by text and time, and the cut goes inside
a run of words that both heard alike, best at the end of a sentence and far from where either
chunk's hearing begins or ends. Words that only one side heard are kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from engine.orthography import core
from engine.phrases import phrases, strength
from engine.transcript import Chunk, ChunkText, Gap, Segment, Transcript, Word

_SHORTEST = 0.02  # seconds that every word lasts at least: one frame of Whisper's time grid
_SLACK = 0.5  # seconds by which a word's time may stray at the edge of what a chunk heard
_EDGE = 0.6  # seconds at either end of what a chunk heard in which a word may be cut off
_CONTEXT = 1.5  # seconds of hearing on either side with which a word is understood as well as any
_COMMON_GAP = 0.1  # seconds of rest on both sides that make a seam between words that disagree

# Alignment of two hearings of the same seconds, in the manner of Needleman and Wunsch (1970).
_REACH = 1.0  # seconds between two hearings of one word at the most
_USUAL = 0.2  # seconds between them as a rule
_MISHEARD_REACH = 0.5  # the same for a word that the two sides spell differently
_SKIP = -0.4


def merge(
    chunks: Sequence[Chunk],
    texts: Mapping[int, ChunkText],
    language: str,
    duration: float,
    gaps: Sequence[Gap] = (),
    warnings: Sequence[str] = (),
) -> Transcript:
    """The transcript of all `chunks` that have a text in `texts`, by their index.

    A chunk without a text is a gap: the one named in `gaps`, or else a new one.
    """
    ordered = sorted(chunks, key=lambda chunk: chunk.start)
    shares = share_words(ordered, texts, language)
    return Transcript(
        language=language,
        duration=duration,
        segments=tuple(
            segment
            for chunk in ordered
            for segment in _segments(chunk.index, shares[chunk.index], language)
        ),
        gaps=_all_gaps(ordered, texts, gaps),
        warnings=tuple(warnings),
    )


def share_words(
    chunks: Sequence[Chunk], texts: Mapping[int, ChunkText], language: str
) -> dict[int, tuple[Word, ...]]:
    """Which words belong to which chunk, by its index; `chunks` are in order of time."""
    joined: list[tuple[int, Word]] = []
    heard = float("-inf")
    for chunk in chunks:
        if chunk.index not in texts:
            continue
        words = chunk_words(chunk, texts[chunk.index])
        if heard > chunk.heard_start:
            first = _first_since(joined, chunk.heard_start - _SLACK)
            left = [word for _, word in joined[first:]]
            keep, drop = _seam(left, words, chunk, heard, language)
            joined, words = joined[: first + keep], words[drop:]
        joined += [(chunk.index, word) for word in words]
        heard = max(heard, chunk.heard_end)
    return _shares(chunks, joined)


def _first_since(joined: Sequence[tuple[int, Word]], moment: float) -> int:
    first = len(joined)
    while first and joined[first - 1][1].middle >= moment:
        first -= 1
    return first


def chunk_words(chunk: Chunk, text: ChunkText) -> tuple[Word, ...]:
    """The words of one chunk with times in order and inside what it heard."""
    clamped = [
        word
        for window in text.windows
        if window.verdict != "dropped"
        for word in _inside(window.words, window.start - _SLACK, window.end + _SLACK)
    ]
    return settled(clamped, chunk.heard_start, chunk.heard_end)


def settled(words: Sequence[Word], low: float, high: float) -> tuple[Word, ...]:
    """The words in their order, moved as little as it takes for times to be in order.

    Each starts where or after the one before it ends, lasts a moment, and lies in `low` to `high`.
    """
    spoken = [word for word in words if word.text.strip()]
    if not spoken:
        return ()
    shortest = min(_SHORTEST, (high - low) / len(spoken))
    starts = _ascending([word.start for word in spoken], low, high, shortest)
    limits = [*starts[1:], high]
    return tuple(
        msgspec.structs.replace(
            word, start=start, end=min(max(word.end, start + shortest), max(limit, start + 1e-6))
        )
        for word, start, limit in zip(spoken, starts, limits, strict=True)
    )


def _ascending(times: Sequence[float], low: float, high: float, step: float) -> list[float]:
    """`times` with at least `step` between one and the next, and after the last one to `high`."""
    ascending: list[float] = []
    floor = low
    for time in times:
        floor = max(floor, min(time, high))
        ascending.append(floor)
        floor += step
    ceiling = high
    for index in range(len(ascending) - 1, -1, -1):
        ceiling -= step
        ascending[index] = ceiling = max(low, min(ascending[index], ceiling))  # sums are rounded
    return ascending


def _inside(words: Sequence[Word], low: float, high: float) -> Iterator[Word]:
    """Words whose times stray beyond their window brought back, so that none drags others along."""
    for word in words:
        if high - low <= 2 * _SLACK or (low <= word.start and word.end <= high):
            yield word
        else:
            start, end = min(max(word.start, low), high), min(max(word.end, low), high)
            yield msgspec.structs.replace(word, start=start, end=end)


def _shares(
    chunks: Sequence[Chunk], joined: Sequence[tuple[int, Word]]
) -> dict[int, tuple[Word, ...]]:
    high = max((word.end for _, word in joined), default=0.0)
    low = min((word.start for _, word in joined), default=0.0)
    shares: dict[int, list[Word]] = {chunk.index: [] for chunk in chunks}
    words = settled([word for _, word in joined], low, high)
    for (index, _), word in zip(joined, words, strict=True):
        shares[index].append(word)
    return {index: tuple(words) for index, words in shares.items()}


def _segments(chunk: int, words: Sequence[Word], language: str) -> Iterator[Segment]:
    """The chunk's phrases; a phrase's number in its chunk makes its lasting id."""
    for number, phrase in enumerate(phrases(words, language)):
        yield Segment(
            id=f"{chunk}.{number}",
            start=phrase[0].start,
            end=phrase[-1].end,
            words=phrase,
            chunk=chunk,
            speaker=phrase[0].speaker,
        )


def _all_gaps(
    chunks: Sequence[Chunk], texts: Mapping[int, ChunkText], gaps: Sequence[Gap]
) -> tuple[Gap, ...]:
    named = {gap.chunk for gap in gaps}
    unnamed = [
        Gap(chunk.index, chunk.start, chunk.end, "not recognised")
        for chunk in chunks
        if chunk.index not in texts and chunk.index not in named
    ]
    return tuple(sorted([*gaps, *unnamed], key=lambda gap: gap.start))


# --- the seam between two chunks that heard the same seconds --------------------------------------


class _Hearing(msgspec.Struct, frozen=True):
    """Two hearings of the seconds `low` to `high`, and the mark at which the plan would cut."""

    left: Sequence[Word]
    right: Sequence[Word]
    low: float
    high: float
    mark: float
    language: str


class _Step(msgspec.Struct, frozen=True):
    """One step of an alignment: a word of the left side, of the right, or of both."""

    left: int | None
    right: int | None
    alike: bool = False


def _seam(
    left: Sequence[Word], right: Sequence[Word], chunk: Chunk, heard: float, language: str
) -> tuple[int, int]:
    """How many words of `left`, all in the overlap, to keep, and how many of `right` to drop."""
    last = sum(1 for word in right if word.middle <= heard + _SLACK)
    shared = _Hearing(left, right[:last], chunk.heard_start, heard, chunk.start, language)
    if not shared.left or not shared.right:
        return len(left), 0
    steps = _aligned(shared.left, shared.right)
    if any(step.alike for step in steps):
        return _agreed_cut(shared, steps)
    return _cut_in_time(shared)


def _aligned(left: Sequence[Word], right: Sequence[Word]) -> list[_Step]:
    """The cheapest way to read both sides as one, in order."""
    names = [core(word.text) for word in left], [core(word.text) for word in right]
    table = [[_SKIP * (row + column) for column in range(len(right) + 1)]
             for row in range(len(left) + 1)]  # fmt: skip
    for row in range(1, len(left) + 1):
        for column in range(1, len(right) + 1):
            pair = _likeness(left[row - 1], right[column - 1], *_pick(names, row, column))
            table[row][column] = max(
                table[row - 1][column - 1] + pair,
                table[row - 1][column] + _SKIP,
                table[row][column - 1] + _SKIP,
            )
    return _path(table, left, right, names)


def _path(
    table: Sequence[Sequence[float]],
    left: Sequence[Word],
    right: Sequence[Word],
    names: tuple[Sequence[str], Sequence[str]],
) -> list[_Step]:
    row, column = len(left), len(right)
    steps: list[_Step] = []
    while row and column:
        name, other = _pick(names, row, column)
        pair = _likeness(left[row - 1], right[column - 1], name, other)
        if table[row][column] == table[row - 1][column - 1] + pair:
            row, column = row - 1, column - 1
            steps.append(_Step(row, column, name == other))
        elif table[row][column] == table[row - 1][column] + _SKIP:
            row -= 1
            steps.append(_Step(row, None))
        else:
            column -= 1
            steps.append(_Step(None, column))
    steps += [_Step(index, None) for index in range(row - 1, -1, -1)]
    steps += [_Step(None, index) for index in range(column - 1, -1, -1)]
    return steps[::-1]


def _pick(names: tuple[Sequence[str], Sequence[str]], row: int, column: int) -> tuple[str, str]:
    return names[0][row - 1], names[1][column - 1]


def _likeness(left: Word, right: Word, name: str, other: str) -> float:
    """How well two words serve as hearings of one: 2 at best, minus infinity if they cannot be."""
    apart = min(
        abs(left.start - right.start), abs(left.end - right.end), abs(left.middle - right.middle)
    )
    if name == other and apart <= _REACH:
        return 2.0 - min((apart / _USUAL) ** 2, 2.0)
    if apart <= _MISHEARD_REACH:
        return -0.3 - apart
    return float("-inf")


def _agreed_cut(shared: _Hearing, steps: Sequence[_Step]) -> tuple[int, int]:
    """The best place along the alignment, as (words of the left to keep, of the right to drop)."""
    best, found = float("-inf"), (0, 0)
    keep = drop = 0
    for index in range(len(steps) + 1):
        score = _cut_score(shared, steps, index, keep, drop)
        if score > best:
            best, found = score, (keep, drop)
        if index < len(steps):
            keep += steps[index].left is not None
            drop += steps[index].right is not None
    return found


def _cut_score(shared: _Hearing, steps: Sequence[_Step], index: int, keep: int, drop: int) -> float:
    """How good a seam before step `index` is: agreement around it, a rest, the middle, no loss."""
    support = min(_run(reversed(steps[:index])), _run(iter(steps[index:])), 3)
    score = 2.0 * support
    score -= sum(_loss(step, number < index, shared) for number, step in enumerate(steps))
    if keep == 0 or drop == len(shared.right):
        return score - 1.0
    before, after = shared.left[keep - 1], shared.right[drop]
    span = (shared.high - shared.low) / 2
    score -= 2.0 * abs(after.start - (shared.low + span)) / max(span, 0.1)
    if core(before.text) == core(after.text):
        score -= 2.0
    return score + 2.5 * strength(before, after, shared.language)


def _run(steps: Iterator[_Step]) -> int:
    """How many steps in a row both sides heard alike."""
    length = 0
    for step in steps:
        if not step.alike:
            break
        length += 1
    return length


def _loss(step: _Step, from_left: bool, shared: _Hearing) -> float:
    """What it costs to read this step as the left side heard it, or else as the right side did."""
    left = None if step.left is None else shared.left[step.left]
    right = None if step.right is None else shared.right[step.right]
    if left is None and right is not None:
        at_edge = right.start < shared.low + _EDGE
        return _loss_alone(right, not from_left, at_edge, shared.left)
    if right is None and left is not None:
        at_edge = left.end > shared.high - _EDGE
        return _loss_alone(left, from_left, at_edge, shared.right)
    if step.alike or left is None or right is None:
        return 0.0
    trust = _trust(left, shared.high - left.end), _trust(right, right.start - shared.low)
    return 2.5 if from_left == (trust[0] < trust[1]) else 0.0


def _loss_alone(word: Word, kept: bool, at_edge: bool, others: Sequence[Word]) -> float:
    """What it costs to keep or drop a word that one side alone heard.

    It is to be kept, unless it is a piece of a word that the edge of hearing cut off. It weighs
    most where the other side heard nothing at all; elsewhere the alignment may be mistaken.
    """
    if not _talks_over(word, others):
        return 0.0 if kept else 4.0
    return 1.5 if kept == at_edge else 0.0


def _trust(word: Word, from_edge: float) -> float:
    """How far to believe a word's spelling, heard `from_edge` seconds before hearing breaks off."""
    return word.probability * min(max(from_edge, 0.0) / _CONTEXT, 1.0)


def _talks_over(word: Word, others: Sequence[Word]) -> bool:
    return any(other.start < word.end and word.start < other.end for other in others)


def _cut_in_time(shared: _Hearing) -> tuple[int, int]:
    """The seam where both sides disagree on every word: their largest common rest, or the mark."""
    moment = _common_rest(shared)
    keep = sum(1 for word in shared.left if word.middle < moment)
    drop = sum(1 for word in shared.right if word.middle < moment)
    return keep, drop


def _common_rest(shared: _Hearing) -> float:
    """The middle of the largest rest that both sides have, else the plan's mark."""
    busy = sorted((word.start, word.end) for word in (*shared.left, *shared.right))
    largest, moment, until = _COMMON_GAP, shared.mark, busy[0][1]
    for start, end in busy[1:]:
        if start - until > largest:
            largest, moment = start - until, (start + until) / 2
        until = max(until, end)
    return moment
