"""The only place that words a problem, a time, a length, a size: plainly, and by locale.

The engine says exactly what happened, for a log; here its code becomes a title, a sentence that
anyone understands, and the button that helps. `details` keeps what the engine said, to be copied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QCoreApplication, QLocale

from engine import __version__
from engine.errors import Problem
from engine.transcript import Transcript

if TYPE_CHECKING:
    from engine.glossary import Fault

ACTIONS = (
    "choose-film",
    "choose-folder",
    "choose-model",
    "copy-details",
    "fetch-model",
    "locate-film",
    "open-settings",
    "restart",
    "reveal",
    "retry",
    "run-gaps",
    "use-processor",
)
"""What a button does; whoever shows it knows how."""


class Worded(msgspec.Struct, frozen=True):
    """A problem in words; without a remedy, `button` and `action` are empty."""

    title: str
    sentence: str
    button: str = ""
    action: str = ""
    details: str = ""


class _Words(msgspec.Struct, frozen=True):
    title: str
    sentence: str
    button: str
    action: str


def worded(problem: Problem) -> Worded:
    """A problem as it is told to people; a code that nobody worded is told as a fault of ours."""
    words = _WORDS.get(problem.code, _WORDS["internal"])
    return Worded(
        _said(words.title),
        _said(words.sentence),
        _said(words.button) if words.button else "",
        words.action,
        details(problem),
    )


def is_worded(code: str) -> bool:
    """There are words for this code."""
    return code in _WORDS


def details(problem: Problem) -> str:
    """What to copy for whoever is asked for help: all that the engine said, in its own words."""
    head = f"Longtake {__version__} · {problem.code}"
    parts = (head, problem.message, problem.hint, problem.details)
    return "\n".join(part for part in parts if part)


def glossary_fault(fault: Fault) -> str:
    """What is wrong with a term of a glossary."""
    text = _said(_FAULTS.get(fault.code, "")) or fault.message
    for number, value in enumerate(fault.values, 1):
        text = text.replace(f"%{number}", value)
    return text


def glossary_fault_at(fault: Fault) -> str:
    """The same, with the line of the file in which it stands."""
    line = QCoreApplication.translate("Wording", "Line %1: %2")
    return line.replace("%1", str(fault.line)).replace("%2", glossary_fault(fault))


def is_fault_worded(code: str) -> bool:
    """There are words for this fault of a glossary."""
    return code in _FAULTS


def speaker_word() -> str:
    """What somebody is called who has no name, before the number."""
    return QCoreApplication.translate("Wording", "Speaker")


def called(speaker: str | None, transcript: Transcript) -> str:
    """What people call a speaker: the name, or else "Speaker 1"; nothing for nobody."""
    return transcript.called(speaker, speaker_word())


def clock_time(seconds: float) -> str:
    """A place in a film: 1:02:45, or 2:45 within the first hour."""
    minutes, rest = divmod(int(max(0.0, seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def time_left(seconds: float) -> str:
    """How long something will take still, so coarse that it does not jump."""
    minutes = _whole_minutes(seconds)
    if minutes < 1:
        return QCoreApplication.translate("Wording", "less than a minute left")
    if minutes < 60:
        return QCoreApplication.translate("Wording", "about %n minute(s) left", "", minutes)
    return QCoreApplication.translate("Wording", "about %1 left").replace("%1", duration(seconds))


def duration(seconds: float) -> str:
    """A length of time: 14 minutes, 1 hour 20 minutes; from ten hours on in whole hours."""
    minutes = _whole_minutes(seconds)
    if minutes < 1:
        rest = max(0, round(seconds))
        return QCoreApplication.translate("Wording", "%n second(s)", "", rest)
    hours, minutes = divmod(minutes, 60)
    if hours >= 10 or not minutes:
        return _hours(hours + (minutes >= 30))
    return f"{_hours(hours)} {_minutes(minutes)}" if hours else _minutes(minutes)


def size(number: float) -> str:
    """Bytes as people read them: 75 MB, 1.6 GB."""
    precision = 1 if number >= 1e9 else 0
    form = QLocale.DataSizeFormat.DataSizeSIFormat
    return QLocale().formattedDataSize(round(number), precision, form)


def speed(rtfx: float) -> str:
    """Audio time ÷ processing time: 24 × real time."""
    digits = 1 if rtfx < 10 else 0
    number = QLocale().toString(float(rtfx), "f", digits)
    return QCoreApplication.translate("Wording", "%1 × real time").replace("%1", number)


def unfinished(progress: float) -> str:
    """How far something is that was cut short, 0 to 1, and that nothing of it is lost."""
    percent = str(int(progress * 100))
    if percent == "0":
        return QCoreApplication.translate("Wording", "This recording is still to be transcribed.")
    words = QCoreApplication.translate("Wording", "%1 % is done, and nothing of it is lost.")
    return words.replace("%1", percent)


def number(value: int) -> str:
    """A count, its thousands as the locale sets them apart."""
    return QLocale().toString(value)


def model_title(title: str) -> str:
    """What the catalogue calls a model; of this only names stay English."""
    name, _, language = title.partition(", ")
    if language == "English":
        return QCoreApplication.translate("Wording", "%1, English").replace("%1", name)
    kind, _, names = title.partition(": ")
    return listed(names) if kind == "Speakers" else title


def listed(text: str) -> str:
    """Names that the engine lists with "and", as the language of the interface does."""
    return QLocale().createSeparatedList(text.split(" and "))


def language_name(code: str) -> str:
    """A language by its own name: en is English, ru Русский; what nobody knows is its code."""
    if code in ("", "auto"):
        return QCoreApplication.translate("Wording", "Heard by itself")
    name = QLocale(code).nativeLanguageName()
    if not name or QLocale(code).language() == QLocale.Language.C:
        return code
    plain = name.partition(" (")[0].removeprefix("American ").removeprefix("British ")
    return plain[:1].upper() + plain[1:]


def language_code(tag: str) -> str:
    """The code of a language by the tag of a film's track: de for "ger", "deu" or "de-AT"."""
    if tag in ("", "und", "mul", "zxx"):
        return ""
    every = QLocale.LanguageCodeType.AnyLanguageCode
    language = QLocale.codeToLanguage(tag.partition("-")[0].lower(), every)
    return "" if language == QLocale.Language.AnyLanguage else QLocale.languageToCode(language)


def _said(text: str) -> str:
    return QCoreApplication.translate("Wording", text)


def _whole_minutes(seconds: float) -> int:
    """Minutes, of an hour and more only each fifth: nobody needs to know them better."""
    minutes = round(max(0.0, seconds) / 60)
    return minutes if minutes < 60 else round(minutes / 5) * 5


def _hours(count: int) -> str:
    return QCoreApplication.translate("Wording", "%n hour(s)", "", count)


def _minutes(count: int) -> str:
    return QCoreApplication.translate("Wording", "%n minute(s)", "", count)


# --- every code of engine/errors.py ---------------------------------------------------------------


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Mark a string for lupdate, which looks for this name; PySide's own is typed as object."""
    return text


_FAULTS = {
    "not-utf-8": QT_TRANSLATE_NOOP("Wording", "the file is not saved as UTF-8"),
    "no-text-column": QT_TRANSLATE_NOOP("Wording", "the table has no column “text”"),
    "unknown-column": QT_TRANSLATE_NOOP("Wording", "there is no column “%1”; known are %2"),
    "too-many-cells": QT_TRANSLATE_NOOP("Wording", "there are more cells than headings"),
    "not-csv": QT_TRANSLATE_NOOP("Wording", "this is no table (%1)"),
    "not-toml": QT_TRANSLATE_NOOP("Wording", "this is not valid TOML (%1)"),
    "no-term-tables": QT_TRANSLATE_NOOP("Wording", "only tables named [[term]] are known"),
    "too-many-terms": QT_TRANSLATE_NOOP("Wording", "a glossary has at most %1 terms"),
    "no-letter": QT_TRANSLATE_NOOP("Wording", "a term needs a letter or a digit"),
    "too-long": QT_TRANSLATE_NOOP("Wording", "a term has no more than %1 words and %2 characters"),
    "not-text": QT_TRANSLATE_NOOP("Wording", "“%1” has to be text"),
    "control-character": QT_TRANSLATE_NOOP("Wording", "there is an invisible character in “%1”"),
    "not-a-list": QT_TRANSLATE_NOOP("Wording", "“%1” has to be a list"),
    "no-weight": QT_TRANSLATE_NOOP("Wording", "“%1” is no weight"),
    "weight-range": QT_TRANSLATE_NOOP("Wording", "a weight is above 0 and not above %1"),
    "no-language": QT_TRANSLATE_NOOP("Wording", "“%1” is no language code such as en or pt-BR"),
    "ranges-overlap": QT_TRANSLATE_NOOP("Wording", "the spans of time overlap"),
    "no-range": QT_TRANSLATE_NOOP("Wording", "“%1” is no span of time such as 0:10:00-0:12:30"),
    "range-backwards": QT_TRANSLATE_NOOP("Wording", "the span “%1” ends before it begins"),
    "no-time": QT_TRANSLATE_NOOP("Wording", "“%1” is no time"),
}

_TRY_AGAIN = QT_TRANSLATE_NOOP("Wording", "Try again")
_COPY_DETAILS = QT_TRANSLATE_NOOP("Wording", "Copy details")
_CHOOSE_FILM = QT_TRANSLATE_NOOP("Wording", "Choose another file…")
_CHOOSE_FOLDER = QT_TRANSLATE_NOOP("Wording", "Choose another folder…")
_USE_PROCESSOR = QT_TRANSLATE_NOOP("Wording", "Use the processor")
_SHOW_IN_FOLDER = QT_TRANSLATE_NOOP("Wording", "Show in folder")
_CHOOSE_MODEL = QT_TRANSLATE_NOOP("Wording", "Choose another model…")

_WORDS: dict[str, _Words] = {
    "failed": _Words(
        QT_TRANSLATE_NOOP("Wording", "This did not work"),
        QT_TRANSLATE_NOOP(
            "Wording", "What was done until then is kept, and it can be tried again."
        ),
        _TRY_AGAIN,
        "retry",
    ),
    "usage": _Words(
        QT_TRANSLATE_NOOP("Wording", "A setting cannot be used"),
        QT_TRANSLATE_NOOP(
            "Wording", "One of the chosen options does not fit this recording or this machine."
        ),
        QT_TRANSLATE_NOOP("Wording", "Open settings…"),
        "open-settings",
    ),
    "edit-misfit": _Words(
        QT_TRANSLATE_NOOP("Wording", "The transcript has changed meanwhile"),
        QT_TRANSLATE_NOOP("Wording", "The change no longer fits the text and was not made."),
        "",
        "",
    ),
    "media": _Words(
        QT_TRANSLATE_NOOP("Wording", "This recording cannot be used"),
        QT_TRANSLATE_NOOP("Wording", "There is something in the file that cannot be read."),
        _CHOOSE_FILM,
        "choose-film",
    ),
    "media-missing": _Words(
        QT_TRANSLATE_NOOP("Wording", "The recording is not where it was"),
        QT_TRANSLATE_NOOP(
            "Wording",
            "It was moved, renamed or deleted, or its disk is not connected. "
            "What is transcribed already is kept.",
        ),
        QT_TRANSLATE_NOOP("Wording", "Locate…"),
        "locate-film",
    ),
    "media-unreadable": _Words(
        QT_TRANSLATE_NOOP("Wording", "There is no sound to be found in this file"),
        QT_TRANSLATE_NOOP("Wording", "It has no audio track, or it is damaged at its beginning."),
        _CHOOSE_FILM,
        "choose-film",
    ),
    "media-changed": _Words(
        QT_TRANSLATE_NOOP("Wording", "The recording has changed"),
        QT_TRANSLATE_NOOP(
            "Wording",
            "It is not the one that this transcript was begun with, so the two would not match.",
        ),
        QT_TRANSLATE_NOOP("Wording", "Transcribe anew"),
        "restart",
    ),
    "text-unreadable": _Words(
        QT_TRANSLATE_NOOP("Wording", "This file holds no transcript"),
        QT_TRANSLATE_NOOP(
            "Wording", "Longtake opens subtitles (SRT, VTT) and whisperX's JSON that hold words."
        ),
        "",
        "",
    ),
    "model": _Words(
        QT_TRANSLATE_NOOP("Wording", "This model cannot be used"),
        QT_TRANSLATE_NOOP("Wording", "The folder does not hold a model that Longtake can read."),
        _CHOOSE_MODEL,
        "choose-model",
    ),
    "model-missing": _Words(
        QT_TRANSLATE_NOOP("Wording", "The model is not on this machine"),
        QT_TRANSLATE_NOOP(
            "Wording", "It has to be downloaded once; after that no network is needed."
        ),
        QT_TRANSLATE_NOOP("Wording", "Download"),
        "fetch-model",
    ),
    "model-damaged": _Words(
        QT_TRANSLATE_NOOP("Wording", "The model is damaged"),
        QT_TRANSLATE_NOOP("Wording", "Only its damaged files have to be downloaded again."),
        QT_TRANSLATE_NOOP("Wording", "Repair"),
        "fetch-model",
    ),
    "device": _Words(
        QT_TRANSLATE_NOOP("Wording", "The graphics chip failed"),
        QT_TRANSLATE_NOOP("Wording", "The processor does the same work, only more slowly."),
        _USE_PROCESSOR,
        "use-processor",
    ),
    "device-missing": _Words(
        QT_TRANSLATE_NOOP("Wording", "This machine has no such graphics chip"),
        QT_TRANSLATE_NOOP("Wording", "The processor does the same work, only more slowly."),
        _USE_PROCESSOR,
        "use-processor",
    ),
    "silent-fault": _Words(
        QT_TRANSLATE_NOOP("Wording", "The graphics chip computed nonsense"),
        QT_TRANSLATE_NOOP(
            "Wording", "Its results were thrown away. The processor can be trusted with the rest."
        ),
        _USE_PROCESSOR,
        "use-processor",
    ),
    "operation-missing": _Words(
        QT_TRANSLATE_NOOP("Wording", "The graphics chip cannot run this model"),
        QT_TRANSLATE_NOOP("Wording", "The processor does the same work, only more slowly."),
        _USE_PROCESSOR,
        "use-processor",
    ),
    "worker-died": _Words(
        QT_TRANSLATE_NOOP("Wording", "Recognition crashed more than once"),
        QT_TRANSLATE_NOOP("Wording", "All that was transcribed until then is kept."),
        _TRY_AGAIN,
        "retry",
    ),
    "worker-hung": _Words(
        QT_TRANSLATE_NOOP("Wording", "Recognition stopped answering"),
        QT_TRANSLATE_NOOP("Wording", "All that was transcribed until then is kept."),
        _TRY_AGAIN,
        "retry",
    ),
    "worker-stuck": _Words(
        QT_TRANSLATE_NOOP("Wording", "The graphics chip is blocked"),
        QT_TRANSLATE_NOOP(
            "Wording",
            "It will not answer until this machine is started again. "
            "The processor can go on meanwhile.",
        ),
        _USE_PROCESSOR,
        "use-processor",
    ),
    "out-of-memory": _Words(
        QT_TRANSLATE_NOOP("Wording", "There was not enough memory"),
        QT_TRANSLATE_NOOP(
            "Wording", "A smaller model needs less; closing other programs helps too."
        ),
        _CHOOSE_MODEL,
        "choose-model",
    ),
    "document": _Words(
        QT_TRANSLATE_NOOP("Wording", "This transcript cannot be used"),
        QT_TRANSLATE_NOOP("Wording", "The file was left as it is."),
        _SHOW_IN_FOLDER,
        "reveal",
    ),
    "document-missing": _Words(
        QT_TRANSLATE_NOOP("Wording", "The transcript is not where it was"),
        QT_TRANSLATE_NOOP("Wording", "Its file was moved or deleted."),
        QT_TRANSLATE_NOOP("Wording", "Transcribe anew"),
        "restart",
    ),
    "document-damaged": _Words(
        QT_TRANSLATE_NOOP("Wording", "The transcript's file is damaged"),
        QT_TRANSLATE_NOOP("Wording", "It was left as it is, for a copy or a repair."),
        _SHOW_IN_FOLDER,
        "reveal",
    ),
    "document-held": _Words(
        QT_TRANSLATE_NOOP("Wording", "The transcript is in use elsewhere"),
        QT_TRANSLATE_NOOP("Wording", "Another Longtake is at work on it."),
        _TRY_AGAIN,
        "retry",
    ),
    "document-newer": _Words(
        QT_TRANSLATE_NOOP("Wording", "The transcript comes from a newer Longtake"),
        QT_TRANSLATE_NOOP(
            "Wording", "This version would not understand all of it. Update Longtake."
        ),
        "",
        "",
    ),
    "storage": _Words(
        QT_TRANSLATE_NOOP("Wording", "The results cannot be written"),
        QT_TRANSLATE_NOOP("Wording", "The transcript itself is safe; only the files are missing."),
        _CHOOSE_FOLDER,
        "choose-folder",
    ),
    "no-space": _Words(
        QT_TRANSLATE_NOOP("Wording", "The disk is full"),
        QT_TRANSLATE_NOOP("Wording", "Free some space, then go on: what is done is kept."),
        _TRY_AGAIN,
        "retry",
    ),
    "not-writable": _Words(
        QT_TRANSLATE_NOOP("Wording", "Nothing may be written there"),
        QT_TRANSLATE_NOOP("Wording", "The folder is protected, or its disk is not connected."),
        _CHOOSE_FOLDER,
        "choose-folder",
    ),
    "file-exists": _Words(
        QT_TRANSLATE_NOOP("Wording", "There is a file of this name already"),
        QT_TRANSLATE_NOOP("Wording", "It was not replaced."),
        _CHOOSE_FOLDER,
        "choose-folder",
    ),
    "internal": _Words(
        QT_TRANSLATE_NOOP("Wording", "Longtake made a mistake"),
        QT_TRANSLATE_NOOP(
            "Wording", "This should not happen. What is done is kept; the details help to mend it."
        ),
        _COPY_DETAILS,
        "copy-details",
    ),
}
