from __future__ import annotations

import logging
import os
import struct
import sys
import types
from collections.abc import Iterator

import psutil
import pytest

from engine.worker import memory
from engine.worker.memory import (
    CudaMemory,
    Ledger,
    MlxMemory,
    MpsMemory,
    NoMemory,
    NvidiaMemory,
    memory_of,
)

MB = 1 << 20


class Metal:
    """Stands in for `torch.mps`: an allocator that keeps what is freed until it is told not to."""

    def __init__(self, allocated: int = 300 * MB, cached: int = 500 * MB) -> None:
        self.allocated = allocated
        self.cached = cached

    def current_allocated_memory(self) -> int:
        return self.allocated

    def driver_allocated_memory(self) -> int:
        return self.allocated + self.cached

    def recommended_max_memory(self) -> int:
        return 10_000 * MB

    def empty_cache(self) -> None:
        self.cached = 0

    def synchronize(self) -> None:
        raise AssertionError("after a fault of the GPU this waits for ever")


class Cuda:
    """Stands in for `torch.cuda`."""

    def __init__(self) -> None:
        self.reserved = 900 * MB

    def memory_allocated(self) -> int:
        return 400 * MB

    def memory_reserved(self) -> int:
        return self.reserved

    def max_memory_allocated(self) -> int:
        return 800 * MB

    def empty_cache(self) -> None:
        self.reserved = 400 * MB


class Core:
    """Stands in for `mlx.core`."""

    def __init__(self) -> None:
        self.cached = 200 * MB

    def get_active_memory(self) -> int:
        return 100 * MB

    def get_cache_memory(self) -> int:
        return self.cached

    def get_peak_memory(self) -> int:
        return 700 * MB

    def clear_cache(self) -> None:
        self.cached = 0


def test_on_mps_the_driver_is_believed_and_not_the_allocator() -> None:
    assert MpsMemory(Metal()).held() == 800 * MB


def test_tidying_up_on_mps_empties_the_cache_and_never_waits_for_the_gpu() -> None:
    metal = Metal()
    MpsMemory(metal).let_go()
    assert MpsMemory(metal).held() == 300 * MB


def test_tidying_up_on_cuda_gives_back_what_is_only_reserved() -> None:
    device = CudaMemory(Cuda())
    assert device.held() == 900 * MB
    device.let_go()
    assert device.held() == 400 * MB


def test_tidying_up_under_mlx_clears_its_cache() -> None:
    device = MlxMemory(Core())
    assert device.held() == 300 * MB
    device.let_go()
    assert device.held() == 100 * MB


TORCH = types.SimpleNamespace(mps=Metal(), cuda=Cuda())


@pytest.mark.parametrize(
    ("recognizer", "device", "modules", "kind"),
    [
        ("torch", "mps", {"torch": TORCH}, MpsMemory),
        ("torch", "cuda", {"torch": TORCH}, CudaMemory),
        ("torch", "cpu", {"torch": TORCH}, NoMemory),
        ("torch", "mps", {}, NoMemory),
        ("mlx", "mps", {"mlx.core": Core()}, MlxMemory),
        ("mlx", "mps", {"torch": TORCH}, NoMemory),
        ("ct2", "cuda", {"torch": TORCH}, NvidiaMemory),
        ("ct2", "cpu", {"torch": TORCH}, NoMemory),
    ],
)
def test_each_backend_is_counted_by_the_library_that_allocates_for_it(
    recognizer: str, device: str, modules: dict[str, object], kind: type
) -> None:
    assert type(memory_of(recognizer, device, modules)) is kind


def test_counting_loads_no_library() -> None:
    before = set(sys.modules)
    Ledger(lambda: memory_of("torch", "mps", {})).log("now")
    assert "torch" not in set(sys.modules) - before


def test_memory_is_logged_before_and_after_a_stage(caplog: pytest.LogCaptureFixture) -> None:
    metal = Metal()
    ledger = Ledger(lambda: MpsMemory(metal), lambda: 1000 * MB)
    with caplog.at_level(logging.INFO), ledger.stage("load"):
        metal.allocated = 600 * MB
    before, after = [each.getMessage() for each in caplog.records if each.name == memory.__name__]
    assert before == (
        "memory before load: process 1000 MB, allocated 300 MB, driver 800 MB, recommended 10000 MB"
    )
    assert "after load" in after
    assert "driver 1100 MB" in after


def test_the_error_of_a_stage_arrives_as_it_was() -> None:
    def broken() -> int:
        raise AssertionError("nobody counts while an error is on its way")

    counts: Iterator[int] = iter([1])
    ledger = Ledger(NoMemory, lambda: next(counts, None) or broken())
    with pytest.raises(MemoryError, match="the first"), ledger.stage("recognise"):
        raise MemoryError("the first")


def test_after_a_chunk_the_larger_of_process_and_device_counts() -> None:
    metal = Metal()
    assert Ledger(lambda: MpsMemory(metal), lambda: 50 * MB).chunk_done() == 300 * MB
    assert Ledger(lambda: MpsMemory(metal), lambda: 900 * MB).chunk_done() == 900 * MB


def test_the_footprint_of_this_process_is_what_the_system_says() -> None:
    resident = psutil.Process(os.getpid()).memory_info().rss
    assert memory.process_footprint() == pytest.approx(resident, rel=0.2)


def test_darwins_answer_is_read_at_the_right_place() -> None:
    numbers = [0] * 10
    numbers[6], numbers[7] = 111, 222  # ri_resident_size, ri_phys_footprint
    assert memory.parsed_rusage(b"\0" * 16 + struct.pack("=10Q", *numbers)) == 222


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("24576, 1024, 23552\n", {"total": 24 << 30, "used": 1 << 30, "free": 23 << 30}),
        ("", {}),
        ("No devices were found\n", {}),
        ("24576, [N/A], 23552\n", {}),
    ],
)
def test_the_answer_of_the_drivers_tool_is_understood_or_left(
    answer: str, expected: dict[str, int]
) -> None:
    assert memory.parsed_nvidia(answer) == expected


def test_without_the_drivers_tool_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_NVIDIA_SMI", ("/no/such/tool",))
    assert memory.nvidia_memory() == {}
    assert NvidiaMemory().counters() == {}


@pytest.mark.mps
def test_on_a_mac_the_real_counters_answer() -> None:
    torch = pytest.importorskip("torch")
    if not torch.backends.mps.is_available():
        pytest.skip("needs the GPU of an Apple Silicon Mac")
    assert memory_of("torch", "mps", {"torch": torch}).counters()["recommended"] > 0
    assert memory.process_footprint() > 10 * MB


@pytest.mark.cuda
def test_where_a_gpu_is_the_real_counters_answer() -> None:
    torch = pytest.importorskip("torch")
    if not torch.cuda.is_available():
        pytest.skip("needs an NVIDIA GPU")
    assert memory_of("ct2", "cuda", {}).counters()["GPU total"] > 0
    assert "reserved" in memory_of("torch", "cuda", {"torch": torch}).counters()
