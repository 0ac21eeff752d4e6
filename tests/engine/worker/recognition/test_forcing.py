"""Given words along their sound: which tokens are forced, and whose times they give."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from engine.errors import Cancelled
from engine.transcript import ChunkText, SpeechMap, WindowText
from engine.worker import recognition
from engine.worker.recognition import Film
from engine.worker.recognition.forcing import MOST_TOKENS, laid_along, reading
from engine.worker.recognition.windows import Window
from engine.worker.recognition.words import FRAME, Attended
from tests.builders import spoken, word
from tests.hearing import ignore, placement, settings
from tests.passages import SAID, STARTS

END = 1_000_000
SPEECH = SpeechMap(((0.0, 60.0),), 0.032, b"\xff" * 1900)


@dataclass
class Reader:
    """Writes a token for each letter, and attends to each for a tenth of a second."""

    language_code: str = "en"
    eot: int = END
    abreast: int = 1
    read: list[list[int]] = field(default_factory=list)

    @property
    def writer(self) -> Reader:
        return self

    def encode(self, text: str) -> list[int]:
        return [END + 5] if "<|" in text else [ord(sign) for sign in text]

    def attend(self, window: Window, tokens: Sequence[int]) -> Attended:
        self.read.append(list(tokens))
        frames = range(0, 5 * len(tokens) + 5, 5)
        return Attended(tuple(frames), (0.5,) * len(tokens))


def window(text: str, start: float = 0.0, spaced: bool = True) -> WindowText:
    words = spoken(text, start, 0.01, spaced=spaced)
    return WindowText(start, start + 20.0, words)


def aligned(*windows: WindowText, reader: Reader | None = None) -> tuple[ChunkText, int]:
    (found,) = laid_along([ChunkText(4, windows)], reader or Reader(), SPEECH, ignore)
    return found


def test_each_word_begins_where_its_first_token_is_attended_to() -> None:
    text, left = aligned(window("ab cde f", 10.0))
    assert left == 0 and text.index == 4
    assert [each.start for each in text.words] == pytest.approx([10.0, 10.3, 10.7], abs=FRAME)
    assert [each.end for each in text.words] == pytest.approx([10.3, 10.7, 10.9], abs=FRAME)


def test_words_and_how_sure_they_are_stay_what_they_were() -> None:
    before = window("ab , cde.")
    text, _ = aligned(before)
    kept = [(each.text, each.probability) for each in text.words]
    assert kept == [(each.text, each.probability) for each in before.words]


def test_marks_that_stand_alone_stay_alone_in_languages_without_spaces() -> None:
    reader = Reader(language_code="ja")
    text, left = aligned(window("はい 。 ええ", spaced=False), reader=reader)
    assert left == 0
    assert [each.text for each in text.words] == ["はい", "。", "ええ"]
    assert reader.read == [[ord(sign) for sign in "はい。ええ"]], "and no space is put in"


def test_the_first_word_is_read_with_its_space_as_the_model_writes_it() -> None:
    words = (word("And", 0.0), word(" so", 1.0))
    assert reading(words, Reader()).tokens == [ord(sign) for sign in " And so"]
    assert [each.tokens for each in reading(words, Reader()).spelled] == [4, 3]


def test_what_looks_like_a_sign_of_the_model_s_own_is_no_text() -> None:
    words = (word("Hm", 0.0), word(" <|endoftext|>", 1.0), word(" yes", 2.0))
    found = reading(words, Reader())
    assert END + 5 not in found.tokens
    assert [each.tokens for each in found.spelled] == [3, 0, 4]


@pytest.mark.parametrize("text", [" <|endoftext|>", "a" * (MOST_TOKENS + 1)])
def test_what_cannot_be_read_keeps_its_times_and_is_counted(text: str) -> None:
    bad, good = WindowText(30.0, 50.0, (word(text, 31.0),)), window("ab", 0.0)
    found, left = aligned(good, bad)
    assert left == 1
    assert found.windows[1] == bad
    assert found.windows[0] != good


def test_windows_without_words_are_no_failure() -> None:
    assert aligned(WindowText(0.0, 5.0)) == (ChunkText(4, (WindowText(0.0, 5.0),)), 0)


def test_progress_is_the_seconds_of_windows_that_are_done() -> None:
    done: list[float] = []
    texts = [ChunkText(0, (window("a"), window("b", 20.0))), ChunkText(1, (window("c", 40.0),))]
    assert len(list(laid_along(texts, Reader(), SPEECH, done.append))) == 2
    assert done == pytest.approx([20.0, 40.0, 60.0])


def test_several_threads_find_the_same_in_the_same_order() -> None:
    texts = [ChunkText(n, (window("ab", 40.0 * n), window("c d", 40.0 * n + 20))) for n in range(9)]
    both = [list(laid_along(texts, Reader(abreast=n), SPEECH, ignore)) for n in (1, 4)]
    assert both[0] == both[1]
    assert [text.index for text, _ in both[1]] == list(range(9))


def test_a_model_that_bears_one_thread_only_is_read_on_the_calling_one() -> None:
    @dataclass
    class Shy(Reader):
        threads: set[int] = field(default_factory=set)

        def attend(self, window: Window, tokens: Sequence[int]) -> Attended:
            self.threads.add(threading.get_ident())
            return super().attend(window, tokens)

    reader = Shy()
    list(laid_along([ChunkText(0, (window("a"), window("b")))], reader, SPEECH, ignore))
    assert reader.threads == {threading.get_ident()}


def test_what_ends_the_work_ends_what_waits_too() -> None:
    has_ended = threading.Event()

    @dataclass
    class Patient(Reader):
        def attend(self, window: Window, tokens: Sequence[int]) -> Attended:
            if len(self.read) > 3:
                has_ended.wait()
            return super().attend(window, tokens)

    def refuse(done: float) -> None:
        has_ended.set()
        raise Cancelled

    reader = Patient(abreast=2)
    texts = [ChunkText(n, (window("a", float(n)),)) for n in range(500)]
    with pytest.raises(Cancelled):
        list(laid_along(texts, reader, SPEECH, refuse))
    assert len(reader.read) < 500


def test_a_real_model_finds_a_given_phrase_in_real_speech(tiny_en: Path, sample: Film) -> None:
    model = recognition.load(placement(threads=1), str(tiny_en))
    even = spoken(SAID, 8.4, 0.3)
    texts = [ChunkText(0, (WindowText(8.3, 11.1, even),))]
    ((text, left),) = model.align(sample, texts, settings(), ignore)
    model.close()
    assert left == 0
    assert [each.start for each in text.words] == pytest.approx(STARTS, abs=0.15)
    assert all(one.end <= other.start + 1e-9 for one, other in pairwise(text.words))
