"""The stage after recognition: when exactly each word is said, chunk by chunk.

The recognizer has given times already, from its own attention. Where a wav2vec2 for the language is
on this machine, or is asked for, it says better; each chunk that it has timed is a checkpoint. What
it cannot do, for whatever reason, keeps the recognizer's times: no film fails here.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field

import msgspec

from engine import __version__, aligners, notices
from engine.aligners import AlignerFiles
from engine.errors import DocumentError, LongtakeError, ModelError, StorageError
from engine.jobs.job import Job, digest, no_answer
from engine.jobs.ladder import backoff
from engine.jobs.preparation import ensure_samples
from engine.options import Home
from engine.protocol import Align, Aligned, AlignmentSettings, Prepared
from engine.transcript import Chunk, ChunkText

log = logging.getLogger(__name__)

VERSION = 1
"""Raised whenever the same sound and text may get other times than before."""

STAGE = "align"
TRIES = 3
"""How often a chunk is begun, the last time on the processor, before it keeps the times it has."""


def align(
    job: Job,
    film: Prepared,
    language: str,
    plan: Sequence[Chunk],
    texts: Mapping[int, ChunkText],
) -> dict[int, ChunkText]:
    """`texts` with the best times that are to be had; the words themselves stay what they are."""
    model = _model(job, language)
    if model is None:
        return dict(texts)
    alignment = _Alignment(job, film, language, model)
    return alignment.run([texts[chunk.index] for chunk in plan if chunk.index in texts])


def _model(job: Job, language: str) -> AlignerFiles | None:
    """What to align with, or nothing, where attention is good enough or all there is."""
    wish, wished = job.options.align, job.options.align_model
    if wish in ("none", "attention") or job.options.translate:  # its sounds are of other words
        return None
    home = Home(job.cache.parent.parent)
    try:
        if wish == "auto":
            return aligners.find(language, wished, home)
        return aligners.fetch(language, wished, home)
    except ModelError as error:
        job.warn(notices.after(error, notices.TIMES_KEPT()), error)
        return None


@dataclass
class _Alignment:
    """One run over the chunks of a film."""

    job: Job
    film: Prepared
    language: str
    model: AlignerFiles
    _done: dict[int, ChunkText] = field(default_factory=dict, init=False)
    _failures: dict[int, int] = field(default_factory=dict, init=False)
    _device: str = field(default="", init=False)
    _unaligned: int = field(default=0, init=False)

    def run(self, texts: Sequence[ChunkText]) -> dict[int, ChunkText]:
        """Restore what is in the document, then align the rest."""
        for text in texts:
            known = self.job.document.load(STAGE, text.index, self._key(text), ChunkText)
            if known is not None or not text.words:
                self._done[text.index] = known or text
        waiting = self._waiting(texts)
        if waiting:
            ensure_samples(self.job, self.film)
        while waiting:
            self.job.rest()
            self._try(waiting, _seconds(texts))
            waiting = self._waiting(texts)
        self._tell_of_windows()
        return self._done

    def _waiting(self, texts: Iterable[ChunkText]) -> list[ChunkText]:
        return [text for text in texts if text.index not in self._done]

    def _try(self, waiting: Sequence[ChunkText], total: float) -> None:
        """Ask for all that is left; what fails is charged to the first chunk without an answer."""
        asked = self.job.ask(self._request(waiting), total - _seconds(waiting), total)
        left = list(waiting)
        try:
            with closing(asked):
                for reply in self.job.pausing.up_to_a_pause(asked):
                    if isinstance(reply, Aligned):
                        self._keep(left.pop(0), reply)
            if left and not self.job.pausing.is_due:
                raise no_answer(self._request(left))
        except (StorageError, DocumentError):
            raise
        except LongtakeError as error:
            self.job.worker.close()  # it may not be trusted any more
            if left:
                self._charge(left, error)

    def _request(self, waiting: Sequence[ChunkText]) -> Align:
        options = self.job.options
        settings = AlignmentSettings(
            model=str(self.model.path),
            language=self.language,
            device=self._device or self.job.device or options.device,
            bundle=self.model.bundle,
            threads=options.threads,
        )
        return Align(str(self.job.cache), settings, tuple(waiting))

    def _keep(self, text: ChunkText, reply: Aligned) -> None:
        """Commit a chunk."""
        provenance = {
            "engine": __version__,
            "seconds": round(reply.seconds, 3),
            "model": self.model.name,
            "device": reply.device,
        }
        self.job.document.save(STAGE, text.index, self._key(text), reply.text, provenance)
        self._done[text.index] = reply.text
        self._unaligned += reply.unaligned

    def _charge(self, left: Sequence[ChunkText], error: LongtakeError) -> None:
        """After a failure: another try, then the processor, then the times that there are."""
        chunk = left[0].index
        tried = self._failures[chunk] = self._failures.get(chunk, 0) + 1
        log.warning("chunk %d could not be aligned: %s", chunk, error.message)
        if isinstance(error, ModelError):
            self._give_up(left, error)
        elif tried >= TRIES:
            self._give_up(left[:1], error)
        else:
            self._device = "cpu" if tried == TRIES - 1 else self._device
            self.job.worker.rest(backoff(tried))

    def _give_up(self, texts: Sequence[ChunkText], error: LongtakeError) -> None:
        self._done |= {text.index: text for text in texts}
        chunks = ", ".join(str(text.index + 1) for text in texts)
        self.job.warn(notices.after(error, notices.TIMES_KEPT_IN(chunks)), error)

    def _tell_of_windows(self) -> None:
        if self._unaligned == 1:
            self.job.warn(notices.PASSAGE_KEPT())
        elif self._unaligned:
            self.job.warn(notices.PASSAGES_KEPT(self._unaligned))

    def _key(self, text: ChunkText) -> str:
        """What determines the times of a chunk's words; the device does not."""
        words = msgspec.msgpack.encode(text)
        return digest(VERSION, self.film.fingerprint, self.language, self.model.identity, words)


def _seconds(texts: Iterable[ChunkText]) -> float:
    """How much sound is heard for these chunks."""
    windows = (window for text in texts for window in text.windows if window.words)
    return sum(window.end - window.start for window in windows)
