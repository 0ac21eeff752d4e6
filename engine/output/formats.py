"""Transcripts as files: subtitles, text, tables and JSON, written whole or not at all.

`FORMATS` names every format that can be asked for. `export` renders all of them first, writes each
to a hidden name beside its place, and renames them only when every one is safely on the disk.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from engine import __version__
from engine.errors import FileExists, NotWritable, UsageError, writing
from engine.orthography import plain
from engine.output import documents, parts, research, subtitles
from engine.output.cues import Cue
from engine.output.parts import Context as Context
from engine.programs import is_running
from engine.transcript import BiasReport, Chunk, Gap, Segment, Transcript, Word
from engine.whole import to_disk

_LONGEST_NAME = 255  # bytes that file systems allow a name


class Format(msgspec.Struct, frozen=True):
    """One kind of file: how its name ends, and what makes its content of a transcript.

    `is_read`: by people, so that a speaker without a name is "Speaker 1" there; programs get the
    label.
    """

    suffix: str
    render: Callable[[Transcript, Context], str | bytes]
    is_read: bool = True


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
        for number, cue in enumerate(parts.cues(transcript), 1)
    )
    return "\n".join(blocks)


def render_vtt(transcript: Transcript, context: Context) -> str:
    """WebVTT: cues with their speakers as voices, after a note for each gap.

    The notes stand first: between cues, some programs take them for part of the cue before.
    """
    notes = (f"NOTE {parts.gap_note(gap)}\n" for gap in transcript.gaps)
    cues = (f"{_times(cue, '.')}\n{_vtt_text(cue, transcript)}\n" for cue in parts.cues(transcript))
    return "\n".join(["WEBVTT\n", *notes, *cues])


def render_txt(transcript: Transcript, context: Context) -> str:
    """Plain text: one phrase a line, the speaker's name before it, and a line for each gap."""
    lines = [(s.start, _line(s, transcript) + "\n") for s in parts.spoken(transcript)]
    notes = [(gap.start, f"[{parts.gap_note(gap)}]\n") for gap in transcript.gaps]
    return "".join(text for _, text in sorted([*lines, *notes], key=lambda line: line[0]))


def render_tsv(transcript: Transcript, context: Context) -> str:
    """Tab-separated values as Whisper writes them: start and end in milliseconds, and the text.

    Where speakers are known, their names are a fourth column.
    """
    spoken = parts.spoken(transcript)
    has_speakers = any(s.speaker for s in spoken)
    heading = ["start", "end", "text", *(["speaker"] if has_speakers else [])]
    rows = [heading]
    for s in spoken:
        times = [str(round(s.start * 1000)), str(round(s.end * 1000))]
        name = [parts.label(s.speaker, transcript)] if has_speakers else []
        rows.append([*times, plain(s.text), *name])
    return "".join("\t".join(row) + "\n" for row in rows)


def render_json(transcript: Transcript, context: Context) -> str:
    """JSON in whisperX's shape, with what else is known beside it."""
    document = {
        "segments": [_json_segment(segment) for segment in parts.spoken(transcript)],
        "language": transcript.language,
        "duration": round(transcript.duration, 3),
        "source": os.fsencode(context.source).decode("utf-8", "replace"),
        "speakers": [{"id": s.id, "name": plain(s.name)} for s in transcript.speakers],
        "chunks": [
            _json_chunk(chunk, transcript.gaps) | _json_bias(context.bias.get(chunk.index))
            for chunk in context.chunks
        ],
        "gaps": [_json_gap(gap) for gap in transcript.gaps],
        "warnings": [plain(warning) for warning in transcript.warnings],
        "engine": {"longtake": __version__, **context.engine},
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


FORMATS: dict[str, Format] = {
    "srt": Format(".srt", render_srt),
    "vtt": Format(".vtt", render_vtt),
    "txt": Format(".txt", render_txt),
    "json": Format(".json", render_json, is_read=False),
    "tsv": Format(".tsv", render_tsv, is_read=False),
    "ass": Format(".ass", subtitles.render_ass),
    "ttml": Format(".ttml", subtitles.render_ttml),
    "md": Format(".md", documents.render_md),
    "docx": Format(".docx", documents.render_docx),
    "csv": Format(".csv", research.render_csv, is_read=False),
    "rttm": Format(".rttm", research.render_rttm, is_read=False),
    "textgrid": Format(".TextGrid", research.render_textgrid, is_read=False),
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


def _times(cue: Cue, comma: str) -> str:
    return f"{parts.timestamp(cue.start, comma)} --> {parts.timestamp(cue.end, comma)}"


def _srt_text(cue: Cue, transcript: Transcript) -> str:
    name = parts.called(cue.speaker, transcript)
    text = f"{name}: {cue.text}" if name else cue.text
    return text.replace("-->", "→")


def _vtt_text(cue: Cue, transcript: Transcript) -> str:
    name = parts.called(cue.speaker, transcript)
    voice = f"<v {_escaped(name)}>" if name else ""
    return voice + _escaped(cue.text)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _line(segment: Segment, transcript: Transcript) -> str:
    name = parts.called(segment.speaker, transcript)
    return f"{name}: {plain(segment.text)}" if name else plain(segment.text)


def _json_segment(segment: Segment) -> dict[str, Any]:
    return {
        "start": round(segment.start, 3),
        "end": round(segment.end, 3),
        "text": plain(segment.text),
        **_json_speaker(segment.speaker),
        **({"overlap": True} if segment.overlaps else {}),
        "words": [_json_word(word) for word in segment.words],
        **_json_terms(segment),
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


def _json_bias(report: BiasReport | None) -> dict[str, Any]:
    """What the glossary did in a chunk; nothing where none was used."""
    return {} if report is None else {"bias": msgspec.to_builtins(report)}


def _json_terms(segment: Segment) -> dict[str, Any]:
    """The windows of the glossary that a segment lies in, and what was offered there."""
    if not segment.windows:
        return {}
    return {"windows": list(segment.windows), "offered_terms": list(segment.offered)}


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


def _write_together(targets: Sequence[Path], texts: Sequence[str | bytes]) -> None:
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
            if pid.isdecimal() and path == _part(target, int(pid)) and not is_running(int(pid)):
                path.unlink(missing_ok=True)


def _write_durably(path: Path, content: str | bytes) -> None:
    with path.open("wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
        to_disk(file)
