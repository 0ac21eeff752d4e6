"""The first stage of a job: the film as 16 kHz mono samples on disk, and where its speech is."""

from __future__ import annotations

import hashlib
import logging
from importlib import metadata
from pathlib import Path

from engine import __version__
from engine.audio import cache
from engine.errors import MediaChanged
from engine.jobs.job import Job, digest
from engine.protocol import Prepare, Prepared, PreparedFilm

log = logging.getLogger(__name__)

VERSION = 1
"""Raised whenever the same file may decode to other samples or another speech map than before."""


def prepare(job: Job) -> Prepared:
    """What is known of the film; it is decoded only where the document does not say."""
    key = digest(
        VERSION,
        metadata.version("av"),
        job.document.source.content_id,
        job.options.audio_track,
        job.options.vad,
    )
    film = job.document.load("prepare", 0, key, Prepared)
    if film is None:
        film = _decode(job)
        job.document.save("prepare", 0, key, film, {"engine": __version__})
    return film


def ensure_samples(job: Job, film: Prepared) -> None:
    """See to it that the cache holds the samples of `film`; they are gone once a job is done.

    Raises `MediaChanged` where the file now decodes to other samples.
    """
    if _is_intact(job.cache, film):
        return
    if _decode(job).fingerprint != film.fingerprint:
        job.cache.unlink(missing_ok=True)
        raise MediaChanged(
            f"The film {job.document.source.path!r} has changed since this transcript was begun.",
            "Use --restart to begin anew with the film as it is now.",
        )


def drop_samples(job: Job) -> None:
    """Free the disk of the decoded film."""
    cache.drop(job.cache)


def _decode(job: Job) -> Prepared:
    job.cache.parent.mkdir(parents=True, exist_ok=True)
    request = Prepare(
        source=job.document.source.path,
        cache=str(job.cache),
        track=job.options.audio_track,
        vad=job.options.vad,
        settings=job.settings(job.options.language),
    )
    return job.answer(request, PreparedFilm).prepared


def _is_intact(cache: Path, film: Prepared) -> bool:
    try:
        with cache.open("rb") as stream:
            found = hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16))
    except FileNotFoundError:
        return False
    return found.hexdigest() == film.fingerprint
