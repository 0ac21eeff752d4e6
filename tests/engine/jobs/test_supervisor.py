from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import psutil
import pytest

from engine import protocol
from engine.errors import (
    Cancelled,
    EngineFault,
    MediaUnreadable,
    WorkerDied,
    WorkerHung,
    WorkerStuck,
)
from engine.jobs import deadlines, supervisor
from engine.jobs.deadlines import Clock, Limits, Watch, Work
from engine.jobs.supervisor import (
    WorkerProcess,
    kill_group,
    limits_from,
    observe,
    survivors,
    tree_memory,
    work_of,
)
from engine.protocol import (
    AnyReply,
    Began,
    ChunkTask,
    DetectLanguage,
    Finished,
    LanguageHeard,
    Loaded,
    Prepare,
    Progress,
    Ready,
    Recognise,
    Recognised,
    RecognitionSettings,
)
from engine.transcript import Chunk, ChunkText, SpeechMap
from tests import fakes

SETTINGS = RecognitionSettings(
    "ct2", "/models/x", "cpu", "int8", "auto", 1, 1, 1, "batched", "auto"
)
REQUEST = DetectLanguage("/cache", SpeechMap((), 0.032, b""), SETTINGS)


HASTY = Limits(start=60, load=0.4, first=80, steady=80, scale=0.005)
"""Deadlines for those that hang, so that a test need not wait long."""


@contextmanager
def worker(manner: str, folder: Path, limits: Limits | None = None) -> Iterator[WorkerProcess]:
    process = WorkerProcess(folder / "logs" / "job.log", fakes.command(manner), limits)
    try:
        yield process
    finally:
        process.close()


def test_an_obliging_worker_answers_every_request_it_is_asked(tmp_path: Path) -> None:
    with worker("obliging", tmp_path) as process:
        for _ in range(3):
            assert list(process.ask(REQUEST)) == [LanguageHeard("en", 0.9), Finished()]


def test_a_problem_of_the_work_arrives_as_the_error_that_it_was(tmp_path: Path) -> None:
    with (
        worker("refusing", tmp_path) as process,
        pytest.raises(MediaUnreadable, match="There is no audio") as caught,
    ):
        list(process.ask(REQUEST))
    assert caught.value.hint == "Try another."


@pytest.mark.parametrize(
    ("manner", "end"),
    [("segfaulting", "SIGSEGV"), ("quitting", "exit code 3"), ("interrupted", "SIGKILL")],
)
def test_a_worker_that_dies_is_reported_with_how_it_died(
    manner: str, end: str, tmp_path: Path
) -> None:
    with worker(manner, tmp_path) as process, pytest.raises(WorkerDied, match=end):
        list(process.ask(REQUEST))


def test_the_last_words_of_a_dead_worker_are_in_the_details(tmp_path: Path) -> None:
    with worker("quitting", tmp_path) as process, pytest.raises(WorkerDied) as caught:
        list(process.ask(REQUEST))
    assert "I have had enough" in caught.value.details


def test_after_a_death_the_next_request_finds_a_fresh_worker(tmp_path: Path) -> None:
    with worker("segfaulting", tmp_path) as process:
        for _ in range(2):
            with pytest.raises(WorkerDied):
                list(process.ask(REQUEST))


def test_nonsense_on_the_wire_is_an_engine_fault_that_shows_it(tmp_path: Path) -> None:
    with worker("babbling", tmp_path) as process, pytest.raises(EngineFault) as caught:
        list(process.ask(REQUEST))
    assert "99 bottles" in caught.value.details


def test_a_cancelled_worker_is_killed_with_its_children_even_while_it_hangs(
    tmp_path: Path,
) -> None:
    with worker("hanging", tmp_path) as process:
        replies = process.ask(REQUEST)
        first = next(replies)
        assert isinstance(first, LanguageHeard)
        canceller = threading.Thread(target=process.cancel)
        canceller.start()
        with pytest.raises(Cancelled):
            next(replies)
        canceller.join()
        assert has_ended(int(first.language))


def test_a_request_that_is_given_up_leaves_no_reply_for_the_next(tmp_path: Path) -> None:
    with worker("obliging", tmp_path) as process:
        replies = process.ask(REQUEST)
        next(replies)
        replies.close()  # type: ignore[attr-defined]
        assert list(process.ask(REQUEST)) == [LanguageHeard("en", 0.9), Finished()]


def test_a_cancelled_worker_does_not_start_again(tmp_path: Path) -> None:
    with worker("obliging", tmp_path) as process:
        process.cancel()
        with pytest.raises(Cancelled):
            list(process.ask(REQUEST))


def test_closing_ends_a_worker_that_does_not_listen(tmp_path: Path) -> None:
    with worker("hanging", tmp_path) as process:
        first = next(process.ask(REQUEST))
        assert isinstance(first, LanguageHeard)
        process.close()
        assert has_ended(int(first.language))
        assert process.memory() == 0


def test_memory_counts_the_worker_while_it_lives(tmp_path: Path) -> None:
    with worker("obliging", tmp_path) as process:
        assert process.memory() == 0
        list(process.ask(REQUEST))
        assert process.memory() > 5_000_000


def test_memory_of_a_process_that_is_gone_is_nothing() -> None:
    gone = next(pid for pid in range(2**22 - 1, 1, -1) if not psutil.pid_exists(pid))
    assert tree_memory(gone) == 0


# --- the watchdog ---------------------------------------------------------------------------------


@pytest.mark.parametrize("manner", ["beating", "frozen"])
def test_a_worker_that_gets_nothing_done_is_ended_whatever_it_says(
    manner: str, tmp_path: Path
) -> None:
    with worker(manner, tmp_path, HASTY) as process:
        with pytest.raises(WorkerHung, match="no progress for"):
            list(process.ask(recognise(20)))
        assert process.memory() == 0


def test_the_stacks_of_a_hung_worker_are_in_its_log(tmp_path: Path) -> None:
    with worker("frozen", tmp_path, HASTY) as process, pytest.raises(WorkerHung) as caught:
        list(process.ask(recognise(20)))
    assert "hang_with_the_gil" in (tmp_path / "logs" / "job.log").read_text()
    assert "hang_with_the_gil" in caught.value.details


def test_a_slow_worker_that_moves_is_left_alone_far_beyond_its_deadline(tmp_path: Path) -> None:
    limits = Limits(start=60, first=1000, steady=1000, scale=0.001)  # it takes 40 × 0.05 s
    with worker("creeping", tmp_path, limits) as process:
        assert list(process.ask(recognise(20)))[-1] == Finished()


def test_a_worker_that_never_starts_is_ended(tmp_path: Path) -> None:
    limits = Limits(start=0.4)
    with worker("mute", tmp_path, limits) as process, pytest.raises(WorkerHung):
        list(process.ask(recognise(20)))


def test_a_hung_worker_is_ended_with_its_children(tmp_path: Path) -> None:
    with worker("hanging", tmp_path, HASTY) as process:
        replies = process.ask(recognise(20))
        child = next(reply for reply in replies if isinstance(reply, LanguageHeard))
        with pytest.raises(WorkerHung):
            list(replies)
    assert has_ended(int(child.language))


def test_a_worker_is_told_when_to_end_itself(tmp_path: Path) -> None:
    echo = [sys.executable, "-c", "import sys; sys.stderr.write(sys.stdin.readline())"]
    process = WorkerProcess(tmp_path / "job.log", echo)
    with pytest.raises(WorkerDied) as caught:
        list(process.ask(recognise(20)))
    told = protocol.decode(caught.value.details.encode(), Recognise)
    assert told.patience == deadlines.patience(work_of(recognise(20)), Limits())


def test_a_rest_ends_at_once_when_the_work_is_cancelled(tmp_path: Path) -> None:
    with worker("obliging", tmp_path) as process:
        process.cancel()
        with pytest.raises(Cancelled):
            process.rest(1000)


class Immortal(subprocess.Popen[bytes]):
    """Stands for a process in a driver's uninterruptible wait: SIGKILL ends it only later."""

    is_blocked = True

    def wait(self, timeout: float | None = None) -> int:
        if self.is_blocked and timeout is not None:
            raise subprocess.TimeoutExpired(self.args, timeout)
        return super().wait(timeout)

    def poll(self) -> int | None:
        return None if self.is_blocked else super().poll()


@pytest.fixture
def immortal(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Immortal]]:
    monkeypatch.setattr(supervisor.subprocess, "Popen", Immortal)
    yield Immortal
    Immortal.is_blocked = False
    for process in supervisor._survivors:
        process.wait()
    assert survivors() == 0
    Immortal.is_blocked = True


def test_where_a_worker_cannot_be_ended_only_the_processor_is_used(
    immortal: type[Immortal], tmp_path: Path
) -> None:
    with worker("frozen", tmp_path, HASTY) as process:
        with pytest.raises(WorkerStuck, match="could not be ended") as caught:
            list(process.ask(recognise(20, device="auto")))
        assert "restart" in caught.value.hint
        assert survivors() == 1
        with pytest.raises(WorkerStuck):
            list(process.ask(recognise(20, device="auto")))
    with worker("obliging", tmp_path) as another:
        assert list(another.ask(REQUEST))[-1] == Finished()


def test_a_worker_that_ends_after_all_blocks_nobody(
    immortal: type[Immortal], tmp_path: Path
) -> None:
    with worker("frozen", tmp_path, HASTY) as process, pytest.raises(WorkerStuck):
        list(process.ask(recognise(20, device="auto")))
    immortal.is_blocked = False
    supervisor._survivors[0].wait()
    assert survivors() == 0


def test_killing_a_process_that_is_gone_is_no_error() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""], start_new_session=True)
    process.wait()
    assert kill_group(process)


# --- what a reply means for the watch -------------------------------------------------------------


def test_the_audio_in_hand_is_a_window_for_every_place_in_every_batch() -> None:
    loaded = Loaded("ct2", "cpu", "int8", 2, 4)
    assert work_of(recognise(300), loaded) == Work(30.0 * 2 * 4, 0.0)
    assert work_of(recognise(*[20] * 9), loaded).audio == 20.0 * 2 * 4
    assert work_of(recognise(20, 8), loaded).audio == 28.0  # there is no more
    on_gpu = Loaded("torch", "mps", "float16", 8, 4)
    assert work_of(recognise(300, 300), on_gpu).audio == 30.0 * 8 * 2
    whisperx = Loaded("whisperx", "cpu", "int8", 1, 1)
    assert work_of(recognise(300), whisperx).audio == 300.0 + 30.0
    assert work_of(recognise()).audio == 0.0


def test_a_language_is_heard_in_several_windows_without_a_word_between() -> None:
    assert work_of(REQUEST).audio == 150.0


@pytest.mark.parametrize(
    ("reply", "is_progress"),
    [
        (Ready(1), True),
        (Loaded("ct2", "cpu", "int8", 1, 1), True),
        (Progress("recognise", 5.0, 20.0), True),
        (Progress("recognise", 0.0, 20.0), False),
        (Began(0), False),
        (Recognised(ChunkText(0), 1.0), True),
    ],
)
def test_only_what_the_work_has_done_is_progress(reply: AnyReply, is_progress: bool) -> None:
    now = [0.0]
    watch = Watch("load", Work(), Limits(), Clock(lambda: now[0], lambda: now[0]))
    now[0] = 50.0
    assert observe(reply, recognise(20), watch) is is_progress
    assert watch.silence == (0.0 if is_progress else 50.0)


def test_the_speech_at_the_end_of_a_long_film_may_take_its_time() -> None:
    now = [0.0]
    watch = Watch("first", Work(), Limits(), Clock(lambda: now[0], lambda: now[0]))
    film = Prepare("film", "cache", 0, "silero")
    observe(Progress("prepare", 36_000.0, 36_000.0), film, watch)
    assert watch.deadline == pytest.approx(720.0)


@pytest.mark.parametrize(
    ("told", "scale"), [("0.05", 0.05), ("2", 2.0), ("", 1.0), ("fast", 1.0), ("-1", 0.001)]
)
def test_deadlines_can_be_made_shorter_from_outside(told: str, scale: float) -> None:
    environ = {"LONGTAKE_DEADLINE_SCALE": told} if told else {}
    assert limits_from(environ).scale == scale


def recognise(*lengths: float, device: str = "cpu") -> Recognise:
    """A request for chunks of these lengths."""
    starts = [sum(lengths[:place]) for place in range(len(lengths))]
    chunks = (
        Chunk(index, start, start + length, start, start + length)
        for index, (start, length) in enumerate(zip(starts, lengths, strict=True))
    )
    settings = msgspec.structs.replace(SETTINGS, device=device)
    return Recognise("/cache", SpeechMap((), 0.032, b""), settings, tuple(map(ChunkTask, chunks)))


def has_ended(pid: int) -> bool:
    """Wait until a process that is not our child has gone (or is only waiting to be reaped)."""
    try:
        process = psutil.Process(pid)
        process.wait(timeout=10)
    except psutil.NoSuchProcess:
        return True
    except psutil.TimeoutExpired:
        return process.status() == psutil.STATUS_ZOMBIE
    return True
