"""The languages that a recording may be in, as people choose among them."""

from __future__ import annotations

from app.wording import language_name
from engine.languages import CODES


def named() -> list[tuple[str, str]]:
    """Each language as (code, its own name), by name; without those that have none."""
    found = ((code, language_name(code)) for code in CODES)
    known = [(code, name) for code, name in found if name != code]
    return sorted(known, key=lambda pair: pair[1].casefold())
