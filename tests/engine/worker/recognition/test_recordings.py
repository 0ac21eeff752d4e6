"""What the recognizer hears in real recordings, and in sounds that tempt it to make words up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from engine.audio import speech
from engine.audio.media import Decoder
from engine.transcript import SAMPLE_RATE, ChunkText
from engine.worker import recognition
from engine.worker.recognition import Film, Recognizer
from engine.worker.recognition.windows import seconds_of_speech
from tests.hearing import (
    chunks,
    film_of,
    ignore,
    placement,
    settings,
    speech_without_words,
    text_of,
    word_errors,
)

MUSEUM = "one of the largest and most valuable collections"
DIGITS = "zero one two three four five six seven eight nine".split()
LANGUAGES = ["cs", "de", "es", "fr", "it", "nl", "pt", "ru", "zh", "hi", "ja"]


@pytest.fixture(scope="module")
def english(tiny_en: Path) -> Iterator[Recognizer]:
    recognizer = recognition.load(placement(), str(tiny_en))
    yield recognizer
    recognizer.close()


@pytest.fixture(scope="module")
def multilingual(base: Path) -> Iterator[Recognizer]:
    recognizer = recognition.load(placement(), str(base))
    yield recognizer
    recognizer.close()


def recordings(shared: Path, group: str) -> list[dict[str, Any]]:
    folder = shared / "speech" / group
    items: list[dict[str, Any]] = json.loads((folder / "manifest.json").read_text())["items"]
    return [{**item, "path": folder / item["file"]} for item in items]


def opened(recording: dict[str, Any]) -> Film:
    return film_of(np.concatenate(list(Decoder(recording["path"]).blocks())))


def heard(recognizer: Recognizer, film: Film, language: str = "en") -> list[ChunkText]:
    return list(recognizer.recognise(film, chunks(0, 400), settings(language), ignore))


def translated(recognizer: Recognizer, shared: Path, decoding: str = "batched") -> str:
    """What is said in German about a museum, in English."""
    clip = next(each for each in recordings(shared, "short") if "Kunstmuseum" in each["text"])
    english = msgspec.structs.replace(settings("de"), task="translate", decoding=decoding)
    return text_of(list(recognizer.recognise(opened(clip), chunks(0, 400), english, ignore)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clip_in_each_language_gives_words_at_the_times_of_its_speech(
    multilingual: Recognizer, shared: Path, language: str
) -> None:
    clip = next(item for item in recordings(shared, "short") if item["lang"] == language)
    film = opened(clip)
    words = [word for text in heard(multilingual, film, language) for word in text.words]
    assert words
    assert words[0].start < film.speech.regions[0][0] + 1.0
    assert words[-1].end > film.speech.regions[-1][1] - 1.0
    assert all(word.end - word.start < 3 for word in words)


@pytest.mark.parametrize("decoding", ["batched", "sequential"])
def test_what_is_said_in_german_can_be_written_in_english(
    multilingual: Recognizer, shared: Path, decoding: str
) -> None:
    assert MUSEUM in translated(multilingual, shared, decoding)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_whisperx_does_so_too(base: Path, shared: Path) -> None:
    reference = recognition.load(placement("whisperx"), str(base))
    assert MUSEUM in translated(reference, shared)
    reference.close()


def test_a_conversation_is_heard_without_a_sentence_left_out(
    english: Recognizer, shared: Path
) -> None:
    talk = next(each for each in recordings(shared, "multi") if each["id"] == "ls-conv-2spk-clean")
    wanted = " ".join(segment["text"] for segment in talk["segments"])
    texts = heard(english, opened(talk))
    assert word_errors(text_of(texts), wanted) < 0.18
    assert len(text_of(texts).split()) > 0.96 * len(wanted.split())
    assert any(window.verdict == "repaired" for text in texts for window in text.windows)


def test_digits_are_heard_where_they_are_said(english: Recognizer, shared: Path) -> None:
    digits = next(item for item in recordings(shared, "words") if item["id"] == "digits-jackson-0")
    words = [word for text in heard(english, opened(digits)) for word in text.words]
    found = [DIGITS[int(word.text)] for word in words]
    said = [digit["word"] for digit in digits["words"]]
    # Which of twenty digits the smallest model loses, if any, differs from processor to processor.
    same = SequenceMatcher(None, found, said, autojunk=False).get_matching_blocks()
    distances = [
        abs(words[block.a + n].start - digits["words"][block.b + n]["start"])
        for block in same
        for n in range(block.size)
    ]
    assert len(distances) >= 0.95 * len(said) and len(found) <= len(said)
    assert sorted(distances)[len(distances) // 2] < 0.15


@pytest.mark.parametrize("sound", ["white", "hum", "music"])
def test_sounds_without_speech_give_no_words(english: Recognizer, sound: str) -> None:
    film = film_of(sounds()[sound])
    assert text_of(heard(english, film)) == ""


@pytest.mark.parametrize("sound", ["white", "hum", "silence"])
def test_nor_do_they_where_the_speech_map_is_wrong(english: Recognizer, sound: str) -> None:
    film = film_of(sounds()[sound])
    assert text_of(heard(english, Film(film.hear, speech_without_words(10)))) == ""


def test_words_lie_where_somebody_speaks(english: Recognizer, sample: Film) -> None:
    words = [word for text in heard(english, sample) for word in text.words]
    inside = sum(
        seconds_of_speech(sample.speech, word.start, word.end) > 0 or word.end - word.start < 0.3
        for word in words
    )
    assert inside == len(words)


def sounds() -> dict[str, Any]:
    """Ten seconds each of what is no speech, as 16-bit samples."""
    time = np.arange(10 * SAMPLE_RATE) / SAMPLE_RATE
    steps = np.array([0, 4, 7, 12, 11, 7, 4, 2])[(time * 4).astype(int) % 8]
    melody = np.sin(2 * np.pi * 261.6 * 2 ** (steps / 12) * time) * np.exp(-3 * (time * 4 % 1))
    made = {
        "silence": np.zeros(len(time)),
        "white": 0.05 * np.random.default_rng(3).standard_normal(len(time)),
        "hum": 0.2 * np.sin(2 * np.pi * 50 * time),
        "music": 0.3 * melody,
    }
    return {name: (32767 * sound).astype(np.int16) for name, sound in made.items()}


def test_the_film_may_be_heard_in_small_blocks(english: Recognizer, sample: Film) -> None:
    samples = (32768 * sample.hear(0, 12)).astype(np.int16)
    found = speech.find(samples[first : first + 1000] for first in range(0, len(samples), 1000))
    texts = heard(english, Film(sample.hear, found))
    assert "country" in text_of(texts)
