"""Takes a word that was put right everywhere into the glossary, and says what came of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from app import wording
from engine import glossary
from engine.errors import LongtakeError, UsageError
from engine.glossary import Addition

Say = Callable[..., None]
"""Shows a title, a sentence and, by `tint`, how grave it is."""


class GlossaryAdding(QObject):
    """Adds to the glossaries in `folder`, which every job has."""

    def __init__(self, folder: Path, say: Say, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._say = say

    def add(self, text: str, spoken: str) -> None:
        """The glossary is to have this term, which was heard as `spoken`."""
        text, spoken = " ".join(text.split()), " ".join(spoken.split())
        try:
            added = glossary.add(self._folder, text, spoken)
        except UsageError:
            said = self.tr("“%1” cannot be in the glossary").replace("%1", text)
            self._say(said, self.tr("A term has a letter or a digit, and a few words at most."))
        except LongtakeError as error:
            words = wording.worded(error.problem())
            self._say(words.title, words.sentence, tint="warning")
        else:
            self._tell(added, text, spoken)

    def _tell(self, added: Addition, text: str, spoken: str) -> None:
        if not added.is_new_term and not added.is_new_sound:
            title = self.tr("“%1” is in the glossary already").replace("%1", text)
            self._say(title, self.tr("The preferences show all its terms."))
            return
        title = self.tr("“%1” is in the glossary now").replace("%1", text)
        sentence = self.tr("The next recordings will look out for it.")
        if added.is_new_sound:
            sentence = self.tr("The next recordings will look out for what sounds like “%1”.")
            sentence = sentence.replace("%1", spoken)
        self._say(title, sentence)
