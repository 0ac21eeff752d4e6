"""Reads what other programs wrote: whisperX's JSON, SubRip and WebVTT subtitles. [pure]

    transcript_of(decoded(raw), ".srt", language="de")

Every cue or segment becomes a segment. Word times are taken where the file has them, and shared out
by the words' length where it has none. Who speaks is taken from JSON, from voices ("<v Anna>") and
from names before the words ("Anna: …"). A file in which nothing of this is found is a
`TextUnreadable`; one that is only careless is read as it was meant.
"""

from __future__ import annotations

import codecs
import contextlib
import html
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, groupby, zip_longest
from typing import Any

import msgspec

from engine import languages
from engine.errors import TextUnreadable
from engine.orthography import plain
from engine.rewording import Room, in_order, reworded, shared_out, spaced
from engine.transcript import SPEAKER, Segment, Speaker, Transcript, Word

_SECONDS_A_CHARACTER = 0.07
"""How long it takes to say what has no end."""
_HINT = "SubRip (.srt), WebVTT (.vtt) and whisperX's JSON can be opened."


class Said(msgspec.Struct, frozen=True):
    """What somebody says at a time; `words` where each has a time of its own."""

    start: float
    end: float
    text: str
    speaker: str = ""
    words: tuple[Word, ...] = ()


def transcript_of(text: str, suffix: str, language: str = "") -> Transcript:
    """The transcript that a file's text holds, by the file's ending; `language` where it is known.

    Raises `TextUnreadable`.
    """
    if suffix.lower() == ".json":
        return _of_json(text, language)
    said = _of_vtt(text) if suffix.lower() == ".vtt" else _of_srt(text)
    told = _header(text, "Language")
    return _transcript(said, language or languages.find(told) or told or _by_script(text))


def decoded(raw: bytes) -> str:
    """The text of a file in whatever way its letters are written; not even nonsense is an error."""
    for mark, coding in _MARKS:
        if raw.startswith(mark):
            return _even(raw.decode(coding, errors="replace"))
    try:
        return _even(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return _even(raw.decode(_old_coding(raw), errors="replace"))


def _even(text: str) -> str:
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _old_coding(raw: bytes) -> str:
    """Windows' Cyrillic where letters beyond ASCII are the rule, its Western one where they are
    the exception."""
    letters = sum(byte >= 0xC0 or chr(byte).isalpha() for byte in raw)
    beyond = sum(byte >= 0xC0 for byte in raw)
    return "cp1251" if 2 * beyond > letters else "cp1252"


# --- subtitles ------------------------------------------------------------------------------------

_TIME = r"(?:(\d+):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMES = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}")
_STAMP = re.compile(rf"<{_TIME}>")
_TAG = re.compile(r"</?[A-Za-z]+(?:[.\s][^<>]*)?>")
_STYLE = re.compile(r"</?(?:b|i|u|s|em|strong|font|span|c)(?:[.\s][^<>]*)?>", re.IGNORECASE)
_COMMAND = re.compile(r"\{\\[^{}]*\}")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]+)>")
_LABEL = re.compile(r"(?:[-–—]\s?)?\[?(?P<name>[^\[\]:：<>]{1,40})\]?(?::\s+|：\s*)(?=\S)")
_RAW_LABEL = re.compile(r"SPEAKER_\d+")

Cue = tuple[float, float, list[str]]
"""When it begins and ends, and its lines as they stand in the file."""


def _of_srt(text: str) -> list[Said]:
    cues = _cues(text.split("\n"))
    spoken = [(start, end, _srt_lines(lines)) for start, end, lines in cues]
    return _told_apart(spoken)


def _of_vtt(text: str) -> list[Said]:
    cues = [(start, end, _first_paragraph(lines)) for start, end, lines in _cues(text.split("\n"))]
    cues = _without_rolling(cues)
    if any(_VOICE.search(line) for _, _, lines in cues for line in lines):
        return [said for cue in cues for said in _voices(*cue)]
    if any(_STAMP.search(line) for _, _, lines in cues for line in lines):
        return [_stamped(start, end, "\n".join(lines)) for start, end, lines in cues]
    return _told_apart([(start, end, list(map(_vtt_line, lines))) for start, end, lines in cues])


def _cues(lines: Sequence[str]) -> list[Cue]:
    """All between a line of times and the next; what stands before the first is no cue."""
    places = [place for place, line in enumerate(lines) if _TIMES.match(line)]
    found = []
    for place, following in zip_longest(places, places[1:], fillvalue=len(lines)):
        times = _TIMES.match(lines[place])
        assert times is not None
        own = list(lines[place + 1 : following])
        if following < len(lines) and own and re.fullmatch(r"\s*\d+\s*", own[-1]):
            own.pop()  # the next one's number
        start = _seconds(times.groups()[:4])
        found.append((start, max(start, _seconds(times.groups()[4:])), own))
    return found


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, rest = (part or "0" for part in parts)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{rest}")


def _srt_lines(lines: Iterable[str]) -> list[str]:
    return [_STYLE.sub("", _COMMAND.sub("", line)) for line in lines if line.strip()]


def _vtt_line(line: str) -> str:
    return html.unescape(_TAG.sub("", _STAMP.sub("", line)))


def _first_paragraph(lines: Sequence[str]) -> list[str]:
    """Up to the first empty line: what follows is a note, or the name of the next cue."""
    end = next((place for place, line in enumerate(lines) if not line.strip()), len(lines))
    return list(lines[:end])


def _without_rolling(cues: Sequence[Cue]) -> list[Cue]:
    """Captions that roll show each line again above the next one: each is read once."""
    if not any(_STAMP.search(line) for _, _, lines in cues for line in lines):
        return list(cues)
    kept: list[Cue] = []
    shown: list[str] = []
    for start, end, lines in cues:
        plain_lines = [_vtt_line(line) for line in lines]
        new = [line for line, bare in zip(lines, plain_lines, strict=True) if bare not in shown]
        shown = plain_lines or shown
        if new:
            kept.append((start, end, new))
    return kept


def _voices(start: float, end: float, lines: Sequence[str]) -> Iterator[Said]:
    """A cue in which "<v Anna>" says who speaks from there on."""
    before, *rest = _VOICE.split("\n".join(lines))
    voices = [("", before), *zip(rest[::2], rest[1::2], strict=True)]
    spoken = [(html.unescape(name), text) for name, text in voices if _vtt_line(text).strip()]
    for (name, text), (begin, until) in zip(
        spoken, _shares([_vtt_line(text) for _, text in spoken], start, end), strict=True
    ):
        yield msgspec.structs.replace(_stamped(begin, until, text), speaker=plain(name))


def _stamped(start: float, end: float, text: str) -> Said:
    """A cue in which times between the words say when each is spoken, if they do."""
    pieces = _STAMP.split(text)
    begins = [start, *(_seconds(pieces[at : at + 4]) for at in range(1, len(pieces), 5))]
    texts = [_vtt_line(piece) for piece in pieces[::5]]
    whole = plain("".join(texts))
    if len(begins) == 1 or begins != sorted(begins) or begins[-1] > end:
        return Said(start, end, whole)
    words = [
        word
        for piece, begin, until in zip(texts, begins, [*begins[1:], end], strict=True)
        for word in shared_out(re.findall(r"\s*\S+", piece), begin, until, None)
    ]
    return Said(start, end, whole, words=tuple(words))


def _shares(texts: Sequence[str], start: float, end: float) -> list[tuple[float, float]]:
    """The time of a cue, shared out among what is said in it."""
    return [(share.start, share.end) for share in shared_out(texts, start, end, None)]


# --- names before the words -----------------------------------------------------------------------


def _told_apart(cues: Sequence[Cue]) -> list[Said]:
    """What is said in cues of plain lines, by whom their lines say."""
    labels = _labels([line for _, _, lines in cues for line in lines], len(cues))
    said: list[Said] = []
    for start, end, lines in cues:
        parts = _by_label(lines, labels)
        times = _shares([text for _, text in parts], start, end)
        said += [
            Said(begin, until, text, name)
            for (name, text), (begin, until) in zip(parts, times, strict=True)
        ]
    return said


def _labels(lines: Sequence[str], cues: int) -> frozenset[str]:
    """The words before a colon that are names: they come again, or nearly every cue has one.

    A single "Note: …" stays part of what is said.
    """
    found = [name for line in lines if (name := _label(line))]
    times = Counter(found)
    is_rule = 2 * len(found) >= cues
    return frozenset(name for name in times if is_rule or times[name] > 1 or _is_raw(name))


def _label(line: str) -> str:
    """What stands before the first colon of a line, if it looks like a name."""
    match = _LABEL.match(line)
    if match is None:
        return ""
    name = plain(match["name"])
    looks = bool(name) and not name[0].islower() and any(map(str.isalpha, name))
    return name if looks and len(name.split()) <= 4 else ""


def _is_raw(name: str) -> bool:
    return _RAW_LABEL.fullmatch(name) is not None


def _by_label(lines: Sequence[str], labels: frozenset[str]) -> list[tuple[str, str]]:
    """The lines joined, cut wherever a name begins another's words."""
    parts: list[tuple[str, list[str]]] = []
    for line in lines:
        name, match = _label(line), _LABEL.match(line)
        if name in labels and match is not None:
            parts.append((name, [line[match.end() :]]))
        elif parts:
            parts[-1][1].append(line)
        else:
            parts.append(("", [line]))
    return [(name, text) for name, said in parts if (text := plain(" ".join(said)))]


# --- JSON -----------------------------------------------------------------------------------------


def _of_json(text: str, language: str) -> Transcript:
    try:
        # The standard library's: Python programs write NaN, which JSON does not have.
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TextUnreadable("The file is not whole JSON.", _HINT, str(error)) from error
    segments = found.get("segments") if isinstance(found, dict) else None
    if not isinstance(segments, list):
        raise TextUnreadable("There are no segments in this JSON.", _HINT)
    said = [part for part in _json_segments(segments) if part.text or part.words]
    spoken = " ".join(part.text for part in said)
    told = str(found.get("language") or "")
    tongue = language or languages.find(told) or told or _by_script(spoken)
    return _transcript(said, tongue, _json_names(found.get("speakers")))


def _json_segments(segments: Sequence[Any]) -> Iterator[Said]:
    last = 0.0
    for number, segment in enumerate(segments, 1):
        if not isinstance(segment, dict):
            raise TextUnreadable(f"Segment {number} of this JSON is none.", _HINT)
        said = _json_segment(segment, last)
        last = said.end
        yield said


def _json_segment(segment: dict[str, Any], last: float) -> Said:
    """A segment; what has no times follows the one before it."""
    given = segment.get("words")
    words = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
    text = plain(str(segment.get("text") or "")) or plain(" ".join(map(_spelling, words)))
    both = (_time(each, name) for each in words for name in ("start", "end"))
    times = [time for time in both if time is not None]
    start = _first(_time(segment, "start"), min(times, default=None), last)
    end = _first(
        _time(segment, "end"), max(times, default=None), start + _SECONDS_A_CHARACTER * len(text)
    )
    end = max(start, end)
    speaker = str(segment.get("speaker") or "")
    return Said(start, end, text, speaker, tuple(_json_words(words, start, end, speaker)))


def _json_words(
    words: Sequence[dict[str, Any]], start: float, end: float, speaker: str
) -> Iterator[Word]:
    """The words of a segment; those that could not be aligned share the time between others."""
    at = start
    groups = [list(group) for _, group in groupby(words, _is_timed)]
    for group, following in zip_longest(groups, groups[1:]):
        until = max(at, (_time(following[0], "start") or at) if following else end)
        shared = shared_out([_spelling(word) for word in group], at, until, None)
        for word, share in zip(group, shared, strict=True):
            begin = _first(_time(word, "start"), share.start)
            at = max(begin, _first(_time(word, "end"), share.end if not _is_timed(word) else begin))
            yield _heard(word, begin, at, speaker)


def _is_timed(word: dict[str, Any]) -> bool:
    return _time(word, "start") is not None


def _heard(word: dict[str, Any], start: float, end: float, speaker: str) -> Word:
    score = _first(_time(word, "score"), _time(word, "probability"), 1.0)
    said_by = str(word.get("speaker") or speaker)
    return Word(f" {_spelling(word)}", start, end, min(score, 1.0), said_by or None)


def _spelling(word: dict[str, Any]) -> str:
    return plain(str(word.get("word") or word.get("text") or ""))


def _json_names(speakers: Any) -> dict[str, str]:
    """The names that Longtake's own JSON gives to its labels."""
    listed = speakers if isinstance(speakers, list) else []
    known = (each for each in listed if isinstance(each, dict))
    return {str(each["id"]): plain(str(each.get("name") or "")) for each in known if "id" in each}


def _time(fields: dict[str, Any], name: str) -> float | None:
    value = fields.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    with contextlib.suppress(OverflowError):
        seconds = float(value)
        return max(0.0, seconds) if math.isfinite(seconds) else None
    return None


def _first(*values: float | None) -> float:
    return next(value for value in values if value is not None)


# --- what comes of it -----------------------------------------------------------------------------


def _transcript(
    said: Iterable[Said], language: str, names: dict[str, str] | None = None
) -> Transcript:
    spoken = sorted((part for part in said if part.text), key=lambda part: part.start)
    if not spoken:
        raise TextUnreadable("There are no words with times in this file.", _HINT)
    people = _people(spoken, names or {})
    segments = tuple(_segment(number, part, people, language) for number, part in enumerate(spoken))
    return Transcript(
        language=language,
        duration=max(part.end for part in spoken),
        segments=segments,
        speakers=tuple(dict.fromkeys(people.values())),
    )


def _segment(number: int, said: Said, people: dict[str, Speaker], language: str) -> Segment:
    room = Room(said.start, said.end, language)
    words = spaced(in_order(reworded(said.words, said.text, room)), language)
    speaker = people[said.speaker].id if said.speaker else None
    return Segment(
        id=f"0.{number}",
        start=min(said.start, words[0].start),
        end=max(said.end, words[-1].end),
        words=tuple(_said_by(word, people, speaker) for word in words),
        speaker=speaker,
    )


def _said_by(word: Word, people: dict[str, Speaker], speaker: str | None) -> Word:
    own = people[word.speaker].id if word.speaker else speaker
    return msgspec.structs.replace(word, speaker=own)


def _people(said: Sequence[Said], names: dict[str, str]) -> dict[str, Speaker]:
    """Everybody by the label that the file has; labels such as ours stay, names get one."""
    labels = dict.fromkeys(
        label
        for part in said
        for label in (part.speaker, *(word.speaker or "" for word in part.words))
        if label
    )
    ids = {label: label if label in names else _own_id(label) for label in labels}
    free = (f"SPEAKER_{number:02}" for number in count())
    taken = set(filter(None, ids.values()))
    people = {}
    for label, own in ids.items():
        own_or_new = own or next(each for each in free if each not in taken)
        name = names.get(label, "") or ("" if own else label)
        people[label] = Speaker(own_or_new, name)
    return people


def _own_id(label: str) -> str:
    """The id that a label stands for, if it names nobody: SPEAKER_00, or "Speaker 1"."""
    if _is_raw(label):
        return label
    number = label.removeprefix(f"{SPEAKER} ")
    is_number = number != label and number.isdecimal() and int(number) > 0
    return f"SPEAKER_{int(number) - 1:02}" if is_number else ""


def _header(text: str, name: str) -> str:
    """What the head of a WebVTT file says."""
    head = text.partition("\n\n")[0]
    match = re.search(rf"^{name}:\s*([A-Za-z]{{2,3}})", head, re.MULTILINE)
    return match[1].lower() if match and head.startswith("WEBVTT") else ""


def _by_script(text: str) -> str:
    """The language, where its letters tell and its words are not set apart."""
    kinds = {name: len(re.findall(letters, text)) for name, letters in _SCRIPTS.items()}
    most = max(kinds, key=lambda name: kinds[name])
    if most == "zh" and kinds["ja"]:
        most = "ja"
    return most if 4 * kinds[most] > sum(map(str.isalpha, text)) else ""


_SCRIPTS = {"ja": "[\u3040-\u30ff]", "zh": "[\u4e00-\u9fff]", "th": "[\u0e00-\u0e7f]"}
