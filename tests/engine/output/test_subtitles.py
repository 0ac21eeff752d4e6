"""Subtitles that other programs read as they were meant."""

from __future__ import annotations

from xml.etree import ElementTree

import pysubs2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.orthography import plain
from engine.output.parts import Context
from engine.output.subtitles import render_ass, render_ttml
from engine.transcript import Speaker, Transcript
from tests.builders import segment, segment_of, transcript, word

TALK = transcript(
    segment("Are you coming?", 1.0, "0.0", speaker="A"),
    segment("Of course.", 3.0, "0.1", speaker="B"),
    segment("Somebody sings.", 3700.0, "0.2"),
    speakers=(Speaker("A", 'Anna <B> & "Co", Ltd'), Speaker("B")),
)
TTML = "{http://www.w3.org/ns/ttml}"
METADATA = "{http://www.w3.org/ns/ttml#metadata}"


def ass(talk: Transcript) -> list[pysubs2.SSAEvent]:
    return pysubs2.SSAFile.from_string(render_ass(talk, Context()), format_="ass").events


def ttml(talk: Transcript) -> ElementTree.Element:
    return ElementTree.fromstring(render_ttml(talk, Context()).encode())


def test_ass_has_times_words_and_who_says_them() -> None:
    first, second, third = ass(TALK)
    assert (first.start, second.start, third.start) == (1000, 3000, 3_700_000)
    assert first.plaintext == 'Anna <B> & "Co", Ltd: Are you coming?'
    assert first.name == 'Anna <B> & "Co"  Ltd'
    assert (second.plaintext, second.name) == ("B: Of course.", "B")
    assert (third.plaintext, third.name) == ("Somebody sings.", "")


def test_ass_breaks_a_long_line_in_two() -> None:
    (event,) = ass(
        transcript(segment("This is a sentence of quite some words that needs two lines."))
    )
    assert event.plaintext.count("\n") == 1


def test_what_looks_like_a_command_of_ass_is_shown() -> None:
    text = render_ass(transcript(segment(r"{\b1}bold\N")), Context())
    assert text.endswith("\\{\\\u2060b1\\}bold\\\u2060N\n")


def test_ttml_has_times_words_and_who_says_them() -> None:
    whole = ttml(TALK)
    assert whole.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    agents = {
        agent.get("{http://www.w3.org/XML/1998/namespace}id"): agent.findtext(f"{METADATA}name")
        for agent in whole.iter(f"{METADATA}agent")
    }
    assert list(agents.values()) == ['Anna <B> & "Co", Ltd', "B"]
    first, second, third = whole.iter(f"{TTML}p")
    assert (first.get("begin"), third.get("begin")) == ("00:00:01.000", "01:01:40.000")
    assert agents[first.get(f"{METADATA}agent")] == 'Anna <B> & "Co", Ltd'
    assert agents[second.get(f"{METADATA}agent")] == "B"
    assert third.get(f"{METADATA}agent") is None
    assert "".join(second.itertext()) == "Of course."


@pytest.mark.parametrize("end", ["begin", "end"])
def test_ttml_times_are_in_order(end: str) -> None:
    times = [cue.get(end, "") for cue in ttml(TALK).iter(f"{TTML}p")]
    assert times == sorted(times)


words = st.text(st.characters(codec="utf-8"), max_size=12).map(lambda text: " " + text)


@settings(deadline=None, max_examples=60)
@given(st.lists(words, max_size=6), words)
def test_whatever_was_said_the_subtitles_can_be_read(said: list[str], name: str) -> None:
    talk = transcript(
        *(segment_of((word(text, 2.0 * n, speaker="A"),)) for n, text in enumerate(said)),
        speakers=(Speaker("A", name),),
    )
    spoken = [text for text in said if plain(text)]
    assert len(list(ttml(talk).iter(f"{TTML}p"))) <= len(spoken)
    assert render_ass(talk, Context()).count("\nDialogue: ") <= len(spoken)
    for event in ass(talk):
        assert event.end > event.start
