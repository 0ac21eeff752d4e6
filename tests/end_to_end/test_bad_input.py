"""What no film is ends with one sentence, the right exit code, and nothing left behind."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.options import Home
from tests.commands import longtake
from tests.films import SAMPLE, speech_film

pytestmark = pytest.mark.usefixtures("home", "tiny_en")

Maker = Callable[[Path], Path]


def empty(folder: Path) -> Path:
    film = folder / "empty.mp4"
    film.touch()
    return film


def text(folder: Path) -> Path:
    film = folder / "text.mkv"
    film.write_text("INT. KITCHEN - DAY\n" * 50)
    return film


def header_only(folder: Path) -> Path:
    film = folder / "silent.wav"
    size = (36).to_bytes(4, "little")
    form = (16).to_bytes(4, "little") + bytes.fromhex("01000100803e0000007d000002001000")
    film.write_bytes(b"RIFF" + size + b"WAVEfmt " + form + b"data" + bytes(4))
    return film


def pictures_only(folder: Path) -> Path:
    import av

    film = folder / "pictures.mp4"
    with av.open(str(film), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 64
        for _ in range(10):
            container.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        container.mux(stream.encode())
    return film


def truncated(folder: Path) -> Path:
    import av

    whole = folder / "whole.m4a"
    with av.open(str(SAMPLE)) as source, av.open(str(whole), "w") as container:
        stream = container.add_stream("aac", rate=48_000)
        for frame in source.decode(audio=0):
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    film = folder / "truncated.mp4"
    film.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    whole.unlink()
    return film


def a_folder(folder: Path) -> Path:
    film = folder / "films.mp4"
    film.mkdir()
    return film


def broken_link(folder: Path) -> Path:
    film = folder / "link.mp4"
    film.symlink_to(folder / "nowhere.mp4")
    return film


def missing(folder: Path) -> Path:
    return folder / "missing.mp4"


def playlist(folder: Path) -> Path:
    film = folder / "list.m3u8"
    film.write_text(f"#EXTM3U\n#EXTINF:10,\n{SAMPLE}\n")
    return film


def device(folder: Path) -> Path:
    return Path("/dev/zero")


@pytest.mark.parametrize(
    "make",
    [
        empty,
        text,
        header_only,
        pictures_only,
        truncated,
        a_folder,
        broken_link,
        missing,
        playlist,
        device,
    ],
)
def test_what_is_no_film_is_refused_in_one_sentence(make: Maker, tmp_path: Path) -> None:
    film = make(tmp_path)
    before = {path.name for path in tmp_path.iterdir()}
    run = longtake("transcribe", film, check=3)
    assert "Traceback" not in run.stderr
    assert len(run.stderr.strip().splitlines()) <= 3
    assert {path.name for path in tmp_path.iterdir()} == before
    assert not list((tmp_path / "home" / "cache").glob("*.s16*"))


@pytest.mark.parametrize(
    "name",
    [
        "with space.wav",
        "with 'quotes\" and $.wav",
        "with\nnewline.wav",
        "Фильм 映画 🎬.wav",
        "-dash.wav",
        "file:name%20.wav",
        "x" * 240 + ".wav",
    ],
)
def test_a_film_may_have_any_name(name: str, tmp_path: Path) -> None:
    film = speech_film(tmp_path, seconds=6, name=name)
    longtake("transcribe", "--format", "srt", "--", film, check=0)
    assert film.with_suffix(".srt").exists() or len(name) > 200


def test_a_tenth_of_a_second_is_a_film_without_words(tmp_path: Path) -> None:
    film = speech_film(tmp_path, seconds=0.1)
    run = longtake("transcribe", film, check=0)
    assert "0 words" in run.stderr


@pytest.mark.parametrize(("rate", "channels"), [(8_000, 1), (192_000, 2), (48_000, 6)])
def test_a_film_may_have_any_rate_and_channels(rate: int, channels: int, tmp_path: Path) -> None:
    import numpy as np
    import soundfile

    film = speech_film(tmp_path, seconds=12)
    samples, _ = soundfile.read(film)
    resampled = np.interp(np.arange(0, 12, 1 / rate), np.arange(len(samples)) / 16_000, samples)
    soundfile.write(film, np.stack([resampled] * channels, axis=1), rate)
    longtake("transcribe", film, "--format", "txt", check=0)
    assert len((tmp_path / "film.txt").read_text().split()) > 15


def test_a_folder_for_results_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    film = speech_film(tmp_path, seconds=6)
    blocked = tmp_path / "blocked"
    blocked.write_text("a file, not a folder")
    run = longtake("transcribe", film, "--output-dir", blocked, check=1)
    assert "blocked" in run.stderr
    assert "Traceback" not in run.stderr


def test_no_permission_to_read_is_said(tmp_path: Path) -> None:
    if not os.geteuid():
        pytest.skip("root may read everything")
    film = speech_film(tmp_path, seconds=6)
    film.chmod(0)
    assert "cannot be read (Permission denied)" in longtake("transcribe", film, check=3).stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--device", "tpu"),
        ("--format", "pdf,srt"),
        ("--chunk-seconds", "soon"),
        ("--language", "ru"),
        ("--language", "Klingon"),
        ("--compute-type", "int7"),
        ("--document", "job.txt"),
        ("--audio-track", "7"),
    ],
)
def test_an_option_that_cannot_be_meant_is_refused(
    arguments: tuple[str, str], tmp_path: Path
) -> None:
    film = speech_film(tmp_path, seconds=6)
    run = longtake("transcribe", film, *arguments, check=2)
    assert "Traceback" not in run.stderr


def test_a_model_that_is_not_here_says_how_to_get_it(tmp_path: Path, home: Home) -> None:
    film = speech_film(tmp_path, seconds=6)
    run = longtake("transcribe", film, "--model", "large-v3", check=4)
    assert "longtake models fetch large-v3" in run.stderr


def test_a_device_that_is_not_here_is_named(tmp_path: Path) -> None:
    film = speech_film(tmp_path, seconds=6)
    run = longtake("transcribe", film, "--device", "mps", check=5)
    assert "mps" in run.stderr


def test_a_damaged_document_is_refused_and_left_alone(tmp_path: Path) -> None:
    film = speech_film(tmp_path, seconds=6)
    document = tmp_path / "job.longtake"
    longtake("transcribe", film, "--document", document, check=0)
    damaged = document.read_bytes()[:3000]
    document.write_bytes(damaged)
    run = longtake("transcribe", film, "--document", document, check=1)
    assert "job.longtake" in run.stderr
    assert document.read_bytes() == damaged


def test_debugging_shows_where_an_error_came_from(tmp_path: Path) -> None:
    run = longtake("transcribe", tmp_path / "missing.mp4", "--debug", check=3)
    assert "Traceback" in run.stderr


def test_without_arguments_and_without_a_screen_the_commands_are_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    run = longtake(check=2)
    assert "transcribe" in run.stderr


def test_output_into_a_closed_pipe_is_no_error() -> None:
    run = subprocess.run(
        f"{os.sys.executable} -m engine.cli models list | head -1",  # type: ignore[attr-defined]
        shell=True,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr == ""
