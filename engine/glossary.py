"""Glossaries as files: names and words of a film that a recognizer would not know by itself.

    # plain lines (.txt): a term, and after "=" how else it may sound
    Xochitl = so cheetle | show chee

    # CSV with a heading: only `text` must be there
    text,spoken,category,weight,language,times
    Xochitl,so cheetle,name,2,es,0:10:00-0:12:30

    # TOML
    [[term]]
    text = "Xochitl"
    spoken = ["so cheetle"]
    times = ["0:10:00-0:12:30"]

Each job has the terms of all files in the user's folder of glossaries, and of its own. What cannot
be meant is a fault with its line; a file with a fault is not used, for half a glossary is a
surprise.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from engine.bias import Term
from engine.errors import UsageError, writing
from engine.whole import write_whole

SUFFIXES = (".toml", ".csv", ".txt")
MOST_TERMS = 100_000
LONGEST_TERM = 100
"""Characters: more than a second or two of speech is no term but a text."""
MOST_WORDS = 8
HEAVIEST = 100.0

_COLUMNS = ("text", "spoken", "category", "weight", "language", "times")
_KNOWN = ", ".join(_COLUMNS)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_RANGE = re.compile(r"\s*([\d:.]+)\s*[-–]\s*([\d:.]+)\s*")


FAULTS = {
    "not-utf-8": "this is not UTF-8; save the file as UTF-8",
    "no-text-column": "the heading of a table has to name a column 'text'",
    "unknown-column": "there is no column or field {0!r}; known are {1}",
    "too-many-cells": "there are more cells than the heading has",
    "not-csv": "this is no table: {0}",
    "not-toml": "this is not valid TOML: {0}",
    "no-term-tables": "only tables with the heading [[term]] are known",
    "too-many-terms": "a glossary has at most {0} terms",
    "no-letter": "a term needs a letter or a digit",
    "too-long": "a term has at most {0} words and {1} characters",
    "not-text": "{0} has to be text",
    "control-character": "{0} holds a control character",
    "not-a-list": "{0} has to be a list",
    "no-weight": "{0!r} is no weight",
    "weight-range": "a weight is above 0 and at most {0}",
    "no-language": "{0!r} is no language code such as en or pt-BR",
    "ranges-overlap": "the time ranges overlap",
    "no-range": "{0!r} is no time range such as 0:10:00-0:12:30",
    "range-backwards": "the time range {0!r} ends before it begins",
    "no-time": "{0!r} is no time",
}
"""All that can be wrong, as a sentence for a terminal; the app has its own words for each code."""


class Fault(msgspec.Struct, frozen=True):
    """What is wrong in a line of a glossary; lines count from 1. `code` is one of `FAULTS`, in
    whose sentence `values` stand."""

    line: int
    code: str
    values: tuple[str, ...] = ()

    @property
    def message(self) -> str:
        """The sentence, without a capital or a stop."""
        return FAULTS[self.code].format(*self.values)

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


class Glossary(msgspec.Struct, frozen=True):
    """What a file holds: its terms, what is wrong with it, and how many lines say a term again."""

    terms: tuple[Term, ...] = ()
    faults: tuple[Fault, ...] = ()
    repeated: int = 0


class _Refused(Exception):
    """A value that cannot be meant: the code of why, and what stands in its sentence."""

    def __init__(self, code: str, *values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, tuple(map(str, values))

    def at(self, line: int) -> Fault:
        """The fault that this is in a line."""
        return Fault(line, self.code, self.values)


Row = tuple[int, Mapping[str, Any]]
"""A term as it stands in a file: its line, and its fields as text or as TOML has them."""


def for_job(folder: Path, own: str) -> tuple[Term, ...]:
    """The terms of the glossary file `own`, if any, and of all files in `folder`.

    A term of the job's own stands for one with the same text in the folder. Raises `UsageError`.
    """
    files = [Path(own).expanduser()] if own else []
    files += general(folder)
    terms: dict[str, Term] = {}
    for file in files:
        for term in read(file):
            terms.setdefault(term.text, term)
    return tuple(terms.values())


def general(folder: Path) -> list[Path]:
    """The glossaries that every job has, by name."""
    return sorted(file for file in folder.glob("*") if file.suffix.lower() in SUFFIXES)


def read(path: Path) -> tuple[Term, ...]:
    """The terms of a glossary; a file with a fault, or without any term, is a `UsageError`."""
    glossary = examine(path)
    name = str(path)
    if glossary.faults:
        more = len(glossary.faults) - 1
        others = f" There are {more} more like this." if more else ""
        raise UsageError(
            f"The glossary {name!r} cannot be used: {glossary.faults[0]}.{others}",
            "Mend the file; `longtake glossary check` shows all that is wrong with it.",
        )
    if not glossary.terms:
        raise UsageError(
            f"The glossary {name!r} holds no term.",
            "Write one term a line, or leave the glossary out.",
        )
    return glossary.terms


def examine(path: Path) -> Glossary:
    """What is in a glossary and what is wrong with it; a file that is none is a `UsageError`."""
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise UsageError(
            f"{str(path)!r} is no glossary.", f"Its name has to end with {' or '.join(SUFFIXES)}."
        )
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(f"The glossary {str(path)!r} cannot be read: {error.strerror}.") from error
    try:
        rows = list(reader(_text_of(raw)))
    except _Unreadable as error:
        return Glossary(faults=(error.fault,))
    return _checked(rows)


class _Unreadable(Exception):
    """The file as a whole makes no sense from the line of `fault` on."""

    def __init__(self, line: int, code: str, *values: object) -> None:
        super().__init__(code)
        self.fault = Fault(line, code, tuple(map(str, values)))


def text_of(raw: bytes, name: str) -> str:
    """The text of the file `name`, as editors may have saved it; `UsageError` with the line."""
    try:
        return _text_of(raw)
    except _Unreadable as error:
        raise UsageError(f"{name!r} cannot be read: {error.fault}.") from error


def _text_of(raw: bytes) -> str:
    """UTF-8, or UTF-16 where the file says so by its first bytes."""
    encoding = "utf-8-sig"
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _Unreadable(line, "not-utf-8") from error


# --- a term more ----------------------------------------------------------------------------------


class Addition(msgspec.Struct, frozen=True):
    """What became of a term that was to be added: in which file it is, and what is new there.

    Neither is new where the term was there already, with how it sounds.
    """

    file: Path
    is_new_term: bool = False
    is_new_sound: bool = False


def add(folder: Path, text: str, spoken: str = "") -> Addition:
    """Have a term in the glossaries that every job has, and that it may sound like `spoken`.

    It is written behind what is there; a term that is known gets the sound in its own line.
    Everything else in the file stays as it was, remarks and all. Where no file of the folder can
    take it there is a new one. Raises `UsageError` for what is no term, `StorageError`.
    """
    term = _as_term(text, spoken)
    files = [(file, examine(file)) for file in general(folder)]
    sound = [(file, glossary) for file, glossary in files if not glossary.faults]
    for file, glossary in sound:
        known = next((each for each in glossary.terms if each.text == term.text), None)
        if known is not None:
            is_heard = not term.spoken or _sounds_so(known, term.spoken[0])
            is_new = not is_heard and _rewrite(file, _with_sound, term)
            return Addition(file, is_new_sound=is_new)
    for file, _ in sound:
        if _rewrite(file, _with_term, term):
            return Addition(file, True, bool(term.spoken))
    return _begun(folder, term)


def _as_term(text: str, spoken: str) -> Term:
    """The term, if it is one; how it is written need not be said again as a sound."""
    try:
        sounds = (spoken,) if _plain(spoken, "spoken") else ()
        term = _term({"text": text, "spoken": sounds})
    except _Refused as error:
        reason = error.at(1).message
        raise UsageError(f"{text!r} cannot be in a glossary: {reason}.") from error
    return term if spoken and not _sounds_so(Term(term.text), spoken) else Term(term.text)


def _sounds_so(term: Term, spoken: str) -> bool:
    known = {sound.casefold() for sound in (term.text, *term.spoken)}
    return " ".join(spoken.split()).casefold() in known


def _begun(folder: Path, term: Term) -> Addition:
    """A glossary with this term alone, under a name that no file has."""
    names = (f"glossary{number}.csv" for number in ("", *(f" {n}" for n in range(2, MOST_TERMS))))
    file = next(place for name in names if not (place := folder / name).exists())
    with writing(file):
        folder.mkdir(parents=True, exist_ok=True)
        table = ",".join(_COLUMNS[:2]) + "\n" + _csv_row(_COLUMNS[:2], term) + "\n"
        write_whole(file, table.encode())
    return Addition(file, True, bool(term.spoken))


_Writer = Callable[[str, str, Term], str | None]
"""Makes of a file's text, its suffix and a term the text with it; None where it cannot."""


def _rewrite(file: Path, write: _Writer, term: Term) -> bool:
    """Write a file with a term, if it then says of this term what it should and nothing else new;
    whether it was written."""
    raw = file.read_bytes()
    encoding = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"
    if raw.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    before = raw.decode(encoding)
    after = write(before, file.suffix.lower(), term)
    if after is None or not _says(file.suffix.lower(), before, after, term):
        return False
    with writing(file):
        write_whole(file, after.encode(encoding))
    return True


def _says(suffix: str, before: str, after: str, term: Term) -> bool:
    """Whether the text is sound, has the term with its sound, and all else as it had."""
    try:
        old, new = (_checked(list(_READERS[suffix](text))) for text in (before, after))
    except _Unreadable:
        return False
    others = [[each for each in kept.terms if each.text != term.text] for kept in (old, new)]
    found = next((each for each in new.terms if each.text == term.text), None)
    if new.faults or found is None or others[0] != others[1]:
        return False
    return not term.spoken or _sounds_so(found, term.spoken[0])


def _with_term(text: str, suffix: str, term: Term) -> str | None:
    """The text with a term behind all others."""
    end = "\r\n" if "\r\n" in text else "\n"
    text += "" if not text or text.endswith("\n") else end
    if suffix == ".toml":
        lines = ["", "[[term]]", f"text = {_quoted(term.text)}"]
        lines += [f"spoken = [{_quoted(term.spoken[0])}]"] if term.spoken else []
        return text + end.join(lines) + end
    if suffix == ".csv":
        heading = [name.strip().lower() for name in next(csv.reader(io.StringIO(text)), [])]
        return text + _csv_row(heading, term) + end if heading else None
    return text + " = ".join((term.text, *term.spoken)) + end


def _with_sound(text: str, suffix: str, term: Term) -> str | None:
    """The text with a sound more in the line of its term."""
    lines = text.splitlines(keepends=True)
    write = {".toml": _toml_with_sound, ".csv": _csv_with_sound}.get(suffix, _line_with_sound)
    place = _lines_with(text, suffix).get(term.text)
    return None if place is None or not write(lines, place - 1, term) else "".join(lines)


def _lines_with(text: str, suffix: str) -> dict[str, int]:
    """In which line each term is first said."""
    places: dict[str, int] = {}
    for line, fields in _READERS[suffix](text):
        places.setdefault(" ".join(str(fields.get("text", "")).split()), line)
    return places


def _line_with_sound(lines: list[str], place: int, term: Term) -> bool:
    line = lines[place].rstrip()
    said = f"{line} | " if line.partition("=")[2].strip() else f"{line.rstrip('= ')} = "
    lines[place] = said + term.spoken[0] + lines[place][len(line) :]
    return True


def _csv_with_sound(lines: list[str], place: int, term: Term) -> bool:
    heading = [name.strip().lower() for name in next(csv.reader(lines), [])]
    cells = next(csv.reader([lines[place]]), [])
    if "spoken" not in heading or lines[place].count('"') % 2:
        return False
    cells += [""] * (len(heading) - len(cells))
    at = heading.index("spoken")
    cells[at] = " | ".join(filter(None, (cells[at].strip(), term.spoken[0])))
    end = lines[place][len(lines[place].rstrip("\r\n")) :]
    lines[place] = _csv_line(cells) + end
    return True


def _toml_with_sound(lines: list[str], place: int, term: Term) -> bool:
    """Only where a field is in one line; a table without the field gets it below its text."""
    rest = range(place + 1, len(lines))
    end = next((n for n in rest if lines[n].lstrip().startswith("[")), len(lines))
    below = place
    for number in range(place + 1, end):
        below = number if re.match(r"\s*text\s*=", lines[number]) else below
        if found := re.match(r"(\s*spoken\s*=\s*\[[^\]#]*?),?\s*(\].*)", lines[number], re.S):
            comma = "" if found[1].endswith("[") else ", "
            lines[number] = f"{found[1]}{comma}{_quoted(term.spoken[0])}{found[2]}"
            return True
        if re.match(r"\s*spoken\s*=", lines[number]):
            return False
    newline = "\r\n" if lines[place].endswith("\r\n") else "\n"
    lines[below] = lines[below].rstrip("\r\n") + newline
    lines.insert(below + 1, f"spoken = [{_quoted(term.spoken[0])}]{newline}")
    return True


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _csv_row(heading: Sequence[str], term: Term) -> str:
    known = {"text": term.text, "spoken": " | ".join(term.spoken)}
    return _csv_line([known.get(name, "") for name in heading])


def _csv_line(cells: Sequence[str]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


# --- the three kinds of file ----------------------------------------------------------------------


def _lines(text: str) -> Iterator[Row]:
    for number, line in enumerate(text.splitlines(), 1):
        term, _, spoken = line.partition("=")
        if term.strip() and not term.lstrip().startswith("#"):
            yield number, {"text": term, "spoken": spoken}
        elif not term.strip() and spoken.strip():
            yield number, {"text": "", "spoken": spoken}


def _table(text: str) -> Iterator[Row]:
    rows = csv.reader(io.StringIO(text, newline=""))
    try:
        heading = [name.strip().lower() for name in next(rows, [])]
        if heading and "text" not in heading:
            raise _Unreadable(1, "no-text-column")
        if unknown := [name for name in heading if name not in _COLUMNS]:
            raise _Unreadable(1, "unknown-column", unknown[0], _KNOWN)
        for cells in rows:
            if len(cells) > len(heading):
                raise _Unreadable(rows.line_num, "too-many-cells")
            if any(cell.strip() for cell in cells):
                yield rows.line_num, dict(zip(heading, cells, strict=False))
    except csv.Error as error:
        raise _Unreadable(rows.line_num, "not-csv", error) from error


def _tables(text: str) -> Iterator[Row]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found.group(1)) if found else text.count("\n") + 1
        raise _Unreadable(line, "not-toml", str(error).partition(" (at ")[0]) from error
    headings = [
        number
        for number, line in enumerate(text.splitlines(), 1)
        if re.match(r"\s*\[\[\s*term\s*\]\]", line)
    ]
    terms = document.get("term", [])
    if not isinstance(terms, list) or set(document) - {"term"}:
        raise _Unreadable(1, "no-term-tables")
    for place, table in enumerate(terms):
        line = headings[place] if place < len(headings) else 1
        if not isinstance(table, dict):
            raise _Unreadable(line, "no-term-tables")
        if unknown := [name for name in table if name not in _COLUMNS]:
            raise _Unreadable(line, "unknown-column", unknown[0], _KNOWN)
        yield line, table


_READERS: dict[str, Callable[[str], Iterator[Row]]] = {
    ".txt": _lines,
    ".csv": _table,
    ".toml": _tables,
}


# --- what a term may be ---------------------------------------------------------------------------


def _checked(rows: Sequence[Row]) -> Glossary:
    terms: dict[str, Term] = {}
    faults: list[Fault] = []
    repeated = 0
    if len(rows) > MOST_TERMS:
        fault = Fault(rows[MOST_TERMS][0], "too-many-terms", (str(MOST_TERMS),))
        return Glossary(faults=(fault,))
    for line, fields in rows:
        try:
            term = _term(fields)
        except _Refused as error:
            faults.append(error.at(line))
            continue
        repeated += term.text in terms
        terms.setdefault(term.text, term)
    return Glossary(tuple(terms.values()), tuple(faults), repeated)


def _term(fields: Mapping[str, Any]) -> Term:
    return Term(
        text=_name(fields.get("text", "")),
        spoken=tuple(map(_name, _several(fields.get("spoken", ()), "spoken"))),
        category=_plain(fields.get("category", ""), "category"),
        weight=_weight(fields.get("weight", 1.0)),
        language=_language(fields.get("language", "")),
        times=_times(_several(fields.get("times", ()), "times")),
    )


def _name(value: Any) -> str:
    text = _plain(value, "text")
    if not any(sign.isalnum() for sign in text):
        raise _Refused("no-letter")
    if len(text) > LONGEST_TERM or len(text.split()) > MOST_WORDS:
        raise _Refused("too-long", MOST_WORDS, LONGEST_TERM)
    return text


def _plain(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise _Refused("not-text", name)
    text = " ".join(unicodedata.normalize("NFC", value).split(" ")).strip()
    if any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in text):
        raise _Refused("control-character", name)
    return " ".join(text.split())


def _several(value: Any, name: str) -> Sequence[Any]:
    """A list as TOML has it, or text with "|" between its parts."""
    if isinstance(value, str):
        return [part for part in value.split("|") if part.strip()]
    if not isinstance(value, (list, tuple)):
        raise _Refused("not-a-list", name)
    return value


def _weight(value: Any) -> float:
    try:
        weight = float(value or 1.0) if isinstance(value, str) else float(value)
    except (TypeError, ValueError):
        raise _Refused("no-weight", value) from None
    if not 0 < weight <= HEAVIEST:
        raise _Refused("weight-range", f"{HEAVIEST:.0f}")
    return weight


def _language(value: Any) -> str:
    language = _plain(value, "language")
    if language and not _LANGUAGE.fullmatch(language):
        raise _Refused("no-language", language)
    return language


def _times(values: Iterable[Any]) -> tuple[tuple[float, float], ...]:
    ranges = sorted(_range(value) for value in values)
    for (_, end), (start, _) in pairwise(ranges):
        if start < end:
            raise _Refused("ranges-overlap")
    return tuple(ranges)


def _range(value: Any) -> tuple[float, float]:
    found = _RANGE.fullmatch(value) if isinstance(value, str) else None
    pair = found.groups() if found else value
    if not isinstance(pair, (list, tuple)) or len(pair) != 2:
        raise _Refused("no-range", value)
    start, end = map(_seconds, pair)
    if end <= start:
        raise _Refused("range-backwards", f"{pair[0]}-{pair[1]}")
    return start, end


def _seconds(value: Any) -> float:
    """Seconds, or hours, minutes and seconds with colons."""
    total = 0.0
    try:
        for part in str(value).split(":"):
            total = total * 60 + float(part)
    except ValueError:
        raise _Refused("no-time", value) from None
    if isinstance(value, bool) or not 0 <= total < 1e7:
        raise _Refused("no-time", value)
    return total
