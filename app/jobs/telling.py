"""What happened to a chunk and what was done about it, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.jobs.reading import Reading
from app.wording import clock_time
from engine.document import Attempt
from engine.transcript import Chunk

_WHAT = {
    "worker-hung": QT_TRANSLATE_NOOP("Telling", "Recognition stopped answering at %1."),
    "worker-stuck": QT_TRANSLATE_NOOP("Telling", "Recognition stopped answering at %1."),
    "worker-died": QT_TRANSLATE_NOOP("Telling", "Recognition crashed at %1."),
    "out-of-memory": QT_TRANSLATE_NOOP("Telling", "Memory ran out at %1."),
    "silent-fault": QT_TRANSLATE_NOOP("Telling", "The graphics chip computed nonsense at %1."),
    "operation-missing": QT_TRANSLATE_NOOP(
        "Telling", "The graphics chip was not able to go on at %1."
    ),
}
_OTHERWISE = QT_TRANSLATE_NOOP("Telling", "Something went wrong at %1.")

_DONE = {
    "usual": QT_TRANSLATE_NOOP("Telling", "Started again; nothing was lost."),
    "again": QT_TRANSLATE_NOOP("Telling", "Started again; nothing was lost."),
    "smaller-batch": QT_TRANSLATE_NOOP(
        "Telling", "Restarted with less at a time; nothing was lost."
    ),
    "shorter-chunk": QT_TRANSLATE_NOOP("Telling", "Restarted in shorter pieces; nothing was lost."),
    "float32": QT_TRANSLATE_NOOP("Telling", "Restarted with more exact numbers; nothing was lost."),
    "next-recognizer": QT_TRANSLATE_NOOP(
        "Telling", "Restarted with another recognizer; nothing was lost."
    ),
    "processor": QT_TRANSLATE_NOOP("Telling", "Went on with the processor; nothing was lost."),
    "gap": QT_TRANSLATE_NOOP("Telling", "It was left out, and can be tried again."),
}

_HOW = {
    "usual": QT_TRANSLATE_NOOP("Telling", "as usual"),
    "again": QT_TRANSLATE_NOOP("Telling", "the same again"),
    "smaller-batch": QT_TRANSLATE_NOOP("Telling", "less at a time"),
    "shorter-chunk": QT_TRANSLATE_NOOP("Telling", "in shorter pieces"),
    "float32": QT_TRANSLATE_NOOP("Telling", "with more exact numbers"),
    "next-recognizer": QT_TRANSLATE_NOOP("Telling", "with another recognizer"),
    "processor": QT_TRANSLATE_NOOP("Telling", "on the processor"),
    "gap": QT_TRANSLATE_NOOP("Telling", "left out"),
}


class Note(msgspec.Struct, frozen=True):
    """Something that happened, at a place in the film where it has one; `is_grave` needs action."""

    text: str
    at: float | None = None
    is_grave: bool = False


def notes_of(reading: Reading) -> list[Note]:
    """What happened to the chunks of a job, oldest first."""
    return list(_told(reading.attempts, reading.plan, reading.climbs))


def rung_in_words(rung: str) -> str:
    """How a chunk is tried."""
    return _tr(_HOW[rung]) if rung in _HOW else rung


def _told(
    attempts: Sequence[Attempt], plan: Sequence[Chunk], climbs: Mapping[int, str]
) -> Iterable[Note]:
    for number, attempt in enumerate(attempts):
        if attempt.problem is None or attempt.rung == "gap" or attempt.part >= len(plan):
            continue
        later = (each.rung for each in attempts[number + 1 :] if each.part == attempt.part)
        following = next(later, climbs.get(attempt.part, "again"))
        start = plan[attempt.part].start
        what = _tr(_WHAT.get(attempt.problem.code, _OTHERWISE)).replace("%1", clock_time(start))
        done = _tr(_DONE.get(following, _DONE["again"]))
        yield Note(f"{what} {done}", start, following == "gap")


def _tr(text: object) -> str:
    return QCoreApplication.translate("Telling", str(text))
