"""Turns the speech of chunks into words.

`load` gives a `Recognizer`, of which there are several kinds; whoever uses one need not know which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

import msgspec

from engine.errors import UsageError
from engine.protocol import ChunkTask, Loaded, RecognitionSettings
from engine.transcript import ChunkText, SpeechMap

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]
    Hear = Callable[[float, float], Samples]

Report = Callable[[float], None]
"""Hears how many seconds of the film are done; what it raises ends the work."""


class Film(msgspec.Struct, frozen=True):
    """What is to be heard: samples between two times, safe for several threads; and its speech."""

    hear: Hear
    speech: SpeechMap


class Recognizer(Protocol):
    """A model in memory that hears words. One thread uses it; it may use several of its own."""

    def detect_language(self, film: Film) -> tuple[str, float]:
        """The code of the language spoken, from several places, and how sure that is (0 to 1)."""
        ...

    def recognise(
        self,
        film: Film,
        tasks: Sequence[ChunkTask],
        settings: RecognitionSettings,
        report: Report,
    ) -> Iterator[ChunkText]:
        """The text of each chunk as soon as it is whole, in the order of `tasks`.

        `report` is called twice a second or more, whether or not there is progress; where one
        thread does all (torch, mlx), between any two steps of the work instead, ten times a second
        at most. An exception that it raises (`Cancelled`) ends the work within two seconds.
        """
        ...

    def align(
        self,
        film: Film,
        texts: Sequence[ChunkText],
        settings: RecognitionSettings,
        report: Report,
    ) -> Iterator[tuple[ChunkText, int]]:
        """Each text with the times at which its words are said, in order, and how many of its
        windows had to keep theirs; the words stay what they are.

        No window is over `windows.LONGEST`. `report` hears the seconds of windows that are done.
        """
        ...

    def close(self) -> None:
        """Let go of the model."""
        ...


def load(placement: Loaded, model_path: str) -> Recognizer:
    """Read the model in folder `model_path` as `placement` says, where nothing is `auto` any more.

    Raises `ModelDamaged` when the folder holds no model that the recognizer can read.
    """
    if placement.recognizer == "ct2":
        from engine.worker.recognition.whisper_ct2 import WhisperCt2

        return WhisperCt2(placement, model_path)
    if placement.recognizer == "whisperx":
        from engine.worker.recognition.whisperx_reference import WhisperxReference

        return WhisperxReference(placement, model_path)
    if placement.recognizer == "torch":
        from engine.worker.recognition.whisper_torch import load_whisper

        return load_whisper(placement, model_path)
    if placement.recognizer == "mlx":
        from engine.worker.recognition.whisper_mlx import load_whisper

        return load_whisper(placement, model_path)
    raise UsageError(f"There is no recognizer {placement.recognizer!r}.")
