"""Subtitles with more to them than lines and times: Advanced SubStation Alpha, and TTML."""

from __future__ import annotations

from engine.output import parts
from engine.output.cues import Cue
from engine.output.parts import Context
from engine.transcript import Transcript

# A picture of 1920 × 1080, as most films have or are scaled to.
_ASS_HEAD = """\
[Script Info]
ScriptType: v4.00+
PlayResX: 1920
PlayResY: 1080
WrapStyle: 0
ScaledBorderAndShadow: yes

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, \
Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, \
Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,60,&H00FFFFFF,&H000000FF,&H00000000,&H80000000,\
0,0,0,0,100,100,0,0,1,3,1,2,120,120,60,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


def render_ass(transcript: Transcript, context: Context) -> str:
    """Advanced SubStation Alpha: cues with their speakers as actors and before the words."""
    return _ASS_HEAD + "".join(_event(cue, transcript) for cue in parts.cues(transcript))


def render_ttml(transcript: Transcript, context: Context) -> str:
    """Timed Text Markup Language (W3C): cues, and the speakers as agents."""
    agents = {speaker.id: f"s{number}" for number, speaker in enumerate(transcript.speakers)}
    people = "".join(
        f'      <ttm:agent xml:id="{agents[speaker.id]}" type="person">'
        f'<ttm:name type="full">{parts.xml(parts.called(speaker.id, transcript))}</ttm:name>'
        "</ttm:agent>\n"
        for speaker in transcript.speakers
    )
    cues = "".join(_paragraph(cue, agents) for cue in parts.cues(transcript))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"'
        f' xml:lang="{parts.xml(transcript.language)}">\n'
        f"  <head>\n    <metadata>\n{people}    </metadata>\n  </head>\n"
        f"  <body>\n    <div>\n{cues}    </div>\n  </body>\n</tt>\n"
    )


def _event(cue: Cue, transcript: Transcript) -> str:
    name = parts.called(cue.speaker, transcript)
    text = "\\N".join(map(_unstyled, cue.lines))
    said = f"{_unstyled(name)}: {text}" if name else text
    actor = name.replace(",", " ")
    times = f"{_hundredths(cue.start)},{_hundredths(cue.end)}"
    return f"Dialogue: 0,{times},Default,{actor},0,0,0,,{said}\n"


def _unstyled(text: str) -> str:
    """`text` without what would be read as a command: a word joiner parts it from its backslash."""
    return text.replace("\\", "\\\u2060").replace("{", "\\{").replace("}", "\\}")


def _hundredths(seconds: float) -> str:
    minutes, hundredths = divmod(round(seconds * 100), 6000)
    hours, minutes = divmod(minutes, 60)
    whole, rest = divmod(hundredths, 100)
    return f"{hours}:{minutes:02}:{whole:02}.{rest:02}"


def _paragraph(cue: Cue, agents: dict[str, str]) -> str:
    agent = f' ttm:agent="{agents[cue.speaker]}"' if cue.speaker in agents else ""
    times = f'begin="{parts.timestamp(cue.start, ".")}" end="{parts.timestamp(cue.end, ".")}"'
    lines = "<br/>".join(map(parts.xml, cue.lines))
    return f"      <p {times}{agent}>{lines}</p>\n"
