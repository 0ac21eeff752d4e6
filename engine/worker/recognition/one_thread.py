"""A Whisper that only one thread may touch: on a GPU, two of them end the process.

The library (`Whisper`) computes; all else is here and the same for each: which windows make a
batch, prompts, search, quality, word times, progress. Batches are full or hold 1, 2, 4, 8 … windows
of 30 s, filled up with silence, for an accelerator keeps a program for every shape it ever met.

There is no thread beside the work that says "still alive": `report` is called from between two
steps of the work itself, so that its silence means what it seems to mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from engine.protocol import ChunkTask, Loaded, RecognitionSettings
from engine.transcript import ChunkText, WindowText, Word
from engine.worker.recognition import Film, Report
from engine.worker.recognition.attention import first_frames
from engine.worker.recognition.biasing import biased
from engine.worker.recognition.crew import Batch, chunk_batches, full_batches
from engine.worker.recognition.forcing import laid_along
from engine.worker.recognition.quality import Again, mended, without_unspoken
from engine.worker.recognition.search import Beam, Candidate, Draw, Search
from engine.worker.recognition.whisper import (
    BEAM_SIZE,
    DRAWN,
    FRAMES,
    LANGUAGE_SAMPLES,
    MAX_TOKENS,
    Heard,
    end_of_speech,
    padded_samples,
    spelled,
    spread_out,
    spread_words,
    tokenizer_for,
    window_text,
)
from engine.worker.recognition.windows import Window, pack
from engine.worker.recognition.words import FRAME, Attended, timed

if TYPE_CHECKING:
    import numpy as np
    from faster_whisper.tokenizer import Tokenizer
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

Beat = Callable[[], None]
"""Called between two steps of work: tells that there is progress, or ends it by raising."""

LONGEST_TEXT = MAX_TOKENS // 2
"""Tokens that a window's text may have; what is longer is a loop."""
SILENCE = -1.5
"""What a spectrogram holds where there is no sound at all."""

_PULSE = 0.1  # seconds between two reports, at least
_BEAT = 0.01  # part of what is left of a batch that one beat stands for


class Rules(NamedTuple):
    """Tokens that may never be written, and those that no text may begin with."""

    never: tuple[int, ...]
    not_first: tuple[int, ...]


class Decoding(Protocol):
    """Texts in the making: some windows, and several rows for each."""

    opening: Floats
    """How likely each token was to be the first of all (windows, tokens): silence, languages."""

    def candidates(
        self, totals: Sequence[Sequence[float]], temperature: float
    ) -> list[list[Candidate]]:
        """For each window what may follow: at 0 the likeliest of all its rows, two for each row,
        the likeliest first; else one drawn for each row, in the order of the rows."""
        ...

    def feed(self, tokens: Sequence[int], parents: Sequence[int]) -> None:
        """One token more for every row, after the text of its parent: a row of the same window,
        counted over all windows."""
        ...

    def attended(self, texts: Sequence[Sequence[int]], end: int) -> list[tuple[Floats, Floats]]:
        """For each window, given the tokens that it is to have: the scores of the timing heads
        (heads, tokens, frames), before softmax, and the probability of each token but the first
        among those below `end`."""
        ...


class Whisper(Protocol):
    """A model in memory, in terms of arrays."""

    bands: int
    is_multilingual: bool
    tokenizer: Any
    """A `tokenizers.Tokenizer`."""

    def encode(self, spectrograms: Floats, beat: Beat) -> Any:
        """The encoder's output for (windows, bands, 3000); `SilentFault` if it is dead."""
        ...

    def begin(
        self, encoded: Any, prompt: Sequence[int], start: int, rules: Rules, rows: int
    ) -> Decoding:
        """Texts after `prompt`, whose token `start` says that one begins; `rows` to a window."""
        ...

    def close(self) -> None:
        """Let go of the weights."""
        ...


class OneThreadRecognizer:
    """A `Recognizer` whose model is touched by the calling thread only."""

    def __init__(self, model: Whisper, placement: Loaded) -> None:
        self._model = model
        self._placement = placement

    def detect_language(self, film: Film) -> tuple[str, float]:
        """The language that is likeliest on the average of several windows spread over the film."""
        if not self._model.is_multilingual:
            return "en", 1.0
        windows = pack(film.speech, 0.0, end_of_speech(film.speech))
        chosen = spread_out(windows, LANGUAGE_SAMPLES)
        if not chosen:
            return "en", 0.0
        listener = Listener(self._model, film, _no_settings(), largest=1)
        chances = listener.languages(chosen)
        return max(chances.items(), key=lambda item: item[1])

    def recognise(
        self,
        film: Film,
        tasks: Sequence[ChunkTask],
        settings: RecognitionSettings,
        report: Report,
    ) -> Iterator[ChunkText]:
        """See `Recognizer.recognise`."""
        size = max(1, self._placement.batch_size)
        listener = Listener(self._model, film, settings, size)
        if settings.decoding == "sequential":
            return hear_in_turn(
                tasks, list(chunk_batches(tasks, film.speech)), listener.hear_sequence, report
            )
        batches = list(full_batches(tasks, film.speech, size))
        return hear_in_turn(tasks, batches, listener.hear, report)

    def align(
        self,
        film: Film,
        texts: Sequence[ChunkText],
        settings: RecognitionSettings,
        report: Report,
    ) -> Iterator[tuple[ChunkText, int]]:
        """See `Recognizer.align`."""
        listener = Listener(self._model, film, settings, largest=1)
        return laid_along(texts, listener, film.speech, report)

    def close(self) -> None:
        """Let go of the weights."""
        self._model.close()


def hear_in_turn(
    tasks: Sequence[ChunkTask],
    batches: Sequence[Batch],
    listen: Callable[[Batch, Beat], Sequence[Sequence[WindowText]]],
    report: Report,
) -> Iterator[ChunkText]:
    """The text of each task, in their order, each as soon as its last batch is heard."""
    pulse = _Pulse(tasks, batches, report)
    texts: list[list[WindowText]] = [[] for _ in tasks]
    told = 0
    for number, batch in enumerate(batches):
        pulse.start(number)
        for place, pieces in zip(batch.chunks, listen(batch, pulse.beat), strict=True):
            texts[place] += pieces
        following = batches[number + 1].chunks[0] if number + 1 < len(batches) else len(tasks)
        for place in range(told, following):
            yield _chunk_text(tasks[place], texts[place])
        told = max(told, following)
    for place in range(told, len(tasks)):
        yield _chunk_text(tasks[place], texts[place])
    report(sum(task.chunk.duration for task in tasks))


class Listener:
    """Hears windows of one film with one model, at most `largest` of them together."""

    abreast = 1

    def __init__(
        self, model: Whisper, film: Film, settings: RecognitionSettings, largest: int
    ) -> None:
        from faster_whisper.feature_extractor import FeatureExtractor

        self._model = model
        self._film = film
        self._settings = settings
        self._largest = largest
        self.writer = tokenizer(model, settings)
        self._rules = _rules(self.writer)
        self._extract = FeatureExtractor(feature_size=model.bands)

    def hear(self, batch: Batch, beat: Beat) -> list[tuple[WindowText, ...]]:
        """The texts of a batch of windows; doubtful ones are mended."""
        encoded = self.encoded(batch.windows, beat)
        texts = self._hear_encoded(encoded, batch.windows, batch.prompt, Again(), beat)
        pieces = [self._mended(text, batch.prompt, beat) for text in texts]
        known = {window: _one(encoded, place) for place, window in enumerate(batch.windows)}
        return self._biased(pieces, batch, beat, known)

    def hear_sequence(self, batch: Batch, beat: Beat) -> list[tuple[WindowText, ...]]:
        """The texts of a chunk's windows, each in the light of the one before."""
        heard: list[tuple[WindowText, ...]] = []
        known: dict[Window, Any] = {}
        context = batch.prompt
        for window in batch.windows:
            known[window] = self.encoded([window], beat)
            (text,) = self._hear_encoded(known[window], [window], context, Again(), beat)
            pieces = self._mended(text, context, beat)
            heard.append(pieces)
            is_sound = all(piece.verdict == "kept" for piece in pieces)
            words = "".join(word.text for piece in pieces for word in piece.words)
            context = words if is_sound and words else batch.prompt
        return self._biased(heard, batch, beat, known)

    def unprompted(self, encoded: Any) -> Decoding:
        """What tells of a window's sound how likely texts are, for `likelihoods`."""
        start = _start(self.writer)
        return self._model.begin(encoded, start, self.writer.sot, self._rules, rows=1)

    def attend(self, window: Window, tokens: Sequence[int]) -> Attended:
        """Where the model attends to each token of a text that it did not write itself."""
        start, end = _start(self.writer), self.writer.eot
        decoding = self.unprompted(self.encoded([window], _ignore))
        ((scores, chances),) = decoding.attended([[*start, *tokens, end]], end)
        return _attended(scores, chances, window, len(start))

    def likelihoods(self, decoding: Decoding, tokens: Sequence[int]) -> list[float]:
        """How likely each token of a text is, after those before it."""
        start = _start(self.writer)
        end = self.writer.eot
        ((_, chances),) = decoding.attended([[*start, *tokens, end]], end)
        return [float(chance) for chance in chances[len(start) - 1 : -1]]

    def hear_prompted(self, encoded: Any, window: Window, prompt: str, beat: Beat) -> WindowText:
        """A window's text after a prompt, its words without times; `encoded` is its sound."""
        _, (heard,) = self._decode(encoded, [window], prompt, 0.0, 1, beat)  # it only proposes
        return window_text(heard, spread_words(self.writer, heard), 0.0)

    def _biased(
        self,
        heard: list[tuple[WindowText, ...]],
        batch: Batch,
        beat: Beat,
        known: dict[Window, Any],
    ) -> list[tuple[WindowText, ...]]:
        if not batch.bias.is_active:
            return heard
        ear = _GlossaryEar(self, known, beat)
        return [
            tuple(biased(piece, batch.prompt, batch.bias, ear) for piece in pieces)
            for pieces in heard
        ]

    def languages(self, windows: Sequence[Window]) -> dict[str, float]:
        """How likely each language is, on the average of these windows."""
        from faster_whisper.tokenizer import _LANGUAGE_CODES

        codes = {code: self._model.tokenizer.token_to_id(f"<|{code}|>") for code in _LANGUAGE_CODES}
        known = {code: token for code, token in codes.items() if token is not None}
        chances = dict.fromkeys(known, 0.0)
        for window in windows:
            encoded = self.encoded([window], _ignore)
            start = [self.writer.sot]
            decoding = self._model.begin(encoded, start, start[0], self._rules, rows=1)
            opening = {code: float(decoding.opening[0][token]) for code, token in known.items()}
            for code, chance in opening.items():
                chances[code] += chance / sum(opening.values()) / len(windows)
        return chances

    def _mended(self, text: WindowText, prompt: str, beat: Beat) -> tuple[WindowText, ...]:
        def again(windows: Sequence[Window], how: Again) -> list[WindowText]:
            before = prompt if how.with_prompt else ""
            return [
                text
                for first in range(0, len(windows), self._largest)
                for some in [windows[first : first + self._largest]]
                for text in self._hear_encoded(self.encoded(some, beat), some, before, how, beat)
            ]

        pieces = mended(text, self._film.speech, again)
        if self._settings.align == "none":
            return pieces
        return tuple(without_unspoken(piece, self._film.speech) for piece in pieces)

    def _hear_encoded(
        self, encoded: Any, windows: Sequence[Window], prompt: str, how: Again, beat: Beat
    ) -> list[WindowText]:
        width = DRAWN if how.temperature else self._settings.beam_size or BEAM_SIZE
        decoding, heard = self._decode(encoded, windows, prompt, how.temperature, width, beat)
        words = self._words(decoding, heard)
        return [
            window_text(each, found, how.temperature)
            for each, found in zip(heard, words, strict=True)
        ]

    def _decode(
        self,
        encoded: Any,
        windows: Sequence[Window],
        prompt: str,
        temperature: float,
        width: int,
        beat: Beat,
    ) -> tuple[Decoding, list[Heard]]:
        before = self._prompt(prompt)
        start = self.writer.sot
        decoding = self._model.begin(encoded, before, start, self._rules, width)
        kind: Callable[..., Search] = Draw if temperature else Beam
        longest = min(LONGEST_TEXT, MAX_TOKENS - len(before))
        searches = [kind(width, self.writer.eot, longest) for _ in decoding.opening]
        self._finish(decoding, searches, len(windows), temperature, beat)
        return decoding, self._heard(decoding, windows, searches)

    def encoded(self, windows: Sequence[Window], beat: Beat) -> Any:
        """The encoder's output for windows, filled up to a shape that the device knows."""
        import numpy as np

        shape = (padded_size(len(windows), self._largest), self._model.bands, FRAMES)
        spectrograms = np.full(shape, SILENCE, np.float32)
        for place, window in enumerate(windows):
            samples = padded_samples(self._film, window)
            spectrograms[place] = self._extract(samples)[:, :FRAMES]
        return self._model.encode(spectrograms, beat)

    def _prompt(self, text: str) -> list[int]:
        """What the decoder reads before it writes: as much of the end of `text` as it can hold."""
        writer = self.writer
        before = writer.encode(" " + text.strip()) if text.strip() else []
        kept = before[-(MAX_TOKENS // 2 - 1) :]
        return [*([writer.sot_prev, *kept] if kept else []), *_start(writer)]

    def _finish(
        self,
        decoding: Decoding,
        searches: Sequence[Search],
        wanted: int,
        temperature: float,
        beat: Beat,
    ) -> None:
        """Go on until the first `wanted` searches are done; the others fill up the batch."""
        while True:
            beat()
            found = decoding.candidates([search.totals for search in searches], temperature)
            for search, candidates in zip(searches, found, strict=True):
                if not search.is_done:
                    search.advance(candidates)
            if all(search.is_done for search in searches[:wanted]):
                return
            decoding.feed(*_rows(searches))

    def _heard(
        self, decoding: Decoding, windows: Sequence[Window], searches: Sequence[Search]
    ) -> list[Heard]:
        silences = decoding.opening[:, self.writer.no_speech]
        return [
            Heard(window, *search.best(), float(silence))
            for window, search, silence in zip(windows, searches, silences, strict=False)
        ]

    def _words(self, decoding: Decoding, heard: Sequence[Heard]) -> list[tuple[Word, ...]]:
        if self._settings.align == "none":
            return [spread_words(self.writer, each, self._film.speech) for each in heard]
        writer = self.writer
        start = _start(writer)
        texts = [[*start, *each.tokens, writer.eot] for each in heard]
        silent = [[*start, writer.eot]] * (len(decoding.opening) - len(texts))
        attended = decoding.attended([*texts, *silent], writer.eot)
        return [
            self._timed(each, scores, chances, len(start))
            for each, (scores, chances) in zip(heard, attended, strict=False)
        ]

    def _timed(self, heard: Heard, scores: Floats, chances: Floats, start: int) -> tuple[Word, ...]:
        if not heard.tokens:
            return ()
        attended = _attended(scores, chances, heard.window, start)
        words = spelled(self.writer, heard.tokens)
        return timed(words, attended, heard.window, self._film.speech)


class _GlossaryEar:
    """A `biasing.Ear`; `known` is the sound of windows as their plain decoding left it."""

    def __init__(self, listener: Listener, known: dict[Window, Any], beat: Beat) -> None:
        self._listener = listener
        self._beat = beat
        self._known = known
        self._scoring: tuple[Window, Decoding] | None = None

    def encode(self, text: str) -> list[int]:
        return list(self._listener.writer.encode(text))

    def score(self, window: Window, tokens: Sequence[int]) -> Sequence[float]:
        if self._scoring is None or self._scoring[0] != window:
            self._scoring = window, self._listener.unprompted(self._sound(window))
        self._beat()
        return self._listener.likelihoods(self._scoring[1], tokens)

    def hear(self, window: Window, prompt: str) -> WindowText:
        return self._listener.hear_prompted(self._sound(window), window, prompt, self._beat)

    def _sound(self, window: Window) -> Any:
        if window not in self._known:
            self._known[window] = self._listener.encoded([window], self._beat)
        return self._known[window]


def _one(encoded: Any, place: int) -> Any:
    """The sound of one window of several, as a batch of one."""
    return encoded[place : place + 1]


def padded_size(count: int, largest: int) -> int:
    """A power of two that is not below `count`, or the largest batch there is."""
    return min(1 << (count - 1).bit_length(), largest)


def tokenizer(model: Whisper, settings: RecognitionSettings) -> Tokenizer:
    """The model's tokenizer for what is spoken and asked for."""
    return tokenizer_for(model.tokenizer, model.is_multilingual, settings)


def _attended(scores: Floats, chances: Floats, window: Window, start: int) -> Attended:
    """What a text of `start` tokens and the words attends to, in the frames of its window."""
    frames = max(1, min(FRAMES // 2, round(window.duration / FRAME)))
    return Attended(
        first_frames(scores[:, :, :frames], before=start - 1),
        tuple(float(chance) for chance in chances[start - 1 : -1]),
    )


def _start(writer: Tokenizer) -> list[int]:
    return [*writer.sot_sequence, writer.no_timestamps]


def _rules(writer: Tokenizer) -> Rules:
    from faster_whisper.transcribe import get_suppressed_tokens

    special = range(writer.eot + 1, max(writer.tokenizer.get_vocab().values()) + 1)
    never = {*get_suppressed_tokens(writer, [-1]), *special}
    return Rules(tuple(sorted(never)), (*writer.encode(" "), writer.eot))


def _rows(searches: Sequence[Search]) -> tuple[list[int], list[int]]:
    """The tokens and parents of all rows; those of windows that are done go on as they are."""
    tokens = [token for search in searches for token in search.last]
    width = len(searches[0].last)
    parents = [
        place * width + parent
        for place, search in enumerate(searches)
        for parent in (range(width) if search.is_done else search.parents)
    ]
    return tokens, parents


def _chunk_text(task: ChunkTask, pieces: Sequence[WindowText]) -> ChunkText:
    return ChunkText(task.chunk.index, tuple(sorted(pieces, key=lambda piece: piece.start)))


def _ignore() -> None:
    """Nobody waits for a beat."""


def _no_settings() -> RecognitionSettings:
    return RecognitionSettings("", "", "", "", "en", 0, 0, 0, "batched", "none")


class _Pulse:
    """Turns beats into seconds of the film: each stands for a hundredth of what is left of a batch.

    How many steps a text will take nobody knows; this way every step counts, and none too much.
    """

    def __init__(
        self, tasks: Sequence[ChunkTask], batches: Sequence[Batch], report: Report
    ) -> None:
        self._report = report
        self._seconds = [sum(shares) for shares in _shares(tasks, batches)]
        self._done = self._left = 0.0
        self._last = -_PULSE

    def start(self, number: int) -> None:
        """All batches before this one are done."""
        self._done = sum(self._seconds[:number])
        self._left = self._seconds[number]
        self.beat()

    def beat(self) -> None:
        """A step is done."""
        step = self._left * _BEAT
        self._done += step
        self._left -= step
        now = monotonic()
        if now - self._last >= _PULSE:
            self._last = now
            self._report(self._done)


def _shares(tasks: Sequence[ChunkTask], batches: Sequence[Batch]) -> Iterator[list[float]]:
    """How many seconds of the film each window of each batch stands for."""
    heard = [0.0] * len(tasks)
    for batch in batches:
        for place, window in zip(batch.chunks, batch.windows, strict=True):
            heard[place] += window.duration
    for batch in batches:
        yield [
            tasks[place].chunk.duration * window.duration / heard[place]
            for place, window in zip(batch.chunks, batch.windows, strict=True)
        ]
