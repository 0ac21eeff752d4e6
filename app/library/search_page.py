"""The page on which all transcripts are searched: a field, and below it what was found.

Keys stay with the field: up and down walk through what was found, Return opens it, Escape leaves.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app import theme, wording
from app.card import Card
from app.keys import KeyTable
from app.label import Label
from app.library.results import ResultRow, Results
from app.library.results_view import ResultsView
from app.library.search_desk import SearchDesk
from engine.findings import Findings

LOOKS_AFTER = 60
"""Milliseconds without a key after which is searched."""
WIDEST = 820
SIGN = 56


class SearchPage(QWidget):
    """Shows a `SearchDesk`."""

    opened = Signal(str, object, bool)
    """A transcript, a line of it to show or None, and whether in a window of its own."""
    left = Signal()
    """The user wants back to what was shown before."""
    choose_asked = Signal()
    """There is nothing to search yet: the user wants to transcribe something."""

    def __init__(self, desk: SearchDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.field = QLineEdit(clearButtonEnabled=True)
        self.count = Label(tint="secondary")
        self.card = Card()
        self.results = Results(self)
        self.view = ResultsView(self.results)
        self.blank = BlankPage()
        self._below = QStackedWidget()
        self._later = QTimer(self, singleShot=True, interval=LOOKS_AFTER)
        self._make_keys()
        self._set_up()
        self._lay_out()
        self._show()

    def start(self) -> None:
        """Let the user type; what was searched last is still there, and goes with the first key."""
        self.field.setFocus()
        self.field.selectAll()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: D102 - Qt's name
        super().showEvent(event)
        self._desk.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: D102
        super().hideEvent(event)
        self._desk.watch(False)

    # --- keys ---------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102 - Qt's name
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self.keys.take(event)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _make_keys(self) -> None:
        self.keys = KeyTable(self.tr("Search"))
        add, view = self.keys.add, self.view
        add(self.tr("Next place"), lambda: view.go(1), "Down")
        add(self.tr("Previous place"), lambda: view.go(-1), "Up")
        add(self.tr("A page further"), lambda: view.go(view.rows_on_page()), "PgDown")
        add(self.tr("A page back"), lambda: view.go(-view.rows_on_page()), "PgUp")
        add(self.tr("Open there"), lambda: self._open_current(False), "Return", "Enter")
        apart = self.tr("Open there in a window of its own")
        add(apart, lambda: self._open_current(True), "Ctrl+Return", "Ctrl+Enter")
        add(self.tr("Leave the search"), self.left.emit, "Esc")

    def _open_current(self, in_new_window: bool) -> None:
        """Open what is current, unless that answers something that was typed before."""
        if self._later.isActive():
            self._later.stop()
            self._search()
        found = self._desk.findings
        if found is not None and found.typed == self.field.text():
            self.view.choose_current(in_new_window)

    # --- what is asked and found --------------------------------------------------------------

    def _set_up(self) -> None:
        self.field.setPlaceholderText(self.tr("Search all transcripts"))
        self.field.setAccessibleName(self.tr("Search all transcripts"))
        self.field.setFont(theme.font("transcript"))
        self.field.addAction(
            theme.icon("search", "secondary"), QLineEdit.ActionPosition.LeadingPosition
        )
        self.field.setMinimumHeight(4 * theme.GRID + theme.GAP)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(lambda _: self._later.start())
        self._later.timeout.connect(self._search)
        self._desk.changed.connect(self._show)
        self._desk.reading_changed.connect(self._show_reading)
        self.view.chosen.connect(self._open)
        self.blank.choose_asked.connect(self.choose_asked)
        self.blank.anew_asked.connect(self.start)
        self.card.acted.connect(lambda _: self._desk.look_again())

    def _search(self) -> None:
        self._desk.search(self.field.text())

    def _open(self, row: ResultRow, in_new_window: bool) -> None:
        found = row.transcript
        if row.more:
            self._desk.show_all(found.document)
        else:
            line = row.line or next(iter(found.lines), None)
            self.opened.emit(found.document, line, in_new_window)

    # --- looks --------------------------------------------------------------------------------

    def _show(self) -> None:
        self._show_problem()
        self._show_rows()
        findings = self._desk.findings
        if findings is not None and findings.transcripts:
            self._below.setCurrentWidget(self.view)
        else:
            self.blank.show_findings(findings, self._desk.reading is not None)
            self._below.setCurrentWidget(self.blank)
        self._tell_count()

    def _show_rows(self) -> None:
        """Of another answer to the same, the same line stays current."""
        at = self.view.currentIndex().row()
        before = self.results.rows[at] if at >= 0 else None
        if not self.results.show(self._desk.transcripts) or not self.results.rows:
            return
        place = self.results.place_of(before)
        if before is not None and before.more:  # in its place is the first of them
            place = min(at, len(self.results.rows) - 1)
        self.view.setCurrentIndex(self.results.index(place))
        if place == self.results.place_of(None):
            self.view.scrollToTop()

    def _show_problem(self) -> None:
        problem = self._desk.problem
        if problem is None:
            self.card.hide()
            return
        said = wording.worded(problem)
        actions = {"retry": self.tr("Try again")}
        self.card.say(said.title, said.sentence, actions, icon="warning", tint="warning")

    def _show_reading(self) -> None:
        if self._below.currentWidget() is self.blank:
            self.blank.show_findings(self._desk.findings, self._desk.reading is not None)
        self._tell_count()

    def _tell_count(self) -> None:
        parts = [self._counted(self._desk.findings), self._reading()]
        self.count.setText("  ".join(filter(None, parts)))

    def _counted(self, found: Findings | None) -> str:
        if found is None or not found.documents:
            return ""
        if not found.count:
            return self.tr("Found in %n title(s)", "", found.documents)
        places = self.tr("%n place(s)", "", found.count)
        if found.is_cut:
            number = wording.number(found.count)
            places = self.tr("More than %1 places").replace("%1", number)
        where = self.tr("in %n transcript(s)", "", found.documents)
        return f"{places} {where}"

    def _reading(self) -> str:
        if self._desk.reading is None:
            return ""
        done, total = self._desk.reading
        said = self.tr("Reading: %1 of %2 transcripts")
        return said.replace("%1", wording.number(done)).replace("%2", wording.number(total))

    def _lay_out(self) -> None:
        self.card.hide()
        self._below.addWidget(self.blank)
        self._below.addWidget(self.view)
        middle = QWidget()
        middle.setMaximumWidth(WIDEST)
        middle.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        column.addWidget(self.field)
        column.addWidget(self.count)
        column.addWidget(self.card)
        column.addWidget(self._below, 1)
        row = QHBoxLayout(self)
        side = theme.WIDE_MARGIN
        row.setContentsMargins(side, theme.MARGIN, side, 0)
        row.addStretch(1)
        row.addWidget(middle, 100)
        row.addStretch(1)
        self.setFocusProxy(self.field)


class BlankPage(QWidget):
    """In place of results: what to do, or that there are none."""

    choose_asked = Signal()
    anew_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = QLabel()
        self.title = Label(step="title")
        self.sentence = Label(tint="secondary")
        self.choose = QPushButton(self.tr("Choose files…"))
        self.anew = QPushButton(self.tr("Search for something else"))
        self.choose.clicked.connect(self.choose_asked)
        self.anew.clicked.connect(self.anew_asked)
        column = QVBoxLayout(self)
        column.setSpacing(theme.GRID)
        column.addStretch(4)
        column.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self.title, self.sentence):  # as wide as the page, or it would be cut off
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addSpacing(theme.MARGIN)
        for button in (self.choose, self.anew):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(6)
        theme.current().changed.connect(self._dress)
        self._dress()

    def show_findings(self, findings: Findings | None, is_reading: bool) -> None:
        """Nothing was searched yet, there is nothing to search, or nothing was found."""
        is_empty = findings is not None and not findings.known and not is_reading
        is_nothing = findings is not None and not is_empty and not is_reading
        if findings is not None and is_reading:
            self.title.setText(self.tr("Reading the transcripts"))
            said = self.tr("What is found appears here by itself.")
        elif findings is None:
            self.title.setText(self.tr("Search all that was said"))
            said = self.tr("Words may come in any order; “in quotes” they belong together.")
        elif is_empty:
            self.title.setText(self.tr("There are no transcripts yet"))
            said = self.tr("Whatever is transcribed can be searched here.")
        else:
            self.title.setText(self.tr("Nobody says “%1”").replace("%1", findings.typed.strip()))
            said = self.tr("Fewer or shorter words find more.")
        self.sentence.setText(said)
        self.choose.setVisible(is_empty)
        self.anew.setVisible(is_nothing)

    def minimumSizeHint(self) -> QSize:  # noqa: D102 - Qt's name
        return QSize(200, 200)

    def _dress(self) -> None:
        self._sign.setPixmap(theme.icon("search", "faint").pixmap(SIGN, SIGN))
