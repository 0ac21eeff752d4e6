"""The languages that multilingual Whispers know, by code, and how people call them."""

from __future__ import annotations

from PySide6.QtCore import QLocale

CODES = (
    "af ar az be bg bn bs ca cs cy da de el en es et eu fa fi fr gl gu he hi hr hu hy id is it ja"
    " ka kk km kn ko lo lt lv mi mk ml mn mr ms my ne nl no pa pl pt ro ru sd si sk sl so sq sr sv"
    " sw ta te tg th tk tr tt uk ur uz vi yi yo zh"
).split()


def named() -> list[tuple[str, str]]:
    """Each language as (code, its name in the interface's language), by name."""
    found = [(code, name_of(code)) for code in CODES]
    return sorted(found, key=lambda pair: pair[1].casefold())


def name_of(code: str) -> str:
    """What people call a language; the code itself where nobody knows."""
    if not code:
        return ""
    language = QLocale.codeToLanguage(code)
    return QLocale.languageToString(language) if language != QLocale.Language.C else code
