"""One search: which lines say what was typed, how closely, and what stands around them."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import log2

from engine.findings import Findings, FoundLine, FoundTranscript
from engine.library.index_file import Doubt
from engine.library.shelves import ROOM, Said, Shelved, rows
from engine.query import Query, folded, parse

logger = logging.getLogger(__name__)

MOST_COUNTED = 10_000
"""So many lines are counted of each closeness; what is said more often is said everywhere."""
CONTEXT = 160
"""So many signs are given of what is said before and after a line."""
_SHELVED = Shelved.__struct_fields__


class Search:
    """One search, on an open index; `within` is the path of a document, or empty for all."""

    def __init__(self, db: sqlite3.Connection, typed: str, within: str = "") -> None:
        self._db = db
        self._typed = typed
        self._query = parse(typed)
        shelved = rows(db, Shelved, f"SELECT {', '.join(_SHELVED)} FROM document")
        self._shelf = {each.id: each for each in shelved if within in ("", each.path)}
        self._only = next(iter(self._shelf), 0) if within else None
        self._is_cut = False

    def findings(self, documents: int, lines: int) -> Findings:
        """So many transcripts at most, the best first, and so many lines of each."""
        hits = self._hits() if self._query and self._shelf else {}
        by_document: dict[int, list[int]] = {
            key: [] for key, each in self._shelf.items() if self._is_in(each.title)
        }
        for row in hits:
            by_document.setdefault(row >> ROOM, []).append(row)
        # Sorting twice keeps the newest first among equals.
        newest = sorted(by_document, key=lambda key: self._shelf[key].updated_at, reverse=True)
        order = sorted(newest, key=lambda key: _rank([hits[row] for row in by_document[key]]))
        return Findings(
            typed=self._typed,
            transcripts=tuple(
                self._transcript(self._shelf[key], by_document[key], hits, lines)
                for key in order[:documents]
            ),
            count=len(hits),
            documents=len(order),
            known=len(self._shelf),
            is_cut=self._is_cut,
        )

    def _is_in(self, title: str) -> bool:
        # Most titles are done with the cheap look.
        known = _folded_title(title)
        words = (token for term in self._query.terms for token in term.tokens)
        return all(word in known for word in words) and bool(self._query.find(title))

    def _hits(self) -> dict[int, int]:
        """The rows that say it, each with how closely: 0 is best."""
        found: dict[int, int] = {}
        ways = (self._query.as_phrase, self._query.as_written, self._query)
        for closeness, way in enumerate(dict.fromkeys(ways)):
            numbers = self._rows_of(way)
            self._is_cut |= len(numbers) == MOST_COUNTED
            for row in numbers:
                if row >> ROOM in self._shelf:
                    found.setdefault(row, closeness)
        return found

    def _rows_of(self, query: Query) -> list[int]:
        where, limits = "", tuple[int, ...]()
        if self._only is not None:
            where = " AND rowid BETWEEN ? AND ?"
            limits = (self._only << ROOM, (self._only + 1 << ROOM) - 1)
        # The newest documents first, for not all may be counted.
        sql = f"SELECT rowid FROM said WHERE said MATCH ?{where} ORDER BY rowid DESC LIMIT ?"
        return [row for (row,) in self._db.execute(sql, (_match(query), *limits, MOST_COUNTED))]

    def _transcript(
        self, shelved: Shelved, numbers: Sequence[int], hits: Mapping[int, int], lines: int
    ) -> FoundTranscript:
        best = sorted(numbers, key=lambda row: (hits[row], row))[:lines]
        found = [line for row in best if (line := self._line(row)) is not None]
        return FoundTranscript(
            document=shelved.path,
            title=shelved.title,
            count=len(numbers),
            lines=tuple(sorted(found, key=lambda line: line.start)),
            title_marks=self._query.find(shelved.title),
            duration=shelved.duration,
            updated_at=shelved.updated_at,
            made_at=shelved.made_at,
            model=shelved.model,
        )

    def _line(self, row: int) -> FoundLine | None:
        sql = "SELECT name, start, speaker, text, words FROM segment WHERE id = ?"
        said = next(rows(self._db, Said, sql, row), None)
        if said is None:
            raise Doubt("a line is lost")
        marks = self._query.find(said.text)
        if not marks:
            logger.warning("a line does not say what it was found by")
            return None
        word, at = said.word_at(marks[0][0])
        before = self._neighbour(row, said.start, "<", "DESC")[-CONTEXT:]
        after = self._neighbour(row, said.start, ">", "ASC")[:CONTEXT]
        return FoundLine(
            said.name, said.start, at, word, said.speaker, said.text, marks, before, after
        )

    def _neighbour(self, row: int, start: float, side: str, order: str) -> str:
        """What is said right before or after a line."""
        sql = (
            f"SELECT text FROM segment WHERE document = ? AND (start, id) {side} (?, ?)"
            f" ORDER BY start {order}, id {order} LIMIT 1"
        )
        found = self._db.execute(sql, (row >> ROOM, start, row)).fetchone()
        return str(found[0]) if found else ""


@lru_cache(maxsize=10_000)
def _folded_title(title: str) -> str:
    return folded(title)


def _rank(closeness: Sequence[int]) -> tuple[int, int]:
    """Smallest first: how closely a transcript says it, how often so (in powers of two).

    Where only the title says it, there is nothing closer.
    """
    closest = min(closeness, default=0)
    return closest, -int(log2(1 + closeness.count(closest)))


def _match(query: Query) -> str:
    """The query in FTS5's language; tokens have no quotes in them."""
    terms = (f'"{" ".join(term.tokens)}"{" *" if term.is_open else ""}' for term in query.terms)
    return " AND ".join(terms)
