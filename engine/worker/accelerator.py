"""Where to compute: what this machine has, and what is chosen of it for a request.

python -m engine.worker.accelerator     prints the machine as JSON
"""

from __future__ import annotations

import os
import platform
import sys

import msgspec

from engine.errors import DeviceMissing
from engine.protocol import Loaded, RecognitionSettings


class Machine(msgspec.Struct, frozen=True):
    """What counts for speed and memory: processor cores, bytes of memory, accelerators."""

    cores: int
    memory: int
    cuda_devices: int = 0
    is_apple_silicon: bool = False

    @property
    def devices(self) -> tuple[str, ...]:
        """The devices that a recognizer may be given, the best first."""
        return (("cuda",) if self.cuda_devices else ()) + ("cpu",)


COMPUTE_TYPES = {"cpu": "int8", "cuda": "float16"}
"""The fastest number format whose words are as good as those of float32."""

BATCHES = {"cpu": 4, "cuda": 16}
"""Windows decoded together. On a CPU four are decoded a quarter faster than one by one; eight win
little more and cost 18 MB a window for the decoder's view of the sound alone (tiny)."""


def survey() -> Machine:
    """This machine."""
    import psutil

    return Machine(
        cores=_usable_cores(),
        memory=psutil.virtual_memory().total,
        cuda_devices=_cuda_devices(),
        is_apple_silicon=sys.platform == "darwin" and platform.machine() == "arm64",
    )


def place(settings: RecognitionSettings, machine: Machine) -> Loaded:
    """What `auto` comes to on `machine`.

    Raises `DeviceMissing` for a device that is not here or that the recognizer cannot use.
    """
    device = machine.devices[0] if settings.device == "auto" else settings.device
    if device not in machine.devices:
        raise _missing(device, machine)
    compute_type = settings.compute_type
    return Loaded(
        recognizer="ct2" if settings.recognizer == "auto" else settings.recognizer,
        device=device,
        compute_type=COMPUTE_TYPES[device] if compute_type == "auto" else compute_type,
        batch_size=settings.batch_size or BATCHES[device],
        threads=settings.threads or machine.cores,
    )


def _missing(device: str, machine: Machine) -> DeviceMissing:
    has = " and ".join(machine.devices)
    if device == "mps" and machine.is_apple_silicon:
        return DeviceMissing(
            "CTranslate2, the recognizer, cannot compute on mps.", "Use --device cpu, or auto."
        )
    return DeviceMissing(f"This machine has no {device}.", f"It has {has}; auto takes the best.")


def _usable_cores() -> int:
    """The cores that this process may run on, which a container makes fewer."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _cuda_devices() -> int:
    import ctranslate2

    return int(ctranslate2.get_cuda_device_count())


if __name__ == "__main__":
    print(msgspec.json.encode(survey()).decode())
