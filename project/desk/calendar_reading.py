"""What was read of a notice and what it would do, in the words of the page that asks to confirm."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from project.desk.calendar_year import Span, day_with_weekday
from project.desk.entering import Effect
from project.workdays.notice import Notice, in_words
from project.workdays.published import DayType
from workflows.cycles.recalendar import Moved
from workflows.models import Cycle

SAID = {
    "opens_on": "开始填报",
    "support_due_on": "配合单位截止",
    "due_on": "牵头单位截止",
    "closes_on": "补报截止",
}


@dataclass(frozen=True)
class Reading:
    """What the page shows before anything is written: days as words, before and after."""

    year: int
    spans: list[Span]
    make_up_days: list[tuple[str, str]]
    changes: list[tuple[str, str, str]]
    past: int
    moved: list[tuple[str, list[str]]]
    staying: list[Cycle]


def reading_of(notice: Notice, effect: Effect, *, on: date | None = None) -> Reading:
    """Return the notice and its effect in words; `past` are days that are over on that day."""
    on, year = on or timezone.localdate(), notice.year
    return Reading(
        year=year,
        spans=[Span(each.name, each.first, each.last) for each in notice.holidays],
        make_up_days=[(day_with_weekday(x.day, year), x.name) for x in notice.make_up_days],
        changes=[
            (day_with_weekday(each.day, year), _before(each.was), _after(each.now))
            for each in effect.changes
        ],
        past=sum(each.day < on for each in effect.changes),
        moved=[(each.cycle.label, _moves(each)) for each in effect.moved],
        staying=effect.staying,
    )


def _before(day: DayType) -> str:
    return ("上班" if day.is_workday else "休息") + ("（暂估）" if day.estimated else "")


def _after(day: DayType) -> str:
    """Return whether the day is worked, and for which holiday it is not, or is.

    >>> _after(DayType(date(2027, 1, 31), True, False, "春节"))
    '上班（为春节调休）'
    >>> _after(DayType(date(2027, 5, 5), False, False, "劳动节"))
    '休息（劳动节）'
    """
    word = "上班" if day.is_workday else "休息"
    if not day.holiday:
        return word
    return f"{word}（为{day.holiday}调休）" if day.is_workday else f"{word}（{day.holiday}）"


def _moves(moved: Moved) -> list[str]:
    """Return the days that move, each as 开始填报：2027年10月6日改为2027年10月8日."""
    days = [
        (said, getattr(moved.was, name), getattr(moved.now, name)) for name, said in SAID.items()
    ]
    return [f"{said}：{in_words(was)}改为{in_words(now)}" for said, was, now in days if was != now]
