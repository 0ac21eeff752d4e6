"""Recognises every chunk of a film that is not yet done, through whatever goes wrong.

A chunk that is recognised is committed to the document before anybody hears of it; one that fails
climbs the ladder, and one for which the ladder ends becomes a gap in the transcript.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from engine import __version__
from engine.document import Attempt
from engine.errors import LongtakeError
from engine.jobs.job import Job, digest, no_answer
from engine.jobs.ladder import next_rung
from engine.jobs.preparation import ensure_samples
from engine.protocol import (
    ChunkChanged,
    ChunkState,
    ChunkTask,
    Planned,
    Prepared,
    Recognise,
    Recognised,
)
from engine.transcript import Chunk, ChunkText, Gap

VERSION = 1
"""Raised whenever the same samples and options may give other words than before."""


class Conditions(msgspec.Struct, frozen=True):
    """What all chunks of a run share: the film, its language and how it is cut."""

    film: Prepared
    language: str
    plan: tuple[Chunk, ...]


@dataclass
class ChunkRecognition:
    """One run over the chunks of a film; `texts` and `gaps` are its result."""

    job: Job
    conditions: Conditions
    texts: dict[int, ChunkText] = field(default_factory=dict, init=False)
    gaps: list[Gap] = field(default_factory=list, init=False)

    def run(self) -> None:
        """Restore what is in the document, then recognise the rest."""
        self._restore()
        if self._pending():
            ensure_samples(self.job, self.conditions.film)
        attempts = 0
        while pending := self._pending():
            done_before = len(self.texts)
            try:
                self._recognise(pending)
            except LongtakeError as error:
                attempts = attempts + 1 if len(self.texts) == done_before else 1
                self._climb(self._pending()[0], error, attempts)

    def _restore(self) -> None:
        for chunk in self.conditions.plan:
            text = self.job.document.load("recognise", chunk.index, self._key(chunk), ChunkText)
            if text is not None:
                self.texts[chunk.index] = text
        self.job.tell(self._planned())

    def _pending(self) -> list[Chunk]:
        given_up = {gap.chunk for gap in self.gaps}
        return [
            chunk
            for chunk in self.conditions.plan
            if chunk.index not in self.texts and chunk.index not in given_up
        ]

    def _recognise(self, pending: list[Chunk]) -> None:
        """Ask for all of `pending` at once, so that no core waits at a chunk's end."""
        job, conditions = self.job, self.conditions
        prompt = job.options.initial_prompt
        request = Recognise(
            cache=str(job.cache),
            speech=conditions.film.speech,
            settings=job.settings(conditions.language),
            tasks=tuple(ChunkTask(chunk, prompt) for chunk in pending),
        )
        self._tell(pending[0], "working")
        for reply in job.ask(request, self._seconds_done(), conditions.film.duration):
            if isinstance(reply, Recognised):
                self._keep(reply)
        if len(self.texts) + len(self.gaps) < len(conditions.plan):
            raise no_answer(request)

    def _keep(self, reply: Recognised) -> None:
        """Commit a chunk, then say so."""
        chunk = self.conditions.plan[reply.text.index]
        provenance = {"engine": __version__, "seconds": round(reply.seconds, 3)}
        if self.job.placement is not None:
            provenance |= msgspec.to_builtins(self.job.placement)
        self.job.document.save("recognise", chunk.index, self._key(chunk), reply.text, provenance)
        self.texts[chunk.index] = reply.text
        self._tell(chunk, "done")
        if pending := self._pending():
            self._tell(pending[0], "working")

    def _climb(self, chunk: Chunk, error: LongtakeError, attempts: int) -> None:
        """After a failure: a fresh worker for another try, or a gap; what is no fault of the chunk
        ends the job."""
        self.job.worker.close()
        rung = next_rung(error, attempts)
        self._record(chunk, error, attempts, rung)
        if rung == "again":
            self._tell(chunk, "retried", attempts, error)
        elif rung == "gap":
            self.gaps.append(Gap(chunk.index, chunk.start, chunk.end, error.message))
            self._tell(chunk, "failed", attempts, error)
        else:
            raise error

    def _record(self, chunk: Chunk, error: LongtakeError, attempts: int, rung: str) -> None:
        self.job.document.add_attempt(
            Attempt("recognise", chunk.index, attempts, rung, error.problem())
        )

    def _tell(
        self, chunk: Chunk, state: ChunkState, attempt: int = 1, error: LongtakeError | None = None
    ) -> None:
        problem = error.problem() if error else None
        self.job.tell(ChunkChanged(self.job.name, chunk.index, state, attempt, problem))

    def _planned(self) -> Planned:
        film = self.conditions.film
        return Planned(
            job=self.job.name,
            duration=film.duration,
            speech=sum(end - start for start, end in film.speech.regions),
            language=self.conditions.language,
            chunks=self.conditions.plan,
            restored=tuple(self.texts),
        )

    def _seconds_done(self) -> float:
        return sum(self.conditions.plan[index].duration for index in self.texts)

    def _key(self, chunk: Chunk) -> str:
        """What determines the words of a chunk; device, batch and threads do not."""
        options = self.job.options
        return digest(
            VERSION,
            self.conditions.film.fingerprint,
            self.conditions.language,
            (chunk.heard_start, chunk.heard_end),
            self.job.model.identity,
            (options.recognizer, options.compute_type, options.decoding, options.beam_size),
            (options.align, options.vad, options.initial_prompt),
        )
