"""The files that a job writes beside its film, and which of those that are there are its own.

A file that somebody else wrote is never replaced unasked. One that this very job wrote, and that
nobody has touched since, is: so that the same command can be given again.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from engine.document import Document
from engine.edition import bias_reports
from engine.errors import FileExists, check_writable
from engine.output import formats
from engine.protocol import OutputOptions
from engine.transcript import Transcript

STAGE = "export"
"""Where a document keeps what was written; it outlives a restart of the job."""


class _Written(msgspec.Struct, frozen=True):
    """The files that were exported, each with the BLAKE2b-128 of its content."""

    files: dict[str, str] = {}


def check(document: Document) -> None:
    """Refuse a job whose results could not be written, before hours go into it."""
    output = document.output
    if output.formats:
        check_writable(_folder(document, output), "Choose another with --output-dir.")
    if not output.overwrite:
        _refuse_foreign(document, output)


def write(
    document: Document, transcript: Transcript, output: OutputOptions | None = None
) -> tuple[Path, ...]:
    """Write the transcript in every format that was asked for; the paths of the files."""
    output = output or document.output
    if not output.overwrite:
        _refuse_foreign(document, output)
    context = formats.Context(
        source=document.source.path,
        chunks=document.plan,
        engine=_provenance(document),
        bias=bias_reports(document),
    )
    return formats.export(
        transcript,
        output.formats,
        _folder(document, output),
        document.source.title,
        overwrite=True,
        context=context,
    )


def remember(document: Document, files: tuple[Path, ...]) -> None:
    """Keep in the document what was written, so that the files are known as its own."""
    known = (document.load(STAGE, 0, "", _Written) or _Written()).files
    before = {file: content for file, content in known.items() if Path(file).exists()}
    written = _Written({**before, **{str(file): _digest(file) for file in files}})
    document.save(STAGE, 0, "", written, {})


def _refuse_foreign(document: Document, output: OutputOptions) -> None:
    own = (document.load(STAGE, 0, "", _Written) or _Written()).files
    for target in _targets(document, output):
        if target.exists() and own.get(str(target)) != _digest(target):
            raise FileExists(
                f"{str(target)!r} is there already.",
                "Use --overwrite to replace it, or --output-dir to write elsewhere.",
            )


def _targets(document: Document, output: OutputOptions) -> list[Path]:
    folder, stem = _folder(document, output), document.source.title
    suffixes = (formats.FORMATS[name].suffix for name in output.formats)
    return [folder / formats.file_name(stem, suffix) for suffix in suffixes]


def _folder(document: Document, output: OutputOptions) -> Path:
    folder = Path(output.folder) if output.folder else Path(document.source.path).parent
    return folder.absolute()


def _provenance(document: Document) -> dict[str, object]:
    """What made the words: of the chunk that was recognised last."""
    made = document.checkpoints("recognise")
    newest = max(made, key=lambda checkpoint: checkpoint.saved_at, default=None)
    origin = dict(newest.provenance) if newest else {}
    origin.pop("seconds", None)
    return {"model": document.options.model, **origin}


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
    except OSError:
        return ""
