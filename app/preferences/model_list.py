"""Models as rows: what each is, whether it is here, how far its download is, and what can be done.

A row shows what the engine tells and asks for what the user wants; it decides nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QMenu,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme, wording
from app.preferences.form import Group, Symbol, Words
from app.theme import GRID, MARGIN
from engine.errors import Problem
from engine.protocol import (
    Command,
    Event,
    Fetching,
    FetchModel,
    ModelDone,
    ModelState,
    PauseFetch,
    RemoveModel,
    VerifyModel,
)

SECONDS_TO_GUESS = 4.0
"""Of a download, before it is said how long the rest will take."""


class Pace:
    """How long a download takes still, from what came since it was first heard of."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began: tuple[float, int] | None = None

    def seconds_left(self, done: int, total: int) -> float | None:
        """None while it is too early to say."""
        now = self._clock()
        if self._began is None or done < self._began[1]:
            self._began = now, done
        began, before = self._began
        if now - began < SECONDS_TO_GUESS or done <= before:
            return None
        return (total - done) * (now - began) / (done - before)


class ModelRow(QWidget):
    """One model."""

    asked = Signal(object)
    """A `Command` for the engine."""

    chosen = Signal(str)
    """The user wants new jobs to use this model."""

    def __init__(self, state: ModelState, is_choosable: bool = True) -> None:
        super().__init__()
        self.state = state
        self._pace = Pace()
        self._command: Command = FetchModel(state.name)
        self.radio = QRadioButton()
        self.radio.setVisible(is_choosable)
        self.radio.setProperty("bare", True)
        self.title = Words(wording.model_title(state.title))
        self.badge = Words(self.tr("Recommended here"), "accent-text", "small")
        self.facts = Words(tone="secondary", step="small")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.button = QPushButton()
        self.more = QToolButton()
        self.trouble = Words(tone="failure", step="small")
        self._mark = Symbol("warning", "failure", theme.SMALL_ICON)
        self._arrange()
        self._connect()
        self.show_state(state)

    # --- what is shown ------------------------------------------------------------------------

    def show_state(self, state: ModelState) -> None:
        """Show how the model stands while nothing is done with it."""
        self.state = state
        self._pace = Pace()
        self.radio.setEnabled(state.is_here)
        title = wording.model_title(state.title)
        self.radio.setAccessibleName(self.tr("Use %1").replace("%1", title))
        self.title.setText(title)
        self.title.set_tone("text" if state.is_here else "secondary")
        self.badge.setVisible(state.is_recommended)
        self.facts.setText(self._facts())
        self.progress.setVisible(0 < state.arrived < state.size)
        self._show_share(state.arrived, state.size)
        self._offer_download()
        self.more.setVisible(state.is_known and (state.is_here or state.arrived > 0))
        self.verify.setEnabled(state.is_here)

    def show_fetching(self, done: int, total: int) -> None:
        """Show how far a download is."""
        left = self._pace.seconds_left(done, total)
        so_far = self.tr("%1 of %2").replace("%1", wording.size(done))
        parts = [so_far.replace("%2", wording.size(total))]
        if left is not None:
            parts.append(wording.time_left(left))
        self.facts.setText(" · ".join(parts))
        self.trouble_with(None)
        self.progress.setVisible(True)
        self._show_share(done, total)
        self._offer(self.tr("Pause"), "pause", PauseFetch(self.state.name))
        self.more.hide()

    def show_busy(self, words: str) -> None:
        """Show that something else is done with it."""
        self.trouble_with(None)
        self.facts.setText(words)
        self.button.hide()
        self.more.hide()

    def trouble_with(self, problem: Problem | None) -> None:
        """Say in place what went wrong, or nothing any more."""
        self.trouble.setVisible(problem is not None)
        self._mark.setVisible(problem is not None)
        if problem is None:
            return
        words = wording.worded(problem)
        self.trouble.setText(f"{words.title}. {words.sentence}")
        self.trouble.setToolTip(words.details)
        if words.action == "fetch-model" and words.button:
            self._offer(words.button, "download", FetchModel(self.state.name))

    def show_verified(self) -> None:
        """Say that every file is as it should be."""
        self.facts.setText(" · ".join([self.tr("Every file is as it should be"), self._facts()]))

    def _facts(self) -> str:
        state = self.state
        languages = {"en": self.tr("English only"), "multilingual": self.tr("many languages")}
        parts = [
            wording.size(state.size),
            languages.get(state.languages, ""),
            wording.listed(state.licence),
        ]
        if state.arrived and not state.is_here:
            arrived = self.tr("%1 of it here").replace("%1", wording.size(state.arrived))
            parts.insert(1, arrived)
        if state.speed:
            parts.append(wording.speed(state.speed))
        if not state.fits:
            memory = wording.size(state.memory)
            parts.append(self.tr("needs %1 of memory").replace("%1", memory))
        return " · ".join(part for part in parts if part)

    def _show_share(self, done: int, total: int) -> None:
        self.progress.setRange(0, 1000)
        self.progress.setValue(1000 * done // max(1, total))

    def _offer_download(self) -> None:
        state = self.state
        if state.is_here or not state.is_known:
            self.button.hide()
        elif state.arrived:
            self._offer(self.tr("Go on"), "download", FetchModel(state.name))
        else:
            self._offer(self.tr("Download"), "download", FetchModel(state.name))

    def _offer(self, words: str, icon: str, command: Command) -> None:
        self._command = command
        self.button.setText(words)
        self.button.setIcon(theme.icon(icon))
        self.button.setAccessibleName(f"{words}: {self.title.text()}")
        self.button.show()

    # --- how it is made -----------------------------------------------------------------------

    def _arrange(self) -> None:
        below = QHBoxLayout()
        below.setSpacing(GRID)
        below.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self.facts, 1)
        self.badge.setWordWrap(False)
        wrong = QHBoxLayout()
        wrong.setSpacing(GRID)
        wrong.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        wrong.addWidget(self.trouble, 1)
        middle = QVBoxLayout()
        middle.setSpacing(2)
        middle.addWidget(self.title)
        middle.addLayout(below)
        middle.addWidget(self.progress)
        middle.addLayout(wrong)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(MARGIN, 10, MARGIN, 10)
        whole.setSpacing(12)
        whole.addWidget(self.radio)
        whole.addLayout(middle, 1)
        whole.addWidget(self.button)
        whole.addWidget(self.more)
        self.trouble_with(None)

    def _connect(self) -> None:
        self.button.clicked.connect(lambda: self.asked.emit(self._command))
        self.radio.clicked.connect(lambda: self.chosen.emit(self.state.name))
        menu = QMenu(self.more)
        self.verify = QAction(theme.icon("verify"), self.tr("Verify"), menu)
        self.remove = QAction(theme.icon("remove"), self.tr("Remove…"), menu)
        self.verify.triggered.connect(lambda: self.asked.emit(VerifyModel(self.state.name)))
        self.remove.triggered.connect(self._confirm_removal)
        menu.addActions([self.verify, self.remove])
        self.more.setIcon(theme.icon("more"))
        self.more.setMenu(menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setToolTip(self.tr("More"))
        self.more.setAccessibleName(self.tr("More about %1").replace("%1", self.title.text()))

    def _confirm_removal(self) -> None:
        box = QMessageBox(self)
        box.setText(self.tr("Remove %1 from this machine?").replace("%1", self.title.text()))
        freed = wording.size(self.state.arrived or self.state.size)
        box.setInformativeText(
            self.tr("%1 become free. It can be downloaded again.").replace("%1", freed)
        )
        removal = box.addButton(self.tr("Remove"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(self.tr("Keep"), QMessageBox.ButtonRole.RejectRole)
        removal.clicked.connect(lambda: self.asked.emit(RemoveModel(self.state.name)))
        box.open()
        self.confirmation = box


class ModelList(Group):
    """The rows of some models, kept up with what the engine tells."""

    asked = Signal(object)
    chosen = Signal(str)

    def __init__(self, is_choosable: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_choosable = is_choosable
        self._models: dict[str, ModelRow] = {}
        self._busy: set[str] = set()
        self._radios = QButtonGroup(self)

    def row(self, name: str) -> ModelRow:
        """The row of a model."""
        return self._models[name]

    def show_models(self, states: Iterable[ModelState]) -> None:
        """Show these models, each where it was; what is under way in a row stays there."""
        known = {state.name: state for state in states}
        if list(known) != list(self._models):
            self.clear()
            self._models = {name: self._row(state) for name, state in known.items()}
        for name, state in known.items():
            if name not in self._busy:
                self._models[name].show_state(state)

    def choose(self, name: str) -> None:
        """Mark the model that new jobs use."""
        self._radios.setExclusive(False)
        for each, row in self._models.items():
            row.radio.setChecked(each == name)
        self._radios.setExclusive(True)

    def hear(self, event: Event) -> None:
        """Take in what is told of one model."""
        match event:
            case Fetching(model=model, done=done, total=total) if model in self._models:
                self._busy.add(model)
                self._models[model].show_fetching(done, total)
            case ModelDone(model=model) if model in self._models:
                self._busy.discard(model)
                self._finish(event)

    def _finish(self, done: ModelDone) -> None:
        row = self._models[done.model]
        row.show_state(row.state)
        row.trouble_with(done.problem)
        if done.act == "verified" and done.problem is None:
            row.show_verified()

    def _row(self, state: ModelState) -> ModelRow:
        row = ModelRow(state, self._is_choosable)
        row.asked.connect(self._ask)
        row.chosen.connect(self.chosen)
        self._radios.addButton(row.radio)
        self.add(row)
        return row

    def _ask(self, command: Command) -> None:
        match command:
            case FetchModel(model=model):
                self._busy.add(model)
                row = self._models[model]
                row.show_fetching(row.state.arrived, row.state.size)
            case VerifyModel(model=model):
                self._models[model].show_busy(self.tr("Reading every file…"))
        self.asked.emit(command)
