"""What the undo menu calls each edit, in the language of the interface."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from engine import edits
from engine.edits import AnyEdit, Names


def title(edit: AnyEdit, names: Names) -> str:
    """A few words for an edit; `names` says what people call a speaker."""
    return _TITLES[type(edit)](edit, names)


def _said(text: str, *values: str) -> str:
    made = QCoreApplication.translate("EditTitles", text)
    # All at once: what people typed may hold a "%2" of its own.
    return re.sub(r"%([1-9])", lambda found: values[int(found[1]) - 1], made)


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Mark a string for lupdate, which looks for this name; PySide's own is typed as object."""
    return text


_RENAME = QT_TRANSLATE_NOOP("EditTitles", "rename %1 to %2")
_RENAMED = QT_TRANSLATE_NOOP("EditTitles", "rename to %1")
_UNNAME = QT_TRANSLATE_NOOP("EditTitles", "remove name")
_REFUSE = QT_TRANSLATE_NOOP("EditTitles", "%1 is not %2")
_MERGE = QT_TRANSLATE_NOOP("EditTitles", "merge into %1")
_ADD = QT_TRANSLATE_NOOP("EditTitles", "add %1")
_SPLIT_SPEAKER = QT_TRANSLATE_NOOP("EditTitles", "split %1")
_GIVE = QT_TRANSLATE_NOOP("EditTitles", "give to %1")
_GIVE_TURN = QT_TRANSLATE_NOOP("EditTitles", "give turn to %1")
_GIVE_REST = QT_TRANSLATE_NOOP("EditTitles", "give all from here to %1")
_GIVE_WORDS = QT_TRANSLATE_NOOP("EditTitles", "give words to %1")
_TYPING = QT_TRANSLATE_NOOP("EditTitles", "typing")
_REPLACE = QT_TRANSLATE_NOOP("EditTitles", "replace “%1” by “%2”")
_SETTLE = QT_TRANSLATE_NOOP("EditTitles", "settle on “%1”")
_SPLIT = QT_TRANSLATE_NOOP("EditTitles", "split")
_JOIN = QT_TRANSLATE_NOOP("EditTitles", "join")
_BOUNDARY = QT_TRANSLATE_NOOP("EditTitles", "move boundary")
_TIMES = QT_TRANSLATE_NOOP("EditTitles", "change times")
_ALIGN = QT_TRANSLATE_NOOP("EditTitles", "align again")
_HEAR_AGAIN = QT_TRANSLATE_NOOP("EditTitles", "run part again")
_NEW_TEXT = QT_TRANSLATE_NOOP("EditTitles", "use new text")
_KEEP = QT_TRANSLATE_NOOP("EditTitles", "keep my text")
_INSERT = QT_TRANSLATE_NOOP("EditTitles", "insert segment")
_RESTORE = QT_TRANSLATE_NOOP("EditTitles", "restore original")


def _renamed(edit: edits.RenameSpeaker, names: Names) -> str:
    if not edit.name:
        return _said(_UNNAME)
    before = names(edit.speaker)  # as they are called now: the new name, once it was made
    return _said(_RENAMED, edit.name) if before == edit.name else _said(_RENAME, before, edit.name)


def _deleted(edit: edits.DeleteSegments, _: Names) -> str:
    count = len(edit.segments)
    return QCoreApplication.translate("EditTitles", "delete %n segment(s)", "", count)


_TITLES: dict[type, Callable[..., str]] = {
    edits.RenameSpeaker: _renamed,
    edits.RefuseVoice: lambda edit, names: _said(_REFUSE, names(edit.speaker), edit.name),
    edits.MergeSpeakers: lambda edit, names: _said(_MERGE, names(edit.into)),
    edits.AddSpeaker: lambda edit, names: _said(_ADD, edit.name or names(edit.new)),
    edits.SplitSpeaker: lambda edit, names: _said(_SPLIT_SPEAKER, names(edit.speaker)),
    edits.AssignSegments: lambda edit, names: _said(_GIVE, names(edit.speaker)),
    edits.AssignTurn: lambda edit, names: _said(_GIVE_TURN, names(edit.speaker)),
    edits.AssignFromHere: lambda edit, names: _said(_GIVE_REST, names(edit.speaker)),
    edits.AssignWords: lambda edit, names: _said(_GIVE_WORDS, names(edit.speaker)),
    edits.SetText: lambda edit, names: _said(_TYPING),
    edits.SettleWords: lambda edit, names: _said(_SETTLE, edit.text),
    edits.ReplaceEverywhere: lambda edit, names: _said(_REPLACE, edit.find, edit.replacement),
    edits.SplitSegment: lambda edit, names: _said(_SPLIT),
    edits.JoinSegments: lambda edit, names: _said(_JOIN),
    edits.MoveBoundary: lambda edit, names: _said(_BOUNDARY),
    edits.ChangeTimes: lambda edit, names: _said(_TIMES),
    edits.AlignSegments: lambda edit, names: _said(_ALIGN),
    edits.DeleteSegments: _deleted,
    edits.InsertSegment: lambda edit, names: _said(_INSERT),
    edits.RestoreSegments: lambda edit, names: _said(_RESTORE),
    edits.HearAgain: lambda edit, names: _said(_HEAR_AGAIN),
    edits.Together: lambda edit, names: title(edit.edits[-1], names) if edit.edits else "",
    edits.UseNewText: lambda edit, names: _said(_NEW_TEXT),
    edits.KeepText: lambda edit, names: _said(_KEEP),
}
