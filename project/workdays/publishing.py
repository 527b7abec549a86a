"""Enters a year's notice: its days take the estimate's place, and the ordinals after it move."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from project.audit.recording import Actor, record
from project.workdays.estimates import forget
from project.workdays.models import HolidayNotice, Workday
from project.workdays.notice import SATURDAY, Notice
from project.workdays.published import FIRST_DAY, LAST_DAY, DayType, day_type

# A New Year's holiday may begin in the December before.
FIRST_MONTH_BEFORE = 12


class NoticeRefused(ValueError):
    """A notice that may not be entered now; the message says why and what to do."""


class AlreadyEntered(NoticeRefused):
    """The same content stands already: nothing was changed."""


@dataclass(frozen=True)
class DayChange:
    """A day that is worked from now on, or not any more."""

    was: DayType
    now: DayType

    @property
    def day(self) -> date:
        return self.now.day


def publish(
    notice: Notice, text: str, *, by: Actor | None, at: datetime | None = None
) -> HolidayNotice:
    """Write the notice's year into the calendar, with the notice and the trail.

    Raises AlreadyEntered if the year's last notice says the same, NoticeRefused for a year whose
    turn has not come or which is over. Who may enter one is asked before, by who knows people.
    """
    at = at or timezone.now()
    with transaction.atomic():
        # One row stands for the calendar: two who enter at once take turns.
        Workday.objects.select_for_update().get(day=FIRST_DAY)
        check_may_be_entered(notice, on=timezone.localdate(at))
        changes = differences(notice)
        _write(_days_with(notice))
        entered = _keep(notice, text, by, at)
        facts = {"year": notice.year, "number": entered.number}
        days = [_told(each) for each in changes]
        record("calendar.publish", entered, by=by, at=at, **facts, days=days)
    forget()
    return entered


def check_may_be_entered(notice: Notice, *, on: date) -> None:
    """Raise NoticeRefused unless it is this year's turn and it says something new."""
    year = notice.year
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        words = f"工作日日历只覆盖{FIRST_DAY.year}年至{LAST_DAY.year}年，不能录入{year}年的通知。"
        raise NoticeRefused(words)
    estimated = Workday.objects.estimated_from()
    if estimated and estimated.year < year:
        first = estimated.year
        raise NoticeRefused(
            f"{first}年的放假通知还没有录入：请先录入{first}年的，再录入{year}年的。"
        )
    is_published = estimated is None or year < estimated.year
    if is_published and year < on.year:
        raise NoticeRefused(f"{year}年已经过去，日历不再改动。")
    last = HolidayNotice.objects.in_force(year).get(year)
    if last is not None and last.canonical() == notice.canonical():
        raise AlreadyEntered(f"{year}年的放假通知已经录入，内容相同，没有改动。")


def differences(notice: Notice) -> list[DayChange]:
    """Return the days on which the calendar would turn, in order: worked now, or off now."""
    days = _days_with(notice)
    rows = Workday.objects.in_bulk([each.day for each in days])
    return [
        DayChange(_as_day_type(rows[each.day]), each)
        for each in days
        if rows[each.day].is_workday != each.is_workday
    ]


def days_by(notices: dict[int, Notice], first: date, last: date) -> list[DayType]:
    """Return what is known of the days from `first` to `last` by each year's last notice.

    A day in December goes by the next year's notice where that names it; a year without a notice
    goes by what the software came with.
    """
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [_day_by(notices, day) for day in span]


def _days_with(notice: Notice) -> list[DayType]:
    """Return the days a notice bears upon, as they will be: its year and the December before."""
    year = notice.year
    others = HolidayNotice.objects.in_force(year - 1, year + 1)
    first = max(FIRST_DAY, date(year - 1, FIRST_MONTH_BEFORE, 1))
    return days_by({**others, year: notice}, first, date(year, 12, 31))


def _day_by(notices: dict[int, Notice], day: date) -> DayType:
    following, own = notices.get(day.year + 1), notices.get(day.year)
    if following and (day in following.off() or day in following.worked()):
        return _day_in(following, day)
    return _day_in(own, day) if own else day_type(day)


def _day_in(notice: Notice, day: date) -> DayType:
    off, worked = notice.off().get(day), notice.worked().get(day)
    is_workday = worked is not None or (off is None and day.weekday() < SATURDAY)
    return DayType(day, is_workday, False, worked or off or "")


def _write(days: list[DayType]) -> None:
    """Lay the days over their rows; all later ordinals move by as many days as were won or lost."""
    last = days[-1].day
    was = Workday.objects.on(last).ordinal
    before = Workday.objects.filter(day__lt=days[0].day).order_by("day").last()
    ordinal = before.ordinal if before else 0
    rows = []
    for each in days:
        ordinal += each.is_workday
        rows.append(Workday(ordinal=ordinal, **vars(each)))
    Workday.objects.bulk_create(
        rows,
        batch_size=200,
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["is_workday", "ordinal", "estimated", "holiday"],
    )
    if moved := ordinal - was:
        Workday.objects.filter(day__gt=last).update(ordinal=F("ordinal") + moved)


def _keep(notice: Notice, text: str, by: Actor | None, at: datetime) -> HolidayNotice:
    number = HolidayNotice.objects.of_year(notice.year).count() + 1
    return HolidayNotice.objects.create(
        year=notice.year,
        number=number,
        text=text,
        read=notice.canonical(),
        entered_at=at,
        entered_by_id=by.pk if by else None,
        entered_by_name=str(by) if by else "系统",
    )


def _as_day_type(row: Workday) -> DayType:
    return DayType(row.day, row.is_workday, row.estimated, row.holiday)


def _told(change: DayChange) -> str:
    return f"{change.day.isoformat()}{'上班' if change.now.is_workday else '休息'}"
