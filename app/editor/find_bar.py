"""Find and replace: what is found is marked and counted before anything is done.

All of it stands in two rows where there is room, and in five beside a panel in a small window.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from app import theme, wording
from app.editor.pen import Place
from app.editor.transcript_document import TranscriptDocument
from app.editor.transcript_view import TranscriptView
from app.label import Label
from engine.edits import Match, ReplaceEverywhere, SetText
from engine.errors import EditMisfit

NARROWEST = 136
"""Pixels of the field for what is wanted."""
NAME, WIDEST = 5, 160
"""Of whose words are searched: characters that are seen at least, and pixels at most."""
_SIDE = 28
"""Pixels of a button with an icon."""
LOOKS_AFTER = 120
"""Milliseconds without a key after which is searched."""


class FindBar(QWidget):
    """Searches the transcript of a view."""

    closed = Signal()
    glossary_asked = Signal(str, str)
    """All was replaced, and the glossary is to know it: what stands there now, what was heard."""

    def __init__(self, view: TranscriptView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._document: TranscriptDocument = view.document
        self._matches: tuple[Match, ...] = ()
        self._current = -1
        self._is_narrow = False
        self.wanted = QLineEdit(placeholderText=self.tr("Find"), clearButtonEnabled=True)
        self.replacement = QLineEdit(placeholderText=self.tr("Replace by"))
        self.count = Label(tint="secondary")
        self.case = _toggle("Aa", self.tr("Match case"))
        self.whole = _toggle("W", self.tr("Whole words only"))
        self.regex = _toggle(".*", self.tr("Regular expression"))
        self.speaker = QComboBox()
        self.replace_one = QPushButton(self.tr("Replace"))
        self.replace_all = QPushButton(self.tr("Replace all"))
        learn = self.tr("Replace all and add to glossary")
        self.replace_and_learn = _button("glossary", learn, self.do_all_and_learn)
        self._later = QTimer(self, singleShot=True, interval=LOOKS_AFTER)
        self._set_up()
        self._lay_out()
        self.hide()

    def open(self, replaces: bool = False) -> None:
        """Show the bar; what is selected is what is wanted."""
        selected = self._view.pen.selected_text
        if selected and "\n" not in selected:
            self.wanted.setText(selected)
        self._show_replacing(replaces)
        self._list_speakers()
        self.show()
        self.wanted.setFocus()
        self.wanted.selectAll()
        self.look()

    def shut(self) -> None:
        """Hide the bar and unmark what was found; the caret goes to the current place."""
        if self.isHidden():
            return
        self.hide()
        self._leave_at_current()
        self._view.setFocus()
        self.closed.emit()

    @property
    def matches(self) -> tuple[Match, ...]:
        """All that is found now."""
        return self._matches

    def look(self) -> None:
        """Search now."""
        self._later.stop()
        self._matches = ()
        problem = ""
        if self.wanted.text():
            try:
                self._matches = self._edit().matches(self._document.transcript)
            except EditMisfit:
                problem = self.tr("This is no regular expression")
        self._current = self._nearest() if self._matches else -1
        self._show(problem)

    def step(self, by: int) -> None:
        """Go to the next place, or with -1 to the one before; select it where the bar is shut."""
        if self.isHidden():
            self._step_from_caret(by)
        elif self._later.isActive():
            self.look()
        elif self._matches:
            self._current = (self._current + by) % len(self._matches)
            self._show()

    def do_one(self) -> None:
        """Replace the current place, and go to the next."""
        if self._later.isActive():
            self.look()
        if not 0 <= self._current < len(self._matches):
            return
        found = self._matches[self._current]
        segment = self._document.segment(found.segment)
        if segment is not None:
            text = segment.text[: found.start] + found.text + segment.text[found.end :]
            self._document.do(SetText(found.segment, text))
            end = found.start + len(found.text)
            self._view.pen.select(self._document.place_of(found.segment) or 0, end, end)
            self.look()

    def do_all(self) -> None:
        """Replace every place, as one edit."""
        if self._matches:
            self._document.do(self._edit())
            self.look()

    def do_all_and_learn(self) -> None:
        """Replace every place, and have the glossary know what is said there."""
        if self._matches and self._can_be_learned and self._document.do(self._edit()):
            self.glossary_asked.emit(self.replacement.text(), self.wanted.text())
            self.look()

    # --- how it is done -----------------------------------------------------------------------

    @property
    def _can_be_learned(self) -> bool:
        """A pattern is no word, and without a letter there is nothing to expect."""
        return not self.regex.isChecked() and any(map(str.isalnum, self.replacement.text()))

    def _edit(self) -> ReplaceEverywhere:
        return ReplaceEverywhere(
            self.wanted.text(),
            self.replacement.text(),
            whole_word=self.whole.isChecked(),
            match_case=self.case.isChecked(),
            regex=self.regex.isChecked(),
            speaker=self.speaker.currentData() or None,
        )

    def _nearest(self) -> int:
        """The first place at the caret or after it."""
        return self._first_from(self._view.pen.selection[0]) % len(self._matches)

    def _first_from(self, here: Place) -> int:
        """The number of the first place there or after it; how many there are for none."""
        places = (Place(self._document.place_of(m.segment) or 0, m.start) for m in self._matches)
        return bisect_left(tuple(places), here)

    def _step_from_caret(self, by: int) -> None:
        """The text may have changed since the bar was shut: search it anew."""
        self.look()
        if self._matches:
            start, end = self._view.pen.selection
            number = self._first_from(end) if by > 0 else self._first_from(start) - 1
            self._current = number % len(self._matches)
        self._leave_at_current()

    def _leave_at_current(self) -> None:
        """Unmark what was found, and select the current place."""
        self._view.show_found({})
        if 0 <= self._current < len(self._matches):
            found = self._matches[self._current]
            self._view.go_to(found.segment, found.start, found.end)

    def _show(self, problem: str = "") -> None:
        spans: dict[str, list[tuple[int, int]]] = {}
        for match in self._matches:
            spans.setdefault(match.segment, []).append((match.start, match.end))
        current = self._matches[self._current] if self._matches else None
        mark = (current.segment, current.start, current.end) if current else ("", 0, 0)
        self._view.show_found(spans, mark)
        self.count.setText(problem or self._counted())
        can = bool(self._matches) and not self._document.is_read_only
        self.replace_one.setEnabled(can)
        self.replace_all.setEnabled(can)
        self.replace_and_learn.setEnabled(can and self._can_be_learned)
        number = wording.number(len(self._matches))
        said = self.tr("Replace all %1").replace("%1", number) if can else self.tr("Replace all")
        self.replace_all.setText(said)
        self._fit()

    def _counted(self) -> str:
        if not self.wanted.text():
            return ""
        if not self._matches:
            return self.tr("Not found")
        said = self.tr("%1 of %2").replace("%1", wording.number(self._current + 1))
        return said.replace("%2", wording.number(len(self._matches)))

    def _list_speakers(self) -> None:
        chosen = self.speaker.currentData()
        self.speaker.blockSignals(True)
        self.speaker.clear()
        self.speaker.addItem(self.tr("Everyone"), "")
        for speaker in self._document.speakers:
            self.speaker.addItem(self._document.name_of(speaker.id), speaker.id)
        self.speaker.setCurrentIndex(max(self.speaker.findData(chosen), 0))
        self.speaker.blockSignals(False)
        self.speaker.setVisible(len(self._document.speakers) > 1)

    def _step_by_key(self) -> None:
        held = QGuiApplication.keyboardModifiers()
        self.step(-1 if held & Qt.KeyboardModifier.ShiftModifier else 1)

    def _look_soon(self) -> None:
        if self.isVisible():
            self._later.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102 - Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self.shut()
        else:
            super().keyPressEvent(event)

    # --- looks --------------------------------------------------------------------------------

    def _set_up(self) -> None:
        self.count.setWordWrap(False)
        self.count.setMinimumWidth(64)
        self.wanted.setAccessibleName(self.tr("Find"))
        self.wanted.setMinimumWidth(NARROWEST)
        self.replacement.setAccessibleName(self.tr("Replace by"))
        self.speaker.setAccessibleName(self.tr("Whose words"))
        # Of a long name the beginning is enough where the field would have no room.
        shrinks = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.speaker.setSizeAdjustPolicy(shrinks)
        self.speaker.setMinimumContentsLength(NAME)
        self.speaker.setMaximumWidth(WIDEST)
        policy = self.speaker.sizePolicy()
        policy.setHorizontalStretch(1)
        self.speaker.setSizePolicy(policy)
        self._later.timeout.connect(self.look)
        for toggle in (self.case, self.whole, self.regex):
            toggle.toggled.connect(self.look)
        self.speaker.currentIndexChanged.connect(self.look)
        self.wanted.textChanged.connect(self._look_soon)
        self.replacement.textChanged.connect(self._look_soon)
        self.wanted.returnPressed.connect(self._step_by_key)
        self.replacement.returnPressed.connect(self.do_one)
        self.replace_one.clicked.connect(self.do_one)
        self.replace_all.clicked.connect(self.do_all)
        self._document.segments_changed.connect(self._look_soon)
        self._document.speakers_changed.connect(self._list_speakers)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(self._least_width(True), super().minimumSizeHint().height())

    def _lay_out(self) -> None:
        back = _button("up", self.tr("Previous"), lambda: self.step(-1))
        forth = _button("down", self.tr("Next"), lambda: self.step(1))
        close = _button("cancel", self.tr("Close"), self.shut)
        self._ways = _row(self.case, self.whole, self.regex, self.speaker, gap=theme.GAP)
        self._acts = _row(self.replace_one, self.replace_all)
        self._find, self._replace, self._grid = QHBoxLayout(), QHBoxLayout(), QGridLayout(self)
        self._find.setSpacing(theme.GAP)
        for widget in (back, forth):
            self._find.addWidget(widget)
        self._find.addStretch(1)
        self._find.addWidget(close)
        self._replace.addWidget(self.replace_and_learn)
        self._replace.addStretch(1)
        self._grid.setContentsMargins(0, theme.GRID, 0, theme.GRID)
        self._grid.setHorizontalSpacing(theme.GRID)
        self._grid.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._grid.addWidget(self.wanted, 0, 0)
        self._grid.addLayout(self._find, 0, 1)
        self._grid.addWidget(self.replacement, 3, 0)
        self._grid.addLayout(self._replace, 3, 1)
        self._grid.setColumnStretch(0, 2)
        self._arrange()

    def _fit(self) -> None:
        """Arrange the parts anew, if that many rows are not right any more."""
        is_narrow = self.width() < self._least_width(False)
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._arrange()

    def _arrange(self) -> None:
        """Stand beside the fields, or below them in rows of their own."""
        grid = self._grid
        if self._is_narrow:
            for row, widget in ((1, self._ways), (2, self.count), (4, self._acts)):
                grid.addWidget(widget, row, 0, 1, 2)
        else:
            self._find.insertWidget(2, self._ways, 1)
            self._find.insertWidget(3, self.count)
            self._replace.insertWidget(0, self._acts)
        grid.setColumnStretch(1, 0 if self._is_narrow else 3)
        grid.setVerticalSpacing(theme.GAP if self._is_narrow else theme.GRID)

    def _least_width(self, is_narrow: bool) -> int:
        """Pixels that the widest row needs; every text on it is seen whole."""
        ways, acts = (each.minimumSizeHint().width() for each in (self._ways, self._acts))
        field, button = NARROWEST + theme.GRID, _SIDE + theme.GAP
        if is_narrow:
            return max(field + 3 * button, ways, acts)
        count = max(self.count.sizeHint().width(), self.count.minimumWidth())
        return field + max(3 * button + ways + count + 2 * theme.GAP, acts + button + theme.GAP)

    def _show_replacing(self, replaces: bool) -> None:
        shows = replaces and not self._document.is_read_only
        for widget in (self.replacement, self._acts, self.replace_and_learn):
            widget.setVisible(shows)


def _toggle(text: str, name: str) -> QToolButton:
    made = QToolButton(autoRaise=True)
    made.setText(text)
    made.setCheckable(True)
    made.setToolTip(name)
    made.setAccessibleName(name)
    made.setMinimumSize(QSize(_SIDE, _SIDE))
    return made


def _button(icon: str, name: str, act: Callable[[], None]) -> QToolButton:
    made = QToolButton(autoRaise=True)
    made.setToolTip(name)
    made.setIcon(theme.icon(icon))
    made.setIconSize(QSize(theme.SMALL_ICON, theme.SMALL_ICON))
    made.setAccessibleName(name)
    made.setMinimumSize(QSize(_SIDE, _SIDE))
    made.clicked.connect(act)
    return made


def _row(*widgets: QWidget, gap: int = theme.GRID) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(gap)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch()
    return made
