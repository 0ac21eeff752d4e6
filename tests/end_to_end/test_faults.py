"""Real faults in real workers: what the `longtake` command makes of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.document import Document
from engine.options import Home
from tests.commands import longtake, words
from tests.films import speech_film

pytestmark = pytest.mark.usefixtures("home", "tiny_en", "hasty")

CHUNKS = ("--chunk-seconds", 10, "--batch-size", 1)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deadlines that fit a film of half a minute."""
    monkeypatch.setenv("LONGTAKE_DEADLINE_SCALE", "0.05")


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return speech_film(tmp_path, seconds=30)


def attempts(home: Home) -> list[tuple[int, str, str]]:
    """Of each try: the chunk, the rung, the problem's code."""
    (document,) = home.documents.glob("*.longtake")
    with Document.open(document, read_only=True) as opened:
        return [
            (each.part, each.rung, each.problem.code if each.problem else "")
            for each in opened.attempts
        ]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("segv", "worker-died"),
        ("abort", "worker-died"),
        ("oom", "out-of-memory"),
        ("gpu-zero", "silent-fault"),
        ("error", "internal"),
        ("hang", "worker-hung"),
        ("hang-gil", "worker-hung"),
    ],
)
def test_a_fault_costs_a_try_and_no_word(
    kind: str, code: str, film: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    longtake("transcribe", film, *CHUNKS, "--format", "json", check=0)
    undisturbed = words(film.with_suffix(".json"))
    monkeypatch.setenv("LONGTAKE_FAULTS", f"{kind}@1")
    longtake("transcribe", film, *CHUNKS, "--format", "json", "--restart", check=0)
    assert words(film.with_suffix(".json")) == undisturbed
    assert attempts(home) == [(1, "usual", code), (1, "again", "")]


def test_a_worker_eight_times_slower_than_usual_is_let_be(
    film: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONGTAKE_FAULTS", "slow@0,slow@1,slow@2")
    longtake("transcribe", film, *CHUNKS, check=0)
    assert attempts(home) == []


def test_a_chunk_that_fails_for_good_is_a_gap_that_can_be_run_again_alone(
    film: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONGTAKE_FAULTS", "segv@1x99")
    run = longtake(
        "transcribe", film, *CHUNKS, "--recognizer", "ct2", "--compute-type", "int8",
        "--format", "json", check=7,
    )  # fmt: skip
    assert "1 chunk could not be recognised" in run.stderr
    with_gap = words(film.with_suffix(".json"))
    shown = longtake("show", film, "--chunks", check=0).stdout
    assert "chunk 2, attempt 2 (again" in shown
    assert "(gap" in shown
    assert [line.split()[3] for line in shown.splitlines()[1:4]] == ["done", "failed", "done"]
    monkeypatch.delenv("LONGTAKE_FAULTS")
    assert "Nothing was interrupted" in longtake("resume", check=0).stdout
    refused = longtake("resume", "--compute-type", "float32", check=2)
    assert "--failed" in refused.stderr
    others = made_in(home)
    longtake("resume", "--failed", "--compute-type", "float32", "--device", "cpu", check=0)
    assert made_in(home) == {0: "int8", 1: "float32", 2: "int8"}
    assert others == {0: "int8", 2: "int8"}
    assert len(words(film.with_suffix(".json"))) > len(with_gap)
    done = json.loads(film.with_suffix(".json").read_text())
    assert len(done["chunks"]) == 3
    assert "No chunk has failed" in longtake("resume", "--failed", check=0).stdout


def made_in(home: Home) -> dict[int, str]:
    """The number format in which each chunk was recognised."""
    (path,) = home.documents.glob("*.longtake")
    with Document.open(path, read_only=True) as document:
        return {
            point.part: point.provenance["compute_type"]
            for point in document.checkpoints("recognise")
        }


def test_faults_that_cannot_be_meant_are_refused(
    film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONGTAKE_FAULTS", "fire@1")
    assert "fire@1" in longtake("transcribe", film, *CHUNKS, check=2).stderr
