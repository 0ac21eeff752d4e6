"""The strip of chunks when it is asked, by pointer and key, and drawn at its edges."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage, QKeyEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from app import theme
from app.jobs.chunk_strip import GAP, HEIGHT, SCALE, ChunkStrip, _notched
from app.jobs.job_report import StripChunk
from app.theme import Theme
from engine.protocol import ChunkState

WIDTH = 800
PEAKS = tuple((-40, 60) for _ in range(400))


@pytest.fixture(autouse=True)
def _still(dressed: Theme) -> None:
    theme.apply(dressed.application, "light", "reduced")


@pytest.fixture
def strip(qtbot: QtBot) -> ChunkStrip:
    made = ChunkStrip()
    qtbot.addWidget(made)
    made.resize(WIDTH, made.sizeHint().height())
    made.show_film(100.0, PEAKS)
    made.show()
    return made


def chunks(*states: ChunkState) -> tuple[StripChunk, ...]:
    length = 100.0 / len(states)
    return tuple(
        StripChunk(n, n * length, (n + 1) * length, state) for n, state in enumerate(states)
    )


def picture(strip: ChunkStrip) -> QImage:
    return strip.grab().toImage()


def colours(image: QImage, left: int, right: int, rows: range | None = None) -> set[str]:
    rows = rows or range(2, HEIGHT - 8)
    return {QColor(image.pixel(x, y)).name() for x in range(left, right) for y in rows}


def tip_at(strip: ChunkStrip, x: int, y: int = 30) -> str:
    QToolTip.hideText()
    place = QPoint(x, y)
    event = QHelpEvent(QEvent.Type.ToolTip, place, strip.mapToGlobal(place))
    QApplication.sendEvent(strip, event)
    return QToolTip.text() if QToolTip.isVisible() else ""


# --- asked ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("waiting", "Waiting"),
        ("working", "In progress"),
        ("done", "Done"),
        ("restored", "Done earlier"),
        ("retried", "Tried again"),
        ("failed", "Could not be recognised"),
    ],
)
def test_every_state_is_told_in_words(strip: ChunkStrip, state: ChunkState, words: str) -> None:
    strip.show_chunks(chunks(state))
    assert tip_at(strip, 400).splitlines() == ["0:00 – 1:40", words]


def test_tries_are_numbered_in_their_order(strip: ChunkStrip) -> None:
    part = StripChunk(0, 0.0, 100.0, "retried", 2, ("as usual", "in smaller pieces"))
    strip.show_chunks((part,))
    assert tip_at(strip, 400).splitlines()[2:] == ["Try 1: as usual", "Try 2: in smaller pieces"]


def test_between_and_below_the_chunks_nothing_is_told_or_chosen(
    strip: ChunkStrip, qtbot: QtBot
) -> None:
    strip.show_chunks(chunks("done", "done"))
    chosen: list[int] = []
    strip.chunk_chosen.connect(chosen.append)
    for x, y in ((round(WIDTH / 2 - GAP / 2), 30), (100, HEIGHT + SCALE - 2)):
        assert tip_at(strip, x, y) == ""
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(x, y))
    assert not chosen


def test_an_index_that_no_chunk_has_is_not_chosen(strip: ChunkStrip) -> None:
    strip.show_chunks(chunks("done", "done"))
    chosen: list[int] = []
    strip.chunk_chosen.connect(chosen.append)
    strip.choose(2)
    strip.choose(-1)
    assert not chosen and strip.accessibleDescription() == "2 of 2 parts done"


def test_without_chunks_the_arrows_choose_nothing(strip: ChunkStrip, qtbot: QtBot) -> None:
    chosen: list[int] = []
    strip.chunk_chosen.connect(chosen.append)
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    qtbot.keyClick(strip, Qt.Key.Key_Left)
    assert not chosen


def test_fewer_chunks_than_before_are_walked_from_the_last(strip: ChunkStrip, qtbot: QtBot) -> None:
    strip.show_chunks(chunks(*["done"] * 9))
    strip.choose(8)
    strip.show_chunks(chunks("done", "done"))
    with qtbot.waitSignal(strip.chunk_chosen) as chosen:
        qtbot.keyClick(strip, Qt.Key.Key_Left)
    assert chosen.args == [1]


def test_another_key_is_left_to_others(strip: ChunkStrip) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_F7, Qt.KeyboardModifier.NoModifier)
    event.accept()
    strip.keyPressEvent(event)
    assert not event.isAccepted()


def test_news_of_the_whole_is_told_again_after_a_choice(strip: ChunkStrip) -> None:
    strip.show_chunks(chunks("done", "waiting"))
    strip.choose(1)
    assert "Waiting" in strip.accessibleDescription()
    strip.show_chunks(chunks("done", "working"))
    assert strip.accessibleDescription() == "1 of 2 parts done"


def test_who_works_by_keys_sees_which_chunk_is_chosen(strip: ChunkStrip, qtbot: QtBot) -> None:
    strip.show_chunks(chunks("waiting", "waiting"))
    strip.choose(1)
    strip.activateWindow()
    strip.setFocus()
    qtbot.waitUntil(strip.hasFocus)
    accent = theme.role("accent").name()
    image = picture(strip)
    top = range(0, 3)
    assert accent in colours(image, 500, 700, top) and accent not in colours(image, 50, 300, top)
    strip.clearFocus()
    assert accent not in colours(picture(strip), 500, 700, top)


# --- drawn ----------------------------------------------------------------------------------------


def test_what_is_tried_again_shows_how_far_it_is(strip: ChunkStrip) -> None:
    strip.show_chunks(chunks("retried", "waiting"), edge=25.0)
    image, done = picture(strip), theme.role("chunk-done").name()
    assert done in colours(image, 20, 180) and done not in colours(image, 220, 390)


def test_while_nobody_works_no_edge_runs_into_what_waits(strip: ChunkStrip) -> None:
    strip.show_chunks(chunks("done", "waiting"), edge=25.0)
    assert theme.role("chunk-done").name() not in colours(picture(strip), 410, 790)


def test_the_edge_stops_at_the_end_of_the_film(strip: ChunkStrip) -> None:
    strip.show_chunks(chunks("working"), edge=500.0)
    assert theme.role("chunk-done").name() in colours(picture(strip), 700, 790)


def test_notches_that_find_no_room_are_left_out() -> None:
    narrow, wide = QRectF(0, 0, 12, 80), QRectF(0, 0, 400, 80)

    def cut(rect: QRectF, notches: int) -> int:
        """How many notches there are in the upper edge."""
        path, top = _notched(rect, notches), rect.top() + 0.6
        row = range(5, int(rect.right()) - 4)
        inside = [path.contains(QPointF(x, top)) for x in row]
        return sum(before and not after for before, after in pairwise(inside))

    assert [cut(wide, count) for count in (0, 1, 2, 7)] == [0, 1, 2, 7]
    assert _notched(narrow, 50) == _notched(narrow, 1), "one at least, wherever there was a failure"
    assert cut(wide, 1000) == int((400 - 8) / 10)


def test_the_sign_of_what_was_done_earlier_needs_room(strip: ChunkStrip, qtbot: QtBot) -> None:
    strip.show_film(100.0, ())
    ground = theme.role("chunk-restored").name()
    strip.show_chunks(chunks("restored"))
    assert len(colours(picture(strip), 4, 18, range(4, 18)) - {ground}) > 0
    strip.show_chunks(chunks(*["restored"] * 80))
    assert colours(picture(strip), 401, 407, range(6, 14)) == {ground}


def test_times_stand_under_the_strip_as_far_as_its_end(strip: ChunkStrip) -> None:
    ground = QColor(picture(strip).pixel(WIDTH // 2, HEIGHT - 2)).name()
    image = picture(strip)
    rows = range(HEIGHT, HEIGHT + SCALE)
    for left, right in ((0, 40), (WIDTH - 40, WIDTH)):
        assert colours(image, left, right, rows) - {ground}
    strip.show_film(0.0, ())
    assert colours(picture(strip), 0, WIDTH, rows) == {ground}


def test_without_a_waveform_the_chunks_are_drawn_all_the_same(strip: ChunkStrip) -> None:
    strip.show_film(100.0, ())
    strip.show_chunks(chunks("done", "failed"))
    image = picture(strip)
    assert colours(image, 10, 390, range(20, 60)) == {theme.role("chunk-done").name()}
    assert theme.role("chunk-failed").name() in colours(image, 410, 790)


def test_another_film_has_another_waveform(strip: ChunkStrip) -> None:
    strip.show_chunks(chunks("done"))
    before = picture(strip)
    strip.show_film(100.0, tuple((-120, 120) for _ in range(400)))
    assert picture(strip) != before
