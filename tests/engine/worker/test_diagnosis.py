from __future__ import annotations

import pytest

from engine.errors import (
    DeviceError,
    EngineFault,
    LongtakeError,
    MemoryExhausted,
    NoSpace,
    OperationMissing,
)
from engine.worker.diagnosis import chunk_of, known
from engine.worker.faults import OUT_OF_MEMORY

MESSAGES: list[tuple[type[LongtakeError], BaseException]] = [
    *((MemoryExhausted, error) for error in OUT_OF_MEMORY),
    (MemoryExhausted, MemoryError()),
    (MemoryExhausted, RuntimeError("std::bad_alloc")),
    (MemoryExhausted, RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory")),
    (MemoryExhausted, RuntimeError("[METAL] Command buffer execution failed: Insufficient Memory")),
    (
        OperationMissing,
        NotImplementedError("The operator 'aten::angle' is not currently implemented for the MPS"),
    ),
    (
        OperationMissing,
        TypeError("Cannot convert a MPS Tensor to float64 dtype as the MPS framework doesn't"),
    ),
    (OperationMissing, RuntimeError("CUDA error: no kernel image is available for execution")),
    (DeviceError, RuntimeError("CUDA error: device-side assert triggered")),
    (DeviceError, RuntimeError("cuBLAS failed with status CUBLAS_STATUS_EXECUTION_FAILED")),
    (DeviceError, RuntimeError("MPS backend error: commit an already committed command buffer")),
    (EngineFault, ValueError("not enough values to unpack")),
    (EngineFault, RuntimeError("expected 80 mel bands")),
    (EngineFault, TypeError("float64 expected")),
]


@pytest.mark.parametrize(("kind", "error"), MESSAGES)
def test_what_a_library_says_is_understood(kind: type[LongtakeError], error: BaseException) -> None:
    found = known(error)
    assert type(found) is kind
    assert str(error) in found.details


def test_an_error_of_our_own_stays_what_it_is() -> None:
    error = NoSpace("out of memory sticks")
    assert known(error) is error


def test_what_is_wrong_with_memory_may_be_tried_again_and_so_may_a_device() -> None:
    assert all(known(error).retryable for kind, error in MESSAGES if kind is not EngineFault)


def test_the_chunk_is_known_where_somebody_noted_it() -> None:
    error = RuntimeError("no")
    assert chunk_of(error) is None
    error.chunk = 7  # type: ignore[attr-defined]
    assert chunk_of(error) == 7
