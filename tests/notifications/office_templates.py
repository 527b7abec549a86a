"""Word templates as an office makes them: whole ones, and the same with a fault of each sort."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt, RGBColor

from notifications.summaries.packing import packed

RED = RGBColor(0xC0, 0, 0)
HEAD = "江门市人民政府残疾人工作委员会办公室文件"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def template(*lines: str, header: str = "", footer: str = "") -> bytes:
    """Return a template of these paragraphs, and of what stands above and below each page."""
    document = _paper()
    for line in lines:
        document.add_paragraph(line)
    section = document.sections[0]
    if header:
        section.header.paragraphs[0].text = header
    if footer:
        section.footer.paragraphs[0].text = footer
    return as_bytes(document)


def red_head() -> bytes:
    """Return a template with a red head on its first page, its own headings, a table of facts."""
    document = _paper()
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = "{{标题}}　{{稿次}}"
    section.first_page_header.paragraphs[0].text = "｛｛稿次｝｝"
    section.footer.paragraphs[0].text = "内部资料"
    head = document.add_paragraph()
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = head.add_run(HEAD)
    run.font.size, run.font.color.rgb, run.bold = Pt(26), RED, True
    document.add_paragraph("{{文号}}　　签发人：{{签发人}}　{{签发日期}}")
    in_pieces(document, "{", "{标", "题", "}", "}")
    table = document.add_table(1, 2, style="Table Grid")
    table.cell(0, 0).text, table.cell(0, 1).text = "{{周期}}", "截至{{截至时间}}"
    document.styles["Heading 1"].font.color.rgb = RED
    body = document.add_paragraph("{{正文}}")
    body.paragraph_format.first_line_indent = Pt(32)
    document.add_paragraph("（此件发各成员单位）")
    return as_bytes(document)


def in_pieces(document: Document, *pieces: str) -> Any:
    """Add a paragraph whose text Word split over runs, each with a format of its own."""
    paragraph = document.add_paragraph()
    for place, piece in enumerate(pieces):
        paragraph.add_run(piece).bold = place % 2 == 0
    return paragraph


def with_styles(names: Iterable[tuple[str, WD_STYLE_TYPE]], *lines: str) -> bytes:
    """Return a template that has styles of these names."""
    document = _paper()
    for name, kind in names:
        document.styles.add_style(name, kind)
    for line in lines:
        document.add_paragraph(line)
    return as_bytes(document)


def in_a_text_box(text: str) -> bytes:
    """Return a template with a text in a box, told twice as Word does for older programs."""
    document = _paper()
    document.add_paragraph("{{正文}}")
    box = f"<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>"
    shape = f"<v:shape><v:textbox>{box}</v:textbox></v:shape>"
    compatibility = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    paragraph = (
        f'<w:p {nsdecls("w")} xmlns:mc="{compatibility}" xmlns:v="urn:schemas-microsoft-com:vml">'
        f'<w:r><mc:AlternateContent><mc:Choice Requires="v"><w:pict>{shape}</w:pict></mc:Choice>'
        f"<mc:Fallback><w:pict>{shape}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    document.element.body.insert(0, parse_xml(paragraph))
    return as_bytes(document)


def related(kind: str, target: str, *, outside: bool = True) -> bytes:
    """Return a template with one relation more."""
    mode = ' TargetMode="External"' if outside else ""
    relation = f'<Relationship Id="rId99" Type="{RELATIONS}{kind}" Target="{target}"{mode}/>'
    return changed(
        template("{{正文}}"),
        "word/_rels/document.xml.rels",
        b"</Relationships>",
        f"{relation}</Relationships>".encode(),
    )


def instructed(*codes: str) -> bytes:
    """Return a template with a field of Word's, its code in as many runs as there are codes."""
    runs = "".join(f"<w:r><w:instrText>{each}</w:instrText></w:r>" for each in codes)
    return changed(template("{{正文}}"), "word/document.xml", b"<w:sectPr", _field(runs))


def _field(runs: str) -> bytes:
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{each}"/></w:r>' for each in ("begin", "end"))
    return f"<w:p>{begin}{runs}{end}</w:p><w:sectPr".encode()


def changed(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """Return a package in one part of which `old` was written anew, once."""
    parts = parts_of(content)
    assert old in parts[part], part
    parts[part] = parts[part].replace(old, new, 1)
    return packed_from(parts)


def parts_of(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed_from(parts: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def as_bytes(document: Document) -> bytes:
    """Return the file, the same bytes whenever it is made."""
    file = BytesIO()
    document.save(file)
    return packed(file.getvalue())


def opened(content: bytes) -> Document:
    return docx.Document(BytesIO(content))


def _paper() -> Document:
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    return document
