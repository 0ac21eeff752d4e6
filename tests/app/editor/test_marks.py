from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.editor import marks
from app.editor.ink import Ink
from app.editor.pen import Place
from app.editor.rows import Rows
from app.editor.transcript_document import TranscriptDocument
from app.theme import Theme
from engine.edits import SetText, SettleWords
from tests.app.editor import glossed, talks
from tests.app.editor.pages import RIVER, unsure
from tests.builders import segment, transcript

Open = Callable[..., TranscriptDocument]


def places(document: TranscriptDocument) -> list[tuple[int, int, int]]:
    rows = Rows(Ink(0))
    rows.show(document.segments, ())
    return [(start.row, start.offset, end) for start, end in marks.to_look_at(document, rows)]


def test_doubtful_words_are_there_until_they_are_settled(
    opening: Open, tmp_path: Path, dressed: Theme
) -> None:
    said = (
        unsure(segment(RIVER[0], 0.0, "0.0", speaker="A"), 1, 3),
        unsure(segment(RIVER[1], 10.0, "0.1", speaker="B"), 0),
    )
    document = opening(talks.document(tmp_path, transcript(*said)))
    assert places(document) == [(0, 4, 9), (0, 15, 20), (1, 0, 3)]
    document.do(SettleWords("0.0", 1, 2, "river"))
    document.do(SetText("0.1", "Had it? Nobody saw it."))
    assert places(document) == [(0, 15, 20)]
    document.undo()
    assert places(document) == [(0, 15, 20), (1, 0, 3)]


def test_a_word_of_the_glossary_is_one_place_however_doubtful(
    opening: Open, tmp_path: Path, dressed: Theme
) -> None:
    document = opening(glossed.document(tmp_path))
    assert places(document) == [(0, 5, 11), (1, 11, 18)]


def test_the_next_place_is_behind_what_is_selected_and_the_last_one_before_it() -> None:
    known = [(Place(0, 4), 9), (Place(0, 15), 20), (Place(2, 0), 3)]
    here = Place(0, 4), Place(0, 9)
    assert marks.beside(known, here, back=False) == known[1]
    assert marks.beside(known, here, back=True) is None
    end = Place(2, 0), Place(2, 3)
    assert marks.beside(known, end, back=True) == known[1]
    assert marks.beside(known, end, back=False) is None
