"""What `longtake doctor` reports: versions, devices, what each can do, and what would be used, why.

The machine is asked in a process of its own, since finding accelerators loads libraries that the
engine must not have, and that may crash.
"""

from __future__ import annotations

import platform
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec

from engine import __version__, calibration, models, versions
from engine.calibration import Calibration, Measurement
from engine.errors import LongtakeError, NotWritable, check_writable
from engine.jobs import self_test as trial
from engine.jobs.supervisor import WorkerProcess
from engine.models import ModelFolder
from engine.options import Home, Options
from engine.protocol import RecognitionSettings
from engine.worker import accelerator, weights
from engine.worker.accelerator import Backend, Machine

GOOD, BAD, DOUBTFUL = "✓ ", "✗ ", "! "
"""With these a finding may begin; `rendered` puts them into a column of their own."""

_COLOURS = {GOOD: "\x1b[32m", BAD: "\x1b[31m", DOUBTFUL: "\x1b[33m"}
_BOLD, _FAINT, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_NAMES_WIDTH = 20

Findings = tuple[tuple[str, str], ...]


class Section(msgspec.Struct, frozen=True):
    """A heading and its findings, each with a name."""

    title: str
    findings: Findings


def examine(home: Home, options: Options) -> tuple[Section, ...]:
    """Everything that support would ask for; nothing personal but the name of the home folder."""
    machine = accelerator.survey_apart()
    model = _model(home, options)
    known = calibration.read(home)
    sections = (
        Section("What would be used", _choice(model, options, machine, known)),
        Section("Ways to recognise", _backends(model, machine, known)),
        Section("Machine", _machine(machine)),
        Section("Models", _models(home)),
        Section("Disk", _disk(home)),
        Section("Versions", _versions()),
    )
    return tuple(section for section in sections if section.findings)


def self_test(home: Home, options: Options, tell: Callable[[str], None]) -> None:
    """Try every backend for the chosen model anew, whatever is known of it."""
    model = models.resolve(options.model, home)
    if not trial.CLIP.is_file():
        tell(f"The recording for the self-test is missing: {trial.CLIP}")
        return
    tried = trial.backends(model, accelerator.survey_apart())
    if len(tried) < 2:
        tell(f"There is one way only to recognise with {model.name} here: nothing to compare.")
        return
    worker = WorkerProcess(home.logs / "self-test.log")
    trial.run(model, tried, home, worker, lambda backend: tell(f"Trying {_named(backend)} …"))


def rendered(sections: tuple[Section, ...], in_colour: bool = False) -> str:
    """The report as text: a heading, then names, marks and findings in three columns."""
    return "\n\n".join(_block(section, in_colour) for section in sections)


# --- what is found --------------------------------------------------------------------------------


def _versions() -> Findings:
    own = (("longtake", __version__), ("Python", platform.python_version()))
    return own + tuple((each.name, _version(each)) for each in versions.installed())


def _version(library: versions.Library) -> str:
    if not library.version:
        return f"{BAD}missing"
    return f"{DOUBTFUL}{library.version}, {library.remark}" if library.remark else library.version


def _machine(machine: Machine) -> Findings:
    gpus = f"{machine.cuda_devices} GPU" + "s" * (machine.cuda_devices > 1)
    memory = f", {machine.cuda_memory / 2**30:.1f} GB free" if machine.cuda_memory else ""
    return (
        ("system", platform.platform()),
        ("processor", f"{_count(machine.cores, 'core')}, {machine.memory / 2**30:.1f} GB"),
        ("cuda", f"{gpus}{memory}" if machine.cuda_devices else "none"),
        ("mps", "here, but not for CTranslate2" if machine.is_apple_silicon else "none"),
        *((("problem", f"{BAD}{machine.problem}"),) if machine.problem else ()),
    )


def _models(home: Home) -> Findings:
    found = models.installed(home)
    if not found:
        return (("none", "the first `longtake transcribe` fetches one"),)
    return tuple(
        (
            model.name,
            f"{model.size / 1e6:.0f} MB" if model.is_complete else f"{BAD}incomplete",
        )
        for model in found
    )


def _disk(home: Home) -> Findings:
    place = next(path for path in (home.root, *home.root.parents) if path.exists())
    try:
        check_writable(home.root, "")
        state = ""
    except NotWritable as error:
        state = f"{BAD}{error.message}"
    return (
        ("home", str(home.root)),
        *((("problem", state),) if state else ()),
        ("free", f"{shutil.disk_usage(place).free / 1e9:.1f} GB"),
        ("decoded films", f"{_folder_size(home.cache) / 1e6:.0f} MB"),
    )


def _backends(model: ModelFolder | None, machine: Machine, known: Calibration) -> Findings:
    """What came of the self-test, for each way there is."""
    if model is None:
        return ()
    here = trial.backends(model, machine)
    results = ((backend, known.tested(*backend, model.identity)) for backend in here)
    return tuple(
        (_named(backend), _result(backend, found, is_alone=len(here) == 1))
        for backend, found in results
    )


def _result(backend: Backend, found: Measurement | None, is_alone: bool) -> str:
    if found is None:
        return "the only way here" if is_alone else "not tried yet: longtake doctor --self-test"
    if not found.is_trusted:
        return f"{BAD}not used: {trial.complaint(found)}"
    speed = f"{GOOD}{found.rtfx:.0f}× real time"
    if backend.device == "cpu" and not found.difference:
        return f"{speed}, the words by which others are judged"
    return f"{speed}, {found.difference:.0%} of the words differ from the processor's"


def _choice(
    model: ModelFolder | None, options: Options, machine: Machine, known: Calibration
) -> Findings:
    if model is None:
        return (("model", f"{options.model}, which will be fetched"),)
    settings = _settings(model, options)
    shape = weights.look(model.path)
    try:
        choice = accelerator.choose(settings, machine, shape, known)
        placed = accelerator.place(settings, machine, shape, known)
    except LongtakeError as error:
        return (("model", model.name), ("problem", f"{BAD}{error.message} {error.hint}"))
    size = f"{_count(placed.batch_size, 'window')} at a time, {placed.compute_type}"
    return (
        ("model", model.name),
        ("recognizer", f"{_named(choice.backend)}: {choice.reason}"),
        ("work", f"{size}, {_count(placed.threads, 'thread')}"),
        ("memory", f"at most {placed.memory_budget / 2**30:.1f} GB"),
    )


def _model(home: Home, options: Options) -> ModelFolder | None:
    try:
        return models.resolve(options.model, home)
    except LongtakeError:
        return None


def _settings(model: ModelFolder, options: Options) -> RecognitionSettings:
    """As a job would send them."""
    blank = trial.settings_for(model, Backend(options.recognizer, options.device))
    return msgspec.structs.replace(
        blank,
        compute_type=options.compute_type,
        batch_size=options.batch_size,
        threads=options.threads,
        model_identity=model.identity,
    )


def _named(backend: Backend) -> str:
    return f"{backend.recognizer} on {backend.device}"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' * (number != 1)}"


def _folder_size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


# --- how it is shown ------------------------------------------------------------------------------


def _block(section: Section, in_colour: bool) -> str:
    title = f"{_BOLD}{section.title}{_PLAIN}" if in_colour else section.title
    return "\n".join((title, *(_line(*finding, in_colour) for finding in section.findings)))


def _line(name: str, text: str, in_colour: bool) -> str:
    mark = next((mark for mark in _COLOURS if text.startswith(mark)), "  ")
    padded = f"  {name:<{_NAMES_WIDTH}}"
    rest = text.removeprefix(mark)
    if not in_colour:
        return f"{padded}{mark}{rest}"
    return f"{_FAINT}{padded}{_PLAIN}{_COLOURS.get(mark, '')}{mark}{_PLAIN}{rest}"
