"""What a log of edits says, besides the transcript that it makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from engine.edits.chunks import KeepText, UseNewText
from engine.edits.draft import origins_of
from engine.edits.every import AnyEdit, Together, single
from engine.edits.segments import AlignSegments
from engine.edits.speakers import (
    AddSpeaker,
    MergeSpeakers,
    RefuseVoice,
    RenameSpeaker,
    SplitSpeaker,
)
from engine.transcript import Segment, Transcript, Word


def titled(edit: AnyEdit, transcript: Transcript) -> str:
    """What the undo menu calls an edit of this transcript."""
    known = {speaker.id: speaker.name for speaker in transcript.speakers}
    return edit.title(lambda speaker: known.get(speaker or "") or speaker or "Nobody")


def titles(recognised: Transcript, edits: Iterable[AnyEdit]) -> tuple[str, ...]:
    """What a log's edits are called, each by the names that people had when it was made."""
    known = {speaker.id: speaker.name for speaker in recognised.speakers}
    called = []
    for edit in edits:
        called.append(edit.title(lambda speaker: known.get(speaker or "") or speaker or "Nobody"))
        for part in single((edit,)):
            if isinstance(part, RenameSpeaker):
                known[part.speaker] = part.name
            elif isinstance(part, AddSpeaker | SplitSpeaker):
                known[part.new] = part.name
    return tuple(called)


def segments_named(edit: AnyEdit) -> tuple[str, ...]:
    """The ids of the segments that an edit refers to."""
    if isinstance(edit, Together):
        return tuple(named for part in edit.edits for named in segments_named(part))
    one = (getattr(edit, field, None) for field in ("segment", "left", "right"))
    several = (*getattr(edit, "segments", ()), *getattr(edit, "parts", ()))
    return (*(each for each in one if each is not None), *several)


def names_speakers(edit: AnyEdit) -> bool:
    """Whether an edit refers to speakers by their labels."""
    if isinstance(edit, Together):
        return any(map(names_speakers, edit.edits))
    labels = (getattr(edit, field, None) for field in ("speaker", "speakers", "into"))
    return any(label is not None for label in labels)


def decided(edits: Iterable[AnyEdit]) -> dict[int, str]:
    """About which new text of each chunk the user has decided last."""
    return {
        edit.chunk: edit.text for edit in single(edits) if isinstance(edit, UseNewText | KeepText)
    }


def refused_voices(edits: Iterable[AnyEdit]) -> frozenset[tuple[str, str]]:
    """Which speakers are not which known voices, as the user said; by id and name.

    Who was merged into somebody else takes along who they are not.
    """
    refused: set[tuple[str, str]] = set()
    for edit in single(edits):
        if isinstance(edit, RefuseVoice):
            refused.add((edit.speaker, edit.name))
        elif isinstance(edit, MergeSpeakers):
            gone = {name for speaker, name in refused if speaker in edit.speakers}
            refused |= {(edit.into, name) for name in gone}
    return frozenset(refused)


def to_align(
    recognised: Transcript, edited: Transcript, edits: Iterable[AnyEdit]
) -> tuple[Segment, ...]:
    """The segments with words that were not recognised there, and so have a share of time only.

    Those whose words were aligned since, as they read now, are left out.
    """
    known = {said.id: said for said in recognised.segments}
    aligned = {
        timing.segment: timing.text
        for edit in single(edits)
        if isinstance(edit, AlignSegments)
        for timing in edit.timings
    }
    return tuple(
        said
        for said in edited.segments
        if said.text and known.get(said.id) is not said
        if aligned.get(said.id) != said.text
        if _heard_of(said.words) - _heard_of(_words_of(known, origins_of(said)))
    )


def _words_of(known: Mapping[str, Segment], segments: Iterable[str]) -> Iterator[Word]:
    for segment in segments:
        if segment in known:
            yield from known[segment].words


def _heard_of(words: Iterable[Word]) -> Counter[str]:
    return Counter(word.text.strip() for word in words)
