"""All around the text of a page, connected: speakers at the right, timeline and player below.

    workbench = Workbench(page)
    workbench.close()                before the page is shut: lets go of the recording

Here the parts of the editor hear of one another; none of them knows another itself.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import theme
from app.editor.editor_page import EditorPage
from app.editor.film_sound import Sound
from app.editor.player import Player
from app.editor.speakers_panel import SpeakersPanel
from app.editor.timeline import Timeline

LOCATE = "locate-film"


class Workbench(QObject):
    """Builds the panels of a page and connects them; lives as long as the page."""

    def __init__(
        self, page: EditorPage, shows_speakers: bool = True, sound: Sound | None = None
    ) -> None:
        super().__init__(page)
        self.page = page
        document = page.document
        self.player = Player(document, None, sound)
        self.timeline = Timeline(document)
        self.speakers = SpeakersPanel(document)
        page.place_transport(self._transport())
        page.place_inspector(self._inspector(), shows_speakers)
        page.addActions([*self.speakers.give_actions, *self.player.actions()])
        page.view.installEventFilter(self)
        self._connect()
        self._show_film()

    def close(self) -> None:
        """Let go of the recording."""
        self.player.close_film()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102 - Qt's name
        # While the panel shows how far around a key reaches, the key is the panel's.
        if event.type() == QEvent.Type.ShortcutOverride and self.speakers.isVisible():
            return isinstance(event, QKeyEvent) and _is_number(event)
        return super().eventFilter(watched, event)

    def _connect(self) -> None:
        page, player, timeline = self.page, self.player, self.timeline
        page.document.opened.connect(self._show_film)
        page.document.state_changed.connect(self._show_film)
        page.time_clicked.connect(player.play_from)
        page.view.caret_moved.connect(self._tell_selection)
        timeline.go_asked.connect(player.go_to)
        player.moved.connect(self._follow)
        player.pane.appeared.connect(lambda: page.inspector_action.setChecked(True))
        player.locate_asked.connect(lambda: page.acted.emit(LOCATE))
        self.speakers.play_asked.connect(player.play_span)

    def _follow(self, seconds: float) -> None:
        self.timeline.show_position(seconds, follow=self.player.is_playing)
        self.page.set_playing(seconds)

    def _tell_selection(self) -> None:
        self.speakers.show_selection(self.page.view.pen.selected_ids)

    def _show_film(self) -> None:
        """The recording may be found, or found elsewhere."""
        source = self.page.document.source
        if source is not None and Path(source.path) != self.player.film:
            self.player.show_film(Path(source.path))

    def _inspector(self) -> QWidget:
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.player.pane)
        column.addWidget(self.speakers, 1)
        return both

    def _transport(self) -> QWidget:
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, theme.GAP)
        column.setSpacing(0)
        column.addWidget(self.timeline)
        column.addWidget(self.player)
        return both


def _is_number(event: QKeyEvent) -> bool:
    has_control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
    return has_control and Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9
