"""SIGKILL at random moments, many times in a row, over a recording with many short chunks.

Each time the same command is given again. When a job ends it must have the words of an undisturbed
run, no finished chunk computed twice, a sound document, no process and no temporary file left; then
a new job begins, until all kills are spent. The truth is kept outside the document: a copy of what
it held after each kill, and the messages of each run.
"""

from __future__ import annotations

import random
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import psutil

from tests.benchmarks.noises import write_pieces
from tests.benchmarks.recordings import ROOT, Recording
from tests.benchmarks.report import Report
from tests.benchmarks.systems import (
    Setting,
    environment,
    events,
    longtake_command,
    new_folder,
    read_transcription,
    run_longtake,
)
from tests.benchmarks.witness import Checkpoints, read_checkpoints

MARK = "LONGTAKE_BENCHMARK_RUN"
VICTIMS = ("engine", "worker", "both")
SHARE_OF_RUN = 0.6
ORPHANS_MAY_LIVE = 20.0

COLUMNS = ("killed", "kills", "before the first message", "while preparing", "recognising", "later")


class Attack(msgspec.Struct, frozen=True, kw_only=True):
    """How to be cruel: how many kills, in which order (`seed`), over how much film."""

    kills: int = 50
    seed: int = 1
    seconds: float = 300.0
    chunk_seconds: float = 20.0


class Kill(msgspec.Struct, frozen=True):
    """One SIGKILL: whom it hit and in which stage of the job."""

    victim: str
    stage: str


class Job:
    """One job from its first command to its end, however often it is killed in between."""

    def __init__(self, command: Sequence[str], folder: Path, document: Path, result: Path) -> None:
        """`command` works in `folder`, keeps `document` and leaves the transcript `result`."""
        self.command = command
        self.folder = folder
        self.document = document
        self.result = result
        self.known: Checkpoints = {}
        self.exit_codes: list[int] = []
        self.runs = 0

    def start(self) -> subprocess.Popen[bytes]:
        """Give the command, for the first time or again."""
        self.runs += 1
        with self.log.open("wb") as errors, self.log.with_suffix(".out").open("wb") as out:
            return subprocess.Popen(
                self.command,
                env=environment(self.folder) | {MARK: str(self.folder)},
                cwd=ROOT,
                stdout=out,
                stderr=errors,
            )

    @property
    def last_lines(self) -> str:
        """The end of what the latest run said."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-6:])

    @property
    def log(self) -> Path:
        """What the latest run said."""
        return self.folder / f"run{self.runs}.log"

    def stage(self) -> str:
        """How far the latest run says that it is."""
        told = events(self.log, "stageprogress")
        return str(told[-1]["stage"]) if told else ""

    def faults_after_run(self) -> Iterator[str]:
        """What the document and the messages of the latest run have against it."""
        yield from (f"orphan process left: {orphan}" for orphan in self._orphans())
        if not self.document.exists():
            return
        found = read_checkpoints(self.document)
        yield from found.faults
        yield from self._computed_twice(found.checkpoints)
        self.known = found.checkpoints

    def faults_at_end(self, words: list[str], files: set[Path]) -> Iterator[str]:
        """How the finished job differs from an undisturbed one with these `words` and `files`."""
        heard = read_transcription(self.result)
        if heard is None or heard.text.split() != words:
            yield f"words differ from those of an undisturbed run ({self.folder})"
        yield from (f"file left: {path}" for path in sorted(files_of_job(self.folder) - files))

    def _computed_twice(self, now: Checkpoints) -> Iterator[str]:
        for index, before in self.known.items():
            if now.get(index) != before:
                yield f"chunk {index} was finished and is written anew"
        done = [e["index"] for e in events(self.log, "chunkchanged") if e["state"] == "done"]
        for index in sorted(set(done) & set(self.known)):
            yield f"chunk {index} was finished and is computed again"

    def _orphans(self) -> list[str]:
        """Processes of this job that still live after they had time to go; they are ended."""
        deadline = time.monotonic() + ORPHANS_MAY_LIVE
        while (left := list(_marked(str(self.folder)))) and time.monotonic() < deadline:
            time.sleep(0.05)
        names = [f"{process.pid} {process.name()}" for process in left]
        for process in left:
            process.kill()
        return names


def measure_crash(recording: Recording, setting: Setting, attack: Attack) -> Report:
    """Kill until `attack.kills` are spent, then let the last job end, and say what was wrong."""
    film = _beginning(recording, attack.seconds, setting)
    quiet = run_longtake(film, setting, _options(film, attack))
    if quiet.heard is None:
        return Report("Killed at random moments", COLUMNS, (), failures=(quiet.failure,))
    longest = SHARE_OF_RUN * quiet.ended.usage.wall
    chance, kills, faults, jobs = random.Random(attack.seed), list[Kill](), list[str](), list[Job]()
    words, files = quiet.heard.text.split(), files_of_job(quiet.ended.log.parent)
    while not jobs or len(kills) < attack.kills:
        jobs.append(_new_job(film, setting, attack))
        faults += torment(jobs[-1], kills, attack.kills, longest, chance)
        faults += jobs[-1].faults_at_end(words, files)
    return Report(
        title=f"{len(kills)} kills at random moments: {film.duration:.0f} s in "
        f"{len(quiet.heard.chunks)} chunks, seed {attack.seed}",
        columns=COLUMNS,
        rows=tuple(_row(victim, kills) for victim in (*VICTIMS, "all")),
        notes=(_summary(jobs),),
        failures=tuple(faults),
        figures={"kills": [msgspec.to_builtins(kill) for kill in kills]},
    )


def torment(
    job: Job, kills: list[Kill], most: int, longest: float, chance: random.Random
) -> list[str]:
    """Run `job` to its end, killing it on the way while `kills` are fewer than `most`."""
    faults: list[str] = []
    while True:
        process, killed_before = job.start(), len(kills)
        while process.poll() is None and len(kills) < most:
            if _ended_within(process, chance.uniform(0, longest)):
                break
            kills.append(_strike(process, job.stage(), chance.choice(VICTIMS)))
        process.wait()
        faults += job.faults_after_run()
        job.exit_codes.append(process.returncode)
        if process.returncode == 0:
            return faults
        if len(kills) == killed_before:
            return [*faults, f"a run that was let be ended ill: {job.last_lines}"]


def files_of_job(folder: Path) -> set[Path]:
    """Every file of a job but what its runs said, relative to its folder."""
    files = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    return {path for path in files if path.suffix not in (".log", ".out")}


def _new_job(film: Recording, setting: Setting, attack: Attack) -> Job:
    folder = new_folder(setting.folder)
    document = folder / "job.longtake"
    options = ["--document", str(document), "--events", *_options(film, attack)]
    command = longtake_command([film.path], folder, setting, options)
    return Job(command, folder, document, folder / "out" / f"{film.path.stem}.json")


def _options(film: Recording, attack: Attack) -> list[str]:
    return ["--chunk-seconds", f"{attack.chunk_seconds:g}", "--language", film.language]


def _beginning(recording: Recording, seconds: float, setting: Setting) -> Recording:
    path = new_folder(setting.folder) / f"{recording.id}-beginning.flac"
    write_pieces(recording.path, [(0.0, seconds)], path)
    return msgspec.structs.replace(recording, path=path, duration=seconds)


def _summary(jobs: Sequence[Job]) -> str:
    codes = Counter(code for job in jobs for code in job.exit_codes)
    kinds = ", ".join(f"{count} x {code}" for code, count in sorted(codes.items()))
    return f"{len(jobs)} jobs came to their end in {codes.total()} runs; exit codes: {kinds}"


def _ended_within(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def _strike(process: subprocess.Popen[bytes], stage: str, victim: str) -> Kill:
    """Kill the engine, its workers or both; where there is no worker, the engine."""
    workers = _children(process)
    if victim != "engine":
        for worker in workers:
            _kill(worker)
    if victim != "worker" or not workers:
        process.kill()
        process.wait()
    return Kill(victim if workers else "engine", stage)


def _children(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    try:
        return list(psutil.Process(process.pid).children(recursive=True))
    except psutil.NoSuchProcess:
        return []


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return


def _marked(mark: str) -> Iterator[psutil.Process]:
    """Living processes whose environment says that they belong to the job with this mark."""
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == mark and process.status() != psutil.STATUS_ZOMBIE:
                yield process
        except psutil.Error:
            continue


def _row(victim: str, kills: list[Kill]) -> tuple[str, ...]:
    mine = [kill for kill in kills if victim in (kill.victim, "all")]
    stages = Counter(kill.stage for kill in mine)
    early, preparing, recognising = stages[""], stages["prepare"], stages["recognise"]
    later = len(mine) - early - preparing - recognising
    return (victim, *map(str, (len(mine), early, preparing, recognising, later)))
