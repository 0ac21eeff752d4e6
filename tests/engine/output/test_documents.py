"""Transcripts that people read and work on."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.output.documents import render_docx, render_md
from engine.output.parts import Context, paragraphs
from engine.transcript import Gap, Speaker, Transcript
from tests.builders import segment, segment_of, transcript, word

TALK = transcript(
    segment("Are you coming?", 1.0, "0.0", speaker="A"),
    segment("Come on!", 2.2, "0.1", speaker="A"),
    segment("Of *course*.", 3.0, "0.2", speaker="B"),
    segment("Later.", 30.0, "0.3", speaker="B"),
    speakers=(Speaker("A", "Anna <B> & Co"), Speaker("B")),
    gaps=(Gap(1, 10.0, 20.0, "no memory"),),
)
FILM = Context(source="/films/My film.mkv")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def lines(talk: Transcript, context: Context = FILM) -> list[str]:
    document = ElementTree.fromstring(parts(render_docx(talk, context))["word/document.xml"])
    return ["".join(text.text or "" for text in p.iter(f"{W}t")) for p in document.iter(f"{W}p")]


def test_markdown_has_a_paragraph_for_each_turn() -> None:
    assert render_md(TALK, FILM) == (
        "# My film\n\n"
        "**Anna \\<B\\> & Co** (00:00:01)\n\nAre you coming? Come on!\n\n"
        "**B** (00:00:03)\n\nOf \\*course\\*.\n\n"
        "*00:00:10–00:00:20 not recognised*\n\n"
        "**B** (00:00:30)\n\nLater.\n"
    )


def test_markdown_takes_nothing_that_was_said_for_a_list_or_a_heading() -> None:
    for said in ("# one", "- one", "1. one", "+ one", "> one", "`one`", "[a](b)"):
        text = render_md(transcript(segment(said)), Context()).splitlines()[-1]
        assert "\\" in text
        assert text.replace("\\", "") == said


def test_a_word_document_says_the_same() -> None:
    assert lines(TALK) == [
        "My film",
        "Anna <B> & Co  00:00:01  Are you coming? Come on!",
        "B  00:00:03  Of *course*.",
        "00:00:10–00:00:20 not recognised",
        "B  00:00:30  Later.",
    ]


def test_a_word_document_has_all_the_parts_that_word_looks_for() -> None:
    found = parts(render_docx(TALK, FILM))
    assert {"[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/styles.xml"} <= set(
        found
    )
    for content in found.values():
        ElementTree.fromstring(content)
    types = ElementTree.fromstring(found["[Content_Types].xml"])
    named = {part.get("PartName", "").lstrip("/") for part in types if part.get("PartName")}
    assert named <= set(found)


def test_the_same_transcript_makes_the_same_file() -> None:
    assert render_docx(TALK, FILM) == render_docx(TALK, FILM)


def test_a_film_without_a_name_is_a_transcript() -> None:
    assert lines(transcript(), Context()) == ["Transcript"]


def test_a_long_speech_is_more_than_one_paragraph() -> None:
    speech = transcript(*(segment("word " * 20, 6.0 * n, f"0.{n}") for n in range(30)))
    found = paragraphs(speech)
    assert len(found) > 2
    assert max(len(paragraph.text) for paragraph in found) < 1000


def test_no_space_is_put_between_phrases_of_a_language_without_spaces() -> None:
    talk = transcript(segment("我们", 0.0), segment("走", 0.7), language="zh")
    assert [paragraph.text for paragraph in paragraphs(talk)] == ["我们走"]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(max_size=10), max_size=5), st.text(max_size=10))
def test_whatever_was_said_word_can_read_it(said: list[str], name: str) -> None:
    talk = transcript(
        *(segment_of((word(" x" + text, float(n), speaker="A"),)) for n, text in enumerate(said)),
        speakers=(Speaker("A", name),),
    )
    assert len(lines(talk)) == 1 + len(paragraphs(talk))
