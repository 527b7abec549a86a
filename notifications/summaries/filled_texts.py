"""Writes the text fields of an office's template, wherever they stand."""

from collections.abc import Iterator, Mapping
from typing import Any

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE
from docx.oxml.ns import qn

from notifications import wording
from notifications.papers import Paper
from notifications.summaries.chapters.overview import preamble
from notifications.summaries.edition import Edition
from notifications.summary_templates.fields import FIELD, MARK, TITLE
from notifications.summary_templates.walking import Place, paragraphs

REPEATED = (CONTENT_TYPE.WML_HEADER, CONTENT_TYPE.WML_FOOTER)


def texts_of(paper: Paper, edition: Edition) -> dict[str, str]:
    """Return what each text field gives; a draft has no number, no signer and no day."""
    signed = paper.wording if edition.issued else None
    return {
        TITLE: edition.title,
        "规划": paper.plan_title,
        "周期": paper.label,
        "导语": preamble(paper),
        "截至时间": wording.moment_in_words(paper.as_of),
        "文号": signed.name if signed else "",
        "签发人": signed.issued_by if signed else "",
        "签发日期": wording.day_in_words(signed.issued_on) if signed else "",
        MARK: edition.caveat,
    }


def places_of(document: Document) -> Iterator[Place]:
    """Yield every paragraph of the body, and of all headers and footers."""
    yield from paragraphs(document.element, "")
    for part in document.part.package.iter_parts():
        if part.content_type in REPEATED:
            yield from paragraphs(part.element, "")


def write_texts(document: Document, texts: Mapping[str, str]) -> None:
    """Write the text fields; a field that gives a block is left as it is."""
    for place in places_of(document):
        _write(place, texts)


def _write(place: Place, texts: Mapping[str, str]) -> None:
    """Write a paragraph's fields from the last to the first, so that the places before hold."""
    for found in reversed(list(FIELD.finditer(place.text))):
        if found[1] in texts:
            _replace(place.pieces, found.start(), found.end(), texts[found[1]])


def _replace(pieces: list[Any], start: int, end: int, said: str) -> None:
    """Write `said` where the text of the pieces runs from `start` to `end`: in the first of them.

    The others lose what of the field stood in them.
    """
    at = 0
    for piece in pieces:
        text = piece.text or ""
        first, last = max(start - at, 0), min(end - at, len(text))
        at += len(text)
        if first >= last:
            continue
        piece.text = f"{text[:first]}{said}{text[last:]}"
        piece.set(qn("xml:space"), "preserve")
        said = ""
