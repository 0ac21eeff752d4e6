"""The panel of speakers: who speaks, for how long, how they sound, and what they are called.

    panel = SpeakersPanel(document)
    panel.show_selection(portion)        what is selected in the text
    panel.suggest(suggestions)           known voices that were recognised among the speakers

Here people give every voice its name and put wrong labels right. Everything that changes the
transcript is one edit of the document, so that one undo takes it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QKeySequence,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.editor import speaker_menu
from app.editor.giving import Portion, Scope, given
from app.editor.speaker_list import SpeakerList, SpeakerRow, rows_of
from app.editor.speaker_view import NUMBERED, SpeakerView
from app.editor.suggestion_card import Suggestion, SuggestionCard
from app.editor.transcript_document import TranscriptDocument
from app.label import Label
from engine.edits import (
    AddSpeaker,
    AnyEdit,
    MergeSpeakers,
    RenameSpeaker,
    SplitSpeaker,
)
from engine.transcript import Segment

WIDTH = 264
ROOMY = 240
"""Pixels of height from which on the panel says how segments are given."""
SCOPE = 8
"""Characters of what is given that are seen at least."""
SETTLE_MS = 150
"""After typing, the panel counts anew when the fingers rest this long."""


class SpeakersPanel(QWidget):
    """Shows who speaks, and makes the edits that people ask for here."""

    play_asked = Signal(float, float)
    """Let the film be heard from one second to another."""
    suggestion_accepted = Signal(object)
    """The user says that this `Suggestion` is right; the speaker bears the name already."""
    suggestion_refused = Signal(object)
    """The user says that it is somebody else."""
    enrol_asked = Signal(str)
    """Remember the voice of this speaker."""

    def __init__(self, document: TranscriptDocument, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._selected = Portion()
        self._suggestions: list[Suggestion] = []
        self._played: dict[str, int] = {}
        self._is_editing = False
        self._speakers = SpeakerList(self)
        self.view = SpeakerView(self._speakers)
        self._make_actions()
        self._lay_out()
        self._connect()
        self.refresh()

    def show_selection(self, portion: Portion) -> None:
        """This is selected in the text."""
        if portion != self._selected:
            self._selected = portion
            self._fit()

    def suggest(self, suggestions: Sequence[Suggestion]) -> None:
        """Offer these names, one after the other."""
        self._suggestions = list(suggestions)
        self._show_suggestion()

    def refresh(self) -> None:
        """Show the speakers as the document has them now."""
        if self._is_editing:
            return
        self._settling.stop()
        transcript = self._document.transcript
        self._speakers.show_rows(rows_of(transcript, self._document.colour_of))
        self._show_suggestion()
        self._fit()

    # --- edits --------------------------------------------------------------------------------

    def rename(self, speaker: str, name: str) -> None:
        """Call a speaker so in the whole film."""
        self._do(RenameSpeaker(speaker, name))

    def merge(self, speakers: Sequence[str], into: str) -> None:
        """Make several speakers one."""
        self._do(MergeSpeakers(tuple(speakers), into))

    def merge_chosen(self) -> None:
        """Make one of the speakers that are selected in the list: the one who says most."""
        rows = self._chosen_rows()
        if len(rows) > 1:
            into = max(rows, key=lambda row: row.seconds)
            self.merge([row.id for row in rows if row is not into], into.id)

    def add(self) -> None:
        """Add somebody whom nobody has heard so far, and ask for the name."""
        edit = AddSpeaker(speaker_menu.new_name(self._document))
        if self._do(edit):
            self._edit_name(edit.new)

    def split(self) -> None:
        """Say that what is selected is not by the person that it was given to."""
        theirs = self._selected_of(self._split_from())
        if not theirs:
            return
        name = speaker_menu.new_name(self._document)
        if self._selected.words is not None:
            new: AddSpeaker | SplitSpeaker = AddSpeaker(name)
            is_done = self._do(new, self._selected.given_to(new.new))
        else:
            new = SplitSpeaker(theirs[0].speaker or "", _ids(theirs), name)
            is_done = self._do(new)
        if is_done:
            self._edit_name(new.new)

    def give(self, speaker: str | None) -> None:
        """Give what is selected to a speaker, and as much around it as is chosen."""
        if self._selected.segments:
            scope: Scope = self.scope.currentData()
            edit = given(self._document, self._selected, scope, speaker)
            if edit is not None:
                self._do(edit)

    def give_to_number(self, number: int) -> None:
        """Give the selected segments to the speaker with this key; 0 is nobody."""
        rows = self._speakers.rows
        if number == 0:
            self.give(None)
        elif number <= len(rows):
            self.give(rows[number - 1].id)

    def play(self, speaker: str) -> None:
        """Let a sample of a voice be heard; the next time another one."""
        row = self._row(speaker)
        if row is not None and row.samples:
            turn = self._played.get(speaker, -1) + 1
            self._played[speaker] = turn
            self.play_asked.emit(*row.samples[turn % len(row.samples)])

    def _do(self, *edits: AnyEdit) -> bool:
        """Make edits that are one to the user; the document tells what speaks against them."""
        self._is_editing = True  # to count once, when all has been told
        done = self._document.do_all(edits)
        self._is_editing = False
        if done:
            self.refresh()
        return done

    # --- what is chosen -----------------------------------------------------------------------

    def choose(self, speaker: str) -> None:
        """Select this speaker in the list, and no other."""
        place = self._speakers.place_of(speaker)
        if place >= 0:
            index = self._speakers.index(place)
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)

    def _edit_name(self, speaker: str) -> None:
        self.choose(speaker)
        if self.isVisible():
            self.view.setFocus()
            self.view.edit(self.view.currentIndex())

    def _chosen_rows(self) -> list[SpeakerRow]:
        rows = (self._row(speaker) for speaker in self.view.chosen)
        return [row for row in rows if row is not None]

    def _chosen_one(self) -> str:
        """The only speaker that is selected, or nobody."""
        chosen = self.view.chosen
        return chosen[0] if len(chosen) == 1 else ""

    def _row(self, speaker: str) -> SpeakerRow | None:
        return next((row for row in self._speakers.rows if row.id == speaker), None)

    def _split_from(self) -> str:
        """Whose label is wrong: the first selected segment's speaker."""
        return next((s.speaker for s in self._selected_segments() if s.speaker), "")

    def _selected_of(self, speaker: str) -> list[Segment]:
        return [said for said in self._selected_segments() if speaker and said.speaker == speaker]

    def _selected_segments(self) -> list[Segment]:
        found = (self._document.segment(segment) for segment in self._selected.segments)
        return [said for said in found if said is not None]

    # --- showing ------------------------------------------------------------------------------

    def _fit(self) -> None:
        """Offer what can be done with what is chosen."""
        one, rows = self._row(self._chosen_one()), self._chosen_rows()
        is_empty = not self._speakers.rows
        self.view.setVisible(not is_empty)
        self.nobody.setVisible(is_empty)
        can_edit = not self._document.is_read_only
        self._speakers.is_fixed = not can_edit
        self.add_action.setEnabled(can_edit)
        self.rename_action.setEnabled(can_edit and one is not None)
        self.merge_action.setEnabled(can_edit and len(rows) > 1)
        self.split_action.setEnabled(can_edit and bool(self._split_from()))
        self.play_action.setEnabled(one is not None and bool(one.samples))
        self.enrol_action.setEnabled(one is not None and one.segments > 0)
        for number, action in enumerate(self.give_actions):
            self._fit_giving(action, number)
        self._tell_selection(len(self._selected.segments))

    def _fit_giving(self, action: QAction, number: int) -> None:
        rows = self._speakers.rows
        is_there = number <= len(rows)
        name = rows[number - 1].name if number and is_there else self.tr("nobody")
        action.setText(self.tr("Give to %1").replace("%1", name))
        action.setVisible(is_there)
        action.setEnabled(
            is_there and bool(self._selected.segments) and not self._document.is_read_only
        )

    def _tell_selection(self, count: int) -> None:
        if count:
            keys = QKeySequence("Ctrl+1").toString(QKeySequence.SequenceFormat.NativeText)
            text = self.tr("%n segment(s) selected: %1 to %2, or %3 for nobody", "", count)
            shown = (keys, keys.replace("1", "9"), keys.replace("1", "0"))
            for place, key in enumerate(shown, start=1):
                text = text.replace(f"%{place}", key)
        else:
            text = self.tr("Select segments in the text to give them to another speaker.")
        self.hint.setText(text)
        self._fit_hint()
        self.giving.setVisible(count > 0)

    def _show_suggestion(self) -> None:
        """Show the first suggestion for somebody who is still there and is not called so."""
        known = {row.id: row.name for row in self._speakers.rows}
        self._suggestions = [
            each for each in self._suggestions if known.get(each.speaker, each.name) != each.name
        ]
        if not self._suggestions:
            self.suggestion.hide()
            return
        first = self._suggestions[0]
        row = self._row(first.speaker)
        self.suggestion.show_voice(row.name if row else "", first, len(self._suggestions) - 1)

    def _answer(self, is_right: bool) -> None:
        first = self._suggestions[0]
        if is_right and not self._do(RenameSpeaker(first.speaker, first.name)):
            return  # it bears no other name: nothing was accepted
        self._suggestions = [each for each in self._suggestions if each is not first]
        (self.suggestion_accepted if is_right else self.suggestion_refused).emit(first)
        self._show_suggestion()

    def menu(self) -> QMenu:
        """All that can be done with what is chosen, for a menu that goes when it is closed."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in (self.rename_action, self.play_action, self.merge_action):
            menu.addAction(action)
        self._add_merging(menu)
        menu.addSeparator()
        speaker = self._chosen_one()
        if speaker and self._selected.segments and not self._document.is_read_only:
            row = self._row(speaker)
            words = self.tr("Give selected segments to %1")
            give = menu.addAction(words.replace("%1", row.name if row else ""))
            give.triggered.connect(lambda: self.give(speaker))
        menu.addAction(self.split_action)
        menu.addSeparator()
        menu.addAction(self.enrol_action)
        menu.addAction(self.add_action)
        return menu

    def _add_merging(self, menu: QMenu) -> None:
        """Offer to merge the one that is selected into any other: dragging, by keyboard."""
        speaker = self._chosen_one()
        others = [row for row in self._speakers.rows if row.id != speaker]
        if not speaker or not others or self._document.is_read_only:
            return
        into = menu.addMenu(theme.icon("merge"), self.tr("Merge into"))
        for row in others:
            action = into.addAction(row.name)
            action.triggered.connect(lambda _=False, onto=row.id: self.merge([speaker], onto))

    def _fit_hint(self) -> None:
        """Under a film's picture there may be room for the list or for a hint, but not for both."""
        self.hint.setVisible(bool(self._speakers.rows) and self.height() >= ROOMY)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102 - Qt's name
        super().resizeEvent(event)
        self._fit_hint()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: D102 - Qt's name
        self.refresh()
        super().showEvent(event)

    def _refresh_if_seen(self) -> None:
        if self.isVisible():
            self.refresh()

    # --- building -----------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self.rename_action = self._action(self.tr("Rename"), "edit")
        self.play_action = self._action(self.tr("Play a sample"), "play")
        self.add_action = self._action(self.tr("Add speaker"), "add")
        self.merge_action = self._action(self.tr("Merge selected speakers"), "merge")
        self.split_action = self._action(self.tr("Not the same person"), "split")
        self.enrol_action = self._action(self.tr("Remember this voice…"), "voice")
        self.split_action.setToolTip(
            self.tr("Give the selected segments to a new speaker, for they are another person's")
        )
        self.merge_action.setToolTip(
            self.tr("Make the selected speakers one: select several, or drag one onto another")
        )
        self.give_actions = [self._giving_action(number) for number in range(NUMBERED + 1)]

    def _action(self, words: str, icon: str) -> QAction:
        return QAction(theme.icon(icon), words, self)

    def _giving_action(self, number: int) -> QAction:
        """Gives to the speaker with this number; works wherever it was added, also in typing."""
        action = QAction(self)
        action.setShortcut(QKeySequence(f"Ctrl+{number}"))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda: self.give_to_number(number))
        self.addAction(action)
        return action

    def _connect(self) -> None:
        self._speakers.rename_asked.connect(self.rename)
        self._speakers.merge_asked.connect(self.merge)
        self._speakers.portion_dropped.connect(self._take_dropped)
        self.view.play_asked.connect(self.play)
        self.view.number_pressed.connect(self.give_to_number)
        self.view.menu_asked.connect(lambda where: self.menu().popup(where))
        self.view.selectionModel().selectionChanged.connect(self._fit)
        self.view.selectionModel().currentChanged.connect(self._show_current)
        self.rename_action.triggered.connect(lambda: self._edit_name(self._chosen_one()))
        self.play_action.triggered.connect(lambda: self.play(self._chosen_one()))
        self.add_action.triggered.connect(self.add)
        self.merge_action.triggered.connect(self.merge_chosen)
        self.split_action.triggered.connect(self.split)
        self.enrol_action.triggered.connect(lambda: self.enrol_asked.emit(self._chosen_one()))
        self.suggestion.answered.connect(self._answer)
        self._document.speakers_changed.connect(self.refresh)
        self._document.segments_changed.connect(lambda *_: self._settling.start())
        self._document.opened.connect(self.refresh)
        self._document.state_changed.connect(self._fit)

    def _take_dropped(self, portion: Portion, speaker: str) -> None:
        self._do(portion.given_to(speaker))

    def _lay_out(self) -> None:
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLE_MS)
        self._settling.timeout.connect(self._refresh_if_seen)
        self.suggestion = SuggestionCard()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.GRID, theme.MARGIN, theme.GRID, theme.GRID)
        column.setSpacing(theme.GRID)
        column.addLayout(self._head())
        column.addWidget(self._people(), 1)
        column.addLayout(self._foot())
        self.setMinimumWidth(WIDTH)
        self.view.setAccessibleName(self.tr("Speakers"))

    def _people(self) -> QWidget:
        """What is asked, and below it who speaks: it scrolls as one, however little room it has."""
        self._content = content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        column.addWidget(self.suggestion)
        column.addWidget(self._for_nobody())
        column.addWidget(self.view)
        column.addStretch(1)
        self._room = QScrollArea()
        self._room.setFrameShape(QScrollArea.Shape.NoFrame)
        self._room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._room.setWidgetResizable(True)
        self._room.setMinimumHeight(4 * theme.GRID)
        self._room.setWidget(content)
        for ground in (self._room.viewport(), content):
            ground.setAutoFillBackground(False)
        return self._room

    def _show_current(self) -> None:
        """The row that the keys are in is seen."""
        row = self.view.visualRect(self.view.currentIndex())
        at = self.view.viewport().mapTo(self._content, row.center())
        self._room.ensureVisible(at.x(), at.y(), 0, row.height() // 2 + theme.GRID)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(theme.GRID, 0, 0, 0)
        head.setSpacing(theme.GAP)
        head.addWidget(Label(self.tr("Speakers"), "heading"), 1)
        for action in (self.split_action, self.merge_action, self.add_action):
            button = QToolButton()
            button.setDefaultAction(action)
            button.setIconSize(QSize(theme.ICON, theme.ICON))
            button.setAccessibleName(action.text())
            head.addWidget(button)
        return head

    def _for_nobody(self) -> QWidget:
        """What stands in the place of the list while there is nobody in it."""
        self.nobody = QWidget()
        words = Label(self.tr("Nobody is told apart in this recording."), tint="secondary")
        add = QPushButton(self.tr("Add speaker"))
        add.clicked.connect(self.add)
        column = QVBoxLayout(self.nobody)
        column.setContentsMargins(theme.GRID, theme.GRID, theme.GRID, theme.GRID)
        column.setSpacing(theme.GRID + theme.GAP)
        column.addWidget(words)
        column.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.nobody.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        return self.nobody

    def _foot(self) -> QVBoxLayout:
        self.hint = Label(step="small", tint="secondary")
        self.hint.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.scope = QComboBox()
        # In some languages it would be wider than the panel, and squeeze what is below it.
        self.scope.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.scope.setMinimumContentsLength(SCOPE)
        self.scope.addItem(self.tr("What is selected"), "segments")
        self.scope.addItem(self.tr("The whole turn"), "turn")
        self.scope.addItem(self.tr("All from here on"), "onwards")
        self.scope.addItem(self.tr("All that this voice says"), "all")
        self.giving = QWidget()
        row = QHBoxLayout(self.giving)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID)
        label = QLabel(self.tr("&Give:"))
        label.setBuddy(self.scope)
        row.addWidget(label)
        row.addWidget(self.scope, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(theme.GRID, 0, theme.GRID, 0)
        foot.setSpacing(theme.GRID)
        foot.addWidget(self.giving)
        foot.addWidget(self.hint)
        return foot


def _ids(segments: Iterable[Segment]) -> tuple[str, ...]:
    return tuple(segment.id for segment in segments)
