"""Makes a document of a transcript or of subtitles that another program wrote, to be edited here.

The recording beside the text, of the same name, is the document's film; without one it is the text
itself, and can be edited and exported but not heard. The file is left as it is. Importing it again
finds the document that was made of it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from engine.document import SUFFIX, Document, Source
from engine.errors import MediaMissing, TextUnreadable, writing
from engine.importing import decoded, transcript_of
from engine.jobs import queue, shelf
from engine.kinds import film_beside, is_text, language_in
from engine.options import Home, Options
from engine.protocol import OutputOptions
from engine.transcript import Chunk, ChunkText, Transcript, WindowText

LARGEST = 256 << 20
"""Bytes of a file that is read at all; a day's transcript has a tenth of them."""


def import_text(path: Path, home: Home, film: Path | None = None, language: str = "") -> Path:
    """The document of a text; its film is the one beside it unless `film` says otherwise.

    Raises `TextUnreadable`, with the file's name in its sentence, and `MediaMissing`.
    """
    path = Path(os.path.abspath(path))
    raw = _content(path)
    place = home.documents / f"{queue.file_name(path.stem)}-{_digest(raw)}{SUFFIX}"
    if not place.exists():
        said = _understood(path, raw, language)
        _make(place, Source.of(film or film_beside(path) or path), said, path)
    return place


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise TextUnreadable(f"{path.name!r} is far too large for a transcript.")
        return path.read_bytes()
    except OSError as error:
        raise MediaMissing(
            f"{str(path)!r} cannot be read ({error.strerror}).",
            "Check its name, its permissions, and that its disk is connected.",
        ) from error


def _understood(path: Path, raw: bytes, language: str) -> Transcript:
    if not is_text(path.name):
        raise TextUnreadable(
            f"{path.name!r} is no text that can be imported.",
            "SubRip (.srt), WebVTT (.vtt) and whisperX's JSON can be.",
        )
    try:
        return transcript_of(decoded(raw), path.suffix, language or language_in(path))
    except TextUnreadable as error:
        raise TextUnreadable(
            f"{path.name!r} cannot be imported: {error.message}", error.hint, error.details
        ) from error


def _make(place: Path, source: Source, said: Transcript, path: Path) -> None:
    """Write the document under a name that nobody lists, and give it its own when it is whole."""
    fresh = place.with_name(f".{os.getpid()}-{place.name}")
    with suppress(OSError):
        fresh.unlink()  # of a process of this number that was killed
    options = Options(language=said.language or "auto")
    try:
        with Document.create(fresh, source, options, OutputOptions(formats=())) as document:
            _fill(document, said, path)
        with writing(place):
            os.replace(fresh, place)
    finally:
        with suppress(OSError):
            fresh.unlink()


def _fill(document: Document, said: Transcript, path: Path) -> None:
    origin = {"imported": path.name}
    whole = Chunk(0, 0.0, said.duration, 0.0, said.duration)
    window = WindowText(0.0, said.duration, tuple(said.words()))
    document.save_plan((whole,))
    document.save_language(said.language)
    document.save(shelf.IMPORTED, 0, "", path.name, origin)
    document.save("recognise", 0, "", ChunkText(0, (window,)), origin)
    document.save("transcript", 0, "", said, origin)
    document.set_state("completed")


def _digest(raw: bytes) -> str:
    return blake2b(raw, digest_size=4).hexdigest()
