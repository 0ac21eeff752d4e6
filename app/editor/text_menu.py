"""The menu of the text: what can be done with the selection, or the segment at the caret."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.editor import speaker_menu
from app.editor.keys import HAND_OVER, Action, Keys
from app.editor.pen import Pen
from app.editor.readings import span_of
from app.editor.row_painter import is_doubtful
from app.editor.rows import word_spans
from app.editor.transcript_document import TranscriptDocument
from engine.edits import AnyEdit, SettleWords
from engine.transcript import Segment

Key = QKeySequence.StandardKey
ORIGINAL = 44
"""Characters of what was recognised that the menu shows."""


class TextMenu(QMenu):
    """What fits now; `rename` lets the user type the speaker's name."""

    def __init__(
        self,
        document: TranscriptDocument,
        pen: Pen,
        keys: Keys,
        rename: Action,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._pen = pen
        self._add_clipboard(keys)
        if document.is_read_only or not document.segments:
            return
        self._add_readings()
        self.addSeparator()
        giving = pen.giving if pen.has_selection else None
        speaker_menu.fill(self, document, pen.selected_ids, rename, giving)
        self.addSeparator()
        self._add_cuts()
        self.addSeparator()
        self._add_original(document.segments[pen.caret.row])
        self.addActions(parent.actions() if parent else [])

    def _add_clipboard(self, keys: Keys) -> None:
        can_write, has = not self._document.is_read_only, self._pen.has_selection
        self.addAction(self.tr("Cut"), Key.Cut, keys.cut).setEnabled(has and can_write)
        self.addAction(self.tr("Copy"), Key.Copy, keys.copy).setEnabled(has)
        self.addAction(self.tr("Paste"), Key.Paste, keys.paste).setEnabled(can_write)

    def _add_readings(self) -> None:
        """The word at the caret: keep what the glossary made of it, or say that it is right."""
        document, (place, _) = self._document, self._pen.selection
        segment = document.segments[place.row]
        spans = word_spans(segment, self._pen.text_of(place.row))
        for each in document.readings_of(segment):
            start, end = span_of(spans, each)
            if start <= place.offset <= end:
                self.addSeparator()
                self._add_edit(self.tr("Read “%1”"), each.heard, each.plain(segment))
                keep = each.kept(segment)
                self._add_edit(self.tr("Keep “%1”"), keep.text, keep)
                return
        for number, (word, (start, end)) in enumerate(zip(segment.words, spans, strict=True)):
            if start <= place.offset < end and is_doubtful(word.probability):
                self.addSeparator()
                right = SettleWords(segment.id, number, number + 1, word.text.strip())
                self._add_edit(self.tr("“%1” is right"), right.text, right)

    def _add_edit(self, title: str, text: str, edit: AnyEdit) -> None:
        said = title.replace("%1", text.replace("&", "&&"))
        self.addAction(said, lambda: self._document.do(edit))

    def _add_cuts(self) -> None:
        pen = self._pen
        self.addAction(self.tr("Split here"), "Return", pen.split)
        self.addAction(self.tr("Join with the next"), lambda: pen.join(pen.caret.row))
        before = self.tr("Move what is before to the previous")
        self.addAction(before, HAND_OVER[True], lambda: pen.hand_over(True))
        behind = self.tr("Move what is behind to the next")
        self.addAction(behind, HAND_OVER[False], lambda: pen.hand_over(False))
        self.addAction(self.tr("Insert a segment after this"), "Shift+Return", pen.insert_segment)
        self.addAction(self.tr("Delete"), pen.delete_segments)

    def _add_original(self, here: Segment) -> None:
        """What was recognised here, to be compared and brought back."""
        originals = self._document.originals_of(here)
        is_changed = originals not in ((here,), ())
        if text := self._document.original_of(here):
            self.addAction(self._shortened(text)).setEnabled(False)
        restoring = self.tr("Restore what was recognised")
        restore = self.addAction(restoring, lambda: self._document.restore(here.id))
        restore.setEnabled(is_changed)

    def _shortened(self, text: str) -> str:
        said = self.tr("Recognised: “%1”").replace("%1", text.replace("&", "&&"))
        metrics = QFontMetricsF(self.font())
        width = ORIGINAL * metrics.averageCharWidth()
        return metrics.elidedText(said, Qt.TextElideMode.ElideRight, width)
