"""A client without an engine, for tests of what an engine would hear."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from engine.protocol import Command


class Client(QObject):
    """Writes down what the engine would hear."""

    event_received = Signal(object)
    ready = Signal()
    state_changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Command] = []
        self.state = "ready"

    def send(self, command: Command) -> None:
        self.told.append(command)
