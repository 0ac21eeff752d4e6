"""What a worker can do: prepare a film, hear its language, recognise its chunks.

The recognizer stays from request to request, so that the model is read once in a worker's life;
while a film is decoded, it loads in the background.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from engine.audio import media, speech
from engine.errors import LongtakeError
from engine.protocol import (
    AnyReply,
    DetectLanguage,
    LanguageHeard,
    Loaded,
    Prepare,
    Prepared,
    PreparedFilm,
    Progress,
    Recognise,
    Recognised,
    RecognitionSettings,
    Request,
)
from engine.worker import accelerator, recognition

if TYPE_CHECKING:
    from engine.worker.recognition import Recognizer

log = logging.getLogger(__name__)

Tell = Callable[[AnyReply], None]
"""Takes replies as they come; what it raises ends the request."""


class Workshop:
    """Does one request at a time."""

    def __init__(self) -> None:
        self._background = ThreadPoolExecutor(1, "loading")
        self._recognizer: Future[Recognizer] | None = None
        self._loaded: Loaded | None = None

    def handle(self, request: Request, tell: Tell) -> None:
        """Do `request`, telling every reply but `Finished`."""
        match request:
            case Prepare():
                self._prepare(request, tell)
            case DetectLanguage():
                self._detect_language(request, tell)
            case Recognise():
                self._recognise(request, tell)

    def _prepare(self, request: Prepare, tell: Tell) -> None:
        """Decode, find speech and load the model, all at the same time."""
        if request.settings is not None:
            self._start_loading(request.settings)
        decoded, speech_map = media.listen_meanwhile(
            Path(request.source),
            Path(request.cache),
            lambda blocks: speech.find(blocks, request.vad),
            track=request.track,
            report=lambda done, total: tell(Progress("prepare", done, total)),
        )
        known = msgspec.structs.asdict(decoded)
        tell(PreparedFilm(Prepared(**known, speech=speech_map)))
