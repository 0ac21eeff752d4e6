from __future__ import annotations

from app.editor.trail import Mark, Step, Trail
from engine.edits import SetText, SplitSegment


def marks(offset: int) -> tuple[Mark, Mark]:
    return Mark("0.0", 0, offset), Mark("0.0", 0, offset)


ONE, TWO, OTHER = SetText("0.0", "one"), SetText("0.0", "two"), SplitSegment("0.0", 1)


def test_a_step_leads_back_and_forth() -> None:
    trail = Trail()
    trail.note(1, Step(ONE, marks(3), marks(7)))
    assert trail.marks(1, ONE, back=True) == marks(3)
    assert trail.marks(1, ONE, back=False) == marks(7)
    assert trail.marks(2, ONE, back=True) is None


def test_what_others_did_under_the_same_number_is_not_known() -> None:
    trail = Trail()
    trail.note(1, Step(ONE, marks(3), marks(7)))
    assert trail.marks(1, TWO, back=True) is None


def test_typing_that_goes_on_began_where_its_first_key_did() -> None:
    trail = Trail()
    trail.note(1, Step(ONE, marks(3), marks(4)))
    trail.note(1, Step(TWO, marks(4), marks(5)), amended=ONE)
    assert trail.marks(1, TWO, back=True) == marks(3)
    assert trail.marks(1, TWO, back=False) == marks(5)
    trail.note(1, Step(OTHER, marks(9), marks(9)), amended=ONE)
    assert trail.marks(1, OTHER, back=True) == marks(9)


def test_a_new_edit_forgets_those_that_were_undone() -> None:
    trail = Trail()
    for number, edit in enumerate((ONE, TWO, OTHER), start=1):
        trail.note(number, Step(edit, marks(number), marks(number)))
    trail.note(2, Step(OTHER, marks(8), marks(8)))
    assert trail.marks(1, ONE, back=True) == marks(1)
    assert trail.marks(2, OTHER, back=True) == marks(8)
    assert trail.marks(3, OTHER, back=True) is None
