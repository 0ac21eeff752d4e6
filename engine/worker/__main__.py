"""The worker process: reads one request at a time, does it, answers on a wire of its own.

    python -m engine.worker        requests on stdin, replies on stdout, everything else on stderr

It ends when its input ends, and the system ends it when the engine dies.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import logging
import os
import signal
import sys
import threading
from collections.abc import Mapping
from typing import BinaryIO

from engine import logs, protocol, telemetry, versions
from engine.protocol import AnyReply, AnyRequest, Began, Failed, Finished, Progress, Ready
from engine.worker.diagnosis import chunk_of, known

log = logging.getLogger(__name__)

PR_SET_PDEATHSIG = 1

QUIET = {
    "TOKENIZERS_PARALLELISM": "false",
    "PYTORCH_ENABLE_MPS_FALLBACK": "1",
    "PYTORCH_MPS_HIGH_WATERMARK_RATIO": "0.95",
    "PYTORCH_MPS_LOW_WATERMARK_RATIO": "0.8",
}


def main() -> None:
    """Serve requests until there are no more."""
    wire = claim_wire()
    faulthandler.enable()
    faulthandler.register(signal.SIGUSR1, all_threads=True)  # the engine asks where we are
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the engine's to handle
    logs.configure_worker()
    follow_parent_into_death(os.environ)
    telemetry.switch_off()
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    protocol.send(wire, Ready(os.getpid()))
    versions.log_untested()
    serve(sys.stdin.buffer, wire)


def claim_wire() -> BinaryIO:
    """Keep stdout for the protocol alone: whatever prints from now on goes to stderr."""
    wire = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return wire


def serve(requests: BinaryIO, wire: BinaryIO) -> None:
    """Answer every request; one of the three places with a broad `except`."""
    from engine.worker.workshop import Workshop

    workshop = Workshop()
    for line in requests:
        switch = DeadMansSwitch()
        try:
            request = protocol.decode(line, AnyRequest)
            switch.arm(request.patience)

            def tell(reply: AnyReply, switch: DeadMansSwitch = switch) -> None:
                switch.notice(reply)
                protocol.send(wire, reply)

            workshop.handle(request, tell)
            protocol.send(wire, Finished(peak_memory()))
        except BrokenPipeError:
            return
        except Exception as error:
            log.exception("request failed")
            protocol.send(wire, Failed(known(error).problem(), chunk_of(error)))
        finally:
            switch.disarm()


class DeadMansSwitch:
    """Ends this process, with its stacks in the log, when its work stands still for too long.

    The engine does it sooner; this is for an engine that is stuck itself. It needs no thread of
    Python's, so that native code that keeps the GIL cannot hold it up.
    """

    def __init__(self) -> None:
        self._patience = 0.0
        self._done: dict[str, float] = {}

    def arm(self, patience: float) -> None:
        """End the process after `patience` seconds, unless there is progress; 0: never."""
        self._patience = patience
        if patience > 0:
            faulthandler.dump_traceback_later(patience, exit=True)

    def notice(self, reply: AnyReply) -> None:
        """Begin to wait anew where a reply tells of progress."""
        match reply:
            case Began():
                return
            case Progress(stage=stage, done=done):
                if done <= self._done.get(stage, 0.0):
                    return
                self._done[stage] = done
        self.arm(self._patience)

    def disarm(self) -> None:
        """Nothing is to be done, so nothing can stand still."""
        if self._patience > 0:
            faulthandler.cancel_dump_traceback_later()


def peak_memory() -> int:
    """The most resident bytes that this process ever had."""
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def follow_parent_into_death(environ: Mapping[str, str]) -> None:
    """See to it that no worker outlives its engine, even one that hangs in native code.

    Linux kills it for us. Elsewhere a thread looks whether the parent is still the one that
    started us; it cannot run while native code holds the GIL, so that is not enough for a hang.
    """
    parent = int(environ.get("LONGTAKE_PARENT", os.getppid()))
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    if sys.platform != "linux":
        threading.Thread(target=_watch_parent, args=(parent,), daemon=True).start()


def _watch_parent(parent: int) -> None:
    pause = threading.Event()
    while os.getppid() == parent:
        pause.wait(1.0)
    os._exit(1)


if __name__ == "__main__":
    main()
