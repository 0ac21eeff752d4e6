"""Whether memory grows with the film: one recording against the same looped to hours."""

from __future__ import annotations

from math import ceil
from pathlib import Path

import msgspec

from tests.benchmarks.recordings import Recording
from tests.benchmarks.report import MEGABYTE, Report, megabytes
from tests.benchmarks.systems import Run, Setting, new_folder, run_longtake

LONG_SECONDS = 2.5 * 3600

COLUMNS = ("recording", "minutes", "words", "peak MB", "PSS MB", "engine + workers", "RTFx")


def measure_memory(recording: Recording, setting: Setting) -> Report:
    """Transcribe `recording`, then the same looped to two and a half hours."""
    times = ceil(LONG_SECONDS / recording.duration)
    path = looped(recording.path, times, new_folder(setting.folder) / f"{recording.id}-looped.mka")
    long = msgspec.structs.replace(
        recording, id=f"{recording.id} x {times}", path=path, duration=times * recording.duration
    )
    runs = [(each, _run(each, setting)) for each in (recording, long)]
    short_peak, long_peak = (run.ended.usage.peak_memory for _, run in runs)
    return Report(
        title=f"Memory of the whole process tree, model {setting.model.name}",
        columns=COLUMNS,
        rows=tuple(_row(each, run) for each, run in runs),
        notes=(f"looped ÷ once: {long_peak / short_peak:.3f}",),
        failures=tuple(run.failure for _, run in runs if run.failure),
        figures={"once": short_peak / MEGABYTE, "looped": long_peak / MEGABYTE},
    )


def looped(source: Path, times: int, target: Path) -> Path:
    """Write the packets of `source` to `target` as often as `times`; nothing is re-encoded."""
    import av

    shift = 0
    with av.open(str(target), "w") as out:
        stream = None
        for _ in range(times):
            with av.open(str(source)) as film:
                audio = film.streams.audio[0]
                stream = stream or out.add_stream_from_template(audio)
                end = 0
                for packet in film.demux(audio):
                    if packet.pts is None:
                        continue
                    end = packet.pts + (packet.duration or 0)
                    packet.pts = packet.dts = packet.pts + shift
                    packet.stream = stream
                    out.mux(packet)
                shift += end
    return target


def _run(recording: Recording, setting: Setting) -> Run:
    return run_longtake(recording, setting, ["--language", recording.language])


def _row(recording: Recording, run: Run) -> tuple[str, ...]:
    usage = run.ended.usage
    return (
        recording.id,
        f"{recording.duration / 60:.1f}",
        str(len(run.heard.text.split())) if run.heard else "-",
        megabytes(usage.peak_memory),
        megabytes(usage.peak_proportional),
        f"{usage.processes} processes",
        f"{recording.duration / usage.wall:.1f}",
    )
