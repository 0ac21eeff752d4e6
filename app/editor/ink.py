"""Colours and fonts of the transcript, worked out once for each theme and size of text."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QFontMetricsF

from app import theme

MEASURE = 68
"""Characters in a line, at most."""


class Ink:
    """What the painter dips into; made anew when the theme or the size of text changes."""

    def __init__(self, text_size: int) -> None:
        self.font: QFont = theme.font("transcript", text_size)
        self.small: QFont = theme.font("small")
        self.control: QFont = theme.font("control")
        self.control_metrics = QFontMetricsF(self.control)
        self.chip: QFont = theme.font("control")
        self.chip.setWeight(theme.font("heading").weight())
        self.metrics = QFontMetricsF(self.font)
        self.chip_metrics = QFontMetricsF(self.chip)
        self.small_metrics = QFontMetricsF(self.small)
        self.leading = float(round(self.font.pixelSize() * theme.TRANSCRIPT_LEADING))
        self.measure = float(round(self.metrics.averageCharWidth() * MEASURE))
        self._roles: dict[str, QColor] = {}
        self._speakers: dict[int, tuple[QColor, QColor]] = {}

    def role(self, name: str) -> QColor:
        """The colour of a meaning."""
        if name not in self._roles:
            self._roles[name] = theme.role(name)
        return self._roles[name]

    def speaker(self, index: int) -> tuple[QColor, QColor]:
        """A speaker's colour and the ground of its chip; -1 is nobody."""
        if index < 0:
            return self.role("secondary"), self.role("hover")
        if index not in self._speakers:
            self._speakers[index] = theme.current().speaker(index)
        return self._speakers[index]
