from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from app import theme
from app.jobs.chunk_strip import HEIGHT, ChunkStrip
from app.jobs.job_report import StripChunk
from app.theme import Theme
from engine.protocol import ChunkState

WIDTH = 800
PEAKS = tuple((-40, 60) for _ in range(400))
LOUD = 60 / 128


def strip_of(qtbot: QtBot, *states: ChunkState, failures: int = 0, edge: float = 0.0) -> ChunkStrip:
    strip = ChunkStrip()
    qtbot.addWidget(strip)
    strip.resize(WIDTH, strip.sizeHint().height())
    length = 100.0 / len(states)
    strip.show_film(100.0, PEAKS)
    strip.show_chunks(
        tuple(
            StripChunk(n, n * length, (n + 1) * length, state, failures, ("as usual",) * failures)
            for n, state in enumerate(states)
        ),
        edge,
    )
    strip.show()
    return strip


def picture(strip: ChunkStrip) -> QImage:
    return strip.grab().toImage()


def colours(image: QImage, left: int, right: int) -> set[str]:
    """Every colour between two columns of the strip itself."""
    return {
        QColor(image.pixel(x, y)).name() for x in range(left, right) for y in range(2, HEIGHT - 8)
    }


@pytest.fixture(autouse=True)
def _still(dressed: Theme) -> None:
    theme.apply(dressed.application, "light", "reduced")


@pytest.mark.parametrize(
    ("state", "role"),
    [
        ("done", "chunk-done"),
        ("restored", "chunk-restored"),
        ("failed", "chunk-failed"),
        ("waiting", "chunk-waiting"),
        ("working", "chunk-working"),
    ],
)
def test_each_state_has_its_colour(qtbot: QtBot, state: ChunkState, role: str) -> None:
    seen = colours(picture(strip_of(qtbot, state)), 0, WIDTH)
    assert theme.role(role).name() in seen


def test_no_two_states_look_alike_without_colour(qtbot: QtBot) -> None:
    states: tuple[ChunkState, ...] = ("waiting", "working", "done", "restored", "failed")
    pictures = [
        picture(strip_of(qtbot, state, edge=30.0)).convertToFormat(QImage.Format.Format_Grayscale8)
        for state in states
    ]
    assert len({bytes(made.constBits()) for made in pictures}) == len(states)


def test_the_edge_moves_through_the_chunk_in_hand(qtbot: QtBot) -> None:
    strip = strip_of(qtbot, "working", edge=25.0)
    image = picture(strip)
    done = theme.role("chunk-done").name()
    assert done in colours(image, 20, 150)
    assert done not in colours(image, 300, 700)


def test_what_several_hear_at_once_flows_into_the_next_chunk(qtbot: QtBot) -> None:
    image = picture(strip_of(qtbot, "working", "waiting", edge=70.0))
    assert theme.role("chunk-done").name() in colours(image, 410, 520)


def test_every_failed_try_cuts_a_notch(qtbot: QtBot) -> None:
    def top(failures: int) -> int:
        """How much of the upper edge is filled."""
        image = picture(strip_of(qtbot, "done", failures=failures))
        done = theme.role("chunk-done").name()
        return sum(QColor(image.pixel(x, 3)).name() == done for x in range(WIDTH))

    assert top(0) > top(1) > top(3)


def test_a_film_without_chunks_is_one_outline(qtbot: QtBot) -> None:
    strip = ChunkStrip()
    qtbot.addWidget(strip)
    strip.resize(WIDTH, 104)
    strip.show_film(100.0, PEAKS)
    assert theme.role("chunk-waiting").name() in colours(picture(strip), 0, WIDTH)


def test_nothing_is_drawn_of_nothing(qtbot: QtBot) -> None:
    strip = ChunkStrip()
    qtbot.addWidget(strip)
    strip.resize(WIDTH, 104)
    assert len(colours(picture(strip), 0, WIDTH)) == 1


def test_loud_is_high_and_quiet_is_low(qtbot: QtBot) -> None:
    strip = strip_of(qtbot, "done")
    strip.show_film(
        100.0, tuple((0, 0) for _ in range(200)) + tuple((-120, 120) for _ in range(200))
    )
    image = picture(strip)
    wave = theme.role("accent").name()
    assert wave not in {QColor(image.pixel(100, y)).name() for y in range(5, 30)}
    assert wave in {QColor(image.pixel(700, y)).name() for y in range(5, 30)}


def tip(strip: ChunkStrip, x: int) -> str:
    place = QPoint(x, 30)
    event = QHelpEvent(QEvent.Type.ToolTip, place, strip.mapToGlobal(place))
    QApplication.sendEvent(strip, event)
    return QToolTip.text()


def test_the_tooltip_tells_when_how_and_by_which_tries(qtbot: QtBot) -> None:
    strip = strip_of(qtbot, "done", "retried", failures=1)
    assert tip(strip, 600).splitlines() == ["0:50 – 1:40", "Tried again", "Try 1: as usual"]


def test_a_click_chooses_a_chunk(qtbot: QtBot) -> None:
    strip = strip_of(qtbot, "done", "done", "done", "done")
    with qtbot.waitSignal(strip.chunk_chosen) as chosen:
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(500, 30))
    assert chosen.args == [2]


def test_the_arrow_keys_go_from_chunk_to_chunk(qtbot: QtBot) -> None:
    strip = strip_of(qtbot, "done", "done", "done")
    chosen: list[int] = []
    strip.chunk_chosen.connect(chosen.append)
    for key in (
        Qt.Key.Key_Right,
        Qt.Key.Key_Right,
        Qt.Key.Key_Right,
        Qt.Key.Key_Right,
        Qt.Key.Key_Left,
    ):
        qtbot.keyClick(strip, key)
    assert chosen == [0, 1, 2, 2, 1]


def test_a_screen_reader_hears_how_much_is_done(qtbot: QtBot) -> None:
    strip = strip_of(qtbot, "done", "restored", "working")
    assert strip.accessibleDescription() == "2 of 3 parts done"
    assert strip.accessibleName()
    strip.choose(2)
    assert "In progress" in strip.accessibleDescription()


def test_the_edge_glides_where_movement_is_welcome(qtbot: QtBot, dressed: Theme) -> None:
    theme.apply(dressed.application, "light")
    strip = strip_of(qtbot, "working")
    strip.show_chunks(strip._chunks, 80.0)
    assert strip._edge < 80.0
    qtbot.waitUntil(lambda: strip._edge == 80.0, timeout=10_000)


def test_going_back_is_never_shown_as_a_movement(qtbot: QtBot, dressed: Theme) -> None:
    theme.apply(dressed.application, "light")
    strip = strip_of(qtbot, "working")
    strip.show_chunks(strip._chunks, 80.0)
    strip.show_chunks(strip._chunks, 0.0)
    assert strip._edge == 0.0


def test_a_thousand_chunks_are_drawn_without_complaint(qtbot: QtBot) -> None:
    strip = strip_of(qtbot, *(["done"] * 500), *(["waiting"] * 500))
    assert not picture(strip).isNull()
