"""Tables of the .docx: a header row that repeats on each page, rows that are not torn apart."""

from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from notifications.summaries.word_styles import new

SIZE, LINE = Pt(10.5), Pt(16)
# A long word without spaces, such as a digest, is set smaller so as not to fill the page.
LONG, SMALL = 40, Pt(8)
# A table of so few rows stays on one page.
FEW = 6


def add_table(
    document: Document,
    heads: Sequence[str],
    lines: Sequence[Sequence[object]],
    *,
    widths: Sequence[float],
    about: str,
) -> None:
    """Add a table with its header; widths are in millimetres, `about` is read out for the blind."""
    table = document.add_table(rows=0, cols=len(heads), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    table._tbl.tblPr.append(new("tblDescription", val=about))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    _add_row(table, heads, widths, bold=True)
    for line in lines:
        _add_row(table, line, widths)
    table.rows[0]._tr.get_or_add_trPr().append(new("tblHeader"))
    if len(lines) <= FEW:
        _keep_together(table)


def _keep_together(table: Any) -> None:
    for row in list(table.rows)[:-1]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _add_row(
    table: Any, texts: Sequence[object], widths: Sequence[float], *, bold: bool = False
) -> None:
    row = table.add_row()
    row._tr.get_or_add_trPr().append(new("cantSplit"))
    for cell, text, width in zip(row.cells, texts, widths, strict=True):
        cell.width = Mm(width)
        _write(cell.paragraphs[0], text, bold)


def _write(paragraph: Any, text: object, bold: bool) -> None:
    if isinstance(text, int):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    layout = paragraph.paragraph_format
    layout.first_line_indent, layout.line_spacing = Pt(0), LINE
    snap = new("snapToGrid", val="0")
    paragraph._p.get_or_add_pPr().insert_element_before(
        snap, *(f"w:{tag}" for tag in ("spacing", "ind", "jc", "rPr"))
    )
    run = paragraph.add_run(str(text))
    is_long_word = run.text.isascii() and len(run.text) > LONG
    run.font.size, run.bold = SMALL if is_long_word else SIZE, bold
