"""The arithmetic of `tests.benchmarks words`, and its runs of systems, without any model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmarks import words
from tests.benchmarks.recordings import Recording
from tests.benchmarks.systems import Setting
from tests.benchmarks.words import (
    Distance,
    System,
    TimedWord,
    distances,
    matched,
    measure_words,
    ninetieth,
    read_words,
    systems,
)

# whisper-normalizer is compiled at its first import, and says this then.
pytestmark = pytest.mark.filterwarnings("ignore:invalid escape sequence")


def said(text: str, start: float = 0.0, step: float = 0.5) -> list[TimedWord]:
    return [
        TimedWord(each, start + step * place, start + step * (place + 1))
        for place, each in enumerate(text.split())
    ]


def test_words_are_matched_by_what_they_say_not_how_they_are_written() -> None:
    pairs = [*matched(said("two zero it's Colour"), said("2, 0. It's color!"))]
    assert [(true.word, found.word) for true, found in pairs] == [
        ("two", "2,"),
        ("zero", "0."),
        ("it's", "It's"),
        ("Colour", "color!"),
    ]


def test_words_that_were_not_heard_or_heard_wrong_are_not_matched() -> None:
    pairs = [*matched(said("one two three four"), said("one too many three four five"))]
    assert [true.word for true, _ in pairs] == ["one", "three", "four"]


def test_nothing_matches_nothing() -> None:
    assert not [*matched(said("one"), [])]
    assert not [*matched([], said("one"))]


def test_a_distance_above_zero_is_late() -> None:
    (found, *_) = distances(said("one two", 1.0), said("one two", 1.25))
    assert found == Distance(0.25, 0.25)


def test_words_without_times_do_not_count() -> None:
    heard = [TimedWord("one"), TimedWord("two", 1.0, 2.0)]
    assert distances(said("one two", 0.0), heard) == [Distance(0.5, 1.0)]


@given(st.lists(st.floats(0, 9), min_size=1, max_size=50))
def test_nine_tenths_do_not_exceed_it(values: list[float]) -> None:
    limit = ninetieth(values)
    assert sum(value <= limit for value in values) >= 0.9 * len(values)
    assert limit in values


def test_a_wav2vec2_is_measured_only_where_one_is_given() -> None:
    assert [each.name for each in systems(None)] == ["attention", "none", "faster-whisper"]
    assert [each.name for each in systems(Path("model"))] == [
        "attention",
        "none",
        "wav2vec2",
        "whisperx",
        "faster-whisper",
    ]


@pytest.fixture
def recordings(tmp_path: Path) -> list[Recording]:
    """Three recordings in a set, of which the last has no word times."""
    items = [
        {"id": "a", "words": [{"word": "one", "start": 1.0, "end": 1.5}]},
        {"id": "b", "words": [{"word": "two", "start": 2.0, "end": 2.5}]},
        {"id": "c"},
    ]
    (tmp_path / "manifest.json").write_text(json.dumps({"items": items}))
    return [Recording(str(i["id"]), tmp_path / f"{i['id']}.wav", 3.0, "en", "") for i in items]


def scripted(name: str, late: float, lost: str = "") -> System:
    """A system that hears both words, so much too late."""
    heard = {
        "a": (TimedWord("One.", 1.0 + late, 1.5 + late),),
        "b": (TimedWord("2", 2.0 + late, 2.5 + late),),
    }
    return System(name, lambda *_: {key: each for key, each in heard.items() if key != lost})


def setting(folder: Path) -> Setting:
    return Setting(folder=folder / "runs", model=folder / "tiny", threads=1)


def test_the_reference_is_read_from_the_manifest(
    tmp_path: Path, recordings: list[Recording]
) -> None:
    assert read_words(tmp_path)["a"] == (TimedWord("one", 1.0, 1.5),)
    assert read_words(tmp_path)["c"] == ()


def test_every_system_has_a_row(
    tmp_path: Path, recordings: list[Recording], monkeypatch: pytest.MonkeyPatch
) -> None:
    both = [scripted("attention", 0.05), scripted("none", -0.4)]
    monkeypatch.setattr(words, "systems", lambda aligner: both)
    report = measure_words(tmp_path, recordings, setting(tmp_path), None)
    assert report.rows == (
        ("attention", "2", "50", "50", "+50", "50", "50"),
        ("none", "2", "400", "400", "-400", "400", "400"),
    )
    assert not report.failures
    assert "2 recordings, 2 words" in report.title


def test_times_that_are_too_far_off_or_missing_are_failures(
    tmp_path: Path, recordings: list[Recording], monkeypatch: pytest.MonkeyPatch
) -> None:
    both = [scripted("attention", 0.08, lost="b"), scripted("none", 0.4)]
    monkeypatch.setattr(words, "systems", lambda aligner: both)
    report = measure_words(tmp_path, recordings, setting(tmp_path), None)
    assert report.failures == (
        "attention gave nothing for b",
        "word starts by attention are 80 ms off, not 60",
    )


def test_a_system_that_ends_without_a_word_has_an_empty_row(
    tmp_path: Path, recordings: list[Recording], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "systems", lambda aligner: [System("deaf", lambda *_: {})])
    report = measure_words(tmp_path, recordings, setting(tmp_path), None)
    assert report.rows == (("deaf", "0", "-", "-", "-", "-", "-"),)
    assert len(report.failures) == 2


def test_a_peer_that_cannot_start_gives_nothing(
    tmp_path: Path, recordings: list[Recording]
) -> None:
    (peer,) = [each for each in systems(None) if each.name == "faster-whisper"]
    assert peer.run(recordings[:1], setting(tmp_path)) == {}
