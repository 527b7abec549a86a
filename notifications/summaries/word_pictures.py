"""Charts of the .docx: a picture that says what it shows, its caption on the same page."""

from collections.abc import Iterable
from io import BytesIO

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.shared import Mm, Pt

from notifications.documents.typesetting import pictured
from notifications.summaries.blocks import Block, Chart
from notifications.summaries.word_styles import leave_grid


def pictures_of(blocks: Iterable[Block]) -> dict[Chart, bytes]:
    """Return the blocks' charts as PNG."""
    charts = [block for block in blocks if isinstance(block, Chart)]
    return dict(zip(charts, pictured([(each.svg, each.width) for each in charts]), strict=True))


def add_picture(document: Document, block: Chart, picture: bytes) -> None:
    """Add a chart's picture in a line as high as it is, and its caption below."""
    line = document.add_paragraph()
    shape = line.add_run().add_picture(BytesIO(picture), Mm(block.width), Mm(block.height))
    for side in "TBLR":
        # Where nothing is said, LibreOffice keeps a distance, and cuts off as much of it.
        shape._inline.set(f"dist{side}", "0")
    known = shape._inline.docPr
    known.set("name", block.about)
    known.set("descr", block.said)
    line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    line.paragraph_format.keep_with_next = True
    caption = document.add_paragraph(block.about)
    caption.runs[0].font.size = Pt(10.5)
    caption.paragraph_format.line_spacing = Pt(18)
    for each in (line, caption):
        each.alignment = WD_ALIGN_PARAGRAPH.CENTER
        each.paragraph_format.first_line_indent = Pt(0)
        leave_grid(each._p.get_or_add_pPr())
