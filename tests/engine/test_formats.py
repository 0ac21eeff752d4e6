"""Files that other programs read, written whole or not at all."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pysubs2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import FileExists, NotWritable, UsageError
from engine.orthography import plain
from engine.output.formats import FORMATS, Context, export, file_name
from engine.transcript import BiasReport, Chunk, Gap, Speaker, TermChange, Transcript
from tests.builders import segment, segment_of, transcript, word

REPOSITORY = Path(__file__).parents[2]
TALK = transcript(
    segment("We sail at dawn, said the captain.", 1.0, "0.0"),
    segment("Nobody answered him.", 4.0, "0.1"),
    duration=20.0,
)
NAMED = transcript(
    segment("Are you coming?", 0.0, "0.0", speaker="SPEAKER_00"),
    segment("Of course.", 3.0, "0.1", speaker="SPEAKER_01"),
    speakers=(Speaker("SPEAKER_00", "Anna <B> & Co"), Speaker("SPEAKER_01")),
)
GAPPED = transcript(
    segment("Before.", 1.0, "0.0"),
    segment("After.", 901.0, "2.0"),
    duration=1200.0,
    gaps=(Gap(1, 600.0, 900.0, "the worker ran out of memory"),),
)


def rendered(name: str, talk: Transcript, context: Context | None = None) -> str:
    text = FORMATS[name].render(talk, context or Context())
    assert isinstance(text, str)
    return text


def hidden(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


# --- subtitles ------------------------------------------------------------------------------------


def test_srt_is_numbered_cues() -> None:
    assert rendered("srt", TALK) == (
        "1\n00:00:01,000 --> 00:00:03,100\nWe sail at dawn, said the captain.\n\n"
        "2\n00:00:04,000 --> 00:00:05,000\nNobody answered him.\n"
    )


def test_vtt_begins_with_its_name_and_has_points_in_its_times() -> None:
    assert rendered("vtt", TALK).startswith(
        "WEBVTT\n\n00:00:01.000 --> 00:00:03.100\nWe sail at dawn, said the captain.\n\n"
    )


def test_vtt_gives_each_speaker_a_voice() -> None:
    text = rendered("vtt", NAMED)
    assert "<v Anna &lt;B&gt; &amp; Co>Are you coming?" in text
    assert "<v Speaker 2>Of course." in text


@pytest.mark.parametrize("name", list(FORMATS))
def test_people_read_a_number_for_whom_nobody_named_and_programs_the_label(name: str) -> None:
    content = FORMATS[name].render(NAMED, Context())
    if isinstance(content, bytes):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            content = package.read("word/document.xml").decode()
    readable = {"srt", "vtt", "txt", "ass", "ttml", "md", "docx"}
    assert FORMATS[name].is_read == (name in readable)
    assert ("SPEAKER_01" in content) == (name not in readable)
    assert ("Speaker 2" in content) == (name in readable)


def test_srt_puts_the_speaker_before_the_words() -> None:
    assert "\nAnna <B> & Co: Are you coming?\n" in rendered("srt", NAMED)


@pytest.mark.parametrize("name", ["srt", "vtt"])
@pytest.mark.parametrize(
    "talk", [TALK, NAMED, GAPPED, transcript()], ids="talk named gap none".split()
)
def test_another_program_reads_the_subtitles_as_they_were_meant(
    name: str, talk: Transcript
) -> None:
    events = pysubs2.SSAFile.from_string(rendered(name, talk), format_=name).events
    assert len(events) == len(talk.segments)
    for event, said in zip(events, talk.segments, strict=True):
        assert event.plaintext.replace("\n", " ").endswith(said.text)
        assert event.start == round(said.start * 1000)
        assert event.end > event.start


@pytest.mark.parametrize("name", ["srt", "vtt"])
def test_an_arrow_an_angle_and_a_blank_line_in_the_text_break_no_cue(name: str) -> None:
    said = segment_of(
        (
            word(" a", 1.0),
            word(" -->", 1.3),
            word(" <b>&c", 1.6),
            word("\n\n\x00\x1b", 1.9),
            word(" d", 2.2),
        )
    )
    text = rendered(name, transcript(said))
    assert text.count("-->") == 1
    assert "\x00" not in text
    (event,) = pysubs2.SSAFile.from_string(text, format_=name).events
    assert event.end > event.start
    if name == "vtt":
        assert "&lt;b&gt;&amp;c d" in text


def test_times_beyond_a_hundred_hours_are_written_in_full() -> None:
    assert "\n100:00:01,000 -->" in rendered("srt", transcript(segment("Late.", 360_001.0)))


words = st.text(st.characters(codec="utf-8"), max_size=12).map(lambda text: " " + text)


@settings(deadline=None)
@given(st.lists(words, max_size=8))
def test_whatever_was_said_the_subtitles_keep_their_form(said: list[str]) -> None:
    talk = transcript(*(segment_of((word(text, 2.0 * i),)) for i, text in enumerate(said)))
    for name, comma in (("srt", ","), ("vtt", ".")):
        text = rendered(name, talk)
        text.encode("utf-8")
        blocks = [block for block in text.split("\n\n") if "-->" in block]
        assert len(blocks) == sum(1 for s in talk.segments if plain(s.text))
        for block in blocks:
            lines = block.strip("\n").split("\n")
            head = lines[1] if name == "srt" else lines[0]
            start, end = head.split(" --> ")
            assert start[8] == end[8] == comma
            assert start < end
            assert all(lines)


# --- text, tables, JSON ---------------------------------------------------------------------------


def test_text_is_one_phrase_a_line() -> None:
    assert rendered("txt", TALK) == "We sail at dawn, said the captain.\nNobody answered him.\n"


def test_text_names_its_speakers() -> None:
    assert rendered("txt", NAMED) == "Anna <B> & Co: Are you coming?\nSpeaker 2: Of course.\n"


def test_a_failed_chunk_is_seen_in_the_text_at_its_place() -> None:
    assert rendered("txt", GAPPED) == "Before.\n[00:10:00–00:15:00 not recognised]\nAfter.\n"


def test_a_failed_chunk_is_a_note_before_the_cues() -> None:
    note = "WEBVTT\n\nNOTE 00:10:00–00:15:00 not recognised\n\n00:00:01.000 -->"
    assert rendered("vtt", GAPPED).startswith(note)


def test_tsv_has_milliseconds_and_one_row_a_phrase() -> None:
    said = segment_of((word(" a\tb\n", 1.0), word(" c", 1.3)))
    assert rendered("tsv", transcript(said)) == "start\tend\ttext\n1000\t1600\ta b c\n"


def test_json_has_the_shape_of_whisperx() -> None:
    document = json.loads(rendered("json", TALK))
    assert document["language"] == "en"
    first = document["segments"][0]
    assert set(first) == {"start", "end", "text", "words"}
    assert first["text"] == "We sail at dawn, said the captain."
    assert first["words"][0] == {"word": "We", "start": 1.0, "end": 1.3, "score": 0.9}


def test_json_names_who_speaks() -> None:
    document = json.loads(rendered("json", NAMED))
    assert document["segments"][0]["speaker"] == "SPEAKER_00"
    assert document["segments"][0]["words"][0]["speaker"] == "SPEAKER_00"
    assert document["speakers"][0] == {"id": "SPEAKER_00", "name": "Anna <B> & Co"}


def test_json_marks_where_somebody_else_talks_at_the_same_time() -> None:
    first, second = segment("Come in!", 1.0), segment("Thank you.", 3.0, "0.1")
    talk = transcript(msgspec.structs.replace(first, overlaps=True), second)
    document = json.loads(rendered("json", talk))
    assert [said.get("overlap", False) for said in document["segments"]] == [True, False]


def test_json_tells_what_made_it_and_what_is_missing() -> None:
    chunks = (
        Chunk(0, 0, 600, 0, 600),
        Chunk(1, 600, 900, 600, 900),
        Chunk(2, 900, 1200, 900, 1200),
    )
    context = Context("/films/a\udcff\n.mp4", chunks, {"model": "tiny.en", "device": "cpu"})
    document = json.loads(rendered("json", GAPPED, context))
    assert [chunk["state"] for chunk in document["chunks"]] == ["done", "failed", "done"]
    assert document["gaps"] == [
        {"chunk": 1, "start": 600.0, "end": 900.0, "reason": "the worker ran out of memory"}
    ]
    assert document["engine"]["model"] == "tiny.en"
    assert document["engine"]["longtake"]
    assert document["source"] == "/films/a\ufffd\n.mp4"
    assert (document["warnings"], document["duration"]) == ([], 1200.0)


def test_json_tells_what_a_glossary_did() -> None:
    first = msgspec.structs.replace(TALK.segments[0], windows=(0, 1), offered=("Deryck",))
    talk = msgspec.structs.replace(TALK, segments=(first, *TALK.segments[1:]))
    change = TermChange("Deryck", "Derek", 12.0, 12.5, 3.2)
    report = BiasReport(("Deryck",), ("Deryck",), (change,))
    context = Context(chunks=(Chunk(0, 0, 9, 0, 9), Chunk(1, 9, 20, 9, 20)), bias={0: report})
    document = json.loads(rendered("json", talk, context))
    assert document["segments"][0]["windows"] == [0, 1]
    assert document["segments"][0]["offered_terms"] == ["Deryck"]
    assert document["chunks"][0]["bias"]["changed"][0]["heard"] == "Derek"
    assert "bias" not in document["chunks"][1]


@pytest.mark.parametrize("talk", [TALK, NAMED, GAPPED], ids=["plain", "named", "gapped"])
def test_whisperx_own_writers_take_the_json(talk: Transcript, tmp_path: Path) -> None:
    writers = pytest.importorskip("whisperx.utils")
    options = {"max_line_width": None, "max_line_count": None, "highlight_words": False}
    writers.get_writer("all", str(tmp_path))(
        json.loads(rendered("json", talk)), "film.wav", options
    )
    events = pysubs2.load(str(tmp_path / "film.srt")).events
    assert [event.plaintext.split("]: ")[-1] for event in events] == [s.text for s in talk.segments]
    assert "None" not in (tmp_path / "film.txt").read_text()


# --- writing --------------------------------------------------------------------------------------


def test_every_format_is_written_beside_the_others(tmp_path: Path) -> None:
    paths = export(TALK, list(FORMATS), tmp_path, "film")
    assert [path.name for path in paths] == [f"film{kind.suffix}" for kind in FORMATS.values()]
    assert all(path.read_bytes() for path in paths if path.suffix != ".rttm")
    assert sorted(os.listdir(tmp_path)) == sorted(path.name for path in paths)


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    (path,) = export(TALK, ["txt"], tmp_path / "a" / "b", "film")
    assert path == tmp_path / "a" / "b" / "film.txt"
    assert path.exists()


def test_a_format_named_twice_is_written_once(tmp_path: Path) -> None:
    assert len(export(TALK, ["txt", "srt", "txt"], tmp_path, "film")) == 2


def test_an_unknown_format_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'doc'") as caught:
        export(TALK, ["txt", "doc"], tmp_path / "new", "film")
    assert "srt, vtt, txt, json, tsv" in caught.value.hint
    assert not (tmp_path / "new").exists()


def test_a_file_that_is_there_is_kept_and_no_other_is_written(tmp_path: Path) -> None:
    (tmp_path / "film.json").write_text("mine")
    with pytest.raises(FileExists, match=r"film\.json"):
        export(TALK, ["srt", "json"], tmp_path, "film")
    assert (tmp_path / "film.json").read_text() == "mine"
    assert os.listdir(tmp_path) == ["film.json"]


def test_a_broken_link_counts_as_a_file_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "film.txt").symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileExists):
        export(TALK, ["txt"], tmp_path, "film")


def test_a_file_is_replaced_when_asked(tmp_path: Path) -> None:
    (tmp_path / "film.txt").write_text("old")
    export(TALK, ["txt"], tmp_path, "film", overwrite=True)
    assert (tmp_path / "film.txt").read_text().startswith("We sail")


def test_a_folder_in_the_place_of_a_file_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "film.txt").mkdir()
    with pytest.raises(NotWritable, match="is a folder"):
        export(TALK, ["srt", "txt"], tmp_path, "film", overwrite=True)
    assert os.listdir(tmp_path) == ["film.txt"]


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(NotWritable, match="out"):
        export(TALK, ["txt"], tmp_path / "out", "film")


@pytest.mark.parametrize(
    "stem",
    [
        "a film",
        'it\'s "so"',
        "line\nbreak",
        "фильм 映画 🎬",
        "a.b.c",
        ".hidden",
        "-rf",
        "[x]*?",
        "a\udcffb",
    ],
)
def test_any_name_a_film_can_have_is_taken(stem: str, tmp_path: Path) -> None:
    paths = export(TALK, ["srt", "json"], tmp_path, stem)
    assert [path.name for path in paths] == [stem + ".srt", stem + ".json"]
    assert len(os.listdir(tmp_path)) == 2


def test_a_name_as_long_as_the_file_system_allows_still_finds_room(tmp_path: Path) -> None:
    paths = export(TALK, list(FORMATS), tmp_path, "映" * 84 + "ab")
    assert all(path.exists() for path in paths)
    assert len(os.listdir(tmp_path)) == len(FORMATS)
    assert len(os.fsencode(paths[3].name)) <= 255


def test_a_name_cannot_lead_out_of_the_folder() -> None:
    assert file_name("../../etc/passwd", ".txt") == ".._.._etc_passwd.txt"
    assert file_name("", ".txt") == "transcript.txt"


# --- when the disk refuses ------------------------------------------------------------------------

CHILD = """
import sys
from pathlib import Path
sys.path.insert(0, {repository!r})
{prepare}
from engine.errors import LongtakeError
from engine.output.formats import export
from tests.engine.test_formats import LARGE
try:
    export(LARGE, ["txt", "json"], Path({folder!r}), "film", overwrite=True)
except LongtakeError as error:
    print(type(error).__name__, "|", error.message)
"""
LARGE = transcript(
    *(segment(f"This is phrase {n} of a long talk.", 3.0 * n, f"0.{n}") for n in range(400))
)


def child(
    folder: Path, prepare: str = "", before: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    """Export `LARGE` into `folder` in a process of its own."""
    code = CHILD.format(repository=str(REPOSITORY), folder=str(folder), prepare=prepare)
    return subprocess.run([*before, sys.executable, "-c", code], capture_output=True, text=True)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user can reach, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_read_only_folder_is_named(open_folder: Path) -> None:
    open_folder.chmod(0o555)
    prepare = "import os\nos.getuid() or os.setuid(65534)"
    # Modules are imported before the rights are given up: the checkout may be out of reach then.
    prepare = "import engine.output.formats, tests.engine.test_formats\n" + prepare
    ended = child(open_folder, prepare)
    assert ended.stdout.startswith("NotWritable |"), ended.stderr
    assert "film.txt" in ended.stdout
    assert os.listdir(open_folder) == []


def test_a_full_disk_is_named_and_nothing_half_written_stays(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = f"mount -t tmpfs -o size=96k none {disk} && echo old > {disk}/film.txt"
    if subprocess.run(["unshare", "-rm", "sh", "-c", mount], capture_output=True).returncode:
        pytest.skip("this machine lets no user mount a small disk")
    code = CHILD.format(repository=str(REPOSITORY), folder=str(disk), prepare="")
    script = f'{mount} && "$0" -c "$1"; ls -A {disk}; cat {disk}/film.txt'
    ended = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script, sys.executable, code], capture_output=True, text=True
    )
    said, *left = ended.stdout.splitlines()
    assert said.startswith("NoSpace |"), ended.stderr
    assert left == ["film.txt", "old"]


def test_a_file_too_large_for_the_system_leaves_nothing(tmp_path: Path) -> None:
    prepare = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))"
    ended = child(tmp_path, prepare)
    assert ended.stdout.startswith("NotWritable |"), ended.stderr
    assert os.listdir(tmp_path) == []


def test_what_a_killed_process_left_is_swept_away_by_the_next(tmp_path: Path) -> None:
    prepare = (
        "import resource, signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_DFL)\n"
        "resource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))"
    )
    ended = child(tmp_path, prepare)
    assert ended.returncode == -signal.SIGXFSZ
    assert hidden(tmp_path)
    assert not (tmp_path / "film.json").exists()
    export(TALK, ["txt", "json"], tmp_path, "film")
    assert sorted(os.listdir(tmp_path)) == ["film.json", "film.txt"]


def test_the_hidden_file_of_a_living_process_is_left_alone(tmp_path: Path) -> None:
    theirs = tmp_path / f".film.txt.{os.getppid()}.part"
    theirs.write_text("still being written")
    export(TALK, ["txt"], tmp_path, "film")
    assert theirs.exists()


def test_a_table_has_the_names_of_speakers_where_there_are_any() -> None:
    assert rendered("tsv", NAMED).splitlines() == [
        "start\tend\ttext\tspeaker",
        "0\t900\tAre you coming?\tAnna <B> & Co",
        "3000\t3600\tOf course.\tSPEAKER_01",
    ]


@pytest.mark.parametrize("name", list(FORMATS))
def test_a_segment_without_words_is_in_no_file(name: str) -> None:
    emptied = msgspec.structs.replace(TALK.segments[0], words=())
    with_empty = msgspec.structs.replace(TALK, segments=(emptied, TALK.segments[1]))
    without = msgspec.structs.replace(TALK, segments=TALK.segments[1:])
    render = FORMATS[name].render
    assert render(with_empty, Context()) == render(without, Context())
