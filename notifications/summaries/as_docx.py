"""Writes a summary's outline as .docx: what leaders read, with its sources at the end."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.shared import Pt

from notifications.papers import Paper
from notifications.summaries.blocks import Block, Chart, Heading, Note, Paragraph, Table
from notifications.summaries.chapters.overview import preamble
from notifications.summaries.edition import Edition
from notifications.summaries.lying import in_leaves
from notifications.summaries.outline import outline
from notifications.summaries.packing import packed
from notifications.summaries.word_pictures import add_picture, pictures_of
from notifications.summaries.word_styles import dress, turn
from notifications.summaries.word_tables import add_table


def render_docx(paper: Paper, edition: Edition) -> bytes:
    """Return the bytes of the .docx; the same facts and edition give the same bytes."""
    document = docx.Document()
    dress(document, running_head=edition.mark)
    set_properties(document, paper, edition)
    _add_title(document, paper, edition)
    blocks = outline(paper)
    pictures = pictures_of(blocks)
    for wide, run in in_leaves(blocks):
        turn(document, wide=wide)
        for block in run:
            if isinstance(block, Chart):
                add_picture(document, block, pictures[block])
            else:
                ADDED[type(block)](document, block)
    file = BytesIO()
    document.save(file)
    return packed(file.getvalue())


def set_properties(document: Document, paper: Paper, edition: Edition) -> None:
    """Write what a file says of itself: nothing of it is from a clock."""
    known = document.core_properties
    known.title, known.subject = edition.title, paper.plan_title
    known.author = known.last_modified_by = "责任台账"
    known.language, known.comments, known.keywords = "zh-CN", edition.mark, ""
    known.created = known.modified = paper.as_of.replace(tzinfo=None, microsecond=0)
    known.revision = 1


def _add_title(document: Document, paper: Paper, edition: Edition) -> None:
    document.add_paragraph(paper.plan_title, style="Title")
    document.add_paragraph(edition.title, style="Title")
    document.add_paragraph()
    document.add_paragraph(preamble(paper))


def _add_heading(document: Document, block: Heading) -> None:
    document.add_heading(block.text, block.level)


def _add_paragraph(document: Document, block: Paragraph) -> None:
    paragraph = document.add_paragraph()
    if block.label:
        paragraph.add_run(f"{block.label}：").bold = True
    paragraph.add_run(block.text)


def _add_note(document: Document, block: Note) -> None:
    note = document.add_paragraph(block.text)
    note.paragraph_format.line_spacing = Pt(18)
    note.runs[0].font.size = Pt(10.5)


def _add_table(document: Document, block: Table) -> None:
    add_table(document, block.heads, block.lines, widths=block.widths, about=block.about)
    # Two tables without a paragraph between are one; a file must not end, or turn, with a table.
    document.add_paragraph().paragraph_format.line_spacing = Pt(6)


ADDED: dict[type[Block], Callable[[Document, Any], None]] = {
    Heading: _add_heading,
    Paragraph: _add_paragraph,
    Note: _add_note,
    Table: _add_table,
}
