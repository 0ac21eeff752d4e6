"""What pictures of the app are taken of: a film with a picture, and documents as jobs left them.

    film = stage.make_film(folder)                 three minutes at dusk, with the sample's sound
    stage.set_documents(home, film)                an interview, a job that failed, one that was cut

A real engine could make all of these, but not in the time that somebody waits for a picture.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from app import theme
from engine.bias import noted
from engine.document import Attempt, Document, Source
from engine.errors import Problem
from engine.options import Home, Options
from engine.protocol import JobState, MediaInfo, Prepared
from engine.transcript import (
    BiasReport,
    Chunk,
    ChunkText,
    Gap,
    Segment,
    Speaker,
    SpeakerTurn,
    SpeechMap,
    TermChange,
    Transcript,
    WindowText,
    Word,
)

LENGTH = 180.0
CHUNK = 60.0
GAP = Gap(1, 60.0, 120.0, "The worker made no progress for 60.0 s.")
HUNG = Problem("worker-hung", "The worker made no progress for 60.0 s.")
ANNA, OKAFOR, THIRD = "SPEAKER_00", "SPEAKER_01", "SPEAKER_02"
PEOPLE = (Speaker(ANNA, "Anna Lindqvist"), Speaker(OKAFOR, "Dr. Okafor"), Speaker(THIRD))

TALK = (
    (ANNA, "So when did you first notice that the river had changed its course?"),
    (OKAFOR, "It must have been the spring after the flood, in nineteen sixty-eight."),
    (
        OKAFOR,
        "My father had the mill at ?Kerfoot then, and the water simply did not come any more.",
    ),
    (ANNA, "Nobody believed him?"),
    (OKAFOR, "Not at first, no."),
    (
        OKAFOR,
        "They sent an engineer from the city, who stayed for three weeks and ?measured it all.",
    ),
    (THIRD, "My grandfather was that engineer."),
    (ANNA, "And what did he find?"),
    (THIRD, "That the old dam upstream was leaking, as everyone had told them for years."),
    (OKAFOR, "We have his drawings still, they hang in the kitchen beside the clock."),
)
LATER = (
    (ANNA, "Could you say something about the people who left the village?"),
    (OKAFOR, "Most of them went to the coast, to the shipyards, because there was work."),
    (OKAFOR, "Some came back in the summer, and the houses were opened again for a few weeks."),
    (THIRD, "It was a different life, of course, but I would not call it a ?worse one."),
    (ANNA, "There is a scene in which the boy runs along the embankment, and you hear his breath."),
    (THIRD, "That was not planned at all. The microphone had fallen into the grass."),
    (ANNA, "And you kept the sound."),
    (THIRD, "Because it was so good."),
)


# --- documents ------------------------------------------------------------------------------------


def set_documents(home: Home, film: Path) -> dict[str, Path]:
    """Put the documents into the list of a home; what each is, by a word."""
    home.documents.mkdir(parents=True, exist_ok=True)
    talk = interview()
    gone = _other(film, "Shipyards")
    found = {
        "interview": _document(home, film, talk, "completed"),
        "failed": _document(home, _other(film, "Second day"), talk, "failed", HUNG),
        "interrupted": _document(home, _other(film, "Lecture on tides"), talk, "running"),
        "lost": _document(home, gone, talk, "completed"),
        "plain": _document(home, _other(film, "Audio book"), nobodys(talk), "completed"),
        "other": _document(home, film, nobodys(talk), "completed", model="small.en"),
        "damaged": _document(home, _other(film, "Old tape"), talk, "completed"),
    }
    gone.unlink()
    _damage(found["damaged"])
    _expect(found["plain"], "Kerfoot", "care foot")
    found["newer"] = _newer(found["other"])
    return found


def _damage(path: Path) -> None:
    """Break a page of the file, so that it can be read but must not be written."""
    with closing(sqlite3.connect(path)) as file:
        (page,) = file.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'attempt'"
        ).fetchone()
        (size,) = file.execute("PRAGMA page_size").fetchone()
    raw = bytearray(path.read_bytes())
    raw[(page - 1) * size : (page - 1) * size + 40] = bytes(40)
    path.write_bytes(raw)


def _expect(path: Path, term: str, heard: str) -> None:
    """Let a term of the glossary have taken the place of what was heard."""
    with Document.open(path) as made:
        talk = made.load("transcript", 0, "", Transcript)
        text = made.load("recognise", 0, "key", ChunkText)
        assert talk is not None
        assert text is not None
        (word,) = (word for word in talk.words() if word.text.strip() == term)
        change = TermChange(term, heard, word.start, word.end, 2.0)
        report = BiasReport(offered=(term,), found=(term,), changed=(change,))
        text = ChunkText(0, (msgspec.structs.replace(text.windows[0], bias=report),))
        made.save("recognise", 0, "key", text, {})
        made.save("transcript", 0, "", noted(talk, {0: text}), {})


def _newer(path: Path) -> Path:
    """A document that a Longtake of the future has written, outside of the list."""
    made = Path(shutil.copy(path, path.parent.parent / "From tomorrow.longtake"))
    with closing(sqlite3.connect(made)) as file:
        file.execute("PRAGMA user_version = 99")
    return made


def interview() -> Transcript:
    """Three people about a river; a minute in the middle was not recognised."""
    segments = (*_said(TALK, 1.0, 0), *_said(LATER, GAP.end + 1.0, 2))
    turns = tuple(SpeakerTurn(s.start, s.end, s.speaker or "") for s in segments)
    return Transcript("en", LENGTH, segments, turns, PEOPLE, (GAP,))


def nobodys(talk: Transcript) -> Transcript:
    """The same, where speakers were not told apart."""
    segments = tuple(
        msgspec.structs.replace(
            said,
            speaker=None,
            words=tuple(msgspec.structs.replace(word, speaker=None) for word in said.words),
        )
        for said in talk.segments
    )
    return msgspec.structs.replace(talk, segments=segments, turns=(), speakers=())


def hear_otherwise(path: Path) -> None:
    """Let the last part of the interview have been heard in another way than before."""
    first, *others = LATER
    later = ((first[0], first[1].replace("the people", "those people")), *others)
    talk = interview()
    segments = (*(s for s in talk.segments if s.chunk == 0), *_said(later, GAP.end + 1.0, 2))
    with Document.open(path) as made:
        made.save("transcript", 0, "", msgspec.structs.replace(talk, segments=segments), {})


def _said(talk: Sequence[tuple[str, str]], start: float, chunk: int) -> Iterator[Segment]:
    chance = random.Random(3 + chunk)
    for number, (speaker, text) in enumerate(talk):
        words = []
        for token in text.split():
            length = 0.1 + 0.048 * len(token)
            sure = 0.34 if token.startswith("?") else 0.97
            words.append(Word(" " + token.lstrip("?"), start, start + length, sure, speaker))
            start += length
        first, last = words[0].start, words[-1].end
        yield Segment(f"{chunk}.{number}", first, last, tuple(words), chunk, (), speaker)
        start += chance.choice((0.3, 0.5, 1.1))


def _document(
    home: Home,
    film: Path,
    talk: Transcript,
    state: JobState,
    problem: Problem | None = None,
    model: str = "tiny.en",
) -> Path:
    """A job as the engine leaves it; one that is not completed has its first part only."""
    path = home.documents / f"{film.stem} {model}.longtake"
    plan = tuple(
        Chunk(n, start, end, start, end)
        for n, (start, end) in enumerate(pairwise((0.0, CHUNK, 2 * CHUNK, LENGTH)))
    )
    with Document.create(path, Source.of(film), Options(model=model)) as made:
        made.save_plan(plan)
        made.save_language("en")
        made.save("prepare", 0, "key", _prepared(talk), {})
        for chunk in plan:
            words = tuple(w for s in talk.segments if s.chunk == chunk.index for w in s.words)
            if words and (state == "completed" or chunk.index == 0):
                text = ChunkText(chunk.index, (WindowText(words[0].start, words[-1].end, words),))
                made.save("recognise", chunk.index, "key", text, {"device": "cpu"})
        if state in ("completed", "failed"):
            for number, rung in enumerate(("same", "half-batch", "processor", "gap"), start=1):
                made.add_attempt(Attempt("recognise", 1, number, rung, HUNG))
        if state == "completed":
            made.save("transcript", 0, "", talk, {})
        made.set_state(state, problem)
    return path


def _prepared(talk: Transcript) -> Prepared:
    speech = SpeechMap(((0.0, LENGTH),), 0.1, b"")
    info = MediaInfo("mp4", LENGTH, ())
    return Prepared(info, 0, round(LENGTH * 16_000), "", speech, _peaks(talk))


def _peaks(talk: Transcript) -> bytes:
    """Pairs of signed bytes, a hundred a second: loud where somebody speaks."""
    chance, loud = random.Random(1), [2.0] * round(LENGTH * 100)
    spans = [(word.start, word.end) for word in talk.words()]
    spans += [(start, start + 0.3) for start in (GAP.start + 0.45 * n for n in range(130))]
    for start, end in spans:
        height = chance.uniform(25, 100)
        for place in range(round(start * 100), round(end * 100)):
            loud[place] = height * chance.uniform(0.35, 1.0)
    return b"".join(bytes((256 - max(1, round(high)), round(high))) for high in loud)


def _other(film: Path, name: str) -> Path:
    """Another recording, as far as anybody can see."""
    made = film.with_name(f"{name}{film.suffix}")
    made.write_bytes(film.read_bytes() + name.encode())
    return made


# --- the film -------------------------------------------------------------------------------------

WIDTH, HEIGHT, RATE = 640, 360, 2
SAMPLES = 48_000


def make_film(folder: Path) -> Path:
    """A film of three minutes: the sun goes over hills, somebody walks on an embankment."""
    import av

    film = folder / "River interview.mp4"
    with av.open(str(film), "w") as out:
        picture: Any = out.add_stream("libx264", rate=RATE)
        picture.width, picture.height, picture.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        picture.options = {"preset": "ultrafast", "crf": "24"}
        sound: Any = out.add_stream("aac", rate=SAMPLES)
        sound.layout = "mono"
        for number, image in enumerate(_images()):
            frame = av.VideoFrame.from_ndarray(image, "rgb24")
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            out.mux(picture.encode(frame))
        out.mux(picture.encode())
        for frame in _sounds():
            out.mux(sound.encode(frame))
        out.mux(sound.encode())
    return film


def _images() -> Iterator[Any]:
    import numpy

    y, x = numpy.linspace(0, 1, HEIGHT)[:, None], numpy.linspace(0, 1, WIDTH)[None, :]
    sky = numpy.stack([70 + 130 * y + 0 * x, 80 + 70 * y + 0 * x, 120 - 20 * y + 0 * x], -1)
    hills = numpy.broadcast_to(y > 0.62 + 0.07 * numpy.sin(x * 6), (HEIGHT, WIDTH))
    bank = numpy.broadcast_to(y > 0.75 + 0.05 * numpy.sin(x * 4 + 2), (HEIGHT, WIDTH))
    for number in range(round(LENGTH * RATE)):
        part = number / (LENGTH * RATE)
        sun = ((x - 0.25 - 0.5 * part) * 16 / 9) ** 2 + (y - 0.45 + 0.1 * numpy.sin(3 * part)) ** 2
        image = sky + (150 * numpy.exp(-60 * sun))[..., None] * numpy.array([1, 0.75, 0.4])
        image[hills], image[bank] = (48, 58, 70), (28, 34, 40)
        walker = (abs(x - 0.1 - 0.8 * part) < 0.008) & (abs(y - 0.7) < 0.05)
        image[walker] = (15, 15, 18)
        yield image.clip(0, 255).astype("uint8")


def _sounds() -> Iterator[Any]:
    """The sample recording, over and over."""
    import av

    resampler = av.AudioResampler("fltp", "mono", SAMPLES, frame_size=1024)
    for _ in range(round(LENGTH / CHUNK)):
        with av.open(str(theme.RESOURCES / "sample.opus")) as sample:
            for frame in sample.decode(audio=0):
                frame.pts = None
                yield from resampler.resample(frame)
