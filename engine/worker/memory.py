"""How much memory the worker holds, by the counters that tell the truth on each device.

Resident bytes miss most of what a GPU holds; every library counts its own. All calls into them
stand here, behind `Memory`, so that what cannot run on this machine can be stood in for.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

log = logging.getLogger(__name__)

_NVIDIA_SMI = ("nvidia-smi", "--format=csv,noheader,nounits")
_PATIENCE = 10.0  # seconds that nvidia-smi may take
_RUSAGE_FIELDS = 10  # 64-bit numbers in Darwin's rusage_info_v0, after 16 bytes of UUID
_FOOTPRINT = 7  # the place of ri_phys_footprint among them


class Memory(Protocol):
    """What a device says about itself."""

    def counters(self) -> dict[str, int]:
        """Bytes by name, for the log."""
        ...

    def held(self) -> int:
        """Bytes that this process holds on the device; 0 where it cannot say quickly."""
        ...

    def let_go(self) -> None:
        """Give back what is cached for later. Never waits for the GPU, which may hang."""
        ...


class MpsMemory:
    """Metal, through `torch.mps`; its driver counts what PyTorch's allocator keeps for later."""

    def __init__(self, mps: Any) -> None:
        self._mps = mps

    def counters(self) -> dict[str, int]:
        """See `Memory.counters`."""
        return {
            "allocated": self._mps.current_allocated_memory(),
            "driver": self._mps.driver_allocated_memory(),
            "recommended": self._mps.recommended_max_memory(),
        }

    def held(self) -> int:
        """See `Memory.held`."""
        return int(self._mps.driver_allocated_memory())

    def let_go(self) -> None:
        """The cache of the allocator, and with it that of the graphs, one for every shape."""
        gc.collect()
        self._mps.empty_cache()


class CudaMemory:
    """CUDA, through `torch.cuda`."""

    def __init__(self, cuda: Any) -> None:
        self._cuda = cuda

    def counters(self) -> dict[str, int]:
        """See `Memory.counters`."""
        return {
            "allocated": self._cuda.memory_allocated(),
            "reserved": self._cuda.memory_reserved(),
            "peak": self._cuda.max_memory_allocated(),
        }

    def held(self) -> int:
        """See `Memory.held`."""
        return int(self._cuda.memory_reserved())

    def let_go(self) -> None:
        """What is reserved and not allocated."""
        gc.collect()
        self._cuda.empty_cache()


class MlxMemory:
    """Metal, through `mlx.core`."""

    def __init__(self, core: Any) -> None:
        self._core = core

    def counters(self) -> dict[str, int]:
        """See `Memory.counters`."""
        return {
            "active": self._core.get_active_memory(),
            "cached": self._core.get_cache_memory(),
            "peak": self._core.get_peak_memory(),
        }

    def held(self) -> int:
        """See `Memory.held`."""
        return int(self._core.get_active_memory() + self._core.get_cache_memory())

    def let_go(self) -> None:
        """MLX's own cache of buffers."""
        gc.collect()
        self._core.clear_cache()


class NvidiaMemory:
    """CUDA where CTranslate2 allocates, which cannot be asked: the driver's tool counts for all."""

    def counters(self) -> dict[str, int]:
        """See `Memory.counters`."""
        return {f"GPU {name}": value for name, value in nvidia_memory().items()}

    def held(self) -> int:
        """The tool takes too long to be asked at every chunk."""
        return 0

    def let_go(self) -> None:
        """CTranslate2 caches by itself and offers no handle."""


class NoMemory:
    """A processor has no memory beside the process's own, and caches nothing."""

    def counters(self) -> dict[str, int]:
        """See `Memory.counters`."""
        return {}

    def held(self) -> int:
        """See `Memory.held`."""
        return 0

    def let_go(self) -> None:
        """Nothing."""


class Ledger:
    """Logs what is held before and after each stage, and tidies up between two chunks.

    Never to be used while an exception is handled: its traceback would keep alive what is to go.
    """

    def __init__(
        self, device: Callable[[], Memory], footprint: Callable[[], int] | None = None
    ) -> None:
        self._device = device  # asked each time: its library may not be loaded yet
        self._footprint = footprint or process_footprint

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Around a stage of the work; an error in it is not delayed by counting."""
        self.log(f"before {name}")
        yield
        self.log(f"after {name}")

    def log(self, moment: str) -> None:
        """One line with every counter."""
        counters = {"process": self._footprint(), **self._device().counters()}
        log.info("memory %s: %s", moment, described(counters))

    def chunk_done(self) -> int:
        """Let caches go and say how many bytes are still held."""
        device = self._device()
        device.let_go()
        return max(self._footprint(), device.held())


def memory_of(recognizer: str, device: str, modules: Mapping[str, Any] | None = None) -> Memory:
    """The counters of a backend, from libraries that are loaded already: counting loads none."""
    modules = sys.modules if modules is None else modules
    if recognizer == "mlx" and "mlx.core" in modules:
        return MlxMemory(modules["mlx.core"])
    if recognizer == "torch" and device == "mps" and "torch" in modules:
        return MpsMemory(modules["torch"].mps)
    if recognizer == "torch" and device == "cuda" and "torch" in modules:
        return CudaMemory(modules["torch"].cuda)
    return NvidiaMemory() if device == "cuda" else NoMemory()


def described(counters: Mapping[str, int]) -> str:
    """Counters as a person reads them."""
    return ", ".join(f"{name} {value / 2**20:.0f} MB" for name, value in counters.items())


def process_footprint() -> int:
    """Bytes of memory that are this process's fault; on macOS that includes what the GPU shares."""
    if sys.platform == "darwin":
        return _darwin_footprint()
    import psutil

    return int(psutil.Process().memory_info().rss)


def nvidia_memory() -> dict[str, int]:
    """Bytes total, used and free of the first GPU; empty where the driver's tool is not here."""
    command = [*_NVIDIA_SMI, "--query-gpu=memory.total,memory.used,memory.free", "--id=0"]
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        run = subprocess.run(command, capture_output=True, check=True, timeout=_PATIENCE)
        return parsed_nvidia(run.stdout.decode())
    return {}


def parsed_nvidia(line: str) -> dict[str, int]:
    """The tool's answer, in mebibytes, as bytes; empty where it is none."""
    values = [value.strip() for value in line.split(",")]
    if len(values) != 3 or not all(value.isdigit() for value in values):
        return {}
    return {
        name: int(value) << 20
        for name, value in zip(("total", "used", "free"), values, strict=True)
    }


def _darwin_footprint() -> int:
    """What Activity Monitor shows as memory (proc_pid_rusage, flavour 0)."""
    buffer = ctypes.create_string_buffer(16 + 8 * _RUSAGE_FIELDS)
    failed = ctypes.CDLL(None).proc_pid_rusage(os.getpid(), 0, buffer)
    return 0 if failed else parsed_rusage(buffer.raw)


def parsed_rusage(raw: bytes) -> int:
    """The physical footprint in Darwin's answer."""
    at = 16 + 8 * _FOOTPRINT
    return int.from_bytes(raw[at : at + 8], sys.byteorder)
