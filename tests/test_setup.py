"""Setting up: what the script says and does on good machines and bad ones, and that its pins hold.

The script runs for real, in a copy of the checkout whose project is tiny and needs no network.
Programs of the machine itself (uname, df, …) are stood in for to make it an unsuitable one.
"""

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = "scripts/bootstrap.sh"
PLATFORM = "macos" if sys.platform == "darwin" else "linux"
NOBODY_LISTENS = "http://127.0.0.1:9/simple"

# What the script may use of the machine; uv and python3 are added where a test wants them.
TOOLS = "awk bash cat cksum df dirname env getconf grep mkdir rm sed sw_vers tr uname".split()

# Stands in for all that gets installed: says how it was called, and ends as the test asks.
TINY_PROGRAMS = """
import os, sys
from pathlib import Path


def main():
    name = Path(sys.argv[0]).name
    with open(os.environ["CALLS"], "a") as calls:
        print(name, *map(ascii, sys.argv[1:]), file=calls)
    print("output of", name)
    sys.exit(int(os.environ.get("EXIT_OF_" + name.replace("-", "_"), "0")))
"""

# A build backend in the project itself, so that installing it fetches nothing.
TINY_BACKEND = """
import zipfile

NAMES = ["longtake", "ruff", "mypy", "lint-imports", "pytest"]


def get_requires_for_build_editable(config_settings=None):
    return []


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    info, wheel = "tiny-1.dist-info", "tiny-1-py3-none-any.whl"
    scripts = "".join(f"{name}=tiny_programs:main\\n" for name in NAMES)
    with zipfile.ZipFile(f"{wheel_directory}/{wheel}", "w") as archive:
        archive.write("tiny_programs.py")
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1\\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nTag: py3-none-any\\n")
        archive.writestr(f"{info}/entry_points.txt", "[console_scripts]\\n" + scripts)
        archive.writestr(f"{info}/RECORD", "")
    return wheel
"""

TINY_PROJECT = """
[project]
name = "tiny"
version = "1"

[build-system]
requires = []
build-backend = "tiny_backend"
backend-path = ["."]
"""


class Checkout:
    """A copy of the set-up around a tiny project, on a machine with chosen programs."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "check out"  # the space is meant
        self.programs = folder / "programs"
        self.home = folder / "home"
        self.calls_log = folder / "calls"
        self._write_project()
        self._link_tools()
        self.environment = self._environment(folder)

    def _write_project(self) -> None:
        shutil.copytree(ROOT / "scripts", self.root / "scripts")
        (self.root / "requirements").mkdir()
        (self.root / "pyproject.toml").write_text(TINY_PROJECT)
        (self.root / "tiny_backend.py").write_text(TINY_BACKEND)
        (self.root / "tiny_programs.py").write_text(TINY_PROGRAMS)
        for name in (PLATFORM, f"{PLATFORM}-dev"):
            self.pins(name).write_text("# nothing\n")

    def _link_tools(self) -> None:
        self.programs.mkdir()
        self.home.mkdir()
        for tool in TOOLS:
            if found := shutil.which(tool):
                (self.programs / tool).symlink_to(found)

    def _environment(self, folder: Path) -> dict[str, str]:
        return {
            "PATH": str(self.programs),
            "HOME": str(self.home),
            "CALLS": str(self.calls_log),
            "UV_CACHE_DIR": str(folder / "cache"),
            "UV_PYTHON": sys.executable,
            "UV_PYTHON_DOWNLOADS": "never",
            "UV_OFFLINE": "1",
        }

    def pins(self, name: str) -> Path:
        return self.root / "requirements" / f"{name}.txt"

    def has_program(self, name: str, text: str, folder: Path | None = None) -> None:
        """Puts a shell script in the place of a program of the machine."""
        path = (folder or self.programs) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)

    def has_real(self, name: str, found: str) -> None:
        (self.programs / name).symlink_to(found)

    def run(self, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [str(self.programs / "bash"), str(self.root / SCRIPT), *arguments],
            env=self.environment | environment,
            cwd=self.home,
            capture_output=True,
            text=True,
            check=False,
        )

    def evaluate(self, shell: str, **environment: str) -> str:
        """What some lines of shell print after the script's functions were loaded."""
        command = f'source "{self.root / SCRIPT}"; {shell}'
        return subprocess.run(
            [str(self.programs / "bash"), "-c", command],
            env=self.environment | environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    def calls(self) -> list[str]:
        """How the tiny programs were called since this was last asked."""
        lines = self.calls_log.read_text().splitlines() if self.calls_log.exists() else []
        self.calls_log.unlink(missing_ok=True)
        return lines


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


@pytest.fixture(scope="module")
def uv() -> str:
    """A working uv: the machine's, the checkout's own, or none and a skipped test."""
    candidates = [shutil.which("uv"), str(ROOT / ".venv/bin/uv"), str(ROOT / "build/uv/bin/uv")]
    for found in filter(None, candidates):
        if (
            Path(found).exists()
            and subprocess.run([found, "--version"], check=False).returncode == 0
        ):
            return _behind_shim(found) if "shims" in found else found
    pytest.skip("uv is not installed here")


def _behind_shim(shim: str) -> str:
    """pyenv's shims need pyenv's own environment: ask for the program behind them."""
    return subprocess.check_output(["pyenv", "which", Path(shim).name], text=True).strip()


@pytest.fixture
def with_uv(checkout: Checkout, uv: str) -> Checkout:
    checkout.has_real("uv", uv)
    return checkout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, uv: str) -> Checkout:
    """A checkout that was set up once for transcribing."""
    checkout = Checkout(tmp_path_factory.mktemp("installed"))
    checkout.has_real("uv", uv)
    result = checkout.run("transcribe", "first.mp4")
    assert result.returncode == 0, result.stderr
    return checkout


@pytest.fixture(autouse=True)
def forget_calls(request: pytest.FixtureRequest) -> None:
    if "installed" in request.fixturenames:
        request.getfixturevalue("installed").calls()


# --- Commands ----------------------------------------------------------------------------------


def test_an_unknown_command_is_named_and_the_known_ones_are_shown(checkout: Checkout) -> None:
    result = checkout.run("transcirbe", "film.mp4")
    assert result.returncode == 2
    assert '"transcirbe"' in result.stderr
    assert "scripts/bootstrap.sh transcribe [FILE…]" in result.stderr
    assert not (checkout.root / ".venv").exists()


def test_no_command_shows_the_usage_and_is_a_usage_error(checkout: Checkout) -> None:
    result = checkout.run()
    assert (result.returncode, result.stdout) == (2, "")
    assert "scripts/bootstrap.sh test" in result.stderr


def test_help_goes_to_stdout_and_sets_nothing_up(checkout: Checkout) -> None:
    result = checkout.run("--help")
    assert result.returncode == 0
    assert all(f"scripts/bootstrap.sh {name}" in result.stdout for name in ("transcribe", "app"))
    assert not (checkout.root / ".venv").exists()


# --- Machines that will not do -----------------------------------------------------------------


def test_an_old_macos_is_refused_with_its_version_and_the_needed_one(checkout: Checkout) -> None:
    pretend_machine(checkout, "Darwin", "arm64")
    checkout.has_program("sw_vers", "echo 13.6.4")
    assert_refused(checkout, "macOS 14 or newer", "macOS 13.6.4")


def test_an_intel_shell_on_a_mac_is_told_about_rosetta(checkout: Checkout) -> None:
    pretend_machine(checkout, "Darwin", "x86_64")
    assert_refused(checkout, "Apple Silicon", "Rosetta")


@pytest.mark.parametrize(("system", "machine"), [("Linux", "aarch64"), ("MINGW64_NT", "x86_64")])
def test_any_other_machine_is_named_in_the_refusal(
    checkout: Checkout, system: str, machine: str
) -> None:
    pretend_machine(checkout, system, machine)
    assert_refused(checkout, f"this is {system} {machine}")


@pytest.mark.parametrize(
    ("getconf", "found"), [("echo glibc 2.31", "this has 2.31"), ("exit 1", "this has none")]
)
def test_an_old_linux_is_refused_with_what_would_do(
    checkout: Checkout, getconf: str, found: str
) -> None:
    pretend_machine(checkout, "Linux", "x86_64")
    checkout.has_program("getconf", getconf)
    assert_refused(checkout, "glibc 2.34", found, "Debian 12")


def test_too_little_disk_space_is_said_before_anything_is_fetched(checkout: Checkout) -> None:
    heading = "Filesystem 1024-blocks Used Available Capacity Mounted on"
    checkout.has_program("df", f"echo '{heading}'; echo '/dev/a disk 9 9 2500000 80% /'")
    assert_refused(checkout, "not enough disk space", "has 2 GB")
    assert not (checkout.root / ".venv").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_checkout_that_cannot_be_written_is_refused(checkout: Checkout) -> None:
    checkout.root.chmod(0o555)
    try:
        assert_refused(checkout, "cannot write into")
    finally:
        checkout.root.chmod(0o755)


def pretend_machine(checkout: Checkout, system: str, machine: str) -> None:
    checkout.has_program("uname", f'[ "$1" = -m ] && echo {machine} || echo {system}')


def assert_refused(checkout: Checkout, *sayings: str, **environment: str) -> None:
    result = checkout.run("transcribe", "film.mp4", **environment)
    assert result.returncode == 1, result.stderr
    assert "Longtake cannot go on." in result.stderr
    for saying in sayings:
        assert saying in result.stderr
    assert result.stdout == ""


# --- uv and Python -----------------------------------------------------------------------------


def test_without_uv_and_python_the_error_says_what_to_install(checkout: Checkout) -> None:
    assert_refused(checkout, "no python3", "Install Python 3, or uv")


def test_a_python_without_pip_and_venv_is_told_what_debian_calls_them(checkout: Checkout) -> None:
    checkout.has_program("python3", "exit 1")
    assert_refused(checkout, "neither pip nor venv", "apt install python3-venv")


def test_uv_is_fetched_with_pip_into_the_checkout(checkout: Checkout) -> None:
    target = checkout.root / "build/uv/bin"
    uv = f"mkdir -p '{target}'; echo 'echo uv 99.0' > '{target}/uv'; /bin/chmod +x '{target}/uv'"
    checkout.has_program("python3", f'echo "$@" >> "$CALLS"; [ "$3" = install ] && {{ {uv}; }}; :')
    checkout.run("transcribe", "film.mp4")
    assert any("pip install" in call and str(target.parent) in call for call in checkout.calls())
    assert (target / "uv").exists()


def test_no_network_while_fetching_uv_is_called_so(checkout: Checkout) -> None:
    message = "Failed to establish a new connection: [Errno 111] Connection refused"
    checkout.has_program("python3", f'[ "$3" = install ] || exit 0; echo "{message}"; exit 1')
    assert_refused(checkout, "Fetching uv failed: the network does not answer.")


def test_a_uv_that_is_too_old_is_passed_over(checkout: Checkout) -> None:
    checkout.has_program("uv", "echo uv 0.8.24")
    newer = 'echo "uv 0.9.8"; echo "$1" >> "$CALLS"; [ "$1" = --version ]'
    checkout.has_program("uv", newer, checkout.home / ".local/bin")
    checkout.run("transcribe", "film.mp4")
    assert "venv" in checkout.calls()


@pytest.mark.parametrize(
    ("version", "oldest", "is_new_enough"),
    [
        ("0.9.8", "0.9.8", True),
        ("0.10.0", "0.9.8", True),
        ("1.0", "0.9.8", True),
        ("0.9.7", "0.9.8", False),
        ("14.0", "14", True),
        ("13.9.9", "14", False),
        ("26.1", "14", True),
        ("0", "2.34", False),
    ],
)
def test_versions_are_compared_number_by_number(
    checkout: Checkout, version: str, oldest: str, is_new_enough: bool
) -> None:
    answer = checkout.evaluate(f"is_at_least {version} {oldest} && echo yes || echo no")
    assert answer.strip() == ("yes" if is_new_enough else "no")


def test_a_missing_python_is_called_by_the_version_that_is_needed(with_uv: Checkout) -> None:
    assert_refused(with_uv, "needs Python 3.11", "set UV_PYTHON", UV_PYTHON="3.99")


@pytest.mark.skipif(PLATFORM == "macos", reason="a Mac's Python is the right one")
def test_a_python_for_another_machine_is_refused_and_not_kept(with_uv: Checkout) -> None:
    pretend_machine(with_uv, "Darwin", "arm64")
    with_uv.has_program("sw_vers", "echo 15.2")
    assert_refused(with_uv, "3.11 or 3.12 or 3.13 for arm64", "this is Python 3.")
    assert not (with_uv.root / ".venv").exists()


# --- Installing --------------------------------------------------------------------------------


def test_no_network_while_installing_is_said_and_the_next_run_tries_again(
    with_uv: Checkout,
) -> None:
    with_uv.pins(PLATFORM).write_text("msgspec==0.19.0\n")
    no_network = {"UV_OFFLINE": "0", "UV_DEFAULT_INDEX": NOBODY_LISTENS, "UV_HTTP_RETRIES": "0"}
    assert_refused(with_uv, "the network does not answer", "what was fetched is kept", **no_network)
    with_uv.pins(PLATFORM).write_text("# nothing\n")
    assert with_uv.run("transcribe", "film.mp4").returncode == 0


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("No space left on device (os error 28)", "the disk is full"),
        ("invalid peer certificate: UnknownIssuer", "certificate is not trusted"),
        ("dns error: failed to lookup address information", "the network does not answer"),
    ],
)
def test_each_cause_of_a_failed_installation_has_its_own_sentence(
    checkout: Checkout, output: str, sentence: str
) -> None:
    checkout.has_program(
        "uv", f'[ "$1" = --version ] && echo uv 99.0 || {{ echo "{output}"; exit 2; }}'
    )
    assert_refused(checkout, sentence, output)


def test_a_failure_of_unknown_cause_shows_its_reason_and_where_it_is_kept(
    with_uv: Checkout,
) -> None:
    (with_uv.root / "tiny_backend.py").write_text("raise SystemExit('the backend is broken')")
    assert_refused(
        with_uv, "Installing Longtake itself failed", "the backend is broken", "build/boot"
    )


def test_a_second_run_installs_nothing_and_needs_no_uv(installed: Checkout) -> None:
    result = installed.run("transcribe", "film.mp4", PATH=path_without_uv(installed))
    assert result.returncode == 0
    assert "Installing" not in result.stderr
    assert "Making" not in result.stderr


def path_without_uv(checkout: Checkout) -> str:
    tools = checkout.home / "tools"
    shutil.copytree(
        checkout.programs,
        tools,
        symlinks=True,
        ignore=shutil.ignore_patterns("uv"),
        dirs_exist_ok=True,
    )
    return str(tools)


def test_changed_requirements_are_installed_by_the_next_run(with_uv: Checkout) -> None:
    with_uv.run("transcribe", "film.mp4")
    with_uv.pins(PLATFORM).write_text("# something else\n")
    assert "Installing" in with_uv.run("transcribe", "film.mp4").stderr


def test_a_pin_holds_where_the_project_overrides_what_others_ask_for(with_uv: Checkout) -> None:
    wheels = with_uv.home / "wheels"
    for version in ("1.0", "2.0"):
        write_empty_wheel(wheels, "pinned", version)
    override = '[tool.uv]\noverride-dependencies = ["pinned>=1"]\n'
    (with_uv.root / "pyproject.toml").write_text(TINY_PROJECT + override)
    with_uv.pins(PLATFORM).write_text("pinned==1.0\n")
    result = with_uv.run("transcribe", "film.mp4", PIP_FIND_LINKS=str(wheels))
    assert result.returncode == 0, result.stderr
    assert [path.name for path in site_packages(with_uv).glob("pinned-*")] == [
        "pinned-1.0.dist-info"
    ]


def write_empty_wheel(folder: Path, name: str, version: str) -> None:
    folder.mkdir(exist_ok=True)
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        archive.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        )
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")


def site_packages(checkout: Checkout) -> Path:
    (found,) = (checkout.root / ".venv/lib").glob("python3.*/site-packages")
    return found


def test_what_the_tests_need_serves_transcribing_too(with_uv: Checkout) -> None:
    with_uv.run("test")
    assert "Installing" not in with_uv.run("transcribe", "film.mp4").stderr


def test_a_checkout_that_was_moved_sets_itself_up_anew(with_uv: Checkout) -> None:
    with_uv.run("transcribe", "film.mp4")
    with_uv.root = with_uv.root.rename(with_uv.root.with_name("moved"))
    result = with_uv.run("transcribe", "film.mp4")
    assert result.returncode == 0, result.stderr
    assert "Making the Python environment" in result.stderr


def test_an_environment_without_its_python_is_made_again(with_uv: Checkout) -> None:
    with_uv.run("transcribe", "film.mp4")
    (with_uv.root / ".venv/bin/python").unlink()
    assert with_uv.run("transcribe", "film.mp4").returncode == 0


# --- Doing what was asked ----------------------------------------------------------------------


def test_arguments_reach_longtake_unchanged_after_the_default_model(installed: Checkout) -> None:
    installed.run("transcribe", "a film.mp4", "it's\nnew.wav", "--diarize")
    assert installed.calls() == [
        "longtake 'models' 'fetch' 'tiny.en'",
        """longtake 'transcribe' 'a film.mp4' "it's\\nnew.wav" '--diarize'""",
    ]


def test_without_a_file_the_sample_recording_is_transcribed(installed: Checkout) -> None:
    installed.run("transcribe")
    call = installed.calls()[-1]
    assert str(installed.root / "resources/sample.opus") in call
    assert "--overwrite" in call, "or a second run would fail"


@pytest.mark.parametrize("arguments", [["--model", "base"], ["--model=base"]])
def test_the_default_model_is_not_fetched_where_another_is_named(
    installed: Checkout, arguments: list[str]
) -> None:
    installed.run("transcribe", "film.mp4", *arguments)
    assert not any("fetch" in call for call in installed.calls())
    installed.run("transcribe", "film.mp4", LONGTAKE_MODEL="base")
    assert not any("fetch" in call for call in installed.calls())


def test_stdout_holds_nothing_but_what_longtake_says(installed: Checkout) -> None:
    assert installed.run("transcribe", "film.mp4", "--events").stdout == "output of longtake\n"


@pytest.mark.parametrize("code", [3, 7, 130])
def test_longtakes_exit_code_is_passed_on(installed: Checkout, code: int) -> None:
    result = installed.run("transcribe", "f.mp4", "--model", "base", EXIT_OF_longtake=str(code))
    assert result.returncode == code


def test_a_model_that_cannot_be_fetched_ends_with_longtakes_code(installed: Checkout) -> None:
    assert installed.run("transcribe", "film.mp4", EXIT_OF_longtake="4").returncode == 4
    assert len(installed.calls()) == 1, "nothing is transcribed without its model"


def test_an_app_without_qt_names_the_system_packages(installed: Checkout) -> None:
    result = installed.run("app")
    assert result.returncode == 1
    assert "Qt does not load: No module named 'PySide6'" in result.stderr
    assert "apt install libegl1" in result.stderr


def test_the_app_is_longtake_without_a_command(with_uv: Checkout) -> None:
    with_uv.run("transcribe", "film.mp4")
    qt = site_packages(with_uv) / "PySide6"
    qt.mkdir()
    (qt / "QtWidgets.py").touch()
    with_uv.calls()
    assert with_uv.run("app", "film.mp4").returncode == 0
    assert with_uv.calls() == ["longtake 'film.mp4'"]


def test_the_test_command_fetches_models_then_runs_every_check(with_uv: Checkout) -> None:
    result = with_uv.run("test", "-k", "seams")
    assert result.returncode == 0, result.stderr
    assert with_uv.calls() == [
        "longtake 'models' 'fetch' 'tiny.en'",
        "longtake 'models' 'fetch' 'base'",
        "longtake 'models' 'fetch' 'speaker'",
        "ruff 'format' '--check' '.'",
        "ruff 'check' '.'",
        "mypy",
        "lint-imports '--no-logo'",
        "pytest '--numprocesses' '2' '--dist' 'loadfile' '--max-worker-restart' '0' '-k' 'seams'",
    ]
    assert result.stdout.endswith("output of pytest\n"), "pytest's closing line ends a good run"


def test_a_failed_check_is_named_at_the_end_and_stops_no_other(with_uv: Checkout) -> None:
    result = with_uv.run("test", EXIT_OF_mypy="1", EXIT_OF_lint_imports="1")
    assert result.returncode == 1
    assert "these did not pass: mypy, import-linter." in result.stderr.splitlines()[-1]
    assert any(call.startswith("pytest") for call in with_uv.calls())


@pytest.mark.parametrize("code", [1, 2, 5])
def test_failed_tests_fail_the_run(installed: Checkout, code: int) -> None:
    result = installed.run("test", EXIT_OF_pytest=str(code))
    assert result.returncode == 1
    assert "did not pass: pytest." in result.stderr


# --- The environment that Longtake is given ----------------------------------------------------

MPS_VARIABLES = (
    "PYTORCH_ENABLE_MPS_FALLBACK",
    "PYTORCH_MPS_HIGH_WATERMARK_RATIO",
    "PYTORCH_MPS_LOW_WATERMARK_RATIO",
)


def settings(checkout: Checkout, platform: str, **environment: str) -> dict[str, str]:
    """The environment after the script has set it, as Longtake would see it."""
    shell = f"PLATFORM={platform}; set_environment; env -0 | tr '\\0' '\\1'"
    pairs = checkout.evaluate(shell, **environment).split("\1")
    return dict(pair.split("=", 1) for pair in pairs if "=" in pair)


def test_a_mac_gets_bounded_mps_memory_and_the_cpu_fallback(checkout: Checkout) -> None:
    found = settings(checkout, "macos")
    assert [found[name] for name in MPS_VARIABLES] == ["1", "0.95", "0.8"]


def test_linux_gets_no_mps_settings(checkout: Checkout) -> None:
    assert not set(MPS_VARIABLES) & set(settings(checkout, "linux"))


@pytest.mark.parametrize("value", ["0", ""])
def test_what_the_user_has_set_stays(checkout: Checkout, value: str) -> None:
    mine = {"PYTORCH_ENABLE_MPS_FALLBACK": value, "PYANNOTE_METRICS_ENABLED": value}
    found = settings(checkout, "macos", **mine)
    assert {name: found[name] for name in mine} == mine


@pytest.mark.parametrize("name", MPS_VARIABLES[1:])
def test_one_memory_mark_of_the_users_is_not_joined_by_one_of_ours(
    checkout: Checkout, name: str
) -> None:
    found = settings(checkout, "macos", **{name: "0.5"})
    assert {key: found.get(key) for key in MPS_VARIABLES[1:]} == {
        key: "0.5" if key == name else None for key in MPS_VARIABLES[1:]
    }


def test_pyannote_sends_nothing_home(checkout: Checkout) -> None:
    assert settings(checkout, "linux")["PYANNOTE_METRICS_ENABLED"] == "0"


def test_pips_folder_of_wheels_is_uvs_too_unless_uv_has_its_own(checkout: Checkout) -> None:
    wheels = {"PIP_FIND_LINKS": str(checkout.home)}
    assert settings(checkout, "linux", **wheels)["UV_FIND_LINKS"] == str(checkout.home)
    assert settings(checkout, "linux", **wheels, UV_FIND_LINKS="x")["UV_FIND_LINKS"] == "x"
    missing = settings(checkout, "linux", PIP_FIND_LINKS=str(checkout.home / "missing"))
    assert "UV_FIND_LINKS" not in missing


# --- Requirements ------------------------------------------------------------------------------

PIN = re.compile(r"[a-z0-9-]+==[0-9][0-9A-Za-z.]*")


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
    return dict(line.split("==") for line in lines if "==" in line)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize(
    "path", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda p: p.name
)
def test_requirements_are_pins_and_name_no_address_or_path(path: Path) -> None:
    first, *lines = path.read_text().splitlines()
    assert first.startswith("# Compiled by scripts/compile_requirements.sh")
    assert [line for line in lines if not PIN.fullmatch(line)] in ([], ["-c linux-cuda.txt"])


@pytest.mark.parametrize("platform", ["linux", "macos"])
def test_every_dependency_of_the_project_is_pinned(platform: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    names = {normal(re.split(r"[<>=]", line)[0]) for line in project["project"]["dependencies"]}
    tools = {normal(re.split(r"[<>=]", line)[0]) for line in project["dependency-groups"]["dev"]}
    assert names <= set(pins(platform))
    assert names | tools <= set(pins(f"{platform}-dev"))


@pytest.mark.parametrize("platform", ["linux", "macos"])
def test_the_tests_run_with_the_very_versions_that_users_get(platform: str) -> None:
    assert pins(platform).items() <= pins(f"{platform}-dev").items()


def test_a_linux_machine_without_a_gpu_is_not_sent_what_belongs_to_cuda() -> None:
    cuda = set(pins("linux-cuda"))
    assert any(name.startswith("nvidia-") for name in cuda)
    assert not cuda & set(pins("linux-dev"))
    assert not {"triton", "torchvision", "torchcodec"} & set(pins("linux-dev"))


@pytest.mark.skipif(Path(sys.prefix) != ROOT / ".venv", reason="not the environment of set-up")
def test_the_environment_holds_what_is_pinned() -> None:
    kind = f"{PLATFORM}-dev"
    found = {name: importlib.metadata.version(name).split("+")[0] for name in pins(kind)}
    assert found == pins(kind)


# --- Scripts and walls -------------------------------------------------------------------------


def test_shellcheck_finds_nothing_in_the_scripts() -> None:
    shellcheck = shutil.which(
        "shellcheck", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    )
    if shellcheck is None:
        pytest.skip("shellcheck is not installed here")
    scripts = [*map(str, (ROOT / "scripts").glob("*.sh")), str(ROOT / ".ci/run")]
    result = subprocess.run([shellcheck, *scripts], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_continuous_integration_runs_the_same_command_as_people() -> None:
    assert f"exec {SCRIPT} test" in (ROOT / ".ci/run").read_text()
    assert os.access(ROOT / ".ci/run", os.X_OK)
    assert os.access(ROOT / SCRIPT, os.X_OK)


# Enough of the house for a breach in each wall, and whatever the walls themselves name.
MODULES = set(
    """
    app app.main_window engine engine.audio engine.cli engine.document engine.errors engine.jobs
    engine.jobs.queue engine.output engine.worker engine.worker.recognition.whisper_ct2
    """.split()
)


def named_by_walls() -> set[str]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    return set(re.findall(r"\bengine(?:\.\w+)+(?=')", str(contracts)))


@pytest.fixture
def walls(tmp_path: Path) -> Callable[[str, str], bool]:
    """Tells whether the walls stand after one module got one more line."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    modules = MODULES | named_by_walls()
    for module in modules:
        has_parts = any(other.startswith(f"{module}.") for other in modules)
        path = tmp_path / module.replace(".", "/")
        path = path / "__init__.py" if has_parts else path.with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    def stand(module: str, line: str) -> bool:
        path = tmp_path / module.replace(".", "/")
        path.with_suffix(".py").write_text(f"def load():\n    {line}\n")
        result = lint_imports(tmp_path)
        assert "Contracts:" in result.stdout, result.stdout + result.stderr
        return result.returncode == 0

    return stand


def lint_imports(folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("engine.cli", "import PySide6.QtCore"),
        ("engine.document", "import app.main_window"),
        ("engine.worker.recognition.whisper_ct2", "from PySide6 import QtCore"),
        ("engine.jobs.queue", "import torch"),
        ("engine.audio.chunks", "import numpy"),
        ("engine.cli", "from pyannote.audio import Pipeline"),
        ("engine.audio.speech", "import engine.audio.media"),
        ("engine.worker.recognition.whisper_ct2", "import engine.audio.speech"),
        ("app.main_window", "import engine.jobs.queue"),
        ("engine.merge", "import engine.document"),
        ("engine.jobs.ladder", "from engine.jobs import queue"),
    ],
)
def test_a_breach_of_a_wall_is_seen(
    walls: Callable[[str, str], bool], module: str, line: str
) -> None:
    assert not walls(module, line)


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("engine.audio.media", "import av, numpy"),
        ("engine.worker.recognition.whisper_ct2", "import ctranslate2, engine.errors"),
        ("app.main_window", "import PySide6, engine.document, engine.output.cues"),
        ("engine.merge", "from engine import errors, transcript"),
        ("engine.cli", "import huggingface_hub, engine.jobs.queue"),
    ],
)
def test_the_doors_in_the_walls_are_open(
    walls: Callable[[str, str], bool], module: str, line: str
) -> None:
    assert walls(module, line)
