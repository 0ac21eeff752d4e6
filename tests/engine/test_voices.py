"""Voices that are known again, and what is left of them when they are forgotten."""

from __future__ import annotations

import itertools
import math
import multiprocessing
import os
import random
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import FileExists, StorageError, UsageError
from engine.transcript import Diarization, SpeakerTurn
from engine.voices import (
    BATCH,
    MOST_SAMPLES,
    MOST_SECONDS,
    Policy,
    Sample,
    Span,
    Vector,
    Voice,
    VoiceLibrary,
    cosine,
    joined,
    mean,
    samples_of,
    spans_of,
    stretches,
    suggest,
    unit,
)
from tests.builders import segment, transcript

SIZE = 64
MODEL = "wespeaker"


def direction(number: int) -> Vector:
    """A voice that is like no other."""
    return tuple(1.0 if place == number else 0.0 for place in range(SIZE))


def like(number: int, alike: float, other: int | None = None) -> Vector:
    """A vector with that cosine to a voice, and the rest towards another."""
    rest = math.sqrt(1 - alike * alike)
    away = direction(SIZE - 1 if other is None else other)
    return tuple(alike * a + rest * b for a, b in zip(direction(number), away, strict=True))


def sample(vector: Vector, seconds: float = 5.0, model: str = MODEL) -> Sample:
    return Sample(model, vector, seconds, "film")


def voice(name: str, *vectors: Vector) -> Voice:
    return Voice(name, name, "agreed", "2026-01-01", tuple(map(sample, vectors)))


def heard(*vectors: Vector, model: str = MODEL, seconds: float = 60.0) -> Diarization:
    names = tuple(f"SPEAKER_{number:02}" for number in range(len(vectors)))
    turns = tuple(SpeakerTurn(0.0, seconds, name) for name in names)
    return Diarization(turns, turns, names, vectors, model)


ANNA, BERT = voice("Anna", direction(0)), voice("Bert", direction(1))


def pairs(diarization: Diarization, *voices: Voice, **policy: float) -> list[tuple[str, str]]:
    found = suggest(diarization, voices, policy=Policy(**policy))
    return [(each.speaker[-1], each.name) for each in found]


# --- suggestions ----------------------------------------------------------------------------------


def test_speakers_are_known_again() -> None:
    film = heard(like(1, 0.8), like(0, 0.9))
    assert pairs(film, ANNA, BERT) == [("1", "Anna"), ("0", "Bert")]


def test_a_suggestion_says_how_sure_it_is() -> None:
    (found,) = suggest(heard(like(0, 0.9, other=1)), [ANNA, BERT])
    assert found.score == pytest.approx(0.9)
    assert found.lead == pytest.approx(0.9 - math.sqrt(1 - 0.81))


def test_a_stranger_is_nobody() -> None:
    assert pairs(heard(direction(7), like(0, 0.5)), ANNA, BERT) == []


def test_of_two_voices_that_are_nearly_as_like_neither_is_suggested() -> None:
    between = unit([a + b for a, b in zip(direction(0), direction(1), strict=True)])
    assert cosine(between, direction(0)) > Policy().threshold
    assert pairs(heard(between), ANNA, BERT) == []
    assert pairs(heard(between), ANNA) == [("0", "Anna")]


def test_of_two_speakers_who_are_nearly_as_like_neither_is_suggested() -> None:
    assert pairs(heard(like(0, 0.8), like(0, 0.75, other=9)), ANNA) == []
    assert pairs(heard(like(0, 0.8), like(0, 0.6, other=9)), ANNA) == [("0", "Anna")]


def test_only_those_who_prefer_each_other_are_a_pair() -> None:
    film = heard(like(0, 0.95), like(0, 0.8, other=1))
    assert pairs(film, ANNA, BERT, margin=0.0) == [("0", "Anna")]


def test_who_says_little_is_not_judged() -> None:
    assert pairs(heard(direction(0), seconds=2.9), ANNA) == []
    assert pairs(heard(direction(0), seconds=3.1), ANNA) == [("0", "Anna")]
    short = suggest(heard(direction(0)), [ANNA], {"SPEAKER_00": 1.0})
    assert short == ()


def test_another_models_vectors_are_not_compared() -> None:
    assert pairs(heard(direction(0), model="ecapa"), ANNA) == []


def test_a_voice_of_several_samples_is_their_mean() -> None:
    vague = voice("Anna", like(0, 0.8, other=3), like(0, 0.8, other=4))
    vector = vague.vector(MODEL)
    assert vector is not None
    assert cosine(vector, direction(0)) > 0.85


def test_without_voices_or_speakers_nothing_is_suggested() -> None:
    assert suggest(heard(direction(0)), []) == ()
    assert suggest(Diarization(), [ANNA]) == ()
    assert suggest(heard(()), [ANNA]) == ()


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32), st.integers(1, 6), st.integers(1, 6))
def test_no_speaker_and_no_voice_is_suggested_twice(seed: int, people: int, known: int) -> None:
    chance = random.Random(seed)

    def drawn() -> Vector:
        return unit([chance.gauss(0, 1) for _ in range(4)])

    voices = [voice(str(number), drawn()) for number in range(known)]
    found = suggest(heard(*(drawn() for _ in range(people))), voices)
    assert (
        len({each.speaker for each in found}) == len({each.voice for each in found}) == len(found)
    )
    for each in found:
        assert each.score >= Policy().threshold
        assert each.lead >= Policy().margin


# --- vectors --------------------------------------------------------------------------------------


def test_a_mean_counts_longer_samples_more() -> None:
    middle = mean([direction(0), direction(1)], [3.0, 1.0])
    assert middle is not None
    assert cosine(middle, direction(0)) > cosine(middle, direction(1))
    assert mean([], []) is None


def test_vectors_have_a_length_of_one() -> None:
    assert cosine(unit([3.0, 4.0]), unit([3.0, 4.0])) == pytest.approx(1.0)
    assert unit([0.0, 0.0]) == (0.0, 0.0)
    assert cosine((1.0,), (1.0, 0.0)) == -1.0


# --- what a voice is enrolled from ----------------------------------------------------------------


def talk(*lengths: float, speaker: str = "A") -> list[object]:
    """What somebody says, with rests of two seconds."""
    starts = itertools.accumulate((length + 2.0 for length in lengths), initial=0.0)
    return [
        segment("word", start, f"0.{number}", length=length, speaker=speaker)
        for number, (start, length) in enumerate(zip(starts, lengths, strict=False))
    ]


def test_a_speaker_is_known_by_long_stretches_of_their_own() -> None:
    film = transcript(*talk(5.0, 1.0, 4.0))
    assert spans_of(film, "A") == ((0.1, 4.9), (10.1, 13.9))
    assert spans_of(film, "B") == ()


def test_where_somebody_else_talks_is_left_out() -> None:
    film = transcript(
        *talk(5.0, 4.0, 4.0),
        segment("word", 15.0, "0.9", length=1.0, speaker="B"),
        turns=(SpeakerTurn(0.0, 5.0, "A"), SpeakerTurn(4.0, 5.5, "B"), SpeakerTurn(9.5, 9.6, "B")),
    )
    assert rounded(spans_of(film, "A")) == ((0.1, 3.9), (7.1, 9.4))


def test_phrases_with_but_a_breath_between_them_are_one_stretch() -> None:
    """On the telephone nobody says two seconds on end without a breath."""
    short = [segment("word", 1.5 * n, f"0.{n}", length=1.2, speaker="A") for n in range(4)]
    assert rounded(spans_of(transcript(*short), "A")) == ((0.1, 5.6),)


def rounded(spans: Sequence[Span]) -> tuple[Span, ...]:
    return tuple((round(start, 3), round(end, 3)) for start, end in spans)


def test_a_long_film_gives_no_more_than_is_needed() -> None:
    film = transcript(*talk(*[20.0] * 100))
    spans = spans_of(film, "A")
    assert sum(end - start for start, end in spans) == pytest.approx(MOST_SECONDS, abs=2.0)
    assert all(end - start <= 15.001 for start, end in spans)
    many = spans_of(transcript(*talk(*[2.3] * 100)), "A")
    assert len(many) <= MOST_SAMPLES


def test_a_breath_ends_no_stretch_and_a_rest_does() -> None:
    assert joined([(0.0, 1.0), (1.9, 2.5), (4.0, 5.0)]) == ((0.0, 2.5), (4.0, 5.0))
    assert joined([]) == ()


def test_a_recording_is_cut_into_equal_stretches() -> None:
    assert stretches(1.0, 4.0) == ((1.0, 4.0),)
    assert stretches(0.0, 45.0) == ((0.0, 15.0), (15.0, 30.0), (30.0, 45.0))
    assert stretches(0.0, 9000.0)[-1][1] == MOST_SECONDS


def test_few_stretches_are_embedded_at_once_and_short_ones_are_left_out() -> None:
    asked: list[int] = []

    def embed(spans: Sequence[Span]) -> list[Vector]:
        asked.append(len(spans))
        return [() if end - start < 1 else direction(0) for start, end in spans]

    spans = [(float(n), n + (0.5 if n == 3 else 2.0)) for n in range(BATCH + 2)]
    samples = samples_of(spans, embed, MODEL, "film")
    assert asked == [BATCH, 2]
    assert len(samples) == BATCH + 1
    assert {made.seconds for made in samples} == {2.0}


# --- the file -------------------------------------------------------------------------------------


@pytest.fixture
def library(tmp_path: Path) -> VoiceLibrary:
    return VoiceLibrary(tmp_path / "home" / "voices.json", lambda: "2026-05-03T10:00:00+00:00")


def test_a_voice_is_there_again_with_what_was_agreed(library: VoiceLibrary) -> None:
    made = library.enrol(" Anna\n Smith ", [sample(direction(0))], "asked on 3 May")
    (known,) = VoiceLibrary(library.path).voices()
    assert known == made
    assert (known.name, known.consent) == ("Anna Smith", "asked on 3 May")
    assert known.enrolled_at == "2026-05-03T10:00:00+00:00"
    assert library.find("anna smith") == library.find(made.id) == made


def test_only_its_owner_may_read_the_file(library: VoiceLibrary) -> None:
    before = os.umask(0)
    try:
        library.enrol("Anna", [sample(direction(0))], "yes")
    finally:
        os.umask(before)
    assert stat.S_IMODE(library.path.stat().st_mode) == 0o600


def test_more_samples_of_a_name_are_the_same_voice(library: VoiceLibrary) -> None:
    library.enrol("Anna", [sample(direction(0))], "asked once")
    again = library.enrol("ANNA", [sample(direction(1))], "asked again")
    assert library.voices() == (again,)
    assert (again.name, again.consent, len(again.samples)) == ("Anna", "asked again", 2)


def test_a_voice_keeps_its_longest_samples_and_no_more_than_it_may(library: VoiceLibrary) -> None:
    many = [sample(direction(0), seconds) for seconds in range(1, MOST_SAMPLES + 9)]
    made = library.enrol("Anna", [*many, sample(direction(0), 0.5, "ecapa")], "yes")
    kept = [each.seconds for each in made.samples if each.model == MODEL]
    assert sorted(kept) == list(range(9, MOST_SAMPLES + 9))
    assert len(made.samples) == MOST_SAMPLES + 1


@pytest.mark.parametrize(
    ("name", "consent"), [("", "yes"), ("Anna", ""), (" ", "yes"), ("A", "\n")]
)
def test_nobody_is_enrolled_without_name_and_consent(
    library: VoiceLibrary, name: str, consent: str
) -> None:
    with pytest.raises(UsageError, match="consent"):
        library.enrol(name, [sample(direction(0))], consent)
    with pytest.raises(UsageError, match="Nothing was heard"):
        library.enrol("Anna", [], "yes")
    assert not library.path.exists()


def test_a_forgotten_voice_leaves_no_trace(library: VoiceLibrary) -> None:
    library.enrol("Anna", [sample(like(0, 0.123))], "asked on 3 May")
    library.enrol("Bert", [sample(direction(1))], "yes")
    with library.path.open("rb") as before:
        library.forget("Anna")
        assert not before.read().strip(b"\0"), "the former file is overwritten"
    assert [known.name for known in library.voices()] == ["Bert"]
    for file in library.path.parent.iterdir():
        assert b"Anna" not in file.read_bytes()
        assert b"0.123" not in file.read_bytes()


def test_all_voices_are_forgotten_at_once(library: VoiceLibrary) -> None:
    library.forget_all()
    library.enrol("Anna", [sample(direction(0))], "yes")
    with library.path.open("rb") as before:
        library.forget_all()
        assert not before.read().strip(b"\0")
    assert library.voices() == ()
    assert not library.path.exists()


def test_a_name_that_is_not_known_is_refused_with_those_that_are(library: VoiceLibrary) -> None:
    with pytest.raises(UsageError) as caught:
        library.forget("Cora")
    assert "nobody" in caught.value.hint
    library.enrol("Anna", [sample(direction(0))], "yes")
    with pytest.raises(UsageError) as caught:
        library.find("Cora")
    assert "Anna" in caught.value.hint


def test_voices_are_carried_to_another_machine(library: VoiceLibrary, tmp_path: Path) -> None:
    for number, name in enumerate(("Anna", "Bert")):
        library.enrol(name, [sample(direction(number))], "yes")
    file = tmp_path / "out.json"
    assert [known.name for known in library.export(file, ["anna"])] == ["Anna"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    other = VoiceLibrary(tmp_path / "other" / "voices.json")
    for _ in range(2):
        other.bring(file)
    assert other.voices() == (library.find("Anna"),)
    library.enrol("Anna", [sample(direction(5))], "yes")
    library.export(tmp_path / "all.json")
    other.bring(tmp_path / "all.json")
    assert [len(known.samples) for known in other.voices()] == [2, 1]


def test_an_export_replaces_no_file(library: VoiceLibrary, tmp_path: Path) -> None:
    library.enrol("Anna", [sample(direction(0))], "yes")
    (tmp_path / "out.json").write_text("mine")
    with pytest.raises(FileExists):
        library.export(tmp_path / "out.json")
    assert (tmp_path / "out.json").read_text() == "mine"


@pytest.mark.parametrize("content", [b"", b"{", b'{"version": 1, "voices": 3}', b"\xff" * 9])
def test_a_damaged_file_is_named_and_left_alone(library: VoiceLibrary, content: bytes) -> None:
    library.path.parent.mkdir()
    library.path.write_bytes(content)
    with pytest.raises(StorageError, match="damaged"):
        library.voices()
    with pytest.raises(StorageError, match="damaged"):
        library.enrol("Anna", [sample(direction(0))], "yes")
    assert library.path.read_bytes() == content


def test_a_file_of_a_newer_longtake_is_left_alone(library: VoiceLibrary) -> None:
    library.path.parent.mkdir()
    library.path.write_text('{"version": 2, "voices": []}')
    with pytest.raises(StorageError, match="newer"):
        library.voices()


def test_a_file_to_bring_in_must_be_there(library: VoiceLibrary, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not there"):
        library.bring(tmp_path / "nothing.json")


def _enrol_one(arguments: tuple[Path, int]) -> None:
    path, number = arguments
    VoiceLibrary(path).enrol(f"Person {number}", [sample(direction(number))], "yes")


def test_processes_that_enrol_at_once_lose_no_voice(library: VoiceLibrary) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        pool.map(_enrol_one, [(library.path, number) for number in range(12)])
    assert len(library.voices()) == 12
    assert {file.name for file in library.path.parent.iterdir()} <= {"voices.json", "voices.lock"}
