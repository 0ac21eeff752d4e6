"""Tells transcripts of the same title apart, wherever several of them are shown together.

marks_of(shown)[document]        "large-v3 · 5/3/26"; nothing where the title says enough
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QDateTime, QLocale, Qt


class Namesake(NamedTuple):
    """What is known of a transcript: the path of its document, its title, when it was begun as ISO
    8601, with which model, and from which film; all but the first two may be unknown."""

    document: str
    title: str
    made_at: str = ""
    model: str = ""
    source: str = ""


def marks_of(shown: Iterable[Namesake]) -> dict[str, str]:
    """For each document what tells it from others of its title: as little as is enough."""
    marks: dict[str, str] = {}
    for same in _by_title(shown).values():
        marks |= zip((each.document for each in same), _marks(same), strict=True)
    return marks


class Namesakes:
    """The transcripts of a list that changes, by their titles."""

    def __init__(self) -> None:
        self._known: dict[str, Namesake] = {}
        self._titled: defaultdict[str, dict[str, Namesake]] = defaultdict(dict)
        self._marks: dict[tuple[str, str], dict[str, str]] = {}

    def put(self, one: Namesake) -> bool:
        """This one is in the list; whether that is news."""
        if self._known.get(one.document) == one:
            return False
        self.drop(one.document)
        self._known[one.document] = self._titled[one.title][one.document] = one
        self._forget_marks(one.title)
        return True

    def drop(self, document: str) -> None:
        """This one is there no more."""
        if (one := self._known.pop(document, None)) is not None:
            del self._titled[one.title][document]
            self._forget_marks(one.title)

    def mark_of(self, document: str) -> str:
        """What tells it from others of its title."""
        one = self._known.get(document)
        if one is None or len(self._titled[one.title]) < 2:
            return ""
        key = (one.title, QLocale().name())
        if key not in self._marks:
            self._marks[key] = marks_of(self._titled[one.title].values())
        return self._marks[key][document]

    def _forget_marks(self, title: str) -> None:
        for key in [key for key in self._marks if key[0] == title]:
            del self._marks[key]


def _by_title(shown: Iterable[Namesake]) -> dict[str, list[Namesake]]:
    found: defaultdict[str, list[Namesake]] = defaultdict(list)
    for each in shown:
        found[each.title].append(each)
    return found


def _marks(same: Sequence[Namesake]) -> Sequence[str]:
    if len(same) == 1:
        return ("",)
    ways = ([way(each) for each in same] for way in _WAYS)
    return next((said for said in ways if len({*said}) == len(same)), [*map(_by_file, same)])


def _by_day(one: Namesake) -> str:
    """The model, and the day when it was made."""
    return _joined(one, QLocale().toString(_made(one).date(), QLocale.FormatType.ShortFormat))


def _by_minute(one: Namesake) -> str:
    return _joined(one, QLocale().toString(_made(one), QLocale.FormatType.ShortFormat))


def _by_folder(one: Namesake) -> str:
    """The model, and the folder of the film: of films with one name that came at once."""
    return _joined(one, Path(one.source).parent.name)


def _by_file(one: Namesake) -> str:
    return _joined(one, Path(one.document).name)


_WAYS: tuple[Callable[[Namesake], str], ...] = (_by_day, _by_minute, _by_folder, _by_file)


def _joined(one: Namesake, mark: str) -> str:
    return " · ".join(filter(None, (Path(one.model).name, mark)))


def _made(one: Namesake) -> QDateTime:
    return QDateTime.fromString(one.made_at, Qt.DateFormat.ISODate).toLocalTime()
