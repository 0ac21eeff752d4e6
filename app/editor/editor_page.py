"""The page of a transcript: its text, find and replace, and places for what stands around it.

    page = EditorPage(document, store)
    page.place_transport(widget)     below the text: player and timeline
    page.place_inspector(widget)     on the right: speakers
    page.shut()                      when it is not needed any more: writes and closes the file

The window may put `page.actions()` into its menus; their shortcuts work without that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton, QSplitter, QVBoxLayout, QWidget

from app import theme, wording
from app.card import Card
from app.editor.find_bar import FindBar
from app.editor.glossary_adding import GlossaryAdding
from app.editor.transcript_document import TranscriptDocument
from app.editor.transcript_view import TranscriptView
from app.settings import Settings, SettingsStore
from engine.edition import NewText
from engine.errors import Problem
from engine.findings import FoundLine
from engine.options import Home
from engine.transcript import Segment

SHOWN = 44
"""Characters of a new text that are shown before it is taken."""
BEFORE = 2
"""Words of it before the first that reads otherwise."""
MOMENTS = 30
"""How many of the latest edits the history offers to go back to."""
INSPECTOR = 280
"""Pixels of width that the inspector is given at first."""


class EditorPage(QWidget):
    """Shows one document; opens it if nobody has."""

    time_clicked = Signal(float)
    """The user wants to hear from this second on."""
    moment_shown = Signal(float)
    """What somebody looked for is shown, and is said at this second."""
    run_again_asked = Signal(int)
    """A chunk that failed is to be tried again: its index."""
    acted = Signal(str)
    """A button of a problem's card was pressed: an action of `app.wording`."""

    def __init__(
        self, document: TranscriptDocument, store: SettingsStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.document = document
        self._store = store
        self._problem: Problem | None = None
        self._asks = 0
        self.card = Card()
        self.view = TranscriptView(document)
        self.find_bar = FindBar(self.view)
        self.glossary = GlossaryAdding(Home(store.path.parent).glossaries, self.say, self)
        self.jump_button = QPushButton(self.tr("Jump to playing"), self.view)
        self.menus: list[QMenu] = []
        """What the window shows in its menu bar while this page is open."""
        self.inspector: QWidget | None = None
        self.transport: QWidget | None = None
        self._make_actions()
        self.history_menu = QMenu(self.tr("Restore to"), self)
        self.history_menu.aboutToShow.connect(self._list_history)
        self._lay_out()
        self._connect()
        self._apply(store.value)
        if not document.is_open:
            document.open()
        self._show_state()

    @property
    def settings(self) -> SettingsStore:
        """What the user has chosen for good."""
        return self._store

    def place_transport(self, widget: QWidget) -> None:
        """Show this below the text."""
        self.transport = widget
        self._column.addWidget(widget)
        widget.show()

    def place_inspector(self, widget: QWidget, shows: bool = True) -> None:
        """Show this right of the text."""
        self.inspector = widget
        self._split.addWidget(widget)
        self._split.setStretchFactor(0, 1)
        self._split.setStretchFactor(1, 0)
        self._split.setSizes([max(self.width() - INSPECTOR, 400), INSPECTOR])
        self.inspector_action.setVisible(True)
        self.inspector_action.setChecked(shows)
        self._show_inspector(shows)

    def set_playing(self, seconds: float) -> None:
        """This moment is heard; a negative one says that nothing is."""
        self.view.set_playing(seconds)
        self._show_jump()

    def say(
        self, title: str, text: str = "", actions: dict[str, str] | None = None, tint: str = ""
    ) -> None:
        """Say something above the text; `actions` are buttons, beside the one that closes it."""
        buttons = {**(actions or {}), "dismiss": self.tr("Close")}
        self.card.say(title, text, buttons, icon=tint or "info", tint=tint)
        self._above.show()

    def hush(self) -> None:
        """Put away what was said, and say again what should be known."""
        self._problem = None
        self._above.hide()
        self._show_state()

    def add_action(self, text: str, keys: str) -> QAction:
        """An action whose keys work anywhere on the page."""
        return self._add_action(text, keys, lambda: None)

    def show_found(self, line: FoundLine) -> None:
        """Show what a search found here, its first word selected, and the next one a key away.

        Where the text reads differently by now, the moment is shown at which it was said.
        """
        start, end = line.marks[0] if line.marks else (0, 0)
        wanted = line.text[start:end]
        segment = self.document.segment(line.segment)
        if segment is not None and wanted in segment.text:
            is_there = segment.text[start:end] == wanted
            start = start if is_there else segment.text.index(wanted)
            self.view.go_to(line.segment, start, start + len(wanted))
        else:
            self.view.go_to_time(line.at)
        self.find_bar.wanted.setText(wanted)
        self.view.setFocus()
        self.moment_shown.emit(self.view.caret_time)

    def shut(self) -> None:
        """Write what is not written yet, and let go of the document."""
        self.document.close()

    # --- actions ------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        key, view = QKeySequence.StandardKey, self.view
        add = self._add_action
        self.undo_action = add(self.tr("Undo"), key.Undo, view.pen.undo)
        self.redo_action = add(self.tr("Redo"), key.Redo, view.pen.redo)
        self.find_action = add(self.tr("Find…"), key.Find, self.find_bar.open)
        replace = self.tr("Find and replace…")
        self.replace_action = add(replace, key.Replace, lambda: self.find_bar.open(True))
        finding = (
            self.find_action,
            self.replace_action,
            add(self.tr("Find next"), key.FindNext, lambda: self.find_bar.step(1)),
            add(self.tr("Find previous"), key.FindPrevious, lambda: self.find_bar.step(-1)),
        )
        self.jump_action = add(self.tr("Jump to playing"), "Ctrl+J", view.jump_to_playing)
        add(self.tr("Rename speaker…"), "Ctrl+R", self._rename_here)
        deleting = add(self.tr("Delete segment"), "Ctrl+Shift+K", view.pen.delete_segments)
        self.inspector_action = add(self.tr("Speakers"), "Ctrl+Alt+I", lambda: None)
        self.inspector_action.setCheckable(True)
        self.inspector_action.setVisible(False)
        self.inspector_action.toggled.connect(self._show_inspector)
        others = (self.jump_action, deleting)
        self._add_menu(self.tr("&Review"), finding, self._looking_actions(), others)

    def _looking_actions(self) -> tuple[QAction, ...]:
        """To go through what should be looked at, and to see it."""
        add = self._add_action
        after = add(self.tr("Next doubtful word"), "Ctrl+D", self._go_to_doubtful)
        previous = self.tr("Previous doubtful word")
        before = add(previous, "Ctrl+Shift+D", lambda: self._go_to_doubtful(True))
        self.doubts_action = add(self.tr("Mark doubtful words"), "", lambda: None)
        self.doubts_action.setCheckable(True)
        self.doubts_action.toggled.connect(lambda on: self._store.change(marks_doubts=on))
        comparing = self.tr("Compare with what was recognised")
        self.compare_action = add(comparing, "Ctrl+Alt+C", lambda: None)
        self.compare_action.setCheckable(True)
        self.compare_action.toggled.connect(self.view.set_compares)
        return after, before, self.doubts_action, self.compare_action

    def _add_menu(self, title: str, *sections: Sequence[QAction]) -> None:
        menu = QMenu(title, self)
        for section in sections:
            menu.addActions(section)
            menu.addSeparator()
        self.menus.append(menu)

    def _add_action(
        self, text: str, key: QKeySequence.StandardKey | str, act: Callable[[], object]
    ) -> QAction:
        action = QAction(text, self)
        if isinstance(key, QKeySequence.StandardKey):
            action.setShortcuts(QKeySequence.keyBindings(key))
        elif key:
            action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda: act())
        self.addAction(action)
        return action

    def _list_history(self) -> None:
        """The last moments of the document, newest first, and the beginning."""
        menu, document = self.history_menu, self.document
        menu.clear()
        newest = range(len(document.history), max(len(document.history) - MOMENTS, 0), -1)
        for position in newest:
            title = document.title_of(document.history[position - 1])
            self._add_moment(title[:1].upper() + title[1:], position)
        menu.addSeparator()
        self._add_moment(self.tr("What was recognised"), 0)

    def _add_moment(self, title: str, position: int) -> None:
        go = partial(self.document.go_to, position)
        action = self.history_menu.addAction(title.replace("&", "&&"), go)
        action.setCheckable(True)
        action.setChecked(position == self.document.position)
        action.setEnabled(not self.document.is_read_only)

    def _rename_here(self) -> None:
        self.view.rename_speaker(self.view.pen.caret.row)

    def _go_to_doubtful(self, back: bool = False) -> None:
        self.view.go_to_doubtful(back)
        self.view.setFocus()

    def _show_inspector(self, shows: bool) -> None:
        if self.inspector is not None:
            self.inspector.setVisible(shows)
            self._head.setContentsMargins(0, 0, theme.MARGIN if shows else 0, 0)

    # --- how it stands ------------------------------------------------------------------------

    def _connect(self) -> None:
        document, view = self.document, self.view
        view.time_clicked.connect(self.time_clicked)
        view.run_again_asked.connect(self.run_again_asked)
        view.following_changed.connect(lambda _: self._show_jump())
        document.history_changed.connect(self._name_history)
        document.history_changed.connect(self._ask_about_new_text)
        document.state_changed.connect(self._show_state)
        document.opened.connect(self._put_problem_away)
        document.failed.connect(self._tell)
        document.problem_found.connect(self._tell)
        document.saved_changed.connect(self._notice_saved)
        self.card.acted.connect(self._act)
        self.find_bar.glossary_asked.connect(self.glossary.add)
        self.jump_button.clicked.connect(view.jump_to_playing)
        view.installEventFilter(self)
        self._store.changed.connect(self._apply)

    def _apply(self, settings: Settings) -> None:
        self.view.set_text_size(settings.text_size)
        self.view.set_shows_doubts(settings.marks_doubts)
        self.doubts_action.setChecked(settings.marks_doubts)

    def _name_history(self) -> None:
        for action, plain, title in (
            (self.undo_action, self.tr("Undo"), self.document.undo_title),
            (self.redo_action, self.tr("Redo"), self.document.redo_title),
        ):
            action.setText(f"{plain}: {title}" if title else plain)
            action.setEnabled(bool(title))

    def _show_state(self) -> None:
        """Say above the text what should be known about the document."""
        self._name_history()
        document = self.document
        if document.why_read_only:
            self._tell(Problem(document.why_read_only, ""))
            return
        if self._problem is None:
            self._above.hide()
        self._asks = 0
        self._ask_about_new_text()

    def _ask_about_new_text(self) -> None:
        """Where something was recognised anew under the user's edits: which text is to stand?"""
        asks = self.document.new_texts
        before, self._asks = self._asks, len(asks)
        if self.document.is_read_only or self._asks == before:
            return
        if not asks:
            self._put_problem_away()
            return
        title = self.tr("%n part(s) were recognised anew", "", len(asks))
        text = self.tr("What you corrected there still stands.")
        if len(asks) == 1:
            begins = self.tr("Your text still stands. Heard now: “%1”")
            text = begins.replace("%1", _excerpt(asks[0], self.document.segments))
        use = {"use-new": self.tr("Use the new text"), "keep-old": self.tr("Keep my text")}
        self.card.say(title, text, use, icon="info")
        self._above.show()

    def _tell(self, problem: Problem) -> None:
        self._problem = problem
        said = wording.worded(problem)
        actions = {said.action: said.button} if said.button else {}
        actions.setdefault("dismiss", self.tr("Close"))
        title, text = said.title, said.sentence
        if self.document.why_read_only:
            title = self.tr("This transcript can be read but not changed")
        self.card.say(title, text, actions, icon="warning", tint="warning")
        self._above.show()

    def _notice_saved(self, is_saved: bool) -> None:
        """A problem of writing has gone by when all is written."""
        if is_saved and self._problem is not None and not self.document.why_read_only:
            self._problem = None
            self._show_state()

    def _put_problem_away(self) -> None:
        self._problem = None
        self._above.hide()

    def _act(self, action: str) -> None:
        match action:
            case "dismiss":
                self._put_problem_away()
            case "retry":
                self.document.try_again()
            case "use-new":
                self.document.use_new_text()
            case "keep-old":
                self.document.keep_text()
            case "copy-details" if self._problem is not None:
                QGuiApplication.clipboard().setText(wording.details(self._problem))
            case _:
                self.acted.emit(action)

    # --- looks --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        # Before the view is in the page: later, Qt would part the ring in which Tab goes round.
        self.setFocusProxy(self.view)
        middle = QWidget()
        text = QVBoxLayout(middle)
        text.setContentsMargins(0, 0, 0, 0)
        text.setSpacing(0)
        self._above = QWidget()
        above = QVBoxLayout(self._above)
        above.setContentsMargins(0, theme.GRID, 0, theme.GRID)
        above.addWidget(self.card)
        self._head = QVBoxLayout()
        self._head.setSpacing(0)
        self._head.addWidget(self._above)
        self._head.addWidget(self.find_bar)
        text.addLayout(self._head)
        text.addWidget(self.view, 1)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        self._split.addWidget(middle)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._split, 1)
        self.jump_button.setIcon(theme.icon("down"))
        self.jump_button.hide()

    def _show_jump(self) -> None:
        self.jump_button.setVisible(self.view.is_playing and not self.view.is_following)
        self._place_jump()

    def _place_jump(self) -> None:
        button, view = self.jump_button, self.view
        button.adjustSize()
        left = (view.viewport().width() - button.width()) // 2
        button.move(left, view.height() - button.height() - theme.MARGIN)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102 - Qt's name
        if event.type() == QEvent.Type.Resize:
            self._place_jump()
        return super().eventFilter(watched, event)


def _excerpt(new: NewText, segments: Sequence[Segment]) -> str:
    """Some words of a new text, from shortly before it reads otherwise than what stands there."""
    parts = set(new.parts)
    standing = (said.text for said in segments if parts & {said.id, *said.origins})
    before, heard = " ".join(standing).split(), new.text.split()
    same = next((n for n, (a, b) in enumerate(zip(before, heard, strict=False)) if a != b), 0)
    first = max(same - BEFORE, 0)
    text = " ".join((["…"] if first else []) + heard[first:])
    return text if len(text) <= SHOWN else f"{text[:SHOWN].rsplit(maxsplit=1)[0]} …"
