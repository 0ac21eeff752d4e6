"""What is the same for every model that one thread may touch, with a library that is a script."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Cancelled
from engine.protocol import ChunkTask, Loaded, RecognitionSettings
from engine.transcript import SAMPLE_RATE, Chunk, SpeechMap, WindowText
from engine.worker.recognition import Film
from engine.worker.recognition.crew import Batch
from engine.worker.recognition.one_thread import (
    Beat,
    OneThreadRecognizer,
    Rules,
    full_batches,
    hear_in_turn,
    padded_size,
)
from engine.worker.recognition.search import Candidate
from engine.worker.recognition.transformers_folder import read_tokenizer

if TYPE_CHECKING:
    from engine.worker.recognition.one_thread import Floats

MINUTES_OF_TALK = tuple((start + 0.5, start + 19.5) for start in range(0, 400, 20))
SPEECH = SpeechMap(MINUTES_OF_TALK, 0.032, b"\xff" * 12_500)
QUIET_TALK = SpeechMap(MINUTES_OF_TALK, 0.032, b"\x64" * 12_500)
"""Likely enough to be spoken, and not so likely that anything seems to be left out."""
WORDS = " one two three four five six seven eight nine ten eleven twelve thirteen"
SURE, UNSURE = -0.1, -3.0


@dataclass
class ScriptedWhisper:
    """Writes `says`, the n-th text of all its windows being the n-th of these; then the last."""

    tokenizer: Any
    says: Sequence[str] = (WORDS,)
    chance: Sequence[float] = (SURE,)
    silence: float = 0.0
    is_multilingual: bool = False
    bands: int = 80
    sizes: list[int] = field(default_factory=list)
    prompts: list[list[int]] = field(default_factory=list)
    temperatures: list[float] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)
    decoded: int = 0

    def encode(self, spectrograms: Floats, beat: Beat) -> Any:
        beat()
        self.threads.add(threading.get_ident())
        self.sizes.append(len(spectrograms))
        return spectrograms

    def begin(
        self, encoded: Any, prompt: Sequence[int], start: int, rules: Rules, rows: int
    ) -> ScriptedDecoding:
        assert prompt.count(start) == 1
        self.prompts.append(list(prompt))
        place = min(self.decoded, len(self.says) - 1)
        self.decoded += 1
        return ScriptedDecoding(self, len(encoded), rows, self.says[place], self.chance[place])

    def close(self) -> None:
        """Nothing is held."""


class ScriptedDecoding:
    def __init__(
        self, model: ScriptedWhisper, windows: int, rows: int, text: str, chance: float
    ) -> None:
        self.model = model
        self.end = model.tokenizer.token_to_id("<|endoftext|>")
        self.text = [*model.tokenizer.encode(text, add_special_tokens=False).ids, self.end]
        self.chance = chance
        self.rows = rows
        self.written = 0
        self.opening = np.zeros((windows, 51_864), np.float32)
        self.opening[:, model.tokenizer.token_to_id("<|nocaptions|>")] = model.silence

    def candidates(
        self, totals: Sequence[Sequence[float]], temperature: float
    ) -> list[list[Candidate]]:
        self.model.temperatures.append(temperature)
        token = self.text[min(self.written, len(self.text) - 1)]
        if temperature:
            return [
                [Candidate(total + self.chance, row, token) for row, total in enumerate(window)]
                for window in totals
            ]
        return [
            [
                Candidate(max(window) + self.chance, window.index(max(window)), token),
                *[Candidate(-1e9, 0, 13)] * (2 * self.rows - 1),
            ]
            for window in totals
        ]

    def feed(self, tokens: Sequence[int], parents: Sequence[int]) -> None:
        windows = len(self.opening)
        assert len(tokens) == len(parents) == windows * self.rows
        assert all(
            place // self.rows == parent // self.rows for place, parent in enumerate(parents)
        )
        self.written += 1

    def attended(self, texts: Sequence[Sequence[int]], end: int) -> list[tuple[Floats, Floats]]:
        assert len(texts) == len(self.opening)
        return [
            (np.zeros((1, len(text), 1500), np.float32), np.full(len(text) - 1, 0.9, np.float32))
            for text in texts
        ]


@pytest.fixture(scope="session")
def tokenizer(tiny_en: Path) -> Any:
    return read_tokenizer(tiny_en)


@pytest.fixture
def whisper(tokenizer: Any) -> ScriptedWhisper:
    return ScriptedWhisper(tokenizer)


def tasks(*bounds: float, prompt: str = "") -> tuple[ChunkTask, ...]:
    """Chunks between these times."""
    return tuple(
        ChunkTask(Chunk(index, start, end, start, end), prompt)
        for index, (start, end) in enumerate(pairwise(bounds))
    )


def heard(
    whisper: ScriptedWhisper, asked: Sequence[ChunkTask], batch: int = 4, **choices: Any
) -> list[WindowText]:
    """The windows of all tasks."""
    recognizer = OneThreadRecognizer(whisper, Loaded("torch", "cpu", "float32", batch, 1))
    settings = RecognitionSettings(
        "", "", "cpu", "", "en", batch, 0, 1, choices.get("decoding", "batched"), "attention"
    )
    texts = recognizer.recognise(film(), asked, settings, ignore)
    return [window for text in texts for window in text.windows]


def film(speech: SpeechMap = QUIET_TALK) -> Film:
    return Film(lambda start, end: np.zeros(round((end - start) * SAMPLE_RATE), np.float32), speech)


def ignore(done: float) -> None:
    """Nobody listens to the progress."""


def echo(batch: Batch, beat: Beat) -> list[tuple[WindowText, ...]]:
    """Hears every window at once, without words."""
    beat()
    return [(WindowText(window.start, window.end),) for window in batch.windows]


@given(st.integers(1, 9), st.lists(st.sampled_from(["", "a", "b"]), min_size=1, max_size=6))
def test_batches_are_full_as_long_as_prompts_are_the_same(size: int, prompts: list[str]) -> None:
    asked = [
        ChunkTask(
            Chunk(index, 60.0 * index, 60.0 * (index + 1), 60.0 * index, 60.0 * (index + 1)), p
        )
        for index, p in enumerate(prompts)
    ]
    batches = list(full_batches(asked, SPEECH, size))
    for _, group in groupby(batches, key=lambda batch: batch.prompt):
        *full, last = [len(batch.windows) for batch in group]
        assert all(count == size for count in full) and 1 <= last <= size
    windows = [window for batch in batches for window in batch.windows]
    assert windows == sorted(windows)
    assert {place for batch in batches for place in batch.chunks} == set(range(len(asked)))


def test_a_chunk_is_told_as_soon_as_its_last_batch_is_heard() -> None:
    asked = tasks(0, 60, 120, 180)
    begun: list[int] = []

    def listen(batch: Batch, beat: Beat) -> list[tuple[WindowText, ...]]:
        begun.append(len(begun))
        return echo(batch, beat)

    batches = list(full_batches(asked, SPEECH, 4))
    told = [(text.index, len(begun)) for text in hear_in_turn(asked, batches, listen, ignore)]
    assert [index for index, _ in told] == [0, 1, 2]
    assert told[0][1] == 1 < len(batches) == told[-1][1]


def test_chunks_without_speech_are_told_too_in_their_place() -> None:
    speech = SpeechMap(((130.0, 140.0),), 0.032, b"\xff" * 8000)
    asked = tasks(0, 60, 120, 180, 240)
    texts = list(hear_in_turn(asked, list(full_batches(asked, speech, 4)), echo, ignore))
    assert [(text.index, len(text.windows)) for text in texts] == [(0, 0), (1, 0), (2, 1), (3, 0)]
    assert [text.index for text in hear_in_turn(asked, [], echo, ignore)] == [0, 1, 2, 3]


def test_every_report_is_further_than_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.worker.recognition.one_thread._PULSE", 0.0)
    asked = tasks(0, 60, 120)
    done: list[float] = []

    def listen(batch: Batch, beat: Beat) -> list[tuple[WindowText, ...]]:
        for _ in range(300):
            beat()
        return echo(batch, beat)

    list(hear_in_turn(asked, list(full_batches(asked, SPEECH, 2)), listen, done.append))
    assert len(done) > 600
    assert all(one < two for one, two in pairwise(done))
    assert done[-1] == 120.0


def test_what_a_report_raises_ends_the_work_between_two_steps(whisper: ScriptedWhisper) -> None:
    recognizer = OneThreadRecognizer(whisper, Loaded("torch", "cpu", "float32", 4, 1))
    settings = RecognitionSettings("", "", "cpu", "", "en", 4, 0, 1, "batched", "attention")

    def cancel(done: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        list(recognizer.recognise(film(), tasks(0, 300), settings, cancel))
    assert not whisper.temperatures


def test_only_the_calling_thread_touches_the_model(whisper: ScriptedWhisper) -> None:
    heard(whisper, tasks(0, 60, 120))
    assert whisper.threads == {threading.get_ident()}


@pytest.mark.parametrize("largest", [1, 2, 5, 8])
def test_batches_come_in_few_sizes_and_never_larger_than_asked(
    tokenizer: Any, largest: int
) -> None:
    whisper = ScriptedWhisper(tokenizer)
    windows = heard(whisper, tasks(0, 110, 300), batch=largest)
    assert len(windows) == 14
    assert set(whisper.sizes) <= {1, 2, 4, 8, largest}
    assert max(whisper.sizes) == largest


@given(st.integers(1, 64), st.integers(1, 64))
def test_a_batch_is_filled_up_to_a_power_of_two_or_the_largest(count: int, largest: int) -> None:
    count = min(count, largest)
    size = padded_size(count, largest)
    assert count <= size <= largest
    assert size == largest or (size & (size - 1) == 0 and size < 2 * count)


def test_a_prompt_comes_before_the_start_and_is_cut_from_the_left(tokenizer: Any) -> None:
    whisper = ScriptedWhisper(tokenizer)
    heard(whisper, tasks(0, 30, prompt="and so on " * 200 + "Zebediah"))
    (prompt,) = {tuple(each) for each in whisper.prompts}
    names = tokenizer.encode(" Zebediah", add_special_tokens=False).ids
    start = prompt.index(tokenizer.token_to_id("<|startoftranscript|>"))
    assert tokenizer.id_to_token(prompt[0]) == "<|startofprev|>"
    assert list(prompt[start - len(names) : start]) == names
    assert start == 1 + 223


def test_a_guess_is_heard_again_warmer_and_the_better_text_kept(tokenizer: Any) -> None:
    whisper = ScriptedWhisper(tokenizer, (" well", WORDS), (UNSURE, SURE))
    (window,) = heard(whisper, tasks(0, 20))
    assert (window.verdict, window.temperature) == ("repaired", 0.2)
    assert "thirteen" in window.words[-1].text
    assert whisper.temperatures[0] == 0.0 and whisper.temperatures[-1] == 0.2


def test_a_guess_where_the_model_hears_no_speech_is_dropped(tokenizer: Any) -> None:
    whisper = ScriptedWhisper(tokenizer, (" you",), (UNSURE,), silence=0.9)
    (window,) = heard(whisper, tasks(0, 20))
    assert (window.words, window.verdict) == ((), "dropped")
    assert window.no_speech_probability == pytest.approx(0.9)


def test_the_average_counts_the_end_of_the_text(tokenizer: Any) -> None:
    whisper = ScriptedWhisper(tokenizer, (WORDS,), (-0.25,))
    (window,) = heard(whisper, tasks(0, 20))
    assert window.avg_logprob == pytest.approx(-0.25)


def test_in_sequence_each_window_reads_the_text_of_the_one_before(tokenizer: Any) -> None:
    whisper = ScriptedWhisper(tokenizer, (WORDS,))
    heard(whisper, tasks(0, 60, prompt="Zebediah"), decoding="sequential")
    texts = [tokenizer.decode(prompt, skip_special_tokens=True) for prompt in whisper.prompts]
    assert texts[0] == " Zebediah"
    assert len(texts) > 1 and all(text.endswith("thirteen") for text in texts[1:])


def test_the_language_is_the_likeliest_of_all_places(base: Path) -> None:
    known = read_tokenizer(base)

    class Speaker(ScriptedWhisper):
        def begin(self, *arguments: Any, **named: Any) -> ScriptedDecoding:
            decoding = super().begin(*arguments, **named)
            chances = {"fr": 0.3, "de": 0.2 if self.decoded % 2 else 0.45}
            for code, chance in chances.items():
                decoding.opening[:, known.token_to_id(f"<|{code}|>")] = chance
            return decoding

    whisper = Speaker(known, is_multilingual=True)
    recognizer = OneThreadRecognizer(whisper, Loaded("torch", "cpu", "float32", 4, 1))
    language, certainty = recognizer.detect_language(film())
    assert whisper.decoded == 5
    assert language == "fr" and certainty == pytest.approx((3 * 0.6 + 2 * 0.4) / 5)
    assert recognizer.detect_language(film(SpeechMap((), 0.032, b""))) == ("en", 0.0)
