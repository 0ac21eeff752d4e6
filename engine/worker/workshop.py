"""What a worker can do: prepare a film, hear its language, recognise its chunks.

Each request is a generator of replies. The loaded recognizer stays from request to request, so
that the model is read once in a worker's life; while a film is decoded, it loads in the background.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from engine.protocol import (
    AnyReply,
    DetectLanguage,
    Finished,
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

if TYPE_CHECKING:
    from engine.worker.recognition import Recognizer

log = logging.getLogger(__name__)

BLOCKS_AHEAD = 8
"""How many decoded blocks may wait for the speech detector."""


class Workshop:
    """Does one request at a time."""

    def __init__(self) -> None:
        self._background = ThreadPoolExecutor(1, "loading")
        self._loading: tuple[RecognitionSettings, Future[Recognizer]] | None = None

    def handle(self, request: Request) -> Iterator[AnyReply]:
        """The replies to a request, all but `Finished`; errors are raised."""
        if isinstance(request, Prepare):
            return self._prepare(request)
        if isinstance(request, DetectLanguage):
            return self._detect_language(request)
        if isinstance(request, Recognise):
            return self._recognise(request)
        raise TypeError(f"no such request: {request!r}")
