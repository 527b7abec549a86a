"""Looks into zip packages: docx, xlsx, pptx (ECMA-376) and ofd (GB/T 33190). Runs in the child."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError
from zipfile import BadZipFile, ZipFile, ZipInfo

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, fromstring

from workflows.evidence.compound import MACROS, PROTECTED, words_of_compound
from workflows.evidence.kinds import Family, Unfit, family_of, mismatch
from workflows.evidence.media import BROKEN

MOST_PARTS = 5_000
# Unpacked, all parts together: far above what an office writes, far below the child's memory.
MOST_BYTES = 300 * 2**20
DEEPEST = 3

SUSPICIOUS = (
    "文件的内部结构异常（解压后过大、层数过多，或含有外部引用），不收。请重新导出一份再上传。"
)

OOXML = "application/vnd.openxmlformats-officedocument."
MAIN_PARTS = {
    "docx": OOXML + "wordprocessingml.document.main+xml",
    "xlsx": OOXML + "spreadsheetml.sheet.main+xml",
    "pptx": OOXML + "presentationml.presentation.main+xml",
}
# Within these, runs belong together: one number may lie in several of them.
WHOLE = {"p", "si", "is", "c", "v", "TextObject", "comment"}
GAPS = {"tab", "br", "cr", "row", "tc"}


def words_of_package(file: IO[bytes], kind: str) -> Iterator[str]:
    """Yield the texts of a package of that kind; raises Unfit where it is another, or broken."""
    with opened(file) as package:
        _check_kind(package, kind)
        yield from _words(package, depth=1)


@contextmanager
def opened(file: IO[bytes] | Path) -> Iterator[ZipFile]:
    """Open a package; what is broken or locked in it is Unfit, whenever it is come upon."""
    try:
        with ZipFile(file) as package:
            yield package
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise Unfit(BROKEN) from error
    except RecursionError as error:
        raise Unfit(SUSPICIOUS) from error
    except RuntimeError as error:  # zipfile's word for an encrypted part
        raise Unfit(PROTECTED) from error


def _check_kind(package: ZipFile, kind: str) -> None:
    names = set(package.namelist())
    if "[Content_Types].xml" in names:
        said = package.read(_bounded(package.getinfo("[Content_Types].xml"))).decode(
            "utf-8", "ignore"
        )
        if "macroEnabled" in said or any(name.endswith("vbaProject.bin") for name in names):
            raise Unfit(MACROS)
        found = next((each for each, part in MAIN_PARTS.items() if part in said), "")
    else:
        found = "ofd" if "OFD.xml" in names else ""
    if found != kind:
        raise Unfit(mismatch(kind, f" {found} 文件" if found else "压缩包"))


def _words(package: ZipFile, *, depth: int) -> Iterator[str]:
    """Yield the words of every part, of packages within packages too, all of it bounded."""
    parts = package.infolist()
    if len(parts) > MOST_PARTS or depth > DEEPEST:
        raise Unfit(SUSPICIOUS)
    if sum(part.file_size for part in parts) > MOST_BYTES:
        raise Unfit(SUSPICIOUS)
    for part in parts:
        if part.flag_bits & 1:
            raise Unfit(PROTECTED)
        content = package.read(part)
        yield from _words_of_part(part.filename, content, depth)


def _words_of_part(name: str, content: bytes, depth: int) -> Iterator[str]:
    if name.lower().endswith((".xml", ".rels")):
        yield from words_of_xml(content)
    elif family_of(content) == Family.ZIP:
        with ZipFile(BytesIO(content)) as inner:
            yield from _words(inner, depth=depth + 1)
    elif family_of(content) == Family.OLE:
        yield from words_of_compound(content)


def _bounded(part: ZipInfo) -> ZipInfo:
    if part.file_size > MOST_BYTES:
        raise Unfit(SUSPICIOUS)
    return part


class _Gatherer:
    """Joins the texts of a paragraph, a cell or a text object; a line for each."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition("}")[2] in GAPS:
            self.pieces.append(" ")

    def end(self, tag: str) -> None:
        if tag.rpartition("}")[2] in WHOLE:
            self.pieces.append("\n")

    def data(self, text: str) -> None:
        self.pieces.append(text)

    def close(self) -> str:
        return "".join(self.pieces)


def words_of_xml(content: bytes) -> Iterator[str]:
    """Yield an XML part's text: by paragraph, then run together, where glyphs stand singly."""
    try:
        parser = DefusedXMLParser(target=_Gatherer(), forbid_dtd=True)
        parser.feed(content)
        text: str = parser.close()
    except DefusedXmlException as error:
        raise Unfit(SUSPICIOUS) from error
    except ParseError as error:
        raise Unfit(BROKEN) from error
    yield text
    if b"TextCode" in content:
        yield "".join(text.split())


def tree_of(content: bytes) -> Element:
    """Return an XML part as a tree, without entities or anything from outside."""
    try:
        tree: Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Unfit(SUSPICIOUS) from error
    except ParseError as error:
        raise Unfit(BROKEN) from error
    return tree
