"""Small models, wheels that carry them, and a hub on this machine that can misbehave."""

from __future__ import annotations

import base64
import hashlib
import random
import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from engine.models_catalogue import CatalogueEntry, HubSource, ModelFile, Wheel

REPO, REVISION = "someone/a-whisper", "0123456789abcdef0123456789abcdef01234567"
HUB = HubSource(REPO, REVISION)


def whisper_files(weights: int = 300_000, tokens: int = 51_864, seed: int = 1) -> dict[str, bytes]:
    """What a CTranslate2 Whisper consists of, with random weights of the given size in bytes."""
    head = b"\x06\x00\x00\x00" + b"\x0c\x00" + b"WhisperSpec\x00"
    return {
        "config.json": b'{"alignment_heads": [[1, 0]], "lang_ids": [50259]}',
        "tokenizer.json": b'{"version": "1.0"}',
        "vocabulary.txt": b"".join(b"%d\n" % token for token in range(tokens)),
        "model.bin": head + random.Random(seed).randbytes(weights),
    }


def pin(name: str, content: bytes, pieces: tuple[ModelFile, ...] = ()) -> ModelFile:
    """The catalogue's line for a file."""
    return ModelFile(name, len(content), hashlib.sha256(content).hexdigest(), pieces)


def entry_for(
    files: Mapping[str, bytes],
    name: str = "small.test",
    *,
    hub: HubSource | None = HUB,
    wheels: tuple[Wheel, ...] = (),
) -> CatalogueEntry:
    """A catalogue entry that pins these files."""
    pins = tuple(pin(file, content) for file, content in files.items())
    return CatalogueEntry(name, "A test", "en", "MIT", "ct2", pins, hub, wheels)


def write_files(folder: Path, files: Mapping[str, bytes]) -> Path:
    """The files in a folder of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def build_wheel(
    folder: Path, package: str, members: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED
) -> Wheel:
    """A real wheel, version 1.0, with these members under `package/data`, and its catalogue line.

    A member whose name begins with "/" stands at the wheel's root under the rest of its name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{package}-1.0-py3-none-any.whl"
    info = f"{package}-1.0.dist-info"
    content = {
        (name[1:] if name.startswith("/") else f"{package}/data/{name}"): data
        for name, data in members.items()
    }
    content[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n".encode()
    content[f"{info}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    content[f"{info}/RECORD"] = _record(content, f"{info}/RECORD")
    with zipfile.ZipFile(path, "w", method, compresslevel=1) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    names = tuple(name for name in members if not name.startswith("/"))
    requirement = f"{package.replace('_', '-')}==1.0"
    return Wheel(requirement, f"{package}/data", path.stat().st_size, names)


def _record(content: Mapping[str, bytes], own: str) -> bytes:
    lines = [f"{name},sha256={_digest(data)},{len(data)}" for name, data in content.items()]
    return "\n".join([*lines, f"{own},,", ""]).encode()


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


class LocalHub:
    """Serves files as the hub does: `/REPO/resolve/REVISION/FILE` of `place`, with ranges.

    A page of links to wheels is at `/links`, for the same files where their names end in .whl.
    `cuts` says after how many bytes the next answers about a file break off; `holds` after how many
    bytes an answer stalls until `go_on` is set.
    """

    def __init__(self, files: Mapping[str, bytes], place: HubSource = HUB) -> None:
        self.files = dict(files)
        self.place = place
        self.cuts: dict[str, list[int]] = {}
        self.holds: dict[str, int] = {}
        self.go_on = threading.Event()
        self.understands_ranges = True
        self.status = 200
        self.requests: list[tuple[str, str]] = []
        self.tokens: set[str] = set()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(self))
        self.server.daemon_threads = True

    @property
    def endpoint(self) -> str:
        """What `HF_ENDPOINT` should be."""
        return f"http://127.0.0.1:{self.server.server_port}"

    def asked_for(self, name: str) -> list[str]:
        """The ranges that were asked of a file, "" for all of it."""
        return [wanted for file, wanted in self.requests if file == name]


@contextmanager
def serving(files: Mapping[str, bytes], place: HubSource = HUB) -> Iterator[LocalHub]:
    """A hub with these files, until the block ends."""
    hub = LocalHub(files, place)
    thread = threading.Thread(target=hub.server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield hub
    finally:
        hub.go_on.set()
        hub.server.shutdown()
        hub.server.server_close()
        thread.join()


def _links(hub: LocalHub) -> str:
    names = (name for name in hub.files if name.endswith(".whl"))
    return "".join(f'<a href="/wheels/{name}">{name}</a>' for name in names)


def _handler_for(hub: LocalHub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path == "/links":
                return self._answer("", _links(hub).encode(), 200)
            name = self.path.rpartition("/")[2]
            wanted = self.headers.get("Range", "")
            hub.requests.append((name, wanted))
            hub.tokens.add(self.headers.get("Authorization", ""))
            repo = f"/{hub.place.repo}/resolve/{hub.place.revision}"
            place = "/wheels" if name.endswith(".whl") else repo
            is_known = self.path == f"{place}/{name}" and name in hub.files
            if hub.status != 200 or not is_known:
                return self._refuse(hub.status if hub.status != 200 else 404)
            start = int(wanted[6:-1]) if wanted and hub.understands_ranges else 0
            self._answer(name, hub.files[name][start:], 206 if start else 200)

        def _refuse(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _answer(self, name: str, content: bytes, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Content-Type", "application/zip" if name else "text/html")
            self.end_headers()
            if cuts := hub.cuts.get(name):
                self.wfile.write(content[: cuts.pop(0)])
                self.close_connection = True
                return
            first = hub.holds.get(name, len(content))
            self.wfile.write(content[:first])
            if first < len(content):
                hub.go_on.wait()
                self.wfile.write(content[first:])

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

        def handle(self) -> None:
            try:
                super().handle()
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # the other side was killed, as some tests want

    return Handler
