"""Which half-years and years there are to sum up, and which cycles they are made of (0049)."""

from datetime import timedelta

from task_table.models import FilingKind, Plan, Sums
from workflows.cycles.periods import Period, period_around
from workflows.models import Cycle, CycleKind, Span

# What sums up filings of a kind; years are filed as they are.
SUMS_UP = {
    FilingKind.QUARTER: (CycleKind.HALF, CycleKind.YEAR),
    FilingKind.HALF: (CycleKind.YEAR,),
    FilingKind.YEAR: (),
}
BY_SCHEDULE = {
    Sums.HALVES_AND_YEARS: (CycleKind.HALF, CycleKind.YEAR),
    Sums.YEARS: (CycleKind.YEAR,),
    Sums.NONE: (),
}


def own_span(cycle: Cycle) -> Span:
    """Return the span that is the cycle itself."""
    return Span(cycle, cycle.key)


def spans_of(cycle: Cycle) -> list[Span]:
    """Return the half-year and the year the cycle is the last filing period of, if it is.

    One filing period is no sum: a plan that begins in October has no second half-year.
    """
    if cycle.kind != cycle.plan.filing_kind:
        return []
    kinds = SUMS_UP[FilingKind(cycle.plan.filing_kind)]
    around = [period_around(kind, cycle.covers_until) for kind in kinds]
    return [Span(cycle, each.key) for each in around if _ends_with(each, cycle)]


def wanted_spans(cycle: Cycle) -> list[Span]:
    """Return those of them that the plan's setting has built by the schedule."""
    wanted = BY_SCHEDULE[Sums(cycle.plan.sums_up)]
    return [span for span in spans_of(cycle) if span.kind in wanted]


def _ends_with(whole: Period, cycle: Cycle) -> bool:
    parts = _filed_within(whole, cycle.plan)
    return len(parts) > 1 and parts[-1].key == cycle.key


def span_named(plan: Plan, key: str) -> Span | None:
    """Return what a key names in a plan: a cycle, or what ends with an opened one; else None."""
    cycles = Cycle.objects.of_plan(plan).select_related("plan__committee")
    cycle = cycles.filter(key=key).first()
    if cycle is not None:
        return own_span(cycle)
    opened = cycles.filter(kind=plan.filing_kind, opened_at__isnull=False, key__startswith=key[:4])
    spans = (span for each in opened.order_by("opens_on") for span in spans_of(each))
    return next((span for span in spans if span.key == key), None)


def parts_of(span: Span) -> list[Period]:
    """Return the filing periods of a half-year or year within the plan, the oldest first."""
    kinds = SUMS_UP[FilingKind(span.cycle.plan.filing_kind)]
    around = (period_around(kind, span.cycle.covers_until) for kind in kinds)
    whole = next(each for each in around if each.key == span.key)
    return _filed_within(whole, span.cycle.plan)


def cycles_of(span: Span) -> list[Cycle]:
    """Return the opened cycles of a span, fetched with their plan, the oldest first."""
    if not span.is_of_cycles:
        return [span.cycle]
    keys = [each.key for each in parts_of(span)]
    rows = Cycle.objects.of_plan(span.cycle.plan).filter(key__in=keys, opened_at__isnull=False)
    return list(rows.select_related("plan__committee").order_by("opens_on"))


def _filed_within(whole: Period, plan: Plan) -> list[Period]:
    kind, day = CycleKind(plan.filing_kind), whole.covers_from
    found = []
    while day <= whole.covers_until:
        period = period_around(kind, day)
        if plan.from_on <= period.covers_from and period.covers_until <= plan.until_on:
            found.append(period)
        day = period.covers_until + timedelta(days=1)
    return found
