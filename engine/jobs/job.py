"""A job in hand: the document, the options and the worker that every stage of it needs."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TypeVar

from engine import protocol
from engine.document import Document
from engine.errors import EngineFault, LongtakeError
from engine.jobs.ladder import next_rung
from engine.jobs.supervisor import Worker
from engine.models import ModelFolder
from engine.options import Options
from engine.protocol import (
    AnyReply,
    Loaded,
    Noticed,
    Progress,
    RecognitionSettings,
    Request,
    StageProgress,
)

log = logging.getLogger(__name__)

Answer = TypeVar("Answer", bound=protocol.Reply)

Listener = Callable[[protocol.Event], None]
"""Hears every event of a job, on the thread that runs the job."""


@dataclass
class Job:
    """What the stages share: `cache` is the decoded film, `placement` where the model runs."""

    document: Document
    options: Options
    model: ModelFolder
    worker: Worker
    cache: Path
    tell: Listener
    placement: Loaded | None = field(default=None, init=False)

    @property
    def name(self) -> str:
        """How events name this job: by the path of its document."""
        return str(self.document.path)

    def settings(self, language: str) -> RecognitionSettings:
        """What a worker needs to know to recognise in `language`."""
        options = self.options
        return RecognitionSettings(
            recognizer=options.recognizer,
            model_path=str(self.model.path),
            device=options.device,
            compute_type=options.compute_type,
            language=language,
            batch_size=options.batch_size,
            beam_size=options.beam_size,
            threads=options.threads,
            decoding=options.decoding,
            align=options.align,
        )

    def ask(self, request: Request, before: float = 0, total: float = 0) -> Iterator[AnyReply]:
        """The worker's answers to `request`; what is only progress is told on from here.

        `before` seconds of this stage's `total` were done earlier (0: the worker knows the total).
        """
        for reply in self.worker.ask(request):
            if isinstance(reply, Progress):
                self._tell_progress(reply, before, total or reply.total)
            elif isinstance(reply, Loaded):
                self.placement = reply
            else:
                yield reply

    def answer(self, request: Request, kind: type[Answer]) -> Answer:
        """The one answer that a request asks for; a worker that fails is replaced, then asked."""
        for attempt in count(1):
            try:
                return self._answer(request, kind)
            except LongtakeError as error:
                self.worker.close()
                if next_rung(error, attempt) != "again":
                    raise
                log.warning("%s failed: %s", type(request).__name__, error.message)
        raise AssertionError("the ladder has an end")

    def notice(self, message: str) -> None:
        """Tell the user something that stops nothing."""
        log.warning("%s", message)
        self.tell(Noticed(self.name, message))

    def _answer(self, request: Request, kind: type[Answer]) -> Answer:
        answers = [reply for reply in self.ask(request) if isinstance(reply, kind)]
        if not answers:
            raise no_answer(request)
        return answers[-1]

    def _tell_progress(self, progress: Progress, before: float, total: float) -> None:
        done = min(before + progress.done, total)
        memory = self.worker.memory()
        self.tell(StageProgress(self.name, progress.stage, done, total, memory))


def digest(*parts: object) -> str:
    """A checkpoint's key: equal exactly when everything that determines the result is equal."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def no_answer(request: Request) -> EngineFault:
    """The bug that a worker said it had finished without the result it was asked for."""
    name = type(request).__name__
    return EngineFault("The worker gave no result.", "This is a bug.", details=name)
