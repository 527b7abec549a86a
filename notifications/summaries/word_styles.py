"""The look of the .docx after GB/T 9704-2012: paper, type, headings, page numbers, running heads.

Fonts are named, none is embedded; each has a substitute for machines that lack it.
"""

from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

BODY, HEI, KAI, TITLE, LATIN = (
    "仿宋_GB2312",
    "黑体",
    "楷体_GB2312",
    "方正小标宋简体",
    "Times New Roman",
)
SUBSTITUTES = {BODY: "仿宋", KAI: "楷体", TITLE: "宋体", HEI: "SimHei"}
# 22 lines of 28.95 pt on the type area of 225 mm; the grid counts in twentieths of a point.
LINE, GRID = Pt(28.95), "579"
CHARACTER = Pt(16)
# Width, height, margins, distances of head and foot in millimetres; a landscape page is the
# portrait one turned, its foot on the left.
MARGINS = (
    "page_width", "page_height", "top_margin", "bottom_margin", "left_margin", "right_margin",
    "header_distance", "footer_distance",
)  # fmt: skip
UPRIGHT, ACROSS = (210, 297, 37, 35, 28, 26, 20, 25), (297, 210, 28, 26, 35, 37, 12, 15)
IN_TABLE = "TableText"
HEADINGS = {
    "Title": (TITLE, 22),
    "Heading 1": (HEI, 16),
    "Heading 2": (KAI, 16),
    "Heading 3": (BODY, 16),
}


def dress(document: Document, *, running_head: str) -> None:
    """Give a new document its paper, its styles, page numbers, and words above every page."""
    _lay_paper(document)
    _set_language(document)
    _name_substitutes(document)
    _set_font(document.styles["Normal"], BODY, 16)
    _space(document.styles["Normal"].paragraph_format)
    add_cell_style(document)
    for name, (font, size) in HEADINGS.items():
        dress_heading(document.styles[name], font, size)
    _number_pages(document)
    _write_running_head(document, running_head)


def add_cell_style(document: Document) -> Any:
    """Add the style of what stands in a table's cells: smaller and closer, off the grid."""
    style = document.styles.add_style(IN_TABLE, WD_STYLE_TYPE.PARAGRAPH)
    _set_font(style, BODY, 10.5)
    layout = style.paragraph_format
    layout.first_line_indent, layout.line_spacing = Pt(0), Pt(16)
    layout.space_before = layout.space_after = Pt(0)
    leave_grid(style.element.get_or_add_pPr())
    return style


def leave_grid(properties: Any) -> None:
    """Let a paragraph be as high as it is, whatever lines the page is ruled with."""
    properties.insert_element_before(
        new("snapToGrid", val="0"), *(f"w:{tag}" for tag in ("spacing", "ind", "jc", "rPr"))
    )


def turn(document: Document, *, wide: bool) -> None:
    """Let what follows stand on landscape pages, or on portrait ones again.

    Footers and running heads go on: a new section takes over those of the section before.
    """
    if wide == (document.sections[-1].orientation == WD_ORIENT.LANDSCAPE):
        return
    section = document.add_section(WD_SECTION.NEW_PAGE)
    # The break stands in a paragraph of its own, which must not begin another page.
    document.paragraphs[-1].paragraph_format.line_spacing = Pt(2)
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    _lay_margins(section, *(ACROSS if wide else UPRIGHT))


def new(tag: str, **attributes: str) -> Any:
    """Return an element of WordprocessingML with attributes of its own namespace."""
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _lay_paper(document: Document) -> None:
    section = document.sections[0]
    _lay_margins(section, *UPRIGHT)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)
    section._sectPr.append(new("docGrid", type="lines", linePitch=GRID))


def _lay_margins(section: Any, *millimetres: float) -> None:
    for name, length in zip(MARGINS, millimetres, strict=True):
        setattr(section, name, Mm(length))


def _set_language(document: Document) -> None:
    """Say that the text is Chinese: the template says en-US, and would be read out as English."""
    for language in document.styles.element.iter(qn("w:lang")):
        for name in ("val", "eastAsia"):
            language.set(qn(f"w:{name}"), "zh-CN")


def _name_substitutes(document: Document) -> None:
    """Name a substitute for each font in the table of fonts."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in SUBSTITUTES.items()
    )
    for part in document.part.package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            part._blob = part.blob.replace(b"</w:fonts>", f"{fonts}</w:fonts>".encode())


def dress_heading(style: Any, font: str, size: int) -> None:
    """Give a heading its type; it stays on the page of what it heads."""
    _set_font(style, font, size)
    style.font.bold = style.name == "Heading 3"
    style.font.color.rgb = RGBColor(0, 0, 0)
    _space(style.paragraph_format)
    style.paragraph_format.keep_with_next = True
    if style.name == "Title":
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        style.paragraph_format.first_line_indent = Pt(0)
        style.paragraph_format.line_spacing = Pt(36)
        for border in style.element.pPr.findall(qn("w:pBdr")):
            style.element.pPr.remove(border)


def _set_font(style: Any, name: str, size: float) -> None:
    style.font.name, style.font.size = LATIN, Pt(size)
    fonts = style.element.rPr.rFonts
    for attribute in list(fonts.attrib):
        if attribute.endswith("Theme"):
            del fonts.attrib[attribute]
    fonts.set(qn("w:eastAsia"), name)


def _space(paragraphs: Any) -> None:
    paragraphs.space_before = paragraphs.space_after = Pt(0)
    paragraphs.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraphs.line_spacing = LINE
    paragraphs.first_line_indent = CHARACTER * 2


def _number_pages(document: Document) -> None:
    """Number as — 1 —: odd pages on the right, even ones on the left, a character from the edge."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    _write_number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT, "right_indent")
    _write_number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT, "left_indent")


def _write_number(paragraph: Any, side: Any, indent: str) -> None:
    paragraph.alignment = side
    paragraph.paragraph_format.first_line_indent = Pt(0)
    setattr(paragraph.paragraph_format, indent, Pt(14))
    paragraph.add_run("— ").font.size = Pt(14)
    run = paragraph.add_run()
    run.font.size = Pt(14)
    run._r.append(new("fldChar", fldCharType="begin"))
    instruction = new("instrText")
    instruction.text = "PAGE"
    run._r.append(instruction)
    run._r.append(new("fldChar", fldCharType="end"))
    paragraph.add_run(" —").font.size = Pt(14)


def _write_running_head(document: Document, words: str) -> None:
    section = document.sections[0]
    for header in (section.header, section.even_page_header):
        paragraph = header.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.first_line_indent = Pt(0)
        paragraph.add_run(words).font.size = Pt(12)
