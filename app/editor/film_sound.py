"""What plays a recording: one small interface, and Qt's multimedia behind it.

Times here are whole milliseconds, as Qt counts them; everywhere else they are seconds. Qt's
multimedia is loaded with the first recording and not before: it is large, and where a library of
the system that it needs is missing, the text can be worked on all the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QSizeF, Qt, QUrl, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QMediaPlayer

NO_MULTIMEDIA = "no-multimedia"
NO_DEVICE = "no-device"
NO_FILM = "no-film"
NO_FORMAT = "no-format"
OTHER_FILM = "other-film"
TEXT_ONLY = "text-only"
"""What may keep a recording from being heard, or make it another one than was meant."""

MOST_AHEAD = 250
"""Milliseconds for which a place is worked out from the clock after the system told one."""


class Sound(QObject):
    """Plays one recording; this one plays none, and is the end of all wishes."""

    started = Signal()
    stopped = Signal()
    loaded = Signal()
    """The recording is there: its length is known, and whether it has a picture."""
    troubled = Signal(str)
    """One of the codes above, or empty when it is over."""

    def load(self, path: Path) -> None:
        """Make this recording the one to be played."""

    def play(self) -> None:
        """Go on from where it stands."""

    def pause(self) -> None:
        """Stand still."""

    def seek(self, position: int) -> None:
        """Stand there, playing on if it plays."""

    def set_rate(self, rate: float) -> None:
        """Play so many times as fast, at the same pitch."""

    def position(self) -> int:
        """Where it stands now, to the millisecond also between two tellings of the system."""
        return 0

    def duration(self) -> int:
        """Length of the recording; 0 while it is not known."""
        return 0

    def is_playing(self) -> bool:
        """It moves."""
        return False

    def picture(self) -> QWidget | None:
        """What shows the film's picture; None where it has none."""
        return None

    def close(self) -> None:
        """Let go of the recording and of the device."""


def sound_of_system(parent: QObject) -> Sound:
    """Qt's multimedia, or what plays nothing where it cannot be loaded."""
    try:
        return FilmSound(parent)
    except ImportError:
        return Silence(parent)


class Silence(Sound):
    """Stands where nothing can be played, and says so when it is asked to."""

    def load(self, _path: Path) -> None:  # noqa: D102 - as its base says
        self.troubled.emit(NO_MULTIMEDIA)


class FilmSound(Sound):
    """Plays by QtMultimedia; an `ImportError` where that is not there."""

    def __init__(self, parent: QObject | None = None) -> None:
        from PySide6.QtMultimedia import QAudioOutput, QMediaDevices, QMediaPlayer

        super().__init__(parent)
        self._player: QMediaPlayer = QMediaPlayer(self)
        self._output = QAudioOutput(self)
        self._player.setAudioOutput(self._output)
        if hasattr(self._player, "setPitchCompensation"):  # since Qt 6.10
            self._player.setPitchCompensation(True)
        self._devices = QMediaDevices(self)
        self._since = QElapsedTimer()
        self._told = self._shown = 0
        self._picture: _Picture | None = None
        self._connect()

    def load(self, path: Path) -> None:  # noqa: D102
        if not path.is_file():
            self.troubled.emit(NO_FILM)
            return
        self._player.setSource(QUrl.fromLocalFile(str(path)))
        self._look_for_device()

    def play(self) -> None:  # noqa: D102
        self._player.play()

    def pause(self) -> None:  # noqa: D102
        self._player.pause()

    def seek(self, position: int) -> None:  # noqa: D102
        self._player.setPosition(position)
        self._take_position(position)
        self._shown = position

    def set_rate(self, rate: float) -> None:  # noqa: D102
        self._take_position(self.position())
        self._player.setPlaybackRate(rate)

    def position(self) -> int:  # noqa: D102
        if not self.is_playing() or not self._since.isValid():
            return self._told
        passed = min(self._since.elapsed(), MOST_AHEAD) * self._player.playbackRate()
        now = round(self._told + passed)
        # The system tells late at times: rather stand for a moment than step back.
        self._shown = max(now, self._shown) if self._shown - now < MOST_AHEAD else now
        return min(self._shown, self.duration() or self._shown)

    def duration(self) -> int:  # noqa: D102
        return self._player.duration()

    def is_playing(self) -> bool:  # noqa: D102
        return self._player.isPlaying()

    def picture(self) -> QWidget | None:  # noqa: D102
        if self._picture is None and self._player.hasVideo():
            self._picture = _Picture()
            self._player.setVideoOutput(self._picture.item)
        return self._picture

    def close(self) -> None:  # noqa: D102
        self._player.stop()
        self._player.setSource(QUrl())

    def _connect(self) -> None:
        from PySide6.QtMultimedia import QMediaPlayer

        status = QMediaPlayer.MediaStatus
        self._player.playingChanged.connect(self._tell_state)
        self._player.positionChanged.connect(self._take_position)
        self._player.errorOccurred.connect(lambda *_: self.troubled.emit(NO_FORMAT))
        self._player.mediaStatusChanged.connect(
            lambda now: self.loaded.emit() if now == status.LoadedMedia else None
        )
        self._devices.audioOutputsChanged.connect(self._look_for_device)

    def _look_for_device(self) -> None:
        device = self._devices.defaultAudioOutput()
        if not device.isNull():
            self._output.setDevice(device)
        self.troubled.emit(NO_DEVICE if device.isNull() else "")

    def _take_position(self, position: int) -> None:
        """The system tells it a few times in a second; between, the clock goes on."""
        self._told = position
        self._since.start()

    def _tell_state(self, is_playing: bool) -> None:
        self._take_position(self._player.position())
        self._shown = self._told
        (self.started if is_playing else self.stopped).emit()


class _Picture(QGraphicsView):
    """The film's picture, as large as there is room for."""

    def __init__(self) -> None:
        from PySide6.QtMultimediaWidgets import QGraphicsVideoItem

        super().__init__()
        self.item = QGraphicsVideoItem()
        scene = QGraphicsScene(self)
        scene.addItem(self.item)
        scene.setBackgroundBrush(Qt.GlobalColor.black)
        self.setScene(scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for off in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            off(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def resizeEvent(self, event: QResizeEvent) -> None:
        size = self.viewport().size()
        self.item.setSize(QSizeF(size))
        self.setSceneRect(0, 0, size.width(), size.height())
        super().resizeEvent(event)
