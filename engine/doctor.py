"""What `longtake doctor` reports: versions, devices, models, disk, and what would be used and why.

The machine is asked in a process of its own, since finding accelerators loads libraries that the
engine must not have, and that may crash.
"""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import msgspec

from engine import __version__, models
from engine.options import Home, Options

LIBRARIES = (
    "ctranslate2",
    "faster-whisper",
    "whisperx",
    "torch",
    "pyannote.audio",
    "av",
    "onnxruntime",
    "PySide6-Essentials",
)


class Section(msgspec.Struct, frozen=True):
    """A heading and its findings, each with a name."""

    title: str
    findings: tuple[tuple[str, str], ...]


def examine(home: Home, options: Options) -> tuple[Section, ...]:
    """Everything that support would ask for; nothing personal but the name of the home folder."""
    machine = survey()
    return (
        Section("Versions", _versions()),
        Section("Machine", _machine(machine)),
        Section("Models", _models(home)),
        Section("Disk", _disk(home)),
        Section("What would be used", _choice(home, options, machine)),
    )


class Survey(msgspec.Struct, frozen=True):
    """What the accelerator process found; `problem` says why it found nothing."""

    cores: int = 0
    memory: int = 0
    cuda_devices: int = 0
    is_apple_silicon: bool = False
    problem: str = ""


def survey() -> Survey:
    """Ask for the machine's accelerators in a process that may crash."""
    command = [sys.executable, "-m", "engine.worker.accelerator"]
    run = subprocess.run(command, capture_output=True, check=False)
    if run.returncode:
        lines = run.stderr.decode(errors="replace").strip().splitlines()
        return Survey(problem=lines[-1] if lines else f"exit code {run.returncode}")
    return msgspec.json.decode(run.stdout, type=Survey)


def _versions() -> tuple[tuple[str, str], ...]:
    own = (("longtake", __version__), ("Python", platform.python_version()))
    return own + tuple((name, _version(name)) for name in LIBRARIES)


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "missing"


def _machine(machine: Survey) -> tuple[tuple[str, str], ...]:
    return (
        ("system", platform.platform()),
        ("processor", f"{machine.cores} cores, {machine.memory / 2**30:.1f} GB of memory"),
        ("cuda", f"{machine.cuda_devices} devices" if machine.cuda_devices else "none"),
        ("mps", "present, not used by CTranslate2" if machine.is_apple_silicon else "none"),
        *((("problem", machine.problem),) if machine.problem else ()),
    )


def _models(home: Home) -> tuple[tuple[str, str], ...]:
    found = models.installed(home)
    if not found:
        return (("none", "the first `longtake transcribe` fetches one"),)
    return tuple(
        (model.name, f"{model.size / 1e6:.0f} MB{'' if model.is_complete else ', incomplete'}")
        for model in found
    )


def _disk(home: Home) -> tuple[tuple[str, str], ...]:
    place = next(path for path in (home.root, *home.root.parents) if path.exists())
    return (
        ("home", str(home.root)),
        ("free", f"{shutil.disk_usage(place).free / 1e9:.1f} GB"),
        ("decoded films", f"{_folder_size(home.cache) / 1e6:.0f} MB"),
    )


def _choice(home: Home, options: Options, machine: Survey) -> tuple[tuple[str, str], ...]:
    is_here = any(model.name == options.model for model in models.installed(home))
    where = "here" if is_here or Path(options.model).is_dir() else "will be fetched"
    device, reason = _device(options, machine)
    return (
        ("model", f"{options.model} ({where})"),
        ("device", f"{device} ({reason})"),
        ("recognizer", "ct2" if options.recognizer == "auto" else options.recognizer),
        ("threads", str(options.threads or machine.cores)),
    )


def _device(options: Options, machine: Survey) -> tuple[str, str]:
    if options.device != "auto":
        return options.device, "asked for"
    if machine.cuda_devices:
        return "cuda", "the fastest here"
    if machine.is_apple_silicon:
        return "cpu", "CTranslate2 has no Metal"
    return "cpu", "no accelerator"


def _folder_size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
