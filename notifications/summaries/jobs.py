"""The jobs that build summaries: each morning by the calendar, and when the secretariat asks."""

from datetime import date
from functools import partial

from django.utils import timezone

from notifications.models import Summary
from notifications.summaries import building, issuing
from notifications.summaries.followed import follow
from project.accounts.models import User
from project.workdays.models import Workday
from workflows.models import Cycle


def build_due_summaries() -> str:
    """Build the first edition of each cycle whose due date has passed; one line for the log."""
    built = [building.build(cycle) for cycle in cycles_to_sum_up(on=timezone.localdate())]
    return _told(built) if built else "没有到期的进展情况汇总要生成"


def issue_signed() -> str:
    """Draw and release what leaders signed since the last run."""
    return f"签发的进展情况汇总 {issuing.issue_signed()} 份"


def build(cycle_pk: int, by_pk: int, asked: int | None = None) -> str:
    """Build an edition because somebody asked for it; jobs from before know of no `asked`."""
    cycle = Cycle.objects.select_related("plan__committee").get(pk=cycle_pk)
    run = partial(building.build, cycle, by=User.objects.get(pk=by_pk))
    built = run() if asked is None else follow(asked, cycle, lambda reach: run(reach=reach))
    return _told([built]) if built else "已经重新要求生成，这一次不再生成"


def cycles_to_sum_up(*, on: date) -> list[Cycle]:
    """Return the opened cycles without any edition, from the working day after the due date on.

    Until the last day for late reports: what the worker missed on the first morning is made up.
    """
    waiting = Cycle.objects.filter(
        due_on__lt=on, closes_on__gte=on, opened_at__isnull=False, summaries=None
    )
    cycles = waiting.select_related("plan__committee").order_by("pk")
    return [cycle for cycle in cycles if Workday.objects.after(cycle.due_on) <= on]


def _told(summaries: list[Summary]) -> str:
    editions = "、".join(f"{each.cycle.key} 第{each.number}稿" for each in summaries)
    return f"进展情况汇总：{editions}"
