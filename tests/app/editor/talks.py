"""Conversations as documents, short ones and films of three hours, the same at every run."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

from app.editor.giving import Portion
from engine.document import Document, Source
from engine.options import Options
from engine.transcript import Gap, Segment, Speaker, SpeakerTurn, Transcript, Word
from tests.app.documents import prepared
from tests.builders import chunk

SENTENCES = (
    "So when did you first notice that the river had changed its course?",
    "It must have been the spring after the flood, in nineteen sixty-eight.",
    "My father had the mill then, and the water simply did not come any more.",
    "Nobody believed him at first.",
    "Right.",
    "They sent an engineer from the city, who stayed for three weeks and measured everything.",
    "And what did he find?",
    "Well, he found that the old dam upstream was leaking, as everyone had told them for years.",
    "I see.",
    "We have his drawings still, they hang in the kitchen beside the clock.",
    "Could you say something about the people who left the village?",
    "Most of them went to the coast, to the shipyards, because there was work.",
    "Some came back in the summer, and the houses were opened again for a few weeks.",
    "It was a different life, of course, but I would not call it a worse one.",
    "Let us go on with the second film.",
    "There is a scene in which the boy runs along the embankment, and you hear only his breath.",
    "That was not planned at all.",
    "The microphone had fallen into the grass, and we kept the sound because it was so good.",
)


def talk(
    count: int = 40, speakers: int = 3, seed: int = 7, named: int = 2, gap: bool = False
) -> Transcript:
    """A conversation of so many segments; the first speakers have names."""
    chance = random.Random(seed)
    segments: list[Segment] = []
    now, who = 3.0, 0
    for number in range(count):
        if number and chance.random() < 0.4:
            who = (who + chance.randrange(1, max(speakers, 2))) % speakers
        said = _said(SENTENCES[chance.randrange(len(SENTENCES))], now, f"SPEAKER_{who:02}", chance)
        segments.append(_segment(number, said))
        now = said[-1].end + chance.choice((0.2, 0.4, 1.2))
    names = ("Anna Lindqvist", "Mr Okafor", "Jo", "Dr Weiß", "Мария", "李雷", "T. H.", "Sam")
    labels = [f"SPEAKER_{n:02}" for n in range(speakers)]
    people = tuple(Speaker(s, names[n] if n < named else "") for n, s in enumerate(labels))
    turns = tuple(SpeakerTurn(s.start, s.end, s.speaker or "") for s in segments)
    middle = segments[len(segments) // 2].start if segments else 0.0
    gaps = (Gap(1, middle - 0.1, middle + 54.9, "The worker made no progress."),) if gap else ()
    return Transcript("en", now + 2, tuple(segments), turns, people, gaps)


def film(words: int = 25_000, segments: int = 4_000, speakers: int = 8) -> Transcript:
    """Three hours and more of talk."""
    chance = random.Random(3)
    found: list[Segment] = []
    now, who, spoken = 0.5, 0, 0
    vocabulary = " ".join(SENTENCES).split()
    for number in range(segments):
        if number and chance.random() < 0.3:
            who = (who + chance.randrange(1, speakers)) % speakers
        share = (words - spoken) / (segments - number)
        length = max(1, round(share * chance.choice((0.5, 0.7, 1.0, 1.3, 1.5))))
        length = words - spoken if number == segments - 1 else length
        text = " ".join(chance.choice(vocabulary) for _ in range(length))
        said = _said(text, now, f"SPEAKER_{who:02}", chance)
        spoken += len(said)
        found.append(_segment(number, said))
        now = said[-1].end + chance.choice((0.2, 0.4, 0.7))
    people = tuple(Speaker(f"SPEAKER_{n:02}", f"Person {n}") for n in range(speakers))
    return Transcript("en", now + 1, tuple(found), (), people)


def portion(segments: Iterable[str]) -> Portion:
    """These segments as what is selected in the text."""
    return Portion(tuple(segments))


def document(folder: Path, said: Transcript, name: str = "talk") -> Path:
    """A completed job with this text."""
    folder.mkdir(parents=True, exist_ok=True)
    recording = folder / f"{name}.wav"
    recording.write_bytes(name.encode() * 100)
    path = folder / f"{name}.longtake"
    with Document.create(path, Source.of(recording), Options()) as made:
        made.save_plan([chunk(0, 0.0, said.duration)])
        made.save_language(said.language)
        made.save("prepare", 0, "key", prepared(min(said.duration, 60.0)), {})
        made.save("transcript", 0, "", said, {})
        made.set_state("completed")
    return path


def _said(text: str, start: float, speaker: str, chance: random.Random) -> tuple[Word, ...]:
    words, now = [], start
    for token in text.split():
        length = 0.08 + 0.05 * len(token)
        sure = 0.97 if chance.random() > 0.06 else round(chance.uniform(0.2, 0.55), 2)
        words.append(Word(" " + token, round(now, 3), round(now + length, 3), sure, speaker))
        now += length
    return tuple(words)


def _segment(number: int, words: tuple[Word, ...]) -> Segment:
    chunk_index = int(words[0].start // 300)
    return Segment(
        f"{chunk_index}.{number}",
        words[0].start,
        words[-1].end,
        words,
        chunk_index,
        (),
        words[0].speaker,
    )
