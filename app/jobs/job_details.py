"""The inspector's page: what is known of a job, and all that happened to it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFormLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app import theme, wording
from app.jobs.job_report import JobReport
from app.jobs.job_row import JobRow
from app.label import Label, selectable

WIDTH = 264


class JobDetails(QScrollArea):
    """Facts about one job."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._watched: tuple[JobRow, JobReport] | None = None
        self._shown: tuple[list[tuple[str, str]], str] = [], ""
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(12)
        self._form.setVerticalSpacing(theme.GRID)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        heading = Label(self.tr("Details"), "heading")
        self._notes = selectable(Label(tint="secondary"))
        self._notes.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(*(theme.MARGIN,) * 4)
        column.setSpacing(theme.MARGIN)
        column.addWidget(heading)
        column.addLayout(self._form)
        column.addWidget(self._notes)
        column.addStretch(1)
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(WIDTH)
        self.setAccessibleName(self.tr("Details"))

    def watch(self, row: JobRow, report: JobReport) -> None:
        """Show this job, now or as soon as the page is to be seen."""
        self._watched = row, report
        if self.isVisible():
            self._show(row, report)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: D102 - Qt's name
        super().showEvent(event)
        if self._watched is not None:
            self._show(*self._watched)

    def _show(self, row: JobRow, report: JobReport) -> None:
        facts = [(name, value) for name, value in self._facts(row, report) if value]
        notes = "\n\n".join(note.text for note in report.notes)
        if (facts, notes) == self._shown:
            return
        self._shown = facts, notes
        while self._form.rowCount():
            self._form.removeRow(0)
        for name, value in facts:
            # Paths have no spaces to break at; these let them break at every folder.
            is_path = value.startswith("/")
            shown = selectable(Label(value.replace("/", "/\u200b") if is_path else value))
            self._form.addRow(Label(name, tint="secondary"), shown)
        self._notes.setText(notes)
        self._notes.setVisible(bool(notes))  # what is empty is nothing to tab to

    def _origin(self, row: JobRow, report: JobReport) -> list[tuple[str, str]]:
        """What the text came of."""
        reading = report.reading
        if reading and reading.imported:
            return [(self.tr("Imported from"), reading.imported)]
        return [
            (self.tr("Parts"), f"{row.done} / {row.total}" if row.total else ""),
            (self.tr("Model"), reading.options.model if reading else ""),
        ]

    def _facts(self, row: JobRow, report: JobReport) -> list[tuple[str, str]]:
        reading = report.reading
        duration = row.duration or report.duration
        return [
            (self.tr("File"), row.source),
            (self.tr("Length"), wording.clock_time(duration) if duration else ""),
            (self.tr("Language"), wording.language_name(row.language) if row.language else ""),
            (self.tr("Words"), wording.number(reading.words) if reading and reading.words else ""),
            *self._origin(row, report),
            (self.tr("Device"), reading.device.upper() if reading else ""),
            (self.tr("Document"), row.job),
        ]
