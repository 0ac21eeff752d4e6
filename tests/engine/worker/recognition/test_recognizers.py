"""What every recognizer must do, whatever computes it: one suite for all of them."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import jiwer
import numpy as np
import pytest

from engine.audio import media, speech
from engine.audio.cache import Samples
from engine.bias import ChunkBias, Term
from engine.errors import Cancelled, ModelDamaged, UsageError
from engine.protocol import ChunkTask, Loaded, RecognitionSettings
from engine.transcript import SAMPLE_RATE, Chunk, ChunkText, WindowText, Word
from engine.worker.recognition import Film, Recognizer, load
from engine.worker.recognition.transformers_folder import read_tokenizer
from engine.worker.recognition.windows import LONGEST
from tests.builders import spoken
from tests.conftest import ROOT, SHARED, model_folder
from tests.hearing import film_of
from tests.passages import SAID, STARTS

KINDS = ("ct2", "torch", "mlx", "whisperx")
NUMBERS = {"ct2": "int8", "whisperx": "int8"}
NAME = "Zebediah Quillfeather"

WRONG = 0.06
"""Words of the sample that any of them may hear wrong, of all. tiny.en hears 3 to 5 % wrong."""
APART = 0.04
"""Words in which two recognizers may differ: they round differently, and one has no beam."""


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Film]:
    cache = tmp_path_factory.mktemp("film") / "cache.pcm"
    source = ROOT / "resources" / "sample.opus"
    _, heard = media.listen_meanwhile(source, cache, lambda blocks: speech.find(blocks, "silero"))
    with Samples(cache) as samples:
        yield Film(samples.read, heard)


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    if request.param == "mlx" and importlib.util.find_spec("mlx_whisper") is None:
        pytest.skip("needs mlx-whisper, the extra `mlx`")
    return str(request.param)


@pytest.fixture(scope="module")
def recognizer(kind: str) -> Iterator[Recognizer]:
    loaded = loaded_recognizer(kind)
    yield loaded
    loaded.close()


@pytest.fixture(scope="module")
def texts(recognizer: Recognizer, film: Film) -> list[ChunkText]:
    return list(recognizer.recognise(film, tasks(film), settings(), ignore))


@pytest.fixture(scope="module")
def expected(film: Film) -> list[ChunkText]:
    """What CTranslate2 hears."""
    model = loaded_recognizer("ct2")
    heard = list(model.recognise(film, tasks(film), settings(), ignore))
    model.close()
    return heard


def test_the_words_of_the_sample_are_heard(texts: list[ChunkText]) -> None:
    spoken = (ROOT / "resources" / "sample.txt").read_text("utf-8")
    assert jiwer.wer(plain(spoken), plain(as_text(texts))) <= WRONG


def test_all_hear_the_same_words(texts: list[ChunkText], expected: list[ChunkText]) -> None:
    assert jiwer.wer(plain(as_text(expected)), plain(as_text(texts))) <= APART


def test_all_say_the_same_words_at_the_same_time(
    texts: list[ChunkText], expected: list[ChunkText]
) -> None:
    pairs = common_words(words_of(expected), words_of(texts))
    late = [abs(ours.middle - theirs.middle) for ours, theirs in pairs]
    assert len(late) > 0.9 * len(words_of(expected))
    assert float(np.median(late)) <= 0.06
    assert float(np.quantile(late, 0.95)) <= 0.35


def test_a_given_phrase_is_found_where_it_is_said(recognizer: Recognizer, film: Film) -> None:
    even = spoken(SAID, 8.4, 0.3)
    done: list[float] = []
    texts = [ChunkText(7, (WindowText(8.3, 11.1, even),))]
    ((found, left),) = recognizer.align(film, texts, settings(), done.append)
    assert (found.index, left, done) == (7, 0, [pytest.approx(2.8)])
    assert [word.start for word in found.words] == pytest.approx(STARTS, abs=0.15)
    assert [word.text for word in found.words] == [word.text for word in even]


def test_the_chunks_come_in_order_each_with_its_own_words(
    texts: list[ChunkText], film: Film
) -> None:
    chunks = [task.chunk for task in tasks(film)]
    assert [text.index for text in texts] == [chunk.index for chunk in chunks]
    for text, chunk in zip(texts, chunks, strict=True):
        assert text.words
        assert all(chunk.start <= word.start <= word.end <= chunk.end for word in text.words)


def test_words_are_in_order_inside_their_window(texts: list[ChunkText]) -> None:
    for window in (window for text in texts for window in text.windows):
        assert window.end - window.start <= LONGEST + 1e-6
        assert all(window.start <= word.start < word.end <= window.end for word in window.words)
        assert all(one.start <= two.start for one, two in pairwise(window.words))


def test_a_window_comes_with_the_figures_by_which_it_is_judged(texts: list[ChunkText]) -> None:
    for window in (window for text in texts for window in text.windows):
        assert -1.0 < window.avg_logprob < 0.0
        assert 1.0 < window.compression_ratio < 2.4
        assert 0.0 <= window.no_speech_probability <= 1.0
        assert all(0.0 <= word.probability <= 1.0 for word in window.words)


def test_progress_never_goes_back_and_ends_where_the_film_does(
    recognizer: Recognizer, film: Film
) -> None:
    done: list[float] = []
    for _ in recognizer.recognise(film, tasks(film), settings(), done.append):
        pass
    assert done == sorted(done)
    assert done[-1] == pytest.approx(sum(task.chunk.duration for task in tasks(film)))


def test_a_prompt_reaches_the_decoder(
    kind: str, recognizer: Recognizer, film: Film, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = prompts_read(kind, monkeypatch)
    task = tasks(film)[0]
    list(recognizer.recognise(film, [ChunkTask(task.chunk, NAME)], settings(), ignore))
    wanted = tokens_of(" " + NAME)
    assert any(contains(tokens, wanted) for tokens in read)


def test_without_a_prompt_the_decoder_reads_none(
    kind: str, recognizer: Recognizer, film: Film, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = prompts_read(kind, monkeypatch)
    list(recognizer.recognise(film, tasks(film)[:1], settings(), ignore))
    before = tokens_of("<|startofprev|>")[0]
    assert read and not any(before in tokens for tokens in read)


def test_a_prompt_longer_than_the_decoder_can_hold_loses_its_beginning(
    kind: str, recognizer: Recognizer, film: Film, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = prompts_read(kind, monkeypatch)
    later = (ROOT / "resources" / "sample.txt").read_text("utf-8").splitlines()[3:]
    task = ChunkTask(tasks(film)[0].chunk, " ".join(["Marmaduke", *later * 5, NAME]))
    (text,) = recognizer.recognise(film, [task], settings(), ignore)
    assert text.words
    assert any(contains(tokens, tokens_of(NAME.split()[1])[1:]) for tokens in read)
    assert not any(contains(tokens, tokens_of(" Marmaduke")) for tokens in read)


def test_the_terms_of_a_glossary_reach_the_decoder_the_likeliest_last(
    kind: str,
    recognizer: Recognizer,
    film: Film,
    texts: list[ChunkText],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = prompts_read(kind, monkeypatch)
    bias = ChunkBias("always", (Term(NAME), Term("Marmaduke")))
    task = ChunkTask(tasks(film)[0].chunk, "A talk.", bias=bias)
    (text,) = recognizer.recognise(film, [task], settings(), ignore)
    wanted = tokens_of(f" A talk. Marmaduke, {NAME}.")
    assert any(contains(tokens, wanted) for tokens in read)
    assert all(window.bias and window.bias.offered for window in text.windows)
    assert NAME not in as_text([text]) and "Marmaduke" not in as_text([text])


def test_every_window_has_a_prompt_of_its_own(
    recognizer: Recognizer, kind: str, film: Film, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = prompts_read(kind, monkeypatch)
    terms = Term("Marmaduke", times=((0.0, 1.0),)), Term(NAME, times=((50.0, 51.0),))
    early, late = Chunk(0, 0.0, 12.0, 0.0, 12.0), Chunk(1, 47.0, 60.0, 47.0, 60.0)
    both = [ChunkTask(chunk, bias=ChunkBias("always", terms)) for chunk in (early, late)]
    list(recognizer.recognise(film, both, settings(), ignore))
    first, second = (tokens_of(f" {term.text}.") for term in terms)
    prompted = [tokens for tokens in read if contains(tokens, tokens_of("<|startofprev|>"))]
    assert any(contains(tokens, first) for tokens in prompted)
    assert any(contains(tokens, second) for tokens in prompted)
    assert not any(contains(tokens, first) and contains(tokens, second) for tokens in prompted)


def test_a_term_takes_the_place_of_a_word_that_sounds_like_it(recognizer: Recognizer) -> None:
    clip = SHARED / "speech" / "short" / "audio" / "en" / "lsto-3005-163389-0000.opus"
    if not clip.is_file():
        pytest.skip(f"needs the recording {clip}")
    said = film_of(np.concatenate(list(media.Decoder(clip).blocks())))
    chunk = Chunk(0, 0.0, 9.0, 0.0, 9.0)
    (plainly,) = recognizer.recognise(said, [ChunkTask(chunk)], settings(), ignore)
    if "pailings" not in as_text([plainly]):
        pytest.skip("this number format hears another everyday word, which is left alone")
    bias = ChunkBias("guarded", (Term("palings"), Term("pilings"), Term("sailing")))
    (text,) = recognizer.recognise(said, [ChunkTask(chunk, bias=bias)], settings(), ignore)
    assert as_text([text]) == as_text([plainly]).replace("pailings", "palings")
    changes = [change for window in text.windows if window.bias for change in window.bias.changed]
    assert [(change.heard, change.term) for change in changes] == [("pailings", "palings")]


def test_silence_gives_nothing(recognizer: Recognizer) -> None:
    silence = np.zeros(40 * SAMPLE_RATE, np.float32)
    film = Film(
        lambda start, end: silence[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)],
        speech.find([silence.astype(np.int16)], "silero"),
    )
    task = ChunkTask(Chunk(3, 0.0, 40.0, 0.0, 40.0))
    (text,) = recognizer.recognise(film, [task], settings(), ignore)
    assert text.index == 3 and text.words == ()


def test_whoever_cancels_hears_no_more(recognizer: Recognizer, film: Film) -> None:
    done: list[float] = []

    def cancel(seconds: float) -> None:
        done.append(seconds)
        if len(done) == 2:
            raise Cancelled

    work = recognizer.recognise(film, tasks(film), settings(), cancel)
    with pytest.raises(Cancelled):
        list(work)
    assert len(done) == 2
    assert done[-1] < 0.8 * sum(task.chunk.duration for task in tasks(film))


def test_after_a_cancelled_work_the_next_is_as_good(
    recognizer: Recognizer, film: Film, texts: list[ChunkText]
) -> None:
    def cancel(seconds: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        list(recognizer.recognise(film, tasks(film), settings(), cancel))
    (again,) = recognizer.recognise(film, tasks(film)[:1], settings(), ignore)
    assert plain(as_text([again])) == plain(as_text(texts[:1]))


def test_an_english_model_hears_english(recognizer: Recognizer, film: Film) -> None:
    language, certainty = recognizer.detect_language(film)
    assert language == "en" and certainty == 1.0


def test_without_alignment_the_same_words_share_out_their_window(
    kind: str, recognizer: Recognizer, film: Film, texts: list[ChunkText]
) -> None:
    if kind == "whisperx":
        pytest.skip("the reference always aligns by attention")
    spread = settings(align="none")
    (text,) = recognizer.recognise(film, tasks(film)[:1], spread, ignore)
    assert plain(as_text([text])) == plain(as_text(texts[:1]))
    assert all(one.end <= two.start + 1e-6 for one, two in pairwise(text.windows[0].words))


def test_windows_heard_one_after_another_give_the_words_too(
    kind: str, recognizer: Recognizer, film: Film
) -> None:
    if kind == "whisperx":
        pytest.skip("the reference knows batches only")
    heard = list(recognizer.recognise(film, tasks(film), settings(decoding="sequential"), ignore))
    spoken = (ROOT / "resources" / "sample.txt").read_text("utf-8")
    assert jiwer.wer(plain(spoken), plain(as_text(heard))) <= 2 * WRONG


def test_a_folder_without_a_model_is_named(kind: str, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelDamaged, match=tmp_path.name):
        load(placement(kind), str(tmp_path))


def test_an_unknown_recognizer_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="ears"):
        load(placement("ears"), str(tmp_path))


# --- how each of them is loaded and watched -------------------------------------------------------


def placement(kind: str) -> Loaded:
    return Loaded(kind, "cpu", NUMBERS.get(kind, "float32"), batch_size=2, threads=1)


def loaded_recognizer(kind: str) -> Recognizer:
    is_ct2 = kind in NUMBERS
    return load(placement(kind), str(model_folder("tiny.en") if is_ct2 else transformers_folder()))


def transformers_folder() -> Path:
    folder = SHARED / "models" / "whisper-tiny.en-hf"
    if not folder.is_dir():
        pytest.skip(f"needs the model in {folder}")
    return folder


def prompts_read(kind: str, monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """Fills with the rows of tokens that the library's own decoder is given."""
    read: list[list[int]] = []

    def watch(owner: Any, name: str, tokens_in: Callable[..., Sequence[Sequence[int]]]) -> None:
        original = getattr(owner, name)

        def watched(*arguments: Any, **named: Any) -> Any:
            read.extend(map(list, tokens_in(*arguments, **named)))
            return original(*arguments, **named)

        monkeypatch.setattr(owner, name, watched)

    if kind == "torch":
        from transformers.models.whisper.modeling_whisper import WhisperDecoder

        watch(WhisperDecoder, "forward", lambda _, input_ids, **__: input_ids.tolist())
    elif kind == "mlx":
        from mlx_whisper.whisper import TextDecoder

        watch(TextDecoder, "__call__", lambda _, tokens, *__, **___: tokens.tolist())
    else:
        import ctranslate2

        watch(ctranslate2.models.Whisper, "generate", lambda _, __, prompts, **___: prompts)
    return read


@lru_cache
def tokens_of(text: str) -> list[int]:
    known = read_tokenizer(model_folder("tiny.en"))
    return list(known.encode(text, add_special_tokens=False).ids)


def contains(tokens: Sequence[int], wanted: Sequence[int]) -> bool:
    size = len(wanted)
    return any(list(tokens[start : start + size]) == list(wanted) for start in range(len(tokens)))


# --- what is asked of them ------------------------------------------------------------------------


def tasks(film: Film) -> list[ChunkTask]:
    """The film cut in two at the pause nearest to its middle."""
    regions = film.speech.regions
    end = regions[-1][1] + 0.5
    pauses = [(one[1] + two[0]) / 2 for one, two in pairwise(regions)]
    cut = min(pauses, key=lambda pause: abs(pause - end / 2))
    return [
        ChunkTask(Chunk(index, first, last, first, last))
        for index, (first, last) in enumerate(pairwise((0.0, cut, end)))
    ]


def settings(decoding: str = "batched", align: str = "attention") -> RecognitionSettings:
    return RecognitionSettings("", "", "cpu", "", "en", 2, 0, 2, decoding, align)


def ignore(done: float) -> None:
    """Nobody listens to the progress."""


# --- what is made of their answers ----------------------------------------------------------------


def words_of(texts: Sequence[ChunkText]) -> list[Word]:
    return [word for text in texts for word in text.words]


def as_text(texts: Sequence[ChunkText]) -> str:
    return "".join(word.text for word in words_of(texts))


def plain(text: str) -> str:
    """Lower case without punctuation."""
    kept = "".join(sign if sign.isalnum() or sign == "'" else " " for sign in text.lower())
    return " ".join(kept.split())


def common_words(ours: Sequence[Word], theirs: Sequence[Word]) -> Iterator[tuple[Word, Word]]:
    from difflib import SequenceMatcher

    spoken = [[plain(word.text) for word in words] for words in (ours, theirs)]
    for block in SequenceMatcher(None, *spoken, autojunk=False).get_matching_blocks():
        yield from zip(
            ours[block.a : block.a + block.size],
            theirs[block.b : block.b + block.size],
            strict=True,
        )
