"""The styles of an office's template that a summary is written in, and ours for those it lacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from notifications.summaries.word_styles import (
    HEADINGS,
    IN_TABLE,
    add_cell_style,
    dress_heading,
    new,
)

# Of tables and their cells: the template's own by these names, the first there is.
TABLES, CELLS = ("汇总表格", "Table Grid"), ("表格文字", IN_TABLE)
LEVELS = (1, 2, 3)
GRID = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


@dataclass(frozen=True)
class Look:
    """Styles by what they are for; `cell` is a key. `numbers_itself` says so of 标题 1."""

    headings: dict[int, Any]
    table: Any
    cell: str
    numbers_itself: bool


def look_of(document: Document) -> Look:
    """Return a template's styles, having added what it lacks."""
    headings = {level: _heading(document, level) for level in LEVELS}
    table = _called(document, TABLES, WD_STYLE_TYPE.TABLE) or _add_grid(document)
    cell = _called(document, CELLS, WD_STYLE_TYPE.PARAGRAPH) or add_cell_style(document)
    return Look(headings, table, cell.style_id, _numbers_itself(headings[1]))


def _called(document: Document, names: Sequence[str], kind: Any) -> Any:
    """Return the style of the first of these names that there is, however it is spelled."""
    known = {str(each.name).casefold(): each for each in document.styles if each.type == kind}
    return next((known[name.casefold()] for name in names if name.casefold() in known), None)


def _heading(document: Document, level: int) -> Any:
    name = f"Heading {level}"
    if found := _called(document, (name,), WD_STYLE_TYPE.PARAGRAPH):
        return found
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    font, size = HEADINGS[name]
    dress_heading(style, font, size)
    # Without it no reader knows it for a heading.
    style.element.get_or_add_pPr().append(new("outlineLvl", val=str(level - 1)))
    return style


def _add_grid(document: Document) -> Any:
    style = document.styles.add_style(TABLES[-1], WD_STYLE_TYPE.TABLE, builtin=True)
    borders = f"<w:tblPr {nsdecls('w')}><w:tblBorders>{GRID}</w:tblBorders></w:tblPr>"
    style.element.append(parse_xml(borders))
    return style


def _numbers_itself(style: Any) -> bool:
    """Say whether a style, or what it is based on, numbers its paragraphs."""
    while style is not None:
        numbers = style.element.findall(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        if numbers:
            return bool(numbers[0].get(qn("w:val")) != "0")
        style = style.base_style
    return False
