"""Transcripts as files: subtitles, text, tables and JSON, written whole or not at all.

`FORMATS` names every format that can be asked for. `export` renders all of them first, writes each
to a hidden name beside its place, and renames them only when every one is safely on the disk.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from engine import __version__
from engine.errors import FileExists, NotWritable, UsageError, writing
from engine.orthography import plain
from engine.output.cues import Cue, make_cues
from engine.transcript import Chunk, Gap, Segment, Transcript, Word

_LONGEST_NAME = 255  # bytes that file systems allow a name


class Context(msgspec.Struct, frozen=True):
    """What a file can say besides the words: the recording, its chunks, and what made it.

    `engine` holds versions, device and model; Longtake's own version is added to it.
    """

    source: str = ""
    chunks: tuple[Chunk, ...] = ()
    engine: Mapping[str, Any] = {}


class Format(msgspec.Struct, frozen=True):
    """One kind of file: how its name ends, and what makes its text of a transcript."""

    suffix: str
    render: Callable[[Transcript, Context], str]


def export(
    transcript: Transcript,
    formats: Sequence[str],
    folder: Path,
    stem: str,
    overwrite: bool = False,
    context: Context | None = None,
) -> tuple[Path, ...]:
    """Write `transcript` as `folder`/`stem` in each of `formats`; the paths, in their order.

    All or nothing: an unknown format is a `UsageError`, a file that is there already and may not
    be replaced is `FileExists`, and in either case nothing is written.
    """
    wanted = [_format(name) for name in dict.fromkeys(formats)]
    targets = [folder / file_name(stem, kind.suffix) for kind in wanted]
    _make_folder(folder)
    for target in targets:
        _refuse_occupied(target, overwrite)
    texts = [kind.render(transcript, context or Context()) for kind in wanted]
    _write_together(targets, texts)
    return tuple(targets)


def file_name(stem: str, suffix: str) -> str:
    """A name that a file system takes: `stem`, shortened where it must be, and `suffix`."""
    name = stem.replace("/", "_").replace("\0", "_") or "transcript"
    return _shortened(name, _LONGEST_NAME - len(os.fsencode(suffix))) + suffix


# --- the formats ----------------------------------------------------------------------------------


def render_srt(transcript: Transcript, context: Context) -> str:
    """SubRip: numbered cues."""
    blocks = (
        f"{number}\n{_times(cue, ',')}\n{_srt_text(cue, transcript)}\n"
        for number, cue in enumerate(_cues(transcript), 1)
    )
    return "\n".join(blocks)


def render_vtt(transcript: Transcript, context: Context) -> str:
    """WebVTT: cues with their speakers as voices, after a note for each gap.

    The notes stand first: between cues, some programs take them for part of the cue before.
    """
    notes = (f"NOTE {_gap_note(gap)}\n" for gap in transcript.gaps)
    cues = (f"{_times(cue, '.')}\n{_vtt_text(cue, transcript)}\n" for cue in _cues(transcript))
    return "\n".join(["WEBVTT\n", *notes, *cues])


def render_txt(transcript: Transcript, context: Context) -> str:
    """Plain text: one phrase a line, the speaker's name before it, and a line for each gap."""
    lines = [(s.start, _line(s, transcript) + "\n") for s in _spoken(transcript)]
    notes = [(gap.start, f"[{_gap_note(gap)}]\n") for gap in transcript.gaps]
    return "".join(text for _, text in sorted([*lines, *notes], key=lambda line: line[0]))


def render_tsv(transcript: Transcript, context: Context) -> str:
    """Tab-separated values as Whisper writes them: start and end in milliseconds, and the text.

    Where speakers are known, their names are a fourth column.
    """
    spoken = _spoken(transcript)
    has_speakers = any(s.speaker for s in spoken)
    heading = ["start", "end", "text", *(["speaker"] if has_speakers else [])]
    rows = [heading]
    for s in spoken:
        times = [str(round(s.start * 1000)), str(round(s.end * 1000))]
        name = [_name(s.speaker, transcript)] if has_speakers else []
        rows.append([*times, plain(s.text), *name])
    return "".join("\t".join(row) + "\n" for row in rows)


def render_json(transcript: Transcript, context: Context) -> str:
    """JSON in whisperX's shape, with what else is known beside it."""
    document = {
        "segments": [_json_segment(segment) for segment in _spoken(transcript)],
        "language": transcript.language,
        "duration": round(transcript.duration, 3),
        "source": os.fsencode(context.source).decode("utf-8", "replace"),
        "speakers": [{"id": s.id, "name": plain(s.name)} for s in transcript.speakers],
        "chunks": [_json_chunk(chunk, transcript.gaps) for chunk in context.chunks],
        "gaps": [_json_gap(gap) for gap in transcript.gaps],
        "warnings": [plain(warning) for warning in transcript.warnings],
        "engine": {"longtake": __version__, **context.engine},
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


FORMATS: dict[str, Format] = {
    "srt": Format(".srt", render_srt),
    "vtt": Format(".vtt", render_vtt),
    "txt": Format(".txt", render_txt),
    "json": Format(".json", render_json),
    "tsv": Format(".tsv", render_tsv),
}


def _shortened(name: str, most: int) -> str:
    """As much of `name` as takes at most `most` bytes."""
    while len(os.fsencode(name)) > most:
        name = name[:-1]
    return name


def _format(name: str) -> Format:
    try:
        return FORMATS[name.strip().lower().removeprefix(".")]
    except KeyError:
        raise UsageError(
            f"There is no output format {name!r}.", f"One or more of: {', '.join(FORMATS)}."
        ) from None


def _spoken(transcript: Transcript) -> list[Segment]:
    """The segments that say something; a user may have emptied others to write in them later."""
    return [segment for segment in transcript.segments if plain(segment.text)]


def _cues(transcript: Transcript) -> tuple[Cue, ...]:
    return make_cues(transcript.segments, transcript.language, transcript.duration)


def _times(cue: Cue, comma: str) -> str:
    return f"{_timestamp(cue.start, comma)} --> {_timestamp(cue.end, comma)}"


def _timestamp(seconds: float, comma: str) -> str:
    """Hours, minutes, seconds and, after `comma`, milliseconds."""
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    hours, minutes = divmod(minutes, 60)
    whole, thousandths = divmod(milliseconds, 1000)
    return f"{hours:02}:{minutes:02}:{whole:02}{comma}{thousandths:03}"


def _srt_text(cue: Cue, transcript: Transcript) -> str:
    name = _name(cue.speaker, transcript)
    text = f"{name}: {cue.text}" if name else cue.text
    return text.replace("-->", "→")


def _vtt_text(cue: Cue, transcript: Transcript) -> str:
    name = _name(cue.speaker, transcript)
    voice = f"<v {_escaped(name)}>" if name else ""
    return voice + _escaped(cue.text)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _line(segment: Segment, transcript: Transcript) -> str:
    name = _name(segment.speaker, transcript)
    return f"{name}: {plain(segment.text)}" if name else plain(segment.text)


def _name(speaker: str | None, transcript: Transcript) -> str:
    """What people call this speaker, on one line."""
    return plain(transcript.name_of(speaker))


def _gap_note(gap: Gap) -> str:
    return f"{_clock(gap.start)}–{_clock(gap.end)} not recognised"


def _clock(seconds: float) -> str:
    minutes, second = divmod(round(seconds), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{second:02}"


def _json_segment(segment: Segment) -> dict[str, Any]:
    return {
        "start": round(segment.start, 3),
        "end": round(segment.end, 3),
        "text": plain(segment.text),
        **_json_speaker(segment.speaker),
        "words": [_json_word(word) for word in segment.words],
    }


def _json_word(word: Word) -> dict[str, Any]:
    return {
        "word": plain(word.text),
        "start": round(word.start, 3),
        "end": round(word.end, 3),
        "score": round(word.probability, 3),
        **_json_speaker(word.speaker),
    }


def _json_speaker(speaker: str | None) -> dict[str, str]:
    """Nothing where the speaker is not known: readers of whisperX's JSON look for the key."""
    return {} if speaker is None else {"speaker": speaker}


def _json_chunk(chunk: Chunk, gaps: Sequence[Gap]) -> dict[str, Any]:
    failed = any(gap.chunk == chunk.index for gap in gaps)
    return {
        "index": chunk.index,
        "start": round(chunk.start, 3),
        "end": round(chunk.end, 3),
        "state": "failed" if failed else "done",
    }


def _json_gap(gap: Gap) -> dict[str, Any]:
    return {
        "chunk": gap.chunk,
        "start": round(gap.start, 3),
        "end": round(gap.end, 3),
        "reason": plain(gap.reason),
    }


# --- writing --------------------------------------------------------------------------------------


def _make_folder(folder: Path) -> None:
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)


def _refuse_occupied(target: Path, overwrite: bool) -> None:
    with writing(target):
        is_folder = target.is_dir()
    if is_folder:
        raise NotWritable(
            f"{str(target)!r} is a folder; no file can be written there.",
            "Move the folder, or choose another output folder.",
        )
    if not overwrite and os.path.lexists(target):
        raise FileExists(
            f"{str(target)!r} is there already.",
            "Add --overwrite to replace it, or choose another output folder.",
        )


def _write_together(targets: Sequence[Path], texts: Sequence[str]) -> None:
    """Every text to a hidden name first; into their places only when all are on the disk."""
    parts = [_part(target, os.getpid()) for target in targets]
    try:
        for target, part, text in zip(targets, parts, texts, strict=True):
            _sweep(target)
            with writing(target):
                _write_durably(part, text)
        for target, part in zip(targets, parts, strict=True):
            with writing(target):
                part.replace(target)
    finally:
        for part in parts:
            with suppress(OSError):
                part.unlink(missing_ok=True)


def _part(target: Path, pid: int) -> Path:
    """The hidden name of `target` while process `pid` writes it: `.name.PID.part`."""
    stem = _shortened(f".{target.stem}", _LONGEST_NAME - 30)
    return target.with_name(f"{stem}{target.suffix}.{pid}.part")


def _sweep(target: Path) -> None:
    """Remove what a process that was killed in the middle of writing `target` left behind."""
    before, after = _part(target, 0).name.rsplit("0", 1)
    with suppress(OSError):
        for path in target.parent.iterdir():
            pid = path.name.removeprefix(before).removesuffix(after)
            if pid.isdecimal() and path == _part(target, int(pid)) and not _is_running(int(pid)):
                path.unlink(missing_ok=True)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _write_durably(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        _sync(file.fileno())


def _sync(descriptor: int) -> None:
    """Wait until the file is on the disk itself; on macOS fsync alone leaves it in the drive."""
    command = getattr(fcntl, "F_FULLFSYNC", None)
    if command is not None:
        with suppress(OSError):  # network volumes do not know it
            fcntl.fcntl(descriptor, command)
            return
    os.fsync(descriptor)
