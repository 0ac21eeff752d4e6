from __future__ import annotations

import os
import subprocess
import sys

import pytest

from engine import telemetry


def test_everything_that_reports_home_is_switched_off() -> None:
    environ: dict[str, str] = {}
    telemetry.switch_off(environ)
    assert environ == telemetry.OFF


def test_what_the_user_has_set_stays() -> None:
    environ = {"PYANNOTE_METRICS_ENABLED": "1"}
    telemetry.switch_off(environ)
    assert environ["PYANNOTE_METRICS_ENABLED"] == "1"
    assert environ["HF_HUB_DISABLE_TELEMETRY"] == "1"


@pytest.mark.parametrize(
    "start",
    [
        "import engine.cli; engine.cli.main(['jobs'])",
        "import engine.service; engine.service.main()",
        "import engine.worker.__main__ as worker; worker.main()",
        "from engine.worker.in_process import InProcessWorker; InProcessWorker().start()",
    ],
)
def test_every_process_switches_it_off_before_it_loads_a_library(start: str, home: object) -> None:
    script = f"import os, sys\n{start}\nprint(os.environ['OTEL_SDK_DISABLED'], file=sys.stderr)"
    clean = {name: value for name, value in os.environ.items() if name not in telemetry.OFF}
    run = subprocess.run(
        [sys.executable, "-c", script],
        env=clean,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr.splitlines()[-1] == "true"


def test_the_libraries_understand_it() -> None:
    script = "from huggingface_hub import constants; print(constants.HF_HUB_DISABLE_TELEMETRY)"
    run = subprocess.run(
        [sys.executable, "-c", f"from engine import telemetry; telemetry.switch_off(); {script}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "True"
