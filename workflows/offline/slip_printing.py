"""Writes a 签批单 as .docx: a SlipPaper in, bytes out, in the child."""

import sys
from io import BytesIO

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt

from workflows.offline.limits import bound
from workflows.offline.printing import WIDTH, add_row, dress, lay_paper, write_footer
from workflows.offline.slip_paper import HEADINGS, SlipPaper

DEMO = "演示数据，非真实情况"


def render_slip(paper: SlipPaper) -> bytes:
    """Return the bytes of the document: title, the table of rows, the instructions beneath."""
    document = docx.Document()
    lay_paper(document)
    dress(document)
    _set_properties(document, paper)
    document.add_heading(_title(paper), 1)
    document.add_paragraph(paper.about)
    _add_table(document, paper)
    if paper.instructions:
        document.add_heading("对本单位的批示", 2)
    for words in paper.instructions:
        document.add_paragraph(words, style="List Bullet")
    write_footer(document, _title(paper))
    if paper.is_demo:
        _write_header(document)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _title(paper: SlipPaper) -> str:
    return f"{'（演示）' if paper.is_demo else ''}{paper.title}"


def _set_properties(document: Document, paper: SlipPaper) -> None:
    known = document.core_properties
    known.title, known.author, known.language = _title(paper), "责任台账", "zh-CN"
    known.comments = ""


def _add_table(document: Document, paper: SlipPaper) -> None:
    """Add the table; its header repeats on each page, and no row is torn apart."""
    total = sum(HEADINGS.values())
    widths = [Mm(WIDTH * share / total) for share in HEADINGS.values()]
    table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    add_row(table, list(HEADINGS), widths, bold=True)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for line in paper.lines:
        add_row(table, line, widths)


def _write_header(document: Document) -> None:
    paragraph = document.sections[0].header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.add_run(DEMO).font.size = Pt(9)


if __name__ == "__main__":
    bound()
    sys.stdout.buffer.write(render_slip(SlipPaper.from_json(sys.stdin.buffer.read())))
