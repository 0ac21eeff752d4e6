"""One Longtake for each user: a second start hands its files to the one that runs already.

    door = FrontDoor(home.root)
    if not door.enter(files):
        return                              the other one has them and comes to the front
    door.visited.connect(…)

Whoever holds the lock file is the one that runs; the lock of a process that was killed is void, and
what it left of its socket is cleared away.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
from collections.abc import Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import QDeadlineTimer, QLockFile, QObject, QThread, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

log = logging.getLogger(__name__)

PATIENCE_MS = 5000
"""How long a second start waits for the first one to listen and to answer."""
LONGEST_NOTE = 1 << 20
THANKS = b"thanks\n"


class Visit(msgspec.Struct, frozen=True):
    """What a second start brings: files to open, and the leave to come to the front (Wayland)."""

    files: tuple[str, ...] = ()
    token: str = ""


class FrontDoor(QObject):
    """Where second starts knock."""

    visited = Signal(list)
    """Somebody started Longtake again, with these files or with none."""

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = QLockFile(str(home / "app.lock"))
        self._lock.setStaleLockTime(0)  # only the death of its holder makes it void
        self._home = home
        self._name = f"longtake-{os.getuid()}-{_digest(home)}"
        self._server: QLocalServer | None = None
        self._guests: dict[QLocalSocket, bytes] = {}

    def enter(self, files: Sequence[str]) -> bool:
        """Be the one that runs, or hand these files to the one that does: False then.

        One that runs but does not answer is in nobody's way.
        """
        deadline = QDeadlineTimer(PATIENCE_MS)
        while not self._claim():
            if self._hand_over(files, deadline):
                return False
            if deadline.hasExpired():
                log.warning("another Longtake runs and does not answer")
                return True
            QThread.msleep(50)
        return True

    def close(self) -> None:
        """Hear nobody any more; the next one waits until this process has ended."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def _claim(self) -> bool:
        """Have the lock, or be where there can be none."""
        with contextlib.suppress(OSError):
            self._home.mkdir(parents=True, exist_ok=True)
        if not self._lock.tryLock(0):
            return self._lock.error() != QLockFile.LockError.LockFailedError
        QLocalServer.removeServer(self._name)  # what one that was killed has left
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._let_in)
        if not self._server.listen(self._name):
            log.warning("nobody can be heard: %s", self._server.errorString())
        return True

    def _hand_over(self, files: Sequence[str], deadline: QDeadlineTimer) -> bool:
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(max(0, deadline.remainingTime())):
            return False
        note = Visit(tuple(files), os.environ.get("XDG_ACTIVATION_TOKEN", ""))
        socket.write(msgspec.json.encode(note) + b"\n")
        while not socket.canReadLine():
            if not socket.waitForReadyRead(max(0, deadline.remainingTime())):
                return False
        return bytes(socket.readLine().data()) == THANKS

    def _let_in(self) -> None:
        while self._server is not None and (guest := self._server.nextPendingConnection()):
            self._guests[guest] = b""
            guest.readyRead.connect(lambda guest=guest: self._listen(guest))
            guest.disconnected.connect(lambda guest=guest: self._guests.pop(guest, None))
            guest.disconnected.connect(guest.deleteLater)
            self._listen(guest)

    def _listen(self, guest: QLocalSocket) -> None:
        if guest not in self._guests:
            return
        heard = self._guests[guest] = self._guests[guest] + bytes(guest.readAll().data())
        if b"\n" in heard:
            self._greet(guest, heard.partition(b"\n")[0])
        elif len(heard) > LONGEST_NOTE:
            guest.abort()

    def _greet(self, guest: QLocalSocket, note: bytes) -> None:
        try:
            visit = msgspec.json.decode(note, type=Visit)
        except msgspec.MsgspecError:
            log.warning("a stranger said %r", note[:80])
            guest.abort()
            return
        guest.write(THANKS)
        guest.flush()
        guest.disconnectFromServer()
        if visit.token:
            os.environ["XDG_ACTIVATION_TOKEN"] = visit.token  # Qt uses it with the next activation
        self.visited.emit(list(visit.files))


def _digest(home: Path) -> str:
    return hashlib.blake2b(os.fsencode(home.resolve()), digest_size=8).hexdigest()
