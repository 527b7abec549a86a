"""Tables of the .docx: a header row that repeats on each page, rows that are not torn apart."""

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from notifications.summaries.word_styles import IN_TABLE, new

# A long word without spaces, such as a digest, is set smaller (in half points) so as not to fill
# the page.
LONG, SMALL = 40, 16
# A table of so few rows stays on one page.
FEW = 6


def add_table(
    document: Document,
    heads: Sequence[str],
    lines: Sequence[Sequence[object]],
    *,
    widths: Sequence[float],
    about: str,
    style: str = "Table Grid",
    in_cells: str = IN_TABLE,
) -> None:
    """Add a table with its header; widths are in millimetres, `about` is read out for the blind.

    `style` names the table's style, `in_cells` is the key of the style of its paragraphs.
    """
    table = document.add_table(rows=0, cols=len(heads), style=style)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    table._tbl.tblPr.append(new("tblDescription", val=about))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    last = len(lines) if len(lines) <= FEW else 0
    table._tbl.append(_row(heads, widths, in_cells, is_head=True, keeps=last > 0))
    for place, line in enumerate(lines, start=1):
        table._tbl.append(_row(line, widths, in_cells, keeps=place < last))


def _row(
    texts: Sequence[object],
    widths: Sequence[float],
    style: str,
    *,
    is_head: bool = False,
    keeps: bool,
) -> Any:
    """Return a row as one piece of XML: cell by cell through the library took three times as long.

    `keeps` holds it on one page with the next.
    """
    cells = "".join(
        _cell(text, width, style, is_head=is_head, keeps=keeps)
        for text, width in zip(texts, widths, strict=True)
    )
    head = "<w:tblHeader/>" if is_head else ""
    properties = f"<w:trPr><w:cantSplit/>{head}</w:trPr>"
    return parse_xml(f"<w:tr {nsdecls('w')}>{properties}{cells}</w:tr>")


def _cell(text: object, width: float, style: str, *, is_head: bool, keeps: bool) -> str:
    said = str(text)
    kept = "<w:keepNext/>" if keeps else ""
    centred = '<w:jc w:val="center"/>' if isinstance(text, int) else ""
    bold = "<w:b/>" if is_head else ""
    small = f'<w:sz w:val="{SMALL}"/>' if said.isascii() and len(said) > LONG else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{Mm(width).twips}"/></w:tcPr>'
        f"<w:p><w:pPr><w:pStyle w:val={quoteattr(style)}/>{kept}{centred}</w:pPr>"
        f"<w:r><w:rPr>{bold}{small}</w:rPr>{_text(said)}</w:r></w:p></w:tc>"
    )


def _text(said: str) -> str:
    """Return a text with its line breaks."""
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in said.split("\n"))
    return "<w:br/>".join(lines)
