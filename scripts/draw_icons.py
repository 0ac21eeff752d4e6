"""Draws the app's icon in its sizes from its two drawings, into resources/icons.

    python scripts/draw_icons.py

Qt shows an SVG at any size, but docks and desktops ask for pictures, and small ones need a drawing
of their own: what stands on whole pixels at 16 is a blur when it is scaled down from 512.
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).parents[1] / "resources" / "icons"
KINDS = {16: b"icp4", 32: b"icp5", 64: b"icp6", 128: b"ic07", 256: b"ic08", 512: b"ic09"}
"""What macOS calls a picture of each size in an .icns file."""
SIZES = {16: "app-small", 32: "app-small", 128: "app", 512: "app"}


def main() -> None:
    """Draw every size."""
    application = QGuiApplication(["", "-platform", "offscreen"])
    for size, drawing in SIZES.items():
        (ICONS / f"app-{size}.png").write_bytes(_png(drawing, size))
    (ICONS / "app.icns").write_bytes(_icns())
    del application


def _icns() -> bytes:
    """All sizes in the one file that macOS asks for: pictures, each after its kind and length."""
    pictures = {
        kind: _png("app" if size > 32 else "app-small", size) for size, kind in KINDS.items()
    }
    parts = [kind + struct.pack(">I", len(png) + 8) + png for kind, png in pictures.items()]
    return b"icns" + struct.pack(">I", sum(map(len, parts)) + 8) + b"".join(parts)


def _png(drawing: str, size: int) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    _drawn(ICONS / f"{drawing}.svg", size).save(buffer, "PNG")
    return bytes(data.data())


def _drawn(drawing: Path, size: int) -> QImage:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(drawing)).render(painter)
    painter.end()
    return image


if __name__ == "__main__":
    sys.exit(main())
