"""`longtake import`, as it is run."""

from __future__ import annotations

from pathlib import Path

from engine.document import Document
from engine.errors import ExitCode
from engine.options import Home
from tests.commands import longtake

CUE = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Anna>Hello there."


def test_a_subtitle_file_can_be_shown_and_exported_as_a_transcript(
    tmp_path: Path, home: Home
) -> None:
    text = tmp_path / "talk.vtt"
    text.write_text(CUE)
    made = longtake("import", text, check=ExitCode.DONE).stdout.strip()
    assert Path(made).parent == home.documents
    assert "Anna: Hello there." in longtake("show", made, check=ExitCode.DONE).stdout
    longtake("export", text, "--format", "txt", check=ExitCode.DONE)
    assert (tmp_path / "talk.txt").read_text() == "Anna: Hello there.\n"


def test_what_is_no_transcript_is_told_in_a_sentence(tmp_path: Path, home: Home) -> None:
    bad = tmp_path / "bad.srt"
    bad.write_text("nothing")
    run = longtake("import", bad, check=ExitCode.MEDIA)
    assert "'bad.srt' cannot be imported" in run.stderr
    assert "Traceback" not in run.stderr


def test_one_film_cannot_be_that_of_several_texts(tmp_path: Path, home: Home) -> None:
    run = longtake("import", "a.srt", "b.srt", "--media", "film.mp4", check=ExitCode.USAGE)
    assert "--media" in run.stderr


def test_a_text_that_is_none_does_not_stop_the_others(tmp_path: Path, home: Home) -> None:
    (tmp_path / "bad.srt").write_text("nothing")
    (tmp_path / "talk.vtt").write_text(CUE)
    run = longtake("import", tmp_path / "bad.srt", tmp_path / "talk.vtt", check=ExitCode.MEDIA)
    assert Path(run.stdout.strip()).is_file()
    assert "'bad.srt' cannot be imported" in run.stderr


def test_the_language_of_a_text_is_kept_by_its_code(tmp_path: Path, home: Home) -> None:
    text = tmp_path / "talk.vtt"
    text.write_text(CUE)
    run = longtake("import", text, "--language", "Klingon", check=ExitCode.USAGE)
    assert "Klingon" in run.stderr and not run.stdout
    made = longtake("import", text, "--language", "Russian", check=ExitCode.DONE).stdout.strip()
    with Document.open(Path(made), read_only=True) as document:
        assert document.language == "ru"
