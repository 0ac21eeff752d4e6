"""Known voices from the command line."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from engine import cli
from engine.document import Document, Source
from engine.edition import edited
from engine.errors import ExitCode
from engine.jobs.diarization import TOLD
from engine.options import Home, Options
from engine.protocol import ToldApart
from engine.transcript import Diarization, SpeakerTurn
from engine.voices import Sample, VoiceLibrary
from tests.builders import chunk, segment, transcript

pytestmark = pytest.mark.usefixtures("logging_of_its_own")

TURNS = (SpeakerTurn(0.0, 30.0, "SPEAKER_00"), SpeakerTurn(30.0, 60.0, "SPEAKER_01"))
VECTORS = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
TALK = transcript(*(segment("Hm.", t.start, f"0.{t.speaker}", speaker=t.speaker) for t in TURNS))


@pytest.fixture
def library(home: Home) -> VoiceLibrary:
    library = VoiceLibrary(home.voices, lambda: "2026-05-03T10:00:00+00:00")
    library.enrol("Anna", [Sample("wespeaker", VECTORS[0], 9.0)], "asked on 3 May")
    library.enrol("Bert", [Sample("wespeaker", (0.0, 0.0, 1.0), 75.0)], "wrote a letter")
    return library


@pytest.fixture
def document(tmp_path: Path, home: Home) -> Path:
    path, film = tmp_path / "film.longtake", tmp_path / "film.mkv"
    film.write_bytes(b"moving pictures")
    with Document.create(path, Source.of(film), Options()) as made:
        made.save_plan((chunk(0, 0.0, 60.0),))
        speakers = tuple(turn.speaker for turn in TURNS)
        told = Diarization(TURNS, TURNS, speakers, VECTORS, "wespeaker")
        made.save(TOLD, 0, "key", ToldApart(told), {})
        made.save("transcript", 0, "", TALK, {})
        made.set_state("completed")
    return path


def run(*arguments: object) -> int:
    return cli.main(["voices", *map(str, arguments)])


def said(capsys: pytest.CaptureFixture[str]) -> list[list[str]]:
    """The rows of a table, without its heading."""
    return [line.split() for line in capsys.readouterr().out.splitlines()[1:]]


def test_everybody_is_listed_with_what_they_agreed_to(
    library: VoiceLibrary, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("list") == ExitCode.DONE
    assert said(capsys) == [
        "Anna 1 0:00:09 2026-05-03 asked on 3 May".split(),
        "Bert 1 0:01:15 2026-05-03 wrote a letter".split(),
    ]


def test_a_suggestion_is_shown_and_nothing_is_changed(
    library: VoiceLibrary, document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = document.read_bytes()
    assert run("suggest", document) == ExitCode.DONE
    assert said(capsys) == [["SPEAKER_00", "Anna", "1.00", "1.00"]]
    assert document.read_bytes() == before


def test_a_suggestion_is_applied_when_that_is_asked_for(
    library: VoiceLibrary, document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("suggest", document, "--apply") == ExitCode.DONE
    assert said(capsys)[0][-1] == "named"
    with Document.open(document) as opened:
        assert edited(opened).transcript.name_of("SPEAKER_00") == "Anna"
        opened.undo()
    assert run("suggest", document, "--apply") == ExitCode.DONE
    assert said(capsys)[0][-1] != "named", "a name that was taken back is not given again"


def test_a_film_whose_speakers_are_not_told_apart_has_no_suggestions(
    library: VoiceLibrary, document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Document.open(document) as opened:
        opened.discard(TOLD, [0])
    assert run("suggest", document) == ExitCode.USAGE
    assert "--diarize" in capsys.readouterr().err


def test_voices_are_forgotten_by_name_or_all(library: VoiceLibrary) -> None:
    assert run("forget", "anna") == ExitCode.DONE
    assert [voice.name for voice in library.voices()] == ["Bert"]
    assert run("forget", "--all") == ExitCode.DONE
    assert not library.path.exists()


def test_an_empty_table_is_explained(
    library: VoiceLibrary, document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("suggest", document, "--apply")
    capsys.readouterr()
    assert run("suggest", document) == ExitCode.DONE
    assert "No speaker without a name" in capsys.readouterr().err
    run("forget", "--all")
    assert run("list") == ExitCode.DONE
    assert "Nobody is known yet" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [(), ("Anna", "--all")])
def test_it_must_be_said_who_is_to_be_forgotten(
    library: VoiceLibrary, arguments: tuple[str, ...]
) -> None:
    assert run("forget", *arguments) == ExitCode.USAGE
    assert len(library.voices()) == 2


def test_voices_go_to_another_home_and_back(
    library: VoiceLibrary, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "voices-out.json"
    assert run("export", file, "Anna") == ExitCode.DONE
    assert capsys.readouterr().err.startswith("1 voice is in ")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    run("forget", "Anna")
    assert run("import", file) == ExitCode.DONE
    assert "Anna" in capsys.readouterr().err
    assert [voice.name for voice in library.voices()] == ["Anna", "Bert"]
    assert run("export", file) == ExitCode.FAILED, "a file that is there is not replaced"
    assert run("import", tmp_path / "nothing.json") == ExitCode.USAGE


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--speaker", "Zoe"), "no speaker 'Zoe'"),
        (("--speaker", "SPEAKER_00"), "never heard alone for long enough"),
        (("--speaker", "SPEAKER_00", "--from", "55"), "no speaker 'SPEAKER_00'"),
        ((), "not said whose voice"),
    ],
)
def test_a_voice_that_cannot_be_meant_is_refused(
    document: Path, arguments: tuple[str, ...], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = ["enroll", "Anna", str(document), "--consent", "yes", *arguments]
    with Document.open(document) as opened:
        alone = transcript(*TALK.segments, speakers=())
        opened.save("transcript", 0, "", alone, {})
    assert run(*bare) == ExitCode.USAGE
    assert complaint in capsys.readouterr().err


def test_nobody_is_enrolled_without_consent(
    document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("enroll", "Anna", document, "--speaker", "SPEAKER_00") == ExitCode.USAGE
    assert "--consent" in capsys.readouterr().err
