"""Answers of a search, as an engine would give them."""

from __future__ import annotations

from engine.findings import Findings, FoundLine, FoundTranscript
from engine.query import parse


def line(text: str, typed: str, number: int = 0, speaker: str = "SPEAKER_00") -> FoundLine:
    marks = parse(typed).find(text)
    return FoundLine(
        f"0.{number}",
        10.0 * number,
        10.0 * number + 1,
        0,
        speaker,
        text,
        marks,
        "Before.",
        "After.",
    )


def transcript(
    title: str, typed: str, *texts: str, count: int = 0, folder: str = "/talks"
) -> FoundTranscript:
    lines = tuple(line(text, typed, number) for number, text in enumerate(texts))
    return FoundTranscript(
        f"{folder}/{title}.longtake",
        title,
        count or len(lines),
        lines,
        parse(typed).find(title),
        3725.0,
        "2026-05-03T10:00:00.000+00:00",
    )


def findings(typed: str, *transcripts: FoundTranscript, known: int = 9) -> Findings:
    count = sum(each.count for each in transcripts)
    return Findings(typed, transcripts, count, len(transcripts), known)


RIVER = findings(
    "river",
    transcript("Mill interview", "river", "The river came back.", "Which river?", count=5),
    transcript("River talk", "river"),
    transcript("Panel", "river", "Rivers 🎬 of sound, and a river."),
)
