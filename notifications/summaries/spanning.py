"""What a half-year's or a year's paper tells beside its rows: its parts, what was before."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from notifications.models import Summary
from notifications.papers import Paper, Part
from notifications.summaries.earlier import course_until, newest_of, told_of
from workflows.cycles.periods import Period, period_around
from workflows.cycles.spans import parts_of
from workflows.models import Cycle, Span


def head_of(span: Span, papers: Sequence[Paper]) -> dict[str, Any]:
    """Return what a span's paper says of itself, by the names of its fields: three statements."""
    periods = parts_of(span)
    return {
        "cycle": span.key,
        "label": span.label,
        "covers_from": periods[0].covers_from,
        "covers_until": periods[-1].covers_until,
        "parts": _parts(span, periods, {paper.cycle: paper for paper in papers}),
        "earlier": told_of(_before(span, periods)),
        "course": course_until(span.cycle),
    }


def _parts(span: Span, periods: Sequence[Period], papers: Mapping[str, Paper]) -> list[Part]:
    cycles = Cycle.objects.of_plan(span.cycle.plan).filter(key__in=papers)
    rows = Summary.objects.of_cycles().filter(cycle__in=cycles).order_by("number")
    editions = dict(rows.values_list("cycle__key", "number"))
    return [_part(each, papers.get(each.key), editions.get(each.key)) for each in periods]


def _part(period: Period, paper: Paper | None, edition: int | None) -> Part:
    return Part(
        key=period.key,
        label=period.label,
        total=paper.total if paper else None,
        progress=paper.progress if paper else None,
        edition=edition,
    )


def _before(span: Span, periods: Sequence[Period]) -> Summary | None:
    """Return the newest edition of the span of the same kind before, a sent one first."""
    around = period_around(span.kind, periods[0].covers_from)
    before = period_around(span.kind, around.covers_from - timedelta(days=1))
    return newest_of(Summary.objects.filter(cycle__plan=span.cycle.plan, span_key=before.key))
