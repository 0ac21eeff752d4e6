"""The hub's token for the app: whether there is one, keeping one, forgetting it.

In a thread of its own, as a keyring may ask the user for a password first. The token goes one way
only: it is never told, logged or written anywhere but in the keyring.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

from engine import secrets
from engine.errors import LongtakeError, Problem
from engine.protocol import AskToken, Event, KeepToken, TokenTold


class TokenService:
    """Obeys in the order of the commands; `obey` returns at once, from any thread."""

    def __init__(self, tell: Callable[[Event], None]) -> None:
        self._tell = tell
        self._commands: queue.SimpleQueue[AskToken | KeepToken] = queue.SimpleQueue()
        self._beginning = threading.Lock()
        self._thread: threading.Thread | None = None

    def obey(self, command: AskToken | KeepToken) -> None:
        """Do it as soon as the keyring lets us."""
        self._commands.put(command)
        with self._beginning:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="token", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            command = self._commands.get()
            problem = _kept(command.token) if isinstance(command, KeepToken) else None
            self._tell(TokenTold(bool(secrets.hub_token()), problem))


def _kept(token: str) -> Problem | None:
    try:
        if token.strip():
            secrets.keep_hub_token(token)
        else:
            secrets.forget_hub_token()
    except LongtakeError as error:
        return error.problem()
    return None
