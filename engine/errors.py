"""Everything that can go wrong and that Longtake has a sentence for.

    LongtakeError
    ├── UsageError            an option or a file name that cannot be meant          exit 2
    │   └── EditMisfit        an edit of what the transcript does not (any longer) have
    ├── MediaError            the recording cannot be used                           exit 3
    │   ├── MediaMissing      not there, not readable, or not a file
    │   ├── MediaUnreadable   no audio in it, or damaged beyond its first sample
    │   ├── MediaChanged      not the film that this document was begun with
    │   └── TextUnreadable    no transcript or subtitles, or none that can be understood
    ├── ModelError            weights cannot be used                                 exit 4
    │   ├── ModelMissing      not on this machine and not to be had now
    │   └── ModelDamaged      a file does not have the hash that it must have
    ├── DeviceError           the accelerator failed                                 exit 5
    │   ├── DeviceMissing     asked for, but not in this machine
    │   ├── SilentFault       it computed nonsense and raised nothing
    │   ├── OperationMissing  it cannot do something that the model needs
    │   ├── WorkerDied        the worker process ended in the middle of its work
    │   └── WorkerHung        the worker stopped making progress
    │       └── WorkerStuck   and could not be ended, not even by force
    ├── MemoryExhausted       memory of the machine or of the accelerator ran out    exit 6
    ├── DocumentError         the .longtake file cannot be used                      exit 1
    │   ├── DocumentMissing   there is none at this path
    │   ├── DocumentDamaged   it fails its integrity check
    │   ├── DocumentHeld      another process is at work on it
    │   └── DocumentNewer     written by a newer Longtake
    ├── StorageError          results cannot be written                              exit 1
    │   ├── NoSpace           the disk is full
    │   ├── NotWritable       the folder or file refuses
    │   └── FileExists        it is there already and was not to be replaced
    └── EngineFault           the engine itself is broken: a bug, with its traceback exit 1

What is not in this tree is a bug: it is logged whole and shown as an `EngineFault`. `Cancelled`
stands outside, as in trio: no handler of errors may swallow it.
"""

from __future__ import annotations

import errno
import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import ClassVar

import msgspec


class ExitCode(IntEnum):
    """How a command ended, for scripts."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    MEDIA = 3
    MODEL = 4
    DEVICE = 5
    MEMORY = 6
    FAILED_CHUNKS = 7
    INTERRUPTED = 130


class Problem(msgspec.Struct, frozen=True):
    """An error as data, to cross a process border or to be kept in a document."""

    code: str
    message: str
    hint: str = ""
    details: str = ""


class LongtakeError(Exception):
    """Base of the tree: one sentence that is clear to a user, and a hint what to do."""

    code: ClassVar[str] = "failed"
    exit_code: ClassVar[ExitCode] = ExitCode.FAILED
    retryable: ClassVar[bool] = False

    chunk: int | None = None
    """The chunk in which it arose, where that is known."""

    def __init__(self, message: str, hint: str = "", details: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = details

    def __reduce__(self) -> tuple[type[LongtakeError], tuple[str, str, str]]:
        return type(self), (self.message, self.hint, self.details)

    def problem(self) -> Problem:
        """The error as data."""
        return Problem(self.code, self.message, self.hint, self.details)

    @staticmethod
    def from_problem(problem: Problem) -> LongtakeError:
        """The error that `problem` was made of; an unknown code becomes an `EngineFault`."""
        kind = _BY_CODE.get(problem.code, EngineFault)
        return kind(problem.message, problem.hint, problem.details)


class UsageError(LongtakeError):
    """An option or a file name that cannot be meant."""

    code = "usage"
    exit_code = ExitCode.USAGE


class EditMisfit(UsageError):
    """An edit of what the transcript does not have, or does not have any longer."""

    code = "edit-misfit"


class MediaError(LongtakeError):
    """The recording cannot be used."""

    code = "media"
    exit_code = ExitCode.MEDIA


class MediaMissing(MediaError):
    """The recording is not there, not readable, or not a file."""

    code = "media-missing"


class MediaUnreadable(MediaError):
    """No audio in it, or damaged beyond its first sample."""

    code = "media-unreadable"


class MediaChanged(MediaError):
    """Not the film that this document was begun with."""

    code = "media-changed"


class TextUnreadable(MediaError):
    """A file that should hold a transcript or subtitles holds none that can be understood."""

    code = "text-unreadable"


class ModelError(LongtakeError):
    """Weights cannot be used."""

    code = "model"
    exit_code = ExitCode.MODEL


class ModelMissing(ModelError):
    """The model is not on this machine and not to be had now."""

    code = "model-missing"


class ModelDamaged(ModelError):
    """A file of the model does not have the hash that it must have."""

    code = "model-damaged"


class DeviceError(LongtakeError):
    """The accelerator failed."""

    code = "device"
    exit_code = ExitCode.DEVICE
    retryable = True


class DeviceMissing(DeviceError):
    """An accelerator was asked for that this machine does not have."""

    code = "device-missing"
    retryable = False


class SilentFault(DeviceError):
    """The accelerator computed nonsense and raised nothing; its process is not to be trusted."""

    code = "silent-fault"


class OperationMissing(DeviceError):
    """The accelerator cannot do something that the model needs; a processor can."""

    code = "operation-missing"


class WorkerDied(DeviceError):
    """The worker process ended in the middle of its work."""

    code = "worker-died"


class WorkerHung(DeviceError):
    """The worker stopped making progress and was ended."""

    code = "worker-hung"


class WorkerStuck(WorkerHung):
    """The worker stopped and could not be ended: its device is blocked until a restart."""

    code = "worker-stuck"


class MemoryExhausted(LongtakeError):
    """Memory of the machine or of the accelerator ran out."""

    code = "out-of-memory"
    exit_code = ExitCode.MEMORY
    retryable = True


class DocumentError(LongtakeError):
    """The .longtake file cannot be used."""

    code = "document"


class DocumentMissing(DocumentError):
    """There is no document at this path."""

    code = "document-missing"
    exit_code = ExitCode.USAGE


class DocumentDamaged(DocumentError):
    """The document fails its integrity check."""

    code = "document-damaged"


class DocumentHeld(DocumentError):
    """Another process is at work on this document."""

    code = "document-held"


class DocumentNewer(DocumentError):
    """The document was written by a newer Longtake."""

    code = "document-newer"


class StorageError(LongtakeError):
    """Results cannot be written."""

    code = "storage"


class NoSpace(StorageError):
    """The disk is full."""

    code = "no-space"


class NotWritable(StorageError):
    """The folder or file refuses to be written."""

    code = "not-writable"


class FileExists(StorageError):
    """A file is there already and was not to be replaced."""

    code = "file-exists"


class EngineFault(LongtakeError):
    """A bug: an exception that this tree does not know, with its traceback as `details`."""

    code = "internal"


def understood(error: Exception) -> LongtakeError:
    """The error if it is of this tree; any other is a bug, as an `EngineFault` with its trace.

    For the loops that serve somebody and must go on: one bug must not silence all of them.
    """
    if isinstance(error, LongtakeError):
        return error
    return EngineFault(
        "Longtake met an error that it does not know.",
        "This is a bug; the details help to mend it.",
        "".join(traceback.format_exception(error)),
    )


class Cancelled(BaseException):
    """The user stopped the work. Not an `Exception`: nothing that handles errors may swallow it."""


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn the operating system's refusals to write `path` into errors of this tree."""
    try:
        yield
    except OSError as error:
        raise _storage_error(error, path) from error


def check_writable(folder: Path, advice: str) -> None:
    """Raise `NotWritable` where no file can be made in a folder, be it there yet or not."""
    there = next(place for place in (folder, *folder.parents) if os.path.lexists(place))
    if not there.is_dir():
        raise NotWritable(f"{str(there)!r} is not a folder.", advice)
    effective = os.access in os.supports_effective_ids
    if not os.access(there, os.W_OK | os.X_OK, effective_ids=effective):
        raise NotWritable(f"The folder {str(there)!r} may not be written.", advice)


def _storage_error(error: OSError, path: Path) -> LongtakeError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return NoSpace(
            f"The disk is full; {path.name!r} could not be written.",
            "Free some space and run the same command again: what is finished is kept.",
        )
    return NotWritable(
        f"{str(path)!r} cannot be written ({error.strerror}).",
        "Choose another folder, or change its permissions.",
    )


def _tree(root: type[LongtakeError]) -> Iterator[type[LongtakeError]]:
    yield root
    for child in root.__subclasses__():
        yield from _tree(child)


_BY_CODE = {kind.code: kind for kind in _tree(LongtakeError)}
