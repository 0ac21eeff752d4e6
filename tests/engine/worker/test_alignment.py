"""Letters laid along a text: when each word is said, whatever the text holds."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.errors import ModelDamaged, SilentFault
from engine.protocol import AlignmentSettings
from engine.transcript import ChunkText, WindowText, Word
from engine.worker.alignment import (
    WILDCARD,
    Aligner,
    Letters,
    batches,
    forced,
    shape_of,
    timed,
)
from tests.aligners import write_aligner
from tests.builders import heard, spoken, word

RATE = 16_000
LETTERS = Letters({"_": 0, "|": 1, "a": 2, "b": 3, "'": 4, "é": 5}, 0, "en")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_aligner(tmp_path_factory.mktemp("aligner"))


@pytest.fixture(scope="module")
def aligner(folder: Path) -> Iterator[Aligner]:
    made = Aligner(AlignmentSettings(str(folder), "en", "cpu", threads=1), "cpu")
    yield made
    made.close()


def noise(seconds: float, seed: int = 1) -> NDArray[np.float32]:
    """Sound that changes all the time."""
    drawn = np.random.default_rng(seed).normal(0, 0.1, round(seconds * RATE))
    swell = np.abs(np.sin(np.arange(len(drawn)) / RATE * 9))
    return (drawn * swell).astype(np.float32)


def hearing(film: NDArray[np.float32]) -> Callable[[float, float], NDArray[np.float32]]:
    return lambda start, end: film[round(start * RATE) : round(end * RATE)]


def window(text: str, start: float, end: float) -> WindowText:
    count = max(1, len(text.split()))
    words = spoken(text, start, length=(end - start) / count)
    return WindowText(start, end, words)


def ignore(done: float) -> None:
    """Nobody listens to the progress."""


def emissions(frames: str, sure: float = 0.9) -> NDArray[np.float32]:
    """Log-probabilities where each frame sounds the letter that is written, or none for "_"."""
    labels = LETTERS.labels
    rest = (1 - sure) / (len(labels) - 1)
    scores = np.full((len(frames), len(labels)), rest)
    for place, sign in enumerate(frames):
        scores[place, labels[sign]] = sure
    return np.log(scores).astype(np.float32)


# --- spelling -------------------------------------------------------------------------------------


def spelled(text: str, letters: Letters = LETTERS) -> str:
    names = {label: sign for sign, label in letters.labels.items()} | {WILDCARD: "*"}
    return "".join(names[label] for label in letters.spell(spoken(text)).labels)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ab ba", "ab|ba"),
        ("ab, - ba!", "ab|ba"),
        ("a'b 42 é", "a'b|**|é"),
        ("5% a&b", "**|a*b"),
        ("… ¿ab?", "ab"),
        ("a|b c_", "ab|*"),
    ],
)
def test_a_text_is_spelled_as_it_is_spoken(text: str, wanted: str) -> None:
    assert spelled(text) == wanted


def test_words_without_a_space_between_them_are_not_parted() -> None:
    parts = (word(" a"), word("'b"), word(" b"))
    assert LETTERS.spell(parts).words == [0, 1, 1, -1, 2]


def test_a_language_without_spaces_has_no_letter_for_them() -> None:
    letters = Letters(LETTERS.labels, 0, "ja")
    assert spelled("a b", letters) == "ab"


# --- the way through the letters ------------------------------------------------------------------


def test_each_letter_begins_where_it_sounds() -> None:
    spans = forced(emissions("__a__b_|a__"), [2, 3, 1, 2], blank=0)
    assert spans is not None
    assert [first for first, _ in spans] == [2, 5, 7, 8]
    assert all(end == begin for (_, end), (begin, _) in pairwise(spans))


def test_what_the_alphabet_lacks_is_any_sound_between_its_neighbours() -> None:
    spans = forced(emissions("_a___é__b_"), [2, WILDCARD, 3], blank=0)
    assert spans is not None
    assert [first for first, _ in spans] == [1, 5, 8]


def test_more_letters_than_frames_cannot_be_laid() -> None:
    assert forced(emissions("aba"), [2, 3, 2, 3], blank=0) is None
    assert forced(emissions("aba"), [], blank=0) is None
    assert forced(emissions("aba"), [2, 3, 2], blank=0) == [(0, 1), (1, 2), (2, 3)]


@given(st.integers(1, 5), st.integers(1, 7), st.integers(0, 10_000))
def test_no_other_way_is_likelier(count: int, frames: int, seed: int) -> None:
    """Against all ways there are: every choice of the frames in which the labels begin."""
    drawn = np.random.default_rng(seed)
    scores = np.log(drawn.dirichlet(np.ones(6) * 0.4, frames) + 1e-6).astype(np.float32)
    labels = [int(label) for label in drawn.integers(1, 6, count)]
    spans = forced(scores, labels, blank=0)
    if count > frames:
        assert spans is None
        return
    assert spans is not None

    def likelihood(begins: tuple[int, ...]) -> float:
        entered = sum(scores[at, label] for at, label in zip(begins, labels, strict=True))
        silent = sum(scores[at, 0] for at in range(spans[-1][1]) if at not in begins)
        return float(entered + silent)

    ways = itertools.combinations(range(spans[-1][1]), count)
    best = max(likelihood(way) for way in ways)
    assert likelihood(tuple(first for first, _ in spans)) == pytest.approx(best, abs=1e-4)


# --- words ----------------------------------------------------------------------------------------


def test_a_word_lasts_from_its_first_letter_to_its_last() -> None:
    words = spoken("ab a", 10.0)
    found = timed(WindowText(10.0, 11.1, words), emissions("__ab__|_a__"), 0.1, LETTERS)
    assert found is not None
    assert [round(each.start, 2) for each in found] == [10.2, 10.8]
    assert found[0].end == pytest.approx(10.6)
    assert [each.text for each in found] == [each.text for each in words]
    assert [each.probability for each in found] == [each.probability for each in words]


def test_a_word_of_marks_alone_gets_a_moment_between_its_neighbours() -> None:
    words = spoken("ab … a", 10.0)
    found = timed(WindowText(10.0, 11.1, words), emissions("__ab__|_a__"), 0.1, LETTERS)
    assert found is not None
    first, marks, last = found
    assert first.end <= marks.start < marks.end <= last.start


def test_words_of_marks_at_either_end_are_inside_the_window() -> None:
    found = timed(
        WindowText(10.0, 10.6, spoken("… ab !?", 10.0)), emissions("ab____"), 0.1, LETTERS
    )
    assert found is not None
    assert 10.0 <= found[0].start < found[0].end <= found[1].start
    assert found[2].end <= 10.6


def test_a_text_without_any_letter_has_no_times() -> None:
    assert timed(WindowText(0.0, 1.0, spoken("… !")), emissions("ab____"), 0.1, LETTERS) is None


texts = st.lists(
    st.sampled_from([" ab", " ba,", " 42", " …", "'a", " é", "b", " %", "。", " a-b", " İ"]),
    min_size=1,
    max_size=12,
)


@given(texts, st.integers(0, 10_000), st.integers(1, 120))
@example([" ab", " …", " …"], 0, 2)
def test_times_are_in_order_inside_the_window_and_never_missing(
    said: list[str], seed: int, frames: int
) -> None:
    drawn = np.random.default_rng(seed).dirichlet(np.ones(6), frames)
    words = tuple(word(text, 5.0, 6.0) for text in said)
    window = WindowText(5.0, 5.0 + frames * 0.02, words)
    found = timed(window, np.log(drawn + 1e-9).astype(np.float32), 0.02, LETTERS)
    if found is None:
        labels = LETTERS.spell(words).labels
        assert not labels or len(labels) > frames
        return
    assert [each.text for each in found] == said
    assert all(window.start <= each.start < each.end <= window.end + 1e-6 for each in found)
    assert all(one.end <= other.start + 1e-9 for one, other in pairwise(found))


# --- shapes and batches ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "shape"), [(0.0, 5.0), (0.3, 5.0), (5.0, 5.0), (5.01, 10.0), (29.9, 30.0)]
)
def test_there_are_few_shapes(seconds: float, shape: float) -> None:
    assert shape_of(WindowText(7.0, 7.0 + seconds)) == shape


def test_windows_of_one_shape_are_heard_together() -> None:
    lengths = [4, 28, 3, 27, 2, 29, 4, 26, 4]
    windows = [window("ab", 100.0, 100.0 + each) for each in lengths]
    windows.append(WindowText(0.0, 20.0))
    assert [*batches(windows, 120.0)] == [[1, 3, 5, 7], [0, 2, 4, 6], [8]]
    assert [*batches(windows, 30.0)] == [[1], [3], [5], [7], [0, 2, 4, 6], [8]]


# --- the whole aligner ----------------------------------------------------------------------------


def test_a_batch_gives_the_times_that_each_window_has_alone(aligner: Aligner) -> None:
    film = noise(40)
    text = ChunkText(
        0, tuple(window("one two 3 four", start, start + 4.5) for start in (1.0, 9.0, 30.0))
    )
    together, _ = next(aligner.align([text], hearing(film), ignore))
    for place, alone in enumerate(text.windows):
        one, _ = next(aligner.align([ChunkText(0, (alone,))], hearing(film), ignore))
        assert starts(one.words) == pytest.approx(starts(together.windows[place].words), abs=0.03)


def starts(words: tuple[Word, ...]) -> list[float]:
    return [each.start for each in words]


def test_every_chunk_is_answered_in_order_with_its_words(aligner: Aligner) -> None:
    film = noise(30)
    chunks = [
        ChunkText(3, (window("one two", 0.5, 4.0), window("three", 5.0, 6.0))),
        ChunkText(4),
        heard(5, spoken("four five", 20.0)),
    ]
    reported: list[float] = []
    found = [text for text, _ in aligner.align(chunks, hearing(film), reported.append)]
    assert [text.index for text in found] == [3, 4, 5]
    for before, after in zip(chunks, found, strict=True):
        assert [each.text for each in after.words] == [each.text for each in before.words]
        assert [(w.start, w.end) for w in after.windows] == [
            (w.start, w.end) for w in before.windows
        ]
    assert reported == sorted(reported)
    assert reported[-1] == pytest.approx(3.5 + 1.0 + 0.6)


def test_a_window_with_more_letters_than_frames_keeps_its_times(aligner: Aligner) -> None:
    crowded = window("many letters in no time at all", 2.0, 2.1)
    chunk = ChunkText(0, (crowded, window("one", 3.0, 4.0), window("… !", 5.0, 6.0)))
    text, unaligned = next(aligner.align([chunk], hearing(noise(10)), ignore))
    assert unaligned == 2
    assert text.windows[0] == crowded
    assert text.windows[2] == chunk.windows[2]
    assert text.windows[1] != chunk.windows[1]


def test_the_end_of_the_film_is_heard_as_silence(aligner: Aligner) -> None:
    film = noise(3.0)
    text, _ = next(aligner.align([ChunkText(0, (window("one two", 1.0, 3.0),))],
                                 hearing(film), ignore))  # fmt: skip
    assert 1.0 <= text.words[0].start < text.words[-1].end <= 3.0


def test_a_stop_in_the_report_ends_the_work(aligner: Aligner) -> None:
    def stop(done: float) -> None:
        raise KeyboardInterrupt

    chunk = ChunkText(0, (window("one", 1.0, 2.0),))
    with pytest.raises(KeyboardInterrupt):
        next(aligner.align([chunk], hearing(noise(5)), stop))


def test_nonsense_from_a_device_is_no_alignment(
    aligner: Aligner, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunk = ChunkText(0, (window("one", 1.0, 2.0),))
    for nonsense in (np.zeros((1, 249, 32), np.float32), np.full((1, 249, 32), np.nan)):
        monkeypatch.setattr(aligner._model, "hear", lambda samples, found=nonsense: found)
        with pytest.raises(SilentFault, match="nonsense"):
            next(aligner.align([chunk], hearing(noise(5)), ignore))


def test_sound_is_normalised_for_a_model_that_wants_it(tmp_path: Path, folder: Path) -> None:
    picky = write_aligner(tmp_path / "picky", do_normalize=True)
    chunk = [window("one two three", 0.0, 5.0)]
    loud, quiet = noise(5), noise(5) * np.float32(0.2) + np.float32(0.1)
    for place, is_same in ((picky, True), (folder, False)):
        found = Aligner(AlignmentSettings(str(place), "en", "cpu", threads=1), "cpu")
        (one,), _ = found.emissions(chunk, hearing(loud))
        (other,), _ = found.emissions(chunk, hearing(quiet))
        assert np.allclose(one, other, atol=1e-2) is is_same


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("vocab.json", "{}"),
        ("vocab.json", "["),
        ("vocab.json", '["a"]'),
        ("config.json", "{}"),
        ("model.safetensors", "torn"),
    ],
)
def test_a_damaged_model_is_told_from_a_bug(
    folder: Path, tmp_path: Path, file: str, content: str
) -> None:
    for each in folder.iterdir():
        (tmp_path / each.name).write_bytes(each.read_bytes())
    (tmp_path / file).write_text(content)
    with pytest.raises(ModelDamaged, match="cannot be read"):
        Aligner(AlignmentSettings(str(tmp_path), "en", "cpu", threads=1), "cpu")


def test_a_model_that_tells_no_letters_is_refused(folder: Path, tmp_path: Path) -> None:
    from transformers import AutoModelForCTC

    for each in folder.iterdir():
        (tmp_path / each.name).write_bytes(each.read_bytes())
    AutoModelForCTC.from_pretrained(folder).wav2vec2.save_pretrained(tmp_path)
    with pytest.raises(ModelDamaged) as told:
        Aligner(AlignmentSettings(str(tmp_path), "en", "cpu", threads=1), "cpu")
    assert "not to tell letters" in told.value.details


def test_a_bundle_without_its_weights_is_damaged(tmp_path: Path) -> None:
    missing = AlignmentSettings(
        str(tmp_path / "weights.pth"), "en", "cpu", bundle="WAV2VEC2_ASR_BASE_960H"
    )
    with pytest.raises(ModelDamaged, match="cannot be read"):
        Aligner(missing, "cpu")


def test_one_folder_may_hold_the_alphabets_of_several_languages(
    folder: Path, tmp_path: Path
) -> None:
    for each in folder.iterdir():
        (tmp_path / each.name).write_bytes(each.read_bytes())
    own = (folder / "vocab.json").read_text()
    (tmp_path / "vocab.json").write_text(f'{{"en": {own}, "fr": {{"<pad>": 0, "ç": 1}}}}')
    found = Aligner(AlignmentSettings(str(tmp_path), "fr", "cpu", threads=1), "cpu")
    assert dict(found.letters.labels) == {"<pad>": 0, "ç": 1}


# --- beside the original --------------------------------------------------------------------------


class _OneSentence:
    """Stands in for NLTK's splitter, which is fetched from the network."""

    def span_tokenize(self, text: str) -> Iterator[tuple[int, int]]:
        yield 0, len(text)


def test_times_are_those_of_whisperx(
    folder: Path, aligner: Aligner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which hears one after another what is heard together here."""
    import torch
    import whisperx.alignment

    monkeypatch.setattr(whisperx.alignment, "nltk_load", lambda name: _OneSentence())
    torch.set_num_threads(1)
    model, about = whisperx.alignment.load_align_model("en", "cpu", str(folder))
    film = noise(30)
    said = "it was the best of times 42 and it wasn't the wörst"
    spans = ((0.0, 10.0), (12.0, 27.0), (8.0, 18.0), (15.0, 30.0), (20.0, 30.0))
    windows = [window(said, *span) for span in spans]
    assert [*batches(windows, 30.0)] == [[1, 3], [0, 2], [4]]
    text, _ = next(aligner.align([ChunkText(0, tuple(windows))], hearing(film), ignore))
    segments = [{"start": w.start, "end": w.end, "text": said} for w in windows]
    theirs = whisperx.alignment.align(segments, model, about, film, "cpu")["word_segments"]
    assert [each["word"] for each in theirs] == [each.text.strip() for each in text.words]
    assert starts(text.words) == pytest.approx(_field(theirs, "start"), abs=0.025)
    ends = [each.end for each in text.words]
    assert ends == pytest.approx(_field(theirs, "end"), abs=0.025)
    assert starts(text.words)[-1] > 21.0  # it is no trivial way: the text is spread out


def _field(words: list[dict[str, Any]], name: str) -> list[float]:
    return [float(each[name]) for each in words]
