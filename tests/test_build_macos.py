from __future__ import annotations

import importlib
import plistlib
import struct
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from engine import __version__, programs
from engine.document import SUFFIX

ROOT = Path(__file__).parents[1]
SPEC = ROOT / "build_macos.spec"


class Step:
    """What the spec asks of the packager, whose program is not needed to read it."""

    pure = scripts = binaries = datas = ()

    def __init__(self, *given: Any, **named: Any) -> None:
        self.given, self.named = given, named


@pytest.fixture
def spec(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    hooks = ModuleType("PyInstaller.utils.hooks")
    for name in ("collect_data_files", "collect_submodules", "copy_metadata"):
        setattr(hooks, name, lambda package: [package])
    for name, module in (
        ("PyInstaller", ModuleType("PyInstaller")),
        ("PyInstaller.utils", ModuleType("PyInstaller.utils")),
        ("PyInstaller.utils.hooks", hooks),
    ):
        monkeypatch.setitem(sys.modules, name, module)
    steps = {name: Step for name in ("Analysis", "PYZ", "EXE", "COLLECT", "BUNDLE")}
    names: dict[str, Any] = {"SPECPATH": str(ROOT), **steps}
    exec(compile(SPEC.read_text(encoding="utf-8"), str(SPEC), "exec"), names)
    return names


def test_everything_that_the_spec_refers_to_is_there(spec: dict[str, Any]) -> None:
    analysis, program, bundle = spec["analysis"], spec["program"], spec["bundle"]
    (script,) = analysis.given[0]
    files = [script, program.named["entitlements_file"], bundle.named["icon"]]
    files += [data[0] for data in analysis.named["datas"] if isinstance(data, tuple)]
    assert [file for file in files if not Path(file).exists()] == []


def test_no_process_of_the_app_begins_with_a_language_library(
    spec: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    hooks = [("pyi_rth_nltk", "", ""), ("pyi_rth_pyside6", "", ""), ("__main__", "", "")]
    monkeypatch.setattr(spec["Analysis"], "scripts", hooks)
    exec(compile(SPEC.read_text(encoding="utf-8"), str(SPEC), "exec"), spec)
    assert spec["program"].given[1] == hooks[1:]


def test_the_program_that_is_frozen_is_all_of_ours(
    spec: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    (script,) = spec["analysis"].given[0]
    source = Path(script).read_text(encoding="utf-8")
    assert "freeze_support()" in source
    assert "programs.meant" in source
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    comment = SPEC.read_text(encoding="utf-8").partition("import os")[0]
    for program in ("engine", "worker", "survey"):
        assert programs.command(program)[1] in comment, "the spec explains another argument"


def test_no_module_of_ours_is_left_out(spec: dict[str, Any]) -> None:
    hidden = spec["analysis"].named["hiddenimports"]
    assert {"engine", "app"} <= set(hidden)
    assert not set(hidden) & set(spec["EXCLUDED"])
    for name in ("PySide6.QtSvg", "keyring"):
        importlib.import_module(name)


def test_packages_whose_versions_are_asked_for_are_installed(spec: dict[str, Any]) -> None:
    from importlib.metadata import version

    assert all(version(package) for package in spec["WITH_METADATA"])


def test_the_system_learns_which_files_longtake_opens(spec: dict[str, Any]) -> None:
    info = spec["INFO"]
    plistlib.dumps(info)
    assert info["CFBundleShortVersionString"] == __version__
    (own,) = info["UTExportedTypeDeclarations"]
    assert own["UTTypeTagSpecification"]["public.filename-extension"] == [SUFFIX.lstrip(".")]
    known = {own["UTTypeIdentifier"]}
    known |= {each["UTTypeIdentifier"] for each in info["UTImportedTypeDeclarations"]}
    opened = {kind for each in info["CFBundleDocumentTypes"] for kind in each["LSItemContentTypes"]}
    assert {"public.audio", "public.movie", own["UTTypeIdentifier"]} <= opened
    assert all(kind in known or kind.startswith("public.") for kind in opened)


def test_macos_14_is_the_oldest(spec: dict[str, Any]) -> None:
    assert spec["INFO"]["LSMinimumSystemVersion"] == "14.0"
    assert spec["program"].named["target_arch"] == "arm64"


def test_the_interface_speaks_the_languages_that_are_announced(spec: dict[str, Any]) -> None:
    from app.languages import LANGUAGES

    assert spec["INFO"]["CFBundleLocalizations"] == list(LANGUAGES)


def test_the_hardened_runtime_lets_through_what_python_and_metal_need() -> None:
    file = ROOT / "resources" / "macos" / "entitlements.plist"
    granted = plistlib.loads(file.read_bytes())
    assert all(granted.values())
    assert "com.apple.security.cs.allow-unsigned-executable-memory" in granted
    assert "com.apple.security.get-task-allow" not in granted, "notarisation refuses it"


def test_the_icon_of_the_app_holds_a_picture_of_each_size() -> None:
    content = (ROOT / "resources" / "icons" / "app.icns").read_bytes()
    head, length = struct.unpack(">4sI", content[:8])
    assert (head, length) == (b"icns", len(content))
    found, place = {}, 8
    while place < len(content):
        kind, size = struct.unpack(">4sI", content[place : place + 8])
        png = content[place + 8 : place + size]
        assert png.startswith(b"\x89PNG")
        found[kind] = struct.unpack(">II", png[16:24])
        place += size
    assert found[b"icp4"] == (16, 16) and found[b"ic09"] == (512, 512)
