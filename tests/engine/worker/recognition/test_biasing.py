"""What a glossary does to a window, with an ear that hears what it is told."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from engine.bias import ChunkBias, Mode, Term
from engine.transcript import WindowText, Word
from engine.worker.recognition.biasing import biased
from engine.worker.recognition.windows import Window


def window(text: str, probability: float = 0.5, **fields: float) -> WindowText:
    words = tuple(
        Word(f" {word}", float(place), place + 1.0, probability)
        for place, word in enumerate(text.split())
    )
    values = {"avg_logprob": -0.3, "compression_ratio": 1.2, **fields}
    return WindowText(0.0, float(max(1, len(words))), words, **values)


def text_of(found: WindowText) -> str:
    return "".join(word.text for word in found.words).strip()


class Ear:
    """Finds texts likely that hold `truth`, and hears `prompted` after a prompt."""

    def __init__(self, truth: str = "", prompted: WindowText | None = None, lie: str = "") -> None:
        self.truth = truth
        self.lie = lie
        self.prompted = prompted
        self.prompts: list[str] = []
        self.tried = 0

    def encode(self, text: str) -> list[int]:
        return [ord(sign) for sign in text]

    def score(self, window: Window, tokens: Sequence[int]) -> Sequence[float]:
        self.tried += 1
        text = "".join(map(chr, tokens))
        if self.lie and self.lie in text:
            return [0.001] * len(tokens)
        return [0.9 if self.truth and self.truth in text else 0.2] * len(tokens)

    def hear(self, window: Window, prompt: str) -> WindowText:
        self.prompts.append(prompt)
        assert self.prompted is not None, "nothing was to be heard again"
        return self.prompted


def bias(*terms: str, mode: Mode = "guarded") -> ChunkBias:
    return ChunkBias(mode, tuple(map(Term, terms)))


def test_a_misheard_name_is_mended_and_told() -> None:
    found = biased(window("we met Derek there"), "", bias("Deryck", "Xochitl"), Ear("Deryck"))
    assert text_of(found) == "we met Deryck there"
    assert found.verdict == "repaired"
    assert found.bias is not None
    (change,) = found.bias.changed
    assert (change.term, change.heard, change.start, change.end) == ("Deryck", "Derek", 2.0, 3.0)
    assert change.gain > 0
    assert found.bias.offered == ("Deryck",)
    assert found.bias.found == ("Deryck",)
    assert found.bias.refused == ()


def test_a_refused_term_is_told_with_the_reason() -> None:
    found = biased(window("we met Derek there"), "", bias("Deryck"), Ear("Derek"))
    assert text_of(found) == "we met Derek there"
    assert found.verdict == "kept"
    assert found.bias is not None
    (refused,) = found.bias.refused
    assert (refused.term, refused.reason) == ("Deryck", "less likely than what was heard")


def test_where_no_word_is_like_a_term_nothing_is_asked_of_the_model() -> None:
    ear = Ear()
    found = biased(window("nobody was here"), "", bias("Xochitl"), ear)
    assert (ear.tried, ear.prompts, text_of(found)) == (0, [], "nobody was here")


def test_silence_stays_silent_whatever_the_glossary() -> None:
    ear = Ear("Deryck", window("Deryck"))
    for mode in ("guarded", "always"):
        found = biased(window(""), "", bias("Deryck", mode=mode), ear)  # type: ignore[arg-type]
        assert (found.words, ear.prompts, ear.tried) == ((), [], 0)


def test_always_hears_every_window_after_a_prompt() -> None:
    ear = Ear("", window("nobody was here"))
    found = biased(window("nobody was here"), "A talk.", bias("Ana", "Xo", mode="always"), ear)
    assert ear.prompts == ["A talk. Xo, Ana."]
    assert text_of(found) == "nobody was here"
    assert found.bias is not None and found.bias.offered == ("Ana", "Xo")


def test_a_guess_that_is_like_a_term_is_heard_again_with_it() -> None:
    plain = window("took the amount now", 0.1)
    ear = Ear("emetic", window("took the emetic now"), lie="lament")
    found = biased(plain, "", bias("emetic", "lament"), ear)
    assert ear.prompts == ["lament."]
    assert text_of(found) == "took the emetic now"


def test_what_else_the_prompted_text_changes_is_not_taken() -> None:
    plain = window("took the amount now", 0.1)
    ear = Ear("emetic", window("took that emetic then"))
    assert text_of(biased(plain, "", bias("emetic", mode="always"), ear)) == "took the emetic now"


def test_a_term_that_only_the_prompt_suggests_is_refused() -> None:
    ear = Ear("amount", window("took the emetic now"))
    found = biased(window("took the amount now", 0.1), "", bias("emetic", mode="always"), ear)
    assert text_of(found) == "took the amount now"


def objected(prompted: WindowText, *terms: str) -> str:
    """Why a prompted text was refused as a whole."""
    plain = window("took the amount now and then went home", 0.4)
    found = biased(plain, "", bias(*terms, mode="always"), Ear("emetic", prompted))
    assert text_of(found) == text_of(plain)
    assert found.bias is not None
    return found.bias.refused[-1].reason


def test_an_echo_of_the_prompt_is_refused() -> None:
    echo = window("took the Xochitl emetic now and then went home")
    assert objected(echo, "emetic", "Xochitl") == "an echo of the prompt"


def test_a_suddenly_short_text_is_refused() -> None:
    assert objected(window("took the emetic"), "emetic") == "suddenly short"


def test_a_loop_is_refused() -> None:
    loop = window("took the emetic now and then went home", compression_ratio=3.0)
    assert objected(loop, "emetic") == "a loop"


def test_a_text_that_is_clearly_less_likely_is_refused() -> None:
    unlikely = window("took the emetic now and then went home", avg_logprob=-0.6)
    assert objected(unlikely, "emetic") == "less likely as a whole"


def test_terms_of_another_scene_are_not_tried() -> None:
    far = Term("Deryck", times=((1000.0, 1010.0),))
    found = biased(window("we met Derek there"), "", ChunkBias("guarded", (far,)), Ear("Deryck"))
    assert text_of(found) == "we met Derek there"
    assert found.bias is None


def test_no_more_terms_are_offered_than_asked_for() -> None:
    names = [f"Name{chr(97 + number)}" for number in range(26)]
    ear = Ear("", window("nobody was here"))
    offered = msgspec.structs.replace(bias(*names, mode="always"), most=3)
    found = biased(window("nobody was here"), "", offered, ear)
    assert found.bias is not None and len(found.bias.offered) == 3
    assert ear.prompts == ["Namec, Nameb, Namea."]
