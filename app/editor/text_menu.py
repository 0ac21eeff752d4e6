"""The menu of the text: what can be done with the selection, or the segment at the caret."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.editor import speaker_menu
from app.editor.keys import HAND_OVER, Action, Keys
from app.editor.pen import Pen
from app.editor.transcript_document import TranscriptDocument
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
        self.addSeparator()
        giving = pen.giving if pen.has_selection else None
        speaker_menu.fill(self, document, pen.selected_ids, rename, giving)
        self.addSeparator()
        self._add_cuts()
        self.addSeparator()
        self._add_original(document.segments[pen.caret.row])

    def _add_clipboard(self, keys: Keys) -> None:
        can_write, has = not self._document.is_read_only, self._pen.has_selection
        self.addAction(self.tr("Cut"), Key.Cut, keys.cut).setEnabled(has and can_write)
        self.addAction(self.tr("Copy"), Key.Copy, keys.copy).setEnabled(has)
        self.addAction(self.tr("Paste"), Key.Paste, keys.paste).setEnabled(can_write)

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
        if is_changed:
            text = " ".join(said.text for said in originals)
            self.addAction(self._shortened(text)).setEnabled(False)
        restoring = self.tr("Restore what was recognised")
        restore = self.addAction(restoring, lambda: self._document.restore(here.id))
        restore.setEnabled(is_changed)

    def _shortened(self, text: str) -> str:
        said = self.tr("Recognised: “%1”").replace("%1", text.replace("&", "&&"))
        metrics = QFontMetricsF(self.font())
        width = ORIGINAL * metrics.averageCharWidth()
        return metrics.elidedText(said, Qt.TextElideMode.ElideRight, width)
