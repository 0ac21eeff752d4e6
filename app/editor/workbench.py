"""All around the text of a page, connected: speakers at the right, timeline and player below.

    workbench = Workbench(page)
    workbench.close()                before the page is shut: lets go of the recording

Here the parts of the editor hear of one another; none of them knows another itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app import theme
from app.editor.editor_page import EditorPage
from app.editor.film_sound import Sound
from app.editor.giving import Portion
from app.editor.player import Player
from app.editor.realigning import Realigning
from app.editor.rerunning import Rerunning
from app.editor.speakers_panel import SpeakersPanel
from app.editor.suggestion_card import Suggestion
from app.editor.timeline import Timeline
from app.editor.voice_sheet import VoiceSheet
from app.settings import Settings
from engine.edits import RefuseVoice, refused_voices
from engine.protocol import KeepVoice, SuggestVoices, VoiceMatch

LOCATE = "locate-film"
ROOMY = 300
"""Pixels of height from which on a page has room for the timeline beside its text."""

_OTHER_ROOM = (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide)


class Workbench(QObject):
    """Builds the panels of a page and connects them; lives as long as the page."""

    asked = Signal(object)
    """The engine is to be told this command."""

    def __init__(
        self, page: EditorPage, shows_speakers: bool = True, sound: Sound | None = None
    ) -> None:
        super().__init__(page)
        self.page = page
        document = page.document
        self.player = Player(document, None, sound)
        self.timeline = Timeline(document)
        self.speakers = SpeakersPanel(document)
        self.realigning = Realigning(page)
        self.rerunning = Rerunning(page)
        self.sheet: VoiceSheet | None = None
        self._matches: Sequence[VoiceMatch] = ()
        self._refused: frozenset[tuple[str, str]] = frozenset()
        self._nameless: frozenset[str] = frozenset()
        page.place_transport(self._transport())
        page.place_inspector(self._inspector(), shows_speakers)
        page.addActions([*self.speakers.give_actions, *self.player.actions()])
        page.menus = [
            self._transcript_menu(),
            self._playback_menu(),
            self._speakers_menu(),
            *page.menus,
        ]
        page.installEventFilter(self)
        page.view.installEventFilter(self)
        page.find_bar.installEventFilter(self)
        self._connect()
        self._take_settings(page.settings.value)
        self._show_film()

    def close(self) -> None:
        """Let go of the recording."""
        self.player.close_film()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102 - Qt's name
        if event.type() in _OTHER_ROOM and watched is not self.page.view:
            self._fit_lanes()
        if watched is self.page:
            return self._notice(event)
        # While the panel shows how far around a key reaches, the key is the panel's.
        if event.type() == QEvent.Type.ShortcutOverride and self.speakers.isVisible():
            return isinstance(event, QKeyEvent) and _is_number(event)
        return super().eventFilter(watched, event)

    def _notice(self, event: QEvent) -> bool:
        """Nobody on the page had a use for the key that plays."""
        plays = event.type() == QEvent.Type.KeyPress and _is_space(event)
        if plays:
            self.player.toggle()
        return plays

    def _fit_lanes(self) -> None:
        bar = self.page.find_bar
        taken = 0 if bar.isHidden() else bar.height()
        self._lanes.setVisible(self.page.height() - taken >= ROOMY)

    def _connect(self) -> None:
        page, player, timeline = self.page, self.player, self.timeline
        page.document.opened.connect(self._show_film)
        page.document.state_changed.connect(self._show_film)
        page.settings.changed.connect(self._take_settings)
        page.time_clicked.connect(player.play_from)
        page.moment_shown.connect(player.go_to)
        page.view.caret_moved.connect(self._tell_selection)
        timeline.go_asked.connect(player.go_to)
        player.moved.connect(self._follow)
        player.cursor_time = lambda: page.view.caret_time
        player.pane.appeared.connect(lambda: page.inspector_action.setChecked(True))
        player.locate_asked.connect(lambda: page.acted.emit(LOCATE))
        self.speakers.play_asked.connect(player.play_span)
        self.speakers.suggestion_refused.connect(self._refuse)
        self.speakers.enrol_asked.connect(self._ask_for_consent)
        self.realigning.asked.connect(self.asked)
        self.rerunning.asked.connect(self.asked)
        page.document.opened.connect(self._notice_speakers)
        page.document.speakers_changed.connect(self._notice_speakers)
        page.document.history_changed.connect(self._notice_refusals)

    def _take_settings(self, settings: Settings) -> None:
        """Subtitles are those that an export would write."""
        self.player.subtitles.name_speakers(settings.export.has_speakers)

    # --- menus --------------------------------------------------------------------------------

    def _transcript_menu(self) -> QMenu:
        menu = QMenu(self.tr("&Transcript"), self.page)
        menu.addActions([self.realigning.align_action, self.realigning.align_edited_action])
        menu.addSeparator()
        menu.addAction(self.rerunning.action)
        return menu

    def _playback_menu(self) -> QMenu:
        menu = QMenu(self.tr("&Playback"), self.page)
        menu.addActions(self.player.actions())
        return menu

    def _speakers_menu(self) -> QMenu:
        menu, panel = QMenu(self.tr("&Speakers"), self.page), self.speakers
        menu.addActions([panel.add_action, panel.rename_action, panel.play_action])
        menu.addActions([panel.merge_action, panel.split_action, panel.enrol_action])
        menu.addSeparator()
        menu.addActions([*panel.give_actions[1:], panel.give_actions[0]])
        return menu

    # --- known voices -------------------------------------------------------------------------

    def ask_about_voices(self) -> None:
        """Ask the engine who they may be that have no name yet."""
        if self._nameless and not self.page.document.is_read_only:
            self.asked.emit(SuggestVoices(str(self.page.document.path)))

    def suggest(self, matches: Sequence[VoiceMatch]) -> None:
        """Offer what the engine found, but nothing that was refused before."""
        self._matches, self._refused = matches, self._refusals()
        said = [
            Suggestion(each.speaker, each.name, self._evidence(each))
            for each in matches
            if each.speaker in self._nameless and (each.speaker, each.name) not in self._refused
        ]
        self.speakers.suggest(said)

    def _evidence(self, match: VoiceMatch) -> str:
        return self.tr("The voices are %1 % alike.").replace("%1", str(round(100 * match.score)))

    def _refuse(self, suggestion: Suggestion) -> None:
        """It is kept in the document, and so is what takes it back."""
        self.page.document.do(RefuseVoice(suggestion.speaker, suggestion.name))

    def _notice_refusals(self) -> None:
        """Somebody was said not to be a person, or that was taken back."""
        if self._matches and self._refusals() != self._refused:
            self.suggest(self._matches)

    def _refusals(self) -> frozenset[tuple[str, str]]:
        document = self.page.document
        return refused_voices(document.history[: document.position])

    def _notice_speakers(self) -> None:
        """Ask again when there are others without a name: they were told apart just now."""
        speakers = self.page.document.speakers
        nameless = frozenset(speaker.id for speaker in speakers if not speaker.name)
        before, self._nameless = self._nameless, nameless
        if nameless - before:
            self.ask_about_voices()

    def _ask_for_consent(self, speaker: str) -> None:
        """A voice is remembered only if the person agreed to it."""
        known = self.page.document.speakers
        name = next((each.name for each in known if each.id == speaker), "")
        self.sheet = VoiceSheet(name, self.page.window())
        self.sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.sheet.agreed.connect(partial(self._keep_voice, speaker, bool(name)))
        self.sheet.open()

    def _keep_voice(self, speaker: str, is_named: bool, name: str, consent: str) -> None:
        if not is_named and not self.page.document.is_read_only:
            self.speakers.rename(speaker, name)
        self.asked.emit(KeepVoice(str(self.page.document.path), speaker, name, consent))

    def _follow(self, seconds: float) -> None:
        self.timeline.show_position(seconds)
        self.page.set_playing(seconds)

    def _tell_selection(self) -> None:
        pen = self.page.view.pen
        self.speakers.show_selection(Portion(pen.selected_ids, pen.selected_words))

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
        self._lanes = QWidget()
        around = QVBoxLayout(self._lanes)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self.timeline)
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, theme.GAP)
        column.setSpacing(0)
        column.addWidget(self._lanes)
        column.addWidget(self.player)
        return both


def _is_space(event: QEvent) -> bool:
    if not isinstance(event, QKeyEvent):
        return False
    return event.key() == Qt.Key.Key_Space and not event.modifiers()


def _is_number(event: QKeyEvent) -> bool:
    has_control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
    return has_control and Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9
