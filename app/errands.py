"""Work that is done on a thread beside the window's, and told of on the window's own.

    errands = Errands(self)
    errands.send(partial(read, path), self.show_text)     soon: self.show_text(what read returned)

Errands are done one after another, in the order in which they were sent. Who has gone by the time
that one is done is told nothing. What is sent along is plain data: were it a widget, the thread
could be the last to hold it, and so free it under the window's hands.

The threads do not know who sent them. A signal of whoever did, emitted there while the window's
thread deletes its owner, ends the process: PySide 6.12 has no lock between the two.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

_T = TypeVar("_T")


class Errands(QObject):
    """Sends errands for its parent, and lives as long. An error that one meets is a bug."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="errand")
        self._sent: dict[Future[Any], Callable[[Any], None]] = {}
        self._is_closed = False

    def send(self, work: Callable[[], _T], tell: Callable[[_T], None]) -> None:
        """Do this soon, then tell what came of it; once closed, do nothing."""
        if self._is_closed:
            return
        errand = self._thread.submit(work)
        self._sent[errand] = tell
        _counter().expect(errand, self)

    @property
    def is_idle(self) -> bool:
        """All that was sent for has been told."""
        return not self._sent

    def close(self) -> None:
        """Wait for the errand in hand, tell of none, and send for nothing more."""
        self._is_closed = True
        self._sent.clear()
        self._thread.shutdown(cancel_futures=True)

    def take(self, errand: Future[Any]) -> None:
        """An errand is done."""
        if tell := self._sent.pop(errand, None):
            tell(errand.result())


class _Counter(QObject):
    """Where threads hand in what they were sent for: on the window's thread, for ever."""

    _handed_in = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._senders: WeakValueDictionary[Future[Any], Errands] = WeakValueDictionary()
        # What is done before it is expected, too, is told later, never while it is sent.
        self._handed_in.connect(self._give, Qt.ConnectionType.QueuedConnection)

    def expect(self, errand: Future[Any], sender: Errands) -> None:
        self._senders[errand] = sender
        errand.add_done_callback(self._handed_in.emit)

    def _give(self, errand: Future[Any]) -> None:
        sender = self._senders.pop(errand, None)
        if sender is not None and shiboken6.isValid(sender):
            sender.take(errand)


@cache
def _counter() -> _Counter:
    return _Counter()
