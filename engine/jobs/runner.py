"""A job from a file name to its files: finds its document, holds it, runs it, writes the exports.

However a job ends, the document says so, and whoever listens hears one `JobEnded`.
"""

from __future__ import annotations

import logging
import os
import time
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import msgspec

from engine import edition, glossary, logs, models, notices, power
from engine.audio.cache import unfinished
from engine.bias import MOST_OFFERED, Term
from engine.document import Document, Source
from engine.errors import Cancelled, ExitCode, LongtakeError, UsageError, understood
from engine.jobs import enrolment, exports, pipeline, queue, self_test, shelf
from engine.jobs.job import Job, Listener
from engine.jobs.pausing import Pausing
from engine.jobs.supervisor import Worker
from engine.notices import Sentence
from engine.options import Home, Options
from engine.protocol import (
    Event,
    Fetching,
    JobEnded,
    JobStarted,
    JobState,
    Noticed,
    StageProgress,
    Submit,
)
from engine.transcript import Transcript, unnamed

log = logging.getLogger(__name__)

WorkerMaker = Callable[[Path], Worker]
"""Makes the worker of a job, given the job's log file."""


def run(submission: Submit, home: Home, tell: Listener, make_worker: WorkerMaker) -> JobEnded:
    """Transcribe one film; whatever happens is in the `JobEnded` that it tells and returns."""
    with ExitStack() as log_of_job:
        ended = _Run(submission, home, tell, make_worker, log_of_job).to_its_end()
        logs.note(ended)
    tell(ended)
    return ended


class _Run:
    """One submission on its way."""

    def __init__(
        self,
        submission: Submit,
        home: Home,
        tell: Listener,
        make_worker: WorkerMaker,
        log_of_job: ExitStack,
    ) -> None:
        self._submission = submission
        self._home = home
        self._tell = _noting(tell)
        self._make_worker = make_worker
        self._log_of_job = log_of_job
        self._begun = time.monotonic()
        self._source = _as_text(submission.source)
        self._job = submission.document or self._source

    def to_its_end(self) -> JobEnded:
        """Where every way for a job to end comes together; the engine's one broad `except`."""
        try:
            with ExitStack() as stack:
                return self._transcribe(self._open(stack), stack)
        except Exception as error:
            log.info("the job failed", exc_info=True)
            return self._failed(understood(error))
        except (Cancelled, KeyboardInterrupt):
            return self._ended("interrupted", ExitCode.INTERRUPTED)

    def _open(self, stack: ExitStack) -> Document:
        """The job's document, held by this process and about the film as it is now."""
        submission = self._submission
        source = queue.recording(Path(submission.source))
        document = stack.enter_context(self._find_or_create(source))
        self._job = str(document.path)
        stack.enter_context(document.hold("engine"))
        self._log_of_job.enter_context(
            logs.of_job(self._home, document.path, submission.options.initial_prompt)
        )
        if document.count(shelf.IMPORTED) and not submission.restart:
            raise _imported(document)
        if submission.restart:
            document.restart(source, submission.options, submission.output, keep=exports.STAGE)
        document.relocate(source)
        document.set_options(submission.options, submission.output)
        return document

    def _find_or_create(self, source: Source) -> Document:
        submission, home = self._submission, self._home
        if submission.document:
            path = Path(submission.document)
        else:
            path = queue.find(source, home) or queue.place_for(source, home)
        if path.exists():
            return Document.open(path)
        return Document.create(path, source, submission.options, submission.output)

    def _transcribe(self, document: Document, stack: ExitStack) -> JobEnded:
        """The job itself; its end is written into the document, whichever it is."""
        self._tell(JobStarted(self._job, document.source.path, document.source.title))
        _check_results(document)
        document.set_state("running")
        try:
            job = self._gather(document, stack)
            transcript = pipeline.run(job)
            job.worker.close()  # nobody needs it any more, and writing long films takes memory too
            self._name_voices(document, transcript)
            files = exports.write(document, edition.laid_over(document, transcript).transcript)
            exports.remember(document, files)
        except LongtakeError as error:
            document.set_state("failed", error.problem())
            raise
        except (Cancelled, KeyboardInterrupt):
            document.set_state("interrupted")
            raise
        document.set_state("completed")
        return self._completed(transcript, files)

    def _gather(self, document: Document, stack: ExitStack) -> Job:
        """The document with its model and a worker that is already starting."""
        options = self._submission.options
        means = self._submission.means or options
        terms = self._glossary(options)
        cache = self._home.sound_of(document.path)
        worker = self._make_worker(logs.log_file(self._home, document.path))
        # A worker that is killed leaves the film half decoded, and the next one begins anew.
        stack.callback(unfinished(cache).unlink, missing_ok=True)
        stack.callback(worker.close)
        worker.start()
        model = models.ensure(options.model, self._home, fetching(self._tell))
        self_test.ensure(model, means, self._home, worker, self._notice)
        awake = stack.enter_context(power.kept_awake(options.keep_awake))
        pausing = Pausing(power.Limits.of(options), awake, worker.rest)
        again = self._submission.again
        tell = self._tell
        return Job(document, options, model, worker, cache, tell, means, pausing, terms, again)

    def _glossary(self, options: Options) -> tuple[Term, ...]:
        """The terms for this job; the user is told where there are more than are of use."""
        if options.bias == "off":
            return ()
        terms = glossary.for_job(self._home.glossaries, options.glossary)
        if len(terms) > MOST_OFFERED:
            self._notice(notices.MANY_TERMS(len(terms), MOST_OFFERED))
        return terms

    def _name_voices(self, document: Document, transcript: Transcript) -> None:
        """Say which speakers may be known voices; name them only where that was asked for."""
        talk = edition.laid_over(document, transcript).transcript
        found = enrolment.suggestions(document, self._home, talk)
        given = enrolment.apply(document, found) if document.options.apply_voices else ()
        for each in found:
            form = notices.IS_NAMED if each in given else notices.MAY_BE
            self._notice(form(unnamed(each.speaker), each.name))

    def _notice(self, said: Sentence) -> None:
        self._tell(Noticed(self._job, said))

    def _completed(self, transcript: Transcript, files: tuple[Path, ...]) -> JobEnded:
        code = ExitCode.FAILED_CHUNKS if transcript.gaps else ExitCode.DONE
        return JobEnded(
            job=self._job,
            source=self._source,
            state="completed",
            exit_code=code,
            duration=transcript.duration,
            seconds=time.monotonic() - self._begun,
            words=sum(1 for _ in transcript.words()),
            failed_chunks=len(transcript.gaps),
            files=tuple(map(str, files)),
        )

    def _failed(self, error: LongtakeError) -> JobEnded:
        trace = traceback.format_exception(error) if error.__traceback__ else ()
        details = "\n".join(filter(None, (error.details, "".join(trace))))
        problem = msgspec.structs.replace(error.problem(), details=details)
        ended = self._ended("failed", error.exit_code)
        return msgspec.structs.replace(ended, problem=problem)

    def _ended(self, state: JobState, code: ExitCode) -> JobEnded:
        seconds = time.monotonic() - self._begun
        return JobEnded(self._job, self._source, state, code, seconds=seconds)


def fetching(tell: Listener) -> Callable[[models.FetchProgress], None]:
    """What tells a listener how far the fetch of a model is."""
    return lambda progress: tell(Fetching(progress.model, progress.done, progress.total))


def _noting(tell: Listener) -> Listener:
    """What tells events on, and logs them; of progress, only where a stage begins."""
    begun: set[str] = set()

    def noted(event: Event) -> None:
        if isinstance(event, StageProgress):
            if event.stage not in begun:
                logs.note(event)
            begun.add(event.stage)
        elif not isinstance(event, Fetching | Noticed):  # notices are logged where they arise
            logs.note(event)
        tell(event)

    return noted


def _check_results(document: Document) -> None:
    """Refuse a job whose results could not be written; one that is begun or done stays so."""
    try:
        exports.check(document)
    except LongtakeError as error:
        if document.state == "queued":
            document.set_state("failed", error.problem())
        raise


def _imported(document: Document) -> UsageError:
    return UsageError(
        f"{document.path.name!r} holds an imported text, which this would replace.",
        "Use --restart if that is what you want.",
    )


def _as_text(path: str) -> str:
    """A path as messages and logs can hold it: names of files may be no valid text."""
    return os.fsencode(path).decode(errors="replace")
