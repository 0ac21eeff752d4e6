"""The file of an export, as it is dragged out of its dialog."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.editor.file_handle import FileHandle
from app.theme import Theme

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


def test_only_the_left_button_drags_the_file(dressed: Theme, qtbot: QtBot) -> None:
    handle = FileHandle()
    qtbot.addWidget(handle)
    handle.show_file("talk.srt")
    handle.show()
    drags: list[None] = []
    handle.dragged.connect(lambda: drags.append(None))
    QTest.mousePress(handle, RIGHT, pos=QPoint(5, 5))
    QTest.mouseMove(handle, QPoint(90, 5))
    QTest.mouseRelease(handle, RIGHT, pos=QPoint(90, 5))
    assert not drags
    QTest.mousePress(handle, LEFT, pos=QPoint(5, 5))
    QTest.mouseMove(handle, QPoint(90, 5))
    QTest.mouseMove(handle, QPoint(120, 5))
    assert len(drags) == 1, "one drag, however far"
    assert handle.text() == "talk.srt" and handle.accessibleName() == "talk.srt"
