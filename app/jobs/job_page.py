"""The page of one job: its picture while it is in progress, its text from the first chunk on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app import theme, wording
from app.card import Card
from app.editor.editor_page import EditorPage
from app.editor.transcript_document import TranscriptDocument
from app.editor.workbench import Workbench
from app.jobs import sentences
from app.jobs.chunk_strip import ChunkStrip
from app.jobs.job_report import JobReport
from app.jobs.job_row import JobRow
from app.jobs.plot import Plot
from app.label import Label, selectable
from app.settings import SettingsStore
from engine.findings import FoundLine
from engine.protocol import AlignedAgain, AligningAgain, VoicesSuggested

ROOMY = 640
"""Pixels from which on there is room for plots beside the title."""
HIGH = 400
"""Pixels from which on there is room for the strip above the text."""
NOTES = 2
"""How many of the newest notes are shown; all are in the inspector."""


class JobPage(QWidget):
    """Shows a job by its row and its report."""

    acted = Signal(str, str)
    """The user pressed a button on this job's page: the job, and the action."""
    asked = Signal(object)
    """The engine is to be told this command."""
    editor_changed = Signal()
    """There is another `editor` now, or none."""

    def __init__(self, store: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.editor: EditorPage | None = None
        self._workbench: Workbench | None = None
        self._row: JobRow | None = None
        self._awaited: FoundLine | float | None = None
        self._report: JobReport | None = None
        self.title = selectable(Label(step="title"))
        self.standing = Label(tint="secondary")
        self.card = Card()
        self.card.acted.connect(self._act)
        self.strip = ChunkStrip()
        self.memory = Plot(self.tr("Memory"), wording.size)
        self.speed = Plot(self.tr("Speed"), sentences.speed)
        self.notes = selectable(Label(tint="secondary"))
        self._text = QVBoxLayout()
        self.waiting = Label(tint="secondary")
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        fill = QSizePolicy.Policy.Expanding
        self.waiting.setSizePolicy(fill, fill)
        self.strip.chunk_chosen.connect(self._show_chunk)
        self._lay_out()

    @property
    def job(self) -> str:
        """The document of the job that is shown."""
        return self._row.job if self._row else ""

    def show_job(self, row: JobRow, report: JobReport) -> None:
        """Show this job from now on."""
        if self._report is not report:
            self.leave()
            self._report = report
            report.changed.connect(self._draw)
            report.text_changed.connect(self._write)
        self.show_row(row)
        self._draw()
        self._write()

    def show_row(self, row: JobRow) -> None:
        """The same job stands otherwise."""
        self._row = row
        self.title.setText(row.title)
        self.standing.setText(self._standing(row))
        self._fit_pictures()
        self._fit_timeline()
        self._say(row)
        self._say_what_is_awaited()

    def show_line(self, line: FoundLine) -> None:
        """Show a line that was found in the text, as soon as the text is there."""
        self._awaited = line
        self._go_to_awaited()

    @property
    def moment(self) -> float:
        """Where in the film the caret is, in seconds; 0 while no text is open."""
        if self.editor is None or not self.editor.document.segments:
            return 0.0
        said = self.editor.document.segments
        return said[min(self.editor.view.pen.caret.row, len(said) - 1)].start

    def show_moment(self, seconds: float) -> None:
        """Bring what is said then into view, as soon as the text is there."""
        self._awaited = seconds or None
        self._go_to_awaited()

    def leave(self) -> None:
        """Show no job any more; what was typed is written."""
        self._awaited = None
        if self._report is not None:
            self._report.changed.disconnect(self._draw)
            self._report.text_changed.disconnect(self._write)
        self._report = self._row = None
        editor, self.editor = self.editor, None
        if editor is not None and self._workbench is not None:
            self.editor_changed.emit()
            self._workbench.close()
            self._workbench = None
            editor.shut()
            self._text.removeWidget(editor)
            editor.hide()
            editor.deleteLater()
            editor.document.deleteLater()

    def ask_about_voices(self) -> None:
        """Ask for known voices among the speakers on the page; another engine listens now."""
        if self._workbench is not None:
            self._workbench.ask_about_voices()

    def ask_again(self) -> None:
        """Ask again for what the last engine was asked and did not answer."""
        if self._workbench is not None:
            self._workbench.realigning.ask_again()

    def take_alignment(self, said: AligningAgain | AlignedAgain) -> None:
        """Hear of segments that are aligned again, if they are of the transcript on the page."""
        if self._workbench is not None:
            self._workbench.realigning.take(said)

    def suggest_voices(self, said: VoicesSuggested) -> None:
        """Offer known voices, if they are about the transcript on the page."""
        if self._workbench is not None and said.job == self.job:
            self._workbench.suggest(said.matches)

    # --- drawing ------------------------------------------------------------------------------

    def _draw(self) -> None:
        report = self._report
        if report is None or self._row is None:
            return
        self.strip.show_film(report.duration, report.peaks)
        self.strip.show_chunks(report.chunks, report.edge)
        self.memory.show_values(tuple(report.memory))
        self.speed.show_values(tuple(report.speed))
        self._show_notes(report)
        self.standing.setText(self._standing(self._row))

    def _write(self) -> None:
        if self._report is None:
            return
        if self.editor is not None:
            self.editor.document.reload()
        elif self._report.paragraphs:
            self._open_editor(Path(self._report.job))
        self._say_what_is_awaited()

    def _open_editor(self, document: Path) -> None:
        """The text can be read and edited from its first chunk on."""
        opened = TranscriptDocument(document, self)
        self.editor = editor = EditorPage(opened, self._store, self)
        self._workbench = Workbench(editor, shows_speakers=False)
        self._workbench.asked.connect(self.asked)
        self._fit_timeline()
        editor.acted.connect(self._act)
        editor.run_again_asked.connect(lambda _: self._act("run-gaps"))
        opened.opened.connect(self._go_to_awaited)
        self._text.addWidget(editor)
        editor.show()
        self.editor_changed.emit()

    def _go_to_awaited(self) -> None:
        if self._awaited is not None and self.editor is not None and self.editor.document.is_open:
            place, self._awaited = self._awaited, None
            if isinstance(place, float):
                self.editor.view.go_to_time(place)
            else:
                self.editor.show_found(place)

    def _fit_timeline(self) -> None:
        """Two pictures of one film are too many: while it is worked on, the strip is enough."""
        if self._workbench is not None and self._row is not None:
            self._workbench.timeline.setVisible(self._row.is_done)

    def _show_notes(self, report: JobReport) -> None:
        """How the work goes; of a transcript only what holds as long as it does."""
        is_done = self._row is not None and self._row.is_done
        shown = (report.warnings if is_done else report.notes)[-NOTES:]
        self.notes.setText("\n".join(note.text for note in shown))
        self.notes.setVisible(bool(shown))

    def _standing(self, row: JobRow) -> str:
        fetch = self._report.fetch if self._report else None
        if row.state == "running" and fetch is not None:
            text = self.tr("Fetching the model: %1 of %2")
            return text.replace("%1", wording.size(fetch.done)).replace(
                "%2", wording.size(fetch.total)
            )
        if row.problem is not None:  # the card says what it is
            return sentences.state(row)
        return sentences.standing(row)

    def _say(self, row: JobRow) -> None:
        """Tell in place what the matter is, and what helps."""
        if row.problem is not None and row.state in ("failed", "unreadable"):
            said = wording.worded(row.problem)
            actions: dict[str, str] = {said.action: said.button} if said.button else {}
            actions = actions or {"resume": self.tr("Try again")}
            actions["copy-details"] = self.tr("Copy details")
            self.card.say(said.title, said.sentence, actions, icon="failure", tint="failure")
        elif row.is_done and row.failed:
            title = self.tr("%n part(s) could not be recognised", "", row.failed)
            action = {"resume": self.tr("Try again")}
            self.card.say(title, "", action, icon="warning", tint="warning")
        elif row.state in ("paused", "interrupted", "cancelled"):
            title = self.tr("What is done so far is kept.")
            if row.state == "interrupted":
                title = wording.unfinished(row.progress)
            self.card.say(title, "", {"resume": self.tr("Resume")}, icon="resume")
        else:
            self.card.hide()

    def _say_what_is_awaited(self) -> None:
        has_text = self.editor is not None
        self.waiting.setVisible(not has_text)
        row = self._row
        if row is None or has_text:
            return
        words = {
            "running": self.tr("The first text appears here soon."),
            "queued": self.tr("It begins when the jobs before it are done."),
            "completed": self.tr("No words were heard in this recording."),
        }
        self.waiting.setText(words.get(row.state, ""))

    def _show_chunk(self, index: int) -> None:
        if self._report is not None and self.editor is not None:
            self.editor.view.go_to_time(self._report.chunks[index].start)

    def _act(self, action: str) -> None:
        if self._row is not None:
            self.acted.emit(self._row.job, action)

    # --- looks --------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102 - Qt's name
        super().resizeEvent(event)
        self._fit_pictures()

    def _fit_pictures(self) -> None:
        """Pictures are of work in progress, where they leave the title and the text their room."""
        is_done = self._row is not None and self._row.is_done
        self.strip.setVisible(not is_done and self.height() >= HIGH)
        is_running = self._row is not None and self._row.state == "running"
        for plot in (self.speed, self.memory):
            plot.setVisible(is_running and self.width() >= ROOMY)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(theme.GAP)
        words.addWidget(self.title)
        words.addWidget(self.standing)
        head = QHBoxLayout()
        head.setSpacing(theme.WIDE_MARGIN)
        head.addLayout(words, 1)
        for plot in (self.speed, self.memory):
            head.addWidget(plot, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        side = theme.WIDE_MARGIN
        column.setContentsMargins(side, theme.MARGIN, side, 0)
        column.setSpacing(theme.MARGIN)
        column.addLayout(head)
        column.addWidget(self.card)
        column.addWidget(self.strip)
        column.addWidget(self.notes)
        column.addLayout(self._text, 1)
        column.addWidget(self.waiting, 1)
