"""Recordings with references, as the sets under `shared/speech` keep them.

A set is a folder with a `manifest.json`, whose `items` name an audio file and say what is spoken
in it. Any folder of that form can be measured: `--set FOLDER`.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parents[2]


class SpokenSegment(msgspec.Struct, frozen=True):
    """Something said without a break, with its text and its place in seconds."""

    start: float
    end: float
    text: str = ""
    lang: str = ""


class Scene(msgspec.Struct, frozen=True):
    """A stretch of a programme of one kind: a dialogue, a narration, music alone."""

    start: float
    end: float
    kind: str
    bed: str | None = None


class Recording(msgspec.Struct, frozen=True):
    """An audio file and what is said in it."""

    id: str
    path: Path
    duration: float
    language: str
    text: str
    segments: tuple[SpokenSegment, ...] = ()
    scenes: tuple[Scene, ...] = ()

    def speechless(self, at_least: float) -> list[tuple[float, float]]:
        """Stretches of `at_least` seconds in which nobody speaks, by the reference."""
        edges = [(0.0, 0.0), *((s.start, s.end) for s in self.segments), (self.duration,) * 2]
        gaps, said_until = [], 0.0
        for start, end in sorted(edges):
            if start - said_until >= at_least:
                gaps.append((said_until, start))
            said_until = max(said_until, end)
        return gaps


class _Item(msgspec.Struct, frozen=True):
    id: str
    file: str
    duration: float
    lang: str = ""
    text: str = ""
    segments: tuple[SpokenSegment, ...] = ()
    scenes: tuple[Scene, ...] = ()


class _Manifest(msgspec.Struct, frozen=True):
    items: tuple[_Item, ...]


def shared() -> Path:
    """The folder of recordings beside the checkout; `LONGTAKE_SHARED` says another place."""
    return Path(os.environ.get("LONGTAKE_SHARED") or ROOT.parent / "shared").absolute()


def read_set(folder: Path) -> list[Recording]:
    """Every recording of the set in `folder`, in the manifest's order."""
    manifest = msgspec.json.decode((folder / "manifest.json").read_bytes(), type=_Manifest)
    return [_recording(folder, item) for item in manifest.items]


def _recording(folder: Path, item: _Item) -> Recording:
    return Recording(
        id=item.id,
        path=(folder / item.file).absolute(),
        duration=item.duration,
        language=item.lang or _usual_language(item.segments),
        text=item.text or " ".join(segment.text for segment in item.segments),
        segments=item.segments,
        scenes=item.scenes,
    )


def _usual_language(segments: tuple[SpokenSegment, ...]) -> str:
    counted = Counter(segment.lang for segment in segments if segment.lang)
    return counted.most_common(1)[0][0] if counted else "en"
