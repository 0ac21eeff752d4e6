"""What the user has chosen for good: one frozen value, kept in one file of Longtake's home.

    store = SettingsStore()
    store.value.text_size
    store.change(text_size=17)        kept on disk, then announced by `changed`

The file is written whole or not at all. One that cannot be read is put aside, never overwritten,
and everything that could be read of it is kept; `notice` says what happened. Secrets are not in it:
the hub's token is in the system's keyring (`engine.secrets`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta
from PySide6.QtCore import QObject, Signal

from engine import options
from engine.errors import LongtakeError, writing
from engine.options import Options
from engine.protocol import OutputOptions
from engine.whole import write_whole

VERSION = 1
FILE = "settings.json"

Language = Literal["system", "en", "ru", "de"]
Appearance = Literal["system", "light", "dark"]
Motion = Literal["system", "reduced"]
Raw = dict[str, Any]
Migration = Callable[[Raw], Raw]
_T = TypeVar("_T", bound=msgspec.Struct)


class Export(msgspec.Struct, frozen=True):
    """What was chosen last when a transcript was exported; an empty folder is beside the film."""

    format: str = "srt"
    has_speakers: bool = True
    has_gaps: bool = True
    folder: str = ""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that Preferences offers, and what windows remember.

    `options` and `output` are what a new job begins with. `glossaries` are the files that the
    glossary page knows. New recordings in the folder `watched` become jobs; none where it is empty.
    `windows` holds each window's place by its name, as Qt writes it, base64.
    """

    version: int = VERSION
    language: Language = "system"
    appearance: Appearance = "system"
    motion: Motion = "system"
    text_size: Annotated[int, Meta(ge=12, le=24)] = 15
    marks_doubts: bool = True
    resumes_by_itself: bool = False
    notifies: bool = True
    options: Options = Options()
    output: OutputOptions = OutputOptions()
    export: Export = Export()
    glossaries: tuple[str, ...] = ()
    watched: str = ""
    windows: dict[str, str] = {}


class Notice(msgspec.Struct, frozen=True):
    """What was wrong with the file: it was put aside as `kept`; `lost` names what was not taken."""

    kind: Literal["damaged", "newer", "partly"]
    kept: str
    lost: tuple[str, ...] = ()


class SettingsStore(QObject):
    """The settings of now. One for the whole app."""

    changed = Signal(object)
    """The new `Settings`; only where they differ."""

    not_kept = Signal(object)
    """The `Problem` for which a change could not be written; it holds until the app ends."""

    def __init__(self, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path or options.home().root / FILE
        self._value, self.notice = read(self.path)

    @property
    def value(self) -> Settings:
        """The settings of now."""
        return self._value

    def change(self, **fields: Any) -> None:
        """Choose other values for these fields of `Settings`."""
        self._take(msgspec.structs.replace(self._value, **fields))

    def change_options(self, **fields: Any) -> None:
        """Choose other values for what new jobs begin with."""
        self.change(options=msgspec.structs.replace(self._value.options, **fields))

    def change_output(self, **fields: Any) -> None:
        """Choose other values for the files that new jobs write."""
        self.change(output=msgspec.structs.replace(self._value.output, **fields))

    def remember_window(self, name: str, place: str) -> None:
        """Keep where a window stands."""
        self.change(windows={**self._value.windows, name: place})

    def _take(self, value: Settings) -> None:
        if value == self._value:
            return
        self._value = value
        try:
            write(value, self.path)
        except LongtakeError as error:
            self.not_kept.emit(error.problem())
        self.changed.emit(value)


def read(path: Path) -> tuple[Settings, Notice | None]:
    """What a file holds, as far as it can be meant; a file that is not there holds the defaults."""
    try:
        raw = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
    except (FileNotFoundError, NotADirectoryError):
        return Settings(), None
    except (OSError, msgspec.MsgspecError):
        return Settings(), Notice("damaged", _put_aside(path, "damaged"))
    written = raw.get("version")
    if not isinstance(written, int) or written < 1:
        return Settings(), Notice("damaged", _put_aside(path, "damaged"))
    if written > VERSION:
        return Settings(), Notice("newer", _put_aside(path, f"version-{written}"))
    value, lost = taken(Settings, migrated(raw))
    return value, Notice("partly", _put_aside(path, "damaged"), lost) if lost else None


def write(value: Settings, path: Path) -> None:
    """Keep the settings: whole, or not at all. Raises `StorageError`."""
    with writing(path):
        write_whole(path, msgspec.json.format(msgspec.json.encode(value)))


def migrated(
    raw: Raw, migrations: Mapping[int, Migration] | None = None, version: int = VERSION
) -> Raw:
    """What an older Longtake wrote, as this one would have written it."""
    steps = MIGRATIONS if migrations is None else migrations
    for step in range(raw["version"], version):
        raw = {**steps[step](raw), "version": step + 1}
    return raw


MIGRATIONS: dict[int, Migration] = {}
"""From each version to the next: `MIGRATIONS[1]` makes a file of version 2."""


def taken(kind: type[_T], raw: Mapping[str, Any]) -> tuple[_T, tuple[str, ...]]:
    """A value of `kind` from what can be meant in `raw`, and the names of what cannot.

    What is missing has its default; a name that is not known any more is passed over.
    """
    values: Raw = {}
    lost: list[str] = []
    for field in msgspec.structs.fields(kind):
        if field.name in raw:
            try:
                values[field.name], within = _meant(field.type, raw[field.name])
                lost.extend(f"{field.name}.{name}" for name in within)
            except msgspec.ValidationError:
                lost.append(field.name)
    return kind(**values), tuple(lost)


def _meant(kind: Any, given: object) -> tuple[Any, tuple[str, ...]]:
    is_struct = isinstance(kind, type) and issubclass(kind, msgspec.Struct)
    if is_struct and isinstance(given, dict):
        return taken(kind, given)
    return msgspec.convert(given, kind), ()


def _put_aside(path: Path, why: str) -> str:
    """Rename a file to a name that is free; the name, or nothing where that cannot be done."""
    names = (f"{path.stem}.{why}{number}{path.suffix}" for number in ("", *range(2, 1000)))
    kept = next(place for name in names if not (place := path.with_name(name)).exists())
    with contextlib.suppress(OSError):
        path.rename(kept)
        return kept.name
    return ""
