"""How a job stands, in words: for the list, for its page, and for those who hear the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from app import wording
from app.jobs.job_row import FETCH, JobRow


def standing(row: JobRow) -> str:
    """One short line: "Recognising · about 14 minutes left"."""
    match row.state:
        case "running" if row.is_pausing:
            return QCoreApplication.translate("Sentences", "Pausing")
        case "running":
            left = wording.time_left(row.left) if row.left is not None else ""
            return " · ".join(filter(None, (stage(row), left)))
        case "completed":
            return _completed(row)
        case "failed" | "unreadable" if row.problem is not None:
            return wording.worded(row.problem).title
        case _:
            return state(row)


def brief(row: JobRow) -> str:
    """The same where there is little room: of a running job what everybody looks for."""
    is_timed = row.state == "running" and row.left is not None and not row.is_pausing
    left = wording.time_left(row.left or 0.0) if is_timed else standing(row)
    return left[:1].upper() + left[1:]


def state(row: JobRow) -> str:
    """How a job stands, in a word or two, whatever the reason."""
    return _states().get(row.state, "")


def described(row: JobRow, mark: str = "") -> str:
    """A line of the list as a screen reader says it; `mark` tells it from others of its title."""
    percent = QCoreApplication.translate("Sentences", "%1 percent")
    shown = [row.title, mark, standing(row)]
    if row.state == "running":
        shown.append(percent.replace("%1", str(round(row.progress * 100))))
    return ", ".join(filter(None, shown))


def stage(row: JobRow) -> str:
    """What is being done."""
    translate = QCoreApplication.translate
    words = {
        "": translate("Sentences", "Starting"),
        FETCH: translate("Sentences", "Fetching the model"),
        "prepare": translate("Sentences", "Reading the recording"),
        "load": translate("Sentences", "Loading the model"),
        "language": translate("Sentences", "Hearing the language"),
        "recognise": translate("Sentences", "Recognising"),
        "align": translate("Sentences", "Timing the words"),
        "diarize": translate("Sentences", "Telling speakers apart"),
        "export": translate("Sentences", "Writing files"),
    }
    return words.get(row.stage, words["recognise"])


def ended(row: JobRow) -> str:
    """How a job has ended, for a notification."""
    if row.is_done:
        return QCoreApplication.translate("Sentences", "The transcript is done")
    return standing(row)


def speed(times: float) -> str:
    """How many times faster than speech: 32×, 9.3×."""
    return f"{QLocale().toString(times, 'f', 0 if times >= 10 else 1)}×"


def _completed(row: JobRow) -> str:
    length = wording.clock_time(row.duration) if row.duration else ""
    if not row.failed:
        return length
    gaps = QCoreApplication.translate("Sentences", "%n part(s) missing", None, row.failed)
    return " · ".join(filter(None, (length, gaps)))


def _states() -> dict[str, str]:
    translate = QCoreApplication.translate
    return {
        "queued": translate("Sentences", "Waiting for its turn"),
        "paused": translate("Sentences", "Paused"),
        "failed": translate("Sentences", "Failed"),
        "cancelled": translate("Sentences", "Stopped"),
        "interrupted": translate("Sentences", "Interrupted"),
        "unreadable": translate("Sentences", "Cannot be read"),
    }
