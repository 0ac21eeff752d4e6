from __future__ import annotations

import importlib.util
import os
import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from types import ModuleType

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QImage

ROOT = Path(__file__).parents[1]
ICONS = ROOT / "resources" / "icons"
FAMILY = sorted(file for file in ICONS.glob("*.svg") if not file.stem.startswith("app"))
NUMBER = re.compile(r"-?\d*\.\d+|-?\d+")


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("draw_icons", ROOT / "scripts/draw_icons.py")
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules["draw_icons"] = made
    spec.loader.exec_module(made)
    return made


draw_icons = load()


@pytest.mark.parametrize("size", list(draw_icons.SIZES))
def test_the_pictures_are_those_of_the_drawings(qapp: object, size: int) -> None:
    drawn = QImage.fromData(draw_icons._png(draw_icons.SIZES[size], size))
    kept = QImage(str(ICONS / f"app-{size}.png"))
    assert kept.size() == drawn.size()
    middle = size // 2
    assert kept.pixelColor(middle, middle) == drawn.pixelColor(middle, middle)


def test_the_small_drawing_stands_on_whole_pixels() -> None:
    root = ET.parse(ICONS / "app-small.svg").getroot()
    for rect in list(root.iter("{http://www.w3.org/2000/svg}rect"))[1:]:
        places = [float(rect.get(name, "0")) for name in ("x", "y", "width", "height")]
        assert all(place.is_integer() for place in places)


@pytest.mark.parametrize("file", FAMILY, ids=lambda file: file.stem)
def test_a_drawing_keeps_to_the_family(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    root = ET.fromstring(text)
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("20", "20", "0 0 20 20")
    assert (root.get("stroke"), root.get("stroke-width")) == ("currentColor", "1.5")
    assert (root.get("stroke-linecap"), root.get("stroke-linejoin")) == ("round", "round")
    assert "#" not in text, "its colour is a role's, never its own"


@pytest.mark.parametrize("file", FAMILY, ids=lambda file: file.stem)
def test_a_drawing_is_small_and_stays_on_its_paper(file: Path) -> None:
    assert file.stat().st_size < 1200
    for circle in ET.parse(file).getroot().iter("{http://www.w3.org/2000/svg}circle"):
        x, y, r = (float(circle.get(name, "0")) for name in ("cx", "cy", "r"))
        assert min(x - r, y - r) >= 1 and max(x + r, y + r) <= 19
    for path in ET.parse(file).getroot().iter("{http://www.w3.org/2000/svg}path"):
        begins = path.get("d", "")
        assert begins.startswith("M")
        assert all(abs(float(number)) <= 20 for number in NUMBER.findall(begins))


def test_every_icon_that_the_app_asks_for_was_drawn() -> None:
    asked = re.compile(r'theme\.icon\(\s*"([a-z-]+)"|Symbol\(\s*"([a-z-]+)"|_tool\(\s*"([a-z-]+)"')
    drawn = {file.stem for file in FAMILY}
    for source in (ROOT / "app").rglob("*.py"):
        for names in asked.findall(source.read_text(encoding="utf-8")):
            assert "".join(names) in drawn, source.name
