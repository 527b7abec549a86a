"""Writes an offline sheet as .docx to print and sign: a Paper in, bytes out, in the child."""

import sys
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from workflows.offline.limits import bound
from workflows.offline.paper import Heading, Line, Paper

BODY, HEADING = "宋体", "黑体"
WIDTH = 277  # millimetres of an A4 sheet lying on its side, without margins
SIGNATURES = (
    "填报人（签字）：",
    "联系电话：",
    "单位负责人（签字）：",
    "单位（盖章）：",
    "日期：　　　年　　月　　日",
)


def render_docx(paper: Paper) -> bytes:
    """Return the bytes of the document: the table, the line to sign on, and how to fill it in."""
    document = docx.Document()
    lay_paper(document)
    dress(document)
    _set_properties(document, paper)
    document.add_heading(paper.title, 1)
    document.add_paragraph(paper.about)
    _add_table(document, paper)
    _add_signatures(document)
    document.add_heading("怎样填写和报送", 2)
    for words in paper.notes:
        document.add_paragraph(words, style="List Bullet")
    write_footer(document, f"校验码 {paper.code}　{paper.title}")
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def lay_paper(document: Document) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(10)
    section.top_margin, section.bottom_margin = Mm(12), Mm(14)


def dress(document: Document) -> None:
    """Name Chinese fonts, and say that the text is Chinese: it would be read out as English."""
    for name, font, size in (
        ("Normal", BODY, 9.5),
        ("Heading 1", HEADING, 16),
        ("Heading 2", HEADING, 12),
    ):
        style: Any = document.styles[name]
        style.font.size, style.font.color.rgb = Pt(size), RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            del fonts.attrib[attribute]
        for script in ("ascii", "hAnsi", "eastAsia"):
            fonts.set(qn(f"w:{script}"), font)
        style.paragraph_format.space_after = Pt(2)
    for language in document.styles.element.iter(qn("w:lang")):
        for script in ("val", "eastAsia"):
            language.set(qn(f"w:{script}"), "zh-CN")


def _set_properties(document: Document, paper: Paper) -> None:
    known = document.core_properties
    known.title, known.author, known.language = paper.title, "责任台账", "zh-CN"
    known.comments = paper.code


def _add_table(document: Document, paper: Paper) -> None:
    """Add the table; its header repeats on each page, and no row is torn apart."""
    printed = [place for place, heading in enumerate(paper.headings) if heading.on_paper]
    total = sum(paper.headings[place].width for place in printed)
    widths = [Mm(WIDTH * paper.headings[place].width / total) for place in printed]
    table = document.add_table(rows=0, cols=len(printed), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    add_row(table, [paper.headings[place].title for place in printed], widths, bold=True)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for line in paper.lines:
        texts = [_said(paper.headings[place], line, place) for place in printed]
        add_row(table, texts, widths)


def _said(heading: Heading, line: Line, place: int) -> str:
    """Return a cell's text; what is chosen from a list shows what there is to choose from."""
    text = line.cells[place]
    if text or heading.kind != "choice" or not line.is_open[place]:
        return text
    return "\n".join(f"□{choice}" for choice in heading.choices)


def add_row(table: Any, texts: list[str], widths: list[Mm], *, bold: bool = False) -> None:
    row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, text, width in zip(row.cells, texts, widths, strict=True):
        cell.width = width
        cell.paragraphs[0].add_run(text).bold = bold


def _add_signatures(document: Document) -> None:
    document.add_paragraph()
    for words in (
        "　　　　　　　　　　".join(SIGNATURES[:3]),
        "　　　　　　　　　　".join(SIGNATURES[3:]),
    ):
        paragraph = document.add_paragraph(words)
        paragraph.paragraph_format.space_before = Pt(10)
        paragraph.paragraph_format.keep_together = True


def write_footer(document: Document, words: str) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{words}　第 ").font.size = Pt(8)
    run = paragraph.add_run()
    run.font.size = Pt(8)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        element.text = text or None
        run._r.append(element)
    paragraph.add_run(" 页").font.size = Pt(8)


if __name__ == "__main__":
    bound()
    sys.stdout.buffer.write(render_docx(Paper.from_json(sys.stdin.buffer.read())))
