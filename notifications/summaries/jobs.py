"""The jobs that build summaries: each morning by the calendar, and when the secretariat asks."""

from datetime import date, timedelta
from functools import partial

from django.db.models import Exists, OuterRef
from django.utils import timezone

from notifications.models import Summary
from notifications.summaries import building, issuing
from notifications.summaries.followed import follow
from project.accounts.models import User
from project.workdays.models import Workday
from workflows.cycles.schedule import DAYS_TO_CLOSE
from workflows.cycles.spans import own_span, wanted_spans
from workflows.models import Cycle, Span

LATEST = timedelta(days=DAYS_TO_CLOSE)


def build_due_summaries() -> str:
    """Build the first edition of whatever is due to be summed up; one line for the log."""
    on = timezone.localdate()
    due = [*map(own_span, cycles_to_sum_up(on=on)), *spans_to_sum_up(on=on)]
    built = [building.build(span) for span in due]
    return _told(built) if built else "没有到期的进展情况汇总要生成"


def issue_signed() -> str:
    """Draw and release what leaders signed since the last run."""
    return f"签发的进展情况汇总 {issuing.issue_signed()} 份"


def build(cycle_pk: int, by_pk: int, key: str = "", asked: int | None = None) -> str:
    """Build an edition because somebody asked for it; `key` is the span's, if not the cycle's.

    Jobs from before know of no `asked`.
    """
    cycle = Cycle.objects.select_related("plan__committee").get(pk=cycle_pk)
    span = Span(cycle, key or cycle.key)
    run = partial(building.build, span, by=User.objects.get(pk=by_pk))
    built = run() if asked is None else follow(asked, span, lambda reach: run(reach=reach))
    return _told([built]) if built else "已经重新要求生成，这一次不再生成"


def cycles_to_sum_up(*, on: date) -> list[Cycle]:
    """Return the opened cycles without any edition, from the working day after the due date on.

    Until the last day for late reports: what the worker missed on the first morning is made up.
    """
    told = Summary.objects.of_cycles().filter(cycle=OuterRef("pk"))
    waiting = Cycle.objects.filter(
        ~Exists(told), due_on__lt=on, closes_on__gte=on, opened_at__isnull=False
    )
    cycles = waiting.select_related("plan__committee").order_by("pk")
    return [cycle for cycle in cycles if Workday.objects.after(cycle.due_on) <= on]


def spans_to_sum_up(*, on: date) -> list[Span]:
    """Return the half-years and years without any edition that the plans' settings ask for.

    From the day after the last cycle's window on, when the last late report is in or missing for
    good, until as long afterwards as that window was open to late ones: a worker may be down.
    """
    closed = Cycle.objects.filter(
        closes_on__lt=on, closes_on__gte=on - LATEST, opened_at__isnull=False
    )
    cycles = closed.select_related("plan__committee").order_by("pk")
    spans = [span for cycle in cycles for span in wanted_spans(cycle)]
    return [
        span
        for span in spans
        if Workday.objects.after(span.cycle.closes_on) <= on
        and not Summary.objects.of(span).exists()
    ]


def _told(summaries: list[Summary]) -> str:
    editions = "、".join(f"{each.span.key} 第{each.number}稿" for each in summaries)
    return f"进展情况汇总：{editions}"
