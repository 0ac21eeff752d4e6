"""The library for the app: searches are answered at once, beside an index that is being kept.

One thread answers, another reads documents; both begin when they are first needed. Of searches
that wait only the last counts, and all wishes to read again are one. What was read is only told:
whoever shows an answer asks once more.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec

from engine.errors import understood
from engine.library import Library
from engine.options import Home
from engine.protocol import (
    Event,
    LibraryRead,
    LibraryReading,
    LibrarySearched,
    SearchLibrary,
    UpdateLibrary,
)

log = logging.getLogger(__name__)

GOODBYE_SECONDS = 2.0

_T = TypeVar("_T")

LibraryCommand = SearchLibrary | UpdateLibrary


class LibraryService:
    """Searches and reads; `obey` may be called from any thread and returns at once."""

    def __init__(self, home: Home, tell: Callable[[Event], None]) -> None:
        self._library = Library(home)
        self._tell = tell
        self._changed = threading.Condition()
        self._searches: dict[tuple[int, str], SearchLibrary] = {}
        self._update: UpdateLibrary | None = None
        self._busy = 0
        self._is_closing = False
        self._threads: list[threading.Thread] = []

    def obey(self, command: LibraryCommand) -> None:
        """Search, or look for what is new."""
        with self._changed:
            if isinstance(command, SearchLibrary):
                self._searches[command.asker, command.within] = command
            else:
                before = self._update.documents if self._update else ()
                self._update = UpdateLibrary((*before, *command.documents))
            if not self._threads:
                self._begin()
            self._changed.notify_all()

    def close(self, *, finish: bool = False) -> None:
        """Answer no more, but first what was asked where that is to be finished."""
        with self._changed:
            if finish:
                self._changed.wait_for(lambda: not (self._busy or self._searches or self._update))
            self._is_closing = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(GOODBYE_SECONDS)

    def _begin(self) -> None:
        search = partial(self._serve, self._next_search, self._found)
        keep = partial(self._serve, self._next_update, self._read)
        for name, run in (("search", search), ("library", keep)):
            thread = threading.Thread(target=run, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, next_one: Callable[[], _T | None], answer: Callable[[_T], Event]) -> None:
        while (asked := self._wait_for(next_one)) is not None:
            try:
                self._tell(answer(asked))
            finally:
                with self._changed:
                    self._busy -= 1
                    self._changed.notify_all()

    def _wait_for(self, next_one: Callable[[], _T | None]) -> _T | None:
        with self._changed:
            while not self._is_closing:
                if (asked := next_one()) is not None:
                    self._busy += 1
                    return asked
                self._changed.wait()
            return None

    def _next_search(self) -> SearchLibrary | None:
        return self._searches.pop(next(iter(self._searches)), None) if self._searches else None

    def _next_update(self) -> UpdateLibrary | None:
        asked, self._update = self._update, None
        return asked

    # --- on their threads ---------------------------------------------------------------------

    def _found(self, asked: SearchLibrary) -> LibrarySearched:
        told = LibrarySearched(asked.typed, within=asked.within, asker=asked.asker)
        try:
            found = self._library.search(
                asked.typed, documents=asked.documents, lines=asked.lines, within=asked.within
            )
        except Exception as error:
            log.warning("the library is not searched", exc_info=True)
            return msgspec.structs.replace(told, problem=understood(error).problem())
        return msgspec.structs.replace(told, findings=found)

    def _read(self, asked: UpdateLibrary) -> LibraryRead:
        try:
            for document in asked.documents:
                self._library.remember(Path(document))
            done = self._library.update(self._tell_progress, lambda: self._is_closing)
        except Exception as error:
            log.warning("the library is not read", exc_info=True)
            return LibraryRead(problem=understood(error).problem())
        return LibraryRead(bool(done))

    def _tell_progress(self, done: int, total: int) -> None:
        self._tell(LibraryReading(done, total))
