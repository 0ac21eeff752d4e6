from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from app.editor import keeping
from app.editor.keeping import Content, Keep, Keeper, Walk, Wish
from engine.document import Document
from engine.edits import AnyEdit, RenameSpeaker, SetText
from engine.errors import Problem
from tests.app import documents
from tests.app.editor import talks, wounds
from tests.builders import heard, spoken


class Ears:
    """What a keeper has told, in order."""

    def __init__(self, keeper: Keeper) -> None:
        self.told: list[str] = []
        self.content: Content | None = None
        self.problem: Problem | None = None
        keeper.kept.connect(lambda: self.told.append("kept"))
        for name in ("was_read", "clashed"):
            getattr(keeper, name).connect(lambda content, n=name: self._take(n, content=content))
        for name in ("could_not_read", "could_not_keep"):
            getattr(keeper, name).connect(lambda problem, n=name: self._take(n, problem=problem))

    def _take(self, name: str, **what: object) -> None:
        self.told.append(name)
        self.__dict__.update(what)

    @property
    def texts(self) -> list[str]:
        """What the segments read, as it was told last."""
        assert self.content is not None
        return [said.text for said in self.content.history.transcript.segments]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "PATIENCE", 0.05)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return talks.document(tmp_path, talks.talk(4))


@pytest.fixture
def keeper(path: Path, qapp: object) -> Iterator[Keeper]:
    made = Keeper(path)
    yield made
    if hasattr(made, "_looks"):
        made._looks.stop()
    if made._document is not None:
        made._document.close()


@pytest.fixture
def ears(keeper: Keeper) -> Ears:
    return Ears(keeper)


def edits(path: Path) -> list[AnyEdit]:
    """What the file's log of edits holds and counts."""
    with Document.open(path, read_only=True) as file:
        return list(file.edits)


def keep(keeper: Keeper, wish: Wish) -> None:
    """Have a wish written by somebody who knows all that the keeper has told."""
    keeper.keep(wish, keeper._others)


def edit_elsewhere(path: Path, edit: AnyEdit) -> None:
    with Document.open(path) as other:
        other.append_edit(edit)


# --- reading --------------------------------------------------------------------------------------


def test_what_is_in_a_file_is_told_with_its_recording(keeper: Keeper, ears: Ears) -> None:
    keeper.read()
    assert ears.told == ["was_read"] and ears.content is not None
    assert ears.content.title == "talk" and ears.content.source.size == 400
    assert not ears.content.is_growing and not ears.content.why_read_only
    assert ears.texts == [said.text for said in talks.talk(4).segments]


def test_a_file_that_comes_later_is_read_when_asked_again(
    keeper: Keeper, ears: Ears, path: Path, tmp_path: Path
) -> None:
    aside = path.rename(tmp_path / "aside")
    keeper.read()
    assert ears.problem is not None and ears.problem.code == "document-missing"
    aside.rename(path)
    keeper.read()
    assert ears.told == ["could_not_read", "was_read"]


def test_a_file_of_a_newer_longtake_is_told_and_left_alone(
    keeper: Keeper, ears: Ears, path: Path
) -> None:
    wounds.make_newer(path)
    before = path.read_bytes()
    keeper.read()
    assert ears.told == ["could_not_read"] and ears.problem is not None
    assert ears.problem.code == "document-newer" and path.read_bytes() == before


def test_a_damaged_file_is_read_and_says_why_it_takes_nothing(
    keeper: Keeper, ears: Ears, path: Path
) -> None:
    wounds.damage(path)
    keeper.read()
    assert ears.content is not None and ears.content.why_read_only == "document-damaged"
    assert len(ears.texts) == 4


def test_a_job_that_is_not_done_is_growing_and_its_rest_is_no_gap(
    tmp_path: Path, qapp: object
) -> None:
    path = documents.document(tmp_path, chunks=4, done=2)
    with Document.open(path) as file:
        assert keeping.recognised(file).gaps == ()
    documents.add_failure(path, 3, "again", given_up=True)
    with Document.open(path) as file:
        assert [gap.chunk for gap in keeping.recognised(file).gaps] == [3]


# --- writing --------------------------------------------------------------------------------------


def test_a_wish_is_in_the_file_when_it_is_told_as_kept(
    keeper: Keeper, ears: Ears, path: Path
) -> None:
    keeper.read()
    keep(keeper, Keep(SetText("0.0", "One")))
    keep(keeper, Keep(SetText("0.1", "Two")))
    assert ears.told == ["was_read", "kept", "kept"]
    assert edits(path) == [SetText("0.0", "One"), SetText("0.1", "Two")]


def test_typing_that_goes_on_takes_the_place_of_what_was_typed(keeper: Keeper, path: Path) -> None:
    keeper.read()
    keep(keeper, Keep(SetText("0.0", "O")))
    keep(keeper, Keep(SetText("0.0", "On"), amend=True))
    keep(keeper, Keep(SetText("0.0", "One"), amend=True))
    assert edits(path) == [SetText("0.0", "One")]


def test_walks_move_what_counts_in_the_file(keeper: Keeper, path: Path) -> None:
    keeper.read()
    keep(keeper, Keep(SetText("0.0", "One")))
    keep(keeper, Keep(SetText("0.0", "Two")))
    keep(keeper, Walk(back=True))
    assert edits(path) == [SetText("0.0", "One")]
    keep(keeper, Walk(back=True))
    assert edits(path) == []
    keep(keeper, Walk(back=False))
    assert edits(path) == [SetText("0.0", "One")]


def test_a_wish_that_rests_on_less_than_the_file_holds_clashes(
    keeper: Keeper, ears: Ears, path: Path
) -> None:
    keeper.read()
    edit_elsewhere(path, SetText("0.1", "Theirs"))
    keep(keeper, Keep(SetText("0.0", "Mine")))
    assert ears.told == ["was_read", "clashed"]
    assert ears.texts[1] == "Theirs" and edits(path) == [SetText("0.1", "Theirs")]
    keep(keeper, Keep(SetText("0.0", "Mine")))
    assert ears.told[-1] == "kept"
    assert edits(path) == [SetText("0.1", "Theirs"), SetText("0.0", "Mine")]


def test_a_file_that_is_held_is_told_and_the_same_wish_kept_later(
    keeper: Keeper, ears: Ears, path: Path
) -> None:
    keeper.read()
    with wounds.held(path):
        keep(keeper, Keep(SetText("0.0", "Mine")))
    assert ears.told[-1] == "could_not_keep" and ears.problem is not None
    assert ears.problem.code == "document-held" and not edits(path)
    keep(keeper, Keep(SetText("0.0", "Mine")))
    assert ears.told[-1] == "kept" and edits(path) == [SetText("0.0", "Mine")]


@pytest.mark.parametrize("wish", [Keep(SetText("0.0", "Mine"), amend=True), Walk(back=True)])
def test_what_others_did_is_not_taken_for_ones_own_before_it_is_known(
    keeper: Keeper, ears: Ears, path: Path, wish: Wish
) -> None:
    keeper.read()
    keep(keeper, Keep(SetText("0.0", "M")))
    known = keeper._others
    edit_elsewhere(path, SetText("0.1", "Theirs"))
    keeper.look()
    keeper.keep(wish, known)
    assert ears.told[-1] == "clashed" and ears.texts[1] == "Theirs"
    assert edits(path) == [SetText("0.0", "M"), SetText("0.1", "Theirs")]


@pytest.mark.parametrize("wish", [Keep(SetText("0.0", "Mine"), amend=True), Walk(back=True)])
def test_what_others_did_stays_at_the_end_too(
    keeper: Keeper, path: Path, qtbot: QtBot, wish: Wish
) -> None:
    keeper.read()
    keep(keeper, Keep(SetText("0.0", "M")))
    known = keeper._others
    edit_elsewhere(path, SetText("0.1", "Theirs"))
    keeper.look()
    end(keeper, qtbot, False, wish, known=known)
    assert edits(path)[:2] == [SetText("0.0", "M"), SetText("0.1", "Theirs")]


# --- seeing what others do ------------------------------------------------------------------------


def test_a_look_at_what_did_not_change_tells_nothing(keeper: Keeper, ears: Ears) -> None:
    keeper.read()
    keep(keeper, Keep(SetText("0.0", "Mine")))
    keeper.look(), keeper.look()
    assert ears.told == ["was_read", "kept"], "its own edits are no news"


def test_a_look_tells_what_others_edited_once(keeper: Keeper, ears: Ears, path: Path) -> None:
    keeper.read()
    edit_elsewhere(path, SetText("0.2", "Theirs"))
    keeper.look(), keeper.look()
    assert ears.told == ["was_read", "was_read"] and ears.texts[2] == "Theirs"


def test_a_look_tells_that_others_went_on_typing(keeper: Keeper, ears: Ears, path: Path) -> None:
    edit_elsewhere(path, SetText("0.2", "T"))
    keeper.read()
    with Document.open(path) as other:
        other.append_edit(SetText("0.2", "Theirs"), amend=True)
    keeper.look()
    assert ears.texts[2] == "Theirs"


def test_an_edit_in_place_of_one_that_others_took_back_is_another(
    keeper: Keeper, ears: Ears, path: Path
) -> None:
    keeper.read()
    keep(keeper, Keep(SetText("0.0", "Mine")))
    with Document.open(path) as other:
        other.undo()
        other.append_edit(SetText("0.1", "Theirs"))
    keep(keeper, Keep(SetText("0.0", "Mine too"), amend=True))
    assert ears.told[-1] == "clashed" and edits(path) == [SetText("0.1", "Theirs")]


def test_a_look_while_somebody_writes_waits_for_the_next(
    keeper: Keeper, ears: Ears, path: Path
) -> None:
    keeper.read()
    with wounds.held(path):
        keeper.look()
    assert ears.told == ["was_read"]


def test_what_was_recognised_since_is_read_with_the_old_segments_the_same(
    tmp_path: Path, qapp: object
) -> None:
    keeper = Keeper(documents.document(tmp_path, chunks=3, done=2))
    ears = Ears(keeper)
    keeper.read()
    assert ears.content is not None
    before = ears.content.history.recognised.segments
    with Document.open(keeper._path) as engine:
        engine.save("recognise", 2, "key", heard(2, spoken("Later text.", 21.0)), {})
    keeper.look()
    after = ears.content.history.recognised.segments
    assert len(after) == 3 and all(now is old for now, old in zip(after, before, strict=False))
    keeper._looks.stop()
    keeper._required.close()


# --- the end --------------------------------------------------------------------------------------


def end(
    keeper: Keeper, qtbot: QtBot, is_waiting: bool, *wishes: Wish, known: int | None = None
) -> None:
    """Let the keeper finish on a thread of its own."""
    if hasattr(keeper, "_looks"):
        keeper._looks.stop()
        del keeper._looks
    others = keeper._others if known is None else known
    thread = QThread()
    keeper.moveToThread(thread)
    thread.started.connect(lambda: keeper.finish(is_waiting, wishes, others))
    with qtbot.waitSignal(thread.finished):
        thread.start()
    thread.wait()
    keeper._document = None


def test_what_was_refused_is_written_first_at_the_end(
    keeper: Keeper, path: Path, qtbot: QtBot
) -> None:
    keeper.read()
    with wounds.held(path):
        keep(keeper, Keep(SetText("0.0", "First")))
    end(keeper, qtbot, True, Keep(SetText("0.0", "Second")))
    assert edits(path) == [SetText("0.0", "First"), SetText("0.0", "Second")]


def test_at_the_end_typing_does_not_take_the_place_of_what_others_did(
    keeper: Keeper, path: Path, qtbot: QtBot
) -> None:
    keeper.read()
    keep(keeper, Keep(SetText("0.0", "M")))
    edit_elsewhere(path, RenameSpeaker("SPEAKER_02", "Bea"))
    end(keeper, qtbot, False, Keep(SetText("0.0", "Mine"), amend=True))
    assert edits(path)[1:] == [RenameSpeaker("SPEAKER_02", "Bea"), SetText("0.0", "Mine")]


def test_at_the_end_nobody_elses_edit_is_taken_back(
    keeper: Keeper, path: Path, qtbot: QtBot
) -> None:
    keeper.read()
    keep(keeper, Keep(SetText("0.0", "Mine")))
    edit_elsewhere(path, SetText("0.1", "Theirs"))
    end(keeper, qtbot, False, Walk(back=True))
    assert edits(path) == [SetText("0.0", "Mine"), SetText("0.1", "Theirs")]


def test_a_wish_that_cannot_be_written_at_the_end_is_logged_and_the_next_is(
    keeper: Keeper, path: Path, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    keeper.read()
    with wounds.held(path):
        end(keeper, qtbot, False, Keep(SetText("0.0", "Lost")))
    assert "could not be written" in caplog.text and not edits(path)
