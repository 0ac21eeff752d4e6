"""What other programs wrote, read as it was meant."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import TextUnreadable
from engine.importing import decoded, transcript_of
from engine.output import formats
from engine.output.parts import Context
from engine.transcript import Segment, Speaker, Transcript
from tests.builders import segment, transcript


def srt(*cues: str) -> str:
    """Cues of two seconds, one after another."""
    return "\n".join(
        f"{number + 1}\n00:00:{2 * number:02},000 --> 00:00:{2 * number + 2:02},000\n{cue}\n"
        for number, cue in enumerate(cues)
    )


def read(text: str, suffix: str = ".srt", language: str = "en") -> Transcript:
    return transcript_of(text, suffix, language)


def said(found: Transcript) -> list[tuple[str, str]]:
    return [(found.called(each.speaker), each.text) for each in found.segments]


def times(of: Segment) -> list[tuple[float, float]]:
    return [(round(word.start, 3), round(word.end, 3)) for word in of.words]


# --- SubRip ---------------------------------------------------------------------------------------


def test_each_cue_becomes_a_segment_with_its_times() -> None:
    found = read(
        "1\n00:00:01,500 --> 00:00:03,000\nHello\nthere.\n\n2\n01:00:00,000 --> 01:00:02,000\nBye."
    )
    assert [each.text for each in found.segments] == ["Hello there.", "Bye."]
    assert [(each.start, each.end) for each in found.segments] == [(1.5, 3.0), (3600.0, 3602.0)]
    assert found.duration == 3602.0


def test_words_share_the_time_of_their_cue_by_their_length() -> None:
    (only,) = read("00:00:00,000 --> 00:00:03,000\nab abcd").segments
    assert times(only) == [(0.0, 1.0), (1.0, 3.0)]
    assert [word.probability for word in only.words] == [1.0, 1.0]


def test_marks_of_style_are_not_read() -> None:
    found = read(srt("{\\an8}<i>Softly</i> <font color='red'>now</font>", "I <3 you, 2 < 3"))
    assert [each.text for each in found.segments] == ["Softly now", "I <3 you, 2 < 3"]


@pytest.mark.parametrize(
    "times",
    ["00:00:01.000 --> 00:00:02.500", "0:01,000-->0:02,5", " 00:00:01,000 --> 00:00:02,500 X1:40"],
)
def test_times_may_be_written_carelessly(times: str) -> None:
    (only,) = read(f"{times}\nHello").segments
    assert (only.start, only.end) == (1.0, 2.5)


def test_without_empty_lines_and_with_empty_lines_in_cues_no_word_is_lost() -> None:
    text = (
        "1\n00:01,0 --> 00:02,0\none\n\nmore\n2\n"
        "00:02,0 --> 00:03,0\n42\n\n3\n00:03,0 --> 00:04,0\nend"
    )
    assert [each.text for each in read(text).segments] == ["one more", "42", "end"]


def test_cues_are_put_in_order_and_none_ends_before_it_begins() -> None:
    found = read("00:05,0 --> 00:04,0\nlate\n\n00:01,0 --> 00:02,0\nearly")
    assert [each.text for each in found.segments] == ["early", "late"]
    assert found.segments[1].end == 5.0
    assert [each.id for each in found.segments] == ["0.0", "0.1"]


# --- who speaks -----------------------------------------------------------------------------------


def test_names_before_the_words_are_speakers() -> None:
    found = read(srt("Anna: Hello.", "Ben Li: Good day.", "Anna: Indeed."))
    assert said(found) == [("Anna", "Hello."), ("Ben Li", "Good day."), ("Anna", "Indeed.")]
    assert found.speakers == (Speaker("SPEAKER_00", "Anna"), Speaker("SPEAKER_01", "Ben Li"))
    assert {word.speaker for word in found.segments[1].words} == {"SPEAKER_01"}


def test_labels_of_whisperx_stay_what_they_are() -> None:
    found = read(srt("[SPEAKER_01]: Hello.", "[SPEAKER_00]: Good day."))
    assert [each.speaker for each in found.segments] == ["SPEAKER_01", "SPEAKER_00"]
    assert {each.name for each in found.speakers} == {""}


def test_whoever_has_a_number_only_has_no_name() -> None:
    found = read(srt("Speaker 2: Hello.", "Anna: Hi.", "Speaker 2: So."))
    assert found.speakers == (Speaker("SPEAKER_01"), Speaker("SPEAKER_00", "Anna"))


def test_two_people_in_one_cue_share_its_time() -> None:
    found = read(srt("- Anna: Ready?\n- Ben: Never.", "Anna: So.", "Ben: Yes."))
    assert said(found)[:2] == [("Anna", "Ready?"), ("Ben", "Never.")]
    assert [(each.start, each.end) for each in found.segments[:2]] == [(0.0, 1.0), (1.0, 2.0)]


@pytest.mark.parametrize(
    "line", ["Note: this stays.", "it is: like this", "At 10:30 we left: at once", "1: one"]
)
def test_a_colon_alone_makes_no_speaker(line: str) -> None:
    found = read(srt("We begin.", line, "We go on.", "We end."))
    assert found.segments[1].text == line
    assert found.speakers == ()


# --- WebVTT ---------------------------------------------------------------------------------------

VTT = """WEBVTT - a talk
Language: de

STYLE
::cue { color: white }

NOTE 00:01 is not a time of ours

first
00:01.000 --> 00:02.000 align:start position:0%
<v Anna>Tom &amp; <b>Jerry</b></v>

00:02.000 --> 00:04.000
<v.loud Ben Li>Oh!</v> <v Anna>Ah?</v>
"""


def test_voices_notes_and_signs_of_webvtt_are_understood() -> None:
    found = read(VTT, ".vtt", "")
    assert said(found) == [("Anna", "Tom & Jerry"), ("Ben Li", "Oh!"), ("Anna", "Ah?")]
    assert found.language == "de"


def test_times_between_words_are_kept() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:04.000\nWe <00:02.500><c>sail</c> <00:03.000><c>home now</c>"
    (only,) = read(text, ".vtt").segments
    assert only.text == "We sail home now"
    assert times(only) == [(1.0, 2.5), (2.5, 3.0), (3.0, 3.571), (3.571, 4.0)]


def test_lines_that_roll_are_read_once() -> None:
    text = (
        "WEBVTT\n\n00:00.000 --> 00:02.000\n \nwe <00:01.000><c>sail</c>\n\n"
        "00:02.000 --> 00:02.010\nwe sail\n \n\n"
        "00:02.010 --> 00:04.000\nwe sail\nat <00:03.000><c>dawn</c>"
    )
    found = read(text, ".vtt")
    assert [each.text for each in found.segments] == ["we sail", "at dawn"]


# --- JSON -----------------------------------------------------------------------------------------


def whisperx(*segments: dict[str, Any], **more: Any) -> str:
    return json.dumps({"segments": segments, "language": "en", **more})


def test_words_of_whisperx_keep_times_scores_and_speakers() -> None:
    words = [
        {"word": "We", "start": 1.0, "end": 1.2, "score": 0.5, "speaker": "SPEAKER_01"},
        {"word": "sail.", "start": 1.3, "end": 1.9, "score": 0.8, "speaker": "SPEAKER_01"},
    ]
    text = whisperx(
        {"start": 1.0, "end": 2.0, "text": " We sail.", "words": words, "speaker": "SPEAKER_01"}
    )
    (only,) = read(text, ".json", "").segments
    assert times(only) == [(1.0, 1.2), (1.3, 1.9)]
    assert [word.text for word in only.words] == [" We", " sail."]
    assert [word.probability for word in only.words] == [0.5, 0.8]
    assert (only.speaker, only.words[0].speaker) == ("SPEAKER_01", "SPEAKER_01")


def test_words_that_were_not_aligned_share_the_time_between_others() -> None:
    words = [
        {"word": "From"},
        {"word": "10", "start": 1.0, "end": 2.0},
        {"word": "to"},
        {"word": "20."},
    ]
    (only,) = read(
        whisperx({"start": 0.0, "end": 4.0, "text": "From 10 to 20.", "words": words}), ".json"
    ).segments
    assert times(only) == [(0.0, 1.0), (1.0, 2.0), (2.0, 2.8), (2.8, 4.0)]


def test_a_language_without_spaces_gets_none() -> None:
    words = [
        {"word": sign, "start": float(place), "end": place + 1.0}
        for place, sign in enumerate("你好吗")
    ]
    text = json.dumps(
        {"segments": [{"start": 0, "end": 3, "text": "你好吗", "words": words}], "language": "zh"}
    )
    (only,) = read(text, ".json", "").segments
    assert [word.text for word in only.words] == ["你", "好", "吗"]
    assert times(only) == [(0.0, 1.0), (1.0, 2.0), (2.0, 3.0)]


def test_what_has_no_times_follows_what_is_before_it() -> None:
    found = read(whisperx({"text": "One."}, {"text": "Two.", "end": float("nan")}), ".json")
    first, second = found.segments
    assert first.start == 0.0 < first.end == second.start < second.end


def test_names_of_our_own_json_come_back() -> None:
    talk = transcript(
        segment("Good evening.", 0.0, speaker="SPEAKER_00"),
        segment("And goodbye.", 2.0, "0.1", speaker="u0123456789ab"),
        speakers=(Speaker("SPEAKER_00", "Anna"), Speaker("u0123456789ab", "Ben")),
    )
    found = read(formats.render_json(talk, Context()), ".json", "")
    assert found.speakers == talk.speakers
    assert said(found) == said(talk)
    assert [times(each) for each in found.segments] == [times(each) for each in talk.segments]


@pytest.mark.parametrize("name", ["srt", "vtt"])
def test_our_own_subtitles_come_back_with_their_speakers(name: str) -> None:
    talk = transcript(
        segment("Good evening, ladies.", 0.0, speaker="SPEAKER_00"),
        segment("And <so it> goes & on.", 3.0, "0.1", speaker="SPEAKER_01"),
        speakers=(Speaker("SPEAKER_00", "Anna"), Speaker("SPEAKER_01")),
    )
    found = read(formats.FORMATS[name].render(talk, Context()), f".{name}")
    assert said(found) == said(talk)


# --- what cannot be read --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ("", ".srt"),
        ("Dear Anna,\nthis is a letter.", ".srt"),
        ("1\n00:00:01,000 --> 00:00:02,000\n\n", ".srt"),
        ("WEBVTT\n", ".vtt"),
        ("{", ".json"),
        ("[" * 100_000, ".json"),
        ("[1, 2]", ".json"),
        ('{"segments": 3}', ".json"),
        ('{"segments": []}', ".json"),
        ('{"segments": [7]}', ".json"),
        ('{"name": "a package", "version": "1.0"}', ".json"),
    ],
)
def test_what_holds_no_transcript_is_told_in_one_sentence(text: str, suffix: str) -> None:
    with pytest.raises(TextUnreadable) as caught:
        read(text, suffix)
    assert caught.value.message.count(".") == 1
    assert caught.value.hint


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=300), st.sampled_from([".srt", ".vtt", ".json"]))
def test_nothing_that_people_may_drop_is_a_bug(text: str, suffix: str) -> None:
    cue = "00:00:01,000 --> 00:00:02,000\n" if suffix != ".json" else ""
    try:
        found = read(cue + text, suffix)
    except TextUnreadable:
        return
    assert all(each.start <= each.end and each.words for each in found.segments)


_ODD = st.sampled_from([None, True, -1.0, 2.5, float("nan"), 10**400, "", "a b", "c", [], [3], {}])
_WORD = st.dictionaries(st.sampled_from(["word", "text", "start", "end", "speaker"]), _ODD)
_WORDS = st.lists(_WORD | _ODD, max_size=4)
_SEGMENT = st.fixed_dictionaries(
    {}, optional={"text": _ODD, "words": _WORDS | _ODD, "start": _ODD, "end": _ODD, "id": _ODD}
)


@settings(deadline=None, max_examples=60)
@given(st.lists(_SEGMENT, max_size=4))
def test_no_json_is_a_bug(segments: list[dict[str, Any]]) -> None:
    try:
        found = read(json.dumps({"segments": segments, "speakers": segments}), ".json")
    except TextUnreadable:
        return
    for each in found.segments:
        assert each.start <= each.words[0].start
        assert each.words[-1].end <= each.end
        assert all(word.start <= word.end for word in each.words)


# --- letters --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "coding"),
    [
        ("Grüße, café", "utf-8"),
        ("Grüße, café", "utf-8-sig"),
        ("Grüße, café", "utf-16"),
        ("Grüße, café", "cp1252"),
        ("Привет, мир", "cp1251"),
        ("Привет, мир", "utf-16"),
    ],
)
def test_letters_are_read_in_the_way_they_were_written(words: str, coding: str) -> None:
    assert decoded(words.encode(coding)) == words


def test_lines_may_end_in_any_way() -> None:
    assert decoded(b"a\r\nb\rc\n") == "a\nb\nc\n"


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200))
def test_no_bytes_are_a_bug(raw: bytes) -> None:
    assert "\r" not in decoded(raw)


@pytest.mark.parametrize(
    ("line", "language"),
    [("こんにちは、漢字", "ja"), ("你好世界", "zh"), ("สวัสดี", "th"), ("Hello", "")],
)
def test_scripts_without_spaces_tell_the_language(line: str, language: str) -> None:
    assert transcript_of(srt(line), ".srt").language == language


@pytest.mark.parametrize(("told", "code"), [("english", "en"), ("pt-BR", "pt"), ("tlh", "tlh")])
def test_other_programs_may_tell_the_language_by_another_name(told: str, code: str) -> None:
    segments = [{"start": 0, "end": 1, "text": "hi"}]
    text = json.dumps({"segments": segments, "language": told})
    assert transcript_of(text, ".json").language == code


def test_the_language_in_a_heading_may_be_that_of_a_country() -> None:
    cue = "WEBVTT\nLanguage: pt-BR\n\n00:01.000 --> 00:02.000\nhi"
    assert transcript_of(cue, ".vtt").language == "pt"
