from __future__ import annotations

from pathlib import Path

import pytest

from engine import calibration, doctor, models, versions
from engine.calibration import Measurement
from engine.doctor import Section, examine, rendered
from engine.options import Home, Options
from engine.worker import accelerator
from engine.worker.accelerator import Machine
from tests.commands import longtake

GB = 1 << 30
CUDA = Machine(cores=16, memory=64 * GB, cuda_devices=1, cuda_memory=16 * GB)
MAC = Machine(cores=10, memory=16 * GB, is_apple_silicon=True)


def section(sections: tuple[Section, ...], title: str) -> dict[str, str]:
    return next(dict(each.findings) for each in sections if each.title.startswith(title))


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> object:
    """Lets this be another machine."""
    return lambda machine: monkeypatch.setattr(accelerator, "survey_apart", lambda: machine)


def test_it_says_what_would_be_used_and_why(home: Home, tiny_en: Path) -> None:
    choice = section(examine(home, Options(device="cpu")), "What would be used")
    assert choice["model"] == "tiny.en"
    assert choice["recognizer"] == "ct2 on cpu: asked for"
    assert "int8" in choice["work"]
    assert choice["memory"].startswith("at most ")


def test_a_model_that_is_not_here_is_said_to_be_fetched(tmp_path: Path) -> None:
    sections = examine(Home(tmp_path), Options())
    assert section(sections, "What would be used") == {"model": "tiny.en, which will be fetched"}
    assert not any(each.title.startswith("Ways") for each in sections)
    assert section(sections, "Models") == {"none": "the first `longtake transcribe` fetches one"}


def test_a_choice_that_cannot_be_is_explained(home: Home, tiny_en: Path, on: object) -> None:
    on(MAC)  # type: ignore[operator]
    choice = section(examine(home, Options(device="mps")), "What would be used")
    assert choice["problem"].startswith("✗ CTranslate2, the recognizer, cannot compute on mps.")


def test_a_library_that_was_not_tested_has_a_mark(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "TESTED", {"torch": "1.0", "ctranslate2": "4", "none-such": "1"})
    found = section(examine(home, Options()), "Versions")
    assert found["torch"].startswith("! ")
    assert found["torch"].endswith("not tested; 1.0 was")
    assert found["ctranslate2"][0].isdigit()
    assert found["none-such"] == "✗ missing"


def test_ways_to_recognise_are_shown_with_what_came_of_them(
    home: Home, tiny_en: Path, on: object
) -> None:
    on(CUDA)  # type: ignore[operator]
    model = models.resolve("tiny.en", home).identity
    ways = section(examine(home, Options()), "Ways to recognise")
    assert ways["ct2 on cuda"] == "not tried yet: longtake doctor --self-test"
    known = calibration.read(home).having(Measurement("ct2", "cpu", model, 40.0))
    calibration.keep(known.having(Measurement("ct2", "cuda", model, 300.0, 0.02)), home)
    sections = examine(home, Options())
    assert section(sections, "Ways") == {
        "ct2 on cpu": "✓ 40× real time, the words by which others are judged",
        "ct2 on cuda": "✓ 300× real time, 2% of the words differ from the processor's",
    }
    choice = section(sections, "What would be used")
    assert choice["recognizer"] == ("ct2 on cuda: the fastest here: 300× real time, the next 40×")


def test_a_way_that_failed_is_said_not_to_be_used(home: Home, tiny_en: Path, on: object) -> None:
    on(CUDA)  # type: ignore[operator]
    model = models.resolve("tiny.en", home).identity
    known = calibration.read(home).having(Measurement("ct2", "cpu", model, 40.0))
    calibration.keep(known.having(Measurement("ct2", "cuda", model, 300.0, 0.8)), home)
    sections = examine(home, Options())
    assert section(sections, "Ways")["ct2 on cuda"] == (
        "✗ not used: 80% of its words differ from the processor's."
    )
    choice = section(sections, "What would be used")
    assert choice["recognizer"] == "ct2 on cpu: what is faster failed its self-test"


def test_a_machine_that_cannot_be_surveyed_is_no_reason_to_fail(home: Home, on: object) -> None:
    on(Machine(cores=4, memory=0, problem="Illegal instruction"))  # type: ignore[operator]
    assert section(examine(home, Options()), "Machine")["problem"] == "✗ Illegal instruction"


def test_a_home_that_cannot_be_written_is_a_problem(home: Home, tiny_en: Path) -> None:
    assert "problem" not in section(examine(home, Options()), "Disk")
    (home.root / "file").touch()
    found = section(examine(Home(home.root / "file" / "home"), Options()), "Disk")
    assert found["problem"].startswith(doctor.BAD) and "is not a folder" in found["problem"]


def test_a_report_is_three_calm_columns() -> None:
    text = rendered((Section("Things", (("one", "✓ fine"), ("two", "plain"))), Section("More", ())))
    assert text.splitlines() == [
        "Things",
        "  one                 ✓ fine",
        "  two                   plain",
        "",
        "More",
    ]


def test_colour_changes_no_letter() -> None:
    sections = (Section("Things", (("one", "✗ bad"), ("two", "! hm"), ("three", "✓ ok"))),)
    in_colour = rendered(sections, in_colour=True)
    assert "\x1b[31m✗" in in_colour
    plain = in_colour
    for code in ("\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[33m"):
        plain = plain.replace(code, "")
    assert plain == rendered(sections)


def test_with_one_way_only_the_self_test_has_nothing_to_do(home: Home, tiny_en: Path) -> None:
    said: list[str] = []
    if len(doctor.trial.backends(models.resolve("tiny.en", home), accelerator.guess())) > 1:
        pytest.skip("needs a machine without an accelerator")
    doctor.self_test(home, Options(), said.append)
    assert said == ["There is one way only to recognise with tiny.en here: nothing to compare."]


def test_the_command_prints_the_report(home: Home, tiny_en: Path) -> None:
    printed = longtake("doctor", "--self-test", check=0).stdout
    assert printed.startswith("What would be used\n")
    assert "\x1b" not in printed
