"""Renders every screen of the app, light and dark, at 1× and 2×, into docs/screenshots.

    python scripts/screenshots.py [--film FILE] [--fonts FOLDER] [--only NAME,…]
        [--language ru] [--size 1024x640] [--scales 1]

The widgets are the app's own: it runs without a screen, with a real engine, a home of its own and
the models of the user. In the first session nothing was ever transcribed; the sample recording and
FILE are then. The second session finds the documents of `stage.py`, with work done, lost and hurt.
To add a screen, write a function that brings the app into a state and returns what is to be seen,
and name it in the `SESSIONS`.

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
from typing import TypeVar

import msgspec
from PySide6.QtCore import QDeadlineTimer, QEvent, QEventLoop, QObject, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QFont, QFontDatabase, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from app import languages, theme
from app.application import Application
from app.editor.editor_page import EditorPage
from app.editor.export_dialog import ExportDialog
from app.editor.film_sound import Sound
from app.editor.player import Player
from app.editor.realigning import Realigning
from app.editor.rerunning import Rerunning
from app.editor.speakers_panel import SpeakersPanel
from app.editor.suggestion_card import SuggestionCard
from app.editor.timeline import Timeline
from app.editor.timeline_picture import RULER, WAVE
from app.editor.voice_sheet import VoiceSheet
from app.jobs.new_job_dialog import NewJobDialog
from app.preferences.dialog import PageName, PreferencesDialog
from app.shortcuts import ShortcutsDialog
from app.theme import Scheme
from engine import calibration, options
from engine.edits import RenameSpeaker, SetText
from engine.errors import Problem
from engine.options import Home
from engine.protocol import (
    AlignedAgain,
    AligningAgain,
    OutputOptions,
    Submit,
    VoiceMatch,
    VoicesSuggested,
)
from engine.voices import Sample, VoiceLibrary
from scripts import stage

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


Part = TypeVar("Part", bound=QObject)


class Studio:
    """The running app, and how to wait for what it does."""

    def __init__(
        self, application: Application, film: Path, documents: dict[str, Path] | None = None
    ) -> None:
        self.application = application
        self.film = film
        self.films = film.parent
        self.documents = documents or {}

    @property
    def editor(self) -> EditorPage:
        """The text on the page."""
        editor = self.application.window.page.editor
        assert editor is not None
        return editor

    def part(self, kind: type[Part]) -> Part:
        """The part of the page, or else of the window, that is of this kind."""
        found = self.editor.findChild(kind) or self.application.window.findChild(kind)
        assert isinstance(found, kind)
        return found

    def show(self, document: str) -> QWidget:
        """The window with one of the documents, its text read."""
        window = self.application.window
        window.tell_nothing()  # it was about the picture before
        window.show_job(str(self.documents[document]))
        self.until(lambda: window.page.editor is not None and window.page.editor.document.is_open)
        self.settle(1500)
        return window

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
        # Outside of an event loop of its own, Qt keeps what is to be deleted.
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

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


# --- the screens of somebody who has used it for a while ------------------------------------------


def interrupted(studio: Studio) -> QWidget:
    """The greeting: something was not finished the last time."""
    studio.until(lambda: studio.application.window.page.card.isVisible())
    studio.settle(1500)
    return studio.application.window


def failed(studio: Studio) -> QWidget:
    """The watchdog ended a job that stood still."""
    studio.application.window.tell_nothing()
    return studio.show("failed")


def gap(studio: Studio) -> QWidget:
    """A part was given up, and can be run again."""
    window = studio.show("interview")
    view = studio.editor.view
    view.go_to(studio.editor.document.segments[len(stage.TALK)].id)
    bar = view.verticalScrollBar()
    bar.setValue(bar.value() + 12 * theme.GRID)
    return window


def find(studio: Studio) -> QWidget:
    """Words are found, and about to be replaced."""
    window, bar = studio.show("interview"), studio.editor.find_bar
    studio.editor.view.pen.go(studio.editor.view.pen.caret)
    bar.open(True)
    bar.wanted.setText("river")
    bar.replacement.setText("stream")
    studio.settle(800)
    return window


def suggestion(studio: Studio) -> QWidget:
    """A voice that is known is heard again."""
    window = studio.show("interview")
    studio.editor.find_bar.shut()
    studio.editor.inspector_action.setChecked(True)
    match = VoiceMatch(stage.THIRD, "Jonas", 0.83)
    studio.application.window.page.suggest_voices(
        VoicesSuggested(str(studio.documents["interview"]), (match,))
    )
    return window


def voice_refused(studio: Studio) -> QWidget:
    """It is somebody else; that is an edit, and can be taken back."""
    studio.show("interview")
    studio.editor.document.go_to(0)
    suggestion(studio)
    studio.part(SuggestionCard).refuse.click()
    studio.settle()
    return _with_history(studio)


def remember_voice(studio: Studio) -> QWidget:
    """A voice is to be remembered, if its owner agrees."""
    studio.part(SpeakersPanel).enrol_asked.emit(stage.OKAFOR)
    sheet = studio.part(VoiceSheet)
    sheet.consent.setText("asked by mail, 3 May")
    return sheet


def segment_menu(studio: Studio) -> QWidget:
    """What can be done with a segment, by keys alone."""
    window, editor = studio.show("interview"), studio.editor
    first = editor.document.segments[1]
    editor.document.do(SetText(first.id, first.text.replace("sixty-eight", "sixty-nine")))
    editor.view.go_to(first.id)
    editor.view.setFocus()
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(
        editor.view.viewport(), QContextMenuEvent(reason, QPoint(0, 0), QPoint(0, 0))
    )
    (menu,) = _popups()  # which a screen would move up until it is seen whole
    menu.move(window.mapToGlobal(QPoint(440, window.height() - menu.height() - theme.MARGIN)))
    return window


def history(studio: Studio) -> QWidget:
    """Every edit has a name and can be gone back to."""
    studio.show("interview")
    editor = studio.editor
    editor.document.do(RenameSpeaker(stage.THIRD, "Jonas"))
    last = editor.document.segments[-1]
    editor.document.do(SetText(last.id, "Because it was so very good."))
    studio.settle()
    return _with_history(studio)


def _with_history(studio: Studio) -> QWidget:
    window = studio.application.window
    studio.editor.history_menu.popup(window.mapToGlobal(QPoint(430, 190)))
    return window


def compare(studio: Studio) -> QWidget:
    """What was recognised stands below what was made of it."""
    window, editor = studio.show("interview"), studio.editor
    editor.find_bar.shut()
    editor.inspector_action.setChecked(False)
    said = editor.document.segments[2]
    editor.document.do(SetText(said.id, said.text.replace("Kerfoot", "Carefoot")))
    editor.view.go_to(editor.document.segments[0].id)
    editor.compare_action.setChecked(True)
    return window


def aligning(studio: Studio) -> QWidget:
    """Words that were typed get their times from the sound."""
    window, realigning = studio.show("interview"), studio.part(Realigning)
    studio.editor.compare_action.setChecked(False)
    realigning.blockSignals(True)  # an engine would be done before the picture is taken
    realigning.align_edited()
    realigning.take(AligningAgain(_job(studio), 7.0, 18.0))
    return window


def aligned(studio: Studio) -> QWidget:
    """One of them could not be aligned, and keeps its times."""
    studio.part(Realigning).take(AlignedAgain(_job(studio), None, 1))
    return studio.application.window


def aligning_failed(studio: Studio) -> QWidget:
    """The film has gone, and without it there are no times."""
    realigning = studio.part(Realigning)
    realigning.align_edited()
    gone = Problem("media-missing", "")
    realigning.take(AlignedAgain(_job(studio), None, 0, gone))
    return studio.application.window


def run_part(studio: Studio) -> QWidget:
    """A part is to be heard again, if the user likes."""
    window, editor = studio.show("interview"), studio.editor
    editor.view.go_to(editor.document.segments[len(stage.TALK)].id)
    studio.part(Rerunning).offer()
    return window


def heard_otherwise(studio: Studio) -> QWidget:
    """Something else was heard under the user's edits: which text is to stand?"""
    window, document = studio.show("interview"), studio.editor.document
    said = document.segments[len(stage.TALK)]
    document.do(SetText(said.id, said.text.replace("the people", "all people")))
    studio.until(lambda: document.is_saved)
    stage.hear_otherwise(document.path)
    document.reload()
    studio.until(lambda: bool(document.new_texts))
    return window


def plain(studio: Studio) -> QWidget:
    """Speakers were not told apart: a text with times."""
    return studio.show("plain")


def glossary_word(studio: Studio) -> QWidget:
    """A word that the glossary changed, and what was heard in its place."""
    window, view = studio.show("plain"), studio.editor.view
    view.setFocus()
    view.go_to(studio.editor.document.segments[0].id)
    while view.pen.selected_text != "Kerfoot":
        view.go_to_doubtful()
    return window


def newer(studio: Studio) -> QWidget:
    """A document of a Longtake to come: it is left alone, and that is said."""
    application = studio.application
    studio.show("plain")
    application.finder.look([str(studio.documents["newer"])])
    studio.settle(2500)
    return application.window


def boundary(studio: Studio) -> QWidget:
    """The end of a turn is dragged to the right word."""
    window, document = studio.show("interview"), studio.editor.document
    canvas, said = studio.part(Timeline).canvas, document.segments[2]
    canvas.show_span(2.0, 34.0)
    studio.settle()
    edge = QPointF(canvas.scale.x(said.end), RULER + WAVE)
    for kind, by in ((QEvent.Type.MouseButtonPress, 0), (QEvent.Type.MouseMove, -40)):
        at, left = edge + QPointF(by, 0), Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(
            canvas, QMouseEvent(kind, at, canvas.mapToGlobal(at), left, left, none)
        )
    return window


def _job(studio: Studio) -> str:
    return str(studio.editor.document.path)


def video(studio: Studio) -> QWidget:
    """The film beside its text, the subtitle over it as it will be exported."""
    window, player = studio.show("interview"), studio.part(Player)
    player.play_from(studio.editor.document.segments[2].start + 0.4)
    studio.until(lambda: player.pane.has_picture and player.is_playing)
    studio.settle(1500)
    player.pause()
    studio.part(Timeline).show_span(2.0, 34.0)
    studio.part(Sound).troubled.emit("")  # a machine that takes pictures may have no sound
    return window


def no_sound(studio: Studio) -> QWidget:
    """There is no sound device, and it says so."""
    studio.part(Sound).troubled.emit("no-device")
    return studio.application.window


def picture_window(studio: Studio) -> QWidget:
    """The picture on another screen."""
    pane = studio.part(Player).pane
    pane.detach()
    studio.settle(800)
    return next(each for each in QApplication.topLevelWidgets() if pane.is_in(each))


def search(studio: Studio) -> QWidget:
    """A word was looked for, and found."""
    return _searched(studio, "the")


def search_nothing(studio: Studio) -> QWidget:
    """A word was looked for that nobody says."""
    return _searched(studio, "zeppelin")


def _searched(studio: Studio, typed: str) -> QWidget:
    window = studio.application.window
    desk = window.search_desk
    window.tell_nothing()
    studio.until(lambda: bool(studio.application.queue.rows))
    window.show_search()
    window.search.field.setText(typed)
    studio.until(lambda: desk.findings is not None and desk.findings.typed == typed)
    studio.settle(1500)  # for transcripts that are read only now
    return window


def film_missing(studio: Studio) -> QWidget:
    """The film is gone; its text can be worked on all the same."""
    studio.part(Player).pane.attach()
    return studio.show("lost")


def damaged(studio: Studio) -> QWidget:
    """A file that is hurt: what can be read is shown, nothing is written."""
    return studio.show("damaged")


def shortcuts(studio: Studio) -> QWidget:
    """Every key that does something."""
    studio.application.window.show_shortcuts()
    return studio.part(ShortcutsDialog)


SESSIONS: dict[str, list[tuple[str, Screen]]] = {
    "new": [
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
    ],
    "settled": [
        ("interrupted", interrupted),
        ("failed", failed),
        ("gap", gap),
        ("find", find),
        ("suggestion", suggestion),
        ("remember-voice", remember_voice),
        ("segment-menu", segment_menu),
        ("history", history),
        ("compare", compare),
        ("aligning", aligning),
        ("aligned", aligned),
        ("aligning-failed", aligning_failed),
        ("run-part", run_part),
        ("heard-otherwise", heard_otherwise),
        ("voice-refused", voice_refused),
        ("boundary", boundary),
        ("plain", plain),
        ("glossary-word", glossary_word),
        ("newer", newer),
        ("video", video),
        ("no-sound", no_sound),
        ("picture-window", picture_window),
        ("shortcuts", shortcuts),
        ("search", search),
        ("search-nothing", search_nothing),
        ("film-missing", film_missing),
        ("damaged", damaged),
    ],
}
STEPS = {
    "in-progress": ("first-start",),
    "paused": ("in-progress",),
    "done": ("first-start",),
    "speakers": ("done",),
    "export": ("done",),
    "failed": ("interrupted",),
    "gap": ("failed",),
    "find": ("failed",),
    "suggestion": ("failed", "find"),
    "remember-voice": ("suggestion",),
    "compare": ("failed", "find"),
    "aligning": ("compare",),
    "aligned": ("aligning",),
    "aligning-failed": ("aligned",),
    "run-part": ("failed",),
    "heard-otherwise": ("failed",),
    "voice-refused": ("suggestion",),
    "boundary": ("failed",),
    "plain": ("failed",),
    "glossary-word": ("failed",),
    "newer": ("failed",),
    "no-sound": ("video",),
    "picture-window": ("video",),
    "shortcuts": ("gap",),
}
"""Screens that others need before them."""


# --- taking them ----------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> None:
    """Take the pictures: one process for each scale, as Qt asks for it when it starts."""
    chosen = _parser().parse_args(arguments)
    if chosen.scale:
        _take(chosen)
        return
    given = list(sys.argv[1:] if arguments is None else arguments)
    names = set(chosen.only.split(",")) if chosen.only else None
    for session, screens in SESSIONS.items():
        if names is not None and names.isdisjoint(name for name, _ in screens):
            continue
        for scale in chosen.scales:
            command = [sys.executable, "-m", "scripts.screenshots", *given]
            command += ["--session", session, "--scale", str(scale)]
            screen = {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(scale)}
            subprocess.run(command, check=True, env={**os.environ, **screen})


def _take(chosen: argparse.Namespace) -> None:
    screens = SESSIONS[chosen.session]
    names = set(chosen.only.split(",")) if chosen.only else {name for name, _ in screens}
    wanted = _with_steps(names)
    chosen.into.mkdir(parents=True, exist_ok=True)
    with _app(chosen) as studio:
        for name, screen in screens:
            if name in wanted:
                widget = screen(studio)
                for scheme in SCHEMES if name in names else ():
                    _save(studio, widget, scheme, chosen.into / _file(name, scheme, chosen.scale))
                _put_away(widget)


def _with_steps(names: set[str]) -> set[str]:
    """These screens, and all that have to be there before them."""
    before = {step for name in names for step in STEPS.get(name, ())}
    return names if before <= names else _with_steps(names | before)


def _put_away(widget: QWidget) -> None:
    for popup in _popups():
        popup.close()
    if isinstance(widget, QDialog | PreferencesDialog):
        widget.close()


def _popups() -> list[QMenu]:
    tops = QApplication.topLevelWidgets()
    return [each for each in tops if isinstance(each, QMenu) and each.isVisible()]


def _save(studio: Studio, widget: QWidget, scheme: Scheme, file: Path) -> None:
    theme.apply(theme.current().application, scheme)
    studio.settle()
    picture = _picture(widget)
    picture.save(str(file))
    _make_small(file)
    print(file.relative_to(ROOT) if file.is_relative_to(ROOT) else file, flush=True)


def _picture(widget: QWidget) -> QPixmap:
    """What is seen: a window, and the menus that are open over it."""
    picture = widget.grab()
    painter = QPainter(picture)
    for popup in _popups():
        painter.drawPixmap(widget.mapFromGlobal(popup.pos()), popup.grab())
    painter.end()
    return picture


def _make_small(file: Path) -> None:
    """A palette is enough for a window, and a third of the size."""
    from PIL import Image

    with Image.open(file) as opened:
        image = opened.convert("RGB")
    image.quantize(256, method=Image.Quantize.MEDIANCUT).save(file, optimize=True)


def _file(name: str, scheme: Scheme, scale: int) -> str:
    return f"{name}-{scheme}{'@2x' if scale == 2 else ''}.png"


@contextmanager
def _app(chosen: argparse.Namespace) -> Iterator[Studio]:
    with tempfile.TemporaryDirectory(prefix="longtake-") as folder:
        os.environ["HOME"] = folder  # so that pictures show no folder of this machine
        home = Home(Path(folder) / "Longtake")
        home.root.mkdir()
        home.models.symlink_to(options.home().models, target_is_directory=True)
        if (known := calibration.file(options.home())).is_file():
            home.cache.mkdir()
            shutil.copy(known, calibration.file(home))
        _bring_along(home)
        film, documents = _brought(chosen, home, Path(folder) / "Films")
        os.environ["LONGTAKE_HOME"] = str(home.root)
        qt = QApplication([sys.argv[0]])
        _take_fonts(qt, chosen.fonts)
        application = Application(qt, home)
        languages.install(qt, chosen.language)
        application.start()
        application.window.resize(chosen.size)
        try:
            yield Studio(application, film, documents)
        finally:
            qt.closeAllWindows()
            application.close()
            qt.processEvents()


def _brought(chosen: argparse.Namespace, home: Home, folder: Path) -> tuple[Path, dict[str, Path]]:
    """The films, where nothing else of the machine lies, and the documents of the session."""
    folder.mkdir()
    if chosen.session == "settled":
        film = stage.make_film(folder)
        return film, stage.set_documents(home, film)
    for each in {chosen.film, theme.RESOURCES / "sample.opus"}:
        shutil.copy(each, folder)
    return folder / chosen.film.name, {}


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
    parser.add_argument("--size", type=_size, default=WINDOW, help="of the window, as 1024x640")
    parser.add_argument("--scales", type=_scales, default=SCALES, help="1, 2 or 1,2")
    parser.add_argument("--session", choices=tuple(SESSIONS), help=argparse.SUPPRESS)
    parser.add_argument("--scale", type=int, choices=SCALES, help=argparse.SUPPRESS)
    return parser


def _size(text: str) -> QSize:
    width, _, height = text.partition("x")
    return QSize(int(width), int(height))


def _scales(text: str) -> tuple[int, ...]:
    return tuple(int(each) for each in text.split(","))


if __name__ == "__main__":
    main()
