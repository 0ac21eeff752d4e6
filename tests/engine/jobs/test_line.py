from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.jobs.line import Line, is_job
from engine.protocol import Submit


def line(*names: str) -> Line:
    made = Line()
    for name in names:
        made.add(Submit(f"/films/{name}", document=name), made.last_rank() + 1)
    return made


def test_the_first_that_came_is_the_first_to_go() -> None:
    waiting = line("a", "b")
    assert waiting.take().document == "a"
    assert waiting.jobs == ("b",)
    assert len(waiting) == 1


def test_a_job_is_known_by_its_document_and_by_its_film() -> None:
    assert is_job(Submit("/films/a", document="a"), "a")
    assert is_job(Submit("/films/a", document="a"), "/films/a")
    assert line("a").has("/films/a")
    assert not line("a").has("b")


def test_what_is_dropped_waits_no_more() -> None:
    waiting = line("a", "b", "c")
    assert [each.document for each in waiting.drop("/films/b")] == ["b"]
    assert waiting.jobs == ("a", "c")
    assert waiting.drop("b") == []


def test_moving_one_job_changes_no_other() -> None:
    waiting = line("a", "b", "c", "d")
    assert set(waiting.move(["d"], "b")) == {"d"}
    assert waiting.jobs == ("a", "d", "b", "c")


def test_jobs_move_to_the_front_and_to_the_end() -> None:
    waiting = line("a", "b", "c")
    waiting.move(["c"], "a")
    assert waiting.jobs == ("c", "a", "b")
    waiting.move(["c", "a"])
    assert waiting.jobs == ("b", "c", "a")


def test_several_jobs_come_in_the_order_that_was_asked() -> None:
    waiting = line("a", "b", "c", "d")
    waiting.move(["d", "c"], "a")
    assert waiting.jobs == ("d", "c", "a", "b")


def test_who_does_not_wait_cannot_be_moved() -> None:
    waiting = line("a", "b")
    assert waiting.move(["x"], "a") == {}
    assert waiting.jobs == ("a", "b")


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdefx")), max_size=30))
def test_ranks_always_tell_the_order_and_nobody_is_lost(moves: list[tuple[str, str]]) -> None:
    waiting = line(*"abcdef")
    ranks = {name: float(number) for number, name in enumerate("abcdef", start=1)}
    for mover, before in moves:
        ranks |= waiting.move([mover], before if before != mover else "")
        assert sorted(waiting.jobs) == sorted("abcdef")
        assert list(waiting.jobs) == sorted(ranks, key=lambda name: ranks[name])
