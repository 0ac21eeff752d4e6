"""Tells the speakers of recordings apart, in a process of its own: Longtake, or pyannote.audio.

    python -m tests.benchmarks.diarizers longtake|pyannote MODELS OUT.json AUDIO… [--threads N]

Each hears one recording after another. What is timed is the diarization, not the reading of the
file or of the networks, which both do alike.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from engine import telemetry
from engine.transcript import SpeakerTurn

Diarize = Callable[[Path], tuple[float, list[SpeakerTurn]]]
"""Tells the speakers of a recording apart: seconds that it took, and the turns."""


class Told(msgspec.Struct, frozen=True):
    """What a system says of one recording, and the seconds that it took."""

    seconds: float
    turns: tuple[SpeakerTurn, ...]


def main() -> None:
    """Hear every recording with the system that is named, and write what it says."""
    telemetry.switch_off()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("system", choices=("longtake", "pyannote"))
    parser.add_argument("models", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("audio", nargs="+", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    prepare = {"longtake": _longtake, "pyannote": _pyannote}[arguments.system]
    diarize = prepare(arguments)
    told = {str(audio): Told(*_as_told(diarize(audio))) for audio in arguments.audio}
    arguments.out.write_bytes(msgspec.json.encode(told))


def _as_told(result: tuple[float, list[SpeakerTurn]]) -> tuple[float, tuple[SpeakerTurn, ...]]:
    return result[0], tuple(result[1])


def _longtake(arguments: argparse.Namespace) -> Diarize:
    """The worker's own functions, asked as the engine asks them, without the wire between."""
    from engine.audio import media
    from engine.audio.cache import Samples
    from engine.jobs.diarization import BATCH, step_of, tasks
    from engine.protocol import HearVoices, SpeakerSettings, TellApart
    from engine.worker import diarization

    kind = "onnx" if any(arguments.models.glob("*.onnx")) else "pyannote"
    settings = SpeakerSettings(kind, str(arguments.models), "cpu", arguments.threads, BATCH)
    diarization.load(settings)

    def diarize(audio: Path) -> tuple[float, list[SpeakerTurn]]:
        cache = arguments.out.with_suffix(".s16")
        media.write_cache(audio, cache)
        with Samples(cache) as samples:
            began = time.perf_counter()
            step = step_of(samples.duration, kind)
            parts = tasks(samples.count, step)
            request = HearVoices(cache=str(cache), settings=settings, tasks=parts, step=step)
            heard = [each.voices for each in diarization.hear(request, samples.read, _nobody)]
            told = diarization.tell_apart(
                TellApart(
                    settings=settings, voices=tuple(heard), duration=samples.duration, step=step
                )
            )
        return time.perf_counter() - began, list(told.diarization.turns)

    return diarize


def _pyannote(arguments: argparse.Namespace) -> Diarize:
    """pyannote.audio's own pipeline, as its folder configures it."""
    import warnings

    from engine.worker.torch_audio import admit_torchaudio

    admit_torchaudio()
    warnings.simplefilter("ignore")
    import torch
    from pyannote.audio import Pipeline

    torch.set_num_threads(arguments.threads)
    pipeline: Any = Pipeline.from_pretrained(arguments.models)

    def diarize(audio: Path) -> tuple[float, list[SpeakerTurn]]:
        waveform = torch.from_numpy(_decoded(audio, arguments.out.with_suffix(".s16")))[None]
        began = time.perf_counter()
        found = pipeline({"waveform": waveform, "sample_rate": 16_000})
        seconds = time.perf_counter() - began
        tracks = found.speaker_diarization.itertracks(yield_label=True)
        return seconds, [SpeakerTurn(turn.start, turn.end, label) for turn, _, label in tracks]

    return diarize


def _decoded(audio: Path, cache: Path) -> Any:
    from engine.audio import media
    from engine.audio.cache import Samples

    media.write_cache(audio, cache)
    with Samples(cache) as samples:
        return samples.read()


def _nobody(reply: object) -> None:
    """Who hears of progress here."""


if __name__ == "__main__":
    main()
