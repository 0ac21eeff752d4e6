"""Recognises every chunk of a film that is not yet done, through whatever goes wrong.

A chunk that is recognised is committed to the document before anybody hears of it; one that fails
climbs the ladder, and one for which the ladder ends becomes a gap in the transcript. How far a
chunk has climbed is in the document too, so that a job that is begun again goes on from there.
"""

from __future__ import annotations

import logging
import time
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby

import msgspec

from engine import __version__, calibration, notices
from engine.bias import ChunkBias, chunk_bias, recognised
from engine.document import Attempt
from engine.errors import LongtakeError, OperationMissing, WorkerHung, WorkerStuck
from engine.jobs import deadlines, ladder
from engine.jobs.job import Job, digest, no_answer
from engine.jobs.ladder import Footing, Ground, Rung, next_rung, stepped
from engine.jobs.pieces import halved, joined, pieces
from engine.jobs.preparation import ensure_samples
from engine.options import Home
from engine.protocol import (
    AnyReply,
    Began,
    ChunkChanged,
    ChunkState,
    ChunkTask,
    Planned,
    Prepared,
    Recognise,
    Recognised,
    RecognitionSettings,
)
from engine.transcript import Chunk, ChunkText, Gap
from engine.worker.accelerator import should_recycle

log = logging.getLogger(__name__)

VERSION = 2
"""Raised whenever the same samples and options may give other words than before."""

BIAS_VERSION = 3
"""Raised whenever the same glossary may give other words than before."""

_WORTH_MEASURING = 30.0  # seconds of film from which on a speed means something


class Conditions(msgspec.Struct, frozen=True):
    """What all chunks of a run share: the film, its language and how it is cut."""

    film: Prepared
    language: str
    plan: tuple[Chunk, ...]


class Climb(msgspec.Struct, frozen=True):
    """How far up the ladder a chunk is: the rungs tried, and the footing of the next try.

    `hangs` of them hung, for which the next one is given more time.
    """

    tried: tuple[Rung, ...] = ()
    rung: Rung = "usual"
    footing: Footing = Footing()
    hangs: int = 0


@dataclass
class Try:
    """One request on its way: which pieces are not answered yet, which chunks are in hand."""

    waiting: list[Chunk]
    since: float = field(default_factory=time.monotonic)
    in_hand: list[int] = field(default_factory=list)
    recognised: float = 0.0
    seconds: float = 0.0
    answers: int = 0
    last_began: int | None = None

    def notice(self, reply: AnyReply) -> None:
        """Keep account of what is in hand."""
        self.last_began = None
        if isinstance(reply, Began):
            self.last_began = reply.chunk
            self.in_hand.append(reply.chunk)

    def answered(self, reply: Recognised) -> Chunk:
        """The piece that a reply is about: the first one of its chunk."""
        index = reply.text.index
        piece = next(piece for piece in self.waiting if piece.index == index)
        self.waiting.remove(piece)
        if index in self.in_hand and not any(other.index == index for other in self.waiting):
            self.in_hand.remove(index)
        self.answers += 1
        self.recognised += piece.duration
        self.seconds += reply.seconds
        return piece

    def suspect(self, error: LongtakeError) -> int:
        """The index of the chunk to be charged with `error`.

        A worker that dies does so where it last began. One that hangs and yet reported on has one
        thread that hangs: the others went on to later chunks, and the oldest one is stuck.
        """
        left = [piece.index for piece in self.waiting]
        if error.chunk in left:
            return error.chunk
        known = [index for index in self.in_hand if index in left]
        if isinstance(error, WorkerHung) and self.last_began is None:
            return min(known, default=left[0])
        return known[-1] if known else left[0]


@dataclass
class ChunkRecognition:
    """One run over the chunks of a film; `texts` and `gaps` are its result."""

    job: Job
    conditions: Conditions
    texts: dict[int, ChunkText] = field(default_factory=dict, init=False)
    gaps: list[Gap] = field(default_factory=list, init=False)
    _usual: Footing = field(default=Footing(), init=False)
    _climbs: dict[int, Climb] = field(default_factory=dict, init=False)
    _begun: dict[int, int] = field(default_factory=dict, init=False)
    _device_faults: int = field(default=0, init=False)
    _given_up: int = field(default=0, init=False)
    _biases: dict[int, ChunkBias] = field(default_factory=dict, init=False)
    _before: dict[int, ChunkText] = field(default_factory=dict, init=False)
    """What was heard in chunks that are heard again."""

    def run(self) -> None:
        """Restore what is in the document, then recognise the rest."""
        self._restore()
        if self._pending():
            ensure_samples(self.job, self.conditions.film)
        while pending := self._pending():
            self.job.rest()
            climbing = [chunk for chunk in pending if chunk.index in self._climbs]
            # One that failed is tried alone: should it fail again, it fails nobody else.
            self._try(climbing[:1] or (pending[:1] if self._carries else pending))

    def _restore(self) -> None:
        document, key = self.job.document, self._climb_key()
        self._usual = document.load("footing", 0, key, Footing) or self._usual
        self.job.device = self.job.device or self._usual.device
        for chunk in self.conditions.plan:
            text = document.load("recognise", chunk.index, self._key(chunk), ChunkText)
            if text is not None:
                known = self._before if chunk.index in self.job.again else self.texts
                known[chunk.index] = text
            elif climb := document.load("climb", chunk.index, key, Climb):
                self._climbs[chunk.index] = climb
                self._begun[chunk.index] = len(climb.tried)
        self.job.tell(self._planned())

    def _pending(self) -> list[Chunk]:
        given_up = {gap.chunk for gap in self.gaps}
        return [
            chunk
            for chunk in self.conditions.plan
            if chunk.index not in self.texts and chunk.index not in given_up
        ]

    # --- one try ------------------------------------------------------------------------------

    def _try(self, chunks: list[Chunk]) -> None:
        """Ask for all of `chunks` at once, so that no core waits at a chunk's end."""
        climb = self._climbs.get(chunks[0].index, Climb(footing=self._usual))
        request = self._request(chunks, climb)
        trying = Try([task.chunk for task in request.tasks])
        self._tell(chunks[0], "working", len(climb.tried) + 1)
        self.job.memory = 0
        try:
            self._hear(request, trying, climb)
        except LongtakeError as error:
            # Whatever was done before the failure stands; the worker may not be trusted any more.
            self.job.worker.close()
            self._charge(error, trying, climb)
        finally:
            self._learn_speed(trying)

    def _hear(self, request: Recognise, trying: Try, climb: Climb) -> None:
        film = self.conditions.film
        asked = self.job.ask(request, self._seconds_done(), film.duration)
        with closing(asked):
            for reply in self.job.pausing.up_to_a_pause(asked):
                trying.notice(reply)
                if isinstance(reply, Began):
                    self._begun[reply.chunk] = self._begun.get(reply.chunk, 0) + 1
                elif isinstance(reply, Recognised):
                    self._keep(trying.answered(reply), reply, trying, climb)
                    if trying.waiting and self._is_worn_out(trying.answers, reply.memory):
                        self._recycle(trying, reply.memory)
                        return
        if trying.waiting and not self.job.pausing.is_due:
            raise no_answer(request)

    def _is_worn_out(self, answers: int, memory: int) -> bool:
        """Whether a fresh worker should do the rest; a processor wears nothing out but memory."""
        placed = self.job.placement
        if placed is None:
            return False
        done = 0 if placed.device == "cpu" else answers
        return should_recycle(done, memory, placed.memory_budget)

    def _recycle(self, trying: Try, memory: int) -> None:
        """End the worker between two chunks; what it had begun besides was not its fault."""
        log.info("a fresh worker after %d chunks, %d MB", trying.answers, memory >> 20)
        self.job.worker.close()
        for index in {*trying.in_hand} & {piece.index for piece in trying.waiting}:
            self._begun[index] -= 1

    def _request(self, chunks: list[Chunk], climb: Climb) -> Recognise:
        job, conditions = self.job, self.conditions
        return Recognise(
            cache=str(job.cache),
            speech=conditions.film.speech,
            settings=_on(climb.footing, job.settings(conditions.language)),
            tasks=tuple(
                ChunkTask(
                    piece,
                    job.options.initial_prompt,
                    self._begun.get(piece.index, 0),
                    self._bias(chunk),
                )
                for chunk in chunks
                for piece in self._pieces(chunk, climb.footing)
                if self._piece_text(piece) is None
            ),
            speed=deadlines.expected(self._known_speed(), climb.hangs),
        )

    def _bias(self, chunk: Chunk) -> ChunkBias:
        """What a chunk may use of the glossary; a piece of it has the same."""
        if chunk.index not in self._biases or self._carries:
            options = self.job.options
            self._biases[chunk.index] = chunk_bias(
                self.job.terms,
                (chunk.heard_start, chunk.heard_end),
                options.written(self.conditions.language),
                options.bias,
                options.max_terms,
                self._terms_before(chunk),
            )
        return self._biases[chunk.index]

    def _terms_before(self, chunk: Chunk) -> set[str]:
        """The terms that chunks before this one surely had, where they are to be carried on."""
        if not self._carries:
            return set()
        return {
            term
            for index, text in self.texts.items()
            if index < chunk.index
            for term in recognised(text)
        }

    @property
    def _carries(self) -> bool:
        return self.job.options.carry_terms and bool(self.job.terms)

    def _keep(self, piece: Chunk, reply: Recognised, trying: Try, climb: Climb) -> None:
        """Commit a chunk or a piece of one, then say so."""
        chunk = self.conditions.plan[piece.index]
        text = reply.text
        if piece != chunk:
            self._save("piece", _place(piece), self._key(piece), text, reply.seconds)
            if any(other.index == chunk.index for other in trying.waiting):
                return
            text = self._text_of_pieces(chunk, climb.footing)
        self._save("recognise", chunk.index, self._key(chunk), text, reply.seconds)
        if piece != chunk:
            places = map(_place, self._pieces(chunk, climb.footing))
            self.job.document.discard("piece", places)
        self.texts[chunk.index] = text
        self._given_up = 0
        if chunk.index in self._climbs:
            self._reach_the_top(chunk, climb, trying)
        self._tell(chunk, "done", len(climb.tried) + 1)
        if trying.waiting:
            self._tell(self.conditions.plan[trying.waiting[0].index], "working")

    def _save(self, stage: str, part: int, key: str, text: ChunkText, seconds: float) -> None:
        provenance = {"engine": __version__, "seconds": round(seconds, 3)}
        if self.job.placement is not None:
            provenance |= msgspec.to_builtins(self.job.placement)
        self.job.document.save(stage, part, key, text, provenance)

    # --- the ladder ---------------------------------------------------------------------------

    def _charge(self, error: LongtakeError, trying: Try, climb: Climb) -> None:
        """After a failure: the next rung for the chunk that failed, or a gap; what is no fault of
        the chunk ends the job."""
        if not trying.waiting:
            return  # it died after its work was done
        chunk = self.conditions.plan[trying.suspect(error)]
        tried: tuple[Rung, ...] = (*climb.tried, climb.rung)
        rung = self._next_rung(error, chunk, tried, climb.footing)
        self._record(chunk, len(tried), climb.rung, trying, error)
        if rung == "stop" or (rung == "gap" and not any(self._begun.values()) and not self.texts):
            raise error
        if rung == "gap":
            self._give_up(chunk, error, len(tried), climb)
            return
        ground = self._ground(chunk, climb.footing)
        hangs = climb.hangs + isinstance(error, WorkerHung)
        above = Climb(tried, rung, stepped(climb.footing, rung, ground), hangs)
        self._climbs[chunk.index] = above
        self.job.document.save("climb", chunk.index, self._climb_key(), above, {})
        self._tell(chunk, "retried", len(tried), error)
        self.job.worker.rest(ladder.backoff(len(tried)))

    def _next_rung(
        self, error: LongtakeError, chunk: Chunk, tried: tuple[Rung, ...], footing: Footing
    ) -> Rung:
        ground = self._ground(chunk, footing)
        rung = next_rung(error, tried, ground)
        self._device_faults += ladder.is_device_fault(error, ground.device)
        is_broken = self._device_faults >= ladder.DEVICE_FAULTS
        is_broken = is_broken or isinstance(error, WorkerStuck | OperationMissing)
        if is_broken and not self.job.device and ground.device != "cpu":
            self.job.leave_device(error)
            return "processor"
        if self._given_up >= ladder.HOPELESS and len(tried) > 1 and rung != "stop":
            return "gap"
        return rung

    def _ground(self, chunk: Chunk, footing: Footing) -> Ground:
        """What the last try stood on: as the worker said, or, if it died before, as asked.

        What was asked for counts also where a worker did otherwise, so that every climb ends.
        """
        job = self.job
        placed = job.placement or _on(footing, job.settings(self.conditions.language))
        left = [
            piece.duration
            for piece in self._pieces(chunk, footing)
            if self._piece_text(piece) is None and halved(piece, self.conditions.film.speech)
        ]
        return Ground(
            device=job.device or placed.device,
            batch_size=min(placed.batch_size, footing.batch_size or placed.batch_size),
            compute_type=footing.compute_type or placed.compute_type,
            recognizer=footing.recognizer or placed.recognizer,
            length=max(left, default=0.0),
            is_compute_type_free=job.means.compute_type == "auto",
            is_recognizer_free=job.means.recognizer == "auto",
        )

    def _give_up(self, chunk: Chunk, error: LongtakeError, attempts: int, climb: Climb) -> None:
        """Leave a gap; of a chunk in pieces, only where no piece is done, and none at all where
        something was heard before."""
        if chunk.index in self._before:
            self._leave_as_it_was(chunk, error, attempts)
            return
        parts = [(piece, self._piece_text(piece)) for piece in self._pieces(chunk, climb.footing)]
        for is_missing, group in groupby(parts, key=lambda part: part[1] is None):
            if is_missing:
                lost = [piece for piece, _ in group]
                self.gaps.append(Gap(chunk.index, lost[0].start, lost[-1].end, error.message))
        if done := [text for _, text in parts if text is not None]:
            self.texts[chunk.index] = joined(chunk.index, iter(done))
        self._given_up += 1
        self._forget_climb(chunk)
        self.job.document.add_attempt(
            Attempt("recognise", chunk.index, attempts, "gap", error.problem())
        )
        self._tell(chunk, "failed", attempts, error)

    def _leave_as_it_was(self, chunk: Chunk, error: LongtakeError, attempts: int) -> None:
        """What was to be heard again keeps the text that it had."""
        self.texts[chunk.index] = self._before[chunk.index]
        self._forget_climb(chunk)
        said = notices.after(error, notices.KEEPS_TEXT(chunk.index + 1))
        self.job.notice(said, error)
        self._tell(chunk, "done", attempts)

    def _reach_the_top(self, chunk: Chunk, climb: Climb, trying: Try) -> None:
        """A chunk has succeeded after failures: what helped it may serve the rest of the job."""
        self._record(chunk, len(climb.tried) + 1, climb.rung, trying)
        self._forget_climb(chunk)
        self._usual = Footing(batch_size=climb.footing.batch_size, device=self.job.device)
        self.job.document.save("footing", 0, self._climb_key(), self._usual, {})

    def _forget_climb(self, chunk: Chunk) -> None:
        self._climbs.pop(chunk.index, None)
        self.job.document.discard("climb", [chunk.index])

    def _record(
        self,
        chunk: Chunk,
        number: int,
        rung: Rung,
        trying: Try,
        error: LongtakeError | None = None,
    ) -> None:
        self.job.document.add_attempt(
            Attempt(
                stage="recognise",
                part=chunk.index,
                number=number,
                rung=rung,
                problem=error.problem() if error else None,
                seconds=round(time.monotonic() - trying.since, 3),
                memory=self.job.memory,
            )
        )

    # --- pieces -------------------------------------------------------------------------------

    def _pieces(self, chunk: Chunk, footing: Footing) -> list[Chunk]:
        speech = self.conditions.film.speech

        def is_done(piece: Chunk) -> bool:
            return self._piece_text(piece) is not None

        return list(pieces(chunk, speech, footing.halvings, is_done))

    def _piece_text(self, piece: Chunk) -> ChunkText | None:
        if piece == self.conditions.plan[piece.index]:
            return None
        return self.job.document.load("piece", _place(piece), self._key(piece), ChunkText)

    def _text_of_pieces(self, chunk: Chunk, footing: Footing) -> ChunkText:
        texts = (self._piece_text(piece) for piece in self._pieces(chunk, footing))
        return joined(chunk.index, (text for text in texts if text is not None))

    # --- speed --------------------------------------------------------------------------------

    def _known_speed(self) -> float:
        """The RTFx that this machine is known for with the model; the least, if it has several."""
        known = calibration.read(self._home())
        placed = self.job.placement
        fitting = [
            each.speed
            for each in known.measurements
            if each.model == self.job.model.identity
            and each.speed > 0
            and (placed is None or each.backend == (placed.recognizer, placed.device))
        ]
        return min(fitting, default=0.0)

    def _learn_speed(self, trying: Try) -> None:
        placed = self.job.placement
        if placed is None or trying.recognised < _WORTH_MEASURING or trying.seconds <= 0:
            return
        rtfx = trying.recognised / trying.seconds
        calibration.observe(
            placed.device, placed.recognizer, self.job.model.identity, rtfx, self._home()
        )

    def _home(self) -> Home:
        return Home(self.job.cache.parent.parent)

    # --- what is told -------------------------------------------------------------------------

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
            ("none" if options.align == "none" else "auto", options.vad, options.initial_prompt),
            *self._key_of_bias(chunk),
            *(("translate",) if options.translate else ()),
        )

    def _key_of_bias(self, chunk: Chunk) -> tuple[object, ...]:
        """Without a term nothing is added, so that what was done without a glossary stays."""
        bias = self._bias(self.conditions.plan[chunk.index])
        return (BIAS_VERSION, bias) if bias.is_active else ()

    def _climb_key(self) -> str:
        """Who asks for other means than before begins at the foot of the ladder."""
        means = self.job.means
        chosen = (means.device, means.batch_size, means.compute_type, means.recognizer)
        return digest(self.job.model.identity, chosen)


def _on(footing: Footing, settings: RecognitionSettings) -> RecognitionSettings:
    """The settings of a job as a footing changes them."""
    return msgspec.structs.replace(
        settings,
        batch_size=footing.batch_size or settings.batch_size,
        compute_type=footing.compute_type or settings.compute_type,
        recognizer=footing.recognizer or settings.recognizer,
        device=footing.device or settings.device,
    )


def _place(piece: Chunk) -> int:
    """The number of a piece among all pieces of a film: the millisecond at which it begins."""
    return round(piece.start * 1000)
