"""Segments that an editor has aligned again: one after another, on a thread of their own.

Whoever edits one segment will soon edit another: the worker with the film and the model stays a
while, until nobody has asked for long or another film is meant.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path

from engine.errors import Cancelled, understood
from engine.jobs.job import Listener
from engine.jobs.realignment import Realigner
from engine.jobs.supervisor import Worker
from engine.options import Home
from engine.protocol import AlignAgain, AlignedAgain

log = logging.getLogger(__name__)

STAYS_FOR = 120.0
"""Seconds without a question after which the worker, and the film that it has, go."""
GOODBYE_SECONDS = 5.0


class Aligning:
    """Answers every `AlignAgain` with an `AlignedAgain`; its methods may be called from any thread.

    `is_busy` says whether a job computes, for which the accelerator is then.
    """

    def __init__(
        self,
        home: Home,
        tell: Listener,
        make_worker: Callable[[Path], Worker],
        is_busy: Callable[[], bool] = lambda: False,
    ) -> None:
        self._home = home
        self._tell = tell
        self._make_worker = make_worker
        self._is_busy = is_busy
        self._changed = threading.Condition()
        self._waiting: deque[AlignAgain] = deque()
        self._current: AlignAgain | None = None
        self._realigner: Realigner | None = None
        self._is_closing = False
        self._thread = threading.Thread(target=self._run, name="aligning", daemon=True)
        self._thread.start()

    def align(self, asked: AlignAgain) -> None:
        """Find when the words of segments are said, and tell that, or why not."""
        with self._changed:
            self._waiting.append(asked)
            self._changed.notify()

    def stop(self, job: str) -> None:
        """Nobody waits for the segments of this document any more; that is told as an answer."""
        with self._changed:
            dropped = sum(asked.job == job for asked in self._waiting)
            self._waiting = deque(asked for asked in self._waiting if asked.job != job)
            if self._current is not None and self._current.job == job:
                self._cancel()
        for _ in range(dropped):
            self._tell(AlignedAgain(job))

    def close(self, *, finish: bool = False) -> None:
        """Answer no more, but first what was asked where that is to be finished."""
        with self._changed:
            self._is_closing = True
            if not finish:
                self._waiting.clear()
                self._cancel()
            self._changed.notify()
        self._thread.join(None if finish else GOODBYE_SECONDS)

    # --- on its own thread --------------------------------------------------------------------

    def _run(self) -> None:
        while (asked := self._next()) is not None:
            self._tell(self._answer(asked))
            with self._changed:
                self._current = None
                is_spoilt = self._realigner is not None and self._realigner.is_cancelled
            if is_spoilt:
                self._let_go()
        self._let_go()

    def _next(self) -> AlignAgain | None:
        """What is asked next; while nobody asks for long, what was kept ready goes."""
        with self._changed:
            has_more = self._changed.wait_for(self._has_more, STAYS_FOR)
        if not has_more:
            self._let_go()
        with self._changed:
            self._changed.wait_for(self._has_more)
            self._current = self._waiting.popleft() if self._waiting else None
            return self._current

    def _has_more(self) -> bool:
        return bool(self._waiting) or self._is_closing

    def _answer(self, asked: AlignAgain) -> AlignedAgain:
        try:
            found = self._at_hand(Path(asked.job)).align(asked.segments, self._tell)
        except Cancelled:
            return AlignedAgain(asked.job)
        except Exception as error:
            log.warning("segments are not aligned", exc_info=True)
            return AlignedAgain(asked.job, problem=understood(error).problem())
        return AlignedAgain(asked.job, found.edit, found.unaligned)

    def _at_hand(self, document: Path) -> Realigner:
        """The one that has this document's film already, or else a new one in its place."""
        known, on_processor = self._realigner, self._is_busy()
        if known is None or (known.document, known.on_processor) != (document, on_processor):
            self._let_go()
            known = Realigner(document, self._home, self._make_worker, on_processor)
            with self._changed:
                self._realigner = known
        return known

    def _let_go(self) -> None:
        with self._changed:
            realigner, self._realigner = self._realigner, None
        if realigner is not None:
            realigner.close()

    def _cancel(self) -> None:
        if self._realigner is not None:
            self._realigner.cancel()
