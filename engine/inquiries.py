"""What the app asks of the engine besides work: jobs, what a file is, models, known voices.

Answers come from a thread of their own, in the order of the questions, while jobs run. A file is
looked at by a worker of its own, for a damaged one may crash FFmpeg.
"""

from __future__ import annotations

import logging
import queue as queues
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from engine.document import Document, Source
from engine.edition import edited
from engine.errors import Cancelled, LongtakeError, understood
from engine.jobs import enrolment, imports, queue
from engine.jobs.job import Listener, no_answer
from engine.jobs.supervisor import Worker
from engine.models_service import listed
from engine.options import Home
from engine.protocol import (
    EngineFailed,
    Imported,
    Inspect,
    Inspected,
    JobChanged,
    JobsListed,
    KeepVoice,
    MediaInfo,
    Probed,
    VoiceKept,
    VoiceMatch,
    VoicesSuggested,
)

log = logging.getLogger(__name__)

GOODBYE_SECONDS = 5.0

_Errand = Callable[[], None]


class Inquiries:
    """Answers questions; every method may be called from any thread and returns at once."""

    def __init__(self, home: Home, tell: Listener, make_worker: Callable[[Path], Worker]) -> None:
        self._home = home
        self._tell = tell
        self._make_worker = make_worker
        self._errands: queues.SimpleQueue[_Errand | None] = queues.SimpleQueue()
        self._worker: Worker | None = None
        self._latest: object = None
        self._is_closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="inquiries", daemon=True)
        self._thread.start()

    def list_jobs(self) -> None:
        """Tell of every job."""
        self._errands.put(lambda: self._tell(JobsListed(tuple(queue.jobs(self._home)))))

    def list_models(self) -> None:
        """Tell of every model."""
        self._errands.put(lambda: self._tell(listed(self._home)))

    def probe(self, sources: tuple[str, ...]) -> None:
        """Tell what these files are; questions for other files that wait are dropped."""
        asked = self._latest = object()
        for source in sources:
            self._errands.put(partial(self._probe_if, asked, source))
        self._errands.put(self._let_worker_go)

    def import_texts(self, sources: tuple[str, ...]) -> None:
        """Make documents of what other programs wrote, and tell of each, or why it has none."""
        for source in sources:
            self._errands.put(partial(self._import, source))

    def suggest_voices(self, job: str) -> None:
        """Tell which speakers of a document may be known voices."""
        self._errands.put(lambda: self._tell(VoicesSuggested(job, self._matches(job))))

    def keep_voice(self, asked: KeepVoice) -> None:
        """Know the voice of a speaker again, and tell that, or why not."""
        self._errands.put(lambda: self._tell(self._kept(asked)))

    def close(self, *, finish: bool = False) -> None:
        """Answer no more, but first what was asked where that is to be finished."""
        self._errands.put(None)
        if not finish:
            self._is_closing.set()
            if (worker := self._worker) is not None:
                worker.cancel()
        self._thread.join(None if finish else GOODBYE_SECONDS)

    def _run(self) -> None:
        while (errand := self._errands.get()) is not None and not self._is_closing.is_set():
            try:
                errand()
            except Cancelled:
                break
            except Exception as error:
                log.warning("a question is not answered", exc_info=True)
                self._tell(EngineFailed(understood(error).problem()))
        self._let_worker_go()

    def _probe_if(self, asked: object, source: str) -> None:
        if asked is self._latest:
            self._tell(self._probed(source))

    def _probed(self, source: str) -> Probed:
        try:
            film = Source.of(Path(source))
            document = queue.place_for(film, self._home)
            known = str(document) if document.exists() else ""
            return Probed(source, film.size, self._inspected(source), known)
        except LongtakeError as error:
            return Probed(source, problem=error.problem())

    def _import(self, source: str) -> None:
        try:
            made = imports.import_text(Path(source), self._home)
        except LongtakeError as error:
            self._tell(Imported(source, problem=error.problem()))
        else:
            self._tell(JobChanged(queue.summarise(made)))
            self._tell(Imported(source, str(made)))

    def _matches(self, job: str) -> tuple[VoiceMatch, ...]:
        """Nobody asked to see these, so that what speaks against them is only logged."""
        try:
            with Document.open(Path(job), read_only=True) as document:
                found = enrolment.suggestions(document, self._home, edited(document).transcript)
        except LongtakeError as error:
            log.warning("no voices for %s: %s", Path(job).name, error.message)
            return ()
        return tuple(VoiceMatch(each.speaker, each.name, each.score) for each in found)

    def _kept(self, asked: KeepVoice) -> VoiceKept:
        try:
            with Document.open(Path(asked.job), read_only=True) as document:
                voice = enrolment.remember(
                    document, self._home, asked.speaker, asked.name, asked.consent
                )
        except LongtakeError as error:
            return VoiceKept(asked.job, asked.name, error.problem())
        return VoiceKept(asked.job, voice.name)

    def _inspected(self, source: str) -> MediaInfo:
        if self._worker is None:
            self._worker = self._make_worker(self._home.logs / "probe.log")
        request = Inspect(source)
        try:
            replies = list(self._worker.ask(request))
        except LongtakeError:
            self._let_worker_go()
            raise
        for reply in replies:
            if isinstance(reply, Inspected):
                return reply.media
        raise no_answer(request)

    def _let_worker_go(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()
