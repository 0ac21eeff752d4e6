"""Open documents for the editor's tests; every one is closed, with nothing left unwritten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.editor.editor_page import EditorPage
from app.editor.transcript_document import TranscriptDocument
from app.settings import SettingsStore
from app.theme import Theme
from tests.app.editor import talks

Open = Callable[..., TranscriptDocument]
Page = Callable[[TranscriptDocument], EditorPage]


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
def store(tmp_path: Path) -> SettingsStore:
    """What the user has chosen: nothing yet."""
    return SettingsStore(tmp_path / "settings.json")


@pytest.fixture
def paging(store: SettingsStore, dressed: Theme, qtbot: QtBot) -> Page:
    """Makes pages of documents, which are not shown yet; each is shut at the end."""

    def page_of(document: TranscriptDocument) -> EditorPage:
        made = EditorPage(document, store)
        qtbot.addWidget(made, before_close_func=lambda page: page.shut())
        made.resize(1024, 640)
        return made

    return page_of


@pytest.fixture
def showing(paging: Page) -> Page:
    """Shows pages of documents."""

    def show_one(document: TranscriptDocument) -> EditorPage:
        made = paging(document)
        made.show()
        return made

    return show_one


@pytest.fixture
def talk(opening: Open, tmp_path: Path) -> TranscriptDocument:
    """A conversation of forty segments and three speakers."""
    return opening(talks.document(tmp_path, talks.talk()))
