"""Transcripts to read and to work on in an editor of texts: Markdown, and Word's DOCX."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from engine.output import parts
from engine.output.parts import Context, Paragraph
from engine.transcript import Transcript

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EPOCH = (1980, 1, 1, 0, 0, 0)  # so that the same transcript makes the same file


def render_md(transcript: Transcript, context: Context) -> str:
    """Markdown: the film's title, and a paragraph for what each speaker says in a row."""
    title = [f"# {_unmarked(_title(context))}\n"]
    said = [_markdown(paragraph) for paragraph in parts.paragraphs(transcript)]
    return "\n".join([*title, *said])


def render_docx(transcript: Transcript, context: Context) -> bytes:
    """A Word document: the film's title, and a paragraph for what each speaker says in a row."""
    title = f'<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr>{_run(_title(context))}</w:p>'
    body = "".join(map(_word_paragraph, parts.paragraphs(transcript)))
    document = f'<w:document xmlns:w="{_WORD}"><w:body>{title}{body}</w:body></w:document>'
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**_FRAME, "word/document.xml": document}.items():
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, _XML + content)
    return package.getvalue()


def _title(context: Context) -> str:
    return Path(context.source).stem or "Transcript"


def _markdown(paragraph: Paragraph) -> str:
    if paragraph.is_gap:
        return f"*{_unmarked(paragraph.text)}*\n"
    name = f"**{_unmarked(paragraph.speaker)}** " if paragraph.speaker else ""
    return f"{name}({parts.clock(paragraph.start)})\n\n{_unmarked(paragraph.text)}\n"


def _unmarked(text: str) -> str:
    """`text` with nothing in it that Markdown would take for a mark."""
    text = re.sub(r"([\\`*_\[\]<>#|~])", r"\\\1", text)
    return re.sub(r"^([-+=]|\d+[.)])", r"\\\1", text)


def _word_paragraph(paragraph: Paragraph) -> str:
    if paragraph.is_gap:
        return f"<w:p>{_run(paragraph.text, '<w:i/>')}</w:p>"
    name = _run(f"{paragraph.speaker}  ", "<w:b/>") if paragraph.speaker else ""
    time = _run(f"{parts.clock(paragraph.start)}  ", '<w:color w:val="808080"/>')
    return f"<w:p>{name}{time}{_run(paragraph.text)}</w:p>"


def _run(text: str, look: str = "") -> str:
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{parts.xml(text)}</w:t></w:r>'


_FRAME = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
        '<Override PartName="/word/styles.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
    ),
    "word/_rels/document.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "word/styles.xml": (
        f'<w:styles xmlns:w="{_WORD}"><w:docDefaults><w:pPrDefault><w:pPr>'
        '<w:spacing w:after="160" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        '</w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
        '<w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="Title">'
        '<w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:rPr><w:b/><w:sz w:val="36"/></w:rPr>'
        "</w:style></w:styles>"
    ),
}
"""What makes a document of `word/document.xml`: its types, its relations and its styles."""
