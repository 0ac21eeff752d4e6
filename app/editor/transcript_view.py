"""The transcript on the page: read, click to hear, and type as in a text editor.

    view = TranscriptView(document)
    view.time_clicked                      a moment that the user wants to hear
    view.set_playing(seconds)              the word that is said now is marked, and followed

Only what is in view is laid out and drawn, so that a film of three hours opens and scrolls like a
short one. What is typed goes to the `Pen`, which makes edits of it; what the document says has
changed is drawn anew and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import (
    QElapsedTimer,
    QEvent,
    QPoint,
    QPointF,
    QPropertyAnimation,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QLineEdit, QMenu, QToolTip, QWidget

from app import theme
from app.editor import speaker_menu
from app.editor.ink import Ink
from app.editor.pen import Pen, Place
from app.editor.row_painter import (
    GUTTER,
    TIMES,
    RowPainter,
    Scene,
    chip_rect,
    gap_button,
    gap_rect,
    is_doubtful,
    x_of,
)
from app.editor.rows import GAP_CARD, HEAD, Rows, characters, units
from app.editor.transcript_document import TranscriptDocument
from app.wording import clock_time
from engine.edits import RenameSpeaker
from engine.transcript import Segment

Key = QKeySequence.StandardKey

HAND_OVER = {True: "Alt+Up", False: "Alt+Down"}
"""Keys that move words to the segment before or after."""
A_PORTION = 60
"""Rows that are measured at a time while nothing else happens: one or two milliseconds."""
LEAVES_TYPISTS_ALONE = 5000
"""Milliseconds after a key in which the page does not run after what is playing."""
LATE = 0.25
"""Seconds after its end for which a word stays marked while nothing follows."""


class Spot:
    """What is under the mouse: a row and what of it ("text", "time", "chip", "gap" or nothing)."""

    __slots__ = ("chunk", "kind", "place", "row")

    def __init__(self, row: int, kind: str = "", offset: int = 0, chunk: int = -1) -> None:
        self.row = row
        self.kind = kind
        self.place = Place(row, offset)
        self.chunk = chunk


class TranscriptView(QAbstractScrollArea):
    """Shows a document, and lets it be edited."""

    time_clicked = Signal(float)
    """The user wants to hear from this second on."""
    run_again_asked = Signal(int)
    """A chunk that failed is to be tried again: its index."""
    following_changed = Signal(bool)
    """Whether the page goes along with what is playing."""
    caret_moved = Signal()

    def __init__(self, document: TranscriptDocument, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.pen = Pen(document, self)
        self._text_size = 0
        self._ink = Ink(0)
        self._rows = Rows(self._ink)
        self._left, self._width = 0.0, self._ink.measure
        self._playing: tuple[int, int] = (-1, -1)
        self._playing_at = -1.0
        self._is_following = True
        self._shows_doubts = True
        self._found: Mapping[str, Sequence[tuple[int, int]]] = {}
        self._current: tuple[str, int, int] = ("", 0, 0)
        self._hovered = Spot(-1)
        self._is_dragging = False
        self._goal_x = -1.0
        self._caret_shows = True
        self._preedit = self._composing_in = ""
        self._name_edit: QLineEdit | None = None
        self._last_key = QElapsedTimer()
        self._set_up()
        self._connect()
        self._reset()

    # --- what others may ask ------------------------------------------------------------------

    def set_text_size(self, pixels: int) -> None:
        """Write in this size; 0 is the usual one."""
        self._text_size = pixels
        self._dress()

    def set_shows_doubts(self, shows: bool) -> None:
        """Whether doubtful words are marked."""
        self._shows_doubts = shows
        self.viewport().update()

    @property
    def is_following(self) -> bool:
        """The page goes along with what is playing."""
        return self._is_following

    @property
    def is_playing(self) -> bool:
        """Something is heard."""
        return self._playing_at >= 0

    def set_playing(self, seconds: float) -> None:
        """This moment is heard; a negative one says that nothing is."""
        self._playing_at = seconds
        playing = self._word_at(seconds)
        if playing == self._playing:
            return
        before, self._playing = self._playing, playing
        for row in {before[0], playing[0]}:
            self._update_row(row)
        if self._is_following and playing[0] >= 0 and not self._is_being_typed_in():
            self._bring_into_view(playing[0])

    def jump_to_playing(self) -> None:
        """Show what is heard now, and go along with it again."""
        self._follow(True)
        if self._playing[0] >= 0:
            self._bring_into_view(self._playing[0])

    def go_to(self, segment: str, start: int = 0, end: int = 0) -> None:
        """Show a segment, with these characters of it selected."""
        row = self.document.place_of(segment)
        if row is not None:
            self.pen.select(row, start, end)
            self._bring_into_view(row)

    def go_to_time(self, seconds: float) -> None:
        """Show the segment that is said at this moment, with the caret before its word."""
        row, word = max(self.document.place_at(seconds), 0), 0
        if row >= len(self.document.segments):
            return
        words = self.document.segments[row].words
        word = max((n for n, each in enumerate(words) if each.start <= seconds), default=0)
        spans = self._rows[row].spans
        self.pen.go(Place(row, spans[word][0] if word < len(spans) else 0))
        self._bring_into_view(row)

    def go_to_doubtful(self, back: bool = False) -> bool:
        """Select the next word that should be looked at, or the one before; False for none."""
        places = self._doubtful_places()
        here = self.pen.selection[0] if back else self.pen.selection[1]
        if back:
            chosen = max((p for p in places if p[0] < here), default=None)
        else:
            chosen = min((p for p in places if p[0] >= here), default=None)
        if chosen is None:
            return False
        start, end = chosen
        self.pen.select(start.row, start.offset, end)
        self._bring_into_view(start.row)
        return True

    def show_found(
        self,
        found: Mapping[str, Sequence[tuple[int, int]]],
        current: tuple[str, int, int] = ("", 0, 0),
    ) -> None:
        """Mark spans of characters by segment, and one of them as the current one."""
        self._found, self._current = found, current
        row = self.document.place_of(current[0])
        if row is not None:
            self._bring_into_view(row)
        self.viewport().update()

    def rename_speaker(self, row: int) -> None:
        """Let the user type another name on the chip of the turn that holds this row."""
        row = self.document.turn_at(row).start
        segment = self.document.segments[row]
        if segment.speaker is None or self.document.is_read_only:
            return
        self._bring_into_view(row)
        scene, y = self._scene(row), self._text_y(row)
        rect = chip_rect(scene, y, self._ink).toRect()
        self._edit_name(segment.speaker, QRect(rect.topLeft(), QSize(max(rect.width(), 200), 26)))

    # --- setting up ---------------------------------------------------------------------------

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Transcript"))
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._measuring = QTimer(self, interval=0)
        self._blinking = QTimer(self)
        self._scrolling_on = QTimer(self, interval=30)
        self._gliding = QPropertyAnimation(self.verticalScrollBar(), b"value", self)

    def _connect(self) -> None:
        document = self.document
        document.segments_changed.connect(self._splice)
        document.speakers_changed.connect(self.viewport().update)
        document.gaps_changed.connect(self._show_gaps)
        self.pen.moved.connect(self._show_caret)
        self.pen.rewritten.connect(self._rewrite)
        self._measuring.timeout.connect(self._measure_some)
        self._blinking.timeout.connect(self._blink)
        self._scrolling_on.timeout.connect(self._drag_on)
        self.verticalScrollBar().actionTriggered.connect(lambda _: self._leave_playing())
        theme.current().changed.connect(self._dress)

    def _reset(self) -> None:
        self._rows.show(self.document.segments, self.document.gaps)
        self._settle()
        self._measuring.start()

    def _dress(self) -> None:
        self._ink = Ink(self._text_size)
        self._set_column()
        self.viewport().update()

    # --- what has changed ---------------------------------------------------------------------

    def _splice(self, first: int, removed: int, added: int) -> None:
        segments, (top, offset) = self.document.segments, self._at_top()
        if removed == len(self._rows) - 1:
            self._rows.show(segments, self.document.gaps)
        else:
            self._rows.splice(first, removed, segments[first : first + added])
        row = self.pen.caret.row
        if first <= row < first + added:
            self._rows.write(row, self.pen.text_of(row))
        self._playing = self._word_at(self._playing_at)
        self._hovered = Spot(-1)
        is_above = first < top and first + removed <= top
        top += added - removed if is_above else 0
        self._settle((min(top, len(self._rows) - 1), offset))
        self._measuring.start()
        self.viewport().update()

    def _rewrite(self, row: int) -> None:
        self._rows.write(row, self.pen.text_of(row))
        self._settle()
        self.viewport().update()

    def _show_gaps(self) -> None:
        self._rows.show_gaps(self.document.gaps)
        self._settle()
        self.viewport().update()

    # --- what is in view ----------------------------------------------------------------------

    def _at_top(self) -> tuple[int, float]:
        """The row at the top of the page, and how much of it is above that."""
        value = self.verticalScrollBar().value()
        row = self._rows.at(value)
        return row, value - self._rows.top(row)

    def _settle(self, at_top: tuple[int, float] | None = None) -> None:
        """Lay out what is in view, and keep the row at the top where it stands, or stood."""
        bar, rows = self.verticalScrollBar(), self._rows
        first, offset = at_top or self._at_top()
        y, place = -offset, first
        while place < len(rows) and y < self.viewport().height() + self._ink.leading:
            if rows[place].segment is not None:
                rows.layout(place)
            y += rows.height_of(place)
            place += 1
        self._set_range()
        if bar.value() != (value := round(rows.top(first) + offset)):
            bar.setValue(value)

    def _set_range(self) -> None:
        bar, height = self.verticalScrollBar(), self.viewport().height()
        whole = round(self._rows.height + theme.WIDE_MARGIN)
        bar.setRange(0, max(0, whole - height))
        bar.setPageStep(height)
        bar.setSingleStep(round(self._ink.leading))

    def _measure_some(self) -> None:
        """Make the heights of a few more rows exact, so that the scroll bar tells the truth."""
        if not self._rows.measure_some(A_PORTION):
            self._measuring.stop()
        self._settle()

    def _bring_into_view(self, row: int) -> None:
        """Scroll to a row if it is not in view: a third from the top, without a jump if near."""
        bar, height = self.verticalScrollBar(), self.viewport().height()
        top = self._rows.top(row)
        bottom = top + self._rows.height_of(row)
        if bar.value() <= top and bottom <= bar.value() + height:
            return
        self._set_range()
        target = max(0, min(bar.maximum(), round(top - height / 3)))
        is_near = abs(target - bar.value()) < 2 * height
        self._gliding.stop()
        if is_near and theme.duration(1) and self.isVisible():
            self._gliding.setDuration(theme.duration(theme.SLOW))
            self._gliding.setEndValue(target)
            self._gliding.start()
        else:
            bar.setValue(target)

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: D102 - Qt's name
        self._settle()
        self._end_naming()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        self._set_column()
        super().resizeEvent(event)

    # --- places -------------------------------------------------------------------------------

    def _set_column(self) -> None:
        """The column of text stands in the middle of the page."""
        width, beside = self.viewport().width(), TIMES + GUTTER + theme.WIDE_MARGIN
        self._width = max(120.0, min(self._ink.measure, width - beside))
        self._left = TIMES + GUTTER + max(0.0, (width - beside - self._width) / 2)
        at_top = self._at_top()
        self._rows.dress(self._ink, self._width)
        self._settle(at_top)
        self._measuring.start()

    def _text_y(self, row: int) -> float:
        return self._rows.text_top(row) - self.verticalScrollBar().value()

    def _place_rect(self, place: Place) -> QRectF:
        """The caret at a place, in the viewport."""
        if not self.document.segments:
            return QRectF(self._left, 0, 2, self._ink.leading)
        row = self._rows[place.row]
        layout = self._rows.layout(place.row)
        line = layout.lineForTextPosition(row.units((0, place.offset))[1])
        if not line.isValid():
            return QRectF(self._left, self._text_y(place.row), 2, self._ink.leading)
        x = x_of(line, row.units((0, place.offset))[1])
        y = self._text_y(place.row) + line.lineNumber() * self._ink.leading
        return QRectF(self._left + x, y, 2, self._ink.leading)

    def _place_at(self, row: int, at: QPointF) -> Place:
        """The place in a row's text that is nearest to a point."""
        shown = self._rows[row]
        if shown.segment is None:
            return self._last_place()
        layout = self._rows.layout(row)
        number = int((at.y() - self._text_y(row)) // self._ink.leading)
        line = layout.lineAt(min(max(number, 0), layout.lineCount() - 1))
        unit = line.xToCursor(at.x() - self._left)
        last = line.lineNumber() == layout.lineCount() - 1
        if not last and unit == line.textStart() + line.textLength():
            unit -= 1  # behind the space that ends a line is already the next one
        return Place(row, characters(shown.text, unit))

    def _last_place(self) -> Place:
        row = len(self.document.segments) - 1
        return Place(row, len(self.pen.text_of(row))) if row >= 0 else Place(0, 0)

    def _spot(self, at: QPointF) -> Spot:
        """What is at a point of the viewport."""
        y = at.y() + self.verticalScrollBar().value()
        row = self._rows.at(y)
        shown, top = self._rows[row], self._rows.top(row) - self.verticalScrollBar().value()
        scene = Scene(self._left, self._width)
        for number, gap in enumerate(shown.gaps):
            card = gap_rect(scene, top + number * GAP_CARD)
            if card.contains(at):
                is_on = gap_button(scene, card, self._ink).contains(at)
                return Spot(row, "gap" if is_on else "", chunk=gap.chunk)
        if shown.segment is None:
            return Spot(row)
        if shown.has_head and chip_rect(self._scene(row), self._text_y(row), self._ink).contains(
            at
        ):
            return Spot(row, "chip")
        if at.y() >= self._text_y(row) and at.x() < self._left - GUTTER:
            return Spot(row, "time")
        return Spot(row, "text", self._place_at(row, at).offset)

    def _word_at(self, seconds: float) -> tuple[int, int]:
        """Row and number of the word that is said at a moment; (-1, -1) in a pause."""
        row = self.document.place_at(seconds) if seconds >= 0 else -1
        if row < 0:
            return -1, -1
        words = self.document.segments[row].words
        number = max((n for n, word in enumerate(words) if word.start <= seconds), default=-1)
        if number < 0 or seconds > max(words[number].end, words[-1].end if words else 0.0) + LATE:
            return -1, -1
        return row, number

    def _doubtful_places(self) -> list[tuple[Place, int]]:
        return [
            (Place(row, span[0]), span[1])
            for row, segment in enumerate(self.document.segments)
            if any(is_doubtful(word.probability) for word in segment.words)
            for word, span in zip(segment.words, self._rows[row].spans, strict=False)
            if is_doubtful(word.probability) and span[1] > span[0]
        ]

    # --- drawing ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = event.rect()
        painter.fillRect(area, self._ink.role("page"))
        drawn = RowPainter(painter, self._ink)
        shift = self.verticalScrollBar().value()
        place = self._rows.at(area.top() + shift)
        y = self._rows.top(place) - shift
        while place < len(self._rows) and y <= area.bottom():
            drawn.draw(self._rows[place], self._rows.layout(place), y, self._scene(place))
            y += self._rows.height_of(place)
            place += 1

    def _scene(self, place: int) -> Scene:
        row, pen = self._rows[place], self.pen
        scene = Scene(self._left, self._width, shows_doubts=self._shows_doubts)
        if row.segment is None:
            return scene
        scene.name = self.document.name_of(row.segment.speaker)
        scene.colour = self.document.colour_of(row.segment.speaker)
        scene.selected = pen.selected_in(place)
        scene.found = self._found.get(row.segment.id, ())
        if self._current[0] == row.segment.id:
            scene.current = self._current[1:]
        scene.playing = self._playing[1] if self._playing[0] == place else -1
        scene.is_focused = self.hasFocus()
        if place == pen.caret.row and not pen.has_selection and scene.is_focused:
            scene.is_active = True
            is_shown = self._caret_shows and not self.document.is_read_only
            scene.caret = pen.caret.offset + len(self._preedit) if is_shown else -1
        scene.hovered = self._hovered.kind if self._hovered.row == place else ""
        return scene

    def _update_row(self, row: int) -> None:
        if 0 <= row < len(self._rows):
            top = round(self._rows.top(row) - self.verticalScrollBar().value())
            height = round(self._rows.height_of(row))
            self.viewport().update(0, top - 2, self.viewport().width(), height + 4)

    def _show_caret(self) -> None:
        self._caret_shows = True
        if self._preedit:
            self._stop_composing()
        if self._blinking.isActive():
            self._blinking.start()
        self.viewport().update()
        self.setAccessibleDescription(self._told())
        self.updateMicroFocus()
        self.caret_moved.emit()

    def _blink(self) -> None:
        self._caret_shows = not self._caret_shows
        self._update_row(self.pen.caret.row)

    def _told(self) -> str:
        """The segment with the caret, for whoever cannot see it."""
        row = self.pen.caret.row
        if not 0 <= row < len(self.document.segments):
            return ""
        segment = self.document.segments[row]
        parts = (clock_time(segment.start), self.document.name_of(segment.speaker), segment.text)
        return ", ".join(part for part in parts if part)

    def _follow(self, follows: bool) -> None:
        if follows != self._is_following:
            self._is_following = follows
            self.following_changed.emit(follows)

    def _leave_playing(self) -> None:
        """The user looks elsewhere."""
        self._gliding.stop()
        if self.is_playing:
            self._follow(False)

    def _is_being_typed_in(self) -> bool:
        return self._last_key.isValid() and self._last_key.elapsed() < LEAVES_TYPISTS_ALONE

    # --- the mouse ----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._end_naming()
        spot = self._spot(event.position())
        match spot.kind:
            case "chip":
                self._open_speaker_menu(spot.row, event.globalPosition().toPoint())
            case "time":
                self.time_clicked.emit(self.document.segments[spot.row].start)
            case "gap":
                self.run_again_asked.emit(spot.chunk)
            case _:
                if self._preedit:
                    QGuiApplication.inputMethod().commit()
                selects = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self._goal_x = -1.0
                self.pen.go(self._place_at(spot.row, event.position()), selects)
                self._is_dragging = True

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if self._is_dragging:
            self._drag_to(event.position())
            outside = not self.viewport().rect().contains(event.position().toPoint())
            self._scrolling_on.start() if outside else self._scrolling_on.stop()
            return
        spot = self._spot(event.position())
        if (spot.row, spot.kind) != (self._hovered.row, self._hovered.kind):
            before, self._hovered = self._hovered, spot
            hands = spot.kind in ("chip", "time", "gap")
            shape = Qt.CursorShape.PointingHandCursor if hands else Qt.CursorShape.IBeamCursor
            self.viewport().setCursor(shape)
            for row in {before.row, spot.row}:
                self._update_row(row)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if not self._is_dragging:
            return
        self._is_dragging = False
        self._scrolling_on.stop()
        spot = self._spot(event.position())
        if not self.pen.has_selection and spot.kind == "text":
            self._hear(spot.place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        spot = self._spot(event.position())
        if spot.kind == "text":
            start, end = self.pen.word_around(spot.place)
            self.pen.select(spot.row, start, end)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: D102
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            rect = self._place_rect(self.pen.caret).toRect()
            self._open_menu(self.pen.caret.row, self.viewport().mapToGlobal(rect.bottomLeft()))
            return
        spot = self._spot(QPointF(event.pos()))
        if spot.kind == "chip":
            self._open_speaker_menu(spot.row, event.globalPos())
        elif self._rows[spot.row].segment is not None:
            if not self.pen.has_selection:
                self.pen.go(spot.place)
            self._open_menu(spot.row, event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: D102
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._tip(self._spot(QPointF(event.pos()))), self)
            return True
        return super().viewportEvent(event)

    def _hear(self, place: Place) -> None:
        shown = self._rows[place.row]
        number = shown.word_at(place.offset)
        if shown.segment is not None and 0 <= number < len(shown.segment.words):
            self.time_clicked.emit(shown.segment.words[number].start)

    def _drag_to(self, at: QPointF) -> None:
        y = min(max(at.y(), 0.0), float(self.viewport().height()))
        row = self._rows.at(y + self.verticalScrollBar().value())
        self.pen.go(self._place_at(row, QPointF(at.x(), at.y())), True)

    def _drag_on(self) -> None:
        """The mouse is held beyond the edge: go on that way."""
        at = QPointF(self.viewport().mapFromGlobal(self.cursor().pos()))
        beyond = at.y() if at.y() < 0 else max(0.0, at.y() - self.viewport().height())
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + round(beyond / 2))
        self._drag_to(at)

    def _tip(self, spot: Spot) -> str:
        row = self._rows[spot.row]
        if spot.kind == "chip":
            return self.tr("Who says this: rename, or give it to somebody else")
        if spot.kind != "text" or row.segment is None or not self._shows_doubts:
            return ""
        number = row.word_at(spot.place.offset)
        if not 0 <= number < len(row.segment.words):
            return ""
        sure = row.segment.words[number].probability
        if not is_doubtful(sure):
            return ""
        return self.tr("Heard with %1 % certainty").replace("%1", str(round(sure * 100)))

    # --- menus and names ----------------------------------------------------------------------

    def _open_menu(self, row: int, at: QPoint) -> None:
        menu = self.make_menu(row)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def make_menu(self, row: int) -> QMenu:
        """What can be done at the caret."""
        menu, pen = QMenu(self), self.pen
        can_write = not self.document.is_read_only
        has = pen.has_selection
        menu.addAction(self.tr("Cut"), Key.Cut, self.cut).setEnabled(has and can_write)
        menu.addAction(self.tr("Copy"), Key.Copy, self.copy).setEnabled(has)
        menu.addAction(self.tr("Paste"), Key.Paste, self.paste).setEnabled(can_write)
        if can_write:
            menu.addSeparator()
            giving = pen.giving if has else None
            rename = partial(self.rename_speaker, row)
            speaker_menu.fill(menu, self.document, pen.selected_ids, rename, giving)
            menu.addSeparator()
            self._add_cuts(menu, row)
            menu.addSeparator()
            self._add_original(menu, self.document.segments[row])
            menu.addActions(self.actions())
        return menu

    def _add_cuts(self, menu: QMenu, row: int) -> None:
        pen = self.pen
        menu.addAction(self.tr("Split here"), "Return", pen.split)
        menu.addAction(self.tr("Join with the next"), lambda: pen.join(row))
        before = self.tr("Move what is before to the previous")
        menu.addAction(before, HAND_OVER[True], lambda: pen.hand_over(True))
        behind = self.tr("Move what is behind to the next")
        menu.addAction(behind, HAND_OVER[False], lambda: pen.hand_over(False))
        menu.addAction(self.tr("Insert a segment after this"), "Shift+Return", pen.insert_segment)
        menu.addAction(self.tr("Delete"), pen.delete_segments)

    def _add_original(self, menu: QMenu, here: Segment) -> None:
        """What was recognised here, to be compared and brought back."""
        originals = self.document.originals_of(here)
        is_changed = originals not in ((here,), ())
        if is_changed:
            text = " ".join(said.text for said in originals)
            said = self.tr("Recognised: “%1”").replace("%1", text.replace("&", "&&"))
            width = 44 * self._ink.control_metrics.averageCharWidth()
            short = self._ink.control_metrics.elidedText(said, Qt.TextElideMode.ElideRight, width)
            menu.addAction(short).setEnabled(False)
        restoring = self.tr("Restore what was recognised")
        restore = menu.addAction(restoring, lambda: self.document.restore(here.id))
        restore.setEnabled(is_changed)

    def _open_speaker_menu(self, row: int, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        ids = (self.document.segments[row].id,)
        speaker_menu.fill(menu, self.document, ids, lambda: self.rename_speaker(row))
        if menu.isEmpty():
            menu.deleteLater()
        else:
            menu.popup(at)

    def _edit_name(self, speaker: str, rect: QRect) -> None:
        self._end_naming()
        edit = self._name_edit = QLineEdit(self.document.name_of(speaker), self.viewport())
        edit.setFont(self._ink.chip)
        edit.setAccessibleName(self.tr("Name of the speaker"))
        edit.setGeometry(rect)
        edit.selectAll()
        edit.returnPressed.connect(lambda: self._take_name(speaker, edit.text()))
        edit.editingFinished.connect(self._end_naming)
        edit.installEventFilter(self)
        edit.show()
        edit.setFocus()

    def _take_name(self, speaker: str, name: str) -> None:
        if name.strip() and name.strip() != self.document.name_of(speaker):
            self.document.do(RenameSpeaker(speaker, name.strip()))
        self.setFocus()

    def _end_naming(self) -> None:
        if self._name_edit is not None:
            edit, self._name_edit = self._name_edit, None
            edit.hide()
            edit.deleteLater()

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]  # noqa: D102 - of our own line edit only
        if (
            watched is self._name_edit
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
        ):
            self.setFocus()
            return True
        return super().eventFilter(watched, event)

    # --- the keyboard -------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:  # noqa: D102
        # Undo, copy and their like mean the text while it has the focus, not the window.
        is_asked = event.type() == QEvent.Type.ShortcutOverride
        if is_asked and isinstance(event, QKeyEvent) and self._wants(event):
            event.accept()
            return True
        return super().event(event)

    def _wants(self, event: QKeyEvent) -> bool:
        return self._key_action(event) is not None or _types(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        action = self._key_action(event)
        if action is not None:
            self._last_key.start()
            action()
            self._keep_caret_in_view()
        elif _types(event) and not self.document.is_read_only:
            self._last_key.start()
            self.pen.insert(event.text())
            self._keep_caret_in_view()
        else:
            super().keyPressEvent(event)

    def _key_action(self, event: QKeyEvent) -> Callable[[], None] | None:
        """What a key is for here, or None."""
        for key, action in self._keys().items():
            if event.matches(key):
                return action
        number = event.key() - Qt.Key.Key_0
        has_control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if has_control and 1 <= number <= min(9, len(self.document.speakers)):
            return lambda: self.pen.assign(self.document.speakers[number - 1].id)
        has_alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        if has_alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            return partial(self.pen.hand_over, event.key() == Qt.Key.Key_Up)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            is_new = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            return self.pen.insert_segment if is_new else self.pen.split
        plain = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if event.key() == Qt.Key.Key_Backspace and not plain:
            return lambda: self.pen.remove(-1)
        return None

    def _keys(self) -> dict[QKeySequence.StandardKey, Callable[[], None]]:
        if not self._key_table:
            pen = self.pen
            self._key_table = {
                Key.Undo: pen.undo,
                Key.Redo: pen.redo,
                Key.Cut: self.cut,
                Key.Copy: self.copy,
                Key.Paste: self.paste,
                Key.SelectAll: pen.select_all,
                Key.Delete: lambda: pen.remove(1),
                Key.DeleteStartOfWord: lambda: pen.remove(-1, True),
                Key.DeleteEndOfWord: lambda: pen.remove(1, True),
                **self._moves(),
            }
        return self._key_table

    _key_table: dict[QKeySequence.StandardKey, Callable[[], None]] = {}  # noqa: RUF012 - replaced

    def _moves(self) -> dict[QKeySequence.StandardKey, Callable[[], None]]:
        """Every key that moves the caret, alone and selecting."""
        to: dict[str, Callable[[], Place]] = {
            "NextChar": lambda: self.pen.beside(1),
            "PreviousChar": lambda: self.pen.beside(-1),
            "NextWord": lambda: self.pen.beside(1, True),
            "PreviousWord": lambda: self.pen.beside(-1, True),
            "NextLine": lambda: self._vertically(self._ink.leading),
            "PreviousLine": lambda: self._vertically(-self._ink.leading),
            "NextPage": lambda: self._vertically(0.9 * self.viewport().height()),
            "PreviousPage": lambda: self._vertically(-0.9 * self.viewport().height()),
            "StartOfLine": lambda: self._end_of_line(False),
            "EndOfLine": lambda: self._end_of_line(True),
            "StartOfBlock": lambda: Place(self.pen.caret.row, 0),
            "EndOfBlock": lambda: Place(self.pen.caret.row, 1 << 30),
            "StartOfDocument": lambda: Place(0, 0),
            "EndOfDocument": self._last_place,
        }
        key = QKeySequence.StandardKey
        keys: dict[QKeySequence.StandardKey, Callable[[], None]] = {}
        for name, place in to.items():
            keeps_x = name.endswith(("Line", "Page")) and "Of" not in name
            keys[key[f"MoveTo{name}"]] = partial(self._go, place, False, keeps_x)
            keys[key[f"Select{name}"]] = partial(self._go, place, True, keeps_x)
        return keys

    def _go(self, to: Callable[[], Place], selects: bool, keeps_x: bool) -> None:
        if not self.document.segments:
            return
        if not keeps_x or self._goal_x < 0:
            self._goal_x = self._place_rect(self.pen.caret).x()
        self.pen.go(to(), selects)
        if not keeps_x:
            self._goal_x = -1.0

    def _vertically(self, by: float) -> Place:
        """The place above or below the caret."""
        here = self._place_rect(self.pen.caret)
        shift = self.verticalScrollBar().value()
        y = here.center().y() + by
        row = self._rows.at(y + shift)
        caret = self.pen.caret.row
        if row == caret and abs(by) <= self._ink.leading and not self._has_text_at(row, y):
            row += 1 if by > 0 else -1
        row = min(max(row, 0), len(self.document.segments) - 1)
        top = self._text_y(row)
        last = top + (self._rows[row].lines - 0.5) * self._ink.leading
        y = min(max(y, top + 1), last)
        if row != caret and abs(by) <= self._ink.leading:
            y = top + 1 if by > 0 else last
        return self._place_at(row, QPointF(self._goal_x, y))

    def _has_text_at(self, row: int, y: float) -> bool:
        top = self._text_y(row)
        return top <= y < top + self._rows[row].lines * self._ink.leading

    def _end_of_line(self, is_end: bool) -> Place:
        caret = self.pen.caret
        row = self._rows[caret.row]
        line = self._rows.layout(caret.row).lineForTextPosition(row.units((0, caret.offset))[1])
        unit = line.textStart() + (line.textLength() if is_end else 0)
        place = characters(row.text, unit)
        return Place(caret.row, place - 1 if is_end and place < len(row.text) else place)

    def _keep_caret_in_view(self) -> None:
        bar, height = self.verticalScrollBar(), self.viewport().height()
        rect = self._place_rect(self.pen.caret)
        if rect.top() < 0:
            bar.setValue(bar.value() + round(rect.top() - HEAD - theme.GRID))
        elif rect.bottom() > height:
            bar.setValue(bar.value() + round(rect.bottom() - height + theme.WIDE_MARGIN))

    def copy(self) -> None:
        """Put what is selected into the clipboard."""
        if self.pen.has_selection:
            QGuiApplication.clipboard().setText(self.pen.selected_text)

    def cut(self) -> None:
        """Move what is selected into the clipboard."""
        if self.pen.has_selection and not self.document.is_read_only:
            self.copy()
            self.pen.remove(1)

    def paste(self) -> None:
        """Write what is in the clipboard."""
        self.pen.insert(QGuiApplication.clipboard().text().strip("\n"))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        super().focusInEvent(event)
        self._caret_shows = True
        flash = QGuiApplication.styleHints().cursorFlashTime()
        if flash > 0:
            self._blinking.start(flash // 2)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        super().focusOutEvent(event)
        self._blinking.stop()
        self.pen.pause()
        self.viewport().update()

    # --- input methods ------------------------------------------------------------------------

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: D102
        if self.document.is_read_only or not self.document.segments:
            return
        self._last_key.start()
        self._compose("")
        if event.replacementLength():
            self._select_near(event.replacementStart(), event.replacementLength())
        if event.commitString():
            self.pen.insert(event.commitString())
        self._compose(event.preeditString())
        self._keep_caret_in_view()
        event.accept()

    def _select_near(self, start: int, length: int) -> None:
        """Select so many UTF-16 units, from so many before (negative) or after the caret."""
        caret, text = self.pen.caret, self.pen.text_of(self.pen.caret.row)
        first = max(units(text[: caret.offset]) + start, 0)
        self.pen.select(caret.row, characters(text, first), characters(text, first + length))

    def _compose(self, text: str) -> None:
        """Show what is being composed at the caret; it is not text yet."""
        if text == self._preedit:
            return
        if text and self.pen.has_selection:
            self.pen.remove(1)
        self._preedit, self._composing_in = text, self.document.segments[self.pen.caret.row].id
        caret = self.pen.caret
        at = self._rows[caret.row].units((0, caret.offset))[1]
        self._rows.preedit(caret.row, at, text)
        self.viewport().update()

    def _stop_composing(self) -> None:
        """The caret has gone elsewhere: what was not text yet will never be."""
        self._preedit = ""
        if (row := self.document.place_of(self._composing_in)) is not None:
            self._rows.preedit(row, -1, "")
        QGuiApplication.inputMethod().reset()

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:  # noqa: D102
        match query:
            case Qt.InputMethodQuery.ImEnabled:
                return not self.document.is_read_only
            case Qt.InputMethodQuery.ImCursorRectangle:
                return self._place_rect(self.pen.caret)
            case Qt.InputMethodQuery.ImFont:
                return self._ink.font
            case Qt.InputMethodQuery.ImCursorPosition:
                caret = self.pen.caret
                return self._rows[caret.row].units((0, caret.offset))[1]
            case Qt.InputMethodQuery.ImSurroundingText if self.document.segments:
                return self.pen.text_of(self.pen.caret.row)
            case Qt.InputMethodQuery.ImCurrentSelection:
                return self.pen.selected_text
            case _:
                return super().inputMethodQuery(query)

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(720, 480)


def _types(event: QKeyEvent) -> bool:
    """Whether a key writes something."""
    held = event.modifiers() & (
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier
    )
    is_alt_gr = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier) and bool(held)
    return bool(event.text()) and event.text().isprintable() and (not held or is_alt_gr)
