"""Tells a device that fails without saying so from a film in which little is said.

A GPU that drops its work raises nothing: outputs stay zero or hold nonsense, and Whisper then
writes its first token, `!`, over and over, or nothing at all. What no speaker and no model could
have brought about is a fault of the device (`SilentFault`), never text.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from engine.errors import SilentFault
from engine.transcript import ChunkText

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

EXCLAMATIONS = 12
"""As many `!` in a row are no exclamation: token 0 is what the decoder takes when all are equal."""
MINUTES = 60.0
"""Seconds of speech from which on a chunk without a word, or with one phrase only, is no chance."""
LOOP = 8.0
"""Whole chunks of talk compress two to three times, the most repetitive songs about six times."""
NO_SPEECH = 0.6
"""From here on it is the model that hears no speech; a dead device is never so sure."""


def check_encoder(largest: Iterable[float]) -> None:
    """Raise `SilentFault` unless every window's encoder output is alive.

    `largest` holds the largest absolute value of each window's output: one reduction and one copy
    for a batch on a GPU (`output.abs().amax(dim=(1, 2))`), for arrays `largest_of` gives it.
    """
    for place, value in enumerate(largest):
        if is_dead(value):
            raise _fault(f"encoder output of window {place}: the largest value is {value}")


def is_dead(largest: float) -> bool:
    """Nothing but zeros, or something that is not a number: so said by the largest value alone,
    as both NaN and infinity pass through every maximum."""
    return not math.isfinite(largest) or largest == 0.0


def largest_of(output: NDArray[Any]) -> list[float]:
    """The largest absolute value for each window of an array (windows, …)."""
    import numpy as np

    return [float(np.abs(window).max()) for window in output]


def check_text(text: ChunkText, seconds_of_speech: float, on_cpu: bool = False) -> None:
    """Raise `SilentFault` where a chunk's text can only be a fault of the device.

    Processors do not fail this way: with `on_cpu` an empty text, or one phrase over and over, is
    what the model has to say; without that no ladder would ever end at such a film.
    """
    if sign := _sign_of_death(text) or ("" if on_cpu else _sign_of_doubt(text, seconds_of_speech)):
        raise _fault(f"chunk {text.index}: {sign}")


def _sign_of_death(text: ChunkText) -> str:
    """What is impossible on any device."""
    if any(math.isnan(window.avg_logprob) for window in text.windows):
        return "a log-probability is not a number"
    if "!" * EXCLAMATIONS in _letters(text):
        return f"{EXCLAMATIONS} or more exclamation marks in a row"
    return ""


def _sign_of_doubt(text: ChunkText, seconds_of_speech: float) -> str:
    """What is impossible in so much speech, unless the model itself says that it is none."""
    if seconds_of_speech < MINUTES:
        return ""
    if not text.words:
        is_silence = bool(text.windows) and all(
            window.no_speech_probability > NO_SPEECH for window in text.windows
        )
        return "" if is_silence else f"not a word in {seconds_of_speech:.0f} s of speech"
    if _compression(_letters(text)) > LOOP:
        return f"one phrase over and over in {seconds_of_speech:.0f} s of speech"
    return ""


def _letters(text: ChunkText) -> str:
    return "".join(word.text.strip() for word in text.words)


def _compression(letters: str) -> float:
    raw = letters.encode()
    return len(raw) / len(zlib.compress(raw)) if raw else 0.0


def _fault(sign: str) -> SilentFault:
    return SilentFault(
        "The accelerator gave a result that cannot be true.",
        "The chunk is recognised again; should this go on, use --device cpu.",
        details=sign,
    )
