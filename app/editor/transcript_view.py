"""The transcript on the page: read, click to hear, and type as in a text editor.

    view = TranscriptView(document)
    view.time_clicked                      a moment that the user wants to hear
    view.set_playing(seconds)              the word that is said now is marked, and followed

Only what is in view is laid out and drawn, so that a film of three hours opens and scrolls like a
short one. What is typed goes to the `Pen`, which makes edits of it; what the document says has
changed is drawn anew and nothing else.

The view shares its work out: `sheet` knows where everything is, `scrolling` keeps the reader's
place, `playing` the word that is heard; `pointer`, `keys` and `composing` take what the user does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QMenu, QToolTip, QWidget

from app import theme
from app.editor import marks, speaker_menu, spoken_list
from app.editor.announcing import Announcer
from app.editor.composing import Composing
from app.editor.ink import Ink
from app.editor.keys import Keys
from app.editor.naming import Naming
from app.editor.pen import Pen, Place
from app.editor.playing import Playing
from app.editor.pointer import Pointer
from app.editor.reading_offer import ReadingOffer
from app.editor.readings import span_of
from app.editor.row_painter import RowPainter, Scene
from app.editor.scrolling import Scrolling
from app.editor.sheet import Sheet
from app.editor.spoken_list import SpokenList
from app.editor.text_menu import TextMenu
from app.editor.transcript_document import TranscriptDocument


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
        self._shows_doubts = True
        self._found: Mapping[str, Sequence[tuple[int, int]]] = {}
        self._current: tuple[str, int, int] = ("", 0, 0)
        self._caret_shows = True
        self._drawn = (0, 0.0)
        """A row, and where its top is in what was drawn last."""
        self._marked: tuple[int, int] = (0, 0)
        """The rows, from first to last, in which caret and selection were drawn last."""
        self.spoken: SpokenList | None = None
        """What a screen reader is told of the page, once one has asked."""
        spoken_list.serve()
        self._set_up()
        self._sheet = Sheet(document, self.pen, self.verticalScrollBar())
        self._scrolling = Scrolling(self, self._sheet)
        self._playing = Playing(document, self)
        self._pointer = Pointer(self, document, self.pen, self._sheet)
        self._keys = Keys(document, self.pen, self._sheet, self.viewport().height)
        self.keys = self._keys.table
        self._composing = Composing(document, self.pen, self._sheet)
        self._announcer = Announcer(self, document, self.pen)
        self._blinking = QTimer(self)
        self._offer = ReadingOffer(document, self._sheet, self.viewport())
        self._naming = Naming(document, self._sheet, self)
        self._connect()
        self._sheet.rows.show(document.segments, document.gaps)
        self._scrolling.settle()
        self._scrolling.measure()

    # --- what others may ask ------------------------------------------------------------------

    def set_text_size(self, pixels: int) -> None:
        """Write in this size; 0 is the usual one."""
        if pixels != self._text_size:
            self._text_size = pixels
            self._dress()

    def set_shows_doubts(self, shows: bool) -> None:
        """Whether doubtful words are marked."""
        self._shows_doubts = shows
        self.viewport().update()

    def set_compares(self, compares: bool) -> None:
        """Whether what was recognised stands below the segments that read otherwise now."""
        at_top = self._scrolling.at_top
        self._sheet.rows.compare(self.document.original_of if compares else None)
        self._scrolling.settle(at_top)
        self._scrolling.measure()
        self.viewport().update()

    @property
    def is_following(self) -> bool:
        """The page goes along with what is playing."""
        return self._playing.is_following

    @property
    def is_playing(self) -> bool:
        """Something is heard."""
        return self._playing.is_heard

    def said(self, row: int) -> str:
        """A segment as it is read aloud: when, by whom and what."""
        return self._announcer.segment(row)

    def box_of(self, row: int) -> QRect:
        """Where a segment is in the viewport, in view or not."""
        top, height = self._sheet.top(row), self._sheet.rows.height_of(row)
        return QRect(0, round(top), self.viewport().width(), round(height))

    def row_at(self, at: QPoint) -> int:
        """The row at a point of the viewport; the last one ends the page and is no segment."""
        return self._sheet.row_at(at.y())

    @property
    def caret_time(self) -> float:
        """The second at which the word with the caret is said, or the first that is selected."""
        caret, _ = self.pen.selection
        if caret.row >= len(self.document.segments):
            return 0.0
        segment = self.document.segments[caret.row]
        number = self._sheet.rows[caret.row].word_at(caret.offset)
        is_word = 0 <= number < len(segment.words)
        return segment.words[number].start if is_word else segment.start

    def set_playing(self, seconds: float) -> None:
        """This moment is heard; a negative one says that nothing is."""
        self._playing.go(seconds)

    def jump_to_playing(self) -> None:
        """Show what is heard now, and go along with it again."""
        self._playing.follow(True)
        if (row := self._playing.place[0]) >= 0:
            self._scrolling.bring_into_view(row)

    def go_to(self, segment: str, start: int = 0, end: int = 0) -> None:
        """Show a segment, with these characters of it selected."""
        row = self.document.place_of(segment)
        if row is not None:
            self.pen.select(row, start, end)
            self._scrolling.bring_into_view(row)

    def go_to_time(self, seconds: float) -> None:
        """Show the segment that is said at this moment, with the caret before its word."""
        row = max(self.document.place_at(seconds), 0)
        if row >= len(self.document.segments):
            return
        words = self.document.segments[row].words
        word = max((n for n, each in enumerate(words) if each.start <= seconds), default=0)
        spans = self._sheet.rows[row].spans
        self.pen.go(Place(row, spans[word][0] if word < len(spans) else 0))
        self._scrolling.bring_into_view(row)

    def go_to_doubtful(self, back: bool = False) -> bool:
        """Select the next word that should be looked at, or the one before; False for none."""
        places = marks.to_look_at(self.document, self._sheet.rows)
        chosen = marks.beside(places, self.pen.selection, back)
        if chosen is None:
            return False
        start, end = chosen
        self.pen.select(start.row, start.offset, end)
        self._scrolling.bring_into_view(start.row)
        self._offer.make(start)
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
            self._scrolling.bring_into_view(row)
        self.viewport().update()

    def rename_speaker(self, row: int) -> None:
        """Let the user type another name on the chip of the turn that holds this row."""
        if 0 <= row < len(self.document.segments) and not self.document.is_read_only:
            first = self.document.turn_at(row).start
            self._scrolling.bring_into_view(first)
            self._naming.begin(first)

    def make_menu(self, row: int) -> QMenu:
        """What can be done at the caret, or with the segment of this row."""
        return TextMenu(self.document, self.pen, self._keys, lambda: self.rename_speaker(row), self)

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

    def _connect(self) -> None:
        document, pointer = self.document, self._pointer
        document.segments_changed.connect(self._splice)
        document.speakers_changed.connect(self.viewport().update)
        document.gaps_changed.connect(self._show_gaps)
        self.pen.moved.connect(self._show_caret)
        self.pen.rewritten.connect(self._rewrite)
        self._playing.moved.connect(self._show_playing)
        self._playing.following_changed.connect(self.following_changed)
        pointer.time_clicked.connect(self.time_clicked)
        pointer.gap_clicked.connect(self.run_again_asked)
        pointer.chip_clicked.connect(self._open_speaker_menu)
        pointer.word_clicked.connect(self._offer.make)
        pointer.hovered_changed.connect(self._update_rows)
        pointer.caret_put.connect(self._keys.forget_column)
        self._blinking.timeout.connect(self._blink)
        self.verticalScrollBar().actionTriggered.connect(self._look_elsewhere)
        theme.current().changed.connect(self._dress)

    def _dress(self) -> None:
        self._sheet.ink = Ink(self._text_size)
        self._set_column()
        self.viewport().update()

    def _set_column(self) -> None:
        at_top = self._scrolling.at_top
        self._sheet.set_column(self.viewport().width())
        self._scrolling.settle(at_top)
        self._scrolling.measure()

    # --- what has changed ---------------------------------------------------------------------

    def _splice(self, first: int, removed: int, added: int) -> None:
        segments, rows = self.document.segments, self._sheet.rows
        (top, offset), height = self._scrolling.at_top, rows.height
        if removed == len(rows) - 1:
            rows.show(segments, self.document.gaps)
        else:
            rows.splice(first, removed, segments[first : first + added])
        row = self.pen.caret.row
        if first <= row < first + added:
            rows.write(row, self.pen.text_of(row))
        self._playing.find()
        is_above = first < top and first + removed <= top
        top += added - removed if is_above else 0
        self._scrolling.settle((min(top, len(rows) - 1), offset))
        self._scrolling.measure()
        if removed == added == 1:
            self._update_from(first, height)
        else:
            self._pointer.forget()
            self._offer.put_away()
            first_row, last_row = self.pen.selection
            self._marked = first_row.row, last_row.row
            self.viewport().update()

    def _rewrite(self, row: int) -> None:
        height = self._sheet.rows.height
        self._sheet.rows.write(row, self.pen.text_of(row))
        self._scrolling.settle()
        self._update_from(row, height)

    def _update_from(self, row: int, height: float) -> None:
        """Draw a row anew; with it all below, where the page has another height than before."""
        if self._sheet.rows.height == height:
            self._update_rows(row, row + 1)
        else:
            top = max(round(self._sheet.top(row)) - theme.GAP, 0)
            self.viewport().update(0, top, self.viewport().width(), self.viewport().height() - top)

    def _show_gaps(self) -> None:
        self._sheet.rows.show_gaps(self.document.gaps)
        self._scrolling.settle()
        self.viewport().update()

    def _show_playing(self, before: int, now: int) -> None:
        self._update_rows(before, now)
        if self._playing.leads:
            self._scrolling.bring_into_view(now)

    def _look_elsewhere(self) -> None:
        """The user scrolls."""
        self._scrolling.stop()
        self._playing.leave()

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: D102 - Qt's name
        self._naming.end()
        row, y = self._drawn
        self._scrolling.settle()
        now = self._sheet.top(row) if row < len(self._sheet.rows) else -1.0
        if now == y:
            return  # only what is known of the rows above has changed
        if now == y + dy and self._can_shift():
            self._drawn = row, now
            self.viewport().scroll(0, dy)
        else:
            self.viewport().update()
        self._offer.follow()

    def _can_shift(self) -> bool:
        """What is drawn may be moved and need not be drawn anew.

        The dashes around a gap begin where drawing begins: its parts would not fit together.
        """
        sheet, is_sharp = self._sheet, self.devicePixelRatioF().is_integer()
        first, last = sheet.row_at(0), sheet.row_at(self.viewport().height())
        return is_sharp and not any(sheet.rows[row].gaps for row in range(first, last + 1))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        self._set_column()
        super().resizeEvent(event)

    # --- drawing ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        sheet, area = self._sheet, event.rect()
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(area, sheet.ink.role("page"))
        drawn = RowPainter(painter, sheet.ink)
        row = sheet.row_at(area.top())
        y = sheet.top(row)
        self._drawn = row, y
        # The rule of a turn reaches up into the row before.
        while row < len(sheet.rows) and y - theme.GAP <= area.bottom():
            drawn.draw(sheet.rows[row], sheet.rows.layout(row), y, self._scene(row))
            y += sheet.rows.height_of(row)
            row += 1

    def _scene(self, row: int) -> Scene:
        """A row with all that is marked in it now."""
        scene, segment, pen = self._sheet.scene(row), self._sheet.rows[row].segment, self.pen
        scene.hovered = self._pointer.hovered.kind if self._pointer.hovered.row == row else ""
        if segment is None:
            return scene
        scene.shows_doubts = self._shows_doubts
        scene.selected = pen.selected_in(row)
        scene.found = self._found.get(segment.id, ())
        spans = self._sheet.rows[row].spans
        scene.changed = tuple(span_of(spans, each) for each in self._sheet.readings(row))
        if self._current[0] == segment.id:
            scene.current = self._current[1:]
        scene.playing = self._playing.place[1] if self._playing.place[0] == row else -1
        scene.is_focused = self.hasFocus()
        if row == pen.caret.row and not pen.has_selection and scene.is_focused:
            scene.is_active = True
            if self._caret_shows and not self.document.is_read_only:
                scene.caret, scene.composed = pen.caret.offset, self._composing.cursor
        return scene

    def _update_rows(self, *rows: int) -> None:
        for row in {*rows}:
            if 0 <= row < len(self._sheet.rows):
                top, height = round(self._sheet.top(row)), round(self._sheet.rows.height_of(row))
                self.viewport().update(
                    0, top - theme.GAP, self.viewport().width(), height + theme.GAP + 2
                )

    def _update_between(self, first: int, last: int) -> None:
        """Draw these rows anew, as far as they are in view."""
        top, bottom = self._sheet.row_at(0), self._sheet.row_at(self.viewport().height())
        self._update_rows(*range(max(first, top), min(last, bottom) + 1))

    # --- the caret ----------------------------------------------------------------------------

    def _show_caret(self) -> None:
        self._caret_shows = True
        self._offer.put_away()
        if self._composing.is_on:
            self._composing.stop()
        if self._blinking.isActive():
            self._blinking.start()
        first, last = self.pen.selection
        self._update_between(*self._marked)
        self._marked = first.row, last.row
        self._update_between(*self._marked)
        self._announcer.tell()
        self.updateMicroFocus()
        self.caret_moved.emit()

    def _blink(self) -> None:
        self._caret_shows = not self._caret_shows
        self._update_rows(self.pen.caret.row)

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

    # --- the mouse ----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() == Qt.MouseButton.LeftButton:
            self._naming.end()
            self._pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._pointer.double_click(event)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: D102
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            tip = self._pointer.tip(QPointF(event.pos()), self._shows_doubts)
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().viewportEvent(event)

    # --- menus and names ----------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: D102
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            below = self._sheet.caret(self.pen.caret).toRect().bottomLeft()
            self._open(self.make_menu(self.pen.caret.row), self.viewport().mapToGlobal(below))
            return
        spot = self._sheet.spot(QPointF(event.pos()))
        if spot.kind == "chip":
            self._open_speaker_menu(spot.row, event.globalPos())
        elif self._sheet.rows[spot.row].segment is not None:
            first, last = self.pen.selection
            if not first <= spot.place <= last:
                self.pen.go(spot.place)
            self._open(self.make_menu(spot.row), event.globalPos())

    def _open_speaker_menu(self, row: int, at: QPoint) -> None:
        menu = QMenu(self)
        ids = (self.document.segments[row].id,)
        speaker_menu.fill(menu, self.document, ids, lambda: self.rename_speaker(row))
        self._open(menu, at)

    def _open(self, menu: QMenu, at: QPoint) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if menu.isEmpty():
            menu.deleteLater()
        else:
            menu.popup(at)

    # --- the keyboard -------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:  # noqa: D102
        # Undo, copy and their like mean the text while it has the focus, not the window.
        is_asked = event.type() == QEvent.Type.ShortcutOverride
        if is_asked and isinstance(event, QKeyEvent) and self._keys.claims(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        action = self._keys.action(event)
        if action is None:
            super().keyPressEvent(event)
            return
        self._playing.note_key()
        action()
        self._scrolling.show_caret(self.pen.caret)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: D102
        if self.document.is_read_only or not self.document.segments:
            return
        self._playing.note_key()
        self._composing.take(event)
        self._scrolling.show_caret(self.pen.caret)
        self.viewport().update()
        event.accept()

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:  # noqa: D102
        told = self._composing.answer(query)
        return super().inputMethodQuery(query) if told is None else told

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(720, 480)
