from __future__ import annotations

import array
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import theme
from app.editor import timeline_picture
from app.editor.timeline import Timeline, _read
from app.editor.timeline_canvas import CLOSEST
from app.editor.timeline_picture import RULER, WAVE, Scale, height_for, lanes
from app.editor.transcript_document import TranscriptDocument
from app.theme import Theme
from engine.edits import (
    AddSpeaker,
    ChangeTimes,
    DeleteSegments,
    MergeSpeakers,
    MoveBoundary,
    SetText,
)
from tests.app.editor import talks
from tests.builders import chunk, segment, transcript

Open = Callable[..., TranscriptDocument]
LEFT = Qt.MouseButton.LeftButton
WIDTH = 800


def loud(seconds: float) -> bytes:
    return array.array("b", [-90, 90] * round(seconds * 100)).tobytes()


@pytest.fixture
def timeline(dressed: Theme, talk: TranscriptDocument, qtbot: QtBot) -> Timeline:
    made = Timeline(talk, loud(talk.transcript.duration))
    qtbot.addWidget(made)
    made.resize(WIDTH, 240)
    qtbot.waitSignal(made.drawn).wait()
    made.show()
    return made


def middle_of_wave(timeline: Timeline, seconds: float) -> QPoint:
    return QPoint(round(timeline.canvas.scale.x(seconds)), RULER + WAVE // 2)


def seen(timeline: Timeline) -> QImage:
    return timeline.canvas.grab().toImage()


def drag(timeline: Timeline, start: float, end: float) -> None:
    canvas = timeline.canvas
    QTest.mousePress(canvas, LEFT, pos=middle_of_wave(timeline, start))
    QTest.mouseMove(canvas, middle_of_wave(timeline, (start + end) / 2))
    QTest.mouseMove(canvas, middle_of_wave(timeline, end))
    QTest.mouseRelease(canvas, LEFT, pos=middle_of_wave(timeline, end))


def wheel(timeline: Timeline, x: float, turned: QPoint, held: Qt.KeyboardModifier) -> None:
    event = QWheelEvent(
        QPointF(x, 40),
        QPointF(x, 40),
        QPoint(),
        turned,
        Qt.MouseButton.NoButton,
        held,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(timeline.canvas, event)


# --- where things are -----------------------------------------------------------------------------


def test_at_first_the_whole_recording_is_seen(timeline: Timeline) -> None:
    canvas = timeline.canvas
    assert canvas.scale.left == 0.0
    assert canvas.scale.x(canvas.duration) == pytest.approx(canvas.width())
    assert not timeline.bar.isVisible()


def test_it_stays_whole_when_the_window_grows(timeline: Timeline) -> None:
    timeline.resize(WIDTH + 300, 240)
    canvas = timeline.canvas
    assert canvas.scale.x(canvas.duration) == pytest.approx(canvas.width())


def test_the_moment_under_the_pointer_stays_there_while_zooming(timeline: Timeline) -> None:
    canvas = timeline.canvas
    control = Qt.KeyboardModifier.ControlModifier
    moment = canvas.scale.moment(300)
    for _ in range(4):
        wheel(timeline, 300, QPoint(0, 120), control)
        assert canvas.scale.moment(300) == pytest.approx(moment)
    assert canvas.scale.x(canvas.duration) > canvas.width()
    for _ in range(20):
        wheel(timeline, 300, QPoint(0, -120), control)
    assert canvas.scale == Scale(0.0, canvas.width() / canvas.duration)


def test_closer_than_close_is_not_to_be_had(timeline: Timeline) -> None:
    for _ in range(60):
        timeline.zoom(1.5)
    assert timeline.canvas.scale.per_second == CLOSEST
    for _ in range(60):
        timeline.zoom(1 / 1.5)
    assert timeline.canvas.scale.left == 0.0


def test_the_wheel_and_the_bar_scroll_and_never_beyond_the_ends(timeline: Timeline) -> None:
    timeline.show_span(20.0, 40.0)
    canvas = timeline.canvas
    nothing = Qt.KeyboardModifier.NoModifier
    before = canvas.scale.left
    wheel(timeline, 100, QPoint(0, -120), nothing)
    assert canvas.scale.left > before
    assert timeline.bar.value() == round(canvas.scale.left * 1000)
    timeline.bar.setValue(5000)
    assert canvas.scale.left == pytest.approx(5.0)
    for _ in range(500):
        wheel(timeline, 100, QPoint(0, -1200), nothing)
    assert canvas.scale.moment(canvas.width()) == pytest.approx(canvas.duration)
    for _ in range(500):
        wheel(timeline, 100, QPoint(0, 1200), nothing)
    assert canvas.scale.left == 0.0


def test_a_span_is_shown_as_large_as_there_is_room(timeline: Timeline) -> None:
    timeline.show_span(30.0, 35.0)
    scale = timeline.canvas.scale
    assert 0 < scale.x(30.0) < scale.x(35.0) < timeline.canvas.width()
    assert scale.per_second * 5 > timeline.canvas.width() * 0.7
    assert timeline.bar.isVisible()


# --- the playhead ---------------------------------------------------------------------------------


def test_the_playhead_moves_without_painting_the_rest_anew(timeline: Timeline) -> None:
    seen(timeline)
    kept = timeline.canvas._kept
    assert kept is not None
    for step in range(50):
        timeline.show_position(10 + step / 60)
        seen(timeline)
    assert timeline.canvas._kept is kept


def test_what_is_typed_paints_nothing_anew_but_what_moves_does(
    timeline: Timeline, talk: TranscriptDocument
) -> None:
    seen(timeline)
    kept = timeline.canvas._kept
    talk.do(SetText(talk.segments[3].id, "Other words"))
    seen(timeline)
    assert timeline.canvas._kept is kept
    talk.do(ChangeTimes(talk.segments[3].id, talk.segments[3].start, talk.segments[3].end + 0.1))
    seen(timeline)
    assert timeline.canvas._kept is not kept


def test_the_playhead_is_where_it_plays(timeline: Timeline) -> None:
    timeline.show_position(40.0)
    x = round(timeline.canvas.x_of_position())
    assert seen(timeline).pixelColor(x, 2) == theme.role("accent")


def test_the_picture_turns_its_page_where_the_playhead_would_not_be_seen(
    timeline: Timeline,
) -> None:
    timeline.show_span(20.0, 30.0)
    left = timeline.canvas.scale.left
    timeline.show_position(25.0)
    assert timeline.canvas.scale.left == left
    timeline.show_position(60.0)
    assert 0 < timeline.canvas.x_of_position() < timeline.canvas.width() / 2
    timeline.canvas.scroll_to(25.0)
    assert timeline.canvas.scale.left == 25.0, "somebody looks elsewhere: it stays"
    timeline.show_position(20.0)
    assert 0 < timeline.canvas.x_of_position() < timeline.canvas.width()


def test_a_click_goes_there_and_a_drag_goes_along(timeline: Timeline) -> None:
    asked: list[float] = []
    timeline.go_asked.connect(asked.append)
    drag(timeline, 10.0, 30.0)
    assert asked[0] == pytest.approx(10.0, abs=0.3)
    assert asked[-1] == pytest.approx(30.0, abs=0.3) and len(asked) == 3


@pytest.mark.parametrize(
    ("key", "held", "place"),
    [
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 31.0),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier, 25.0),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier, 0.0),
    ],
)
def test_keys_go_through_the_recording(
    timeline: Timeline, qtbot: QtBot, key: Qt.Key, held: Qt.KeyboardModifier, place: float
) -> None:
    timeline.show_position(30.0)
    with qtbot.waitSignal(timeline.go_asked) as heard:
        qtbot.keyClick(timeline.canvas, key, held)
    assert heard.args == [place]


def test_plus_and_minus_zoom(timeline: Timeline, qtbot: QtBot) -> None:
    before = timeline.canvas.scale.per_second
    qtbot.keyClick(timeline.canvas, Qt.Key.Key_Plus)
    assert timeline.canvas.scale.per_second > before
    qtbot.keyClick(timeline.canvas, Qt.Key.Key_Minus)
    assert timeline.canvas.scale.per_second == pytest.approx(before)


def test_it_says_where_it_is_and_who_speaks(timeline: Timeline, talk: TranscriptDocument) -> None:
    said = talk.segments[5]
    timeline.show_position(said.start + 0.2)
    told = timeline.canvas.accessibleDescription()
    assert talk.name_of(said.speaker) in told and ":" in told
    assert timeline.canvas.accessibleName()


# --- edges ----------------------------------------------------------------------------------------


def test_an_edge_is_dragged_and_the_words_go_over(
    timeline: Timeline, talk: TranscriptDocument
) -> None:
    left, right = talk.segments[10], talk.segments[11]
    timeline.show_span(left.start, right.end)
    drag(timeline, left.end, left.words[-2].middle - 0.02)
    assert len(talk.history) == 1
    edit = talk.history[0]
    assert isinstance(edit, MoveBoundary | ChangeTimes)
    assert talk.segments[10].end < left.end
    talk.undo()
    assert talk.segments[10] == left


def test_an_edge_taken_and_left_where_it_was_changes_nothing(
    timeline: Timeline, talk: TranscriptDocument
) -> None:
    said = talk.segments[10]
    timeline.show_span(said.start, said.end)
    drag(timeline, said.end, said.end)
    assert not talk.history


def test_escape_lets_go_of_an_edge(
    timeline: Timeline, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    said = talk.segments[10]
    timeline.show_span(said.start, said.end)
    canvas = timeline.canvas
    QTest.mousePress(canvas, LEFT, pos=middle_of_wave(timeline, said.end))
    QTest.mouseMove(canvas, middle_of_wave(timeline, said.start + 0.3))
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas, LEFT, pos=middle_of_wave(timeline, said.start + 0.3))
    assert not talk.history


def test_the_pointer_shows_where_an_edge_can_be_taken(
    timeline: Timeline, talk: TranscriptDocument
) -> None:
    said = talk.segments[10]
    timeline.show_span(said.start, said.end)
    QTest.mouseMove(timeline.canvas, middle_of_wave(timeline, said.end))
    assert timeline.canvas.cursor().shape() == Qt.CursorShape.SplitHCursor
    QTest.mouseMove(timeline.canvas, middle_of_wave(timeline, said.start + said.duration / 2))
    assert timeline.canvas.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_from_far_away_no_edge_is_taken_by_mistake(
    dressed: Theme, opening: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    film = opening(talks.document(tmp_path, talks.film(5000, 800, 4)))
    timeline = Timeline(film, b"")
    qtbot.addWidget(timeline)
    timeline.resize(WIDTH, 240)
    timeline.show()
    said = film.segments[400]
    drag(timeline, said.end, said.end + 60)
    assert not film.history


def test_alt_and_the_arrows_move_the_edges_of_the_segment_that_plays(
    timeline: Timeline, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    talk.do(DeleteSegments((talk.segments[-2].id,)))
    last = talk.segments[-1]
    timeline.show_position(last.start + 0.2)
    alt, shift = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(timeline.canvas, Qt.Key.Key_Left, alt)
    qtbot.keyClick(timeline.canvas, Qt.Key.Key_Right, alt | shift)
    after = talk.segments[-1]
    assert after.start == pytest.approx(last.start - 0.1, abs=0.002)
    assert after.end == pytest.approx(last.end + 0.1, abs=0.002)


# --- the picture ----------------------------------------------------------------------------------


def test_every_speaker_has_a_lane_in_their_colour(
    timeline: Timeline, talk: TranscriptDocument
) -> None:
    picture = seen(timeline)
    who = lanes(talk.transcript)
    height, top = timeline_picture.lane_height(len(who)), RULER + WAVE + theme.GAP
    for place, speaker in enumerate(who):
        said = next(each for each in talk.segments if each.speaker == speaker)
        x = round(timeline.canvas.scale.x(said.start + said.duration / 2))
        wanted = theme.speaker_colour(talk.colour_of(speaker))
        assert near(picture.pixelColor(x, top + place * height + height // 2), wanted)


def near(one: QColor, other: QColor) -> bool:
    pairs = zip(one.getRgb(), other.getRgb(), strict=True)
    return all(abs(int(a) - int(b)) <= 8 for a, b in pairs)


def test_the_waveform_is_as_high_as_it_is_loud(timeline: Timeline) -> None:
    picture = seen(timeline)
    ink, middle = theme.role("faint"), RULER + WAVE // 2
    assert near(picture.pixelColor(400, middle - 15), ink)
    timeline.canvas.show_picture(type(timeline.canvas._picture)())
    assert not near(seen(timeline).pixelColor(400, middle - 15), ink)


def test_lanes_come_and_go_with_the_speakers(timeline: Timeline, talk: TranscriptDocument) -> None:
    before = timeline.canvas.height()
    talk.do(AddSpeaker("Somebody"))
    assert timeline.canvas.height() > before
    talk.do(MergeSpeakers(("SPEAKER_01", "SPEAKER_02"), "SPEAKER_00"))
    assert timeline.canvas.height() < before
    talk.undo()
    talk.undo()
    assert timeline.canvas.height() == before


@pytest.mark.parametrize("count", [1, 3, 6, 9, 30])
def test_many_speakers_do_not_fill_the_window(count: int) -> None:
    assert height_for(count) <= 300
    assert height_for(count + 1) > 0


def test_without_speakers_there_is_one_lane() -> None:
    assert lanes(transcript(segment("Who is it?"))) == (None,)
    assert not timeline_picture.has_names(transcript(segment("Who is it?")))


def test_an_edit_shows_at_once(timeline: Timeline, talk: TranscriptDocument) -> None:
    before = seen(timeline)
    talk.do(DeleteSegments(tuple(said.id for said in talk.segments[10:20])))
    assert seen(timeline) != before


def test_the_colours_follow_the_theme(timeline: Timeline, dressed: Theme) -> None:
    light = seen(timeline)
    theme.apply(dressed.application, "dark")
    assert seen(timeline) != light


@pytest.mark.parametrize("per_second", [CLOSEST, 50.0, 1.0])
def test_the_ruler_has_times_that_do_not_touch(per_second: float) -> None:
    step = next(tick for tick in timeline_picture.TICKS if tick * per_second >= 60)
    assert timeline_picture._tick(3725.0, step).startswith("1:02:05")
    assert timeline_picture._tick(0.5, 0.1) == "0:00.5"


# --- what is read ---------------------------------------------------------------------------------


def test_waveform_and_chunks_come_from_the_document_s_file(
    dressed: Theme, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    timeline = Timeline(talk)
    qtbot.addWidget(timeline)
    qtbot.waitSignal(timeline.drawn).wait()
    picture = timeline.canvas._picture
    assert picture.wave.duration > 0 and picture.wave.columns(0, 1, 1) == [(-20, 40)]
    assert picture.chunks == (chunk(0, 0.0, talk.transcript.duration),)


def test_a_document_that_cannot_be_read_has_no_waveform(tmp_path: Path) -> None:
    assert _read(tmp_path / "none.longtake") == (b"", ())
    damaged = tmp_path / "damaged.longtake"
    damaged.write_bytes(b"nothing like a document")
    assert _read(damaged) == (b"", ())
