"""What the engine noticed, in the language of the interface.

The engine says such things in English, for terminals and logs. Each sentence of `_WORDS` is known
here by its words, with "{}" for what varies; what nobody worded is shown as the engine said it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_WORDS = {
    "The battery is at {} %.": QT_TRANSLATE_NOOP("Notices", "The battery is at %1 %."),
    "{} % of this machine's memory is in use.": QT_TRANSLATE_NOOP(
        "Notices", "%1 % of this computer's memory is in use."
    ),
    "Longtake pauses until that is better.": QT_TRANSLATE_NOOP(
        "Notices", "Longtake pauses until that is better."
    ),
    "Longtake goes on.": QT_TRANSLATE_NOOP("Notices", "Longtake goes on."),
    "The rest of the job is done by the processor.": QT_TRANSLATE_NOOP(
        "Notices", "The processor does the rest."
    ),
    "The worker made no progress for {} s.": QT_TRANSLATE_NOOP(
        "Notices", "Recognition made no progress for %1 seconds."
    ),
    "Words keep the times that the recognizer gave them.": QT_TRANSLATE_NOOP(
        "Notices", "Words keep the times that they had."
    ),
    "Words in chunk {} keep the times that the recognizer gave them.": QT_TRANSLATE_NOOP(
        "Notices", "Words in part %1 keep the times that they had."
    ),
    "The words of one passage could not be aligned"
    " and keep the times that the recognizer gave them.": QT_TRANSLATE_NOOP(
        "Notices", "The words of one passage could not be timed anew; they keep their times."
    ),
    "The words of {} passages could not be aligned"
    " and keep the times that the recognizer gave them.": QT_TRANSLATE_NOOP(
        "Notices", "The words of %1 passages could not be timed anew; they keep their times."
    ),
    "Trying what recognises best on this machine with the model {}.": QT_TRANSLATE_NOOP(
        "Notices", "Trying what works best on this computer with the model %1."
    ),
    "{} on {} is not used: {}% of its words differ from the processor's.": QT_TRANSLATE_NOOP(
        "Notices", "%1 on %2 is not used: %3 % of its words differ from the processor's."
    ),
    "The glossary has {} terms; each chunk is offered the {} that are likeliest there.": (
        QT_TRANSLATE_NOOP(
            "Notices", "The glossary has %1 terms; each part is offered the %2 likeliest there."
        )
    ),
    "{} is named {}, whose voice is known.": QT_TRANSLATE_NOOP(
        "Notices", "%1 is named %2, whose voice is known."
    ),
    "{} may be {}, whose voice is known.": QT_TRANSLATE_NOOP(
        "Notices", "%1 may be %2, whose voice is known."
    ),
    "The speakers are not told apart.": QT_TRANSLATE_NOOP(
        "Notices", "The speakers are not told apart."
    ),
    "The recording is damaged or has gaps in {} place.": QT_TRANSLATE_NOOP(
        "Notices", "The recording is damaged or has a gap in %1 place."
    ),
    "The recording is damaged or has gaps in {} places.": QT_TRANSLATE_NOOP(
        "Notices", "The recording is damaged or has gaps in %1 places."
    ),
    "The recording is damaged or has gaps in {} place; {} seconds of it are silence.": (
        QT_TRANSLATE_NOOP(
            "Notices", "The recording is damaged in %1 place; %2 seconds of it are silence."
        )
    ),
    "The recording is damaged or has gaps in {} places; {} seconds of it are silence.": (
        QT_TRANSLATE_NOOP(
            "Notices", "The recording is damaged in %1 places; %2 seconds of it are silence."
        )
    ),
    "The recording is incomplete: it breaks off at {}, as after an interrupted copy.": (
        QT_TRANSLATE_NOOP(
            "Notices", "The recording is incomplete: it breaks off at %1, as a broken copy does."
        )
    ),
    "An edit does not fit the transcript any more and is left out.": QT_TRANSLATE_NOOP(
        "Notices", "A change no longer fits the transcript and is left out."
    ),
    "{} edits do not fit the transcript any more and are left out.": QT_TRANSLATE_NOOP(
        "Notices", "%1 changes no longer fit the transcript and are left out."
    ),
    "The text that you edited stays in a chunk that was recognised anew.": QT_TRANSLATE_NOOP(
        "Notices", "The text that you changed stays in a part that was recognised anew."
    ),
    "The text that you edited stays in {} chunks that were recognised anew.": QT_TRANSLATE_NOOP(
        "Notices", "The text that you changed stays in %1 parts that were recognised anew."
    ),
}

ENGLISH = tuple(_WORDS)
"""Every sentence that is known, as the engine says it."""


def told(notice: str) -> str:
    """A notice as the user reads it, sentence by sentence."""
    return " ".join(map(_told, _sentences(notice)))


def _sentences(notice: str) -> Iterator[str]:
    yield from re.split(r"(?<=[.!?])\s+(?=[A-Z“\d])", notice)


def _told(sentence: str) -> str:
    for pattern, words in _patterns():
        if match := pattern.fullmatch(sentence):
            text = QCoreApplication.translate("Notices", words)
            for number, value in enumerate(match.groups(), 1):
                text = text.replace(f"%{number}", value)
            return text
    return sentence


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile(re.escape(english).replace(r"\{\}", "(.+?)")), str(words))
        for english, words in _WORDS.items()
    ]
