"""A job in hand: the document, the options and the worker that every stage of it needs."""

from __future__ import annotations

import hashlib
import logging
import math
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TypeVar

import msgspec

from engine import logs, notices, protocol
from engine.bias import Term
from engine.document import Attempt, Document
from engine.errors import EngineFault, LongtakeError, WorkerStuck
from engine.jobs.ladder import ATTEMPTS, backoff, may_repeat
from engine.jobs.pausing import Pausing
from engine.jobs.supervisor import Worker
from engine.models import ModelFolder
from engine.notices import Sentence
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
    """What the stages share: `cache` is the decoded film, `placement` where the model runs.

    `options` say what the transcript is, and so what of it is done; `means` how the rest is done.

    `device` is where to compute instead of where was asked for, once that has failed; `memory` is
    the most that the worker was seen to use since somebody last set it to 0. `terms` is the
    glossary; `warnings` are for the transcript. Chunks in `again` are heard although they are done.
    """

    document: Document
    options: Options
    model: ModelFolder
    worker: Worker
    cache: Path
    tell: Listener
    means: Options
    pausing: Pausing = field(default_factory=Pausing)
    terms: tuple[Term, ...] = ()
    again: tuple[int, ...] = ()
    placement: Loaded | None = field(default=None, init=False)
    device: str = field(default="", init=False)
    memory: int = field(default=0, init=False)
    warnings: list[str] = field(default_factory=list, init=False)
    _told: float = field(default=-1.0, init=False)
    _memory_now: int = field(default=0, init=False)
    _measured_at: float = field(default=-math.inf, init=False)

    @property
    def name(self) -> str:
        """How events name this job: by the path of its document."""
        return str(self.document.path)

    def settings(self, language: str) -> RecognitionSettings:
        """What a worker needs to know to recognise in `language`."""
        means = self.means
        return RecognitionSettings(
            recognizer=means.recognizer,
            model_path=str(self.model.path),
            device=self.device or means.device,
            compute_type=means.compute_type,
            language=language,
            batch_size=means.batch_size,
            beam_size=means.beam_size,
            threads=means.threads,
            decoding=means.decoding,
            align=means.align,
            model_identity=self.model.identity,
            task=self.options.task,
        )

    def ask(
        self, request: Request, before: float = 0, total: float = 0
    ) -> Generator[AnyReply, None, None]:
        """The worker's answers to `request`; progress is also told on from here.

        `before` seconds of this stage's `total` were done earlier (0: the worker knows the total).
        """
        for reply in self.worker.ask(request):
            if isinstance(reply, Progress):
                self._tell_progress(reply, before, total or reply.total)
            elif isinstance(reply, Loaded):
                self.placement = reply
                logs.note(reply)
            yield reply

    def answer(self, request: Request, kind: type[Answer]) -> Answer:
        """The one answer that a request asks for, of another worker where the first one fails."""
        for attempt in count(1):
            since = time.monotonic()
            try:
                return self._answer(self._placed(request), kind)
            except LongtakeError as error:
                self.worker.close()
                self._record(request, attempt, error, time.monotonic() - since)
                if attempt == ATTEMPTS or not may_repeat(error):
                    raise
                log.warning("%s failed: %s", type(request).__name__, error.message)
                if isinstance(error, WorkerStuck):
                    self.leave_device(error)
            self.worker.rest(backoff(attempt))
        raise AssertionError("the ladder has an end")

    def leave_device(self, error: LongtakeError) -> None:
        """From now on compute on the processor, because of `error`, and say so."""
        if self.device == "cpu":
            return
        self.device = "cpu"
        is_stuck = isinstance(error, WorkerStuck)
        said = notices.after(error, notices.ON_PROCESSOR(), hint=is_stuck)
        self.notice(said, error)

    def notice(self, said: Sentence, error: LongtakeError | None = None) -> None:
        """Tell the user something that stops nothing; `error` led to it."""
        log.warning("%s", said)
        self.tell(Noticed(self.name, said, error.problem() if error else None))

    def warn(self, said: Sentence, error: LongtakeError | None = None) -> None:
        """Tell the user something that stops nothing, now and in the transcript."""
        self.warnings.append(said)
        self.notice(said, error)

    def _answer(self, request: Request, kind: type[Answer]) -> Answer:
        answers = [reply for reply in self.ask(request) if isinstance(reply, kind)]
        if not answers:
            raise no_answer(request)
        return answers[-1]

    def _record(self, request: Request, attempt: int, error: LongtakeError, took: float) -> None:
        tried = Attempt(
            stage=stage_of(request),
            part=0,
            number=attempt,
            rung="usual" if attempt == 1 else "again",
            problem=error.problem(),
            seconds=round(took, 3),
            memory=self.memory,
        )
        self.document.add_attempt(tried)

    def _placed(self, request: Request) -> Request:
        """`request`, on the device that has proved to work."""
        settings = getattr(request, "settings", None)
        if settings is None or not self.device:
            return request
        settings = msgspec.structs.replace(settings, device=self.device)
        return msgspec.structs.replace(request, settings=settings)

    def rest(self) -> None:
        """Pause, where the battery or the memory of this machine asks for it, and say so."""
        self.pausing.rest(self._paused, self.notice)

    @contextmanager
    def _paused(self) -> Iterator[None]:
        self.document.set_state("paused")
        yield
        self.document.set_state("running")

    def _tell_progress(self, progress: Progress, before: float, total: float) -> None:
        done = min(before + progress.done, total)
        if done != self._told:
            self._told = done
            self._measure_memory()
            self.tell(StageProgress(self.name, progress.stage, done, total, self._memory_now))

    def _measure_memory(self) -> None:
        """Look at the worker's memory, once a second at most: it is a walk over its processes."""
        now = time.monotonic()
        if now - self._measured_at >= 1.0:
            self._measured_at, self._memory_now = now, self.worker.memory()
        self.memory = max(self.memory, self._memory_now)


def digest(*parts: object) -> str:
    """A checkpoint's key: equal exactly when everything that determines the result is equal."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def stage_of(request: Request) -> str:
    """The stage that a request belongs to, as documents name it."""
    if isinstance(request, protocol.DetectLanguage):
        return "language"
    if isinstance(request, protocol.TellApart):
        return "diarize"
    return type(request).__name__.lower()


def no_answer(request: Request) -> EngineFault:
    """The bug that a worker said it had finished without the result it was asked for."""
    name = type(request).__name__
    return EngineFault("The worker gave no result.", "This is a bug.", details=name)
