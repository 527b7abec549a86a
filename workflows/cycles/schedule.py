"""Which cycle is asked for on a day, and its dates (design.md section 7)."""

from dataclasses import dataclass
from datetime import date, timedelta

from project.workdays.models import Workday
from task_table.models import Plan
from workflows.cycles.periods import Period, period_just_ended, period_of
from workflows.models import Cycle, CycleKind

DUE_DAY_OF_MONTH = 15
DAYS_TO_CLOSE = 30
FINAL_WORKING_DAYS = 30


@dataclass(frozen=True)
class Window:
    """The days of a cycle; each lasts to its end."""

    opens_on: date
    support_due_on: date
    due_on: date
    closes_on: date

    def __str__(self) -> str:
        return (
            f"{self.opens_on}起填报，配合单位{self.support_due_on}截止，报送{self.due_on}截止，"
            f"补报{self.closes_on}截止"
        )


def cycle_asked_for(plan: Plan, *, on: date) -> Period | None:
    """Return the period a plan asks for on a day; None before its first period has ended.

    Within the plan it is the filing period just ended. After the plan's end, once the last filing
    period's window is over, it is `final`, asked for once.
    """
    period = period_just_ended(plan, on=on)
    if period is None or on <= plan.until_on:
        return period
    last_window = window_of(plan, period, on=on)
    return period if on <= last_window.closes_on else period_of(CycleKind.FINAL, plan)


def window_of(plan: Plan, period: Period, *, on: date) -> Window:
    """Return a period's days; `on` is the day a midterm or final cycle is asked for.

    A filing period opens on the first working day after it, is due on the 15th or the next working
    day, and closes 30 days later. Midterm and final are due 30 working days after opening.
    """
    if period.kind in (CycleKind.MIDTERM, CycleKind.FINAL):
        opens_on = Workday.objects.from_day(on)
        due_on = Workday.objects.after(opens_on, FINAL_WORKING_DAYS)
    else:
        opens_on = Workday.objects.from_day(period.covers_until + timedelta(days=1))
        month_after = period.covers_until + timedelta(days=DUE_DAY_OF_MONTH)
        due_on = Workday.objects.from_day(month_after)
    support_due_on = support_day(plan, opens_on, due_on)
    return Window(opens_on, support_due_on, due_on, due_on + timedelta(days=DAYS_TO_CLOSE))


def support_day(plan: Plan, opens_on: date, due_on: date) -> date:
    """Return the co-responsible units' day, some of the plan's working days before the due date.

    They never get less than half of the window, which 国庆 shrinks to five working days.
    """
    whole = Workday.objects.distance(opens_on, due_on)
    days = max(whole - plan.support_days, whole // 2)
    return Workday.objects.after(opens_on, days) if days else opens_on


def announce(plan: Plan, period: Period, *, on: date) -> Cycle:
    """Return the plan's cycle of a period, announced now if it was not; a cycle comes once."""
    window = window_of(plan, period, on=on)
    cycle, _ = Cycle.objects.get_or_create(
        plan=plan, key=period.key, defaults=vars(period) | vars(window)
    )
    return cycle
