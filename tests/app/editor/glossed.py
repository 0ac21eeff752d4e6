"""A film in which the glossary changed words, for tests of what can be said about them."""

from __future__ import annotations

from pathlib import Path

import msgspec

from engine.bias import noted
from engine.document import Document, Source
from engine.options import Options
from engine.transcript import BiasReport, ChunkText, TermChange, WindowText
from tests.app.documents import prepared
from tests.builders import chunk, segment, transcript

LINES = ("Then Okafor went home.", "Nobody saw Okafor. Nobody.", "The river came back.")
CHANGES = (
    TermChange("Okafor", "oak a for", 0.3, 0.6, 2.0),
    TermChange("Okafor", "okay for.", 10.6, 10.9, 2.0),
)


def document(folder: Path) -> Path:
    """Three segments by two people, with "Okafor" from the glossary in the first two."""
    said = [
        segment(text, 10.0 * n, f"0.{n}", speaker=f"SPEAKER_{n % 2:02}")
        for n, text in enumerate(LINES)
    ]
    words = tuple(word for each in said for word in each.words)
    report = BiasReport(offered=("Okafor",), found=("Okafor",), changed=CHANGES)
    text = ChunkText(0, (WindowText(0.0, 30.0, words, bias=report),))
    recording = folder / "film.wav"
    recording.write_bytes(b"film" * 100)
    path = folder / "film.longtake"
    with Document.create(path, Source.of(recording), Options()) as made:
        made.save_plan([chunk(0, 0.0, 30.0)])
        made.save_language("en")
        made.save("prepare", 0, "key", prepared(30.0), {})
        made.save("recognise", 0, "key", text, {})
        made.save("transcript", 0, "", noted(transcript(*said), {0: text}), {})
        made.set_state("completed")
    return path


def without_report(path: Path) -> None:
    """The report of the chunk is lost, as a damage would have it."""
    with Document.open(path) as opened:
        text = opened.load("recognise", 0, "key", ChunkText)
        assert text is not None
        bare = tuple(msgspec.structs.replace(window, bias=None) for window in text.windows)
        opened.save("recognise", 0, "key", ChunkText(0, bare), {})
