"""The languages of the interface: which there are, and how one is put in use.

English stands in the source. The others are compiled from `resources/translations/*.ts` by
`scripts/translations.py`; the compiled files are kept beside them, since a checkout must start in
any language without Qt's tools.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from app.settings import Language
from app.theme import RESOURCES

FOLDER = RESOURCES / "translations"
LANGUAGES: tuple[Language, ...] = ("en", "ru", "de")
NAMES = {"en": "English", "ru": "Русский", "de": "Deutsch"}
"""Each by its own name, so that whoever is lost finds the way back."""


def install(application: QCoreApplication, language: Language = "system") -> QLocale:
    """Let the application speak a language; returns the locale that numbers and dates follow.

    The system's own locale stays where the language is the system's: "de_AT" is not made "de_DE".
    """
    locale = locale_of(language)
    QLocale.setDefault(locale)
    for former in application.findChildren(QTranslator):
        application.removeTranslator(former)
        former.deleteLater()
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in (("qtbase", qt), ("longtake", str(FOLDER))):
        translator = QTranslator(application)
        if translator.load(f"{name}_{spoken(locale)}", folder):
            application.installTranslator(translator)
    return locale


def locale_of(language: Language) -> QLocale:
    """The locale that a choice comes to."""
    system = QLocale.system()
    if language == "system" or language == system.name().partition("_")[0]:
        return system if spoken(system) == system.name().partition("_")[0] else QLocale("en")
    return QLocale(language)


def spoken(locale: QLocale) -> str:
    """The language of the interface in a locale; English where there is no translation."""
    code = locale.name().partition("_")[0]
    return code if code in LANGUAGES else "en"
