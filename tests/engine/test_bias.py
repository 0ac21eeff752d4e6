"""Windows of terms, their rank, and the prompt that they become."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine import bias
from engine.bias import Term, chunk_bias, prompt, ranked, window_ids, windows
from engine.transcript import BiasReport, ChunkText, WindowText
from tests.builders import word


def by_words(text: str) -> int:
    """A tokenizer for which every word is one token."""
    return len(text.split())


def by_letters(text: str) -> int:
    return len(text)


def texts(terms: list[Term] | tuple[Term, ...]) -> list[str]:
    return [term.text for term in terms]


def test_windows_of_45_seconds_begin_every_15() -> None:
    found = list(windows(60, []))
    assert [(window.start, window.end) for window in found] == [
        (0, 45),
        (15, 60),
        (30, 60),
        (45, 60),
    ]
    assert [window.id for window in found] == [0, 1, 2, 3]


def test_a_window_has_the_terms_that_apply_in_it() -> None:
    terms = [Term("Always"), Term("Late", times=((100.0, 110.0),))]
    assert [window.id for window in windows(150, terms) if 1 in window.terms] == [4, 5, 6, 7]
    assert all(0 in window.terms for window in windows(150, terms))


def test_a_film_shorter_than_a_stride_has_one_window() -> None:
    assert [(window.start, window.end) for window in windows(3, [])] == [(0, 15)]


@given(st.floats(0, 5000), st.floats(0.1, 600))
def test_the_windows_of_a_stretch_are_those_that_touch_it(start: float, length: float) -> None:
    end = start + length
    touched = [w.id for w in windows(end + 100, []) if w.start < end and w.end > start]
    assert list(window_ids(start, end)) == touched


def test_terms_for_these_times_come_first_then_weight_then_what_was_seen_then_rarity() -> None:
    terms = [
        Term("short"),
        Term("a longer one"),
        Term("seen"),
        Term("heavy", weight=3),
        Term("timed", times=((0, 9),)),
    ]
    assert texts(ranked(terms, {"seen"})) == ["timed", "heavy", "seen", "a longer one", "short"]


def test_no_term_is_offered_twice() -> None:
    assert texts(ranked([Term("Ana"), Term("Bea"), Term("Ana", category="x")])) == ["Ana", "Bea"]


def test_a_chunk_is_offered_what_is_said_in_its_language_and_time() -> None:
    terms = [
        Term("Anywhere"),
        Term("Elsewhere", times=((1000, 1010),)),
        Term("Here", times=((310, 320),)),
        Term("Wo", language="de"),
        Term("Where", language="en-GB"),
    ]
    offered = chunk_bias(terms, (300, 600), "en", "guarded")
    assert texts(offered.terms) == ["Here", "Anywhere", "Where"]


def test_without_bias_nothing_is_offered() -> None:
    assert not chunk_bias([Term("Ana")], (0, 300), "en", "off").is_active
    assert not chunk_bias([], (0, 300), "en", "always").is_active
    assert chunk_bias([Term("Ana")], (0, 300), "en", "always").is_active


def test_a_term_of_one_scene_is_not_offered_to_a_window_far_from_it() -> None:
    offered = chunk_bias([Term("Scene", times=((0, 10),)), Term("Film")], (0, 300), "en", "always")
    assert texts(offered.between(5, 30)) == ["Scene", "Film"]
    assert texts(offered.between(200, 230)) == ["Film"]


def test_of_very_many_terms_the_likeliest_are_offered() -> None:
    terms = [Term(f"name{number}") for number in range(50_000)]
    terms.append(Term("wanted", weight=5))
    offered = chunk_bias(terms, (0, 300), "en", "guarded")
    assert len(offered.terms) == bias.MOST_OFFERED
    assert offered.terms[0].text == "wanted"


def told(text: str, probability: float, *found: str) -> ChunkText:
    words = tuple(word(f" {each}", probability=probability) for each in text.split())
    return ChunkText(0, (WindowText(0.0, 9.0, words, bias=BiasReport(found=found)),))


def test_terms_count_as_recognised_where_the_model_was_sure_of_all_their_words() -> None:
    assert list(bias.recognised(told("to Del Mar's end", 0.9, "Del Mar"))) == ["Del Mar"]
    assert list(bias.recognised(told("to Del Mar's end", 0.4, "Del Mar"))) == []
    assert list(bias.recognised(told("to Del Rey", 0.9, "Del Mar"))) == []
    assert list(bias.recognised(ChunkText(0, (WindowText(0.0, 9.0),)))) == []


def test_the_likeliest_term_stands_last() -> None:
    made = prompt([Term("First"), Term("Second"), Term("Third")], "", by_words)
    assert made.text == "Third, Second, First."
    assert made.terms == ("First", "Second", "Third")


def test_the_users_own_prompt_comes_before_the_terms() -> None:
    made = prompt([Term("Ana")], "  A talk   about ships. ", by_words)
    assert made.text == "A talk about ships. Ana."


def test_no_more_terms_than_asked_for() -> None:
    made = prompt([Term(f"n{i}") for i in range(50)], "", by_words, most=20)
    assert made.terms == tuple(f"n{i}" for i in range(20))


def test_a_long_prompt_keeps_its_end_and_leaves_room_for_terms() -> None:
    long = " ".join(f"w{number}" for number in range(400))
    made = prompt([Term("Ana"), Term("Bea")], long, by_words)
    assert made.text.endswith("w399 Bea, Ana.")
    assert by_words(made.text) == bias.LONGEST_PROMPT


def test_without_terms_the_users_prompt_stays() -> None:
    assert prompt([], "A talk.", by_words).text == "A talk."
    assert prompt([], "", by_words).text == ""


@given(
    st.lists(st.text(st.characters(categories=["L"]), min_size=1, max_size=60), max_size=30),
    st.text(st.characters(categories=["L", "Zs"]), max_size=600),
    st.integers(1, 40),
)
def test_a_prompt_never_has_more_tokens_than_the_decoder_keeps(
    names: list[str], before: str, most: int
) -> None:
    made = prompt([Term(name) for name in names], before, by_letters, most)
    assert by_letters(made.text) <= bias.LONGEST_PROMPT
    assert len(made.terms) <= most
    assert all(term in made.text for term in made.terms)
