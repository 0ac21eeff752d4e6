"""The languages that a recording may be in, as people choose among them."""

from __future__ import annotations

from app.wording import language_name
from engine.kinds import LANGUAGES


def named() -> list[tuple[str, str]]:
    """Each language as (code, its own name), by name."""
    found = [(code, language_name(code)) for code in LANGUAGES]
    return sorted(found, key=lambda pair: pair[1].casefold())
