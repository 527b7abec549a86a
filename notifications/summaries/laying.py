"""Lays an edition's files: the Word file in the office's template, wherever that can be done."""

import structlog

from notifications.files import find, store
from notifications.models import Document, Format, SummaryTemplate
from notifications.papers import Paper
from notifications.summaries.rendering import render

log = structlog.get_logger()
Drawn = tuple[bytes, SummaryTemplate | None]


class TemplateLost(Exception):
    """The file of a template is not in the store, or is not what it was any more."""


def lay(
    paper: Paper, format: Format, *, number: int, issued: bool, template: SummaryTemplate | None
) -> Document:
    """Render and store a file; return its row, not yet written, with what it was drawn in."""
    content, used = drawn(paper, format, number=number, issued=issued, template=template)
    return Document(
        format=format, issued=issued, fingerprint=store(content), size=len(content), template=used
    )


def lay_again(document: Document, paper: Paper, *, number: int) -> bool:
    """Lay a lost file again in what it was drawn in; say whether it is what it was."""
    content, used = drawn(
        paper, Format(document.format), number=number, issued=document.issued,
        template=document.template,
    )  # fmt: skip
    return used == document.template and store(content) == document.fingerprint


def drawn(
    paper: Paper,
    format: Format,
    *,
    number: int | None,
    issued: bool,
    template: SummaryTemplate | None,
) -> Drawn:
    """Return a file's bytes, and the template they are drawn in; None is the built-in layout.

    A template never costs a summary its Word file: where it cannot be filled, for whatever cause,
    the log has it and the file is laid in the built-in layout.
    """
    if template is not None and format == Format.DOCX:
        try:
            filling = content_of(template)
            return render(paper, format, number=number, issued=issued, template=filling), template
        except Exception:
            log.exception("summary.template_failed", template=template.fingerprint, edition=number)
    return render(paper, format, number=number, issued=issued), None


def content_of(template: SummaryTemplate) -> bytes:
    """Return a template's bytes; raises TemplateLost."""
    content = find(template.fingerprint)
    if content is None:
        raise TemplateLost(str(template))
    return content
