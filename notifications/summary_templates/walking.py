"""Walks the paragraphs of a part of a .docx, so that check and filler find the same (no Django).

It asks no library: it works on the elements of ElementTree and of lxml alike.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
P, T, BODY, BOX = f"{W}p", f"{W}t", f"{W}body", f"{W}txbxContent"
TABLE, ROW, CELL = f"{W}tbl", f"{W}tr", f"{W}tc"


@dataclass(frozen=True)
class Place:
    """A paragraph: its element, where it stands in words, its pieces of text in order.

    `in_body` says that it stands in the document's body itself, in no table, box or control.
    """

    element: Any
    where: str
    pieces: list[Any]
    in_body: bool = False

    @property
    def text(self) -> str:
        return "".join(each.text or "" for each in self.pieces)


def paragraphs(root: Any, name: str) -> Iterator[Place]:
    """Yield the paragraphs of a part in order; `name` is what people call the part."""
    body = root.find(BODY)
    top = root if body is None else body
    yield from _within(top, name, counted=True, in_body=body is not None)


def _within(parent: Any, where: str, *, counted: bool, in_body: bool = False) -> Iterator[Place]:
    seen: Counter[str] = Counter()
    for child in parent:
        seen[str(child.tag)] += 1
        number = seen[str(child.tag)]
        if child.tag == P:
            here = f"{where}第{number}段" if counted else where
            yield Place(child, here, list(pieces_of(child)), in_body)
            yield from _in_boxes(child, where)
        elif child.tag == TABLE:
            yield from _in_table(child, f"{where}第{number}个表格")
        else:
            yield from _within(child, where, counted=False)


def _in_table(table: Any, where: str) -> Iterator[Place]:
    for row_number, row in enumerate(_own(table, ROW), start=1):
        for number, cell in enumerate(_own(row, CELL), start=1):
            yield from _within(cell, f"{where}第{row_number}行第{number}格", counted=False)


def _own(element: Any, tag: str) -> Iterator[Any]:
    """Yield the rows of a table or the cells of a row, none of a table within."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in (P, TABLE, ROW, CELL):
            yield from _own(child, tag)


def pieces_of(element: Any) -> Iterator[Any]:
    """Yield what holds a paragraph's text; that of a box in it is the box's own."""
    for child in element:
        if child.tag == T:
            yield child
        elif child.tag != BOX:
            yield from pieces_of(child)


def _in_boxes(element: Any, where: str) -> Iterator[Place]:
    for child in element:
        if child.tag == BOX:
            yield from _within(child, f"{where}的文本框", counted=False)
        else:
            yield from _in_boxes(child, where)
