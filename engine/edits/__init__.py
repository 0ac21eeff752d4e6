"""Every edit that a user can make, as a value; applying it to a transcript gives a new transcript.

    talk = apply(talk, RenameSpeaker("SPEAKER_00", "Anna"))
    done = apply_all(recognised, document.edits)      # done.transcript, done.skipped

An edit names segments and speakers by their lasting ids, so it can be laid over a transcript that
has grown since. What it needs and does not find makes it an `EditMisfit`: `apply` raises that,
`apply_all` leaves the edit out and says so. Edits of everything (a merge, a replacement) mean all
that is there when they are applied, so also what was recognised after they were made.

Edits that make a segment or a speaker carry its id in `new`, drawn when the edit is made: the same
log always gives the same transcript, and an edit that is in it already does not fit twice.

Segments stay in the order of their starts, words in the order of theirs, and every value that an
edit leaves alone is shared between the transcript before and after it.
"""

from engine.edits.chunks import HearAgain, KeepText, UseNewText, text_of
from engine.edits.draft import Draft, Edit, Names, fresh_id, is_fresh
from engine.edits.every import AnyEdit, Applied, Skipped, Together, apply, apply_all, single
from engine.edits.history import History
from engine.edits.log import (
    decided,
    names_speakers,
    refused_voices,
    segments_named,
    titled,
    titles,
    to_align,
)
from engine.edits.segments import (
    AlignSegments,
    ChangeTimes,
    DeleteSegments,
    InsertSegment,
    JoinSegments,
    MoveBoundary,
    RestoreSegments,
    SplitSegment,
    Timing,
    restoring,
)
from engine.edits.speakers import (
    AddSpeaker,
    AssignFromHere,
    AssignSegments,
    AssignTurn,
    AssignWords,
    MergeSpeakers,
    RefuseVoice,
    RenameSpeaker,
    SplitSpeaker,
)
from engine.edits.wording import Match, ReplaceEverywhere, SetText, SettleWords, plain_inside

__all__ = [
    "AddSpeaker",
    "AlignSegments",
    "AnyEdit",
    "Applied",
    "AssignFromHere",
    "AssignSegments",
    "AssignTurn",
    "AssignWords",
    "ChangeTimes",
    "DeleteSegments",
    "Draft",
    "Edit",
    "HearAgain",
    "History",
    "InsertSegment",
    "JoinSegments",
    "KeepText",
    "Match",
    "MergeSpeakers",
    "MoveBoundary",
    "Names",
    "RefuseVoice",
    "RenameSpeaker",
    "ReplaceEverywhere",
    "RestoreSegments",
    "SetText",
    "SettleWords",
    "Skipped",
    "SplitSegment",
    "SplitSpeaker",
    "Timing",
    "Together",
    "UseNewText",
    "apply",
    "apply_all",
    "decided",
    "fresh_id",
    "is_fresh",
    "names_speakers",
    "plain_inside",
    "refused_voices",
    "restoring",
    "segments_named",
    "single",
    "text_of",
    "titled",
    "titles",
    "to_align",
]
