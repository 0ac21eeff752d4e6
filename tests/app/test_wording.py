from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from app import languages, wording
from app.languages import LANGUAGES
from app.settings import Language
from engine import errors, glossary
from engine.errors import LongtakeError, Problem
from engine.models_catalogue import CATALOGUE, CatalogueEntry
from engine.transcript import Speaker
from tests.builders import transcript


def tree(root: type[LongtakeError]) -> Iterator[type[LongtakeError]]:
    yield root
    for child in root.__subclasses__():
        yield from tree(child)


CODES = sorted({kind.code for kind in tree(LongtakeError) if kind.__module__ == errors.__name__})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_every_problem_is_worded_in_every_language(
    speaking: QApplication, language: Language, code: str
) -> None:
    languages.install(speaking, language)
    words = wording.worded(Problem(code, "exactly what happened"))
    assert wording.is_worded(code)
    assert words.title and not words.title.endswith(".")
    assert words.sentence.endswith(".")
    assert bool(words.button) == bool(words.action)
    assert words.action in ("", *wording.ACTIONS)


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
@pytest.mark.parametrize("code", CODES)
def test_no_problem_is_told_in_english_to_who_reads_another_language(
    speaking: QApplication, language: Language, code: str
) -> None:
    problem = Problem(code, "")
    english = wording.worded(problem)
    languages.install(speaking, language)
    other = wording.worded(problem)
    assert other.title != english.title
    assert other.sentence != english.sentence
    assert not other.button or other.button != english.button


@pytest.mark.parametrize("code", CODES)
def test_no_problem_apologises_shouts_or_shows_its_code(speaking: QApplication, code: str) -> None:
    words = wording.worded(Problem(code, "", ""))
    told = f"{words.title} {words.sentence} {words.button}".lower()
    assert not any(each in told for each in ("sorry", "!", "please", "oops", "error"))
    assert "-" not in code or code not in told


def test_a_problem_of_a_newer_engine_is_worded_as_a_mistake(speaking: QApplication) -> None:
    words = wording.worded(Problem("quantum-flux", "Flux.", details="Traceback …"))
    assert words.title == wording.worded(Problem("internal", "")).title
    assert "quantum-flux" in words.details and "Traceback" in words.details


def test_details_hold_all_that_the_engine_said_and_no_dialog_does(speaking: QApplication) -> None:
    problem = Problem("no-space", "'a.srt' could not be written.", "Free some.", "errno 28")
    words = wording.worded(problem)
    for part in (problem.message, problem.hint, problem.details, "no-space", "Longtake"):
        assert part in words.details
        assert part not in words.sentence


def test_every_remedy_has_a_verb_of_its_own(speaking: QApplication) -> None:
    by_action: dict[str, set[str]] = {}
    for code in CODES:
        words = wording.worded(Problem(code, ""))
        by_action.setdefault(words.button, set()).add(words.action)
    assert all(len(actions) == 1 for actions in by_action.values()), by_action


# --- times and sizes ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0:00"),
        (7.9, "0:07"),
        (165, "2:45"),
        (3765, "1:02:45"),
        (36000, "10:00:00"),
        (-3, "0:00"),
    ],
)
def test_a_place_in_a_film(speaking: QApplication, seconds: float, said: str) -> None:
    assert wording.clock_time(seconds) == said


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_later_place_is_never_said_to_be_earlier(one: float, other: float) -> None:
    def key(said: str) -> tuple[int, ...]:
        numbers = [int(part) for part in said.split(":")]
        return (*[0] * (3 - len(numbers)), *numbers)

    earlier, later = sorted((one, other))
    assert key(wording.clock_time(earlier)) <= key(wording.clock_time(later))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (5, "less than a minute left"),
        (62, "about 1 minute left"),
        (14 * 60 + 11, "about 14 minutes left"),
        (3600, "about 1 hour left"),
        (3600 + 17 * 60, "about 1 hour 15 minutes left"),
        (11.6 * 3600, "about 12 hours left"),
    ],
)
def test_what_is_left_is_said_in_words(speaking: QApplication, seconds: float, said: str) -> None:
    assert wording.time_left(seconds) == said


def test_what_is_left_does_not_jump_with_every_second(speaking: QApplication) -> None:
    said = [wording.time_left(seconds) for seconds in range(600, 540, -1)]
    assert len(set(said)) <= 2
    hours = [wording.time_left(seconds) for seconds in range(7200, 6900, -1)]
    assert len(set(hours)) <= 2


def test_plurals_are_those_of_the_language(speaking: QApplication) -> None:
    languages.install(speaking, "ru")
    assert "1 минута" in wording.duration(60)
    assert "3 минуты" in wording.duration(180)
    assert "5 минут" in wording.duration(300)
    languages.install(speaking, "de")
    assert wording.duration(3600) == "1 Stunde"
    assert wording.duration(7200) == "2 Stunden"


def test_sizes_and_speeds_follow_the_locale(speaking: QApplication) -> None:
    assert wording.size(75_537_502) == "76 MB"
    assert wording.size(1_617_884_929) == "1.6 GB"
    assert wording.speed(24.3) == "24 × real time"
    assert wording.speed(1.84) == "1.8 × real time"
    languages.install(speaking, "de")
    assert wording.size(1_617_884_929) == "1,6 GB"
    assert wording.speed(1.84).startswith("1,8")
    assert wording.number(5000) == "5.000"


def test_languages_have_their_own_names(speaking: QApplication) -> None:
    assert [wording.language_name(code) for code in ("en", "ru", "de")] == [
        "English",
        "Русский",
        "Deutsch",
    ]
    assert wording.language_name("xx-nobody") == "xx-nobody"
    assert wording.language_name("auto") == "Heard by itself"


def test_whoever_has_no_name_has_a_number_in_the_language_of_the_interface(
    speaking: QApplication,
) -> None:
    talk = transcript(speakers=(Speaker("SPEAKER_00"), Speaker("SPEAKER_01", "Bea")))
    assert [wording.called(each, talk) for each in ("SPEAKER_00", "SPEAKER_01", None)] == [
        "Speaker 1",
        "Bea",
        "",
    ]
    languages.install(speaking, "de")
    assert wording.called("SPEAKER_00", talk) == "Sprecher 1"
    languages.install(speaking, "ru")
    assert wording.called("SPEAKER_00", talk) == "Говорящий 1"


@pytest.mark.parametrize("code", glossary.FAULTS)
def test_every_fault_of_a_glossary_has_its_words(code: str) -> None:
    assert wording.is_fault_worded(code)
    said = wording.glossary_fault(glossary.Fault(3, code, ("one", "two")))
    assert "%" not in said


def test_a_fault_is_told_in_the_language_of_the_interface(speaking: QApplication) -> None:
    fault = glossary.Fault(7, "no-weight", ("heavy",))
    languages.install(speaking, "de")
    assert wording.glossary_fault_at(fault) == "Zeile 7: „heavy“ ist kein Gewicht"


def test_a_fault_of_a_newer_engine_is_told_as_it_is() -> None:
    class Newer(glossary.Fault):
        @property
        def message(self) -> str:
            return "something new"

    assert wording.glossary_fault(Newer(1, "of-tomorrow")) == "something new"


# --- models ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)
def test_of_a_models_name_only_names_stay_english(
    speaking: QApplication, entry: CatalogueEntry
) -> None:
    languages.install(speaking, "de")
    said = f"{wording.model_title(entry.title)}, {wording.listed(entry.licence)}".split()
    assert not {"English", "Speakers:", "and"} & {word.strip(",") for word in said}


def test_a_model_of_ones_own_is_called_by_its_folder(speaking: QApplication) -> None:
    assert wording.model_title("salt and pepper") == "salt and pepper"


def test_how_far_something_is_that_was_cut_short(speaking: QApplication) -> None:
    assert wording.unfinished(0.999).startswith("99 %"), "what is not done is not 100 %"
    assert "still to be" in wording.unfinished(0.004)
