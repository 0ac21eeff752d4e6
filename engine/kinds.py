"""What a file is meant to be, by its name alone: a recording, a text with times, a document."""

from __future__ import annotations

from pathlib import Path

from engine.languages import CODES

MEDIA = frozenset(
    ".3gp .aac .ac3 .aif .aiff .alac .amr .au .avi .caf .dts .eac3 .flac .flv .m2ts .m4a .m4b .m4v"
    " .mka .mkv .mov .mp2 .mp3 .mp4 .mpeg .mpg .mts .mxf .oga .ogg .ogv .opus .ra .rm .ts .tta .vob"
    " .wav .weba .webm .wma .wmv .wv".split()
)
TEXTS = frozenset((".json", ".srt", ".vtt"))
"""Transcripts of other programs: whisperX's JSON and subtitles."""


def is_text(path: str) -> bool:
    """Whether this is a text and no recording; a transcript of it alone has no sound."""
    return Path(path).suffix.lower() in TEXTS


def film_beside(text: Path) -> Path | None:
    """The recording that a text is about: of the same name in the same folder, if there is one.

    "talk.en.srt" is about "talk.en.mp4" or, failing that, about "talk.mp4".
    """
    for stem in dict.fromkeys((text.stem, Path(text.stem).stem)):
        films = sorted(
            path
            for path in _siblings(text)
            if path.stem == stem and path.suffix.lower() in MEDIA and path.is_file()
        )
        if films:
            return films[0]
    return None


def language_in(text: Path) -> str:
    """The code of the language that a name such as "talk.de.srt" tells; empty where it does not."""
    code = Path(text.stem).suffix.removeprefix(".").partition("-")[0].lower()
    return code if code in CODES else ""


def _siblings(text: Path) -> list[Path]:
    try:
        return list(text.parent.iterdir())
    except OSError:
        return []
