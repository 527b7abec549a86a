"""The pages of an office's template: its sections, what lies across in them, what marks a draft."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt

from notifications.summaries.word_styles import MARGINS, UPRIGHT, leave_grid, new
from notifications.summary_templates.fields import MARK, fields_in
from notifications.summary_templates.walking import paragraphs

SECTION, PROPERTIES = qn("w:sectPr"), qn("w:pPr")
# What shows where nothing is written.
SHOWN = {qn(f"w:{name}") for name in ("drawing", "pict", "object", "fldChar", "fldSimple")}
OF_PAPER = ("pgSz", "pgMar", "cols")


class Leaf:
    """The pages on which a block field stands: turned for what lies across, and turned back."""

    def __init__(self, document: Document, place: Any) -> None:
        self.document, self.place = document, place
        self.properties = _section_at(document, place)
        section = self._section()
        self.across_already = (section.page_width or 0) > (section.page_height or 0)
        found = (self.properties.find(qn(f"w:{name}")) for name in OF_PAPER)
        self.upright = [deepcopy(each) for each in found if each is not None]
        self.wide = False

    @property
    def width(self) -> int:
        """Return the type area's width in EMU."""
        section = self._section()
        return int(section.page_width - section.left_margin - section.right_margin)

    @property
    def height(self) -> int:
        """Return the type area's height in EMU."""
        section = self._section()
        return int(section.page_height - section.top_margin - section.bottom_margin)

    def turn(self, *, wide: bool) -> None:
        """Let what follows stand on pages that lie across, or on the template's own again."""
        if wide == self.wide or self.across_already:
            return
        if self._has_something_before():
            self._break()
        self._turn(wide=wide)
        self.wide = wide

    def close(self) -> None:
        """Turn back where the section goes on behind the field."""
        if _goes_on(self.place):
            self.turn(wide=False)

    def _section(self) -> Any:
        return Section(self.properties, self.document.part)

    def _has_something_before(self) -> bool:
        for each in self.place.itersiblings(preceding=True):
            if _ends_section(each) is not None:
                return False
            if _shows(each):
                return True
        return False

    def _break(self) -> None:
        """End the section before the field, as it is; what follows begins a page of its own.

        It has no first page of its own, whose header may be a red head, and its numbers run on.
        """
        self.place.addprevious(_end_of_section(deepcopy(self.properties)))
        for name in ("titlePg", "type"):
            for each in self.properties.findall(qn(f"w:{name}")):
                self.properties.remove(each)
        for each in self.properties.findall(qn("w:pgNumType")):
            each.attrib.pop(qn("w:start"), None)
        self._section().start_type = WD_SECTION.NEW_PAGE

    def _turn(self, *, wide: bool) -> None:
        if wide:
            _lay_across(self._section())
            for each in self.properties.findall(qn("w:cols")):
                each.attrib.pop(qn("w:num"), None)
            return
        for old in self.upright:
            self.properties.replace(self.properties.find(old.tag), deepcopy(old))


def ensure_paper(document: Document) -> None:
    """Give sections that name no paper or margins those of GB/T 9704."""
    if not document.element.body.findall(SECTION):
        document.element.body.append(new("sectPr"))
    for section in document.sections:
        for name, length in zip(MARGINS, UPRIGHT, strict=True):
            if getattr(section, name) is None:
                setattr(section, name, Mm(length))


def mark_pages(document: Document, words: str) -> None:
    """Write the words above every page whose header and footer have no field for them."""
    if not words:
        return
    for head in list(_unmarked(document)):
        paragraph = _free_line(head)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        layout = paragraph.paragraph_format
        layout.first_line_indent = layout.space_before = layout.space_after = Pt(0)
        # As low as it can be: what the header grows by, the page has less.
        layout.line_spacing_rule = WD_LINE_SPACING.SINGLE
        leave_grid(paragraph._p.get_or_add_pPr())
        paragraph.add_run(words).font.size = Pt(12)


def _free_line(head: Any) -> Any:
    """Return a header's first line, one more where something stands in it."""
    if not head.paragraphs:
        return head.add_paragraph()
    first = head.paragraphs[0]
    return first.insert_paragraph_before() if _shows(first._p) else first


def _unmarked(document: Document) -> Iterator[Any]:
    """Yield the header of each kind of page that shows no 稿次, each once."""
    done: set[Any] = set()
    for section in document.sections:
        for kind in _kinds(document, section):
            head = _standing(document, section, f"{kind}header")
            foot = _standing(document, section, f"{kind}footer")
            if head is None:
                head = getattr(section, f"{kind}header")
            if not (_is_marked(head) or _is_marked(foot)) and head._element not in done:
                done.add(head._element)
                yield head


def _kinds(document: Document, section: Any) -> Iterator[str]:
    """Yield the kinds of pages a section has, as their headers are named."""
    yield ""
    if section.different_first_page_header_footer:
        yield "first_page_"
    if document.settings.odd_and_even_pages_header_footer:
        yield "even_page_"


def _standing(document: Document, section: Any, name: str) -> Any:
    """Return the header or footer that stands on a section's pages: its own or an earlier one's."""
    here = [each._sectPr for each in document.sections].index(section._sectPr)
    for earlier in reversed(list(document.sections)[: here + 1]):
        if not getattr(earlier, name).is_linked_to_previous:
            return getattr(earlier, name)
    return None


def _is_marked(part: Any) -> bool:
    if part is None:
        return False
    return any(MARK in fields_in(place.text) for place in paragraphs(part._element, ""))


def _section_at(document: Document, place: Any) -> Any:
    """Return the properties of the section in which an element of the body stands."""
    for each in (place, *place.itersiblings()):
        if (found := _ends_section(each)) is not None:
            return found
    return document.element.body.find(SECTION)


def _ends_section(element: Any) -> Any:
    """Return the properties of the section that a paragraph ends; None if it ends none."""
    return element.find(f"{PROPERTIES}/{SECTION}")


def _goes_on(place: Any) -> bool:
    """Say whether anything shows behind a field in its section."""
    if _ends_section(place) is not None:
        return False
    for each in place.itersiblings():
        if _shows(each):
            return True
        if _ends_section(each) is not None:
            return False
    return False


def _shows(element: Any) -> bool:
    if element.tag == SECTION:
        return False
    if element.tag != qn("w:p"):
        return element.tag in (qn("w:tbl"), qn("w:sdt"))
    has_words = any((each.text or "").strip() for each in element.iter(qn("w:t")))
    return has_words or any(each.tag in SHOWN for each in element.iter())


def _end_of_section(properties: Any) -> Any:
    """Return a paragraph, too low to begin a page, that ends a section."""
    spacing = new("spacing", before="0", after="0", line="40", lineRule="exact")
    paragraph, inside = new("p"), new("pPr")
    inside.append(spacing)
    inside.append(properties)
    leave_grid(inside)
    paragraph.append(inside)
    return paragraph


def _lay_across(section: Any) -> None:
    """Turn the paper with its margins: what was above is on the right, the left one above."""
    top, right, bottom, left = (
        getattr(section, f"{side}_margin") for side in ("top", "right", "bottom", "left")
    )
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    section.top_margin, section.right_margin = left, top
    section.bottom_margin, section.left_margin = right, bottom
    section.header_distance = min(section.header_distance, left // 2)
    section.footer_distance = min(section.footer_distance, right // 2)
