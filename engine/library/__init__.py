"""All transcripts of a user, searched as one.

    library = Library(home)
    library.update()                           # reads what has changed since the last time
    found = library.search('river "old mill"')

The index is a SQLite file beside the documents, with a row for each segment as its user has edited
it. It holds nothing that is not in the documents: one that is damaged, or was written by another
Longtake, is thrown away and made anew. Documents are only read. A transcript in progress is found
by the chunks that are done.

Words are compared as `engine.query` does it: what the index holds, and is asked for, are tokens.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from engine.errors import StorageError
from engine.findings import Findings
from engine.jobs.queue import documents as listed
from engine.library.index_file import IndexFile, NotBegun
from engine.library.places import Places
from engine.library.reading import Reading, Stamp, batches, read, stamp_of
from engine.library.search import Search
from engine.library.shelves import enrol, forget, marks_known, stamps_known, take
from engine.options import Home

Progress = Callable[[int, int], None]
"""How many of how many documents are read."""


class Update(msgspec.Struct, frozen=True):
    """What an update did: how many documents were read, taken out, left for later."""

    read: int = 0
    removed: int = 0
    postponed: int = 0

    def __bool__(self) -> bool:
        return bool(self.read or self.removed)


class Library:
    """The index of a home. Every method may be called from any thread, and by any process."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._file = IndexFile(home.library)
        self._places = Places(home.library.with_name("library-places.json"))

    def search(
        self, typed: str, *, documents: int = 50, lines: int = 3, within: str = ""
    ) -> Findings:
        """What the index holds of this: so many transcripts at most, so many lines of each.

        Those that say it more closely come first (as a phrase, then in these very words), then
        those that say it more often, then the newest. `within` searches one document alone.
        """
        typed = typed.encode(errors="replace").decode()
        with suppress(NotBegun), self._file.doubted(), self._file.reading() as db:
            return Search(db, typed, within).findings(documents, lines)
        return Findings(typed)

    def update(
        self,
        tell: Progress = lambda done, total: None,
        is_stopped: Callable[[], bool] = lambda: False,
    ) -> Update:
        """Read the documents that are new or have changed, the newest first; forget those that are
        gone."""
        for _ in range(2):  # again from the beginning where the index turned out to be damaged
            with suppress(NotBegun), self._file.doubted():
                return self._updated(tell, is_stopped)
        raise StorageError("The index of the library cannot be kept.", "Check the disk.")

    def remember(self, document: Path) -> None:
        """Search this document too from now on, although it does not lie in the home."""
        place = Path(os.path.abspath(document))
        if place.parent.resolve() != self._home.documents.resolve():
            self._places.add(str(place))

    def discard(self) -> None:
        """Throw the index away; the next update makes it anew."""
        self._file.discard()

    def _updated(self, tell: Progress, is_stopped: Callable[[], bool]) -> Update:
        present = self._present()
        with self._file.writing() as db:
            known = stamps_known(db)
            gone = known.keys() - present.keys()
            for path in gone:
                forget(db, path)
            fresh = present.keys() - known.keys()
            enrol(db, sorted(fresh, key=lambda path: (present[path].mtime_ns, path)))
        stale = [path for path, stamp in present.items() if not stamp.is_as(known.get(path))]
        stale.sort(key=lambda path: present[path].mtime_ns, reverse=True)
        done = self._read_all(stale, tell, is_stopped)
        return Update(done, len(gone), len(stale) - done)

    def _read_all(
        self, paths: Sequence[str], tell: Progress, is_stopped: Callable[[], bool]
    ) -> int:
        """Bring these documents into the index; how many could be read."""
        seen = done = 0
        for batch in batches(self._readings(paths, is_stopped)):
            found = [reading for reading in batch if reading is not None]
            with self._file.writing() as db:
                for reading in found:
                    take(db, reading)
            seen, done = seen + len(batch), done + len(found)
            tell(seen, len(paths))
        return done

    def _readings(
        self, paths: Sequence[str], is_stopped: Callable[[], bool]
    ) -> Iterator[Reading | None]:
        with self._file.reading() as db:
            marks = marks_known(db)
        for path in paths:
            if is_stopped():
                return
            yield read(path, marks.get(path, ""))

    def _present(self) -> dict[str, Stamp]:
        """The documents that there are, with what tells whether they were written to."""
        paths = (*map(str, listed(self._home)), *self._places.present())
        found = {path: stamp_of(path) for path in paths}
        return {path: stamp for path, stamp in found.items() if stamp is not None}
