from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.engine_client import EngineClient
from app.jobs.job_desk import AT_ONCE, JobDesk
from app.jobs.job_queue import JobQueue
from app.jobs.job_row import JobRow
from engine.document import Document
from engine.jobs import queue as library
from engine.options import Home, Options
from engine.protocol import JobChanged, JobsListed, JobState, JobSummary, OutputOptions, Submit
from tests import engines
from tests.app.clients import Client
from tests.app.documents import document
from tests.films import speech_film

PATIENCE = 60_000


class Bureau:
    """A desk with a real engine behind it."""

    def __init__(self, qtbot: QtBot, log: Path, manner: str = "") -> None:
        self.qtbot = qtbot
        self.client = EngineClient(log, engines.command(manner) if manner else None)
        self.queue = JobQueue()
        self.desk = JobDesk(self.client, self.queue)
        self.greeted: list[list[JobRow]] = []
        self.removed: list[tuple[str, str]] = []
        self.desk.unfinished_found.connect(self.greeted.append)
        self.desk.removed.connect(lambda title, kept: self.removed.append((title, kept)))

    def open(self) -> Bureau:
        with self.qtbot.waitSignal(self.queue.modelReset, timeout=PATIENCE):
            self.client.start()
        return self

    def wait_for(self, job: str, *states: JobState) -> JobRow:
        def stands() -> bool:
            row = self.queue.row_of(job)
            return row is not None and row.state in states

        self.qtbot.waitUntil(stands, timeout=PATIENCE)
        row = self.queue.row_of(job)
        assert row is not None
        return row

    @property
    def waiting(self) -> list[str]:
        return [row.job for row in self.queue.rows if row.state == "queued"]


@pytest.fixture
def bureau(qtbot: QtBot, home: Home, tmp_path: Path) -> Iterator[Bureau]:
    made = Bureau(qtbot, tmp_path / "log")
    yield made
    made.client.stop()


def queued(home: Home, name: str, state: JobState = "queued") -> str:
    path = document(home.documents, name=name)
    with Document.open(path) as opened:
        opened.set_state(state)
    return str(path)


def films(folder: Path, count: int) -> list[Path]:
    """Files that an engine takes for films until it opens them."""
    made = [folder / f"film {n}.mp3" for n in range(count)]
    for number, film in enumerate(made):
        film.write_bytes(bytes([number]) * 5000)
    return made


def submissions(*sources: Path) -> list[Submit]:
    options = Options(model="tiny.en", chunk_seconds=10.0)
    return [Submit(str(source), options, OutputOptions(())) for source in sources]


def busy(bureau: Bureau, folder: Path) -> str:
    """Give the engine something that takes long; the job of it."""
    film = speech_film(folder, seconds=240, name="long.wav")
    with bureau.qtbot.waitSignal(bureau.desk.submitted, timeout=PATIENCE) as told:
        bureau.desk.submit(submissions(film))
    job: str = told.args[0]
    bureau.wait_for(job, "running")
    return job


# --- at the start ---------------------------------------------------------------------------------


def test_the_desk_greets_with_what_was_not_finished(bureau: Bureau, home: Home) -> None:
    jobs = {queued(home, "a"), queued(home, "b", "running")}
    queued(home, "c", "completed")
    queued(home, "d", "cancelled")
    bureau.open()
    assert [{row.job for row in rows} for rows in bureau.greeted] == [jobs]


def test_where_all_is_done_nobody_is_greeted(bureau: Bureau, home: Home) -> None:
    queued(home, "c", "completed")
    bureau.open()
    assert bureau.greeted == []
    assert not bureau.desk.is_busy


def test_what_is_asked_before_the_engine_listens_is_not_lost(
    bureau: Bureau, tmp_path: Path
) -> None:
    (film,) = films(tmp_path, 1)
    bureau.desk.submit(submissions(film))
    assert bureau.desk.is_busy
    bureau.open()
    bureau.qtbot.waitUntil(lambda: not bureau.desk.is_busy, timeout=PATIENCE)
    assert [row.state for row in bureau.queue.rows] == ["failed"]


# --- wishes ---------------------------------------------------------------------------------------


def test_jobs_can_be_paused_and_resumed(bureau: Bureau, tmp_path: Path, tiny_en: Path) -> None:
    bureau.open()
    job = busy(bureau, tmp_path)
    bureau.desk.pause([job])
    assert bureau.wait_for(job, "paused").can_resume
    bureau.desk.resume([job])
    bureau.wait_for(job, "running")
    bureau.desk.cancel([job])
    bureau.wait_for(job, "cancelled")
    assert library.summarise(Path(job)).state == "cancelled"


def test_a_film_that_is_asked_for_twice_is_answered_twice(
    bureau: Bureau, tmp_path: Path, tiny_en: Path
) -> None:
    bureau.open()
    job = busy(bureau, tmp_path)
    row = bureau.queue.row_of(job)
    assert row is not None
    with bureau.qtbot.waitSignal(bureau.desk.submitted, timeout=PATIENCE) as told:
        bureau.desk.submit(submissions(Path(row.source)))
    assert told.args == [job]
    bureau.desk.cancel([job])
    bureau.wait_for(job, "cancelled")
    assert not bureau.desk.is_busy, "nothing is left to be asked for again"


def test_waiting_jobs_are_arranged_paused_and_removed(
    bureau: Bureau, home: Home, tmp_path: Path, tiny_en: Path
) -> None:
    bureau.open()
    running = busy(bureau, tmp_path)
    bureau.desk.submit(submissions(*films(tmp_path, 4)))
    bureau.qtbot.waitUntil(lambda: len(bureau.waiting) == 4, timeout=PATIENCE)
    a, b, c, d = bureau.waiting

    bureau.desk.move([c], -1)
    bureau.qtbot.waitUntil(lambda: bureau.waiting == [a, c, b, d], timeout=PATIENCE)
    bureau.desk.move([a], 1)
    bureau.qtbot.waitUntil(lambda: bureau.waiting == [c, a, b, d], timeout=PATIENCE)
    bureau.desk.move([c], -1)
    bureau.desk.arrange([d], a)
    bureau.qtbot.waitUntil(lambda: bureau.waiting == [c, d, a, b], timeout=PATIENCE)

    bureau.desk.pause([a])
    bureau.wait_for(a, "paused")
    assert bureau.waiting == [c, d, b]

    bureau.desk.remove([b])
    bureau.qtbot.waitUntil(lambda: bool(bureau.removed), timeout=PATIENCE)
    assert bureau.queue.row_of(b) is None
    title, kept = bureau.removed[0]
    assert title.startswith("film ")
    bureau.desk.put_back(kept)
    bureau.wait_for(b, "queued")
    bureau.desk.cancel([running])


def test_the_same_film_dropped_twice_is_one_job(
    bureau: Bureau, tmp_path: Path, tiny_en: Path
) -> None:
    bureau.open()
    running = busy(bureau, tmp_path)
    (film,) = films(tmp_path, 1)
    bureau.desk.submit(submissions(film, film))
    bureau.desk.submit(submissions(film, Path(tmp_path / "long.wav")))
    bureau.qtbot.waitUntil(lambda: len(bureau.waiting) == 1, timeout=PATIENCE)
    bureau.desk.cancel([running])
    bureau.qtbot.waitUntil(lambda: not bureau.desk.is_busy, timeout=PATIENCE)
    assert len(bureau.queue.rows) == 2


def test_two_files_of_one_content_are_both_answered(
    bureau: Bureau, tmp_path: Path, tiny_en: Path
) -> None:
    bureau.open()
    running = busy(bureau, tmp_path)
    (film,) = films(tmp_path, 1)
    copy = film.with_name("copy.mp3")
    copy.write_bytes(film.read_bytes())
    bureau.desk.submit(submissions(film, copy))
    bureau.qtbot.waitUntil(lambda: not bureau.desk._wishes, timeout=PATIENCE)
    assert len(bureau.waiting) == 1
    bureau.desk.cancel([running])


class Counter:
    """A desk whose engine is the test: it hears, and answers when told."""

    def __init__(self, kept_in: Path | None = None) -> None:
        self.client = Client()
        self.desk = JobDesk(self.client, JobQueue(), kept_in=kept_in)  # type: ignore[arg-type]

    @property
    def asked(self) -> list[str]:
        return [each.source for each in self.client.told if isinstance(each, Submit)]

    def answer(self, *sources: str) -> None:
        for source in sources:
            summary = JobSummary(f"{source}.longtake", "x", "queued", source)
            self.client.event_received.emit(JobChanged(summary))


def names(count: int) -> list[str]:
    return [f"/a/film {number}.mp4" for number in range(count)]


def test_of_thousands_only_some_are_asked_for_until_they_are_answered(qapp: object) -> None:
    counter, every = Counter(), names(2000)
    counter.desk.submit(map(Submit, every))
    assert counter.asked == every[:AT_ONCE]
    counter.answer(*every[:3])
    assert counter.asked == every[: AT_ONCE + 3]
    for source in every:
        counter.answer(source)
    assert counter.asked == every and not counter.desk._wishes


def test_another_engine_is_asked_for_what_the_last_one_had_in_hand(qapp: object) -> None:
    counter, every = Counter(), names(50)
    counter.desk.submit(map(Submit, every))
    counter.answer(every[0])
    counter.client.told.clear()
    counter.client.event_received.emit(JobsListed(()))
    assert counter.asked == every[1 : 1 + AT_ONCE]


def test_the_next_session_asks_for_what_was_not_answered(qtbot: QtBot, tmp_path: Path) -> None:
    kept, every = tmp_path / "wishes.json", names(50)
    before = Counter(kept)
    before.desk.submit(map(Submit, every))
    before.answer(*every[:20])
    before.desk.close()
    after = Counter(kept)
    after.client.event_received.emit(JobsListed(()))
    after.answer(*every[20:])
    assert after.asked == every[20:]
    qtbot.waitUntil(lambda: not kept.exists())


def test_a_file_that_vanishes_while_it_waits_fails_alone(
    bureau: Bureau, tmp_path: Path, tiny_en: Path
) -> None:
    bureau.open()
    running = busy(bureau, tmp_path)
    gone, other = films(tmp_path, 2)
    bureau.desk.submit(submissions(gone, other))
    bureau.qtbot.waitUntil(lambda: len(bureau.waiting) == 2, timeout=PATIENCE)
    first, second = bureau.waiting
    gone.unlink()
    bureau.desk.cancel([running])
    problem = bureau.wait_for(first, "failed").problem
    assert problem is not None
    assert problem.code == "media-missing"
    bureau.wait_for(second, "failed")


def test_films_of_a_disk_that_is_unplugged_wait_for_it_to_come_back(
    bureau: Bureau, tmp_path: Path, tiny_en: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    bureau.open()
    running = busy(bureau, tmp_path)
    bureau.desk.submit(submissions(speech_film(disk, 4), speech_film(disk, 5, "other.wav")))
    bureau.qtbot.waitUntil(lambda: len(bureau.waiting) == 2, timeout=PATIENCE)
    jobs = list(bureau.waiting)
    disk.rename(tmp_path / "unplugged")
    bureau.desk.cancel([running])
    problems = [bureau.wait_for(job, "failed").problem for job in jobs]
    assert [problem and problem.code for problem in problems] == ["media-missing"] * 2
    (tmp_path / "unplugged").rename(disk)
    bureau.desk.resume(jobs)
    for job in jobs:
        bureau.wait_for(job, "completed")


def test_moving_what_does_not_wait_moves_nothing(bureau: Bureau) -> None:
    bureau.desk.move(["nobody"], -1)
    bureau.desk.pause([])


# --- engines that crash ---------------------------------------------------------------------------


def test_what_a_crashed_engine_was_asked_is_asked_of_the_next(qtbot: QtBot, tmp_path: Path) -> None:
    bureau = Bureau(qtbot, tmp_path / "log", "crashing").open()
    with qtbot.waitSignal(bureau.client.gave_up, timeout=PATIENCE):
        bureau.desk.submit([Submit("/a/film.mp4")])
    assert bureau.desk.is_busy, "the wish stands, should the user let another engine try"
    bureau.client.stop()


def test_a_job_that_lost_its_engine_goes_on_with_the_next(
    bureau: Bureau, tmp_path: Path, tiny_en: Path
) -> None:
    from app.engine_client import kill_session

    bureau.open()
    job = busy(bureau, tmp_path)
    with bureau.qtbot.waitSignal(bureau.client.ready, timeout=PATIENCE):
        kill_session(bureau.client.pid)
        bureau.wait_for(job, "interrupted")
    bureau.wait_for(job, "running")
    bureau.desk.cancel([job])
    bureau.wait_for(job, "cancelled")
