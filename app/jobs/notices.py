"""What the engine noticed, in the language of the interface.

The engine says such things in English, for terminals and logs, and takes every sentence from
`engine/notices`. Here each of them has its words, with %1 for what varies; an error that led to
something is told by its code, as everywhere in the window.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from PySide6.QtCore import QCoreApplication

from app import wording
from engine import notices
from engine.errors import Problem
from engine.notices import Form
from engine.transcript import SPEAKER


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Mark a string for lupdate, which looks for this name; PySide's own is typed as object."""
    return text


WORDS: dict[Form, str] = {
    notices.BATTERY_LOW: QT_TRANSLATE_NOOP("Notices", "The battery is at %1 %."),
    notices.MEMORY_SHORT: QT_TRANSLATE_NOOP("Notices", "%1 % of this computer's memory is in use."),
    notices.PAUSES: QT_TRANSLATE_NOOP("Notices", "Longtake pauses until that is better."),
    notices.GOES_ON: QT_TRANSLATE_NOOP("Notices", "Longtake goes on."),
    notices.INCOMPLETE: QT_TRANSLATE_NOOP(
        "Notices", "The recording is incomplete: it breaks off at %1, as a broken copy does."
    ),
    notices.DAMAGED_ONCE: QT_TRANSLATE_NOOP(
        "Notices", "The recording is damaged or has a gap in one place."
    ),
    notices.DAMAGED: QT_TRANSLATE_NOOP(
        "Notices", "The recording is damaged or has gaps in %1 places."
    ),
    notices.SILENT_ONCE: QT_TRANSLATE_NOOP(
        "Notices", "The recording is damaged in one place; %1 seconds of it are silence."
    ),
    notices.SILENT: QT_TRANSLATE_NOOP(
        "Notices", "The recording is damaged in %1 places; %2 seconds of it are silence."
    ),
    notices.SELF_TEST: QT_TRANSLATE_NOOP(
        "Notices", "Trying what works best on this computer with the model %1."
    ),
    notices.DIFFERS: QT_TRANSLATE_NOOP(
        "Notices", "%1 on %2 is not used: %3 of its words differ from the processor's."
    ),
    notices.NOT_USED: QT_TRANSLATE_NOOP(
        "Notices", "%1 on %2 is not used: it did not pass its test."
    ),
    notices.ON_PROCESSOR: QT_TRANSLATE_NOOP("Notices", "The processor does the rest."),
    notices.KEEPS_TEXT: QT_TRANSLATE_NOOP("Notices", "Part %1 keeps the text that it had."),
    notices.MANY_TERMS: QT_TRANSLATE_NOOP(
        "Notices", "The glossary has %1 terms; each part is offered the %2 likeliest there."
    ),
    notices.TIMES_KEPT: QT_TRANSLATE_NOOP("Notices", "Words keep the times that they had."),
    notices.TIMES_KEPT_IN: QT_TRANSLATE_NOOP(
        "Notices", "Words in part %1 keep the times that they had."
    ),
    notices.PASSAGE_KEPT: QT_TRANSLATE_NOOP(
        "Notices", "The words of one passage could not be timed anew; they keep their times."
    ),
    notices.PASSAGES_KEPT: QT_TRANSLATE_NOOP(
        "Notices", "The words of %1 passages could not be timed anew; they keep their times."
    ),
    notices.NOT_TOLD_APART: QT_TRANSLATE_NOOP("Notices", "The speakers are not told apart."),
    notices.NOBODY_SPEAKS: QT_TRANSLATE_NOOP(
        "Notices", "Nobody was heard speaking, so there are no speakers."
    ),
    notices.FEWER_SPEAKERS: QT_TRANSLATE_NOOP(
        "Notices", "At least %1 speakers were expected; %2 could be told apart."
    ),
    notices.MORE_SPEAKERS: QT_TRANSLATE_NOOP(
        "Notices", "At most %1 speakers were expected; %2 could be told apart."
    ),
    notices.ONE_SPEAKER: QT_TRANSLATE_NOOP(
        "Notices", "One speaker was expected; %1 could be told apart."
    ),
    notices.OTHER_SPEAKERS: QT_TRANSLATE_NOOP(
        "Notices", "%1 speakers were expected; %2 could be told apart."
    ),
    notices.IS_NAMED: QT_TRANSLATE_NOOP("Notices", "%1 is named %2, whose voice is known."),
    notices.MAY_BE: QT_TRANSLATE_NOOP("Notices", "%1 may be %2, whose voice is known."),
    notices.EDIT_LEFT_OUT: QT_TRANSLATE_NOOP(
        "Notices", "A change no longer fits the transcript and is left out."
    ),
    notices.EDITS_LEFT_OUT: QT_TRANSLATE_NOOP(
        "Notices", "%1 changes no longer fit the transcript and are left out."
    ),
    notices.EDITED_TEXT_STAYS: QT_TRANSLATE_NOOP(
        "Notices", "The text that you changed stays in a part that was recognised anew."
    ),
    notices.EDITED_TEXTS_STAY: QT_TRANSLATE_NOOP(
        "Notices", "The text that you changed stays in %1 parts that were recognised anew."
    ),
}


def told(notice: str, problem: Problem | None = None) -> str:
    """A notice as the user reads it; `problem` led to it.

    What an error said of itself is for logs: it is told only where nothing else is.
    """
    if problem is not None:
        why = f"{wording.worded(problem).title}."
        return " ".join([why, *_worded(notice.replace(problem.message, "", 1).strip())])
    return " ".join(_worded(notice)) or notice


def _worded(notice: str) -> Iterator[str]:
    """The sentences that have words, in turn; between them may stand what an error said."""
    at = 0
    while found := _next(notice, at):
        match, words = found
        text = QCoreApplication.translate("Notices", words)
        for number, value in enumerate(match.groups(), 1):
            text = text.replace(f"%{number}", _value(value))
        yield text
        at = match.end()


def _next(notice: str, at: int) -> tuple[re.Match[str], str] | None:
    matches = ((pattern.search(notice, at), words) for pattern, words in _patterns())
    found = [(match, words) for match, words in matches if match is not None]
    return min(found, key=lambda each: (each[0].start(), -each[0].end()), default=None)


def _value(value: str) -> str:
    """What varies; who has no name is called as the interface calls him."""
    number = value.removeprefix(f"{SPEAKER} ")
    return f"{wording.speaker_word()} {number}" if number != value else value


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Each form where a sentence may begin, told from what merely ends like it."""
    return [
        (re.compile(r"(?:(?<=[.!?] )|^)" + _open(form) + r"(?= |$)"), words)
        for form, words in WORDS.items()
    ]


def _open(form: Form) -> str:
    return re.escape(form).replace(r"\{\}", "(.+?)")
