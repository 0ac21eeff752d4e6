"""Colours as the eye has them: equal steps look equal, and contrast is what a reader needs.

RGB is three floats from 0 to 1 in sRGB. Lightness is 0 to 1, chroma 0 to about 0.37, hue in degrees
(29 red, 110 yellow, 142 green, 264 blue).
"""

from __future__ import annotations

import math
from collections.abc import Callable

Rgb = tuple[float, float, float]
Lab = tuple[float, float, float]
Matrix = tuple[Rgb, Rgb, Rgb]

VISIONS = ("normal", "protan", "deutan", "tritan")

_TO_CONES: Matrix = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_CONES_TO_LAB: Matrix = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
_LAB_TO_CONES: Matrix = (
    (1.0, 0.3963377774, 0.2158037573),
    (1.0, -0.1055613458, -0.0638541728),
    (1.0, -0.0894841775, -1.2914855480),
)
_FROM_CONES: Matrix = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)
_SEEN_BY: dict[str, Matrix] = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def oklch(lightness: float, chroma: float, hue: float) -> Rgb:
    """The colour of this lightness and hue, paler where a screen cannot show that chroma."""
    while not is_shown(rgb := _from_lab(_polar(lightness, chroma, hue))) and chroma > 0:
        chroma = max(0.0, chroma - 0.002)
    return _clipped(rgb)


def to_oklch(rgb: Rgb) -> tuple[float, float, float]:
    """Lightness, chroma and hue."""
    lightness, a, b = to_oklab(rgb)
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def to_oklab(rgb: Rgb) -> Lab:
    """Where the colour lies in OKLab. Method: Ottosson, 2020."""
    cones = _times(_TO_CONES, _linear(rgb))
    return _times(_CONES_TO_LAB, _each(math.cbrt, cones))


def mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    """`share` of one colour and the rest of the other, mixed in OKLab."""
    ours, theirs = to_oklab(one), to_oklab(other)
    mixed = [share * a + (1 - share) * b for a, b in zip(ours, theirs, strict=True)]
    return _clipped(_from_lab((mixed[0], mixed[1], mixed[2])))


def contrast(one: Rgb, other: Rgb) -> float:
    """Contrast ratio, 1 to 21. Source: WCAG 2.2, 1.4.3; text needs 4.5."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def legible(rgb: Rgb, grounds: tuple[Rgb, ...], least: float) -> Rgb:
    """The colour, made darker or lighter until it has `least` contrast to every ground.

    Where none of its hue has, black or white.
    """
    lightness, chroma, hue = to_oklch(rgb)
    end = 0.0 if _luminance(grounds[0]) > 0.18 else 1.0
    for step in range(101):
        tried = oklch(lightness + (end - lightness) * step / 100, chroma, hue) if step else rgb
        if all(contrast(tried, ground) >= least for ground in grounds):
            return tried
    return (end, end, end)


def distance(one: Rgb, other: Rgb, vision: str = "normal") -> float:
    """How far apart two colours look, in OKLab; 0.02 is just to be told apart side by side."""
    return math.dist(to_oklab(seen_by(one, vision)), to_oklab(seen_by(other, vision)))


def seen_by(rgb: Rgb, vision: str) -> Rgb:
    """The colour as one of `VISIONS` has it. Source: Machado, Oliveira, Fernandes, 2009."""
    seen = _times(_SEEN_BY[vision], _linear(rgb))
    return _clipped(_gamma((seen[0], seen[1], seen[2])))


def is_shown(rgb: Rgb) -> bool:
    """A screen can show it."""
    return all(-0.0005 <= value <= 1.0005 for value in rgb)


def to_hex(rgb: Rgb) -> str:
    """As it is written: #rrggbb."""
    return "#" + "".join(f"{round(value * 255):02x}" for value in _clipped(rgb))


def from_hex(text: str) -> Rgb:
    """What #rrggbb means."""
    red, green, blue = bytes.fromhex(text.removeprefix("#"))
    return red / 255, green / 255, blue / 255


def _polar(lightness: float, chroma: float, hue: float) -> Lab:
    angle = math.radians(hue)
    return lightness, chroma * math.cos(angle), chroma * math.sin(angle)


def _from_lab(lab: Lab) -> Rgb:
    cones = _times(_LAB_TO_CONES, lab)
    return _gamma(_times(_FROM_CONES, _each(lambda value: value**3, cones)))


def _luminance(rgb: Rgb) -> float:
    red, green, blue = _linear(rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(rgb: Rgb) -> Rgb:
    return _each(lambda v: v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4, rgb)


def _gamma(rgb: Rgb) -> Rgb:
    return _each(lambda v: 12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055, rgb)


def _clipped(rgb: Rgb) -> Rgb:
    return _each(lambda value: min(max(value, 0.0), 1.0), rgb)


def _each(function: Callable[[float], float], values: Rgb) -> Rgb:
    return function(values[0]), function(values[1]), function(values[2])


def _times(matrix: Matrix, vector: Rgb) -> Rgb:
    rows = [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]
    return rows[0], rows[1], rows[2]
