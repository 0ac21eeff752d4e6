"""Tables and tiers that programs for analysis read: CSV, RTTM, and Praat's TextGrid."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from engine.orthography import plain
from engine.output import parts
from engine.output.parts import Context
from engine.transcript import Segment, SpeakerTurn, Transcript

Interval = tuple[float, float, str]
"""From when to when what is said, in seconds."""

_SHORTEST = 0.001  # seconds of an interval that is in a tier at all
_BREATH = 0.5  # seconds of rest that a turn may hold


def render_csv(transcript: Transcript, context: Context) -> str:
    """Comma-separated values: start and end in seconds, speaker and text, a phrase a row.

    It begins with a byte order mark, without which Excel takes UTF-8 for something else.
    """
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(("start", "end", "speaker", "text"))
    for said in parts.spoken(transcript):
        name = parts.label(said.speaker, transcript)
        writer.writerow((f"{said.start:.3f}", f"{said.end:.3f}", name, plain(said.text)))
    return "\ufeff" + table.getvalue()


def render_rttm(transcript: Transcript, context: Context) -> str:
    """Rich Transcription Time Marked (NIST): who speaks when, a turn a line, without the words.

    Where a phrase is spoken over another voice, that voice has a line of its own.
    """
    recording = _field(Path(context.source).stem) or "transcript"
    labels = _labels(transcript)
    spoken = parts.spoken(transcript)
    found = [*_turns(spoken, labels), *_beside(spoken, transcript.turns, labels)]
    return "".join(
        f"SPEAKER {recording} 1 {start:.3f} {end - start:.3f} <NA> <NA> {label} <NA> <NA>\n"
        for start, end, label in _united(found)
    )


def render_textgrid(transcript: Transcript, context: Context) -> str:
    """A TextGrid of Praat: for each speaker a tier of phrases and one of words."""
    labels = _labels(transcript)
    spoken = parts.spoken(transcript)
    end = max([transcript.duration, *(said.end for said in spoken)], default=0.0) + _SHORTEST
    tiers: list[tuple[str, list[Interval]]] = []
    for speaker in dict.fromkeys(said.speaker for said in spoken):
        theirs = [said for said in spoken if said.speaker == speaker]
        label = labels.get(speaker or "", "")
        phrases = [(said.start, said.end, plain(said.text)) for said in theirs]
        words = [(w.start, w.end, plain(w.text)) for said in theirs for w in said.words]
        tiers += [(label or "phrases", _tier(phrases, end))]
        tiers += [(f"{label} words".strip(), _tier(words, end))]
    end = max([end, *(intervals[-1][1] for _, intervals in tiers)])
    body = "".join(_written(number, *tier, end) for number, tier in enumerate(tiers, 1))
    return (
        'File type = "ooTextFile"\nObject class = "TextGrid"\n\n'
        f"xmin = 0\nxmax = {end:.6f}\ntiers? <exists>\nsize = {len(tiers)}\nitem []:\n{body}"
    )


def _labels(transcript: Transcript) -> dict[str, str]:
    """One word for each speaker, that no two share: the name, or the id where two have one name."""
    heard = (said.speaker for said in transcript.segments if said.speaker)
    ids = dict.fromkeys((*(speaker.id for speaker in transcript.speakers), *heard))
    names = {each: _field(parts.label(each, transcript)) for each in ids}
    counts = Counter(names.values())
    return {
        each: name if counts[name] == 1 and name else _field(each) for each, name in names.items()
    }


def _field(text: str) -> str:
    return re.sub(r"\s+", "_", plain(text))


def _turns(spoken: Sequence[Segment], labels: dict[str, str]) -> list[Interval]:
    turns: list[Interval] = []
    for said in spoken:
        if not said.speaker:
            continue
        label = labels[said.speaker]
        if turns and turns[-1][2] == label and said.start - turns[-1][1] <= _BREATH:
            turns[-1] = turns[-1][0], max(turns[-1][1], said.end), label
        else:
            turns.append((said.start, said.end, label))
    return turns


def _beside(
    spoken: Sequence[Segment], turns: Sequence[SpeakerTurn], labels: dict[str, str]
) -> Iterator[Interval]:
    """When others talk during what somebody says, where it is known that both do."""
    for said in spoken:
        around = [each for each in turns if said.overlaps and _shared(said, each)]
        for own in (each for each in around if each.speaker == said.speaker):
            for other in (each for each in around if each.speaker != said.speaker):
                start, end = max(said.start, own.start), min(said.end, own.end)
                start, end = max(start, other.start), min(end, other.end)
                if start < end and other.speaker in labels:
                    yield start, end, labels[other.speaker]


def _shared(said: Segment, turn: SpeakerTurn) -> bool:
    return turn.start < said.end and said.start < turn.end


def _united(turns: Iterable[Interval]) -> list[Interval]:
    """The same in order of time, each moment of a speaker once."""
    last: dict[str, int] = {}
    found: list[Interval] = []
    for start, end, label in sorted(turns):
        before = last.get(label)
        if before is not None and start <= found[before][1]:
            found[before] = found[before][0], max(found[before][1], end), label
        else:
            last[label] = len(found)
            found.append((start, end, label))
    return found


def _tier(said: Iterable[Interval], end: float) -> list[Interval]:
    """What is said as intervals without a hole from 0 to the end; none lies over another."""
    filled: list[Interval] = []
    now = 0.0
    for start, stop, text in sorted(said, key=lambda interval: interval[0]):
        start = max(round(start, 6), now)
        stop = max(round(stop, 6), start + _SHORTEST)
        if start > now:
            filled.append((now, start, ""))
        filled.append((start, stop, text))
        now = stop
    return [*filled, (now, max(end, now + _SHORTEST), "")]


def _written(number: int, name: str, intervals: Sequence[Interval], end: float) -> str:
    *before, (start, _, text) = intervals
    lines = "".join(
        f"        intervals [{place}]:\n            xmin = {first:.6f}\n"
        f"            xmax = {last:.6f}\n            text = {_quoted(said)}\n"
        for place, (first, last, said) in enumerate([*before, (start, end, text)], 1)
    )
    return (
        f'    item [{number}]:\n        class = "IntervalTier"\n        name = {_quoted(name)}\n'
        f"        xmin = 0\n        xmax = {end:.6f}\n"
        f"        intervals: size = {len(intervals)}\n{lines}"
    )


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
