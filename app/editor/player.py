"""The player: the recording beside its text, by buttons and by keys while typing.

    player = Player(document, media_path)
    player.moved                         seconds; 60 times a second while it plays
    player.go_to(61.5)                   stand there, and play on if it plays
    player.play_span(10, 14)             a sample, and then silence
    player.play_before(61.5)             from a bit before, as one does after a correction
    player.pane                          the film's picture, to be placed; hidden without one

Where nothing can be played, or another recording lies in the place of the one that was transcribed,
one line says so, and everything else goes on. Seconds are turned into the milliseconds of the
system here and nowhere else.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import (
    QLocale,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.editor import film_sound
from app.editor.film_sound import Sound, sound_of_system
from app.editor.film_watch import FilmWatch
from app.editor.subtitles import Subtitles
from app.editor.transcript_document import TranscriptDocument
from app.editor.video_pane import VideoPane
from app.keys import KeyTable, native
from app.label import Label
from app.wording import clock_time
from engine.kinds import is_text

PLAY_KEY = "Meta+Space" if sys.platform == "darwin" else "Ctrl+Space"
"""Command-Space is the system's own on macOS, where Qt calls the control key "Meta"."""
FRAME_MS = 16
SHORT_JUMP, LONG_JUMP = 1.0, 5.0
RUN_UP = 1.5
"""Seconds that are played before the place that is meant, so that the ear finds in."""
NEAR_END = 0.25
"""Seconds; at its end a recording may say that it is a frame or two before."""
SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)


class Player(QWidget):
    """Plays the recording of a document."""

    moved = Signal(float)
    """It stands at this second, playing or not."""
    playing_changed = Signal(bool)
    locate_asked = Signal()
    """The recording is not where it was: the user wants to show where it is."""

    def __init__(
        self,
        document: TranscriptDocument,
        media_path: Path | None,
        sound: Sound | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._path = media_path
        self._sound = sound
        self._is_loaded = self._is_connected = False
        self._plays_when_loaded = self._is_meant_to_play = False
        self._sound_trouble = ""
        self.cursor_time: Callable[[], float] = lambda: self.position
        """Where the user works, in seconds; `again_action` plays from a bit before that."""
        self._watch = FilmWatch(document, self)
        self.subtitles = Subtitles(document, self)
        self._awaited: float | None = None
        self._stop_at: float | None = None
        self._loop: tuple[float, float] | None = None
        self._clock = QTimer(self)
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)
        self._clock.setInterval(FRAME_MS)
        self._clock.timeout.connect(self._tick)
        self._make_actions()
        self._make_keys()
        self._lay_out()
        self._watch.found.connect(self._say)
        self.subtitles.changed.connect(self._show_cue)
        document.opened.connect(self._show_time)
        self._show_time()
        self._watch.look(self._path)

    # --- playing ------------------------------------------------------------------------------

    @property
    def film(self) -> Path | None:
        """The recording, there or not."""
        return self._path

    @property
    def position(self) -> float:
        """Where it stands, in seconds."""
        if self._awaited is not None:
            return self._awaited
        return self._sound.position() / 1000 if self._sound else 0.0

    @property
    def duration(self) -> float:
        """Length of the recording in seconds."""
        known = self._sound.duration() / 1000 if self._sound else 0.0
        return known or self._document.transcript.duration

    @property
    def is_playing(self) -> bool:
        """It moves."""
        return self._sound is not None and self._sound.is_playing()

    def toggle(self) -> None:
        """Play, or stand still; who asks again while it is loaded has thought better of it."""
        if self.is_playing or self._plays_when_loaded:
            self.pause()
        else:
            self.play()

    def play(self) -> None:
        """Go on from where it stands; from the start, if that is the end."""
        self._stop_at = None
        if self.position >= self.duration > 0:
            self.go_to(0.0)
        self._begin()

    def pause(self) -> None:
        """Stand still, and do not begin when the recording has been loaded."""
        self._stop_at = None
        self._plays_when_loaded = self._is_meant_to_play = False
        if self._sound is not None:
            self._sound.pause()

    def go_to(self, seconds: float) -> None:
        """Stand there; play on if it plays."""
        seconds = min(max(0.0, seconds), self.duration or seconds)
        self._stop_at = None
        if self._is_loaded and self._sound is not None:
            self._sound.seek(round(seconds * 1000))
        else:
            self._awaited = seconds
        self._follow_loop(seconds)
        self._announce()

    def play_from(self, seconds: float) -> None:
        """Play from there on."""
        self.go_to(seconds)
        self._begin()

    def play_before(self, seconds: float) -> None:
        """Play from a bit before."""
        self.play_from(seconds - RUN_UP)

    def play_span(self, start: float, end: float) -> None:
        """Play this much and stop."""
        self.loop_action.setChecked(False)
        self.go_to(start)
        self._stop_at = end
        self._begin()

    def jump(self, by: float) -> None:
        """Forward by so many seconds, or back."""
        self.go_to(self.position + by)

    def next_segment(self) -> None:
        """To where the next segment begins."""
        segments = self._document.segments
        place = self._document.place_at(self.position + 0.001) + 1
        if place < len(segments):
            self.go_to(segments[place].start)

    def previous_segment(self) -> None:
        """To where this segment begins; to the one before, if it has only begun."""
        segments = self._document.segments
        place = self._document.place_at(self.position - 0.5)
        self.go_to(segments[place].start if place >= 0 else 0.0)

    def set_speed(self, speed: float) -> None:
        """Play so many times as fast; the pitch stays."""
        place = min(range(len(SPEEDS)), key=lambda n: abs(SPEEDS[n] - speed))
        self.speed.setCurrentIndex(place)

    def change_speed(self, steps: int) -> None:
        """Faster by so many steps, or slower."""
        place = self.speed.currentIndex() + steps
        self.speed.setCurrentIndex(min(max(0, place), len(SPEEDS) - 1))

    def show_film(self, path: Path) -> None:
        """The recording is here now."""
        self._awaited = self.position
        self._path, self._is_loaded, self._is_meant_to_play = path, False, False
        self._sound_trouble = ""
        self._watch.look(self._path)
        if self._is_connected and self._sound is not None and path.is_file():
            self._sound.load(path)

    def close_film(self) -> None:
        """Let go of the recording."""
        self._clock.stop()
        self._plays_when_loaded = self._is_meant_to_play = False
        if self._sound is not None:
            self._sound.close()
        self.pane.attach()

    # --- how it is done -----------------------------------------------------------------------

    def _begin(self) -> None:
        if not self._can_play():
            return
        sound = self._ready_sound()
        if not self._is_loaded:
            self._plays_when_loaded = True
            return
        self._is_meant_to_play = True
        sound.play()

    def _can_play(self) -> bool:
        if self._path is None or not self._path.is_file() or is_text(str(self._path)):
            self._watch.look(self._path)
            return False
        return self._sound_trouble != film_sound.NO_MULTIMEDIA

    def _ready_sound(self) -> Sound:
        """What plays: loaded with the first wish to hear."""
        if self._sound is None:
            self._sound = sound_of_system(self)
        if not self._is_connected:
            self._is_connected = True
            self._listen(self._sound)
            assert self._path is not None
            self._sound.set_rate(SPEEDS[self.speed.currentIndex()])
            self._sound.load(self._path)
        return self._sound

    def _listen(self, sound: Sound) -> None:
        sound.started.connect(self._take_start)
        sound.stopped.connect(self._take_stop)
        sound.loaded.connect(self._take_film)
        sound.troubled.connect(self._tell_sound)

    def _take_film(self) -> None:
        assert self._sound is not None
        self._is_loaded = True
        if self._awaited is not None:
            self._sound.seek(round(self._awaited * 1000))
            self._awaited = None
        if (picture := self._sound.picture()) is not None:
            self.pane.show_picture(picture)
        if self._plays_when_loaded:
            self._plays_when_loaded, self._is_meant_to_play = False, True
            self._sound.play()
        self._announce()

    def _take_start(self) -> None:
        self._clock.start()
        self._show_state(True)

    def _take_stop(self) -> None:
        if self._loop is not None and self._has_ended and self._sound is not None:
            self._sound.seek(round(self._loop[0] * 1000))
            self._sound.play()
            return
        self._clock.stop()
        self._show_state(False)
        self._announce()

    @property
    def _has_ended(self) -> bool:
        """The recording is at its end; nobody stopped it."""
        return self._is_meant_to_play and self.position > self.duration - NEAR_END

    def _tick(self) -> None:
        now = self.position
        if self._stop_at is not None and now >= self._stop_at:
            self.pause()
        elif self._loop is not None and now >= self._loop[1]:
            assert self._sound is not None
            self._sound.seek(round(self._loop[0] * 1000))
        self._announce()

    def _announce(self) -> None:
        self._show_time()
        self._show_cue()
        self.moved.emit(self.position)

    def _show_state(self, is_playing: bool) -> None:
        self.play_action.setIcon(theme.icon("pause" if is_playing else "play"))
        self.play_action.setText(self.tr("Pause") if is_playing else self.tr("Play"))
        self.playing_changed.emit(is_playing)

    def _show_time(self) -> None:
        text = f"{clock_time(self.position)} / {clock_time(self.duration)}"
        if text != self.time.text():
            self.time.setText(text)

    # --- a loop -------------------------------------------------------------------------------

    def _set_loop(self, is_on: bool) -> None:
        self._loop = None
        if is_on:
            self._follow_loop(self.position)

    def _follow_loop(self, seconds: float) -> None:
        """What is repeated is the segment at this moment."""
        place = self._document.place_at(seconds + 0.001)
        if self.loop_action.isChecked() and place >= 0:
            segment = self._document.segments[place]
            self._loop = (segment.start, segment.end)

    # --- what cannot be -----------------------------------------------------------------------

    def _tell_sound(self, trouble: str) -> None:
        self._sound_trouble = trouble
        self._say()

    def _say(self) -> None:
        """Say in one line why nothing is heard, or not what was meant."""
        trouble = self._watch.trouble or self._sound_trouble
        words = {
            film_sound.NO_FILM: self.tr("The recording is not where it was."),
            film_sound.OTHER_FILM: self.tr("This is not the recording that was transcribed."),
            film_sound.TEXT_ONLY: self.tr("This transcript has no recording."),
            film_sound.NO_FORMAT: self.tr("The recording cannot be played here."),
            film_sound.NO_DEVICE: self.tr("There is no sound device: it plays without sound."),
            film_sound.NO_MULTIMEDIA: self.tr("Nothing can be played on this computer."),
        }
        self.message.setText(words.get(trouble, ""))
        self.message.setVisible(bool(trouble))
        self.locate.setVisible(bool(self._watch.trouble))
        is_silent = trouble in (
            film_sound.NO_FILM,
            film_sound.TEXT_ONLY,
            film_sound.NO_MULTIMEDIA,
        )
        self.play_action.setEnabled(not is_silent)

    def _show_cue(self) -> None:
        if self.pane.has_picture:
            self.pane.show_cue(self.subtitles.text_at(self.position))

    # --- keys ---------------------------------------------------------------------------------

    def _make_keys(self) -> None:
        """What plain keys do while the player has the focus, or the picture's own window."""
        self.keys = KeyTable(self.tr("Player"))
        add = self.keys.add
        add(self.tr("Play or pause"), self.toggle, "Space")
        add(self.tr("Back 1 second"), lambda: self.jump(-SHORT_JUMP), "Left")
        add(self.tr("Forward 1 second"), lambda: self.jump(SHORT_JUMP), "Right")
        add(self.tr("Back 5 seconds"), lambda: self.jump(-LONG_JUMP), "Shift+Left")
        add(self.tr("Forward 5 seconds"), lambda: self.jump(LONG_JUMP), "Shift+Right")
        add(self.tr("Previous segment"), self.previous_segment, "Up")
        add(self.tr("Next segment"), self.next_segment, "Down")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102 - Qt's name
        if not self.keys.take(event):
            super().keyPressEvent(event)

    # --- building -----------------------------------------------------------------------------

    def _make_actions(self) -> None:
        """What menus and buttons offer; the keys work in typing too."""
        self.play_action = self._action("play", self.tr("Play"), PLAY_KEY, self.toggle)
        self.again_action = self._action(
            "retry",
            self.tr("Play from just before the cursor"),
            PLAY_KEY.replace("+", "+Shift+"),
            lambda: self.play_before(self.cursor_time()),
        )
        self.jump_actions = [
            self._jump_action("back", self.tr("Back 5 seconds"), "Left", -LONG_JUMP),
            self._jump_action("back", self.tr("Back 1 second"), "Shift+Left", -SHORT_JUMP),
            self._jump_action("forward", self.tr("Forward 1 second"), "Shift+Right", SHORT_JUMP),
            self._jump_action("forward", self.tr("Forward 5 seconds"), "Right", LONG_JUMP),
        ]
        self.previous_action = self._action(
            "previous", self.tr("Previous segment"), "Ctrl+Alt+Up", self.previous_segment
        )
        self.next_action = self._action(
            "next", self.tr("Next segment"), "Ctrl+Alt+Down", self.next_segment
        )
        self.loop_action = self._action("loop", self.tr("Repeat segment"), "Ctrl+Alt+L", None)
        self.loop_action.setCheckable(True)
        self.loop_action.toggled.connect(self._set_loop)
        self._action("speed", self.tr("Slower"), "Ctrl+Alt+,", lambda: self.change_speed(-1))
        self._action("speed", self.tr("Faster"), "Ctrl+Alt+.", lambda: self.change_speed(1))
        self.detach_action = self._action(
            "detach", self.tr("Picture in a window"), "Ctrl+Alt+P", lambda: self.pane.toggle()
        )
        self.detach_action.setEnabled(False)

    def _jump_action(self, icon: str, words: str, key: str, by: float) -> QAction:
        return self._action(icon, words, f"Ctrl+Alt+{key}", lambda: self.jump(by))

    def _action(self, icon: str, words: str, key: str, does: Callable[[], None] | None) -> QAction:
        action = QAction(theme.icon(icon), words, self)
        action.setShortcut(QKeySequence(key))
        if does is not None:
            action.triggered.connect(lambda: does())
        self.addAction(action)
        return action

    def _lay_out(self) -> None:
        self.pane = VideoPane()
        self.pane.key_pressed.connect(self.keyPressEvent)
        self.pane.appeared.connect(lambda: self.detach_action.setEnabled(True))
        self.time = Label(tint="secondary")
        self.time.setWordWrap(False)
        self.message = Label(tint="secondary")
        self.message.setWordWrap(False)
        self.message.hide()
        self.locate = QPushButton(self.tr("Locate…"))
        self.locate.hide()
        self.locate.clicked.connect(self.locate_asked)
        row = QHBoxLayout()
        row.setContentsMargins(theme.MARGIN, theme.GAP, theme.MARGIN, theme.GAP)
        row.setSpacing(theme.GAP)
        self._add_buttons(row)
        row.addSpacing(theme.GRID)
        row.addWidget(self.time)
        row.addSpacing(theme.MARGIN)
        row.addWidget(self.message)
        row.addWidget(self.locate)
        row.addStretch(1)
        row.addWidget(self._button(self.loop_action))
        row.addWidget(self._speeds())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(self.tr("Player"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def _add_buttons(self, row: QHBoxLayout) -> None:
        back, _, _, forward = self.jump_actions
        shown = (self.previous_action, back, self.play_action, forward, self.next_action)
        for action in shown:
            row.addWidget(self._button(action))

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setIconSize(QSize(theme.ICON, theme.ICON))
        button.setAccessibleName(action.text())
        button.setToolTip(f"{action.text()} ({native(action.shortcut())})")
        return button

    def _speeds(self) -> QComboBox:
        self.speed = QComboBox()
        for speed in SPEEDS:
            self.speed.addItem(f"{QLocale().toString(speed, 'g', 3)}\u2009×", speed)
        self.speed.setCurrentIndex(SPEEDS.index(1.0))
        self.speed.setAccessibleName(self.tr("Speed"))
        self.speed.setToolTip(self.tr("Speed"))
        self.speed.currentIndexChanged.connect(self._take_speed)
        return self.speed

    def _take_speed(self, place: int) -> None:
        if self._sound is not None:
            self._sound.set_rate(SPEEDS[place])
