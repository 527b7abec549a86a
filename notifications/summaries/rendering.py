"""Which files a summary is issued as, and how each is made from the facts."""

from collections.abc import Callable

from django.template.loader import render_to_string

from notifications.documents.summary import render_pdf
from notifications.layout import laid_out
from notifications.models import Format
from notifications.papers import Paper
from notifications.summaries.as_docx import render_docx
from notifications.summaries.as_xlsx import render_xlsx
from notifications.summaries.edition import Edition
from notifications.summaries.filling import fill_docx

RENDERERS: dict[Format, Callable[[Paper, Edition], bytes]] = {
    Format.DOCX: render_docx,
    Format.XLSX: render_xlsx,
    Format.PDF: render_pdf,
}


def render(
    paper: Paper,
    format: Format,
    *,
    number: int | None,
    issued: bool = False,
    template: bytes | None = None,
) -> bytes:
    """Return the bytes of a paper's file; `number` is the edition's, None for a trial.

    `template` is the office's own, for Word alone; None is the built-in layout. Raises Unprintable
    where the PDF's font lacks a character.
    """
    edition = Edition(paper, number, issued)
    if template is not None and format == Format.DOCX:
        return fill_docx(template, paper, edition)
    return RENDERERS[format](paper, edition)


def render_html(paper: Paper, *, number: int | None, css: str, issued: bool = False) -> bytes:
    """Return the summary as one page that stands alone, without scripts or links outward."""
    laid = laid_out(paper, present={})
    context = {"laid": laid, "edition": Edition(paper, number, issued), "css": css}
    return render_to_string("notifications/summary_file.html", context).encode()
