"""这个数哪来的: the reports that one figure of a summary counts, with versions and hands."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from notifications.pages.summaries import links_of, reader_or_404
from notifications.paper_rows import ALL, FIGURES, WORDS_OF_KIND, Place, Row
from notifications.papers import Paper
from notifications.worded import as_issued
from notifications.wording import cycle_in_words, signature_in_words
from project.accounts.visitor import signed_in

KINDS = WORDS_OF_KIND | {ALL: "全部报告"}


@dataclass(frozen=True)
class Counted:
    """A report a figure counts: its unit, who signed, and the way to it for whoever may open it."""

    row: Row
    unit: str
    cycle: str
    signed: str
    url: str


@login_required
@require_safe
def summary_rows(
    request: HttpRequest, plan: str, key: str, edition: int, kind: str, figure: str
) -> HttpResponse:
    """List what a figure counts in an edition; 404 for a figure, a kind or a cycle there is not."""
    seen_by = reader_or_404(request, plan, key)
    if figure not in FIGURES or kind not in KINDS:
        raise Http404
    chosen = get_object_or_404(seen_by.editions, number=edition)
    paper = as_issued(chosen)
    cycle = _part(request.GET.get("cycle", ""), paper)
    links = links_of(seen_by.span, signed_in(request))
    context = {
        "span": seen_by.span,
        "shown": chosen,
        "paper": paper,
        "word": FIGURES[figure][0],
        "kind": f"{cycle_in_words(cycle)}{KINDS[kind]}",
        "rows": [_counted(row, paper, links) for row in rows_of(paper, kind, figure, cycle)],
    }
    return render(request, "notifications/summary_rows.html", context)


def _part(key: str, paper: Paper) -> str:
    """Return the cycle asked for of several; raises Http404 for one that is not among them."""
    if key and key not in {part.key for part in paper.parts or ()}:
        raise Http404
    return key


def rows_of(paper: Paper, kind: str, figure: str, cycle: str = "") -> list[Row]:
    """Return the rows behind a figure of one kind, or of all: those that were counted (rule 11).

    `cycle` is one of several, nothing for all of them.
    """
    _, counts = FIGURES[figure]
    return [
        row
        for row in paper.rows
        if kind in (ALL, row.kind) and cycle in ("", row.cycle) and counts(row)
    ]


def _counted(row: Row, paper: Paper, links: dict[Place, str]) -> Counted:
    url = links.get(row.place, "")
    return Counted(row, paper.name_of(row), cycle_in_words(row.cycle), signature_in_words(row), url)
