"""A job from a file name to its files: finds its document, holds it, runs it, writes the exports.

However a job ends, the document says so, and whoever listens hears one `JobEnded`.
"""

from __future__ import annotations

import hashlib
import logging
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import msgspec

from engine import models
from engine.document import Document, Source
from engine.errors import (
    Cancelled,
    EngineFault,
    ExitCode,
    LongtakeError,
    MediaChanged,
    Problem,
)
from engine.jobs import pipeline, queue
from engine.jobs.job import Job, Listener
from engine.jobs.supervisor import Worker
from engine.options import Home
from engine.output import formats
from engine.protocol import JobEnded, JobStarted, JobState, OutputOptions, StageProgress, Submit
from engine.transcript import Transcript

log = logging.getLogger(__name__)

WorkerMaker = Callable[[Path], Worker]
"""Makes the worker of a job, given the job's log file."""


def run(submission: Submit, home: Home, tell: Listener, make_worker: WorkerMaker) -> JobEnded:
    """Transcribe one film; never raises for what can go wrong with it, only for `Cancelled`."""
    started = time.monotonic()
    run = _Run(submission, home, tell, make_worker)
    try:
        ended = run.through()
    except LongtakeError as error:
        log.info("job failed: %s", error.message, exc_info=True)
        ended = run.ended("failed", error.exit_code, error.problem())
    except Exception as error:
        log.exception("a bug ended the job")
        ended = run.ended("failed", ExitCode.FAILED, _bug(error))
    except (Cancelled, KeyboardInterrupt):
        ended = run.ended("interrupted", ExitCode.INTERRUPTED)
    finally:
        run.close()
    ended = msgspec.structs.replace(ended, seconds=time.monotonic() - started)
    tell(ended)
    return ended
