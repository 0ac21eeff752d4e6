"""Which error of our tree stands for what a library raised. [pure]

Libraries say by words what happened: an accelerator that is out of memory raises an error of its
own type only in torch on CUDA, and a plain `RuntimeError` everywhere else.
"""

from __future__ import annotations

import re
import traceback

from engine.errors import (
    DeviceError,
    EngineFault,
    LongtakeError,
    MemoryExhausted,
    OperationMissing,
)

OUT_OF_MEMORY = re.compile(
    r"out of memory|bad_alloc|cannot allocate memory|insufficient memory|failed to allocate"
    r"|DefaultCPUAllocator: (?:not enough|can't allocate) memory|\bOutOfMemory\b",
    re.IGNORECASE,
)
MISSING = re.compile(
    r"not (?:currently )?(?:implemented|supported) (?:for|on) the MPS"
    r"|MPS framework doesn't support|for the MPS backend|no kernel image is available"
    r"|Could not run '.+' with arguments from the '(?:MPS|CUDA)' backend",
    re.IGNORECASE,
)
DEVICE = re.compile(
    r"\bCUDA (?:error|failed)|cuBLAS|cuDNN|CUBLAS_STATUS|CUDNN_STATUS|device-side assert"
    r"|\bMPS (?:backend|error)|\bMetal\b|MTLCommandBuffer|command buffer|kIOGPU|IOGPU",
    re.IGNORECASE,
)


def known(error: BaseException) -> LongtakeError:
    """The error of our tree that stands for `error`; what it does not know is a bug."""
    if isinstance(error, LongtakeError):
        return error
    details = "".join(traceback.format_exception(error))
    said = f"{type(error).__name__}: {error}"
    if isinstance(error, MemoryError) or OUT_OF_MEMORY.search(said):
        return MemoryExhausted(
            "Memory ran out while recognising.",
            "Choose a smaller model or batch, or close other programs.",
            details=details,
        )
    if isinstance(error, NotImplementedError) or MISSING.search(said) or _is_float64(said):
        return OperationMissing(
            "The accelerator cannot compute something that the model needs.",
            "Use --device cpu.",
            details=details,
        )
    if isinstance(error, RuntimeError) and DEVICE.search(said):
        return DeviceError("The accelerator failed.", "Use --device cpu.", details=details)
    return EngineFault(
        "Longtake's worker met an error that it does not know.",
        "This is a bug; the details help to mend it.",
        details=details,
    )


def chunk_of(error: BaseException) -> int | None:
    """The chunk in which an error arose, where whoever raised it noted that."""
    return getattr(error, "chunk", None)


def _is_float64(said: str) -> bool:
    """Apple's GPUs know no double precision; torch raises a `TypeError` for it."""
    return said.startswith("TypeError") and "float64" in said and "MPS" in said
