from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QImage

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "screenshots"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("screenshots", ROOT / "scripts/screenshots.py")
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules["screenshots"] = made
    spec.loader.exec_module(made)
    return made


screenshots = load()
OF_FILMS = ("picture-window",)
"""Screens that are as dark as the film that they show."""
NAMES = [name for screens in screenshots.SESSIONS.values() for name, _ in screens]


def picture(name: str, scheme: str, scale: int) -> QImage:
    return QImage(str(PICTURES / screenshots._file(name, scheme, scale)))


def brightness(image: QImage) -> float:
    small = image.scaled(8, 8)
    return sum(small.pixelColor(x, y).lightness() for x in range(8) for y in range(8)) / 64


def test_every_screen_has_a_name_of_its_own_and_says_what_it_shows() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert set(screenshots.STEPS) <= set(NAMES)


def test_every_page_of_preferences_is_a_screen() -> None:
    from app.preferences.dialog import PageName

    pages = {f"preferences-{page}" for page in PageName.__args__}
    assert pages <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_screen_has_its_pictures(name: str) -> None:
    for scheme in screenshots.SCHEMES:
        single, double = picture(name, scheme, 1), picture(name, scheme, 2)
        assert not single.isNull() and not double.isNull()
        assert abs(double.width() - 2 * single.width()) <= 2
        assert abs(double.height() - 2 * single.height()) <= 2


@pytest.mark.parametrize("name", [name for name in NAMES if name not in OF_FILMS])
def test_dark_is_dark_and_light_is_light(name: str) -> None:
    assert brightness(picture(name, "light", 1)) > 190
    assert brightness(picture(name, "dark", 1)) < 80


@pytest.mark.parametrize("name", NAMES)
def test_a_window_fits_the_smallest_screen_or_can_be_made_to(name: str) -> None:
    image = picture(name, "light", 1)
    assert image.width() <= screenshots.WINDOW.width()
    assert image.height() <= screenshots.WINDOW.height()


def test_there_is_no_picture_of_a_screen_that_is_gone() -> None:
    kinds = [(scheme, scale) for scheme in screenshots.SCHEMES for scale in screenshots.SCALES]
    wanted = {screenshots._file(name, *kind) for name in NAMES for kind in kinds}
    assert {file.name for file in PICTURES.glob("*.png")} == wanted


def test_a_state_that_does_not_come_ends_the_wait(
    monkeypatch: pytest.MonkeyPatch, qapp: object, tmp_path: Path
) -> None:
    monkeypatch.setattr(screenshots, "PATIENCE", 1)
    studio = screenshots.Studio(None, tmp_path)
    with pytest.raises(TimeoutError):
        studio.until(lambda: False)
    studio.until(lambda: True)


def test_what_is_brought_along_is_what_the_engine_reads(tmp_path: Path) -> None:
    from engine.glossary import general, read
    from engine.options import Home
    from engine.voices import VoiceLibrary

    home = Home(tmp_path)
    screenshots._bring_along(home)
    (file,) = general(home.glossaries)
    assert len(read(file)) == 6
    assert VoiceLibrary(home.voices).voices()[0].name == "Anna Lindqvist"
