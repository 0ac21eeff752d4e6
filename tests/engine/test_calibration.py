from __future__ import annotations

import subprocess
import sys

import jiwer
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import calibration
from engine.calibration import MOST_DIFFERENCE, Calibration, Measurement
from engine.options import Home

MODEL = "a1b2"
TEXTS = st.lists(st.sampled_from("and so my fellow americans ask not".split()), max_size=12)
GPU = Measurement("torch", "mps", MODEL, 30.0)
CPU = Measurement("ct2", "cpu", MODEL, 12.0)


def test_what_is_kept_is_found_again(home: Home) -> None:
    known = calibration.read(home).having(GPU).having(CPU)
    calibration.keep(known, home)
    assert calibration.read(home) == known
    assert calibration.speed("mps", "torch", MODEL, home) == 30.0


def test_under_other_conditions_nothing_is_known(home: Home) -> None:
    calibration.keep(Calibration("another torch", (GPU,)), home)
    assert calibration.read(home).measurements == ()
    assert calibration.read(home, "another torch").measurements == (GPU,)


def test_the_conditions_name_the_system_and_what_computes() -> None:
    now = calibration.conditions()
    assert "torch " in now
    assert "ctranslate2 " in now
    assert "cores" in now


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"measurements": 3}', b"\xff\xfe"])
def test_a_damaged_file_counts_as_none(home: Home, content: bytes) -> None:
    home.cache.mkdir()
    calibration.file(home).write_bytes(content)
    assert calibration.read(home).measurements == ()


def test_a_folder_that_cannot_be_written_stops_nothing(home: Home) -> None:
    home.cache.write_text("a file where the folder should be")
    calibration.keep(Calibration("now", (GPU,)), home)
    assert calibration.read(home, "now").measurements == ()


def test_keeping_leaves_no_scratch_file(home: Home) -> None:
    calibration.keep(Calibration("now", (GPU,)), home)
    assert [file.name for file in home.cache.iterdir()] == ["calibration.json"]


def test_a_second_measurement_takes_the_place_of_the_first() -> None:
    again = msgspec.structs.replace(GPU, rtfx=31.0)
    assert Calibration("now", (GPU, CPU)).having(again).measurements == (CPU, again)


def test_each_model_has_its_own_speed() -> None:
    known = Calibration("now", (GPU,))
    assert known.speed("mps", "torch", "another model") is None
    assert known.speed("cpu", "torch", MODEL) is None


def test_a_backend_that_failed_has_no_speed() -> None:
    known = Calibration("now", (Measurement("torch", "mps", MODEL, problem="It died."),))
    assert known.speed("mps", "torch", MODEL) is None


def test_the_speed_of_jobs_is_a_moving_average() -> None:
    known = Calibration("now", (GPU,)).observing("mps", "torch", MODEL, 20.0)
    assert known.speed("mps", "torch", MODEL) == pytest.approx(27.0)
    for _ in range(40):
        known = known.observing("mps", "torch", MODEL, 20.0)
    assert known.speed("mps", "torch", MODEL) == pytest.approx(20.0, abs=0.01)


def test_a_backend_watched_at_work_is_not_thereby_tested(home: Home) -> None:
    calibration.observe("mps", "torch", MODEL, 20.0, home)
    known = calibration.read(home)
    assert known.speed("mps", "torch", MODEL) == 20.0
    assert known.tested("torch", "mps", MODEL) is None


def test_watching_keeps_what_the_self_test_found() -> None:
    known = Calibration("now", (GPU,)).observing("mps", "torch", MODEL, 20.0)
    found = known.tested("torch", "mps", MODEL)
    assert found is not None
    assert found.rtfx == GPU.rtfx


@pytest.mark.parametrize(
    ("measurement", "is_trusted"),
    [
        (GPU, True),
        (msgspec.structs.replace(GPU, difference=MOST_DIFFERENCE), True),
        (msgspec.structs.replace(GPU, difference=MOST_DIFFERENCE + 0.01), False),
        (msgspec.structs.replace(GPU, problem="It died."), False),
    ],
)
def test_a_backend_is_trusted_while_nearly_all_words_agree(
    measurement: Measurement, is_trusted: bool
) -> None:
    assert measurement.is_trusted is is_trusted


def test_case_and_signs_make_no_difference() -> None:
    assert calibration.difference("And so, my fellow AMERICANS!", "and so my fellow americans") == 0
    assert calibration.difference("don’t", "don't") == 0


def test_a_text_of_exclamation_marks_differs_in_every_word() -> None:
    assert calibration.difference("!!!! !!!!", "and so my fellow americans") == 1.0


def test_words_where_none_should_be_are_a_difference() -> None:
    assert calibration.difference("hello", "") == 1.0
    assert calibration.difference("", "") == 0.0


@given(TEXTS, TEXTS.filter(bool))
def test_the_difference_is_the_word_error_rate(heard: list[str], reference: list[str]) -> None:
    expected = jiwer.wer(" ".join(reference), " ".join(heard))
    assert calibration.difference(" ".join(heard), " ".join(reference)) == pytest.approx(expected)


@given(TEXTS, TEXTS)
def test_the_distance_is_the_same_both_ways(one: list[str], other: list[str]) -> None:
    assert calibration.edit_distance(one, other) == calibration.edit_distance(other, one)


def test_the_engine_may_import_it_without_any_library_that_computes() -> None:
    script = (
        "import sys, engine.calibration, engine.jobs.self_test;"
        "heavy = {'torch', 'ctranslate2', 'numpy', 'av', 'onnxruntime'} & set(sys.modules);"
        "sys.exit(f'{heavy} loaded' if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
