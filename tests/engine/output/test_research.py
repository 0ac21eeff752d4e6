"""Tables and tiers that programs for analysis can read."""

from __future__ import annotations

import csv
import io
import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.orthography import plain
from engine.output.parts import Context
from engine.output.research import render_csv, render_rttm, render_textgrid
from engine.transcript import Speaker, SpeakerTurn, Transcript
from tests.builders import segment, segment_of, transcript, word

TALK = transcript(
    segment("Are you coming?", 1.0, "0.0", speaker="A"),
    segment("Come on!", 2.2, "0.1", speaker="A"),
    segment('"Of course", he said.', 3.0, "0.2", speaker="B"),
    segment("Somebody sings.", 5.0, "0.3"),
    speakers=(Speaker("A", "Anna Maria"), Speaker("B")),
)


def table(talk: Transcript) -> list[list[str]]:
    text = render_csv(talk, Context())
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def tiers(talk: Transcript) -> dict[str, list[tuple[float, float, str]]]:
    """A TextGrid as Praat reads it: numbers and quoted texts in their order."""
    text = render_textgrid(talk, Context())
    found: dict[str, list[tuple[float, float, str]]] = {}
    for tier in re.split(r"\n    item \[\d+\]:\n", text)[1:]:
        name, rest = re.match(r'.*?name = "((?:[^"]|"")*)"\n(.*)', tier, re.DOTALL).groups()  # type: ignore[union-attr]
        shape = r'xmin = (\S+)\n\s+xmax = (\S+)\n\s+text = "((?:[^"]|"")*)"'
        found[name] = [
            (float(start), float(end), said.replace('""', '"'))
            for start, end, said in re.findall(shape, rest)
        ]
        assert f"intervals: size = {len(found[name])}\n" in rest
    assert f"size = {len(found)}\nitem []" in text
    return found


def test_csv_has_a_row_for_each_phrase() -> None:
    assert table(TALK) == [
        ["start", "end", "speaker", "text"],
        ["1.000", "1.900", "Anna Maria", "Are you coming?"],
        ["2.200", "2.800", "Anna Maria", "Come on!"],
        ["3.000", "4.200", "B", '"Of course", he said.'],
        ["5.000", "5.600", "", "Somebody sings."],
    ]


def test_rttm_has_a_line_for_each_turn_of_a_known_speaker() -> None:
    text = render_rttm(TALK, Context(source="/films/My film.mkv"))
    assert text.splitlines() == [
        "SPEAKER My_film 1 1.000 1.800 <NA> <NA> Anna_Maria <NA> <NA>",
        "SPEAKER My_film 1 3.000 1.200 <NA> <NA> B <NA> <NA>",
    ]
    assert render_rttm(TALK, Context()).startswith("SPEAKER transcript 1 ")


def test_rttm_has_a_line_for_who_talks_over_another() -> None:
    told = transcript(
        replace(segment("Are you coming?", 1.0, "0.0", speaker="A"), overlaps=True),
        segment("Never.", 3.0, "0.1", speaker="B"),
        turns=(
            SpeakerTurn(1.0, 2.0, "A"),
            SpeakerTurn(1.6, 1.8, "B"),
            SpeakerTurn(1.7, 1.9, "B"),
            SpeakerTurn(3.0, 3.5, "B"),
            SpeakerTurn(3.1, 3.2, "A"),
        ),
    )
    lines = [line.split() for line in render_rttm(told, Context()).splitlines()]
    assert [(line[3], line[4], line[7]) for line in lines] == [
        ("1.000", "0.900", "A"),
        ("1.600", "0.300", "B"),
        ("3.000", "0.300", "B"),
    ]


def test_rttm_says_nothing_of_others_where_the_speaker_was_corrected() -> None:
    told = transcript(
        replace(segment("Are you coming?", 1.0, "0.0", speaker="C"), overlaps=True),
        turns=(SpeakerTurn(1.0, 2.0, "A"), SpeakerTurn(1.2, 1.6, "B")),
    )
    assert [line.split()[7] for line in render_rttm(told, Context()).splitlines()] == ["C"]


def test_two_of_one_name_are_told_apart_by_their_labels() -> None:
    both = transcript(*TALK.segments, speakers=(Speaker("A", "Kim"), Speaker("B", "Kim")))
    labels = [line.split()[7] for line in render_rttm(both, Context()).splitlines()]
    assert labels == ["A", "B"]


def test_a_textgrid_has_phrases_and_words_of_each_speaker() -> None:
    found = tiers(TALK)
    assert list(found) == ["Anna_Maria", "Anna_Maria words", "B", "B words", "phrases", "words"]
    assert [said for *_, said in found["Anna_Maria"]] == ["", "Are you coming?", "", "Come on!", ""]
    assert found["B words"][1] == (3.0, 3.3, '"Of')
    ends = {intervals[-1][1] for intervals in found.values()}
    assert len(ends) == 1
    assert ends.pop() >= TALK.duration


def test_an_empty_transcript_makes_empty_files() -> None:
    assert render_rttm(transcript(), Context()) == ""
    assert len(table(transcript())) == 1
    assert tiers(transcript()) == {}


moments = st.floats(0.0, 50.0)
spoken = st.tuples(st.text(max_size=8), moments, moments, st.sampled_from(["A", "B", None]))


@settings(deadline=None, max_examples=80)
@given(st.lists(spoken, max_size=8))
def test_whatever_was_said_a_textgrid_has_no_hole_and_no_overlap(
    said: list[tuple[str, float, float, str | None]],
) -> None:
    ordered = sorted(said, key=lambda each: each[1])
    talk = transcript(
        *(
            segment_of((word(" x" + text, min(a, b), max(a, b), speaker=who),))
            for text, a, b, who in ordered
        )
    )
    for name, intervals in tiers(talk).items():
        assert intervals[0][0] == 0.0
        for (_, end, _), (start, _, _) in pairwise(intervals):
            assert end == start
        assert all(start < end for start, end, _ in intervals)
        if name in ("A", "B"):
            texts = [text for *_, text in intervals if text]
            assert sorted(texts) == sorted(plain("x" + t) for t, _, _, who in said if who == name)
