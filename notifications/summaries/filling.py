"""Pours a summary into the office's own template: the .docx as the office would have typed it."""

from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from dataclasses import replace
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as Line
from docx.text.run import Run

from notifications.papers import Paper
from notifications.summaries.as_docx import set_properties
from notifications.summaries.blocks import Block, Chart, Heading, Note, Paragraph, Table
from notifications.summaries.edition import Edition
from notifications.summaries.filled_pages import Leaf, ensure_paper, mark_pages
from notifications.summaries.filled_parts import Part, parts_of
from notifications.summaries.filled_styles import Look, look_of
from notifications.summaries.filled_texts import texts_of, write_texts
from notifications.summaries.lying import in_leaves
from notifications.summaries.packing import packed
from notifications.summaries.word_pictures import add_picture, pictures_of
from notifications.summaries.word_styles import new
from notifications.summaries.word_tables import add_table
from notifications.summary_templates.fields import FIELDS, fields_in, is_alone
from notifications.summary_templates.walking import Place, paragraphs, pieces_of

# What a chart leaves of a page's height for its caption.
CAPTION = Mm(10)
OWN_FORMAT, OWN_LETTERS = qn("w:pPr"), qn("w:rPr")


class NotFilled(Exception):
    """A template that cannot be filled, though it was checked; the words say why."""


def fill_docx(template: bytes, paper: Paper, edition: Edition) -> bytes:
    """Return the bytes of the .docx; the same template, facts and edition give the same bytes.

    Raises NotFilled, or whatever the library says of a template that it cannot read.
    """
    document = docx.Document(BytesIO(template))
    ensure_paper(document)
    places = [each for each in paragraphs(document.element, "") if _is_block(each)]
    if not places:
        raise NotFilled("模板里没有正文，也没有任何一章的字段")
    mark_pages(document, edition.caveat)
    write_texts(document, texts_of(paper, edition))
    look = look_of(document)
    parts = parts_of(paper, [_field(each) for each in places], numbers=not look.numbers_itself)
    pictures = pictures_of([each for part in parts for each in (*part.text, *part.annexes)])
    for place, part in zip(places, parts, strict=True):
        _Hand(document, place.element, look, pictures).write(part)
    set_properties(document, paper, edition)
    file = BytesIO()
    document.save(file)
    return packed(file.getvalue())


def _is_block(place: Place) -> bool:
    if not (place.in_body and is_alone(place.text)):
        return False
    known = FIELDS.get(_field(place))
    return known is not None and known.block


def _field(place: Place) -> str:
    return fields_in(place.text)[0]


class _Hand:
    """Writes blocks where a field stands, in the template's styles, each as wide as its page."""

    def __init__(
        self, document: Document, place: Any, look: Look, pictures: dict[Chart, bytes]
    ) -> None:
        self.document, self.place, self.look, self.pictures = document, place, look, pictures
        self.leaf = Leaf(document, place)
        self.begins_a_page = _takes_new_page(place)
        self.format = deepcopy(place.find(OWN_FORMAT))
        self.letters = _letters_of(place)
        self.written: dict[type[Block], Callable[[Any], None]] = {
            Heading: self._heading,
            Paragraph: self._paragraph,
            Note: self._note,
            Table: self._table,
            Chart: self._chart,
        }

    def write(self, part: Part) -> None:
        """Write the blocks, then take the field away."""
        before = self.place.getprevious()
        self.numbers = True
        self._write(part.text)
        self.numbers = False
        self._write(part.annexes)
        if self.begins_a_page:
            self._begin_page(self.document.element.body[0] if before is None else before.getnext())
        self.leaf.close()
        self._take_away()

    def _begin_page(self, first: Any) -> None:
        """Begin what stands for the field on a new page, as the field did."""
        turns = first.find(f"{OWN_FORMAT}/{qn('w:sectPr')}") is not None
        if first is not self.place and first.tag == qn("w:p") and not turns:
            Line(first, self.document).paragraph_format.page_break_before = True

    def _take_away(self) -> None:
        """Remove the field's paragraph, but what ends a section or bears a drawing stays empty."""
        stays = {qn(f"w:{name}") for name in ("sectPr", "drawing", "pict", "object")}
        if not any(each.tag in stays for each in self.place.iter()):
            self.place.getparent().remove(self.place)
            return
        for piece in pieces_of(self.place):
            piece.text = ""

    def _write(self, blocks: Sequence[Block]) -> None:
        for wide, run in in_leaves(blocks):
            self.leaf.turn(wide=wide)
            for block in run:
                self._put(self.written[type(block)], block)

    def _put(self, write: Callable[[Any], None], block: Block) -> None:
        """Let the library write at the end of the body, and move what it wrote to the field."""
        body = self.document.element.body
        before = len(body)
        write(block)
        self._move(body[before - 1 : -1])

    def _move(self, elements: Iterable[Any]) -> None:
        for element in list(elements):
            self.place.addprevious(element)

    def _heading(self, block: Heading) -> None:
        heading = self.document.add_paragraph(block.text)
        heading.style = self.look.headings[block.level]
        if not self.numbers and self.look.numbers_itself:
            _unnumber(heading)

    def _paragraph(self, block: Paragraph) -> None:
        paragraph = self._like_the_field()
        if block.label:
            self._run(paragraph, f"{block.label}：").font.bold = True
        self._run(paragraph, block.text)

    def _note(self, block: Note) -> None:
        note = self._like_the_field()
        note.paragraph_format.line_spacing = Pt(18)
        self._run(note, block.text).font.size = Pt(10.5)

    def _table(self, block: Table) -> None:
        add_table(
            self.document,
            block.heads,
            block.lines,
            widths=self._fitted(block.widths),
            about=block.about,
            style=self.look.table,
            in_cells=self.look.cell,
        )
        # Two tables without a paragraph between are one.
        gap = self.document.add_paragraph().paragraph_format
        gap.space_before = gap.space_after = Pt(0)
        gap.line_spacing = Pt(6)

    def _chart(self, block: Chart) -> None:
        high = (self.leaf.height - CAPTION) / Mm(block.height)
        scale = min(1, high, self.leaf.width / Mm(block.width))
        fitted = replace(block, width=block.width * scale, height=block.height * scale)
        add_picture(self.document, fitted, self.pictures[block])

    def _fitted(self, widths: Sequence[float]) -> list[float]:
        """Return a table's widths in millimetres, smaller where the page is narrower."""
        scale = min(1, self.leaf.width / Mm(sum(widths)))
        return [width * scale for width in widths]

    def _like_the_field(self) -> Any:
        """Return a new paragraph with the format of the one in which the field stands."""
        paragraph = self.document.add_paragraph()
        if self.format is not None:
            copy = deepcopy(self.format)
            for name in ("w:sectPr", "w:pageBreakBefore"):
                for each in copy.findall(qn(name)):
                    copy.remove(each)
            paragraph._p.insert(0, copy)
        return paragraph

    def _run(self, paragraph: Any, text: str) -> Run:
        run = paragraph.add_run(text)
        if self.letters is not None:
            run._r.insert(0, deepcopy(self.letters))
        return run


def _takes_new_page(place: Any) -> bool:
    """Say whether a paragraph begins a page, by its format or by a break typed before it."""
    breaks = [each.get(qn("w:type")) for each in place.iter(qn("w:br"))]
    return "page" in breaks or place.find(f"{OWN_FORMAT}/{qn('w:pageBreakBefore')}") is not None


def _letters_of(place: Any) -> Any:
    """Return the format of a paragraph's first letters; None where they have none of their own."""
    run = next((each for each in place.iter(qn("w:r")) if each.find(qn("w:t")) is not None), None)
    return None if run is None else run.find(OWN_LETTERS)


def _unnumber(heading: Any) -> None:
    """Take the style's number off one heading: it bears its own."""
    none = new("numPr")
    none.append(new("numId", val="0"))
    properties = heading._p.get_or_add_pPr()
    for old in properties.findall(qn("w:numPr")):
        properties.remove(old)
    properties.find(qn("w:pStyle")).addnext(none)
