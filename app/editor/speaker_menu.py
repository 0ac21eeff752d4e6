"""The menu of a speaker's chip: give this segment, this turn, what follows or everything away."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from app import theme
from app.editor.transcript_document import TranscriptDocument
from engine.edits import (
    AddSpeaker,
    AnyEdit,
    AssignFromHere,
    AssignSegments,
    AssignTurn,
    MergeSpeakers,
)

translate = QCoreApplication.translate

Giving = Callable[[str], AnyEdit]
"""Makes the edit that gives something to the speaker of this id."""


def fill(
    menu: QMenu,
    document: TranscriptDocument,
    segments: Sequence[str],
    rename: Callable[[], object],
    giving: Giving | None = None,
) -> None:
    """Put into a menu what can be done about who says these segments.

    `giving` is for what is selected, where that is something else than one whole segment.
    """
    first = document.segment(segments[0])
    if first is None or document.is_read_only:
        return
    if first.speaker is not None:
        said = translate("SpeakerMenu", "Rename “%1”…").replace(
            "%1", document.name_of(first.speaker)
        )
        menu.addAction(said, rename)
        menu.addSeparator()
    ids = tuple(segments)
    if giving is None:
        this = translate("SpeakerMenu", "Give this segment to")
        _add(menu, this, document, lambda speaker: AssignSegments(ids, speaker))
    else:
        _add(menu, translate("SpeakerMenu", "Give the selection to"), document, giving)
    turn, rest = (
        translate("SpeakerMenu", "Give this turn to"),
        translate("SpeakerMenu", "Give all from here to"),
    )
    _add(menu, turn, document, lambda speaker: AssignTurn(ids[0], speaker))
    _add(menu, rest, document, lambda speaker: AssignFromHere(ids[0], speaker))
    if (gone := first.speaker) is not None:
        merge = translate("SpeakerMenu", "They are the same as")
        others = _add(menu, merge, document, lambda into: MergeSpeakers((gone, into), into), gone)
        others.setEnabled(bool(others.actions()))


def new_name(document: TranscriptDocument) -> str:
    """A name for a speaker who has none yet."""
    taken = {document.name_of(speaker.id) for speaker in document.speakers}
    numbers = range(len(document.speakers) + 1, 10_000)
    names = (
        translate("SpeakerMenu", "Speaker %1").replace("%1", str(number)) for number in numbers
    )
    return next(name for name in names if name not in taken)


def _add(
    menu: QMenu, title: str, document: TranscriptDocument, giving: Giving, but: str = ""
) -> QMenu:
    """A menu of all speakers but one, and of somebody new unless they are merged."""
    made = QMenu(title, menu)
    menu.addMenu(made)
    for speaker in document.speakers:
        if speaker.id != but:
            icon = dot(document.colour_of(speaker.id), menu)
            name = document.name_of(speaker.id).replace("&", "&&")
            made.addAction(icon, name, lambda s=speaker.id: document.do(giving(s)))
    if not but:
        made.addSeparator()
        made.addAction(
            translate("SpeakerMenu", "New speaker"), lambda: _give_to_new(document, giving)
        )
    return made


def _give_to_new(document: TranscriptDocument, giving: Giving) -> None:
    new = AddSpeaker(new_name(document))
    document.do_all([new, giving(new.new)])


def dot(colour: int, widget: QWidget) -> QIcon:
    """A speaker's colour as an icon."""
    ratio = widget.devicePixelRatioF()
    pixmap = QPixmap(round(theme.SMALL_ICON * ratio), round(theme.SMALL_ICON * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.speaker_colour(colour) if colour >= 0 else theme.role("secondary"))
    painter.drawEllipse(QRectF(3, 3, 10, 10))
    painter.end()
    return QIcon(pixmap)
