"""The languages that multilingual Whispers know, by code."""

from __future__ import annotations

from app.wording import language_name

CODES = (
    "af ar az be bg bn bs ca cs cy da de el en es et eu fa fi fr gl gu he hi hr hu hy id is it ja"
    " ka kk km kn ko lo lt lv mi mk ml mn mr ms my ne nl no pa pl pt ro ru sd si sk sl so sq sr sv"
    " sw ta te tg th tk tr tt uk ur uz vi yi yo zh"
).split()


def named() -> list[tuple[str, str]]:
    """Each language as (code, its own name), by name."""
    found = [(code, language_name(code)) for code in CODES]
    return sorted(found, key=lambda pair: pair[1].casefold())
