"""Judges what a decoder call heard, and mends what is doubtful by hearing it again.

Three of the marks are Whisper's own (Radford et al. 2022, section 4.5): text that compresses too
well is a loop, a low average log-probability is a guess, and a guess where the model itself hears
no speech is silence. The fourth holds the words against the speech map: where somebody talks for
longer than the words there can take, the decoder has left something out. It does so once in fifty
windows, sure of itself (its log-probability is as good as any), and a sentence is lost each time.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from enum import Enum
from itertools import groupby, pairwise

import msgspec

from engine.orthography import core
from engine.transcript import SpeechMap, WindowText, Word
from engine.worker.recognition.windows import MAYBE_SPEECH, Window, halves, seconds_of_speech

COMPRESSION_RATIO = 2.4
LOG_PROBABILITY = -1.0
NO_SPEECH = 0.6
TEMPERATURES = (0.2, 0.4, 0.6, 0.8, 1.0)

SHORTEST_WITH_PROMPT = 0.8
"""Part of the plain text's words that a prompted text must have: where a prompt makes the decoder
stop early, a sentence is lost."""
WORSE_WITH_PROMPT = 0.1
"""Average log-probability of a token that a prompted text may lose: a tenth, as of one token in
thirty that is 20 times less likely."""

LEFT_OUT = 0.6
"""Seconds of speech without words from which on something is missing."""

_UNIT = 0.12  # seconds that a letter takes at most in slow speech
_SLACK = 0.4  # seconds by which attention and speech map may differ
_DEPTH = 3  # times that a window is cut in two
_UNSPOKEN = 0.3  # seconds
_FULL_WIDTH = 0x2E80  # from here on a character is a syllable or more


class Doubt(Enum):
    """What is wrong with a window's text, if anything."""

    NONE = "none"
    SILENT = "silent"
    LOOP = "loop"
    UNSURE = "unsure"
    INCOMPLETE = "incomplete"


class Hole(msgspec.Struct, frozen=True):
    """A stretch with `seconds` more speech than its word takes, which may last until `spoken`."""

    start: float
    spoken: float
    end: float
    seconds: float


class Again(msgspec.Struct, frozen=True):
    """How to hear something again."""

    temperature: float = 0.0
    with_prompt: bool = True


Hear = Callable[[Sequence[Window], Again], Sequence[WindowText]]


def mended(
    text: WindowText, speech: SpeechMap, hear: Hear, depth: int = _DEPTH
) -> tuple[WindowText, ...]:
    """`text`, or what was heard instead when it was doubtful; several windows where it was cut."""
    doubt = judge(text, speech)
    if doubt is Doubt.NONE:
        return (text,)
    if doubt is Doubt.SILENT:
        return (dropped(text),)
    if doubt is Doubt.INCOMPLETE:
        return _completed(text, speech, hear, depth)
    if doubt is Doubt.LOOP and (parts := _in_parts(text, speech, hear, depth)):
        return parts
    return _cooled(text, speech, hear)


def judge(text: WindowText, speech: SpeechMap) -> Doubt:
    """The gravest doubt about a window's text."""
    is_guess = text.avg_logprob < LOG_PROBABILITY
    if is_guess and text.no_speech_probability > NO_SPEECH:
        return Doubt.SILENT
    if text.compression_ratio > COMPRESSION_RATIO:
        return Doubt.LOOP
    if is_guess:
        return Doubt.UNSURE
    return Doubt.INCOMPLETE if holes(text, speech) else Doubt.NONE


def holes(text: WindowText, speech: SpeechMap) -> tuple[Hole, ...]:
    """Where in a window somebody speaks and no words were heard."""
    starts = [text.start, *(word.start for word in text.words), text.end]
    longest = [_SLACK, *(_SLACK + _longest(word.text) for word in text.words)]
    found = (
        Hole(start, start + takes, end, seconds_of_speech(speech, start, end) - takes)
        for (start, end), takes in zip(pairwise(starts), longest, strict=True)
    )
    return tuple(hole for hole in found if hole.seconds >= LEFT_OUT)


def without_unspoken(text: WindowText, speech: SpeechMap) -> WindowText:
    """The window without runs of words at whose times nobody speaks: made up in a pause.

    Short words without any speech are common, for attention is not exact; two of them in a row, or
    0.3 s of them, did not occur in half an hour of real speech.
    """
    kept: list[Word] = []
    for is_silent, run in groupby(text.words, key=lambda word: _is_silent(word, speech)):
        words = list(run)
        if not is_silent or (len(words) == 1 and words[0].end - words[0].start < _UNSPOKEN):
            kept += words
    if len(kept) == len(text.words):
        return text
    return msgspec.structs.replace(
        text, words=tuple(kept), verdict="repaired" if kept else "dropped"
    )


def objection(prompted: WindowText, plain: WindowText, terms: Sequence[str]) -> str:
    """Why a text that was heard after a prompt with `terms` is not to be used; "" if it is."""
    if prompted.compression_ratio > COMPRESSION_RATIO:
        return "a loop"
    if _is_echo(prompted, plain, terms):
        return "an echo of the prompt"
    if len(prompted.words) < SHORTEST_WITH_PROMPT * len(plain.words):
        return "suddenly short"
    if prompted.avg_logprob < plain.avg_logprob - WORSE_WITH_PROMPT:
        return "less likely as a whole"
    return ""


def _is_echo(prompted: WindowText, plain: WindowText, terms: Sequence[str]) -> bool:
    """Whether two terms follow each other as in the prompt, and did not in the plain text."""
    said, before = (_running(text.words) for text in (prompted, plain))
    pairs = (f" {core(b)} {core(a)} " for a, b in pairwise(terms))  # the likeliest stand last
    return any(pair in said and pair not in before for pair in pairs)


def _running(words: Sequence[Word]) -> str:
    return f" {' '.join(core(word.text) for word in words)} "


def compression_ratio(text: str) -> float:
    """How many times smaller zlib makes a text; a loop compresses well."""
    raw = text.encode()
    return len(raw) / len(zlib.compress(raw)) if raw else 0.0


def dropped(text: WindowText) -> WindowText:
    """The window without words, marked so."""
    return msgspec.structs.replace(text, words=(), verdict="dropped")


def _is_silent(word: Word, speech: SpeechMap) -> bool:
    first, last = int(word.start / speech.frame), int(word.end / speech.frame)
    return max(speech.likelihood[first : last + 1], default=0) < MAYBE_SPEECH


def _longest(text: str) -> float:
    """Seconds that a word may take when it is said slowly."""
    return _UNIT * sum(_letters(sign) for sign in text)


def _letters(sign: str) -> int:
    if sign.isdigit():
        return 4  # "1455" is read as "fourteen fifty-five"
    if ord(sign) >= _FULL_WIDTH:
        return 3
    return int(sign.isalnum())


def _completed(
    text: WindowText, speech: SpeechMap, hear: Hear, depth: int
) -> tuple[WindowText, ...]:
    """Cut where the largest hole begins and hear both sides; kept if half of it is filled."""
    hole = max(holes(text, speech), key=lambda hole: hole.seconds)
    parts = halves(speech, Window(text.start, text.end), Window(hole.start, hole.spoken))
    if not parts or not depth:
        return (_unless_silent(text),)
    heard = [
        piece
        for part in hear(parts, Again(with_prompt=False))
        for piece in mended(part, speech, hear, depth - 1)
    ]
    if _left_out(heard, speech) > _left_out([text], speech) / 2:
        return (_unless_silent(text),)
    return tuple(_repaired(piece) for piece in heard)


def _in_parts(
    text: WindowText, speech: SpeechMap, hear: Hear, depth: int
) -> tuple[WindowText, ...]:
    """What a loop reads when each half is heard alone; nothing where a part is a loop still.

    What is really said over and over (an announcement, a chant) is in parts what it was as a whole,
    and no loop in a part that holds it but twice. Of what the decoder made up, nothing remains.
    """
    middle = (text.start + text.end) / 2
    window, around = Window(text.start, text.end), Window(middle, middle)
    halved = halves(speech, window, around) if depth else ()
    found: list[WindowText] = []
    for part in hear(halved, Again(with_prompt=False)) if halved else ():
        is_loop = judge(part, speech) is Doubt.LOOP
        pieces = (_in_parts if is_loop else mended)(part, speech, hear, depth - 1)
        if not pieces:
            return ()
        found += pieces
    return tuple(_repaired(piece) for piece in found)


def _cooled(text: WindowText, speech: SpeechMap, hear: Hear) -> tuple[WindowText, ...]:
    """Hear a loop or a guess again at rising temperatures; else the best of all."""
    window = Window(text.start, text.end)
    tried = [text]
    for temperature in TEMPERATURES:
        (heard,) = hear([window], Again(temperature, with_prompt=False))
        doubt = judge(heard, speech)
        if doubt is Doubt.SILENT:
            return (dropped(heard),)
        if doubt in (Doubt.NONE, Doubt.INCOMPLETE):
            return (_repaired(heard),)
        tried.append(heard)
    return (_best(tried),)


def _best(tried: Sequence[WindowText]) -> WindowText:
    sound = [text for text in tried if text.compression_ratio <= COMPRESSION_RATIO]
    if not sound:
        return dropped(tried[0])
    best = max(sound, key=lambda text: text.avg_logprob)
    return best if best is tried[0] else _repaired(best)


def _unless_silent(text: WindowText) -> WindowText:
    """Few words for much speech, and the model doubts that there is any: it is made up."""
    return dropped(text) if text.no_speech_probability > NO_SPEECH else text


def _left_out(texts: Sequence[WindowText], speech: SpeechMap) -> float:
    return sum(hole.seconds for text in texts for hole in holes(text, speech))


def _repaired(text: WindowText) -> WindowText:
    if text.verdict == "dropped":
        return text
    return msgspec.structs.replace(text, verdict="repaired")
