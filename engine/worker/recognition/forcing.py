"""Given words laid along their sound: what a person wrote, timed as if the model had written it.

The text is forced on the decoder word by word, and where it attends to while it reads each is when
that is said. So words have times in every language that the model knows, whatever was heard there
before, and no other model is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, Protocol

import msgspec

from engine.orthography import SPACELESS
from engine.transcript import ChunkText, SpeechMap, WindowText, Word
from engine.worker.recognition import Report
from engine.worker.recognition.whisper import MAX_TOKENS
from engine.worker.recognition.windows import Window
from engine.worker.recognition.words import Attended, Spelled, placed

if TYPE_CHECKING:
    from faster_whisper.tokenizer import Tokenizer

MOST_TOKENS = MAX_TOKENS // 2
"""Tokens that a window's text may have; nobody says more in half a minute."""


class Attentive(Protocol):
    """A model that can be forced to read a text, over one film.

    So many threads may use it at once as `abreast` says; one alone is always the calling one.
    """

    abreast: int
    writer: Tokenizer

    def attend(self, window: Window, tokens: Sequence[int]) -> Attended:
        """Where in the window it attends to each token."""
        ...


def laid_along(
    texts: Sequence[ChunkText], model: Attentive, speech: SpeechMap, report: Report
) -> Iterator[tuple[ChunkText, int]]:
    """See `Recognizer.align`."""
    every = [window for text in texts for window in text.windows]
    done = 0.0
    with closing(_in_order(every, lambda window: _timed(window, model, speech), model)) as found:
        for text in texts:
            windows: list[WindowText] = []
            left = 0
            for window in text.windows:
                words = next(found)
                left += words is None and bool(window.words)
                windows.append(msgspec.structs.replace(window, words=words or window.words))
                done += max(0.0, window.end - window.start)
                report(done)
            yield msgspec.structs.replace(text, windows=tuple(windows)), left


def _in_order(
    windows: Sequence[WindowText],
    timed: Callable[[WindowText], tuple[Word, ...] | None],
    model: Attentive,
) -> Generator[tuple[Word, ...] | None, None, None]:
    """What is found for each window, in order, by as many threads as the model bears."""
    if model.abreast < 2:
        yield from map(timed, windows)
        return
    pool = ThreadPoolExecutor(model.abreast, "forcing")
    try:
        yield from pool.map(timed, windows)
    finally:
        pool.shutdown(cancel_futures=True)


class Reading(NamedTuple):
    """Words as the decoder is to read them, and which tokens are whose."""

    tokens: list[int]
    spelled: list[Spelled]


def reading(words: Sequence[Word], model: Attentive) -> Reading:
    """The words in the tokens that the model would write; each keeps tokens of its own."""
    parts = [_tokens(word.text, number, model) for number, word in enumerate(words)]
    spelled = [Spelled(word.text, len(part)) for word, part in zip(words, parts, strict=True)]
    return Reading(list(chain.from_iterable(parts)), spelled)


def _tokens(text: str, number: int, model: Attentive) -> list[int]:
    """The first word has its space too, as in whatever the model writes; and what a person typed
    that only looks like a sign of the model's own is no text."""
    writer = model.writer
    if number == 0 and writer.language_code not in SPACELESS:
        text = " " + text.lstrip()
    return [token for token in writer.encode(text) if token < writer.eot]


def _timed(window: WindowText, model: Attentive, speech: SpeechMap) -> tuple[Word, ...] | None:
    """The words with their times; nothing where the model cannot read them."""
    tokens, spelled = reading(window.words, model)
    stretch = Window(window.start, window.end)
    if not 0 < len(tokens) <= MOST_TOKENS or stretch.duration <= 0:
        return None
    found = placed(spelled, model.attend(stretch, tokens), stretch, speech)
    return tuple(
        msgspec.structs.replace(word, start=each.start, end=each.end)
        for word, each in zip(window.words, found, strict=True)
    )
