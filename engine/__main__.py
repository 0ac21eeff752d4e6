"""The `longtake` command, begun so that Ctrl-C is quiet even while its modules are being read."""

from __future__ import annotations

import sys

_INTERRUPTED = 130  # `errors.ExitCode.INTERRUPTED`, which may not have been read yet


def main() -> int:
    """Read the command's modules and run it; the exit code."""
    try:
        from engine.cli import main as run

        return run()
    except KeyboardInterrupt:
        return _INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
