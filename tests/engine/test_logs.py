from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import msgspec
import pytest

from engine import logs
from engine.logs import Line, configure_worker, hide, log_to, note, of_job, redacted
from engine.options import Home
from engine.protocol import ChunkChanged
from engine.transcript import Chunk
from tests.conftest import ROOT

pytestmark = pytest.mark.usefixtures("logging_of_its_own")

HF_TOKEN = "hf_AbCdEfGhIjKlMnOpQrStUvWxYz012345"


def run(code: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run `code` in a process of its own; it must end well."""
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=True,
    )


def lines(path: Path) -> list[Line]:
    return [msgspec.json.decode(line, type=Line) for line in path.read_bytes().splitlines()]


# --- what is written, and where ---------------------------------------------------------------


def test_what_happens_is_written_into_the_home(tmp_path: Path) -> None:
    log_to(Home(tmp_path))
    logging.getLogger("engine.document").warning("a chunk is damaged")
    line = (tmp_path / "logs" / "engine.log").read_text()
    assert "WARNING engine.document: a chunk is damaged" in line


def test_programs_read_the_same_as_json_lines(tmp_path: Path) -> None:
    log_to(Home(tmp_path))
    try:
        raise KeyError("x")
    except KeyError:
        logging.getLogger("engine.x").exception("chunk %d", 3, extra={"data": {"chunk": 3}})
    (line,) = lines(tmp_path / "logs" / "engine.jsonl")
    assert (line.level, line.role, line.logger) == ("ERROR", "engine", "engine.x")
    assert (line.message, line.data, line.process) == ("chunk 3", {"chunk": 3}, os.getpid())
    assert line.time.endswith("+00:00")
    assert line.trace.endswith("KeyError: 'x'")


def test_a_home_that_cannot_be_written_only_loses_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").write_text("in the way")
    log_to(Home(tmp_path))
    logging.getLogger("engine").warning("unheard")
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_only_loses_the_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "engine.log").symlink_to("/dev/full")
    log_to(Home(tmp_path))
    logging.getLogger("engine").warning("unheard")
    assert capsys.readouterr().err == ""
    assert [line.message for line in lines(tmp_path / "logs" / "engine.jsonl")] == ["unheard"]


def test_of_libraries_only_warnings_are_kept(tmp_path: Path) -> None:
    log_to(Home(tmp_path))
    for name in ("library", "engine.jobs"):
        logging.getLogger(name).info("so far so good")
        logging.getLogger(name).debug("in detail")
    assert [line.logger for line in lines(tmp_path / "logs" / "engine.jsonl")] == ["engine.jobs"]


# --- a job's own log --------------------------------------------------------------------------


def test_what_is_said_during_a_job_is_in_its_log_and_not_in_the_engines(tmp_path: Path) -> None:
    home, log = Home(tmp_path), logging.getLogger("engine.x")
    log_to(home)
    log.info("before")
    with of_job(home, tmp_path / "film.v2.longtake"):
        log.info("within")
    log.info("after")
    said = [line.message for line in lines(home.logs / "engine.jsonl")]
    assert said == ["before", "job film.v2 begins", "job film.v2 has ended", "after"]
    assert [line.message for line in lines(home.logs / "film.v2.jsonl")][1:] == ["within"]
    assert "within" in (home.logs / "film.v2.log").read_text()


def test_a_jobs_log_says_which_document_it_is_about(tmp_path: Path) -> None:
    log_to(Home(tmp_path))
    with of_job(Home(tmp_path), tmp_path / "film.longtake"):
        pass
    first = lines(tmp_path / "logs" / "film.jsonl")[0]
    assert first.data == {"document": str(tmp_path / "film.longtake")}


def test_other_threads_of_a_job_are_heard_too(tmp_path: Path) -> None:
    log_to(Home(tmp_path))
    with of_job(Home(tmp_path), tmp_path / "film.longtake"):
        thread = threading.Thread(target=logging.getLogger("engine.watchdog").info, args=("bark",))
        thread.start()
        thread.join()
    assert "bark" in (tmp_path / "logs" / "film.log").read_text()


def test_an_event_is_logged_with_its_fields_but_not_with_its_lists(tmp_path: Path) -> None:
    class Told(msgspec.Struct, tag="told"):
        index: int
        empty: str
        place: str
        chunks: tuple[Chunk, ...]

    log_to(Home(tmp_path))
    note(Told(3, "", "/a film", (Chunk(0, 0.0, 1.0, 0.0, 1.0),)))
    note(ChunkChanged("film", 2, "done"))
    first, second = lines(tmp_path / "logs" / "engine.jsonl")
    assert first.message == "told index=3 place='/a film'"
    assert second.data == {
        "type": "chunkchanged",
        "job": "film",
        "index": 2,
        "state": "done",
        "attempt": 1,
    }


# --- who may print ----------------------------------------------------------------------------

ARM = "import os, pathlib, engine.logs as logs; from engine.options import Home\n"
ENGINE = ARM + "logs.log_to(Home(pathlib.Path(os.environ['AT'])))\n"


@pytest.mark.parametrize(
    "misdeed",
    [
        "import warnings; warnings.warn('murmur')",
        "import threading; t = threading.Thread(target=lambda: 1 / 0, name='murmur'); t.start()",
        "class Bad:\n    def __del__(self): raise ValueError('murmur')\nBad()",
        "import logging; l = logging.getLogger('lib'); l.addHandler(logging.StreamHandler())\n"
        "l.propagate = False; l.warning('murmur')",
        "import logging; logging.getLogger('lib').error('murmur')",
        "import logging; logging.getLogger('lib').error('murmur %d of %d', 'one')",
    ],
    ids=["warning", "thread", "finalizer", "own handler", "plain", "misfit"],
)
def test_nothing_but_the_log_hears_what_libraries_murmur(tmp_path: Path, misdeed: str) -> None:
    done = run(ENGINE + misdeed, AT=str(tmp_path))
    assert (done.stdout, done.stderr) == ("", "")
    assert "murmur" in (tmp_path / "logs" / "engine.log").read_text()


def test_transformers_speaks_through_our_log(tmp_path: Path) -> None:
    code = (
        "import engine.logs as logs; logs.configure_worker()\n"
        "from transformers.utils import logging\n"
        "logging.get_logger('transformers.models').warning('murmur')"
    )
    done = run(code, LONGTAKE_LOG=str(tmp_path / "film.log"))
    assert "murmur" not in done.stdout + done.stderr
    assert "WARNING transformers.models: murmur" in (tmp_path / "film.log").read_text()


def test_a_library_may_still_write_files_of_its_own(tmp_path: Path) -> None:
    log_to(Home(tmp_path))
    own = logging.FileHandler(tmp_path / "own.log")
    library = logging.getLogger("test_logs.a_library")
    library.addHandler(own)
    library.warning("kept")
    own.close()
    assert (tmp_path / "own.log").read_text() == "kept\n"


# --- engine and worker in one file ------------------------------------------------------------


def test_a_worker_writes_into_the_log_of_its_job(tmp_path: Path) -> None:
    home, path = Home(tmp_path), tmp_path / "logs" / "film.log"
    code = "import logging, engine.logs as logs; logs.configure_worker()\n"
    with of_job(home, tmp_path / "film.longtake"):
        run(code + "logging.getLogger('engine.worker').info('at work')", LONGTAKE_LOG=str(path))
    last = lines(path.with_suffix(".jsonl"))[-1]
    assert (last.role, last.message) == ("worker", "at work")
    assert "INFO engine.worker: at work" in path.read_text()


def test_a_worker_that_was_told_no_log_speaks_on_stderr() -> None:
    code = "import logging, engine.logs as logs; logs.configure_worker()\n"
    done = run(code + f"logging.getLogger('engine').info('token {HF_TOKEN}')", LONGTAKE_LOG="")
    assert "INFO engine: token [hidden]" in done.stderr


def test_a_full_log_is_moved_aside_and_few_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "LARGEST", 1000)
    log_to(Home(tmp_path))
    for number in range(100):
        logging.getLogger("engine").warning("record %04d", number)
    folder = tmp_path / "logs"
    assert sorted(path.name for path in folder.glob("engine.log*")) == [
        "engine.log",
        "engine.log.1",
        "engine.log.2",
        "engine.log.3",
    ]
    assert all(path.stat().st_size <= 1000 for path in folder.iterdir())
    assert "record 0099" in (folder / "engine.log").read_text()
    assert "record 0099" not in (folder / "engine.log.1").read_text()


def test_processes_that_rotate_one_log_together_lose_and_tear_no_record(tmp_path: Path) -> None:
    code = (
        ENGINE + "import logging, sys; logs.LARGEST, logs.KEPT = 3000, 1000\n"
        "sys.stdin.readline()\n"
        "for i in range(150): logging.getLogger('engine').info('%s %d', sys.argv[1], i)"
    )
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(number)],
            stdin=subprocess.PIPE,
            env={**os.environ, "AT": str(tmp_path)},
        )
        for number in range(3)
    ]
    for writer in writers:  # they begin together
        writer.communicate(b"\n")
    said = [line.message for path in (tmp_path / "logs").glob("*.jsonl*") for line in lines(path)]
    assert sorted(said) == sorted(f"{number} {i}" for number in range(3) for i in range(150))


def test_what_native_code_prints_moves_on_with_the_log(tmp_path: Path) -> None:
    path = tmp_path / "film.log"
    code = (
        "import logging, os, engine.logs as logs; logs.configure_worker(); logs.LARGEST = 500\n"
        "for i in range(20): logging.getLogger('engine').info('record %d', i)\n"
        "os.write(1, b'native words 1\\n'); os.write(2, b'native words 2\\n')"
    )
    with path.open("ab") as stderr:
        subprocess.run(
            [sys.executable, "-c", code],
            stdout=stderr,
            stderr=stderr,
            env={**os.environ, logs.VARIABLE: str(path)},
            check=True,
        )
    assert path.read_text().endswith("native words 1\nnative words 2\n")
    assert path.with_name("film.log.1").exists()


def test_the_wire_of_a_worker_is_left_alone_when_its_log_moves_on(tmp_path: Path) -> None:
    code = (
        "import logging, os, engine.logs as logs; logs.configure_worker(); logs.LARGEST = 300\n"
        "for i in range(20): logging.getLogger('engine').info('record %d', i)\n"
        "print('an answer')"
    )
    assert run(code, LONGTAKE_LOG=str(tmp_path / "film.log")).stdout == "an answer\n"


# --- what stays out ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"401 for {HF_TOKEN} at the hub", HF_TOKEN),
        ("Authorization: Bearer abc.def-gh1_jkl", "abc.def-gh1_jkl"),
        ("{'token': 'abcdefgh', 'size': 3}", "abcdefgh"),
        ("api_key=abcdefgh&x=1", "abcdefgh"),
        ("LONGTAKE_PASSWORD: s3same0pen", "s3same0pen"),
        ("https://anna:s3same@example.org/x", "s3same"),
        ("GET https://cdn.example.org/model.bin?X-Signature=abcdef", "abcdef"),
    ],
)
def test_secrets_are_taken_out(text: str, secret: str) -> None:
    assert secret not in redacted(text)
    assert "[hidden]" in redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        "the prompt has 223 tokens, at most 448",
        "tokens: 50257",
        "https://example.org/path",
        "basic settings",
        "hf_hub is offline",
    ],
)
def test_what_only_looks_like_a_secret_stays(text: str) -> None:
    assert redacted(text) == text


def test_the_value_of_a_secret_variable_is_known_whatever_it_looks_like(tmp_path: Path) -> None:
    code = (
        ENGINE + "import logging; logging.getLogger('lib').error('no: ' + os.environ['HF_TOKEN'])"
    )
    run(code, AT=str(tmp_path), HF_TOKEN="plainword")
    assert "no: [hidden]" in (tmp_path / "logs" / "engine.log").read_text()


def test_no_part_of_a_record_tells_what_is_hidden(tmp_path: Path) -> None:
    log_to(Home(tmp_path))
    hide("the budget of Nightingale")
    try:
        raise ValueError("cannot encode the budget of Nightingale")
    except ValueError:
        data = {"data": {"prompt": "the budget of Nightingale", "in": {"deep": HF_TOKEN}}}
        logging.getLogger("engine").exception("on %s", "the budget of Nightingale", extra=data)
    for path in (tmp_path / "logs").iterdir():
        assert "Nightingale" not in path.read_text()
        assert HF_TOKEN not in path.read_text()
        assert "cannot encode [hidden]" in path.read_text()


def test_a_jobs_prompt_is_hidden_while_it_runs(tmp_path: Path) -> None:
    log_to(Home(tmp_path))
    with of_job(Home(tmp_path), tmp_path / "film.longtake", "Nightingale", ""):
        logging.getLogger("engine").info("about Nightingale")
    assert "about [hidden]" in (tmp_path / "logs" / "film.log").read_text()
    assert redacted("about Nightingale") == "about Nightingale"


def test_what_a_library_quotes_is_left_out_and_our_own_quotes_are_not(tmp_path: Path) -> None:
    log_to(Home(tmp_path))
    for name in ("a_library.alignment", "engine.x"):
        logging.getLogger(name).warning('Failed to align segment (" Say "hello" to him"): none')
    library, ours = lines(tmp_path / "logs" / "engine.jsonl")
    assert library.message == 'Failed to align segment ("…"): none'
    assert "hello" in ours.message


def test_warnings_of_python_are_records_like_others(tmp_path: Path) -> None:
    log_to(Home(tmp_path))
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn("an old function", DeprecationWarning, stacklevel=1)
        logging.captureWarnings(False)
    (line,) = lines(tmp_path / "logs" / "engine.jsonl")
    assert line.logger == "py.warnings"
    assert "an old function" in line.message


def test_a_worker_in_process_speaks_where_the_job_does(tmp_path: Path) -> None:
    configure_worker({logs.VARIABLE: str(tmp_path / "film.log")})
    logging.getLogger("engine.worker").info("hello")
    assert "hello" in (tmp_path / "film.log").read_text()


def test_a_name_that_is_no_text_costs_no_record(home: Home) -> None:
    code = (
        "import logging; from engine import logs, options; logs.log_to(options.home());"
        r"logging.getLogger('engine.x').warning('no %s', 'bad\udcff',"
        r" extra={'data': {'a': '\udcff'}})"
    )
    # In a process of its own: what pytest captures and passes on has to be text.
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    (line,) = (home.logs / "engine.jsonl").read_bytes().splitlines()
    found = msgspec.json.decode(line, type=logs.Line)
    assert (found.message, found.data) == ("no bad\\udcff", {"a": "\\udcff"})
