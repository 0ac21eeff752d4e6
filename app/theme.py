"""How Longtake looks: what colours mean, the scale of spaces and type, icons tinted by role.

    theme.apply(application)          once, at the start
    theme.role("secondary")           the colour of a meaning, as it is now
    theme.icon("play")                an icon that follows the colours by itself
    theme.speaker_colour(0)           the colour of a speaker's name
    theme.current().changed           the colours have changed: paint anew

Roles come from the system's palette (`resources/theme/roles.toml`), so that light, dark, accent and
high contrast are the system's own. Widgets ask for a role when they paint and keep no colour.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QByteArray, QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QIcon,
    QIconEngine,
    QImage,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtWidgets import QApplication, QWidget

from app import colour
from app.colour import Rgb
from engine import resources

Scheme = Literal["system", "light", "dark"]
Motion = Literal["system", "reduced"]
Step = Literal["title", "heading", "transcript", "control", "small"]

RESOURCES = resources.root()

GRID = 8
"""Pixels: everything stands on this grid, hairline gaps on half of it."""
GAP = GRID // 2
MARGIN = 2 * GRID
WIDE_MARGIN = 3 * GRID
RADIUS = 6
CARD_RADIUS = 10
SIDEBAR = 240
ICON = 20
SMALL_ICON = 16

CONTROL_SIZE = 13
"""What the type scale is written for; on a system with another size all of it is scaled."""
TYPE: dict[Step, tuple[int, bool]] = {
    "title": (22, True),
    "heading": (15, True),
    "transcript": (15, False),
    "control": (13, False),
    "small": (11, False),
}
TRANSCRIPT_LEADING = 24 / 15
QUICK, SLOW = 120, 180
"""Milliseconds that a movement takes."""


class Theme(QObject):
    """The colours of now. `changed` follows the system's palette, scheme and contrast."""

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self.application = application
        self._roles: dict[str, QColor] = {}
        self._speakers: dict[int, tuple[QColor, QColor]] = {}
        self._motion: Motion = "system"
        # Asked once: under a style sheet a style no longer says its name.
        self.draws_controls = application.style().name().lower() == "fusion"
        self._seen = 0
        self._ear = _PaletteEar(self)
        self._hints = application.styleHints()
        self._wishes = self._hints.accessibility()  # kept: PySide forgets what nobody holds
        self._brings_colours = self._hints.colorScheme() != Qt.ColorScheme.Unknown
        self._hints.colorSchemeChanged.connect(self.refresh)
        self._wishes.contrastPreferenceChanged.connect(self.refresh)

    @property
    def is_dark(self) -> bool:
        """Text is lighter than what it stands on."""
        palette = self.application.palette()
        return palette.windowText().color().lightness() > palette.window().color().lightness()

    @property
    def is_contrasting(self) -> bool:
        """The user asks for more contrast."""
        if self._contrast is not None:
            return self._contrast
        return self._wishes.contrastPreference() == Qt.ContrastPreference.HighContrast

    _contrast: bool | None = None

    @property
    def is_still(self) -> bool:
        """The user asks that nothing moves."""
        asked = self._wishes.motionPreference() == Qt.MotionPreference.ReducedMotion
        return asked or self._motion == "reduced"

    def dress(self, scheme: Scheme, motion: Motion, contrast: bool | None = None) -> None:
        """Take these choices; `contrast` overrules what the system asks for."""
        self._motion, self._contrast = motion, contrast
        if self._brings_colours:
            self._hints.setColorScheme(_SCHEMES[scheme])
        else:
            self.application.setPalette(_own_palette(scheme, self.is_contrasting))
        self.application.setFont(font("control"))
        self.refresh()

    def refresh(self) -> None:
        """Look at the system's colours again."""
        self._seen = self.application.palette().cacheKey()
        self._roles.clear()
        self._speakers.clear()
        _tinted.cache_clear()
        if self.draws_controls:
            self.application.setStyleSheet(_controls(self))
        self.changed.emit()

    def hear_palette(self) -> None:
        """Refresh where the palette is another than the one that was worked with."""
        if self.application.palette().cacheKey() != self._seen:
            self.refresh()

    def role(self, name: str) -> QColor:
        """The colour of a meaning; a name that is not in `roles.toml` is a `KeyError`."""
        if name not in self._roles:
            self._roles[name] = _qcolor(self._worked_out(_table("roles")[name]))
        return QColor(self._roles[name])

    def speaker(self, index: int) -> tuple[QColor, QColor]:
        """A speaker's colour for text and marks, and the ground of a chip that bears its name."""
        if index not in self._speakers:
            self._speakers[index] = self._coloured(index)
        ink, ground = self._speakers[index]
        return QColor(ink), QColor(ground)

    def _coloured(self, index: int) -> tuple[QColor, QColor]:
        table = _table("speakers")
        shades = table["dark" if self.is_dark else "light"]
        hue = table["hues"][index % len(table["hues"])]
        page = self._colour("Base")
        own = colour.oklch(shades["lightness"], shades["chroma"], hue)
        ground = colour.mix(own, page, shades["ground"])
        least = 7.0 if self.is_contrasting else 4.5
        return _qcolor(colour.legible(own, (page, ground), least)), _qcolor(ground)

    def _worked_out(self, recipe: Mapping[str, Any]) -> Rgb:
        if self.is_contrasting and "strong" in recipe:
            recipe = recipe["strong"]
        page, window = self._colour("Base"), self._colour("Window")
        made = self._made(recipe)
        if "on" in recipe:
            return _read_best_on(_rgb(self.role(recipe["on"])))
        if "ground" in recipe:
            return colour.mix(made, page, recipe["ground"])
        least = recipe.get("contrast", 0.0)
        return colour.legible(made, (page, window), least) if least else made

    def _made(self, recipe: Mapping[str, Any]) -> Rgb:
        if "hue" in recipe:
            return colour.oklch(0.75 if self.is_dark else 0.55, recipe["chroma"], recipe["hue"])
        if "mix" in recipe:
            one, other, share = recipe["mix"]
            return colour.mix(self._colour(one), self._colour(other), share)
        return self._colour(recipe["palette"])

    def _colour(self, name: str) -> Rgb:
        chosen = self.application.palette().color(QPalette.ColorGroup.Active, _palette_role(name))
        return chosen.redF(), chosen.greenF(), chosen.blueF()


def apply(
    application: QApplication,
    scheme: Scheme = "system",
    motion: Motion = "system",
    contrast: bool | None = None,
) -> Theme:
    """Dress the application, now and whenever the system's colours change."""
    theme = _themed(application)
    theme.dress(scheme, motion, contrast)
    return theme


def current() -> Theme:
    """The theme of the running application."""
    application = QApplication.instance()
    assert isinstance(application, QApplication), "there is no application to dress"
    return _themed(application)


def role(name: str) -> QColor:
    """The colour of a meaning, as it is now."""
    return current().role(name)


def speaker_colour(index: int) -> QColor:
    """The colour of a speaker's name and marks, on the page as on its chip; twelve, then anew."""
    return current().speaker(index)[0]


def speaker_ground(index: int) -> QColor:
    """What stands behind a speaker's name on a chip."""
    return current().speaker(index)[1]


def font(step: Step = "control", size: int = 0) -> QFont:
    """A font of the scale, with figures of one width; `size` instead of the step's own.

    Sizes follow the system's: where its controls are larger, so is everything.
    """
    pixels, is_heavy = TYPE[step]
    made = QFont(_system_font())
    made.setPixelSize(round((size or pixels) * _scale()))
    made.setWeight(QFont.Weight.DemiBold if is_heavy else QFont.Weight.Normal)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def duration(milliseconds: int) -> int:
    """How long a movement may take: none at all where the user asks for stillness."""
    return 0 if current().is_still else milliseconds


def icon(name: str, tint: str = "text") -> QIcon:
    """An icon of the family, in a role's colour; it follows the colours by itself."""
    if not _icon_file(name).is_file():
        raise KeyError(name)
    return QIcon(_Tinted(name, tint))


def app_icon() -> QIcon:
    """The icon of Longtake itself."""
    made = QIcon()
    for size in (16, 32, 128, 512):
        made.addFile(str(RESOURCES / "icons" / f"app-{size}.png"), QSize(size, size))
    return made


# --- icons ----------------------------------------------------------------------------------------


class _Tinted(QIconEngine):
    """Paints a drawing in the colour that its role has when it is painted."""

    def __init__(self, name: str, tint: str) -> None:
        super().__init__()
        self._name = name
        self._tint = tint

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatioF() if painter.device() else 1.0
        side = min(rect.width(), rect.height())
        if side <= 0:
            return
        image = _tinted(self._name, self._ink(mode), round(side * ratio))
        corner = rect.center() - QPoint((side - 1) // 2, (side - 1) // 2)
        painter.drawImage(QRect(corner, QSize(side, side)), image)

    def pixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State) -> QPixmap:
        side = max(1, min(size.width(), size.height()))
        return QPixmap.fromImage(_tinted(self._name, self._ink(mode), side))

    def _ink(self, mode: QIcon.Mode) -> str:
        names = {QIcon.Mode.Disabled: "faint", QIcon.Mode.Selected: "selection-text"}
        return role(names.get(mode, self._tint)).name()


@cache
def _tinted(name: str, ink: str, side: int) -> QImage:
    from PySide6.QtSvg import QSvgRenderer

    drawing = _icon_file(name).read_bytes().replace(b"currentColor", ink.encode())
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(drawing)).render(painter)
    painter.end()
    return image


def _icon_file(name: str) -> Path:
    return RESOURCES / "icons" / f"{name}.svg"


# --- where it comes from --------------------------------------------------------------------------

_SCHEMES: dict[Scheme, Qt.ColorScheme] = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}


class _PaletteEar(QWidget):
    """A window that nobody sees: only widgets are told of a new palette, accent included."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._theme.hear_palette()
        return super().event(event)


def _themed(application: QApplication) -> Theme:
    found = application.property("longtake_theme")
    if not isinstance(found, Theme):
        found = Theme(application)
        application.setProperty("longtake_theme", found)
    return found


def _own_palette(scheme: Scheme, is_contrasting: bool) -> QPalette:
    table = _table("palettes")
    chosen = table[("dark" if scheme == "dark" else "light") + "-contrast" * is_contrasting]
    palette = QPalette()
    for name, value in chosen.items():
        palette.setColor(_palette_role(name), QColor(value))
    pale = colour.mix(colour.from_hex(chosen["Text"]), colour.from_hex(chosen["Window"]), 0.45)
    for name in ("WindowText", "Text", "ButtonText"):
        palette.setColor(QPalette.ColorGroup.Disabled, _palette_role(name), _qcolor(pale))
    return palette


def _controls(theme: Theme) -> str:
    """The style sheet of controls where no native style draws them."""
    sheet = (RESOURCES / "theme" / "controls.qss").read_text(encoding="utf-8")
    is_pale = theme.role("on-accent").lightness() < 128
    marks = RESOURCES / "theme" / "marks"
    sheet = sheet.replace("@marks", str(marks / ("dark" if theme.is_dark else "light")))
    sheet = sheet.replace("@tick", str(marks / f"tick-{'black' if is_pale else 'white'}.svg"))
    for name in sorted(_table("roles"), key=len, reverse=True):
        sheet = sheet.replace(f"@{name}", theme.role(name).name())
    return sheet


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((RESOURCES / "theme" / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def _system_font() -> QFont:
    return QGuiApplication.font()


def _scale() -> float:
    """How much larger the system's type is than the scale's; 1 where it has no wish of its own."""
    if QGuiApplication.platformName() in ("offscreen", "minimal", "vnc"):
        return 1.0
    points = _system_font().pointSizeF()
    screen = QGuiApplication.primaryScreen()
    pixels = points * screen.logicalDotsPerInchY() / 72 if points > 0 and screen else CONTROL_SIZE
    return max(pixels / CONTROL_SIZE, 0.8)


def _read_best_on(ground: Rgb) -> Rgb:
    black, white = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
    return white if colour.contrast(white, ground) >= 4.5 else black


def _palette_role(name: str) -> QPalette.ColorRole:
    return QPalette.ColorRole[name]


def _rgb(made: QColor) -> Rgb:
    return made.redF(), made.greenF(), made.blueF()


def _qcolor(rgb: Rgb) -> QColor:
    return QColor(colour.to_hex(rgb))
