"""A field for a number whose least value says something else: "automatic", "unknown"."""

from __future__ import annotations

from PySide6.QtWidgets import QSpinBox, QWidget

from app import theme


class NumberBox(QSpinBox):
    """Takes a number from `least` to `most`."""

    def __init__(
        self, least: int, most: int, none: str, unit: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setRange(least, most)
        self.setSpecialValueText(none)
        self.setSuffix(unit)
        if theme.current().draws_controls:  # a style sheet's padding does not reach its text
            self.lineEdit().setTextMargins(theme.GAP, 0, 0, 0)
