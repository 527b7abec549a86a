"""A PDF as it is measured: lines with their place and size, in millimetres; its tree of tags."""

from collections.abc import Callable, Iterator
from ctypes import byref, c_double, create_string_buffer
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

MM = 72 / 25.4
# Where the font's characters begin above their base line, in heights of a character.
ASCENT = 0.88


@dataclass(frozen=True)
class Letter:
    """A character: its origin and the ends of its ink, from the page's upper left corner."""

    text: str
    left: float
    ink: tuple[float, float]
    base: float
    size: float


@dataclass(frozen=True)
class Line:
    """A line of text: where it and its ink begin and its ink ends in mm, its size in points."""

    text: str
    left: float
    ink: tuple[float, float]
    top: float
    size: float

    @property
    def right(self) -> float:
        return self.ink[1]


@dataclass(frozen=True)
class Page:
    """A page's size in millimetres and its lines from above, head and foot apart."""

    width: float
    height: float
    lines: list[Line]

    @property
    def head(self) -> Line:
        return self.lines[0]

    @property
    def foot(self) -> Line:
        return self.lines[-1]

    @property
    def text(self) -> list[Line]:
        return self.lines[1:-1]


def pages_of(content: bytes) -> list[Page]:
    """Return the pages of a PDF that has a running head and a page number on each."""
    document = pypdfium2.PdfDocument(content)
    pages = [_page(page) for page in document]
    document.close()
    return pages


def tags_of(content: bytes) -> list[str]:
    """Return the kinds of all structure elements, in reading order."""
    document = pypdfium2.PdfDocument(content)
    kinds = [kind for page in document for kind in _walked(page, _kind)]
    document.close()
    return kinds


def read_out(content: bytes) -> list[str]:
    """Return what is read out for each figure, in reading order."""
    document = pypdfium2.PdfDocument(content)
    said = [words for page in document for words in _walked(page, _alternative) if words]
    document.close()
    return said


def _page(page: Any) -> Page:
    width, height = page.get_size()
    by_line = groupby(sorted(_letters(page, height), key=_place), key=lambda each: each.base)
    return Page(width / MM, height / MM, [_line(list(letters)) for _, letters in by_line])


def _place(letter: Letter) -> tuple[float, float]:
    return letter.base, letter.left


def _letters(page: Any, height: float) -> Iterator[Letter]:
    text = page.get_textpage()
    for index in range(text.count_chars()):
        x, y = c_double(), c_double()
        pdfium.FPDFText_GetCharOrigin(text.raw, index, byref(x), byref(y))
        size, box = _size(text, index), text.get_charbox(index)
        if letter := text.get_text_range(index, 1).strip():
            base = round((height - y.value) / MM, 2)
            yield Letter(letter, x.value / MM, (box[0] / MM, box[2] / MM), base, size)


def _size(text: Any, index: int) -> float:
    """Return a character's size as printed: what stands in a drawing was scaled with it."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text.raw, index, byref(matrix))
    return round(float(pdfium.FPDFText_GetFontSize(text.raw, index) * matrix.d), 2)


def _line(letters: list[Letter]) -> Line:
    first, last = letters[0], letters[-1]
    text = "".join(each.text for each in letters)
    ink, top = (first.ink[0], last.ink[1]), first.base - ASCENT * first.size / MM
    return Line(text, first.left, ink, top, first.size)


def _walked(page: Any, told: Callable[[Any], str]) -> Iterator[str]:
    """Yield what is told of each structure element of a page."""
    tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
    for index in range(pdfium.FPDF_StructTree_CountChildren(tree)):
        yield from _of(pdfium.FPDF_StructTree_GetChildAtIndex(tree, index), told)
    pdfium.FPDF_StructTree_Close(tree)


def _of(element: Any, told: Callable[[Any], str]) -> Iterator[str]:
    if not element:
        return
    yield told(element)
    for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
        yield from _of(pdfium.FPDF_StructElement_GetChildAtIndex(element, index), told)


def _kind(element: Any) -> str:
    return _said(pdfium.FPDF_StructElement_GetType, element)


def _alternative(element: Any) -> str:
    return _said(pdfium.FPDF_StructElement_GetAltText, element)


def _said(asked: Any, element: Any) -> str:
    words = create_string_buffer(2048)
    asked(element, words, len(words))
    return words.raw.decode("utf-16-le").partition("\0")[0]
