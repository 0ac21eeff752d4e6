"""Faults of every kind at random chunks, the engine killed at random too: nothing stops a job.

Each job transcribes the same film with some faults planned in its worker (`LONGTAKE_FAULTS`); some
strike again and again, so that their chunk cannot be recognised at all. Every job must end, with
the very words of an undisturbed run in every chunk but those, a sound document, and no process or
temporary file left. When a fault struck is in the job's log, when it was detected and what helped
is in its document.
"""

from __future__ import annotations

import random
import re
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import cycle, islice
from pathlib import Path
from statistics import mean

import msgspec
import psutil

from engine.document import Attempt, Document
from engine.transcript import ChunkText
from tests.benchmarks import crash
from tests.benchmarks.crash import MARK, files_of_job
from tests.benchmarks.noises import write_pieces
from tests.benchmarks.recordings import ROOT, Recording
from tests.benchmarks.report import Report, spread
from tests.benchmarks.systems import (
    Setting,
    environment,
    events,
    longtake_command,
    new_folder,
    read_transcription,
)

KINDS = ("oom", "hang", "hang-gil", "segv", "abort", "gpu-zero", "error", "slow")
FOR_GOOD = ("oom", "error", "segv", "abort")
DONE, WITH_GAPS = 0, 7
LONGEST_RUN = 900.0  # seconds after which a job counts as one that does not end
ZOMBIE_MAY_LIVE = 8.0

COLUMNS = ("fault", "struck", "charged", "detected after s", "mended after s", "rungs that helped")

_STRUCK = re.compile(r"a fault on purpose at ([\d.]+): ([a-z-]+) in chunk (\d+)")
_HUNG = re.compile(r"no progress for ([\d.]+) s \(([\d.]+) s is its limit\)")

Words = dict[int, tuple[str, ...]]
"""What was heard in each finished chunk."""


class Mayhem(msgspec.Struct, frozen=True, kw_only=True):
    """How many faults, in which order (`seed`), over how much film; `scale` of the deadlines."""

    faults: int = 200
    seed: int = 1
    seconds: float = 300.0
    chunk_seconds: float = 20.0
    a_job: int = 6
    scale: float = 0.05


class Planned(msgspec.Struct, frozen=True):
    """A fault that is to strike `times` times in a chunk."""

    kind: str
    chunk: int
    times: int

    @property
    def is_for_good(self) -> bool:
        return self.times > 9

    def __str__(self) -> str:
        return f"{self.kind}@{self.chunk}" + (f"x{self.times}" if self.times > 1 else "")


class Strike(msgspec.Struct, frozen=True):
    """A fault that struck, when its chunk was charged with it, and what helped in the end."""

    kind: str
    chunk: int
    at: float
    detected: float | None = None
    mended: float | None = None
    rung: str = ""


class ChaosJob(crash.Job):
    """A job whose worker is sabotaged."""

    def __init__(self, film: Recording, setting: Setting, mayhem: Mayhem, faults: str) -> None:
        folder = new_folder(setting.folder)
        document = folder / "job.longtake"
        options = ["--document", str(document), "--events"]
        options += ["--chunk-seconds", f"{mayhem.chunk_seconds:g}", "--language", film.language]
        command = longtake_command([film.path], folder, setting, options)
        super().__init__(command, folder, document, folder / "out" / f"{film.path.stem}.json")
        self._extra = {"LONGTAKE_FAULTS": faults, "LONGTAKE_DEADLINE_SCALE": f"{mayhem.scale:g}"}

    def start(self) -> subprocess.Popen[bytes]:
        """Give the command, for the first time or again."""
        self.runs += 1
        return _popen(self.command, self.folder, self.log, self._extra)

    def words(self) -> Words:
        """What is in the document."""
        with Document.open(self.document, read_only=True) as document:
            texts = {
                point.part: document.load("recognise", point.part, point.key, ChunkText)
                for point in document.checkpoints("recognise")
            }
        return {
            part: tuple(word.text for word in text.words)
            for part, text in texts.items()
            if text is not None
        }

    def attempts(self) -> tuple[Attempt, ...]:
        """Every try of a chunk that failed once."""
        with Document.open(self.document, read_only=True) as document:
            return document.attempts

    def strikes(self) -> list[Strike]:
        """What struck, as the workers' log tells, and what became of it."""
        log = "".join(
            path.read_text(errors="replace")
            for path in sorted((self.folder / "home" / "logs").glob("job*"))
        )
        tries = self.attempts()
        found = {(float(at), kind, int(chunk)) for at, kind, chunk in _STRUCK.findall(log)}
        return [_followed(Strike(kind, chunk, at), tries) for at, kind, chunk in sorted(found)]


def measure_chaos(recording: Recording, setting: Setting, mayhem: Mayhem) -> Report:
    """Job after job, until all faults are planned and met."""
    film = _beginning(recording, mayhem.seconds, setting)
    quiet = ChaosJob(film, setting, mayhem, "")
    faults = [*_run(quiet, None), *_wrong_code(quiet, (DONE,))]
    if faults:
        return Report("Chaos", COLUMNS, (), failures=tuple(faults))
    words, files = quiet.words(), files_of_job(quiet.folder)
    chance, kinds = random.Random(mayhem.seed), cycle(KINDS)
    jobs: list[ChaosJob] = []
    strikes: list[Strike] = []
    planned = 0
    while planned < mayhem.faults:
        plan = _plan(chance, kinds, len(words), min(mayhem.a_job, mayhem.faults - planned))
        planned += len(plan)
        job = ChaosJob(film, setting, mayhem, ",".join(map(str, plan)))
        jobs.append(job)
        moment = chance.uniform(1.0, 20.0) if chance.random() < 0.4 else None
        found = [*_run(job, moment), *_judge(job, plan, words, files)]
        faults += [f"{fault} [{','.join(map(str, plan))}]" for fault in found]
        strikes += job.strikes()
    return _report(jobs, strikes, faults, planned, film)


def measure_queue(recording: Recording, setting: Setting, mayhem: Mayhem) -> Report:
    """Twenty films in one command; in sixteen of them something strikes."""
    setting = msgspec.structs.replace(setting, folder=new_folder(setting.folder))
    films = list(_films(recording, setting.folder, mayhem.chunk_seconds))
    plan = "segv@1,oom@2"
    began = time.monotonic()
    quiet, disturbed = (_queue(films, setting, mayhem, faults) for faults in ("", plan))
    seconds = time.monotonic() - began
    faults = [
        f"{film.stem}: {'no transcript' if there is None else 'other words'}"
        for film in films
        for here, there in [(_text(quiet, film), _text(disturbed, film))]
        if here is None or here != there
    ]
    ended = events(disturbed / "queue.log", "jobended")
    tries = events(disturbed / "queue.log", "chunkchanged")
    hit = {event["job"] for event in tries if event["state"] == "retried"}
    states = Counter(event["state"] for event in ended)
    if states != {"completed": len(films)} or len(hit) != 16:
        faults.append(f"of {len(films)} films {dict(states)}, {len(hit)} hit")
    return Report(
        title=f"Twenty films in a queue, faults in sixteen of them ({plan})",
        columns=("films", "hit", "finished", "with the same words", "both queues s"),
        rows=(
            (
                str(len(films)),
                str(len(hit)),
                str(states["completed"]),
                str(len(films) - sum(": " in fault for fault in faults)),
                f"{seconds:.0f}",
            ),
        ),
        failures=tuple(faults),
    )


# --- one job --------------------------------------------------------------------------------------


def _plan(
    chance: random.Random, kinds: Iterator[str], chunks: int, count: int
) -> tuple[Planned, ...]:
    """`count` faults of the next kinds at different chunks; one job in four has one for good."""
    places = chance.sample(range(chunks), min(count, chunks))
    plan = [
        Planned(kind, chunk, 1 if chance.random() < 0.8 else 2)
        for kind, chunk in zip(islice(kinds, len(places)), places, strict=True)
    ]
    able = [place for place, fault in enumerate(plan) if fault.kind in FOR_GOOD]
    if able and chance.random() < 0.25:
        place = chance.choice(able)
        plan[place] = msgspec.structs.replace(plan[place], times=99)
    return tuple(plan)


def _run(job: ChaosJob, kill_after: float | None) -> list[str]:
    """Run a job to its end; its engine is killed once, after so many seconds, if that is wished."""
    faults: list[str] = []
    if kill_after is not None:
        process = job.start()
        faults += _watch(process, kill_after)
        process.kill()
        process.wait()
        job.exit_codes.append(process.returncode)
        faults += job.faults_after_run()
        if process.returncode >= 0:
            return faults
    process = job.start()
    faults += _watch(process, LONGEST_RUN)
    if process.poll() is None:
        faults.append("a job did not end")
        process.kill()
    process.wait()
    job.exit_codes.append(process.returncode)
    return faults + list(job.faults_after_run())


def _watch(process: subprocess.Popen[bytes], seconds: float) -> Iterator[str]:
    """Wait for a process no longer than told, and look for zombies among its children."""
    seen: dict[int, float] = {}
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            process.wait(min(0.5, max(0.01, until - time.monotonic())))
        except subprocess.TimeoutExpired:
            dead = set(_zombies(process.pid))
            seen = {pid: seen.get(pid, time.monotonic()) for pid in dead}
            if any(time.monotonic() - since > ZOMBIE_MAY_LIVE for since in seen.values()):
                yield "a zombie was left"
                return
        else:
            return


def _zombies(pid: int) -> Iterator[int]:
    try:
        for child in psutil.Process(pid).children():
            if child.status() == psutil.STATUS_ZOMBIE:
                yield child.pid
    except psutil.Error:
        return


def _judge(job: ChaosJob, plan: Sequence[Planned], words: Words, files: set[Path]) -> Iterator[str]:
    """What is wrong with a job at its end."""
    lost = {fault.chunk for fault in plan if fault.is_for_good}
    yield from _wrong_code(job, (WITH_GAPS,) if lost else (DONE,))
    heard = job.words()
    for chunk, said in words.items():
        if chunk not in lost and heard.get(chunk) != said:
            yield f"chunk {chunk} has other words ({job.folder})"
    yield from (f"file left: {path}" for path in sorted(files_of_job(job.folder) - files))
    hangs = [tried for tried in job.attempts() if _code(tried) == "worker-hung"]
    struck = [strike for strike in job.strikes() if strike.kind.startswith("hang")]
    if len(hangs) > len(struck):
        yield f"{len(hangs)} hangs detected, {len(struck)} were made ({job.folder})"
    for tried in hangs:
        silence, limit = _silence(tried)
        if silence > 2 * limit:
            yield f"a hang was detected after {silence} s, its deadline was {limit} s"


def _wrong_code(job: ChaosJob, expected: tuple[int, ...]) -> Iterator[str]:
    if job.exit_codes[-1] not in expected:
        yield f"exit code {job.exit_codes[-1]}, not {expected[0]}: {job.last_lines} ({job.folder})"


def _followed(strike: Strike, tries: Sequence[Attempt]) -> Strike:
    """When a strike was charged to its chunk, and when and on which rung the chunk was mended."""
    mine = [tried for tried in tries if tried.part == strike.chunk and _when(tried) >= strike.at]
    failed = next((tried for tried in mine if tried.problem is not None), None)
    if strike.kind == "slow" or failed is None:
        return strike
    mended = next((tried for tried in mine if tried.problem is None), None)
    return msgspec.structs.replace(
        strike,
        detected=_when(failed) - strike.at,
        mended=_when(mended) - _when(failed) if mended else None,
        rung=mended.rung if mended else "",
    )


def _when(tried: Attempt) -> float:
    return datetime.fromisoformat(tried.at).timestamp()


def _code(tried: Attempt) -> str:
    return tried.problem.code if tried.problem else ""


def _silence(tried: Attempt) -> tuple[float, float]:
    found = _HUNG.search(tried.problem.message if tried.problem else "")
    return (float(found[1]), float(found[2])) if found else (0.0, 0.0)


# --- the report -----------------------------------------------------------------------------------


def _report(
    jobs: Sequence[ChaosJob],
    strikes: Sequence[Strike],
    faults: Sequence[str],
    planned: int,
    film: Recording,
) -> Report:
    codes = Counter(code for job in jobs for code in job.exit_codes)
    hangs = [
        _silence(tried) for job in jobs for tried in job.attempts() if _HUNG.search(str(tried))
    ]
    ratios = [silence / limit for silence, limit in hangs if limit]
    notes = [
        f"{len(jobs)} jobs ended in {codes.total()} runs; exit codes: "
        + ", ".join(f"{count} x {code}" for code, count in sorted(codes.items())),
        f"{sum(code < 0 for code in codes.elements())} engines killed",
        "not charged: slowness, and what struck a worker that another fault was just ending",
    ]
    if ratios:
        deadline = mean(limit for _, limit in hangs)
        notes.append(
            f"{len(ratios)} hangs ended after {spread(ratios)} times their deadline"
            f" ({deadline:.1f} s on average)"
        )
    return Report(
        title=f"{planned} faults planned in {len(jobs)} jobs of {film.duration:.0f} s each",
        columns=COLUMNS,
        rows=tuple(_row(kind, strikes) for kind in KINDS),
        notes=tuple(notes),
        failures=tuple(faults),
        figures={"strikes": [msgspec.to_builtins(strike) for strike in strikes]},
    )


def _row(kind: str, strikes: Sequence[Strike]) -> tuple[str, ...]:
    mine = [strike for strike in strikes if strike.kind == kind]
    detected = [strike.detected for strike in mine if strike.detected is not None]
    mended = [strike.mended for strike in mine if strike.mended is not None]
    rungs = Counter(strike.rung for strike in mine if strike.rung)
    helped = ", ".join(f"{count} {rung}" for rung, count in rungs.most_common())
    return kind, str(len(mine)), str(len(detected)), spread(detected), spread(mended), helped or "-"


# --- films and processes --------------------------------------------------------------------------


def _beginning(recording: Recording, seconds: float, setting: Setting) -> Recording:
    path = new_folder(setting.folder) / f"{recording.id}-beginning.flac"
    write_pieces(recording.path, [(0.0, seconds)], path)
    return msgspec.structs.replace(recording, path=path, duration=seconds)


def _films(recording: Recording, folder: Path, chunk: float) -> Iterator[Path]:
    """Twenty films: four of one chunk, in which nothing is planned, sixteen of two to four."""
    for number in range(20):
        length = chunk * (0.9 if number % 5 == 0 else 1.6 + number % 3)
        start = 10.0 + 15.0 * number
        path = folder / f"film{number:02}.flac"
        yield write_pieces(recording.path, [(start, start + length)], path)


def _queue(films: Sequence[Path], setting: Setting, mayhem: Mayhem, faults: str) -> Path:
    """Transcribe all films by one command; the folder with what came of it."""
    folder = new_folder(setting.folder)
    options = ["--events", "--language", "en", "--chunk-seconds", f"{mayhem.chunk_seconds:g}"]
    command = longtake_command(films, folder, setting, options)
    extra = {"LONGTAKE_FAULTS": faults, "LONGTAKE_DEADLINE_SCALE": f"{mayhem.scale:g}"}
    process = _popen(command, folder, folder / "queue.log", extra)
    try:
        process.wait(LONGEST_RUN)
    finally:
        process.kill()
        process.wait()
    return folder


def _text(folder: Path, film: Path) -> str | None:
    heard = read_transcription(folder / "out" / f"{film.stem}.json")
    return heard.text if heard else None


def _popen(
    command: Sequence[str], folder: Path, log: Path, extra: dict[str, str]
) -> subprocess.Popen[bytes]:
    with log.open("wb") as errors, log.with_suffix(".out").open("wb") as out:
        return subprocess.Popen(
            command,
            env=environment(folder) | extra | {MARK: str(folder)},
            cwd=ROOT,
            stdout=out,
            stderr=errors,
        )
