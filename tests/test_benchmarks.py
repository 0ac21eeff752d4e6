"""The benchmarks' own arithmetic and watching, without any model."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmarks import crash
from tests.benchmarks.bias import (
    COMMON,
    DISTRACTORS,
    Case,
    case_of,
    common_words,
    split_errors,
)
from tests.benchmarks.memory import looped
from tests.benchmarks.noises import MAKERS, RATE, write_noise, write_pieces
from tests.benchmarks.processes import TreeWatch, measure, stdout_of
from tests.benchmarks.recordings import Recording, SpokenSegment, read_set
from tests.benchmarks.report import Report, console, show, spread, write_figures
from tests.benchmarks.scoring import (
    Errors,
    count_errors,
    elsewhere,
    judge,
    near,
    timed_words,
    words_of,
)
from tests.benchmarks.systems import environment, events, new_folder, read_transcription
from tests.benchmarks.witness import read_checkpoints

MEGABYTES_TAKEN = 120

# whisper-normalizer is compiled at its first import, and says this then.
pytestmark = pytest.mark.filterwarnings("ignore:invalid escape sequence")

spoken = st.lists(st.sampled_from("apple river stone window garden".split()), min_size=1)


def test_errors_are_counted_by_kind() -> None:
    errors = count_errors("the quick brown fox jumps", "The quick, red fox jumps again!")
    assert errors == Errors(words=5, insertions=1, deletions=0, substitutions=1)
    assert errors.rate == pytest.approx(40)


def test_case_punctuation_and_spelling_are_no_errors() -> None:
    assert count_errors("mister smith's colour is two", "Mr. Smith's color is 2.").rate == 0


def test_a_transcript_without_words_has_lost_them_all() -> None:
    assert count_errors("one lonely sentence here", "") == Errors(4, deletions=4)
    assert count_errors("", "thanks for watching") == Errors(0, insertions=3)


def test_languages_without_spaces_are_scored_by_character() -> None:
    assert words_of("今日は、いい", "ja") == ["今", "日", "は", "い", "い"]
    assert count_errors("今日はいい", "今日はいや", "ja") == Errors(5, substitutions=1)


def test_other_languages_keep_their_letters() -> None:
    assert words_of("Grüße, Müller!", "de") == ["grüße", "müller"]


def test_errors_add_up() -> None:
    assert Errors(10, 1, 2, 3) + Errors(5, 1, 0, 0) == Errors(15, 2, 2, 3)
    assert Errors(10, 1, 2, 3).rate == pytest.approx(60)


def test_words_of_a_reference_are_spread_over_their_segment() -> None:
    words = timed_words([SpokenSegment(10, 14, "Good fish, bad fish.")])
    assert [word.time for word in words] == [10.5, 11.5, 12.5, 13.5]
    assert [word.text for word in words] == ["good", "fish", "bad", "fish"]


def test_errors_near_a_seam_are_told_from_errors_elsewhere() -> None:
    reference = timed_words(
        [SpokenSegment(0, 4, "alpha beta gamma delta"), SpokenSegment(300, 302, "echo foxtrot")]
    )
    judged = judge(reference, "alpha beta gamma delta echo echo golf")
    assert near(judged, [299], within=5) == Errors(2, insertions=1, substitutions=1)
    assert elsewhere(judged, [299], within=5) == Errors(4)


def test_a_word_missing_at_a_seam_is_an_error_of_that_seam() -> None:
    reference = timed_words([SpokenSegment(0, 10, "a b c d e f g h i j".replace("a", "k"))])
    judged = judge(reference, "k b c d f g h i j")
    assert near(judged, [4.5], within=0.6) == Errors(1, deletions=1)
    assert elsewhere(judged, [4.5], within=0.6).rate == 0


def test_a_silent_transcript_can_be_judged() -> None:
    judged = judge(timed_words([SpokenSegment(0, 1, "hello there")]), "")
    assert near(judged, [0], within=9).rate >= 100


@given(spoken, spoken, st.floats(0, 100))
def test_near_and_elsewhere_together_are_all(said: list[str], heard: list[str], at: float) -> None:
    reference = timed_words([SpokenSegment(0, 100, " ".join(said))])
    judged = judge(reference, " ".join(heard))
    both = near(judged, [at], within=5) + elsewhere(judged, [at], within=5)
    assert both == count_errors(" ".join(said), " ".join(heard))


def test_pauses_of_a_programme_are_found_between_its_segments() -> None:
    recording = Recording(
        id="programme",
        path=Path("programme.flac"),
        duration=60,
        language="en",
        text="",
        segments=(SpokenSegment(2, 20), SpokenSegment(5, 8), SpokenSegment(21, 50)),
    )
    assert recording.speechless(at_least=2) == [(0, 2), (50, 60)]
    assert recording.speechless(at_least=1) == [(0, 2), (20, 21), (50, 60)]


def test_a_set_is_read_from_its_manifest(tmp_path: Path) -> None:
    items = [
        {"id": "a", "file": "audio/a.flac", "duration": 2.5, "lang": "de", "text": "Guten Tag"},
        {
            "id": "b",
            "file": "audio/b.flac",
            "duration": 9,
            "segments": [
                {"start": 0, "end": 1, "text": "Good", "lang": "en"},
                {"start": 2, "end": 3, "text": "morning", "lang": "en"},
            ],
        },
    ]
    (tmp_path / "manifest.json").write_bytes(msgspec.json.encode({"items": items}))
    short, long = read_set(tmp_path)
    assert (short.language, short.text) == ("de", "Guten Tag")
    assert short.path == tmp_path / "audio" / "a.flac"
    assert (long.language, long.text) == ("en", "Good morning")


def test_output_and_complaints_of_a_run_are_kept_apart(tmp_path: Path) -> None:
    words = "import sys; print('result'); print('progress', file=sys.stderr)"
    ended = measure([sys.executable, "-c", words], os.environ, tmp_path / "run.log", tmp_path)
    assert (ended.exit_code, ended.last_lines) == (0, "progress")
    assert stdout_of(ended.log).read_text() == "result\n"


def test_a_tree_watch_adds_up_a_process_and_its_children() -> None:
    with _holding_memory() as process:
        watch = TreeWatch(process.pid)
        watch.sample()
        process.communicate()
    assert watch.processes == 2
    assert watch.peak_memory > MEGABYTES_TAKEN * 10**6
    assert watch.own_cpu > 0


@pytest.mark.skipif(sys.platform != "linux", reason="proportional sizes are told by Linux alone")
def test_proportional_memory_counts_shared_pages_once() -> None:
    with _holding_memory() as process:
        watch = TreeWatch(process.pid)
        watch.sample()
        process.communicate()
    assert MEGABYTES_TAKEN * 10**6 < watch.peak_proportional < watch.peak_memory


def test_a_process_that_is_gone_weighs_nothing() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    watch = TreeWatch(process.pid)
    process.communicate()
    watch.sample()
    assert (watch.peak_memory, watch.processes) == (0, 0)


def test_processor_time_of_children_is_counted(tmp_path: Path) -> None:
    work = "sum(i * i for i in range(2_000_000))"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}])"
    ended = measure([sys.executable, "-c", parent], os.environ, tmp_path / "run.log", tmp_path)
    assert ended.usage.cpu > ended.usage.own_cpu
    assert ended.usage.wall > 0


def test_a_failed_run_keeps_its_last_words(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('no such model')"]
    ended = measure(command, os.environ, tmp_path / "run.log", tmp_path)
    assert ended.exit_code == 1
    assert ended.last_lines == "no such model"


def test_runs_share_nothing_with_the_user_or_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONGTAKE_MODEL", "large-v3")
    monkeypatch.setenv("LONGTAKE_HOME", "/somewhere")
    first, second = environment(new_folder(tmp_path)), environment(new_folder(tmp_path))
    assert "LONGTAKE_MODEL" not in first
    assert first["LONGTAKE_HOME"] != second["LONGTAKE_HOME"]
    assert Path(first["TMPDIR"]).is_dir()


def test_events_are_read_up_to_the_last_whole_line(tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    stdout_of(log).write_bytes(b'{"type":"jobended","exit_code":0}\nhello\n{"type":"jobend')
    assert events(log, "jobended") == [{"type": "jobended", "exit_code": 0}]
    assert events(log, "planned") == []


def test_seams_of_a_transcript_lie_between_its_chunks(tmp_path: Path) -> None:
    path = tmp_path / "film.json"
    chunks = [{"index": 0, "start": 0, "end": 298.5}, {"index": 1, "start": 298.5, "end": 400}]
    path.write_bytes(msgspec.json.encode({"language": "en", "segments": [], "chunks": chunks}))
    heard = read_transcription(path)
    assert heard is not None
    assert heard.seams == [298.5]
    assert read_transcription(tmp_path / "missing.json") is None


@pytest.mark.parametrize("name", MAKERS)
def test_noise_is_as_long_as_asked_and_not_too_loud(name: str, tmp_path: Path) -> None:
    path = write_noise(name, 12.5, tmp_path / "noise.flac")
    samples, rate = soundfile.read(path)
    assert (len(samples), rate) == (12.5 * RATE, RATE)
    assert np.abs(samples).max() < 1
    assert (np.abs(samples).max() == 0) == (name == "silence")


def test_pieces_of_a_recording_are_written_one_after_another(tmp_path: Path) -> None:
    ramp = np.linspace(0, 0.9, 4 * RATE, dtype=np.float32)
    soundfile.write(tmp_path / "ramp.wav", ramp, RATE)
    path = write_pieces(tmp_path / "ramp.wav", [(1, 1.5), (3, 3.5)], tmp_path / "pieces.wav")
    pieces, _ = soundfile.read(path, dtype="float32")
    wanted = np.concatenate([ramp[RATE : RATE * 3 // 2], ramp[3 * RATE : RATE * 7 // 2]])
    np.testing.assert_allclose(pieces, wanted, atol=1e-4)


@pytest.mark.parametrize("suffix", ["flac", "wav"])
def test_a_looped_recording_says_the_same_again(suffix: str, tmp_path: Path) -> None:
    av = pytest.importorskip("av")
    tone = (0.3 * np.sin(np.arange(RATE) / 7)).astype(np.float32)
    soundfile.write(tmp_path / f"tone.{suffix}", tone, RATE)
    path = looped(tmp_path / f"tone.{suffix}", 3, tmp_path / "long.mka")
    with av.open(str(path)) as film:
        samples = np.concatenate([f.to_ndarray().ravel() for f in film.decode(audio=0)])
    assert len(samples) == 3 * RATE
    np.testing.assert_array_equal(samples[:RATE], samples[2 * RATE :])


def test_a_spread_tells_the_middle_and_both_ends() -> None:
    assert spread([3.0, 1.0, 2.0]) == "2.00 (1.00–3.00)"
    assert spread([1.234], digits=1) == "1.2"
    assert spread([]) == "-"


def test_a_report_is_shown_whole_and_kept_as_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = Report("Speed", ("system", "WER %"), (("longtake", "6.40"),), ("a note",), ("[bad]",))
    show(report, console())
    shown = capsys.readouterr().out
    assert all(piece in shown for piece in ("Speed", "longtake", "6.40", "a note", "FAILED: [bad]"))
    write_figures([report], tmp_path / "figures.json")
    assert msgspec.json.decode((tmp_path / "figures.json").read_bytes())[0]["title"] == "Speed"
    assert [path.name for path in tmp_path.iterdir()] == ["figures.json"]


def _holding_memory() -> subprocess.Popen[bytes]:
    """A process whose child holds memory, ready and waiting until its input ends."""
    child = f"block = b'x' * {MEGABYTES_TAKEN * 10**6}; print(len(block), flush=True); input()"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", parent], stdin=pipe, stdout=pipe, stderr=pipe)
    assert process.stdout is not None
    process.stdout.readline()
    return process


# --- kills ----------------------------------------------------------------------------------------


def test_an_engine_that_keeps_its_place_stands_every_kill(tmp_path: Path) -> None:
    kills, faults = _torment(tmp_path)
    assert 0 < len(kills) <= 6
    assert faults == []


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        ("forgets", "computed again"),
        ("orphans", "orphan process left"),
        ("litters", "file left"),
        ("mumbles", "words differ"),
    ],
)
def test_what_an_engine_does_wrong_is_seen(
    fault: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crash, "ORPHANS_MAY_LIVE", 0.5)
    _, faults = _torment(tmp_path, fault)
    assert any(complaint in each for each in faults), faults


def test_a_document_left_in_the_middle_of_a_write_is_read_from_a_copy(tmp_path: Path) -> None:
    document = tmp_path / "job.longtake"
    process = _writing_half(document)
    process.kill()
    process.communicate()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    found = read_checkpoints(document)
    assert (set(found.checkpoints), found.faults) == ({0}, ())
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert "job.longtake-journal" in before


def test_a_damaged_document_is_reported(tmp_path: Path) -> None:
    document = tmp_path / "job.longtake"
    _writing_half(document).communicate()
    content = bytearray(document.read_bytes())
    content[-4096:] = b"\xff" * 4096
    document.write_bytes(content)
    assert read_checkpoints(document).faults


def _torment(folder: Path, fault: str = "") -> tuple[list[crash.Kill], list[str]]:
    """Kill a pretended engine six times and let it end; what was hit and what was found."""
    document, result = folder / "job.longtake", folder / "out" / "film.json"
    pretender = str(Path(__file__).with_name("pretend_engine.py"))
    command = [sys.executable, pretender, str(document), str(result), *filter(None, [fault])]
    job, kills = crash.Job(command, folder, document, result), list[crash.Kill]()
    faults = crash.torment(job, kills, 6, 0.4, random.Random(3))
    usual = {Path("job.longtake"), Path("out/film.json")}
    return kills, faults + list(job.faults_at_end("every word of it".split(), usual))


def _writing_half(document: Path) -> subprocess.Popen[bytes]:
    """A process that saved chunk 0 and is in the middle of writing many more."""
    script = f"""
import sqlite3
db = sqlite3.connect({str(document)!r}, isolation_level=None)
db.execute("CREATE TABLE checkpoint (stage, part INTEGER, key, saved_at, checksum)")
db.execute("INSERT INTO checkpoint VALUES ('recognise', 0, 'key', 'now', x'00')")
db.execute("PRAGMA cache_size = 1")
db.execute("BEGIN IMMEDIATE")
for part in range(1, 2000):
    row = (part, str(part) * 50)
    db.execute("INSERT INTO checkpoint VALUES ('recognise', ?, ?, 'now', x'00')", row)
print("half", flush=True)
input()
db.execute("COMMIT")
"""
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", script], stdin=pipe, stdout=pipe, stderr=pipe)
    assert process.stdout is not None
    assert process.stdout.readline() == b"half\n"
    return process


def test_the_rare_words_of_a_reference_are_its_terms() -> None:
    common = [*"the a man saw there and then".split(), *(f"filler{n}" for n in range(COMMON))]
    common += [f"other{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(300)]
    film = Recording(
        "x", Path("x.flac"), 9.0, "en", "The man saw Xochitl, and then XOCHITL othera."
    )
    case = case_of(film, common)
    assert case.terms == {"xochitl", "othera"}
    assert case.written[0] == "Xochitl"
    assert len(case.distractors) == DISTRACTORS
    assert not case.distractors & case.terms


def test_errors_are_told_apart_by_whether_a_term_is_meant_or_inserted() -> None:
    film = Recording("x", Path("x.flac"), 9.0, "en", "the man saw xochitl there")
    case = Case(film, frozenset({"xochitl"}), frozenset({"zanzibar"}), ("xochitl", "zanzibar"))
    found = split_errors(case, "the man so cheetle zanzibar there")
    assert (found.biased.words, found.unbiased.words) == (1, 4)
    assert found.distractors == 1
    assert found.biased.rate > 0
    perfect = split_errors(case, "The man saw Xochitl there.")
    assert (perfect.biased.rate, perfect.unbiased.rate, perfect.distractors) == (0, 0, 0)


def test_every_draw_has_other_distractors_and_the_same_terms() -> None:
    film = Recording("x", Path("x.flac"), 9.0, "en", "the man saw Xochitl there")
    common = [f"word{chr(97 + place // 26)}{chr(97 + place % 26)}" for place in range(600)]
    common = [*(f"x{place}" for place in range(5000)), *common]
    first, again, second = (case_of(film, common, draw) for draw in (0, 0, 1))
    assert first == again
    assert first.terms == second.terms
    assert first.distractors != second.distractors
    assert len(second.distractors) == 100


def test_words_are_common_in_the_order_of_the_vocabulary(tmp_path: Path) -> None:
    file = tmp_path / "vocabulary.txt"
    file.write_text("!\nĠthe\ning\nĠThe\nĠof\nĠ42\n", encoding="utf-8")
    assert common_words(file) == ["the", "of"]
