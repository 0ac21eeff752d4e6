"""What to try next after a chunk has failed. [pure]"""

from __future__ import annotations

from typing import Literal

from engine.errors import LongtakeError

Rung = Literal["again", "gap", "stop"]
"""Once more in a fresh worker; give this chunk up and go on; end the job."""

ATTEMPTS = 3


def next_rung(error: LongtakeError, attempts: int) -> Rung:
    """The rung after `attempts` failed ones in a row, of which `error` was the last.

    A fault that is not the chunk's own (a model that is missing, a full disk) would meet every
    other chunk as well, so it ends the job at once; what is done stays done.
    """
    if not error.retryable:
        return "stop"
    return "again" if attempts < ATTEMPTS else "gap"
