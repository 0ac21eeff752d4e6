from __future__ import annotations

import ast
import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app import languages
from app.languages import FOLDER, LANGUAGES
from app.settings import Language

ROOT = Path(__file__).parents[2]
HOLES = re.compile(r"%n|%\d|%L\d")


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translations", ROOT / "scripts/translations.py")
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules["translations"] = made
    spec.loader.exec_module(made)
    return made


translations = script()


@pytest.fixture
def speaking(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    languages.install(qapp, "en")


def test_no_string_of_the_app_is_left_out_or_unfinished(tmp_path: Path) -> None:
    assert translations.outdated(tmp_path) == []


def test_a_string_that_is_not_translated_is_found(tmp_path: Path) -> None:
    for language in LANGUAGES:
        text = (FOLDER / f"longtake_{language}.ts").read_text(encoding="utf-8")
        cut = re.sub(r"<message>.*?</message>", "", text, count=1, flags=re.DOTALL)
        (tmp_path / f"longtake_{language}.ts").write_text(cut, encoding="utf-8")
    translations.update(tmp_path)
    assert len(translations.unfinished(tmp_path)) == 2, "one in Russian, one in German"


def calls_that_translate(node: ast.AST) -> list[ast.Call]:
    found = (each for each in ast.walk(node) if isinstance(each, ast.Call))
    names = ("tr", "translate", "QT_TRANSLATE_NOOP")
    return [
        each
        for each in found
        if (getattr(each.func, "attr", "") or getattr(each.func, "id", "")) in names
    ]


@pytest.mark.parametrize("file", sorted((ROOT / "app").rglob("*.py")), ids=lambda file: file.stem)
def test_no_string_stands_where_qts_tool_does_not_find_it(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    within = [part for part in ast.walk(tree) if isinstance(part, ast.JoinedStr)]
    hidden = [call.lineno for part in within for call in calls_that_translate(part)]
    assert hidden == [], f"{file.name}: give it a line of its own, outside of the f-string"


def test_every_context_is_a_class_or_a_module_of_the_app() -> None:
    for language in LANGUAGES:
        root = translations.ET.parse(FOLDER / f"longtake_{language}.ts").getroot()
        contexts = {context.findtext("name", "") for context in root.iter("context")}
        odd = {name for name in contexts if not name.isidentifier() or name[:2] == "QC"}
        assert not odd, "tr() of something that is not self, or under another name?"


def test_a_string_that_comes_back_is_translated_at_once(tmp_path: Path) -> None:
    file = tmp_path / "longtake_ru.ts"
    for language in LANGUAGES:
        name = f"longtake_{language}.ts"
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    awake = list(translations.strings(file))
    text = file.read_text(encoding="utf-8").replace(
        "<translation>", '<translation type="vanished">'
    )
    file.write_text(text, encoding="utf-8")
    assert len(list(translations.strings(file))) < len(awake)
    translations.update(tmp_path)
    assert list(translations.strings(file)) == awake


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_file_is_that_of_the_strings(language: str, tmp_path: Path) -> None:
    name = f"longtake_{language}"
    (tmp_path / f"{name}.ts").write_bytes((FOLDER / f"{name}.ts").read_bytes())
    translations._qt("lrelease", "-silent", str(tmp_path / f"{name}.ts"))
    assert (tmp_path / f"{name}.qm").read_bytes() == (FOLDER / f"{name}.qm").read_bytes()


def forms() -> Iterator[tuple[str, str, str]]:
    for language in LANGUAGES:
        root = translations.ET.parse(FOLDER / f"longtake_{language}.ts").getroot()
        for message in root.iter("message"):
            translation = message.find("translation")
            if translation.get("type") in translations.ASLEEP:
                continue
            numbered = [form.text or "" for form in translation.iter("numerusform")]
            for form in numbered or [translation.text or ""]:
                yield language, message.findtext("source", ""), form


def test_every_translation_keeps_the_places_of_numbers_and_names() -> None:
    for language, source, form in forms():
        assert sorted(HOLES.findall(source)) == sorted(HOLES.findall(form)), (language, form)


def test_every_translation_ends_as_its_source_does() -> None:
    for language, source, form in forms():
        for ending in (".", "…", ":"):
            assert source.endswith(ending) == form.endswith(ending), (language, source, form)


@pytest.mark.parametrize("language", ["ru", "de"])
def test_qts_own_words_are_translated_too(speaking: QApplication, language: Language) -> None:
    languages.install(speaking, language)
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") not in ("Cancel", "")


def test_the_locale_goes_with_the_language(speaking: QApplication) -> None:
    assert languages.install(speaking, "de").language() == QLocale.Language.German
    assert QLocale().decimalPoint() == ","


def test_a_language_leaves_nothing_of_the_one_before(speaking: QApplication) -> None:
    for language in (*LANGUAGES, "en"):
        languages.install(speaking, language)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    kept = [each for each in speaking.findChildren(QTranslator) if each.language()]
    assert {each.language().partition("_")[0] for each in kept} <= {"en"}


def test_a_language_without_a_translation_is_english() -> None:
    assert languages.spoken(QLocale("fr_FR")) == "en"
    assert languages.spoken(QLocale("ru_RU")) == "ru"
    assert set(languages.NAMES) == set(LANGUAGES)
