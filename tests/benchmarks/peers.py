"""Runs a peer on one recording, in a process of its own: what Longtake is measured against.

    python -m tests.benchmarks.peers whisperx|faster-whisper AUDIO MODEL OUT.json [options]

Each is run as its authors ship it, with the settings of its own defaults but for threads, batch,
number format and language, which are given, so that all compared systems work under the same ones.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

Segments = list[dict[str, Any]]
Transcribe = Callable[[Any], tuple[Segments, str]]


def main() -> None:
    """Transcribe with the peer that is named, and write segments and seconds to the JSON file."""
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    arguments = _arguments()
    began = time.perf_counter()
    transcribe = PEERS[arguments.peer](arguments)
    loaded = time.perf_counter()
    segments, language = transcribe(_decoded(arguments.audio))
    done = time.perf_counter()
    result = {
        "language": language,
        "segments": segments,
        "seconds": {"load": loaded - began, "work": done - loaded},
    }
    arguments.out.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")


def load_whisperx(arguments: argparse.Namespace) -> Transcribe:
    """whisperx's pipeline: its pyannote VAD, then Whisper in batches."""
    skip_torchaudio_extension()
    import torch
    import whisperx

    torch.set_num_threads(arguments.threads)
    pipeline = whisperx.load_model(
        str(arguments.model),
        "cpu",
        compute_type="int8",
        language=arguments.language,
        threads=arguments.threads,
    )

    def transcribe(audio: Any) -> tuple[Segments, str]:
        result = pipeline.transcribe(audio, batch_size=arguments.batch_size)
        return _plain(result["segments"]), result["language"]

    return transcribe


def load_faster_whisper(arguments: argparse.Namespace) -> Transcribe:
    """faster-whisper's batched pipeline with its defaults: silero VAD, beam 5, no word times."""
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    model = WhisperModel(
        str(arguments.model), device="cpu", compute_type="int8", cpu_threads=arguments.threads
    )
    pipeline = BatchedInferencePipeline(model)

    def transcribe(audio: Any) -> tuple[Segments, str]:
        found, info = pipeline.transcribe(
            audio, batch_size=arguments.batch_size, beam_size=5, language=arguments.language
        )
        return _plain(vars(segment) for segment in found), info.language

    return transcribe


def load_faster_whisper_words(arguments: argparse.Namespace) -> Transcribe:
    """faster-whisper one window after another, with the word times that it takes from attention."""
    from faster_whisper import WhisperModel

    model = WhisperModel(
        str(arguments.model), device="cpu", compute_type="int8", cpu_threads=arguments.threads
    )

    def transcribe(audio: Any) -> tuple[Segments, str]:
        found, info = model.transcribe(
            audio, beam_size=5, language=arguments.language, word_timestamps=True
        )
        return _with_words(found), info.language

    return transcribe


def load_whisperx_words(arguments: argparse.Namespace) -> Transcribe:
    """whisperx with its alignment by the wav2vec2 in a folder; NLTK's download is replaced."""
    transcribe = load_whisperx(arguments)
    import whisperx.alignment

    whisperx.alignment.nltk_load = lambda name: _OneSentence()
    folder = str(arguments.align_model)
    model, about = whisperx.alignment.load_align_model(arguments.language, "cpu", folder)

    def aligned(audio: Any) -> tuple[Segments, str]:
        segments, language = transcribe(audio)
        result = whisperx.alignment.align(segments, model, about, audio, "cpu")
        return [_json_safe(segment) for segment in result["segments"]], language

    return aligned


class _OneSentence:
    """Takes every segment for one sentence."""

    def span_tokenize(self, text: str) -> list[tuple[int, int]]:
        return [(0, len(text))]


PEERS: dict[str, Callable[[argparse.Namespace], Transcribe]] = {
    "whisperx": load_whisperx,
    "faster-whisper": load_faster_whisper,
    "whisperx-words": load_whisperx_words,
    "faster-whisper-words": load_faster_whisper_words,
}


def skip_torchaudio_extension() -> None:
    """Beside a CPU torch, torchaudio's CUDA extension cannot load; nothing here needs it."""
    import torch

    if sys.platform != "linux" or torch.version.cuda is not None:
        return
    extension: Any = types.ModuleType("torchaudio._extension")
    extension.fail_if_no_align = lambda function: function
    extension.lazy_import_sox_ext = lambda *_: None
    extension._IS_TORCHAUDIO_EXT_AVAILABLE = False
    sys.modules["torchaudio._extension"] = extension


def _decoded(audio: Path) -> Any:
    from faster_whisper.audio import decode_audio

    return decode_audio(str(audio))


def _plain(segments: Any) -> Segments:
    return [{key: segment[key] for key in ("start", "end", "text")} for segment in segments]


def _with_words(segments: Any) -> Segments:
    return [
        {
            "start": segment.start,
            "end": segment.end,
            "text": segment.text,
            "words": [
                {"word": word.word, "start": float(word.start), "end": float(word.end)}
                for word in segment.words
            ],
        }
        for segment in segments
    ]


def _json_safe(segment: dict[str, Any]) -> dict[str, Any]:
    words = [
        {key: each[key] if key == "word" else float(each[key]) for key in each}
        for each in segment["words"]
    ]
    start, end = float(segment["start"]), float(segment["end"])
    return {"start": start, "end": end, "text": segment["text"], "words": words}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.peers")
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("audio", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--language", default=None)
    parser.add_argument("--align-model", type=Path, help="folder of a wav2vec2")
    return parser.parse_args()


if __name__ == "__main__":
    main()
