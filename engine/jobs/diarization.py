"""Tells the speakers of a film apart, part by part, through whatever goes wrong.

    gather     which speaker models there are, before any work: None where nobody asked, or with a
               warning where there are none
    diarize    who speaks when

The voices in each five minutes of the film are a checkpoint; who they are is found at the end,
over the whole film, for a label means nothing outside of what was compared. Another number of
speakers, asked for later, hears no part again.
"""

from __future__ import annotations

import logging
import time
from contextlib import closing

from engine import __version__, notices
from engine.document import Attempt
from engine.errors import (
    DeviceError,
    EngineFault,
    LongtakeError,
    MemoryExhausted,
    ModelMissing,
)
from engine.jobs.job import Job, digest, no_answer
from engine.jobs.ladder import ATTEMPTS, Rung, backoff, may_repeat, smaller
from engine.jobs.preparation import ensure_samples
from engine.jobs.speaker_models import SpeakerModel, find
from engine.notices import Sentence
from engine.options import speaker_bounds
from engine.protocol import (
    HeardVoices,
    HearVoices,
    Prepared,
    SpeakerSettings,
    TellApart,
    ToldApart,
    VoicesHeard,
    VoiceTask,
)
from engine.transcript import SAMPLE_RATE, Diarization

log = logging.getLogger(__name__)

VERSION = 2
"""Raised whenever the same samples, models and bounds may give other turns than before."""

VOICES, TOLD = "voices", "diarize"
"""The stages as documents name them: what is heard in each part, and who that is in the end."""

PART = 300
"""Seconds of film in a part."""
WINDOW = 10
LONG = 120
"""Seconds of film from which on a window every two seconds is enough: measured over `speech/multi`,
the long films come out as well as with a window every second, and the clips of 30 s do not."""
BATCH = 8
"""Stretches of the film that the network for voices hears at once."""


def gather(job: Job) -> SpeakerModel | None:
    """The speaker models that were asked for; None with a warning where there are none.

    Raises what is wrong with the request, with a model that is damaged, or with a token.
    """
    if not job.options.diarize:
        return None
    speaker_bounds(job.options)
    try:
        return find(job)
    except ModelMissing as error:
        _go_without(job, error)
        return None


def diarize(job: Job, film: Prepared, model: SpeakerModel) -> Diarization | None:
    """Who speaks when in `film`; None with a warning where that could not be found out."""
    key = digest(VERSION, film.fingerprint, model.identity, speaker_bounds(job.options))
    told = job.document.load(TOLD, 0, key, ToldApart)
    if told is None:
        try:
            told = _tell_apart(job, film, model, _all_voices(job, film, model))
        except (DeviceError, MemoryExhausted, EngineFault) as error:
            _go_without(job, error)
            return None
        job.document.save(TOLD, 0, key, told, {"engine": __version__})
    for sentence in told.warnings:
        job.warn(Sentence(sentence))
    return told.diarization


def step_of(duration: float, diarizer: str) -> int:
    """Seconds from one window to the next; pyannote's own pipelines are tuned for one second."""
    return 2 if duration >= LONG and diarizer == "onnx" else 1


def tasks(samples: int, step: int) -> tuple[VoiceTask, ...]:
    """The parts of a film of so many samples, with a window every `step` seconds."""
    beyond = max(0, samples - WINDOW * SAMPLE_RATE)
    windows = 1 + -(-beyond // (step * SAMPLE_RATE))
    return tuple(
        VoiceTask(part, first, min(first + PART // step, windows))
        for part, first in enumerate(range(0, windows, PART // step))
    )


def _go_without(job: Job, error: LongtakeError) -> None:
    job.warn(notices.after(error, notices.NOT_TOLD_APART(), hint=True), error)


def _all_voices(job: Job, film: Prepared, model: SpeakerModel) -> tuple[HeardVoices, ...]:
    """The voices of every part, those that are in the document and the others heard now."""
    step = step_of(film.duration, model.diarizer)
    key = digest(VERSION, film.fingerprint, model.identity, step)
    wanted = tasks(film.samples, step)
    heard = {
        task.part: voices
        for task in wanted
        if (voices := job.document.load(VOICES, task.part, key, HeardVoices)) is not None
    }
    hearing = _Hearing(job, model, key, film, heard, step)
    if len(heard) < len(wanted):
        ensure_samples(job, film)
        job.worker.close()  # a fresh one holds nothing of what recognition needed
    while left := tuple(task for task in wanted if task.part not in heard):
        job.rest()
        hearing.attempt(left)
    return tuple(heard[task.part] for task in wanted)


class _Hearing:
    """One run over the parts of a film, of which `heard` is filled."""

    def __init__(
        self,
        job: Job,
        model: SpeakerModel,
        key: str,
        film: Prepared,
        heard: dict[int, HeardVoices],
        step: int,
    ) -> None:
        self._job = job
        self._model = model
        self._key = key
        self._film = film
        self._heard = heard
        self._step = step
        self._batch = BATCH
        self._failures = 0

    def attempt(self, left: tuple[VoiceTask, ...]) -> None:
        """Ask for all of these parts; raises the error of which the last try died."""
        since, known = time.monotonic(), len(self._heard)
        try:
            self._hear(left)
        except LongtakeError as error:
            self._job.worker.close()
            self._failures = 1 if len(self._heard) > known else self._failures + 1
            rung = self._rung(error)
            self._record(left, rung, error, time.monotonic() - since)
            if not may_repeat(error) or self._failures >= ATTEMPTS:
                raise
            self._job.worker.rest(backoff(self._failures))

    def _hear(self, left: tuple[VoiceTask, ...]) -> None:
        job = self._job
        request = HearVoices(
            str(job.cache), settings(job, self._model, self._batch), left, self._step
        )
        todo = self._step * sum(task.last - task.first for task in left)
        done = max(0.0, self._film.duration - todo)
        asked = job.ask(request, done, self._film.duration)
        with closing(asked):
            for reply in job.pausing.up_to_a_pause(asked):
                if isinstance(reply, VoicesHeard):
                    self._keep(reply)
        if any(task.part not in self._heard for task in left) and not job.pausing.is_due:
            raise no_answer(request)

    def _keep(self, reply: VoicesHeard) -> None:
        made = {"engine": __version__, "seconds": round(reply.seconds, 3), "batch": self._batch}
        self._job.document.save(VOICES, reply.part, self._key, reply.voices, made)
        self._heard[reply.part] = reply.voices

    def _rung(self, error: LongtakeError) -> Rung:
        """Where memory ran out, a smaller batch; where an accelerator failed twice, no other."""
        if isinstance(error, MemoryExhausted) and self._batch > 1:
            self._batch = smaller(self._batch)
            self._failures = 1
            return "smaller-batch"
        is_last_but_one = self._failures >= ATTEMPTS - 1
        if isinstance(error, DeviceError) and is_last_but_one and _uses_accelerator(self._job):
            self._job.leave_device(error)
            return "processor"
        return "again"

    def _record(
        self, left: tuple[VoiceTask, ...], rung: Rung, error: LongtakeError, seconds: float
    ) -> None:
        part = min(task.part for task in left if task.part not in self._heard)
        tried = Attempt(
            stage=VOICES,
            part=part,
            number=self._failures,
            rung=rung,
            problem=error.problem(),
            seconds=round(seconds, 3),
            memory=self._job.memory,
        )
        self._job.document.add_attempt(tried)


def _uses_accelerator(job: Job) -> bool:
    """Whether another device than the processor may be at fault."""
    device = job.device or job.means.device
    if device == "auto" and job.placement is not None:
        device = job.placement.device
    return device != "cpu"


def _tell_apart(
    job: Job, film: Prepared, model: SpeakerModel, voices: tuple[HeardVoices, ...]
) -> ToldApart:
    least, most = speaker_bounds(job.options)
    request = TellApart(
        settings=settings(job, model, BATCH),
        voices=voices,
        duration=film.duration,
        step=step_of(film.duration, model.diarizer),
        least=least,
        most=most,
        model=model.identity,
    )
    return job.answer(request, ToldApart)


def settings(job: Job, model: SpeakerModel, batch_size: int) -> SpeakerSettings:
    """What a worker needs to know to hear speakers for this job."""
    return SpeakerSettings(
        diarizer=model.diarizer,
        model_path=str(model.path),
        device=job.device or job.means.device,
        threads=job.means.threads,
        batch_size=batch_size,
    )
