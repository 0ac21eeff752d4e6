"""Draws the app's icon in its sizes from its two drawings, into resources/icons.

    python scripts/draw_icons.py

Qt shows an SVG at any size, but docks and desktops ask for pictures, and small ones need a drawing
of their own: what stands on whole pixels at 16 is a blur when it is scaled down from 512.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).parents[1] / "resources" / "icons"
SIZES = {16: "app-small", 32: "app-small", 128: "app", 512: "app"}


def main() -> None:
    """Draw every size."""
    application = QGuiApplication(["", "-platform", "offscreen"])
    for size, drawing in SIZES.items():
        _drawn(ICONS / f"{drawing}.svg", size).save(str(ICONS / f"app-{size}.png"))
    del application


def _drawn(drawing: Path, size: int) -> QImage:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(drawing)).render(painter)
    painter.end()
    return image


if __name__ == "__main__":
    sys.exit(main())
