from __future__ import annotations

import getpass
import json
import logging
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import support
from engine.document import Attempt, Document
from engine.edits import AddSpeaker
from engine.errors import FileExists, NotWritable, Problem
from engine.logs import log_file, log_to
from engine.options import Home, Options
from engine.support import MASKED, STOCK, Mask, contents, write_bundle
from tests.commands import longtake
from tests.talking import TalkingWorker, transcribe

SAID = "Quetzal Zanzibar tomorrow Bürgermeister"
PROMPT = "Nightingale budget Xochitl"
NAME = "Konstantina"
TOKEN = "hf_AbCdEfGhIjKlMnOpQrStUvWxYz012345"
FOLDER = "Private tapes"
FILM = "Aunt Philippa's wedding.wav"

NEVER = [
    *SAID.split(),
    *PROMPT.split(),
    NAME,
    TOKEN,
    *FOLDER.split(),
    "Philippa",
    "wedding",
    "Konfetti",
    "s3same",
]

TRACE = """Traceback (most recent call last):
  File "/home/anna/.venv/lib/python3.11/site-packages/torch/nn/functional.py", line 7, in embed
    return torch.embedding(weight)
RuntimeError: CUDA failed with error out of memory while it heard Quetzal
"""


@pytest.fixture
def used_home(home: Home, tiny_en: Path, logging_of_its_own: None, tmp_path: Path) -> Home:
    """A home after a job on a private film, with everything in its logs that should not be."""
    log_to(home)
    film = tmp_path / FOLDER / FILM
    worker = TalkingWorker(SAID)
    ended, _ = transcribe(film, home, worker, initial_prompt=PROMPT)
    with Document.open(Path(ended.job)) as document:
        problem = Problem("worker-died", f"The worker died at {FILM!r}.", "", TRACE + SAID)
        document.add_attempt(Attempt("recognise", 1, 2, "again", problem, 3.5, 10**9))
        document.add_warning(f"{str(film)!r} has a hole after Zanzibar, says {NAME}.")
        document.append_edit(AddSpeaker(NAME))
    for path in (worker.log_file, worker.log_file.with_name(worker.log_file.name + ".1")):
        with path.open("a") as log:
            log.write(TRACE)
            log.write(f"native code of {NAME}\n")
            log.write(f"native code cannot align (quetzal zanzibar) of {film}: {TOKEN}\n")
            log.write(f"2026-01-01 10:00:00,000 77 ERROR lib: {PROMPT} in {FILM} Ελλάδα\n")
            log.write("GET https://anna:s3same@example.org/?key=s3same\n")
    with (home.logs / "engine.jsonl").open("a") as log:
        line = {
            "time": "2026-01-01T10:00:00+00:00",
            "level": "ERROR",
            "process": 7,
            "role": "engine",
            "logger": "lib",
            "message": f"Quetzal in {film}",
            "data": {"deep": {"words": [SAID, {"prompt": PROMPT}]}},
            "trace": TRACE,
        }
        log.write(json.dumps(line) + "\n")
        log.write('{"time": "torn by a full di\n')
    return home


def bundle(home: Home, folder: Path, findings: str = "Machine\n  cuda  none") -> dict[str, str]:
    """The files of a bundle, by their names."""
    target = folder / "bundle.zip"
    target.unlink(missing_ok=True)
    write_bundle(target, home, Options(initial_prompt="Konfetti", chunk_seconds=20), findings)
    with zipfile.ZipFile(target) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


def test_nothing_that_was_said_typed_or_named_is_in_any_file_of_a_bundle(
    used_home: Home, tmp_path: Path
) -> None:
    findings = f"Disk\n  home  {used_home.root}\n  token {TOKEN}\n  Konfetti"
    files = bundle(used_home, tmp_path, findings)
    assert len(files) > 7
    for name, text in files.items():
        for secret in NEVER:
            assert secret.lower() not in text.lower(), (name, secret)
            assert secret.lower() not in name.lower()
        assert str(tmp_path) not in text
        assert getpass.getuser() in (*STOCK, "root") or getpass.getuser() not in text
        assert "Ελλάδα" not in text


def test_what_helps_to_find_the_fault_is_still_there(used_home: Home, tmp_path: Path) -> None:
    files = bundle(used_home, tmp_path)
    log = next(text for name, text in files.items() if name.endswith(".log"))
    assert "CUDA failed with error out of memory" in log
    assert 'site-packages/torch/nn/functional.py", line 7' in log
    assert "2026-01-01 10:00:00,000 77 ERROR lib: " in log
    assert "chunkchanged" in log
    (document,) = (
        json.loads(text) for name, text in files.items() if name.startswith("documents/")
    )
    assert document["state"] == "completed"
    assert (document["chunks"][0]["start"], document["chunks"][1]["end"]) == (0.0, 40.0)
    assert document["chunks"][0]["heard"][0]["words"] == 4
    assert document["stages"]["recognise"][0]["provenance"]["engine"]
    assert document["options"]["chunk_seconds"] == 20
    assert document["options"]["initial_prompt"] == f"{len(PROMPT)} characters"
    assert document["film"]["tracks"] == [["pcm_s16le", 16000, 1, False]]
    (attempt,) = document["attempts"]
    assert attempt["problem"]["code"] == "worker-died"
    assert "functional.py" in attempt["problem"]["trace"]
    assert (attempt["rung"], attempt["memory"]) == ("again", 10**9)
    assert "numpy" in files["packages.txt"]
    assert files["doctor.txt"] == "Machine\n  cuda  none"


def test_a_torn_line_of_a_log_is_left_out_and_the_others_are_kept(
    used_home: Home, tmp_path: Path
) -> None:
    text = bundle(used_home, tmp_path)["logs/engine.jsonl"]
    last = json.loads(text.splitlines()[-1])
    assert last["message"].startswith(f"{MASKED} in ")
    assert last["data"]["deep"]["words"][1] == {"prompt": f"{MASKED} {MASKED} {MASKED}"}


def test_a_document_and_its_logs_have_the_same_name_in_one_bundle_and_another_in_the_next(
    used_home: Home, tmp_path: Path
) -> None:
    first, second = bundle(used_home, tmp_path), bundle(used_home, tmp_path)
    (stem,) = {Path(name).stem for name in first if name.startswith("documents/")}
    assert {f"logs/{stem}.log", f"logs/{stem}.jsonl", f"logs/{stem}.log.1"} <= set(first)
    assert stem in first[f"logs/{stem}.log"]
    assert f"documents/{stem}.json" not in second


def test_the_log_of_a_document_that_is_gone_stays_out(used_home: Home, tmp_path: Path) -> None:
    for document in used_home.documents.glob("*.longtake"):
        document.unlink()
    names = bundle(used_home, tmp_path)
    assert {name for name in names if name.startswith("logs/name")} == set()


def test_a_document_outside_the_home_is_found_by_its_log(used_home: Home, tmp_path: Path) -> None:
    (document,) = used_home.documents.glob("*.longtake")
    elsewhere = tmp_path / "elsewhere.longtake"
    document.rename(elsewhere)
    log = log_file(used_home, elsewhere).with_suffix(".jsonl")
    line = {"time": "", "level": "", "process": 1, "role": "engine", "logger": "", "message": ""}
    log.write_text(json.dumps({**line, "data": {"document": str(elsewhere)}}) + "\n")
    files = bundle(used_home, tmp_path)
    assert any(name.startswith("documents/") for name in files)
    assert not any("quetzal" in text.lower() for text in files.values())


def test_a_damaged_document_is_told_of_and_keeps_its_log_to_itself(
    used_home: Home, tmp_path: Path
) -> None:
    (document,) = used_home.documents.glob("*.longtake")
    document.write_bytes(b"SQLite format 3\0" + bytes(5000))
    files = bundle(used_home, tmp_path)
    (text,) = (text for name, text in files.items() if name.startswith("documents/"))
    assert json.loads(text)["unreadable"]["code"].startswith("document")
    assert not any(name.startswith("logs/name") for name in files)


def test_a_film_that_could_not_even_be_opened_is_not_named(used_home: Home, tmp_path: Path) -> None:
    (tmp_path / "Uncle Theodore").mkdir()
    transcribe(tmp_path / "Uncle Theodore", used_home, TalkingWorker())
    assert "Theodore" in (used_home.logs / "engine.log").read_text()
    assert not any("theodore" in text.lower() for text in bundle(used_home, tmp_path).values())


def test_only_the_latest_documents_are_in_a_bundle(
    used_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(support, "LATEST", 1)
    transcribe(tmp_path / "other.wav", used_home, TalkingWorker())
    names = bundle(used_home, tmp_path)
    assert sum(name.startswith("documents/") for name in names) == 1
    assert sum(name.endswith(".log") for name in names) == 2  # and the engine's


def test_a_home_that_was_never_used_makes_a_bundle_too(tmp_path: Path) -> None:
    files = dict(contents(Home(tmp_path / "new"), Options(), "none"))
    assert set(files) == {"README.txt", "doctor.txt", "packages.txt", "options.json"}


def test_a_file_that_is_there_is_not_replaced(home: Home, tmp_path: Path) -> None:
    target = tmp_path / "film.mp4"
    target.write_text("a film")
    with pytest.raises(FileExists, match=r"film\.mp4"):
        write_bundle(target, home, Options(), "")
    assert target.read_text() == "a film"


def test_a_bundle_that_cannot_be_written_leaves_nothing_behind(home: Home, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    with pytest.raises(NotWritable):
        write_bundle(blocked / "bundle.zip", home, Options(), "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "home"]


# --- the mask ---------------------------------------------------------------------------------


def mask(*words: str, names: tuple[str, ...] = ()) -> Mask:
    return Mask(names, words, ("/home/anna",))


@given(st.lists(st.from_regex(r"[A-Za-z]{2,12}", fullmatch=True), min_size=1), st.text())
def test_no_word_of_the_user_passes_wherever_it_stands(words: list[str], around: str) -> None:
    text = around.join(f" {word.upper()} " for word in words)
    masked = mask(*(word.lower() for word in words)).text(text)
    left = set(masked.lower().split())
    assert not left & ({word.lower() for word in words} - STOCK)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("CUDA failed with error out of memory", "CUDA failed with error out of memory"),
        ("chunk 3 of 40 took 12.5 s", "chunk 3 of 40 took 12.5 s"),
        ("device cpu, int8_float32", "device cpu, int8_float32"),
        ("→ 95 % … done", "→ 95 % … done"),
    ],
)
def test_what_software_says_stays(text: str, shown: str) -> None:
    assert mask("of", "memory", "out", "chunk", "done", "hello").text(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "/Users/philippa/tape.mp4: no such file",
        "'/Users/philippa/my films/tape.mp4' cannot be read",
        "cannot read 'philippa at home.mp4'",
        'cannot read "/x/philippa.wav", sorry',
        'cannot read "/x/aunt philippa\'s day with philippa.wav", sorry',
        'cannot read "aunt philippa\'s day with philippa.wav"',
        "source=/home/anna/philippa.mkv state=done",
        "~/philippa",
    ],
)
def test_names_of_files_are_masked_whether_known_or_not(text: str) -> None:
    masked = mask().text(text)
    assert "philippa" not in masked
    assert "anna" not in masked
    assert "name-" in masked


def test_a_text_that_is_a_path_is_masked_to_its_end() -> None:
    masked = mask().tree({"source": "/tapes/aunt philippa, her wedding.mp4", "index": 3})
    assert masked["source"].startswith("name-")
    assert masked["source"].endswith(".mp4")
    assert "wedding" not in masked["source"]
    assert masked["index"] == 3


def test_a_name_keeps_its_ending_and_is_one_wherever_its_file_lies() -> None:
    shown = mask(names=("Holiday in Rome",))
    inside = shown.text("'Holiday in Rome.mp4' and /disk/Holiday in Rome.mp4")
    assert inside.count(f"{shown.name('Holiday in Rome')}.mp4") == 2


def test_a_name_is_not_masked_again_for_the_letters_in_it() -> None:
    for _ in range(20):
        shown = mask(*"abcdef", "fade", names=("Rome",)).text("fade Rome")
        assert shown.startswith(f"{MASKED} name-")
        assert shown.count(MASKED) == 1


def test_code_in_a_traceback_stays_and_what_the_error_says_does_not() -> None:
    text = mask("return", "secret").text(
        '  File "/opt/x/lib/python3.11/site-packages/a/b.py", line 3, in f\n'
        "    return secret\n"
        "ValueError: secret\n"
        "return"
    )
    assert text.split("\n") == [
        '  File "…/site-packages/a/b.py", line 3, in f',
        "    return secret",
        f"ValueError: {MASKED}",
        MASKED,
    ]


def test_letters_that_no_message_of_ours_has_are_masked_unheard() -> None:
    assert mask().text("Грозный: cannot open") == f"{MASKED}: cannot open"


# --- as a command -----------------------------------------------------------------------------


def test_the_command_says_what_it_found_and_writes_the_bundle(
    used_home: Home, tmp_path: Path
) -> None:
    target = tmp_path / "for support.zip"
    run = longtake("doctor", "--bundle", target, check=0)
    assert "Versions" in run.stdout
    assert "for support.zip" in run.stderr
    with zipfile.ZipFile(target) as opened:
        assert opened.testzip() is None
        assert b"longtake" in opened.read("doctor.txt")
    assert longtake("doctor", "--bundle", target).returncode == 1


def test_what_a_library_quotes_during_a_job_reaches_neither_log_nor_bundle(
    home: Home, tiny_en: Path, tmp_path: Path, logging_of_its_own: None
) -> None:
    class Quoting(TalkingWorker):
        def start(self) -> None:
            logging.getLogger("a_library.alignment").warning('Failed to align ("Quetzal!")')

    log_to(home)
    worker = Quoting()
    transcribe(tmp_path / "film.wav", home, worker)
    assert 'Failed to align ("…")' in worker.log_file.read_text()
    assert not any("quetzal" in text.lower() for text in bundle(home, tmp_path).values())
