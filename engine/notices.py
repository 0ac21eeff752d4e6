"""Every sentence about what the engine noticed and that stops nothing, in one place. [pure]

    BATTERY_LOW(4)                               "The battery is at 4 %."
    after(error, ON_PROCESSOR())                 what went wrong, and what is done about it

Terminals, logs and exports get them in English. The window knows each by its form and tells it in
the language of its interface, which it holds against `FORMS`.
"""

from __future__ import annotations

from typing import NewType

from engine.errors import LongtakeError

Sentence = NewType("Sentence", str)
"""One or several of them, filled in: whoever tells something has to take it from here."""


class Form(str):
    """A sentence with "{}" for what varies."""

    __slots__ = ()

    def __call__(self, *values: object) -> Sentence:
        """What is told."""
        return Sentence(self.format(*values))


def joined(*sentences: Sentence) -> Sentence:
    """Several sentences told at once."""
    return Sentence(" ".join(sentences))


def after(error: LongtakeError, said: Sentence, *, hint: bool = False) -> Sentence:
    """What went wrong, what was done about it, and with `hint` what the user can do."""
    return Sentence(" ".join(filter(None, (error.message, said, error.hint * hint))))


BATTERY_LOW = Form("The battery is at {} %.")
MEMORY_SHORT = Form("{} % of this machine's memory is in use.")
PAUSES = Form("Longtake pauses until that is better.")
GOES_ON = Form("Longtake goes on.")

INCOMPLETE = Form("The recording is incomplete: it breaks off at {}, as after an interrupted copy.")
DAMAGED_ONCE = Form("The recording is damaged or has gaps in 1 place.")
DAMAGED = Form("The recording is damaged or has gaps in {} places.")
SILENT_ONCE = Form("The recording is damaged or has gaps in 1 place; {} seconds of it are silence.")
SILENT = Form("The recording is damaged or has gaps in {} places; {} seconds of it are silence.")

SELF_TEST = Form("Trying what recognises best on this machine with the model {}.")
DIFFERS = Form("{} on {} is not used: {} of its words differ from the processor's.")
NOT_USED = Form("{} on {} is not used: {}")
ON_PROCESSOR = Form("The rest of the job is done by the processor.")
KEEPS_TEXT = Form("Chunk {} keeps the text that it had.")
MANY_TERMS = Form(
    "The glossary has {} terms; each chunk is offered the {} that are likeliest there."
)

TIMES_KEPT = Form("Words keep the times that the recognizer gave them.")
TIMES_KEPT_IN = Form("Words in chunk {} keep the times that the recognizer gave them.")
PASSAGE_KEPT = Form(
    "The words of one passage could not be aligned"
    " and keep the times that the recognizer gave them."
)
PASSAGES_KEPT = Form(
    "The words of {} passages could not be aligned"
    " and keep the times that the recognizer gave them."
)

NOT_TOLD_APART = Form("The speakers are not told apart.")
NOBODY_SPEAKS = Form("Nobody was heard speaking, so there are no speakers.")
FEWER_SPEAKERS = Form("{} or more speakers were asked for, but {} could be told apart.")
MORE_SPEAKERS = Form("{} or fewer speakers were asked for, but {} could be told apart.")
ONE_SPEAKER = Form("1 speaker was asked for, but {} could be told apart.")
OTHER_SPEAKERS = Form("{} speakers were asked for, but {} could be told apart.")
IS_NAMED = Form("{} is named {}, whose voice is known.")
MAY_BE = Form("{} may be {}, whose voice is known.")

EDIT_LEFT_OUT = Form("An edit does not fit the transcript any more and is left out.")
EDITS_LEFT_OUT = Form("{} edits do not fit the transcript any more and are left out.")
EDITED_TEXT_STAYS = Form("The text that you edited stays in a chunk that was recognised anew.")
EDITED_TEXTS_STAY = Form("The text that you edited stays in {} chunks that were recognised anew.")

FORMS = tuple(each for each in list(globals().values()) if isinstance(each, Form))
"""All of them."""
