from __future__ import annotations

import tomllib
from itertools import pairwise

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app import colour, theme
from app.colour import Rgb
from app.theme import RESOURCES, Scheme, Theme

SCHEMES: tuple[Scheme, ...] = ("light", "dark")
READ = ("text", "secondary", "accent-text", "doubtful", "warning", "failure", "success")
SEEN = ("accent", "faint", "chunk-waiting", "chunk-working", "chunk-failed")
ROLES = tuple(tomllib.loads((RESOURCES / "theme" / "roles.toml").read_text()))
DRAWINGS = sorted(file.stem for file in (RESOURCES / "icons").glob("*.svg"))
FAMILY = [name for name in DRAWINGS if not name.startswith("app")]


def rgb(made: QColor) -> Rgb:
    return made.redF(), made.greenF(), made.blueF()


def contrast(one: QColor, other: QColor) -> float:
    return colour.contrast(rgb(one), rgb(other))


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", READ)
def test_whatever_is_read_can_be_read(dressed: Theme, scheme: Scheme, name: str) -> None:
    theme.apply(dressed.application, scheme)
    for ground in ("page", "window"):
        assert contrast(theme.role(name), theme.role(ground)) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", SEEN)
def test_whatever_has_a_meaning_can_be_seen(dressed: Theme, scheme: Scheme, name: str) -> None:
    theme.apply(dressed.application, scheme)
    assert contrast(theme.role(name), theme.role("page")) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("name", "ground"),
    [
        ("text", "card"),
        ("secondary", "card"),
        ("text", "playing"),
        ("text", "hover"),
        ("text", "control-pressed"),
        ("text", "drop"),
        ("text", "doubtful-ground"),
        ("text", "warning-ground"),
        ("text", "failure-ground"),
        ("selection-text", "selection"),
        ("on-accent", "accent"),
    ],
)
def test_text_can_be_read_on_every_ground_it_stands_on(
    dressed: Theme, scheme: Scheme, name: str, ground: str
) -> None:
    theme.apply(dressed.application, scheme)
    assert contrast(theme.role(name), theme.role(ground)) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", READ)
def test_who_asks_for_more_contrast_gets_it(dressed: Theme, scheme: Scheme, name: str) -> None:
    theme.apply(dressed.application, scheme, contrast=True)
    assert contrast(theme.role(name), theme.role("page")) >= 7


@pytest.mark.parametrize("accent", ["#ffcc00", "#8e8e93", "#ff2d55", "#34c759", "#007aff"])
def test_no_accent_of_the_system_makes_text_illegible(dressed: Theme, accent: str) -> None:
    palette = QPalette(dressed.application.palette())
    palette.setColor(QPalette.ColorRole.Accent, QColor(accent))
    dressed.application.setPalette(palette)
    dressed.refresh()
    assert contrast(theme.role("accent-text"), theme.role("page")) >= 4.5
    assert contrast(theme.role("accent"), theme.role("page")) >= 3
    assert contrast(theme.role("on-accent"), theme.role("accent")) >= 4.5


def test_dark_is_neither_black_nor_glowing_white(dressed: Theme) -> None:
    theme.apply(dressed.application, "dark")
    assert dressed.is_dark
    assert theme.role("page").lightness() > 20
    assert theme.role("text").lightness() < 240


def test_every_role_can_be_worked_out_and_no_other(dressed: Theme) -> None:
    assert all(theme.role(name).isValid() for name in ROLES)
    with pytest.raises(KeyError):
        theme.role("mauve")


def test_a_role_that_is_asked_for_cannot_be_changed_by_who_asked(dressed: Theme) -> None:
    theme.role("text").setRed(200)
    assert theme.role("text").red() != 200


def test_a_new_palette_of_the_system_is_announced_once(dressed: Theme, qtbot: QtBot) -> None:
    before = theme.role("text")
    palette = QPalette(dressed.application.palette())
    palette.setColor(QPalette.ColorRole.WindowText, QColor("#30105a"))
    heard: list[None] = []
    dressed.changed.connect(lambda: heard.append(None))
    with qtbot.waitSignal(dressed.changed):
        dressed.application.setPalette(palette)
    assert heard == [None]
    assert theme.role("text") != before


# --- speakers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", SCHEMES)
def test_twelve_speakers_have_colours_of_one_lightness(dressed: Theme, scheme: Scheme) -> None:
    theme.apply(dressed.application, scheme)
    lightness = [colour.to_oklch(rgb(theme.speaker_colour(index)))[0] for index in range(12)]
    assert max(lightness) - min(lightness) < 0.01


@pytest.mark.parametrize("scheme", SCHEMES)
def test_neighbours_differ_for_every_eye(dressed: Theme, scheme: Scheme) -> None:
    theme.apply(dressed.application, scheme)
    shades = [rgb(theme.speaker_colour(index)) for index in range(12)]
    for vision in colour.VISIONS:
        nearest = min(colour.distance(a, b, vision) for a, b in pairwise(shades))
        assert nearest > 0.05, vision  # 0.02 is just to be told apart


def test_no_two_of_the_twelve_are_the_same(dressed: Theme) -> None:
    shades = [rgb(theme.speaker_colour(index)) for index in range(12)]
    distances = [
        colour.distance(one, other)
        for place, one in enumerate(shades)
        for other in shades[place + 1 :]
    ]
    assert min(distances) > 0.04


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("index", range(12))
def test_a_speakers_name_can_be_read_on_its_chip_and_on_the_page(
    dressed: Theme, scheme: Scheme, index: int
) -> None:
    theme.apply(dressed.application, scheme)
    name = theme.speaker_colour(index)
    assert contrast(name, theme.speaker_ground(index)) >= 4.5
    assert contrast(name, theme.role("page")) >= 4.5


def test_the_thirteenth_speaker_begins_anew(dressed: Theme) -> None:
    assert theme.speaker_colour(12) == theme.speaker_colour(0)


# --- icons ----------------------------------------------------------------------------------------


def drawn(icon: QIcon, size: int = 32, mode: QIcon.Mode = QIcon.Mode.Normal) -> QImage:
    return icon.pixmap(QSize(size, size), mode).toImage()


def inks(image: QImage) -> set[str]:
    """The colours of the pixels that are wholly painted."""
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    colours = (image.pixelColor(x, y) for x, y in points)
    return {each.name() for each in colours if each.alpha() == 255}


def painted(image: QImage) -> list[tuple[int, int]]:
    return [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() > 0
    ]


@pytest.mark.parametrize("name", FAMILY)
def test_an_icon_is_drawn_on_the_common_grid_in_its_role(dressed: Theme, name: str) -> None:
    drawing = (RESOURCES / "icons" / f"{name}.svg").read_text()
    assert 'viewBox="0 0 20 20"' in drawing and 'stroke-width="1.5"' in drawing
    image = drawn(theme.icon(name, "failure"), 40)
    ink = rgb(theme.role("failure"))
    assert all(colour.distance(colour.from_hex(each), ink) < 0.01 for each in inks(image))
    places = painted(image)
    assert places, "nothing is drawn"
    assert all(1 <= x <= 38 and 1 <= y <= 38 for x, y in places), "it is cut off"


def test_an_icon_follows_the_colours_by_itself(dressed: Theme) -> None:
    icon = theme.icon("film")
    before = inks(drawn(icon))
    theme.apply(dressed.application, "dark")
    assert inks(drawn(icon)) == {theme.role("text").name()} != before


def test_an_icon_that_cannot_be_used_is_faint(dressed: Theme) -> None:
    icon = theme.icon("stop")
    assert inks(drawn(icon, mode=QIcon.Mode.Disabled)) == {theme.role("faint").name()}
    assert inks(drawn(icon, mode=QIcon.Mode.Selected)) == {theme.role("selection-text").name()}


def test_an_icon_is_as_sharp_as_the_screen(dressed: Theme) -> None:
    image = QImage(QSize(40, 40), QImage.Format.Format_ARGB32)
    image.setDevicePixelRatio(2.0)
    image.fill(0)
    painter = QPainter(image)
    theme.icon("stop").paint(painter, QRect(0, 0, 20, 20))
    painter.end()
    direct = drawn(theme.icon("stop"), 40)
    assert painted(image) == painted(direct)


def test_an_icon_without_room_is_not_drawn_and_harms_nothing(dressed: Theme) -> None:
    image = QImage(QSize(8, 8), QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    theme.icon("stop").paint(painter, QRect(0, 0, 0, 0))
    painter.end()
    assert painted(image) == []
    assert not theme.icon("stop").pixmap(QSize(1, 1)).isNull()


def test_an_icon_that_nobody_drew_is_refused_at_once(dressed: Theme) -> None:
    with pytest.raises(KeyError):
        theme.icon("unicorn")


@pytest.mark.parametrize("size", [16, 32, 128, 512])
def test_the_apps_icon_has_a_picture_of_every_size(dressed: Theme, size: int) -> None:
    image = drawn(theme.app_icon(), size)
    assert image.size() == QSize(size, size)
    assert image.pixelColor(size // 2, size // 2).alpha() == 255
    assert image.pixelColor(0, 0).alpha() == 0, "its corners are round"


# --- type, movement, controls ---------------------------------------------------------------------


def test_type_has_one_scale_two_weights_and_figures_of_one_width(dressed: Theme) -> None:
    sizes = [theme.font(step).pixelSize() for step in theme.TYPE]
    assert sizes == [22, 15, 15, 13, 11]
    assert len({theme.font(step).weight() for step in theme.TYPE}) == 2
    assert theme.font("transcript", 24).pixelSize() == 24
    tag = theme.QFont.Tag("tnum")
    assert theme.font("control").featureValue(tag) == 1


def test_nothing_moves_for_who_asks_for_stillness(dressed: Theme) -> None:
    assert theme.duration(theme.QUICK) == theme.QUICK
    theme.apply(dressed.application, motion="reduced")
    assert theme.duration(theme.SLOW) == 0


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_focus_is_seen(dressed: Theme, qtbot: QtBot, scheme: Scheme) -> None:
    theme.apply(dressed.application, scheme)
    button = QPushButton("Resume")
    qtbot.addWidget(button)
    with qtbot.waitActive(button):
        button.show()
    button.clearFocus()
    assert theme.role("accent").name() not in inks(button.grab().toImage())
    button.setFocus()
    assert theme.role("accent").name() in inks(button.grab().toImage())


def test_the_style_sheet_asks_for_nothing_that_is_not_there(dressed: Theme) -> None:
    sheet = dressed.application.styleSheet()
    assert "@" not in sheet
    named = [part.split('"')[0] for part in sheet.split('url("')[1:]]
    assert named
    assert all(theme.Path(name).is_file() for name in named)


def test_there_is_one_theme_for_an_application(dressed: Theme, qapp: QApplication) -> None:
    assert theme.current() is dressed is theme.apply(qapp)


# --- the tables -----------------------------------------------------------------------------------

TABLES = {
    name: tomllib.loads((RESOURCES / "theme" / f"{name}.toml").read_text())
    for name in ("roles", "palettes", "speakers")
}
GROUNDS_OF_OWN = [name for name in TABLES["palettes"]]


@pytest.mark.parametrize("name", ROLES)
def test_a_role_comes_from_the_palette_or_is_a_hue(name: str) -> None:
    recipe = TABLES["roles"][name]
    for each in (recipe, recipe.get("strong", {"palette": "Base"})):
        ways = {"palette", "mix", "hue"} & set(each)
        assert len(ways) == 1, "one way to make it"
        assert "#" not in str(each), "a colour of its own would not follow the system"
        assert set(each) <= {
            *("palette", "mix", "hue", "chroma", "contrast", "ground", "strong", "on")
        }


@pytest.mark.parametrize("name", ROLES)
def test_a_role_names_colours_that_qt_has(name: str) -> None:
    recipe = TABLES["roles"][name]
    named = [recipe["palette"]] if "palette" in recipe else list(recipe.get("mix", []))[:2]
    assert all(each in QPalette.ColorRole.__members__ for each in named)


@pytest.mark.parametrize("name", GROUNDS_OF_OWN)
def test_a_palette_of_our_own_lacks_no_colour(name: str) -> None:
    usual = set(QPalette.ColorRole.__members__) - {"NoRole", "NColorRoles"}
    assert set(TABLES["palettes"][name]) == usual


@pytest.mark.parametrize("name", GROUNDS_OF_OWN)
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("WindowText", "Window"),
        ("Text", "Base"),
        ("ButtonText", "Button"),
        ("HighlightedText", "Highlight"),
        ("ToolTipText", "ToolTipBase"),
        ("PlaceholderText", "Base"),
        ("Link", "Base"),
    ],
)
def test_a_palette_of_our_own_can_be_read(name: str, text: str, ground: str) -> None:
    chosen = TABLES["palettes"][name]
    least = 7 if name.endswith("contrast") else 4.5
    one, other = colour.from_hex(chosen[text]), colour.from_hex(chosen[ground])
    assert colour.contrast(one, other) >= least


def test_twelve_hues_stand_thirty_degrees_apart() -> None:
    hues = sorted(TABLES["speakers"]["hues"])
    assert len(hues) == 12
    assert {other - one for one, other in pairwise(hues)} == {30}


def test_the_order_of_speakers_beats_the_order_of_the_rainbow(dressed: Theme) -> None:
    shades = TABLES["speakers"]["light"]

    def worst(hues: list[int]) -> float:
        made = [colour.oklch(shades["lightness"], shades["chroma"], hue) for hue in hues]
        return min(
            colour.distance(one, other, vision)
            for vision in colour.VISIONS
            for one, other in pairwise(made)
        )

    chosen = TABLES["speakers"]["hues"]
    assert worst(chosen) > 4 * worst(sorted(chosen))


def test_every_role_of_the_style_sheet_is_a_role() -> None:
    sheet = (RESOURCES / "theme" / "controls.qss").read_text()
    named = {part.split()[0].rstrip(';"}') for part in sheet.split("@")[1:]}
    plain = {name for name in named if not name.startswith(("marks", "tick"))}
    assert plain <= set(ROLES)


def test_the_system_is_asked_for_its_scheme_where_it_has_one(dressed: Theme) -> None:
    assert not dressed.draws_controls or dressed.application.styleSheet()
    theme.apply(dressed.application, "dark")
    assert dressed.is_dark
    theme.apply(dressed.application, "light")
    assert not dressed.is_dark


def test_spaces_stand_on_the_grid() -> None:
    for space in (theme.MARGIN, theme.WIDE_MARGIN, theme.SIDEBAR):
        assert space % theme.GRID == 0
    assert theme.GAP * 2 == theme.GRID
    assert 120 <= theme.QUICK < theme.SLOW <= 180
