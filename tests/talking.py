"""A whole job without a model: a worker that hears the same words in every chunk."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from engine.errors import LongtakeError
from engine.jobs import runner
from engine.options import Home, Options
from engine.protocol import (
    AnyReply,
    AudioTrack,
    Event,
    Finished,
    JobEnded,
    MediaInfo,
    Prepare,
    Prepared,
    PreparedFilm,
    Recognise,
    Recognised,
    Request,
    Submit,
)
from engine.transcript import SAMPLE_RATE, SpeechMap
from tests.builders import heard, spoken

SAMPLES = bytes(2 * SAMPLE_RATE * 40)


class TalkingWorker:
    """Hears the same words in every chunk, once it has failed as often as it was told to."""

    def __init__(self, words: str = "plain words", *failures: LongtakeError) -> None:
        self._words = words
        self._failures = list(failures)
        self.log_file = Path()

    def made(self, log_file: Path) -> TalkingWorker:
        self.log_file = log_file
        return self

    def start(self) -> None: ...

    def ask(self, request: Request) -> Iterator[AnyReply]:
        if isinstance(request, Prepare):
            Path(request.cache).write_bytes(SAMPLES)
            yield PreparedFilm(_prepared())
        elif isinstance(request, Recognise):
            for task in request.tasks:
                if self._failures:
                    raise self._failures.pop(0)
                words = spoken(self._words, start=task.chunk.start + 1)
                yield Recognised(heard(task.chunk.index, words), 0.5)
        yield Finished()

    def memory(self) -> int:
        return 0

    def rest(self, seconds: float) -> None: ...

    def cancel(self) -> None: ...

    def close(self) -> None: ...


def _prepared() -> Prepared:
    return Prepared(
        media=MediaInfo("wav", 40.0, (AudioTrack(0, "pcm_s16le", 16000, 1),)),
        track=0,
        samples=len(SAMPLES) // 2,
        fingerprint=blake2b(SAMPLES, digest_size=16).hexdigest(),
        speech=SpeechMap(((1.0, 8.0), (21.0, 28.0)), 0.032, bytes(1250)),
        peaks=b"",
    )


def transcribe(
    film: Path, home: Home, worker: TalkingWorker, **options: object
) -> tuple[JobEnded, list[Event]]:
    """Run a job on `film` with this worker; its end and all that was told."""
    if not film.exists():
        film.parent.mkdir(parents=True, exist_ok=True)
        film.write_bytes(f"RIFF {film.name}".encode())
    told: list[Event] = []
    chosen = Options(chunk_seconds=20, keep_awake=False, pause_above_memory=0, **options)  # type: ignore[arg-type]
    ended = runner.run(Submit(str(film), chosen), home, told.append, worker.made)
    return ended, told
