"""Renders every screen of the app, light and dark, at 1× and 2×, into docs/screenshots.

    python scripts/screenshots.py [--film FILE] [--fonts FOLDER] [--only NAME,…] [--language ru]

The widgets are the app's own and so is what they show: the app runs without a screen, with a real
engine, a home of its own and the models of the user, and transcribes the sample recording and
FILE. To add a screen, write a function that brings the app into a state and returns what is to be
seen, and name it in `SCREENS`.

Without a screen Qt takes fonts from fontconfig; a bare Linux has DejaVu, which is wider than any
system's own. FOLDER may hold better ones (the pictures in the README: Source Sans).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
from PySide6.QtCore import QDeadlineTimer, QEventLoop, QSize
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app import languages, theme
from app.application import Application
from app.editor.export_dialog import ExportDialog
from app.jobs.new_job_dialog import NewJobDialog
from app.preferences.dialog import PageName, PreferencesDialog
from app.theme import Scheme
from engine import calibration, options
from engine.options import Home
from engine.protocol import OutputOptions, Submit
from engine.voices import Sample, VoiceLibrary

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "screenshots"
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
SCALES = (1, 2)
WINDOW = QSize(1120, 720)
GLOSSARY = """text,spoken,category,weight,language,times
Fridtjof Nansen,frit yof nansen,name,2,,
Fram,framm | fraam,ship,2,,
Kerfoot,kerfits | care foot,name,,,
Mount Shasta,,place,,en,
Del Mar,,place,,,0:04:00-0:12:30
Xochitl,so cheetle,name,,es,
"""
VOICES = (
    ("Anna Lindqvist", 84.0, "asked before the interview"),
    ("Dr. Okafor", 61.0, "by mail, 3 May"),
    ("Jonas", 23.0, "asked on the phone"),
)
PATIENCE = 600_000  # milliseconds that a state may take to come


class Studio:
    """The running app, and how to wait for what it does."""

    def __init__(self, application: Application, film: Path) -> None:
        self.application = application
        self.film = film
        self.films = film.parent

    def until(self, is_so: Callable[[], bool]) -> None:
        """Let the app live until something is so."""
        patience = QDeadlineTimer(PATIENCE)
        while not is_so():
            if patience.hasExpired():
                raise TimeoutError("the app did not come into the state that was waited for")
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)

    def settle(self, milliseconds: int = 400) -> None:
        """Let movements end."""
        rest = QDeadlineTimer(milliseconds)
        self.until(rest.hasExpired)

    def submit(self, film: Path, **chosen: object) -> str:
        """Have a film transcribed; the job's document once it is in the list."""
        desk, submitted = self.application.desk, list[str]()
        desk.submitted.connect(submitted.append)
        wanted = msgspec.structs.replace(self.application.store.value.options, **chosen)
        desk.submit([Submit(str(film), wanted, OutputOptions(formats=()))])
        self.until(lambda: bool(submitted))
        desk.submitted.disconnect(submitted.append)
        return submitted[0]

    def progress(self, job: str) -> float:
        """How far a job is, 0 to 1."""
        row = self.application.queue.row_of(job)
        return row.progress if row else 0.0


Screen = Callable[[Studio], QWidget]


# --- the screens, in the order in which the app comes to them -------------------------------------


def first_start(studio: Studio) -> QWidget:
    """Nothing was ever dropped."""
    window = studio.application.window
    window.resize(WINDOW)
    studio.until(lambda: studio.application.client.state == "ready")
    studio.settle(2000)  # for what an engine tells first
    return window


def job_in_progress(studio: Studio) -> QWidget:
    """Half of a film is done."""
    application = studio.application
    job = studio.submit(studio.film)
    application.window.show_job(job)
    studio.until(lambda: studio.progress(job) > 0.45)
    return application.window


def job_paused(studio: Studio) -> QWidget:
    """The film rests, and two more wait."""
    application = studio.application
    job = application.window.shown_job
    application.desk.pause([job])
    row = application.queue.row_of(job)
    assert row is not None
    studio.until(lambda: (application.queue.row_of(job) or row).state == "paused")
    return application.window


def job_done(studio: Studio) -> QWidget:
    """The sample recording is done, and who speaks is known."""
    application = studio.application
    job = studio.submit(studio.films / "sample.opus", diarize=True)
    application.window.show_job(job)
    row = application.queue.row_of(job)
    assert row is not None
    studio.until(lambda: (application.queue.row_of(job) or row).state == "completed")
    return application.window


def new_job(studio: Studio) -> QWidget:
    """A film was dropped."""
    application = studio.application
    application.finder.look([str(studio.film)])
    studio.until(lambda: application.sheet is not None)
    sheet = application.sheet
    assert isinstance(sheet, NewJobDialog)
    studio.until(lambda: bool(sheet.estimate.text()) or not sheet.facts.text().endswith("…"))
    return sheet


def speakers(studio: Studio) -> QWidget:
    """Who speaks, beside the text."""
    window = studio.application.window
    editor = window.page.editor
    assert editor is not None
    assert editor.inspector is not None
    editor.inspector.show()
    return window


def export(studio: Studio) -> QWidget:
    """In which form the transcript is to leave."""
    window = studio.application.window
    window.job_acted.emit("export", [window.shown_job])
    studio.until(lambda: window.findChild(ExportDialog) is not None)
    dialog = window.findChild(ExportDialog)
    assert isinstance(dialog, ExportDialog)
    return dialog


def preferences(page: PageName) -> Screen:
    """A page of Preferences, with what the engine tells."""

    def screen(studio: Studio) -> QWidget:
        application = studio.application
        dialog = PreferencesDialog(application.store, application.window)
        application.client.event_received.connect(dialog.hear)
        dialog.asked.connect(application.client.send)
        dialog.show_page(page)
        studio.settle(1500)
        return dialog

    return screen


SCREENS: list[tuple[str, Screen]] = [
    ("first-start", first_start),
    ("new-job", new_job),
    ("in-progress", job_in_progress),
    ("paused", job_paused),
    ("done", job_done),
    ("speakers", speakers),
    ("export", export),
    ("preferences-general", preferences("general")),
    ("preferences-files", preferences("files")),
    ("preferences-models", preferences("models")),
    ("preferences-speakers", preferences("speakers")),
    ("preferences-voices", preferences("voices")),
    ("preferences-glossary", preferences("glossary")),
    ("preferences-device", preferences("device")),
]


STEPS = ("first-start", "in-progress", "paused", "done")
"""Screens that others need before them."""


# --- taking them ----------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> None:
    """Take the pictures: one process for each scale, as Qt asks for it when it starts."""
    chosen = _parser().parse_args(arguments)
    if chosen.scale:
        _take(chosen)
        return
    given = list(sys.argv[1:] if arguments is None else arguments)
    for scale in SCALES:
        command = [sys.executable, __file__, *given, "--scale", str(scale)]
        screen = {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(scale)}
        subprocess.run(command, check=True, env={**os.environ, **screen})


def _take(chosen: argparse.Namespace) -> None:
    names = set(chosen.only.split(",")) if chosen.only else {name for name, _ in SCREENS}
    chosen.into.mkdir(parents=True, exist_ok=True)
    with _app(chosen) as studio:
        for name, screen in SCREENS:
            if name in names or name in STEPS:
                widget = screen(studio)
                for scheme in SCHEMES if name in names else ():
                    _save(studio, widget, scheme, chosen.into / _file(name, scheme, chosen.scale))
                if isinstance(widget, QDialog):
                    widget.close()


def _save(studio: Studio, widget: QWidget, scheme: Scheme, file: Path) -> None:
    theme.apply(theme.current().application, scheme)
    studio.settle()
    widget.grab().save(str(file))
    print(file.relative_to(ROOT) if file.is_relative_to(ROOT) else file)


def _file(name: str, scheme: Scheme, scale: int) -> str:
    return f"{name}-{scheme}{'@2x' if scale == 2 else ''}.png"


@contextmanager
def _app(chosen: argparse.Namespace) -> Iterator[Studio]:
    with tempfile.TemporaryDirectory(prefix="longtake-") as folder:
        home = Home(Path(folder))
        home.models.symlink_to(options.home().models, target_is_directory=True)
        if (known := calibration.file(options.home())).is_file():
            home.cache.mkdir()
            shutil.copy(known, calibration.file(home))
        _bring_along(home)
        os.environ["LONGTAKE_HOME"] = str(home.root)
        qt = QApplication([sys.argv[0]])
        _take_fonts(qt, chosen.fonts)
        application = Application(qt, home)
        languages.install(qt, chosen.language)
        application.start()
        try:
            yield Studio(application, _brought(chosen.film, home.root / "Films"))
        finally:
            qt.closeAllWindows()
            application.close()
            qt.processEvents()


def _brought(film: Path, folder: Path) -> Path:
    """The films where pictures show no folder of the machine that they were taken on."""
    folder.mkdir()
    for each in {film, theme.RESOURCES / "sample.opus"}:
        shutil.copy(each, folder)
    return folder / film.name


def _bring_along(home: Home) -> None:
    """What somebody has who uses Longtake for a while: a glossary, people who are known."""
    home.glossaries.mkdir()
    (home.glossaries / "Expedition.csv").write_text(GLOSSARY, encoding="utf-8")
    library = VoiceLibrary(home.voices)
    for name, seconds, consent in VOICES:
        library.enrol(name, [Sample("wespeaker", (1.0,), seconds)], consent)


def _take_fonts(qt: QApplication, folder: Path | None) -> None:
    """Use the fonts of a folder; the family of the first that is upright and regular."""
    for file in sorted(folder.glob("*.[ot]tf")) if folder else ():
        number = QFontDatabase.addApplicationFont(str(file))
        if file.stem.lower().endswith("regular"):
            qt.setFont(QFont(QFontDatabase.applicationFontFamilies(number)[0]))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--film", type=Path, default=theme.RESOURCES / "sample.opus")
    parser.add_argument("--fonts", type=Path)
    parser.add_argument("--only", default="", help="names of screens, with commas")
    parser.add_argument("--into", type=Path, default=PICTURES)
    parser.add_argument("--language", choices=("en", "ru", "de"), default="en")
    parser.add_argument("--scale", type=int, choices=SCALES, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    main()
