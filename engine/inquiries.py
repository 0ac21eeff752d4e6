"""What the app asks of the engine besides jobs: lists, what a file is, voices, words to align.

Answers come from a thread of their own, in the order of the questions, while jobs run. A file is
looked at by a worker of its own, for a damaged one may crash FFmpeg. Whoever has segments aligned
will soon have more: that worker stays a while.
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
from engine.errors import Cancelled, LongtakeError
from engine.jobs import enrolment, imports, queue
from engine.jobs.job import Listener, no_answer
from engine.jobs.realignment import Realigner
from engine.jobs.supervisor import Worker
from engine.models_service import listed
from engine.options import Home
from engine.protocol import (
    AlignAgain,
    AlignedAgain,
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
STAYS_FOR = 120.0
"""Seconds without a question after which an aligner's worker, and the film that it has, go."""

_Errand = Callable[[], None]


class Inquiries:
    """Answers questions; every method may be called from any thread and returns at once."""

    def __init__(
        self,
        home: Home,
        tell: Listener,
        make_worker: Callable[[Path], Worker],
        is_busy: Callable[[], bool] = lambda: False,
    ) -> None:
        """`is_busy` says whether a job computes, for which the accelerator is."""
        self._home = home
        self._tell = tell
        self._make_worker = make_worker
        self._errands: queues.SimpleQueue[_Errand | None] = queues.SimpleQueue()
        self._is_busy = is_busy
        self._worker: Worker | None = None
        self._realigner: Realigner | None = None
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

    def align(self, asked: AlignAgain) -> None:
        """Find when the words of segments are said, and tell that, or why not."""
        self._errands.put(lambda: self._tell(self._aligned(asked)))

    def close(self, *, finish: bool = False) -> None:
        """Answer no more, but first what was asked where that is to be finished."""
        self._errands.put(None)
        if not finish:
            self._is_closing.set()
            for at_work in (self._worker, self._realigner):
                if at_work is not None:
                    at_work.cancel()
        self._thread.join(None if finish else GOODBYE_SECONDS)

    def _run(self) -> None:
        while (errand := self._next()) is not None and not self._is_closing.is_set():
            try:
                errand()
            except LongtakeError as error:
                log.warning("%s %s", error.message, error.details)
                self._tell(EngineFailed(error.problem()))
            except Cancelled:
                break
        self._let_worker_go()
        self._let_realigner_go()

    def _next(self) -> _Errand | None:
        """What is asked next; while nobody asks for long, what was kept ready goes."""
        if self._realigner is None:
            return self._errands.get()
        try:
            return self._errands.get(timeout=STAYS_FOR)
        except queues.Empty:
            self._let_realigner_go()
            return self._errands.get()

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

    def _aligned(self, asked: AlignAgain) -> AlignedAgain:
        try:
            found = self._realigner_of(Path(asked.job)).align(asked.segments, self._tell)
        except LongtakeError as error:
            return AlignedAgain(asked.job, problem=error.problem())
        return AlignedAgain(asked.job, found.edit, found.unaligned)

    def _realigner_of(self, document: Path) -> Realigner:
        """The one that has this document's film already, or else a new one in its place."""
        known = self._realigner
        on_processor = self._is_busy()
        if known is None or (known.document, known.on_processor) != (document, on_processor):
            self._let_realigner_go()
            known = Realigner(document, self._home, self._make_worker, on_processor)
            self._realigner = known
        return known

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

    def _let_realigner_go(self) -> None:
        realigner, self._realigner = self._realigner, None
        if realigner is not None:
            realigner.close()

    def _let_worker_go(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()
