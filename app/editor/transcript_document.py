"""An open document while it is edited: its transcript with all edits made, and undo without limit.

    document = TranscriptDocument(path)
    document.opened.connect(...)              the text is there: document.transcript
    document.do(RenameSpeaker("SPEAKER_00", "Anna"))
    document.undo()

Every edit shows at once and is written by a thread of its own, so that nobody waits for the disk;
`is_saved` says whether all of it has arrived. The file is the truth: what recognition adds to it,
and what another window or command edits in it, shows here as soon as it is seen.

Widgets read `transcript` and listen: `segments_changed(first, removed, added)` says that of the
segments `removed` from number `first` on were replaced by `added` new ones; all others are the
very same objects as before. `speakers_changed` says that names, or who there is, have changed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import compress, count, islice
from operator import attrgetter, is_not
from pathlib import Path

import msgspec
from PySide6.QtCore import QCoreApplication, QObject, QThread, QTimer, Signal

from app import wording
from app.editor import edit_titles
from app.editor.keeping import Content, Keep, Keeper, Walk, Wish
from app.editor.readings import Reading, Readings
from engine.document import Source
from engine.edition import NewText, bases_of, undecided
from engine.edits import AnyEdit, History, SetText, Together, restoring
from engine.errors import EditMisfit, Problem
from engine.transcript import Gap, Segment, Speaker, Transcript, unnamed

_ID = attrgetter("id")
TRIES_AGAIN_AFTER = 3000
"""Milliseconds after which what could not be written is tried again."""


class TranscriptDocument(QObject):
    """A document in an editor; `open` begins to read it, `close` waits until all is written."""

    opened = Signal()
    failed = Signal(object)
    """It cannot be opened: the `Problem`."""
    segments_changed = Signal(int, int, int)
    """From this number on, so many segments were replaced by so many."""
    speakers_changed = Signal()
    gaps_changed = Signal()
    history_changed = Signal()
    """What can be undone and redone is another; follows every edit."""
    saved_changed = Signal(bool)
    problem_found = Signal(object)
    """An edit did not fit, or could not be written: the `Problem`."""
    state_changed = Signal()
    """It grows no more, or may not be written to any more."""

    _read_asked = Signal()
    _wish_made = Signal(object, int)
    _end_asked = Signal(bool, object, int)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self._content: Content | None = None
        self._history = History(Transcript("", 0.0))
        self._shown = self._history.transcript
        self._places: dict[str, int] | None = None
        self._starts: list[float] | None = None
        self._names: dict[str, str] | None = None
        self._colours: dict[str, int] = {}
        self._readings = Readings(self._shown)
        self._originals: tuple[Transcript, dict[str, Segment]] | None = None
        self._unkept: list[Wish] = []
        self._is_waiting = False
        self._retry = QTimer(self, singleShot=True, interval=TRIES_AGAIN_AFTER)
        self._retry.timeout.connect(self._send)
        self._thread = QThread(self)
        self._keeper = Keeper(path)
        self._connect()

    def open(self) -> None:
        """Begin to read; `opened` or `failed` follows."""
        if not self._thread.isRunning():
            self._thread.start()
            if (application := QCoreApplication.instance()) is not None:
                application.aboutToQuit.connect(self.close)
        self._read_asked.emit()

    def reload(self) -> None:
        """Read again soon: somebody says that there is more."""
        self._read_asked.emit()

    def try_again(self) -> None:
        """Read what could not be opened, or write what could not be written."""
        if self.is_open:
            self._send()
        else:
            self.open()

    def close(self) -> None:
        """Write what is not written yet, and let go of the file."""
        if not self._thread.isRunning():
            return
        left = tuple(self._unkept[1 if self._is_waiting else 0 :])
        self._unkept.clear()
        self._end_asked.emit(self._is_waiting, left, self._known_others)
        self._thread.wait()

    # --- what it holds ------------------------------------------------------------------------

    @property
    def transcript(self) -> Transcript:
        """The text as it is now; empty until `opened`."""
        return self._shown

    @property
    def recognised(self) -> Transcript:
        """What the edits rest on."""
        return self._history.recognised

    @property
    def segments(self) -> Sequence[Segment]:
        """The segments in order of their starts."""
        return self._shown.segments

    @property
    def speakers(self) -> Sequence[Speaker]:
        """Who is heard, in the order of the film's list."""
        return self._shown.speakers

    @property
    def gaps(self) -> Sequence[Gap]:
        """Chunks that were given up."""
        return self._shown.gaps

    @property
    def is_open(self) -> bool:
        """It has been read."""
        return self._content is not None

    @property
    def title(self) -> str:
        """What the film is called."""
        return self._content.title if self._content else self.path.stem

    @property
    def source(self) -> Source | None:
        """The film, as it was when it was last found; None until `opened`."""
        return self._content.source if self._content else None

    @property
    def is_growing(self) -> bool:
        """Recognition is not done with it."""
        return self._content is not None and self._content.is_growing

    @property
    def why_read_only(self) -> str:
        """The code of what forbids edits, as in `engine.errors`; empty where they are allowed."""
        return self._content.why_read_only if self._content else ""

    @property
    def is_read_only(self) -> bool:
        """Nothing can be edited: it is not open, damaged, or must not be written to."""
        return self._content is None or bool(self.why_read_only)

    @property
    def new_texts(self) -> Sequence[NewText]:
        """What was recognised anew where the text was edited, and the user is to be asked about."""
        history = self._history
        every = self._content.new_texts if self._content else ()
        return undecided(every, history.edits[: history.cursor])

    @property
    def skipped(self) -> int:
        """How many edits do not fit the transcript any more and are left out."""
        return self._content.skipped if self._content else 0

    @property
    def is_saved(self) -> bool:
        """Every edit is in the file."""
        return not self._unkept

    def place_of(self, segment: str) -> int | None:
        """The number of a segment by its id."""
        if self._places is None:
            self._places = dict(zip(map(_ID, self.segments), count(), strict=False))
        return self._places.get(segment)

    def segment(self, segment: str) -> Segment | None:
        """A segment by its id."""
        place = self.place_of(segment)
        return None if place is None else self.segments[place]

    def place_at(self, seconds: float) -> int:
        """The number of the segment that is said at this moment, or last before it; -1 for none."""
        if self._starts is None:
            self._starts = [said.start for said in self.segments]
        return bisect_right(self._starts, seconds) - 1

    def turn_at(self, place: int) -> range:
        """The numbers of the segments around one that a single speaker says in a row."""
        segments = self.segments
        speaker, first, last = segments[place].speaker, place, place + 1
        while first and segments[first - 1].speaker == speaker:
            first -= 1
        while last < len(segments) and segments[last].speaker == speaker:
            last += 1
        return range(first, last)

    def name_of(self, speaker: str | None) -> str:
        """What people call a speaker; a name of nobody is empty."""
        if self._names is None:
            self._names = {known.id: known.name for known in self.speakers}
        name = self._names.get(speaker or "", "")
        return name or unnamed(speaker or "", wording.speaker_word())

    def colour_of(self, speaker: str | None) -> int:
        """The number of a speaker's colour for `theme.speaker_colour`; it stays as others go."""
        if speaker is None:
            return -1
        return self._colours.setdefault(speaker, len(self._colours))

    def originals_of(self, segment: Segment) -> tuple[Segment, ...]:
        """The recognised segments of which one was made, in order of their starts."""
        if self._originals is None or self._originals[0] is not self.recognised:
            known = {said.id: said for said in self.recognised.segments}
            self._originals = self.recognised, known
        known = self._originals[1]
        found = (known[each] for each in segment.origins or (segment.id,) if each in known)
        return tuple(sorted(found, key=lambda said: said.start))

    def original_of(self, segment: Segment) -> str:
        """What was recognised where a segment is; empty where it reads so still."""
        originals = self.originals_of(segment)
        if originals == (segment,):
            return ""
        text = " ".join(said.text for said in originals)
        return "" if segment.text in text else text

    def readings_of(self, segment: Segment) -> tuple[Reading, ...]:
        """The words of a segment that the glossary changed and nobody has looked at yet."""
        return self._readings.of(segment)

    # --- editing ------------------------------------------------------------------------------

    def do(self, edit: AnyEdit) -> bool:
        """Make an edit; one that does not fit is told as `problem_found`, and changes nothing."""
        return self._make(edit, amend=False)

    def do_all(self, edits: Sequence[AnyEdit]) -> bool:
        """Make several edits that are one to the user, also after reopening: all, or none."""
        if not edits:
            return False
        return self.do(edits[0] if len(edits) == 1 else Together(tuple(edits)))

    def type_text(self, segment: str, text: str, goes_on: bool) -> bool:
        """The segment reads `text`; with `goes_on` the same typing as before, undone as one."""
        return self._make(SetText(segment, text), amend=goes_on and self._is_typing_in(segment))

    def restore(self, segment: str) -> bool:
        """Bring back what was recognised where this segment is."""
        try:
            edit = restoring(self.recognised, self._shown, segment)
        except EditMisfit as error:
            self.problem_found.emit(error.problem())
            return False
        return self.do(edit)

    def use_new_text(self) -> bool:
        """Let what the user made of it give way to `new_texts`, as one edit."""
        return self.do_all([each.used(self._shown) for each in self.new_texts])

    def keep_text(self) -> bool:
        """Let what the user made stay; about `new_texts` nobody is asked again."""
        return self.do_all([each.refused() for each in self.new_texts])

    def undo(self) -> AnyEdit | None:
        """Take back the last edit and return it; None where there is none."""
        return self._walk(True, self._history.cursor - 1)

    def redo(self) -> AnyEdit | None:
        """Make the edit again that was taken back last."""
        return self._walk(False, self._history.cursor + 1)

    def go_to(self, position: int) -> None:
        """Restore to where so many edits of `history` counted."""
        back = position < self._history.cursor
        self._walk(back, position)

    @property
    def history(self) -> Sequence[AnyEdit]:
        """Every edit that undo and redo can reach, oldest first."""
        return self._history.edits

    @property
    def position(self) -> int:
        """How many edits of `history` count now."""
        return self._history.cursor

    @property
    def undo_title(self) -> str:
        """What would be undone, in words; empty where nothing can be."""
        cursor = self._history.cursor
        return self._titled(cursor - 1) if cursor and not self.is_read_only else ""

    @property
    def redo_title(self) -> str:
        """What would be made again, in words; empty where nothing can be."""
        can = self._history.cursor < len(self._history.edits) and not self.is_read_only
        return self._titled(self._history.cursor) if can else ""

    def title_of(self, edit: AnyEdit) -> str:
        """What an edit is called, as in the undo menu."""
        return edit_titles.title(edit, lambda speaker: self.name_of(speaker) or self._nobody)

    # --- how it is done -----------------------------------------------------------------------

    def _connect(self) -> None:
        self._keeper.moveToThread(self._thread)
        self._thread.finished.connect(self._keeper.deleteLater)
        self._read_asked.connect(self._keeper.read)
        self._wish_made.connect(self._keeper.keep)
        self._end_asked.connect(self._keeper.finish)
        self._keeper.was_read.connect(self._adopt)
        self._keeper.could_not_read.connect(self.failed)
        self._keeper.kept.connect(self._take_kept)
        self._keeper.clashed.connect(self._take_clash)
        self._keeper.could_not_keep.connect(self._take_failure)

    def _make(self, edit: AnyEdit, amend: bool) -> bool:
        if self.is_read_only:
            return False
        before = self._shown
        try:
            changed = self._history.amend(edit) if amend else self._history.do(edit)
        except EditMisfit as error:
            self.problem_found.emit(error.problem())
            return False
        bases = {} if amend else bases_of(edit, before, self.recognised)
        self._wish(Keep(edit, amend, bases))
        self._show(changed)
        self.history_changed.emit()
        return True

    def _walk(self, back: bool, target: int) -> AnyEdit | None:
        walked = None
        while self._history.cursor != target and not self.is_read_only:
            step = self._history.undo() if back else self._history.redo()
            if step is None:
                break
            walked = step
            self._wish(Walk(back))
        if walked is not None:
            self._show(self._history.transcript)
            self.history_changed.emit()
        return walked

    def _is_typing_in(self, segment: str) -> bool:
        history = self._history
        last = history.edits[history.cursor - 1] if history.cursor else None
        is_last = history.cursor == len(history.edits)
        return is_last and isinstance(last, SetText) and last.segment == segment

    def _titled(self, place: int) -> str:
        return self.title_of(self._history.edits[place])

    @property
    def _nobody(self) -> str:
        return self.tr("nobody")

    # --- writing ------------------------------------------------------------------------------

    def _wish(self, wish: Wish) -> None:
        """Have it written; of keys typed while the disk is busy, the last says it all."""
        waiting = self._unkept[1 if self._is_waiting else 0 :]
        last = waiting[-1] if waiting else None
        if isinstance(wish, Keep) and wish.amend and isinstance(last, Keep):
            self._unkept[-1] = msgspec.structs.replace(last, edit=wish.edit)
        else:
            self._unkept.append(wish)
        if len(self._unkept) == 1:
            self.saved_changed.emit(False)
        self._send()

    def _send(self) -> None:
        if self._unkept and not self._is_waiting:
            self._is_waiting = True
            self._wish_made.emit(self._unkept[0], self._known_others)

    @property
    def _known_others(self) -> int:
        return self._content.others if self._content else 0

    def _take_kept(self) -> None:
        self._is_waiting = False
        if self._unkept:
            self._unkept.pop(0)
            if not self._unkept:
                self.saved_changed.emit(True)
        self._send()

    def _take_failure(self, problem: Problem) -> None:
        self._is_waiting = False
        self._retry.start()
        self.problem_found.emit(problem)

    def _take_clash(self, content: Content) -> None:
        """Another hand has edited: lay over it what is not written yet."""
        self._is_waiting = False
        self._adopt(content)
        if not self._unkept:
            self.saved_changed.emit(True)
        self._send()

    # --- showing ------------------------------------------------------------------------------

    def _adopt(self, content: Content) -> None:
        before = self._content
        if content.others != self._known_others:
            self._stand_alone()
        if before is None or before.changes != content.changes:
            self._readings = Readings(content.history.recognised, content.changes)
        self._content, self._history = content, content.history
        self._unkept = [wish for wish in self._unkept if self._fits_again(wish)]
        for speaker in self.recognised.speakers:
            self.colour_of(speaker.id)
        self._show(self._history.transcript)
        if before is None:
            self.opened.emit()
        self.history_changed.emit()
        self.state_changed.emit()

    def _stand_alone(self) -> None:
        """Others have edited: what is not sent yet neither amends nor takes back their edits."""
        sent = self._unkept[:1] if self._is_waiting else []
        rest = (wish for wish in self._unkept[len(sent) :] if isinstance(wish, Keep))
        self._unkept = [*sent, *(msgspec.structs.replace(wish, amend=False) for wish in rest)]

    def _fits_again(self, wish: Wish) -> bool:
        try:
            if isinstance(wish, Walk):
                return (self._history.undo() if wish.back else self._history.redo()) is not None
            (self._history.amend if wish.amend else self._history.do)(wish.edit)
        except EditMisfit as error:
            self.problem_found.emit(error.problem())
            return self._is_waiting and wish is self._unkept[0]
        return True

    def _show(self, transcript: Transcript) -> None:
        before, self._shown = self._shown, transcript
        first, removed, added = difference(before.segments, transcript.segments)
        old, new = (
            before.segments[first : first + removed],
            transcript.segments[first : first + added],
        )
        if list(map(_ID, old)) != list(map(_ID, new)):
            self._places = None
        self._starts = self._names = None
        if before.speakers != transcript.speakers:
            self.speakers_changed.emit()
        if removed or added:
            self.segments_changed.emit(first, removed, added)
        if before.gaps != transcript.gaps:
            self.gaps_changed.emit()


def difference(before: Sequence[Segment], after: Sequence[Segment]) -> tuple[int, int, int]:
    """Where two lists differ: from this number on, so many were replaced by so many."""
    shortest = min(len(before), len(after))
    first = next(compress(count(), map(is_not, before, after)), shortest)
    rest = shortest - first
    both = map(is_not, islice(reversed(before), rest), reversed(after))
    last = next(compress(count(), both), rest)
    return first, len(before) - last - first, len(after) - last - first
