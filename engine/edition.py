"""The transcript of a document as its user has it: what was recognised, with the edits laid over.

    edited(document).transcript                      # what is shown and exported
    Editing(document).do(RenameSpeaker("SPEAKER_00", "Anna"))

An edit rests on the text that it was made on. Where a chunk was recognised anew since and reads
differently, the text that the user edited stays, with its speakers as they are told apart now, and
the user is asked (`undecided`): either answer is an edit as well. So it is with what the user wrote
into a gap that was filled since. Where speakers were told apart
anew, whoever talks at the same times keeps the label that the edits know. An edit that does not fit
any more stays in the log, is left out and is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from engine import notices
from engine.attribution import with_speakers
from engine.bias import noted
from engine.document import Document
from engine.edits import (
    AnyEdit,
    DeleteSegments,
    History,
    InsertSegment,
    KeepText,
    Skipped,
    UseNewText,
    apply_all,
    decided,
    is_fresh,
    segments_named,
    single,
    text_of,
)
from engine.merge import merge
from engine.relabelling import labels, relabelled, turns_relabelled
from engine.transcript import (
    BiasReport,
    ChunkText,
    Diarization,
    Segment,
    SpeakerTurn,
    Transcript,
    bias_of,
)

_STRAY = 1.0  # seconds by which better times may move a segment


class Edition(msgspec.Struct, frozen=True):
    """A transcript as it is read, and what it was made of.

    `recognised` is what the edits rest on; `skipped` are edits that do not fit; `kept` are the
    chunks in which the text that was edited stays although they were recognised anew; `new_texts`
    are what these would read, where that is something else.
    """

    recognised: Transcript
    transcript: Transcript
    skipped: tuple[Skipped, ...] = ()
    kept: tuple[int, ...] = ()
    new_texts: tuple[NewText, ...] = ()


class NewText(msgspec.Struct, frozen=True):
    """What was heard anew in a chunk whose text was edited; `parts` are the segments of before."""

    chunk: int
    heard: tuple[Segment, ...]
    parts: tuple[str, ...]

    def used(self, transcript: Transcript) -> UseNewText:
        """The edit that puts it in place of what the user made of `parts` in a transcript.

        What was inserted and joined to them goes too.
        """
        wanted = set(self.parts)
        made = (said.origins for said in transcript.segments if wanted & set(said.origins))
        inserted = (origin for origins in made for origin in origins if is_fresh(origin))
        return UseNewText(self.chunk, self.heard, tuple(dict.fromkeys((*self.parts, *inserted))))

    def refused(self) -> KeepText:
        """The edit that keeps what the user made."""
        return KeepText(self.chunk, self.text)

    @property
    def text(self) -> str:
        """What was heard."""
        return text_of(self.heard)


def undecided(new_texts: Iterable[NewText], edits: Iterable[AnyEdit]) -> tuple[NewText, ...]:
    """Those about which the user is to be asked: nobody has decided as they read now."""
    new_texts = tuple(new_texts)
    known = decided(edits) if new_texts else {}
    return tuple(each for each in new_texts if known.get(each.chunk) != each.text)


def edited(document: Document) -> Edition:
    """What a document holds as text, with its edits made."""
    return laid_over(document, transcript_so_far(document))


def laid_over(document: Document, recognised: Transcript) -> Edition:
    """What was recognised, with the edits of the document made."""
    return _laid_over(document, recognised, document.edits)


def bias_reports(document: Document) -> dict[int, BiasReport]:
    """What the glossary did, for each chunk in which it was used."""
    reports = {part: bias_of(text) for part, text in sorted(_chunk_texts(document).items())}
    return {part: report for part, report in reports.items() if report is not None}


def _chunk_texts(document: Document) -> dict[int, ChunkText]:
    texts = {
        checkpoint.part: document.load("recognise", checkpoint.part, checkpoint.key, ChunkText)
        for checkpoint in document.checkpoints("recognise")
    }
    return {part: text for part, text in texts.items() if text is not None}


def transcript_so_far(document: Document) -> Transcript:
    """What a document holds as text, whether its job is done or not."""
    if document.state == "completed":
        whole = document.load("transcript", 0, "", Transcript)
        if whole is not None:
            return whole
    plan = document.plan
    done = _chunk_texts(document)
    duration = plan[-1].end if plan else 0.0
    merged = merge(plan, done, document.written_language, duration, warnings=document.warnings)
    text = noted(merged, done)
    told = document.told_apart if document.options.diarize else None
    return text if told is None else with_speakers(text, told, edited_segments(document))


def told_apart(document: Document) -> Diarization | None:
    """Who speaks when, by the labels that edits know; None where nobody was told apart."""
    told = document.told_apart
    if told is None:
        return None
    names = _labels(document, told.turns or told.exclusive)
    return msgspec.structs.replace(
        told,
        turns=turns_relabelled(told.turns, names),
        exclusive=turns_relabelled(told.exclusive, names),
        speakers=tuple(names.get(speaker, speaker) for speaker in told.speakers),
    )


def edited_segments(document: Document) -> frozenset[str]:
    """The ids of the segments that edits refer to."""
    return _touched(document.edits)


class Editing:
    """A document that is being edited: every edit is on the disk before it is shown."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.refresh()

    @property
    def transcript(self) -> Transcript:
        """The transcript as it is now."""
        return self._history.transcript

    @property
    def recognised(self) -> Transcript:
        """What the edits rest on."""
        return self._history.recognised

    @property
    def asks(self) -> tuple[NewText, ...]:
        """The new texts about which the user is to be asked."""
        return undecided(self._new_texts, self._history.edits[: self._history.cursor])

    def refresh(self) -> Transcript:
        """Read the document anew: recognition goes on, or somebody else has edited."""
        log, cursor = self.document.edit_log, self.document.edit_cursor
        edits = [logged.edit for logged in log]
        done = sum(1 for logged in log if logged.number <= cursor)
        edition = _laid_over(self.document, transcript_so_far(self.document), edits[:done])
        self._history = History(edition.recognised, edits, done, edition.transcript)
        self._cursor = cursor
        self.skipped, self.kept = edition.skipped, edition.kept
        self._new_texts = edition.new_texts
        return self.transcript

    def do(self, edit: AnyEdit, *, amend: bool = False) -> Transcript:
        """Make an edit, or with `amend` put it in place of the last one.

        One that does not fit is an `EditMisfit`; where somebody else has edited since, it is a
        `DocumentHeld`. In either case nothing has changed.
        """
        bases = self._bases(edit)
        history = self._history.copy()
        changed = history.amend(edit) if amend else history.do(edit)
        self._cursor = self.document.append_edit(edit, amend=amend, after=self._cursor, bases=bases)
        self._history = history
        return changed

    def undo(self) -> AnyEdit | None:
        """Take back the last edit, and return it; None where there is none."""
        return self._walk(self.document.undo(), self._history.undo())

    def redo(self) -> AnyEdit | None:
        """Make the edit again that was undone last, and return it; None where there is none."""
        return self._walk(self.document.redo(), self._history.redo())

    def _walk(self, stored: AnyEdit | None, known: AnyEdit | None) -> AnyEdit | None:
        self._cursor = self.document.edit_cursor
        if stored != known:  # somebody else has edited since
            self.refresh()
        return stored

    def _bases(self, edit: AnyEdit) -> dict[int, tuple[Segment, ...]]:
        return bases_of(edit, self.transcript, self.recognised)


def bases_of(
    edit: AnyEdit, transcript: Transcript, recognised: Transcript
) -> dict[int, tuple[Segment, ...]]:
    """What was recognised in the chunks that an edit of `transcript` touches."""
    named = frozenset(segments_named(edit))
    if not named:
        return {}
    origins = {
        origin
        for said in transcript.segments
        if said.id in named
        for origin in said.origins or (said.id,)
    }
    wanted = origins | named
    chunks = {said.chunk for said in recognised.segments if said.id in wanted}
    return {chunk: _of_chunk(recognised, chunk) for chunk in chunks}


def _laid_over(document: Document, recognised: Transcript, edits: Sequence[AnyEdit]) -> Edition:
    if not edits:
        return Edition(recognised, recognised)
    recognised = relabelled(recognised, _labels(document, recognised.turns))
    written = _written_over_gaps(document, recognised, edits)
    kept = _recognised_anew(document.bases, recognised, _touched(edits))
    kept = {**dict.fromkeys(written, ()), **kept}
    ground = _with_kept(recognised, kept)
    new_texts = _new_texts(kept, recognised, written)
    applied = apply_all(ground, edits)
    asks = len(undecided(new_texts, edits))
    transcript = _reporting(applied.transcript, len(applied.skipped), asks)
    return Edition(ground, transcript, applied.skipped, tuple(sorted(kept)), new_texts)


def _new_texts(
    kept: Mapping[int, tuple[Segment, ...]],
    recognised: Transcript,
    written: Mapping[int, tuple[str, ...]],
) -> tuple[NewText, ...]:
    """What was heard anew where that is more than the same words cut otherwise, or nothing."""
    found = (
        (
            base,
            NewText(
                chunk,
                _of_chunk(recognised, chunk),
                (*(said.id for said in base), *written.get(chunk, ())),
            ),
        )
        for chunk, base in sorted(kept.items())
    )
    return tuple(new for base, new in found if new.heard and new.text != text_of(base))


def _written_over_gaps(
    document: Document, recognised: Transcript, edits: Sequence[AnyEdit]
) -> dict[int, tuple[str, ...]]:
    """The segments that the user wrote where a chunk had failed, which is recognised now.

    Nobody wants the same words twice: what the user wrote stands alone, until they decide.
    """
    every = tuple(single(edits))
    gone = {each for edit in every if isinstance(edit, DeleteSegments) for each in edit.segments}
    made = [edit for edit in every if isinstance(edit, InsertSegment) and edit.new not in gone]
    failed = {each.part for each in document.attempts if each.rung == "gap"} if made else set()
    written = {
        chunk: tuple(edit.new for edit in made if _is_said_in(edit, _of_chunk(recognised, chunk)))
        for chunk in failed
    }
    return {chunk: ids for chunk, ids in written.items() if ids}


def _is_said_in(edit: InsertSegment, heard: Sequence[Segment]) -> bool:
    """Whether somebody is heard for half of the time in which the user wrote something."""
    shared = (min(edit.end, said.end) - max(edit.start, said.start) for said in heard)
    return 2 * sum(max(each, 0.0) for each in shared) >= edit.end - edit.start


def _touched(edits: Sequence[AnyEdit]) -> frozenset[str]:
    return frozenset(named for edit in edits for named in segments_named(edit))


def _labels(document: Document, turns: Sequence[SpeakerTurn]) -> dict[str, str]:
    """For each label of these turns the one that the edits know."""
    before = document.base_turns
    return labels(before, turns) if before and turns and before != tuple(turns) else {}


def _recognised_anew(
    bases: Mapping[int, tuple[Segment, ...]], recognised: Transcript, touched: frozenset[str]
) -> dict[int, tuple[Segment, ...]]:
    """The chunks in which a segment that was edited reads differently now, with what they were."""
    now = {said.id: said for said in recognised.segments}
    return {
        chunk: base
        for chunk, base in bases.items()
        if any(not _is_same(said, now.get(said.id)) for said in base if said.id in touched)
    }


def _is_same(said: Segment, now: Segment | None) -> bool:
    """Whether an edit of a segment still fits; alignment may have made its times better."""
    if now is None or abs(said.start - now.start) > _STRAY:
        return False
    return [word.text for word in said.words] == [word.text for word in now.words]


def _of_chunk(transcript: Transcript, chunk: int) -> tuple[Segment, ...]:
    return tuple(said for said in transcript.segments if said.chunk == chunk)


def _with_kept(recognised: Transcript, kept: Mapping[int, tuple[Segment, ...]]) -> Transcript:
    """The transcript with the segments of some chunks as they were, said by whom they are now."""
    if not kept:
        return recognised
    stay = [said for said in recognised.segments if said.chunk not in kept]
    known = frozenset(speaker.id for speaker in recognised.speakers)
    for chunk, base in kept.items():
        heard = _of_chunk(recognised, chunk)
        stay += [_respoken(said, heard, known) for said in base]
    return msgspec.structs.replace(
        recognised,
        segments=tuple(sorted(stay, key=lambda said: said.start)),
        gaps=tuple(gap for gap in recognised.gaps if gap.chunk not in kept),
    )


def _respoken(said: Segment, heard: Sequence[Segment], known: frozenset[str]) -> Segment:
    """The segment, said by whoever says most of that time in what was heard now."""
    shares: dict[str | None, float] = {}
    for other in heard:
        shared = min(said.end, other.end) - max(said.start, other.start)
        if shared > 0:
            shares[other.speaker] = shares.get(other.speaker, 0.0) + shared
    before = said.speaker if said.speaker in known else None
    speaker = max(shares, key=lambda each: shares[each]) if shares else before
    words = tuple(msgspec.structs.replace(word, speaker=speaker) for word in said.words)
    return msgspec.structs.replace(said, speaker=speaker, words=words)


def _reporting(transcript: Transcript, skipped: int, kept: int) -> Transcript:
    """The transcript with warnings: edits that do not fit, older text that stays."""
    warnings = list(transcript.warnings)
    if skipped:
        one, several = notices.EDIT_LEFT_OUT, notices.EDITS_LEFT_OUT
        warnings.append(one() if skipped == 1 else several(skipped))
    if kept:
        one, several = notices.EDITED_TEXT_STAYS, notices.EDITED_TEXTS_STAY
        warnings.append(one() if kept == 1 else several(kept))
    return msgspec.structs.replace(transcript, warnings=tuple(warnings))
