"""Lets torchaudio be imported beside a torch that its native extension does not fit.

On Linux the one wheel of torchaudio is built for CUDA: beside a torch without CUDA its import ends
in an OSError. transformers, pyannote and whisperx import it, and use only those parts of it that
are written in Python. These work once the module that loads the extension is there already.
"""

from __future__ import annotations

import sys
import types
from typing import Any


def admit_torchaudio() -> None:
    """See to it that `import torchaudio` works; to be called before anything imports it."""
    if "torchaudio" in sys.modules:
        return
    try:
        import torchaudio  # noqa: F401
    except OSError:
        _forget("torchaudio")
        sys.modules["torchaudio._extension"] = _without_extension()


def _forget(package: str) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        del sys.modules[name]


def _without_extension() -> types.ModuleType:
    """What torchaudio's own loader looks like where there is no native extension."""

    stand_in: Any = types.ModuleType("torchaudio._extension")
    stand_in._IS_TORCHAUDIO_EXT_AVAILABLE = False
    stand_in._IS_ALIGN_AVAILABLE = False
    stand_in.fail_if_no_align = lambda function: function
    module: types.ModuleType = stand_in
    return module
