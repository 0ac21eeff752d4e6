"""The bare work of a job: what a worker does, in one process, with nothing around it.

    python -m tests.benchmarks.bare AUDIO MODEL OUT.json LANGUAGE

No document, no checkpoint, no engine, no messages between processes: the stages are called one
after another with the options that a job has by default, and the transcript is written at the end.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from engine.audio import chunks
from engine.merge import merge
from engine.options import Options
from engine.output.formats import Context, render_json
from engine.protocol import (
    AnyReply,
    ChunkTask,
    Prepare,
    Prepared,
    PreparedFilm,
    Recognise,
    Recognised,
    RecognitionSettings,
)
from engine.transcript import ChunkText
from engine.worker.workshop import Workshop


def main() -> None:
    """Transcribe the recording and write its JSON."""
    audio, model, out, language = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        text = transcribe(Path(audio), Path(model), language, Path(folder) / "film.s16")
    Path(out).write_text(text, encoding="utf-8")


def transcribe(audio: Path, model: Path, language: str, cache: Path) -> str:
    """The transcript of `audio` as JSON."""
    workshop, settings = Workshop(), _settings(model, language)
    film = _prepare(workshop, audio, cache, settings)
    plan = chunks.plan(film.duration, film.speech, Options().chunk_seconds)
    tasks = tuple(ChunkTask(chunk) for chunk in plan)
    texts: dict[int, ChunkText] = {}

    def keep(reply: AnyReply) -> None:
        if isinstance(reply, Recognised):
            texts[reply.text.index] = reply.text

    workshop.handle(Recognise(str(cache), film.speech, settings, tasks), keep)
    transcript = merge(plan, texts, language, film.duration)
    return render_json(transcript, Context(source=str(audio), chunks=plan))


def _prepare(
    workshop: Workshop, audio: Path, cache: Path, settings: RecognitionSettings
) -> Prepared:
    prepared: list[Prepared] = []

    def keep(reply: AnyReply) -> None:
        if isinstance(reply, PreparedFilm):
            prepared.append(reply.prepared)

    options = Options()
    workshop.handle(
        Prepare(str(audio), str(cache), options.audio_track, options.vad, settings), keep
    )
    return prepared[0]


def _settings(model: Path, language: str) -> RecognitionSettings:
    options = Options()
    return RecognitionSettings(
        recognizer=options.recognizer,
        model_path=str(model),
        device=options.device,
        compute_type=options.compute_type,
        language=language,
        batch_size=options.batch_size,
        beam_size=options.beam_size,
        threads=options.threads,
        decoding=options.decoding,
        align=options.align,
    )


if __name__ == "__main__":
    main()
