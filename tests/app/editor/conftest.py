"""Open documents for the editor's tests; every one is closed, with nothing left unwritten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.editor.transcript_document import TranscriptDocument
from tests.app.editor import talks

Open = Callable[..., TranscriptDocument]


@pytest.fixture
def opening(qtbot: QtBot, qapp: object) -> Iterator[Open]:
    """Opens documents by their paths, and waits until they are read."""
    opened: list[TranscriptDocument] = []

    def open_one(path: Path) -> TranscriptDocument:
        document = TranscriptDocument(path)
        opened.append(document)
        with qtbot.waitSignal(document.opened):
            document.open()
        return document

    yield open_one
    for document in opened:
        document.close()


@pytest.fixture
def talk(opening: Open, tmp_path: Path) -> TranscriptDocument:
    """A conversation of forty segments and three speakers."""
    return opening(talks.document(tmp_path, talks.talk()))
