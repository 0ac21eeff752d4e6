"""The `longtake` command on real films, with real models and real worker processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import psutil
import pytest

from engine.document import Document
from engine.options import Home
from engine.protocol import ChunkChanged, JobEnded
from tests.commands import Running, longtake, words
from tests.films import SAMPLE, speech_film

pytestmark = pytest.mark.usefixtures("home", "tiny_en")


def test_the_sample_recording_becomes_the_text_that_is_spoken(tmp_path: Path) -> None:
    longtake("transcribe", SAMPLE, "--output-dir", tmp_path, check=0)
    spoken = SAMPLE.with_suffix(".txt").read_text().lower().split()
    heard = (tmp_path / "sample.txt").read_text().lower().split()
    known = {word.strip(".,;:!?\"'") for word in spoken}
    found = [word for word in heard if word.strip(".,;:!?\"'") in known]
    assert len(found) > 0.9 * len(spoken)


def test_every_format_is_written_and_nothing_else(tmp_path: Path) -> None:
    film = speech_film(tmp_path, seconds=12)
    longtake("transcribe", film, "--format", "srt,vtt,txt,json,tsv", check=0)
    names = sorted(path.name for path in tmp_path.iterdir() if path.is_file())
    assert names == ["film.json", "film.srt", "film.tsv", "film.txt", "film.vtt", "film.wav"]


def test_the_same_command_again_has_nothing_to_do(tmp_path: Path) -> None:
    film = speech_film(tmp_path, seconds=12)
    longtake("transcribe", film, check=0)
    again = Running(film)
    states = [event.state for event in again.events() if isinstance(event, ChunkChanged)]
    assert again.wait() == 0
    assert states == []


def test_a_killed_engine_goes_on_where_it_stopped(tmp_path: Path) -> None:
    film = speech_film(tmp_path, seconds=60)
    arguments = (film, "--chunk-seconds", 10)
    running = Running(*arguments)
    running.wait_for_chunks(2)
    workers = running.workers()
    running.process.kill()
    running.wait()
    assert psutil.wait_procs(workers, timeout=10)[1] == []
    rest = Running(*arguments)
    done = [e.index for e in rest.events() if isinstance(e, ChunkChanged) and e.state == "done"]
    assert rest.wait() == 0
    assert 0 not in done
    assert 1 not in done
    whole = speech_film(tmp_path, seconds=60, name="undisturbed.wav")
    longtake("transcribe", whole, "--chunk-seconds", 10, check=0)
    assert words(tmp_path / "film.json") == words(tmp_path / "undisturbed.json")


def test_a_killed_worker_costs_only_the_chunk_in_hand(tmp_path: Path) -> None:
    running = Running(speech_film(tmp_path, seconds=60), "--chunk-seconds", 10)
    running.wait_for_chunks(1)
    for worker in running.workers():
        worker.kill()
    states = [(e.index, e.state) for e in running.events() if isinstance(e, ChunkChanged)]
    assert running.wait() == 0
    assert [state for _, state in states].count("retried") == 1
    assert (0, "done") not in states


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_film_says_so_and_can_be_resumed(number: int, tmp_path: Path) -> None:
    running = Running(speech_film(tmp_path, seconds=60), "--chunk-seconds", 10)
    running.wait_for_chunks(1)
    workers = running.workers()
    running.process.send_signal(number)
    assert running.wait() == 130
    assert psutil.wait_procs(workers, timeout=10)[1] == []
    listed = longtake("jobs", check=0).stdout
    assert "interrupted" in listed
    longtake("resume", check=0)
    assert "completed" in longtake("jobs", check=0).stdout


def test_one_bad_film_does_not_stop_the_others(tmp_path: Path) -> None:
    good = speech_film(tmp_path, seconds=12)
    bad = tmp_path / "bad.mp4"
    bad.write_text("this is no film")
    run = longtake("transcribe", bad, good, tmp_path / "missing.mp4")
    assert run.returncode == 3
    assert (tmp_path / "film.srt").exists()
    assert "completed" in run.stderr
    assert run.stderr.count("failed") == 2
    assert "Traceback" not in run.stderr


def test_a_film_can_be_transcribed_without_a_worker_process(tmp_path: Path) -> None:
    film = speech_film(tmp_path, seconds=12)
    longtake("transcribe", film, "--in-process", check=0)
    assert len(words(tmp_path / "film.json")) > 15


def test_a_file_that_somebody_else_wrote_is_not_replaced_unasked(tmp_path: Path) -> None:
    film = speech_film(tmp_path, seconds=12)
    (tmp_path / "film.srt").write_text("mine")
    run = longtake("transcribe", film)
    assert run.returncode == 1
    assert "--overwrite" in run.stderr
    assert (tmp_path / "film.srt").read_text() == "mine"
    longtake("transcribe", film, "--overwrite", check=0)
    assert (tmp_path / "film.srt").read_text() != "mine"


def test_a_moved_film_is_known_again(tmp_path: Path) -> None:
    film = speech_film(tmp_path, seconds=12)
    longtake("transcribe", film, check=0)
    moved = tmp_path / "elsewhere" / "renamed.wav"
    moved.parent.mkdir()
    film.rename(moved)
    again = Running(moved)
    assert not [event for event in again.events() if isinstance(event, ChunkChanged)]
    assert again.wait() == 0
    assert (moved.parent / "renamed.srt").exists()


def test_a_document_refuses_another_film_and_can_be_begun_anew(tmp_path: Path) -> None:
    document = tmp_path / "job.longtake"
    longtake("transcribe", speech_film(tmp_path, 12), "--document", document, check=0)
    changed = speech_film(tmp_path, 15)
    run = longtake("transcribe", changed, "--document", document)
    assert run.returncode == 3
    assert "--restart" in run.stderr
    longtake("transcribe", changed, "--document", document, "--restart", check=0)


def test_two_processes_on_one_document_are_kept_apart(tmp_path: Path) -> None:
    film = speech_film(tmp_path, seconds=60)
    first = Running(film, "--chunk-seconds", 10)
    first.wait_for_chunks(1)
    second = longtake("transcribe", film)
    assert second.returncode == 1
    assert str(first.process.pid) in second.stderr
    first.events()
    assert first.wait() == 0


def test_what_was_made_can_be_shown_and_exported_again(tmp_path: Path) -> None:
    film = speech_film(tmp_path, seconds=12)
    longtake("transcribe", film, "--format", "json", check=0)
    assert words(tmp_path / "film.json")[0] in longtake("show", film, check=0).stdout
    assert "cpu" in longtake("show", film, "--chunks", check=0).stdout
    exported = longtake("export", film, "--format", "vtt", "--output-dir", tmp_path / "x", check=0)
    assert exported.stdout.strip() == str(tmp_path / "x" / "film.vtt")


def test_the_result_says_what_made_it(tmp_path: Path) -> None:
    longtake("transcribe", speech_film(tmp_path, seconds=12), check=0)
    result = json.loads((tmp_path / "film.json").read_text())
    assert result["engine"]["model"] == "tiny.en"
    assert result["engine"]["device"] == "cpu"
    assert result["language"] == "en"


def test_the_events_end_with_how_the_job_ended(tmp_path: Path) -> None:
    running = Running(speech_film(tmp_path, seconds=12))
    events = running.events()
    assert running.wait() == 0
    assert isinstance(events[-1], JobEnded)
    with Document.open(Path(events[-1].job), read_only=True) as document:
        assert document.state == "completed"


def test_a_disk_that_fills_up_loses_nothing(tmp_path: Path, home: Home) -> None:
    if os.geteuid():
        pytest.skip("needs root, to mount a small disk")
    film = speech_film(tmp_path, seconds=60)
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1M", "tmpfs", small], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        home.cache.symlink_to(small, target_is_directory=True)
        run = longtake("transcribe", film, check=1)
        assert "The disk is full" in run.stderr
        assert "Traceback" not in run.stderr
        assert not list(small.glob("*.s16*"))
    finally:
        subprocess.run(["umount", small], check=True)
    longtake("transcribe", film, check=0)
