from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from app import settings
from app.settings import VERSION, Settings, SettingsStore
from engine.errors import Problem
from engine.options import Home, Options
from engine.protocol import OutputOptions


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "settings.json"


def written(path: Path, **fields: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"version": VERSION, **fields}))
    return path


def test_who_never_chose_has_the_defaults_and_no_file(path: Path) -> None:
    store = SettingsStore(path)
    assert store.value == Settings()
    assert store.notice is None
    assert not path.exists()


def test_a_change_is_kept_and_announced(path: Path, qtbot: QtBot) -> None:
    store = SettingsStore(path)
    with qtbot.waitSignal(store.changed) as announced:
        store.change(text_size=18, language="de")
    assert announced.args == [store.value]
    assert SettingsStore(path).value == Settings(text_size=18, language="de")


def test_what_changes_nothing_is_not_announced_nor_written(path: Path, qtbot: QtBot) -> None:
    store = SettingsStore(path)
    with qtbot.assertNotEmitted(store.changed):
        store.change(text_size=15)
    assert not path.exists()


def test_what_new_jobs_begin_with_is_kept(path: Path) -> None:
    store = SettingsStore(path)
    store.change_options(model="base", language="ru")
    store.change_output(formats=("srt", "vtt"), folder="/films")
    store.remember_window("main", "AdnQ")
    read = SettingsStore(path).value
    assert read.options == Options(model="base", language="ru")
    assert read.output == OutputOptions(("srt", "vtt"), "/films")
    assert read.windows == {"main": "AdnQ"}


def test_settings_lie_in_the_home_of_longtake(home: Home) -> None:
    assert SettingsStore().path == home.root / "settings.json"


def test_a_damaged_file_is_put_aside_and_the_defaults_hold(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b'{"version": 1, "text_si')
    store = SettingsStore(path)
    assert store.value == Settings()
    assert store.notice == settings.Notice("damaged", "settings.damaged.json")
    assert (path.parent / "settings.damaged.json").read_bytes() == b'{"version": 1, "text_si'
    store.change(text_size=20)
    assert SettingsStore(path).notice is None


def test_a_second_damaged_file_does_not_replace_the_first(path: Path) -> None:
    path.parent.mkdir()
    for content in ("first", "second"):
        path.write_text(content)
        SettingsStore(path)
    assert (path.parent / "settings.damaged.json").read_text() == "first"
    assert (path.parent / "settings.damaged2.json").read_text() == "second"


@pytest.mark.parametrize("content", ["[]", "null", "{}", '{"version": "one"}', '{"version": 0}'])
def test_a_file_that_means_something_else_is_damaged_too(path: Path, content: str) -> None:
    path.parent.mkdir()
    path.write_text(content)
    value, notice = settings.read(path)
    assert value == Settings()
    assert notice is not None and notice.kind == "damaged"


def test_the_file_of_a_newer_longtake_is_put_aside_whole(path: Path) -> None:
    written(path, version=VERSION + 3, text_size=20)
    value, notice = settings.read(path)
    assert value == Settings()
    assert notice is not None and notice.kind == "newer"
    assert json.loads((path.parent / notice.kept).read_text())["text_size"] == 20


def test_one_value_that_cannot_be_meant_costs_only_itself(path: Path) -> None:
    written(
        path,
        text_size=300,
        language="de",
        options={"model": "base", "device": "toaster", "language": "en"},
        output={"formats": "srt"},
    )
    value, notice = settings.read(path)
    assert value == Settings(language="de", options=Options(model="base", language="en"))
    assert notice is not None
    assert notice.lost == ("text_size", "options.device", "output.formats")
    assert (path.parent / notice.kept).is_file()


def test_a_value_in_the_place_of_a_group_costs_the_group(path: Path) -> None:
    written(path, options="none", text_size=13)
    value, notice = settings.read(path)
    assert value == Settings(text_size=13)
    assert notice is not None and notice.lost == ("options",)


def test_a_name_that_is_not_known_any_more_is_passed_over(path: Path) -> None:
    written(path, wallpaper="film", options={"warp": 9, "model": "base"})
    assert settings.read(path) == (Settings(options=Options(model="base")), None)


def test_an_older_file_is_brought_up_to_date_step_by_step() -> None:
    steps = {
        1: lambda raw: {**raw, "text_size": raw["size"]},
        2: lambda raw: {**raw, "notifies": not raw["silent"]},
    }
    old = {"version": 1, "size": 17, "silent": True}
    new = settings.migrated(old, steps, version=3)
    assert new["version"] == 3
    assert settings.taken(Settings, new)[0] == Settings(version=3, text_size=17, notifies=False)


def test_there_is_a_migration_for_every_version_before_this_one() -> None:
    assert sorted(settings.MIGRATIONS) == list(range(1, VERSION))


def test_what_cannot_be_written_holds_for_now_and_is_told(path: Path, qtbot: QtBot) -> None:
    path.parent.write_text("a file where the folder should be")
    store = SettingsStore(path)
    with qtbot.waitSignal(store.not_kept) as told:
        store.change(text_size=20)
    assert told.args is not None
    assert isinstance(told.args[0], Problem) and told.args[0].code == "not-writable"
    assert store.value.text_size == 20


sizes = st.integers(12, 24)
names = st.text(max_size=20)


@given(
    st.builds(
        Settings,
        language=st.sampled_from(["system", "en", "ru", "de"]),
        text_size=sizes,
        notifies=st.booleans(),
        options=st.builds(Options, model=names, batch_size=st.integers(0, 64)),
        output=st.builds(OutputOptions, st.lists(names, max_size=3).map(tuple), names),
        glossaries=st.lists(names, max_size=3).map(tuple),
        windows=st.dictionaries(names, names, max_size=3),
    )
)
def test_settings_come_back_from_their_file_as_they_were(value: Settings) -> None:
    raw = msgspec.json.decode(msgspec.json.encode(value))
    assert settings.taken(Settings, settings.migrated(raw)) == (value, ())


def test_settings_need_no_window_and_no_model_library() -> None:
    code = (
        "import sys, app.settings; "
        "print(sorted({'PySide6.QtWidgets', 'PySide6.QtGui', 'torch', 'numpy'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
