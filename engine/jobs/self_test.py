"""Has every backend of this machine hear the same clip, and keeps what came of it.

Each is asked in a fresh worker process, so that one that hangs or crashes spoils no other. The
processor comes first: the others are held against its words. Where there is only one backend for a
model there is nothing to compare, and nothing is done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from engine import calibration, notices
from engine.calibration import Calibration, Measurement
from engine.errors import LongtakeError
from engine.jobs.job import no_answer
from engine.jobs.supervisor import Worker
from engine.models import ModelFolder
from engine.notices import Sentence
from engine.options import Home, Options
from engine.protocol import RecognitionSettings, SelfTest, SelfTested
from engine.resources import resource
from engine.worker import weights
from engine.worker.accelerator import (
    ONLY_WHEN_ASKED,
    Backend,
    Machine,
    available,
    guess,
    survey_apart,
)

log = logging.getLogger(__name__)

CLIP = resource("sample.opus")

Tell = Callable[[Backend], None]
"""Hears which backend is tried next."""


def ensure(
    model: ModelFolder,
    options: Options,
    home: Home,
    worker: Worker,
    notice: Callable[[Sentence], None],
) -> None:
    """Before a job: try what was not tried yet, where there may be something to choose."""
    known = calibration.read(home)
    if options.device == "cpu" or not CLIP.is_file() or not untested(model, guess(), known):
        return
    if tried := untested(model, survey_apart(), known):
        notice(notices.SELF_TEST(model.name))
        for remark in remarks(run(model, tried, home, worker), model):
            notice(remark)


def remarks(known: Calibration, model: ModelFolder) -> list[Sentence]:
    """A sentence for every backend that is not to be used."""
    return [
        _remark(each)
        for each in known.measurements
        if each.model == model.identity and each.is_tested and not each.is_trusted
    ]


def complaint(measurement: Measurement) -> str:
    """What speaks against a backend."""
    return measurement.problem or f"{_share(measurement)} of its words differ from the processor's."


def _remark(measurement: Measurement) -> Sentence:
    backend = measurement.recognizer, measurement.device
    if measurement.problem:
        return notices.NOT_USED(*backend, measurement.problem)
    return notices.DIFFERS(*backend, _share(measurement))


def _share(measurement: Measurement) -> str:
    return f"{min(1.0, measurement.difference):.0%}"


def backends(model: ModelFolder, machine: Machine) -> tuple[Backend, ...]:
    """What `auto` chooses among for a model, the processor first."""
    here = available(machine, weights.look(model.path))
    chosen = [backend for backend in here if backend not in ONLY_WHEN_ASKED]
    return tuple(sorted(chosen, key=lambda backend: backend.device != "cpu"))


def untested(model: ModelFolder, machine: Machine, known: Calibration) -> tuple[Backend, ...]:
    """The backends that are still to be tried; none where there is no choice anyway."""
    here = backends(model, machine)
    is_known = all(known.tested(*backend, model.identity) for backend in here)
    return () if len(here) < 2 or is_known else here


def run(
    model: ModelFolder,
    tried: Sequence[Backend],
    home: Home,
    worker: Worker,
    tell: Tell = lambda backend: None,
    clip: Path = CLIP,
) -> Calibration:
    """Try these backends, of which the first is the reference, and keep the measurements."""
    known = calibration.read(home)
    reference: str | None = None
    for backend in tried:
        tell(backend)
        heard = _heard(model, backend, worker, clip)
        if isinstance(heard, SelfTested) and backend == tried[0]:
            reference = heard.text
        known = known.having(measured(backend, model.identity, heard, reference))
        calibration.keep(known, home)
        log.info("self-test: %s", known.measurements[-1])
    return known


def measured(
    backend: Backend, model: str, heard: SelfTested | LongtakeError, reference: str | None
) -> Measurement:
    """What a hearing, or the error that it ended in, says of a backend."""
    blank = Measurement(*backend, model)
    if isinstance(heard, LongtakeError):
        return msgspec.structs.replace(blank, problem=heard.message)
    if reference is None:
        return msgspec.structs.replace(
            blank, rtfx=heard.rtfx, problem="There is nothing to hold its words against."
        )
    return msgspec.structs.replace(
        blank, rtfx=heard.rtfx, difference=calibration.difference(heard.text, reference)
    )


def _heard(
    model: ModelFolder, backend: Backend, worker: Worker, clip: Path
) -> SelfTested | LongtakeError:
    request = SelfTest(str(clip), settings_for(model, backend))
    try:
        answers = [reply for reply in worker.ask(request) if isinstance(reply, SelfTested)]
    except LongtakeError as error:
        log.warning("self-test of %s on %s: %s", *backend, error.message)
        return error
    finally:
        worker.close()  # the next one is asked in a fresh process
    return answers[-1] if answers else no_answer(request)


def settings_for(model: ModelFolder, backend: Backend) -> RecognitionSettings:
    """How a clip is heard on a backend: with everything else as Longtake would choose it.

    No identity: what an earlier test found must not keep a backend from another.
    """
    options = Options(model=model.name)
    return RecognitionSettings(
        recognizer=backend.recognizer,
        model_path=str(model.path),
        device=backend.device,
        compute_type=options.compute_type,
        language="en",
        batch_size=options.batch_size,
        beam_size=options.beam_size,
        threads=options.threads,
        decoding=options.decoding,
        align=options.align,
    )
