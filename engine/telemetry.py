"""Keeps the libraries that Longtake uses from telling their makers about it.

Nothing of a film, its name or its length leaves this machine; nor does the fact that there is one.
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping

OFF = {
    "PYANNOTE_METRICS_ENABLED": "0",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "OTEL_SDK_DISABLED": "true",
    "DO_NOT_TRACK": "1",
    "ORT_DISABLE_TELEMETRY": "1",
}
"""What pyannote.audio, huggingface_hub, OpenTelemetry, onnxruntime and others look at."""


def switch_off(environ: MutableMapping[str, str] = os.environ) -> None:
    """To be called first of all; what the user has set stays."""
    for name, value in OFF.items():
        environ.setdefault(name, value)
