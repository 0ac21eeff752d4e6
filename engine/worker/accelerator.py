"""Where to compute: what this machine has, what is chosen of it for a request, and what fits.

A *backend* is a recognizer on a device. `auto` means the fastest that is measured and trusted, and
before anything is measured: MPS on Apple Silicon, else CUDA, else the CPU.

python -m engine.worker.accelerator     prints the machine as JSON
"""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import msgspec

from engine import programs
from engine.calibration import Calibration, Measurement
from engine.errors import DeviceError, DeviceMissing, LongtakeError, UsageError
from engine.protocol import Loaded, RecognitionSettings
from engine.worker.memory import nvidia_memory
from engine.worker.weights import Weights


class Machine(msgspec.Struct, frozen=True):
    """What counts for speed and memory: processor cores, bytes of memory, accelerators.

    `available` is what of the memory is free now and `cuda_memory` the same of the GPU; 0: unknown.
    `problem` says why a machine could not be surveyed.
    """

    cores: int
    memory: int
    available: int = 0
    cuda_devices: int = 0
    cuda_memory: int = 0
    is_apple_silicon: bool = False
    has_mlx: bool = False
    problem: str = ""

    @property
    def devices(self) -> tuple[str, ...]:
        """The devices that a recognizer may be given, the best first."""
        gpus = {"mps": self.is_apple_silicon, "cuda": self.cuda_devices > 0}
        return (*(device for device, is_here in gpus.items() if is_here), "cpu")


class Backend(NamedTuple):
    """A recognizer on a device."""

    recognizer: str
    device: str


class Choice(NamedTuple):
    """A backend, and in a few words why it is this one."""

    backend: Backend
    reason: str


BACKENDS = (
    Backend("torch", "mps"),
    Backend("mlx", "mps"),
    Backend("ct2", "cuda"),
    Backend("torch", "cuda"),
    Backend("ct2", "cpu"),
    Backend("torch", "cpu"),
    Backend("mlx", "cpu"),
    Backend("whisperx", "cuda"),
    Backend("whisperx", "cpu"),
)
"""Every backend there is, the one that is taken where nothing is measured first."""

ONLY_WHEN_ASKED = frozenset(
    {Backend("mlx", "cpu"), Backend("whisperx", "cuda"), Backend("whisperx", "cpu")}
)
"""Backends that `auto` never means: the reference, and what is there for tests only."""

READS = {
    "ct2": ("ct2",),
    "whisperx": ("ct2",),
    "torch": ("transformers",),
    "mlx": ("transformers",),
}
"""The kinds of weights that a recognizer can read."""

COMPUTE_TYPES = {
    Backend("ct2", "cpu"): "int8",
    Backend("whisperx", "cpu"): "int8",
    Backend("torch", "cpu"): "float32",
    Backend("mlx", "cpu"): "float32",
}
"""The fastest number format whose words are as good as those of float32; on GPUs `float16`."""

BATCHES = {"cpu": 3, "cuda": 16, "mps": 8}
"""Windows decoded together. On a CPU three are decoded a quarter faster than one by one; eight win
little more and cost 18 MB a window for the decoder's view of the sound alone (tiny). On MPS more
than eight make the system's own windows stutter."""

_NAMES = {"ct2": "CTranslate2", "whisperx": "whisperx", "torch": "transformers", "mlx": "MLX"}
_KINDS = {"ct2": "CTranslate2", "transformers": "transformers"}


# --- placement ------------------------------------------------------------------------------------


def place(
    settings: RecognitionSettings,
    machine: Machine,
    weights: Weights,
    calibration: Calibration | None = None,
) -> Loaded:
    """What `auto` comes to on `machine` for these weights.

    Raises `DeviceMissing` for a device that is not here or that the recognizer cannot use,
    `UsageError` for a recognizer that cannot read the weights, `DeviceError` for a backend that was
    asked for by name and has failed its self-test.
    """
    backend = choose(settings, machine, weights, calibration or Calibration()).backend
    compute_type = settings.compute_type
    if compute_type == "auto":
        compute_type = COMPUTE_TYPES.get(backend, "float16")
    threads = settings.threads or machine.cores
    budget = budget_for(backend, machine, weights, compute_type, threads)
    return Loaded(
        recognizer=backend.recognizer,
        device=backend.device,
        compute_type=compute_type,
        batch_size=_batch_size(settings.batch_size, backend.device, budget),
        threads=threads,
        memory_budget=budget.limit,
    )


def _batch_size(wished: int, device: str, budget: Budget) -> int:
    """A wish is granted whatever the memory, but MPS has a limit of its own."""
    if wished:
        return min(wished, BATCHES[device]) if device == "mps" else wished
    return budget.windows(BATCHES[device])


def choose(
    settings: RecognitionSettings, machine: Machine, weights: Weights, calibration: Calibration
) -> Choice:
    """The backend for a request, and why."""
    possible = candidates(settings, machine, weights)
    if not possible:
        raise _impossible(settings, machine, weights)
    measured = {
        backend: calibration.tested(*backend, settings.model_identity) for backend in possible
    }
    trusted = [backend for backend in possible if _is_trusted(backend, measured[backend])]
    if not trusted:
        raise _distrusted(possible[0], measured[possible[0]])
    fitting = [backend for backend in trusted if _fits(backend, machine, weights)] or trusted[-1:]
    if len(fitting) == 1:
        return Choice(fitting[0], _only_reason(settings, possible, trusted))
    return _fastest(fitting, {backend: measured[backend] for backend in fitting})


def candidates(
    settings: RecognitionSettings, machine: Machine, weights: Weights
) -> tuple[Backend, ...]:
    """What the request allows, the machine has and the weights are for; the best first."""
    named = settings.recognizer != "auto"
    return tuple(
        backend
        for backend in available(machine, weights)
        if settings.device in ("auto", backend.device)
        and settings.recognizer in ("auto", backend.recognizer)
        and (named or backend not in ONLY_WHEN_ASKED)
    )


def available(machine: Machine, weights: Weights) -> tuple[Backend, ...]:
    """Every backend that can be loaded with these weights on this machine."""
    return tuple(
        backend
        for backend in BACKENDS
        if backend.device in machine.devices
        and weights.kind in READS[backend.recognizer]
        and (machine.has_mlx or backend.recognizer != "mlx")
    )


def _is_trusted(backend: Backend, measurement: Measurement | None) -> bool:
    """The processor is what others are held against; there is nothing to fall back on from it."""
    return backend.device == "cpu" or measurement is None or measurement.is_trusted


def _fits(backend: Backend, machine: Machine, weights: Weights) -> bool:
    compute_type = COMPUTE_TYPES.get(backend, "float16")
    return budget_for(backend, machine, weights, compute_type, machine.cores).is_enough


def _fastest(fitting: list[Backend], measured: dict[Backend, Measurement | None]) -> Choice:
    """By measure where all are measured, else by rule."""
    speeds = {backend: found.rtfx for backend, found in measured.items() if found and found.rtfx}
    if len(speeds) < len(fitting):
        return Choice(fitting[0], "the best by rule; the self-test has not compared them yet")
    best = max(fitting, key=speeds.__getitem__)
    second = max(speed for backend, speed in speeds.items() if backend != best)
    return Choice(best, f"the fastest here: {speeds[best]:.0f}× real time, the next {second:.0f}×")


def _only_reason(
    settings: RecognitionSettings, possible: tuple[Backend, ...], trusted: list[Backend]
) -> str:
    if len(trusted) < len(possible):
        return "what is faster failed its self-test"
    if len(possible) > 1:
        return "what is faster has not enough memory"
    is_wish = settings.device != "auto" or settings.recognizer != "auto"
    return "asked for" if is_wish else "the only one for this model here"


def _impossible(settings: RecognitionSettings, machine: Machine, weights: Weights) -> LongtakeError:
    """Why nothing can do what was asked for."""
    device, recognizer = settings.device, settings.recognizer
    if device not in ("auto", *machine.devices):
        has = " and ".join(machine.devices)
        return DeviceMissing(
            f"This machine has no {device}.", f"It has {has}; auto takes the best."
        )
    if recognizer == "mlx" and not machine.has_mlx:
        return DeviceMissing(
            "MLX is not installed.", "On a Mac: pip install 'longtake[mlx]'; or use auto."
        )
    if recognizer != "auto" and weights.kind not in READS[recognizer]:
        return UsageError(
            f"The recognizer {recognizer} cannot read a model in the form of "
            f"{_KINDS[weights.kind]}.",
            "Use --recognizer auto, or choose another model.",
        )
    who = recognizer if recognizer != "auto" else weights.kind
    return DeviceMissing(
        f"{_NAMES.get(who, who)}, the recognizer, cannot compute on {device}.",
        "Use --device cpu, or auto.",
    )


def _distrusted(backend: Backend, measurement: Measurement | None) -> DeviceError:
    error = DeviceMissing(
        f"{backend.recognizer} on {backend.device} failed its self-test: its words cannot be "
        "trusted.",
        "Use --device cpu, or auto; `longtake doctor --self-test` tries it again.",
    )
    error.details = measurement.problem if measurement else ""
    return error


# --- memory ---------------------------------------------------------------------------------------

SHARES = {"cpu": 0.7, "mps": 0.65, "cuda": 0.9}
"""Of a device's memory, what one worker may take. Metal itself recommends two thirds to three
quarters of what processor and GPU share, and the rest of the system lives there too."""

LEAST_SHARE = 0.25
"""However little is free now: systems make room for those who work, and macOS counts strictly."""

LIBRARIES = {"ct2": 300 << 20, "whisperx": 700 << 20, "torch": 700 << 20, "mlx": 300 << 20}
"""Bytes of the process before any weights: measured on Linux, but that of mlx is a guess."""

CHUNKS_A_WORKER = 36
"""Three hours of film: graphs, fragments and leaks of that time end with the process. A new one
costs the seconds of loading the model."""

_FRAMES = 1500  # that the encoder attends to, in 30 s
_TOKENS = 448
_BEAMS = 5
_UNKNOWN_GPU = 8 << 30
_FACTORS = {"float32": 2.0}  # of the size on disk, where weights are mostly float16


class Budget(msgspec.Struct, frozen=True):
    """Bytes: what may be used, what is used already, what the weights and each window take."""

    limit: int
    weights: int
    a_window: int
    resident: int = 0

    @property
    def free(self) -> int:
        """What is left for windows."""
        return max(0, self.limit - self.resident - self.weights)

    @property
    def is_enough(self) -> bool:
        """At least one window at a time can be heard."""
        return self.free >= self.a_window

    def windows(self, wished: int) -> int:
        """How many windows can be heard together: at most `wished`, at least one."""
        return max(1, min(wished, self.free // max(1, self.a_window)))

    def has_room_for(self, other: Budget) -> bool:
        """Another model can be loaded beside this one, and both can hear a window."""
        return self.free - self.a_window >= other.weights + other.a_window


def budget_for(
    backend: Backend,
    machine: Machine,
    weights: Weights,
    compute_type: str,
    threads: int,
    resident: int = 0,
) -> Budget:
    """What a backend will need, worked out before anything is loaded.

    `resident` is what other models hold on the same device. A process that shares its memory with
    the GPU pays for its libraries too.
    """
    libraries = 0 if backend.device == "cuda" else LIBRARIES[backend.recognizer]
    return Budget(
        limit=_limit(backend.device, machine),
        weights=round(weights.size * _FACTORS.get(compute_type, 1.0)),
        a_window=window_bytes(weights, compute_type) * _at_once(backend, threads),
        resident=resident + libraries,
    )


def window_bytes(weights: Weights, compute_type: str) -> int:
    """Bytes of one window on its way: attention, the encoder's widest layer, the decoder's memory
    of the sound and of each beam, and the odds of every token."""
    number = 2 if compute_type == "float16" else 4
    attention = weights.heads * _FRAMES**2 * number
    widest = _FRAMES * 4 * weights.width * number
    heard = weights.decoder_layers * 2 * _FRAMES * weights.width * number
    said = weights.decoder_layers * 2 * _TOKENS * weights.width * number * _BEAMS
    odds = weights.vocabulary * _BEAMS * 4
    return attention + widest + heard + said + odds


def should_recycle(chunks_done: int, memory: int, budget: int) -> bool:
    """A worker that has done enough, or holds more than it should, makes room for a fresh one.

    `memory` and `budget` in bytes, 0 where unknown. To be asked between two chunks, so that every
    worker gets at least one done.
    """
    return chunks_done >= CHUNKS_A_WORKER or 0 < budget < memory


def _limit(device: str, machine: Machine) -> int:
    if device == "cuda":
        return round((machine.cuda_memory or _UNKNOWN_GPU) * SHARES[device])
    share = round(machine.memory * SHARES[device])
    at_least = round(machine.memory * LEAST_SHARE)
    return max(at_least, min(share, machine.available)) if machine.available else share


def _at_once(backend: Backend, threads: int) -> int:
    """Windows of a batch of one: CTranslate2 hears a batch on each of its workers."""
    if backend.recognizer != "ct2":
        return 1
    if backend.device != "cpu":
        return 2
    return threads if threads <= 4 else threads // 2


# --- the machine ----------------------------------------------------------------------------------


def survey() -> Machine:
    """This machine."""
    import psutil

    memory = psutil.virtual_memory()
    devices = _cuda_devices()
    return Machine(
        cores=_usable_cores(),
        memory=memory.total,
        available=memory.available,
        cuda_devices=devices,
        cuda_memory=nvidia_memory().get("free", 0) if devices else 0,
        is_apple_silicon=_is_apple_silicon(),
        has_mlx=_has_mlx(),
    )


def survey_apart() -> Machine:
    """This machine, as a process says that loads the libraries, and may crash, in our stead."""
    run = subprocess.run(programs.command("survey"), capture_output=True, check=False)
    if run.returncode:
        lines = run.stderr.decode(errors="replace").strip().splitlines()
        return Machine(
            _usable_cores(), 0, problem=lines[-1] if lines else f"exit code {run.returncode}"
        )
    return msgspec.json.decode(run.stdout, type=Machine)


def guess() -> Machine:
    """This machine as it looks from outside: at once, with nothing loaded, and never too poor."""
    has_nvidia = Path("/dev/nvidiactl").exists() or bool(shutil.which("nvidia-smi"))
    return Machine(
        _usable_cores(),
        memory=0,
        cuda_devices=int(has_nvidia),
        is_apple_silicon=_is_apple_silicon(),
        has_mlx=_has_mlx(),
    )


def _is_apple_silicon() -> bool:
    return sys.platform == "darwin" and platform.machine() == "arm64"


def _has_mlx() -> bool:
    return importlib.util.find_spec("mlx_whisper") is not None


def _usable_cores() -> int:
    """The cores that this process may run on, which a container makes fewer."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _cuda_devices() -> int:
    import ctranslate2

    return int(ctranslate2.get_cuda_device_count())


def main() -> None:
    """Say what this machine is, to `survey_apart`."""
    print(msgspec.json.encode(survey()).decode())


if __name__ == "__main__":
    main()
