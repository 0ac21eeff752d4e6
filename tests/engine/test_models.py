from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import models
from engine.errors import ModelDamaged, ModelError, ModelMissing, UsageError
from engine.models_catalogue import CATALOGUE, Catalogue
from engine.options import Home
from tests.engine.local_hub import LocalHub, entry_for, serving, whisper_files, write_files
from tests.strangers import as_a_stranger, folder_for_all

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("LONGTAKE_SHARED", ROOT.parent / "shared")) / "models"
FILES = whisper_files()
ENTRY = entry_for(FILES)
AMONG: Catalogue = (ENTRY,)

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the models beside the checkout (../shared) are not here"
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home of its own, and an environment in which nothing outside this machine is asked."""
    for name in ("LONGTAKE_OFFLINE", "HF_HUB_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    return Home(tmp_path / "home")


@pytest.fixture
def hub(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalHub]:
    with serving(FILES) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
        yield server


def install(home: Home) -> Path:
    return write_files(home.models / ENTRY.name, FILES)


def transformers_files(tokens: int = 51_864) -> dict[str, bytes]:
    config = {"model_type": "whisper", "vocab_size": tokens}
    return {
        "config.json": json.dumps(config).encode(),
        "tokenizer.json": b"{}",
        "model.safetensors": b"weights",
    }


# --- names ----------------------------------------------------------------------------------------


def test_the_catalogue_is_the_one_of_the_catalogue_module() -> None:
    assert models.catalogue() is CATALOGUE


def test_an_installed_model_is_found_by_its_name(home: Home) -> None:
    folder = install(home)
    found = models.resolve(ENTRY.name, home, among=AMONG)
    assert (found.path, found.kind, found.name) == (folder, "ct2", ENTRY.name)
    assert not found.is_multilingual


def test_a_known_model_that_is_not_here_ends_with_the_sentence_that_helps(home: Home) -> None:
    with pytest.raises(ModelMissing, match="'large-v3' is not on this machine") as caught:
        models.resolve("large-v3", home)
    assert caught.value.exit_code == 4
    assert "longtake models fetch large-v3" in caught.value.hint
    assert "folder" in caught.value.hint


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("turbo", "large-v3-turbo"), ("large", "large-v3"), ("tny.en", "tiny.en"), ("bas", "base")],
)
def test_an_unknown_name_suggests_the_nearest(home: Home, typed: str, meant: str) -> None:
    with pytest.raises(ModelMissing, match=typed) as caught:
        models.resolve(typed, home)
    assert meant in caught.value.hint
    assert caught.value.exit_code == 4


@pytest.mark.parametrize("name", ["no such", "", "ä", "a" * 300, "with\nnewline", "nul\0byte"])
def test_a_name_that_means_nothing_is_refused_with_a_hint(home: Home, name: str) -> None:
    with pytest.raises(ModelMissing) as caught:
        models.resolve(name, home)
    assert "longtake models list" in caught.value.hint


def test_a_folder_that_is_not_there_is_said_not_to_be_there(home: Home, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="no folder"):
        models.resolve(str(tmp_path / "nowhere"), home)


def test_a_broken_link_is_not_a_folder(home: Home, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ModelMissing):
        models.resolve(str(tmp_path / "link"), home)


def test_a_file_is_not_a_folder(home: Home, tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(FILES["model.bin"])
    with pytest.raises(ModelError, match="is a file"):
        models.resolve(str(tmp_path / "model.bin"), home)


def test_the_speaker_models_recognise_nothing(home: Home) -> None:
    with pytest.raises(UsageError, match="cannot recognise speech"):
        models.ensure("speaker", home)
    with pytest.raises(UsageError, match="cannot tell speakers apart"):
        models.resolve("base", home, purpose="speakers")


def test_the_speaker_models_are_resolved_for_their_own_purpose(home: Home) -> None:
    with pytest.raises(ModelMissing, match="'speaker' is not on this machine"):
        models.resolve("speaker", home, purpose="speakers")


# --- folders --------------------------------------------------------------------------------------


@needs_shared
def test_a_ctranslate2_folder_is_taken_as_it_is(home: Home) -> None:
    found = models.resolve(str(SHARED / "whisper-tiny-ct2-int8"), home)
    assert (found.kind, found.name) == ("ct2", "whisper-tiny-ct2-int8")
    assert found.is_multilingual


@needs_shared
def test_a_transformers_folder_is_taken_as_it_is(home: Home) -> None:
    found = models.resolve(str(SHARED / "whisper-tiny.en-hf"), home)
    assert (found.kind, found.path) == ("transformers", SHARED / "whisper-tiny.en-hf")
    assert not found.is_multilingual


@needs_shared
def test_a_folder_of_another_model_is_refused(home: Home) -> None:
    with pytest.raises(ModelError):
        models.resolve(str(SHARED / "pyannote-diarization"), home)


@pytest.mark.parametrize(("tokens", "expected"), [(51_864, False), (51_865, True), (51_866, True)])
def test_the_vocabulary_tells_whether_a_model_is_multilingual(
    home: Home, tmp_path: Path, tokens: int, expected: bool
) -> None:
    ct2 = write_files(tmp_path / "ct2", whisper_files(1000, tokens))
    transformers = write_files(tmp_path / "hf", transformers_files(tokens))
    assert models.resolve(str(ct2), home).is_multilingual is expected
    assert models.resolve(str(transformers), home).is_multilingual is expected


def test_a_vocabulary_may_be_json(home: Home, tmp_path: Path) -> None:
    files = whisper_files(1000)
    del files["vocabulary.txt"]
    files["vocabulary.json"] = json.dumps([str(token) for token in range(51_866)]).encode()
    assert models.resolve(str(write_files(tmp_path / "m", files)), home).is_multilingual


def test_a_folder_may_have_any_name(home: Home, tmp_path: Path) -> None:
    folder = write_files(tmp_path / 'мой "Whisper"\nнастроенный', FILES)
    assert models.resolve(str(folder), home).path == folder


def test_a_folder_may_be_given_relative_to_the_home_of_the_user(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = write_files(tmp_path / "mine", FILES)
    assert models.resolve("~/mine", home).path == folder


def test_a_folder_among_the_models_is_known_by_its_name(home: Home) -> None:
    folder = write_files(home.models / "my-russian", FILES)
    assert models.resolve("my-russian", home).path == folder


def test_a_catalogue_name_wins_over_a_folder_of_that_name(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path / ENTRY.name, FILES)
    with pytest.raises(ModelMissing):
        models.resolve(ENTRY.name, home, among=AMONG)
    assert models.resolve(f"./{ENTRY.name}", home, among=AMONG).path == tmp_path / ENTRY.name


def test_an_empty_folder_is_said_to_hold_no_weights(home: Home, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="no weights") as caught:
        models.resolve(str(tmp_path), home)
    assert "model.bin" in caught.value.hint


@pytest.mark.parametrize(
    "name", ["pytorch_model.bin", "pytorch_model-00001-of-00002.bin", "tiny.pt", "last.ckpt"]
)
def test_weights_that_are_a_pickle_are_refused(home: Home, tmp_path: Path, name: str) -> None:
    files = {
        "config.json": b'{"model_type": "whisper"}',
        "tokenizer.json": b"{}",
        name: b"\x80\x04",
    }
    with pytest.raises(ModelError, match="pickle") as caught:
        models.resolve(str(write_files(tmp_path / "m", files)), home)
    assert "safetensors" in caught.value.hint


def test_a_pickle_that_calls_itself_model_bin_is_refused(home: Home, tmp_path: Path) -> None:
    files = {**FILES, "model.bin": b"\x80\x04\x95" + bytes(100)}
    with pytest.raises(ModelError, match="not a Whisper"):
        models.resolve(str(write_files(tmp_path / "m", files)), home)


def test_a_ctranslate2_model_for_something_else_is_refused(home: Home, tmp_path: Path) -> None:
    other = b"\x06\x00\x00\x00" + b"\x10\x00" + b"TransformerSpec\x00" + bytes(100)
    folder = write_files(tmp_path / "m", {**FILES, "model.bin": other})
    with pytest.raises(ModelError, match="not a Whisper"):
        models.resolve(str(folder), home)


def test_an_empty_model_bin_is_refused(home: Home, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not a Whisper"):
        models.resolve(str(write_files(tmp_path / "m", {**FILES, "model.bin": b""})), home)


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "vocabulary.txt"])
def test_what_a_folder_lacks_is_named(home: Home, tmp_path: Path, name: str) -> None:
    files = {file: data for file, data in FILES.items() if file != name}
    with pytest.raises(ModelMissing, match=name.replace(".", r"\.")):
        models.resolve(str(write_files(tmp_path / "m", files)), home)


def test_a_transformers_model_for_something_else_is_refused(home: Home, tmp_path: Path) -> None:
    files = {**transformers_files(), "config.json": b'{"model_type": "wav2vec2"}'}
    with pytest.raises(ModelError, match="wav2vec2"):
        models.resolve(str(write_files(tmp_path / "m", files)), home)


@pytest.mark.parametrize("config", [b"", b"{", b"[]", b'{"vocab_size": "many"}', b"\xff\xfe"])
def test_a_config_that_cannot_be_read_is_named(home: Home, tmp_path: Path, config: bytes) -> None:
    files = {**transformers_files(), "config.json": config}
    with pytest.raises(ModelDamaged, match=r"config\.json"):
        models.resolve(str(write_files(tmp_path / "m", files)), home)


def test_a_missing_shard_is_named(home: Home, tmp_path: Path) -> None:
    index = {"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}
    files = transformers_files()
    files["model-1.safetensors"] = files.pop("model.safetensors")
    files["model.safetensors.index.json"] = json.dumps(index).encode()
    folder = write_files(tmp_path / "m", files)
    with pytest.raises(ModelMissing, match=r"model-2\.safetensors is missing"):
        models.resolve(str(folder), home)
    write_files(folder, {"model-2.safetensors": b"more"})
    assert models.resolve(str(folder), home).kind == "transformers"


def test_weights_that_may_not_be_read_are_named(home: Home) -> None:
    with folder_for_all() as place:
        folder = write_files(place / "m", FILES)
        (folder / "model.bin").chmod(0)
        with as_a_stranger(), pytest.raises(ModelMissing, match="cannot be read"):
            models.resolve(str(folder), home)


def test_weights_that_are_a_folder_are_no_weights(home: Home, tmp_path: Path) -> None:
    (tmp_path / "m" / "model.bin").mkdir(parents=True)
    with pytest.raises(ModelMissing, match="no weights"):
        models.resolve(str(tmp_path / "m"), home)


# --- identity -------------------------------------------------------------------------------------


def test_a_copy_elsewhere_has_the_same_identity(home: Home, tmp_path: Path) -> None:
    install(home)
    copy = write_files(tmp_path / "copy", {**FILES, "README.md": b"not read by a recognizer"})
    known = models.resolve(ENTRY.name, home, among=AMONG)
    assert models.resolve(str(copy), home).identity == known.identity


@pytest.mark.parametrize("name", ["model.bin", "tokenizer.json"])
def test_another_file_makes_another_identity(home: Home, tmp_path: Path, name: str) -> None:
    first = models.resolve(str(write_files(tmp_path / "a", FILES)), home)
    changed = {**FILES, name: FILES[name] + b" "}
    second = models.resolve(str(write_files(tmp_path / "b", changed)), home)
    assert first.identity != second.identity


def test_weights_are_not_hashed_at_every_start(home: Home, tmp_path: Path) -> None:
    folder = write_files(tmp_path / "m", FILES)
    before = models.resolve(str(folder), home).identity
    weights = folder / "model.bin"
    times = weights.stat().st_atime_ns, weights.stat().st_mtime_ns
    weights.write_bytes(FILES["model.bin"][:-1] + b"?")
    os.utime(weights, ns=times)
    assert models.resolve(str(folder), home).identity == before  # it was not read
    os.utime(weights, ns=(times[0], times[1] + 1))
    assert models.resolve(str(folder), home).identity != before


@pytest.mark.parametrize("rubbish", [b"", b"{", b'{"x": 1}', b"\xff"])
def test_remembered_hashes_that_are_rubbish_are_computed_again(
    home: Home, tmp_path: Path, rubbish: bytes
) -> None:
    folder = write_files(tmp_path / "m", FILES)
    before = models.resolve(str(folder), home).identity
    (remembered,) = home.cache.iterdir()
    remembered.write_bytes(rubbish)
    assert models.resolve(str(folder), home).identity == before


def test_a_home_that_cannot_be_written_does_not_hinder(tmp_path: Path) -> None:
    (tmp_path / "a file").write_bytes(b"")
    folder = write_files(tmp_path / "m", FILES)
    assert models.resolve(str(folder), Home(tmp_path / "a file")).path == folder


# --- whole and damaged ----------------------------------------------------------------------------


def test_a_damaged_file_is_named(home: Home) -> None:
    folder = install(home)
    (folder / "model.bin").write_bytes(b"rubbish")
    with pytest.raises(ModelDamaged, match=r"model\.bin is damaged") as caught:
        models.resolve(ENTRY.name, home, among=AMONG)
    assert caught.value.exit_code == 4
    assert "longtake models fetch" in caught.value.hint
    assert ENTRY.files[-1].sha256 in caught.value.details


def test_a_missing_file_is_named(home: Home) -> None:
    (install(home) / "tokenizer.json").unlink()
    with pytest.raises(ModelDamaged, match=r"tokenizer\.json is missing"):
        models.resolve(ENTRY.name, home, among=AMONG)


def test_verify_reports_on_every_file(home: Home) -> None:
    folder = install(home)
    (folder / "config.json").write_bytes(b"{}")
    (folder / "tokenizer.json").unlink()
    checks = {check.name: check for check in models.verify(ENTRY.name, home, among=AMONG)}
    assert {name: check.state for name, check in checks.items()} == {
        "config.json": "damaged",
        "tokenizer.json": "missing",
        "vocabulary.txt": "ok",
        "model.bin": "ok",
    }
    assert [check.is_ok for check in checks.values()].count(True) == 2
    assert checks["tokenizer.json"].found == ""


def test_verify_finds_decay_that_size_and_time_do_not_show(home: Home) -> None:
    weights = install(home) / "model.bin"
    models.resolve(ENTRY.name, home, among=AMONG)
    times = weights.stat().st_atime_ns, weights.stat().st_mtime_ns
    weights.write_bytes(FILES["model.bin"][:-1] + b"?")
    os.utime(weights, ns=times)
    states = {check.name: check.state for check in models.verify(ENTRY.name, home, among=AMONG)}
    assert states["model.bin"] == "damaged"
    with pytest.raises(ModelDamaged):  # and now it is known
        models.resolve(ENTRY.name, home, among=AMONG)


def test_verify_of_what_is_not_here_says_so(home: Home) -> None:
    with pytest.raises(ModelMissing, match="not on this machine"):
        models.verify("tiny.en", home)
    with pytest.raises(ModelMissing, match="no model 'tiny-en'"):
        models.verify("tiny-en", home)


# --- ensure ---------------------------------------------------------------------------------------


def test_ensure_fetches_what_is_missing(home: Home, hub: LocalHub) -> None:
    told = list[models.FetchProgress]()
    found = models.ensure(ENTRY.name, home, told.append, among=AMONG)
    assert found == models.resolve(ENTRY.name, home, among=AMONG)
    assert told[-1].done == ENTRY.size


def test_ensure_fetches_only_what_is_damaged(home: Home, hub: LocalHub) -> None:
    folder = install(home)
    (folder / "tokenizer.json").write_bytes(b"rubbish")
    models.ensure(ENTRY.name, home, among=AMONG)
    assert hub.requests == [("tokenizer.json", "")]
    assert (folder / "tokenizer.json").read_bytes() == FILES["tokenizer.json"]


def test_ensure_asks_nobody_about_what_is_here(home: Home, hub: LocalHub) -> None:
    install(home)
    models.ensure(ENTRY.name, home, among=AMONG)
    assert hub.requests == []


@pytest.mark.parametrize("switch", ["LONGTAKE_OFFLINE", "HF_HUB_OFFLINE"])
def test_ensure_offline_ends_with_the_sentence_that_helps(
    home: Home, hub: LocalHub, monkeypatch: pytest.MonkeyPatch, switch: str
) -> None:
    monkeypatch.setenv(switch, "1")
    with pytest.raises(ModelMissing, match="not on this machine") as caught:
        models.ensure(ENTRY.name, home, among=AMONG)
    assert f"longtake models fetch {ENTRY.name}" in caught.value.hint
    assert hub.requests == []
    assert not home.models.exists()


def test_ensure_takes_a_folder_and_fetches_none(home: Home, tmp_path: Path) -> None:
    folder = write_files(tmp_path / "m", FILES)
    assert models.ensure(str(folder), home).path == folder
    with pytest.raises(ModelMissing, match="no folder"):
        models.ensure(str(tmp_path / "nowhere"), home)


# --- list and remove ------------------------------------------------------------------------------


def test_installed_lists_models_and_folders_of_the_users_own(home: Home) -> None:
    install(home)
    write_files(home.models / "my-russian", FILES)
    write_files(home.models / f".{ENTRY.name}.partial", {"config.json": b"{}"})
    known, own = models.installed(home, among=AMONG)[::-1]
    assert (known.name, known.is_complete, known.is_in_catalogue) == (ENTRY.name, True, True)
    assert known.size == ENTRY.size
    assert (own.name, own.is_in_catalogue) == ("my-russian", False)


def test_installed_shows_what_is_not_complete(home: Home) -> None:
    (install(home) / "model.bin").unlink()
    assert [model.is_complete for model in models.installed(home, among=AMONG)] == [False]


def test_without_a_home_nothing_is_installed(home: Home) -> None:
    assert models.installed(home) == ()


def test_a_removed_model_is_gone_and_its_space_is_free(home: Home) -> None:
    install(home)
    partial = write_files(home.models / f".{ENTRY.name}.partial", {"x.incoming": b"12345"})
    assert models.remove(ENTRY.name, home, among=AMONG) == ENTRY.size + 5
    assert models.installed(home, among=AMONG) == ()
    assert not partial.exists()


def test_what_is_left_of_a_fetch_can_be_removed(home: Home) -> None:
    write_files(home.models / f".{ENTRY.name}.partial", {"x.incoming": b"12345"})
    assert models.remove(ENTRY.name, home, among=AMONG) == 5


def test_removing_a_link_leaves_what_it_points_to(home: Home, tmp_path: Path) -> None:
    elsewhere = write_files(tmp_path / "big disk", FILES)
    home.models.mkdir(parents=True)
    (home.models / ENTRY.name).symlink_to(elsewhere)
    assert models.resolve(ENTRY.name, home, among=AMONG).path == home.models / ENTRY.name
    models.remove(ENTRY.name, home, among=AMONG)
    assert not (home.models / ENTRY.name).exists()
    assert len(list(elsewhere.iterdir())) == len(FILES)


def test_folders_of_the_users_own_are_not_removed(home: Home) -> None:
    folder = write_files(home.models / "my-russian", FILES)
    with pytest.raises(ModelMissing):
        models.remove("my-russian", home)
    assert folder.is_dir()


def test_removing_what_is_not_here_says_so(home: Home) -> None:
    with pytest.raises(ModelMissing, match="not on this machine"):
        models.remove("tiny.en", home)


# --- the light engine -----------------------------------------------------------------------------


def test_nothing_heavy_is_loaded_to_find_a_model(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "m", FILES)
    program = (
        "import sys; from pathlib import Path; from engine import models; "
        "from engine.options import Home; "
        f"models.resolve({str(folder)!r}, Home(Path({str(tmp_path / 'home')!r}))); "
        "heavy = {'numpy', 'torch', 'huggingface_hub', 'ctranslate2', 'filelock'}; "
        "print(sorted(heavy & sys.modules.keys()))"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
