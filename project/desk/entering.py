"""Enters a holiday notice: the calendar, and with it the days that nobody was told of yet."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from project.accounts.access import committees_served
from project.accounts.models import User
from project.workdays.estimates import estimated_from
from project.workdays.models import HolidayNotice
from project.workdays.notice import Notice
from project.workdays.publishing import (
    DayChange,
    check_may_be_entered,
    differences,
    publish,
)
from workflows.cycles.recalendar import Moved, recalendar
from workflows.models import Cycle
from workflows.refusals import NotEntitled

DECEMBER = 12


@dataclass(frozen=True)
class Effect:
    """What entering a notice does: which days turn, which cycles move, which stay as told."""

    changes: list[DayChange]
    moved: list[Moved]
    staying: list[Cycle]


def may_enter(user: User, *, on: date) -> bool:
    """Say whether the person works in a committee's office on that day."""
    return committees_served(user, on=on).exists()


def enter(
    notice: Notice, text: str, *, by: User, at: datetime | None = None
) -> tuple[HolidayNotice, list[Moved]]:
    """Write the notice and move what was not told; one transaction, so that both stand or none.

    Raises NotEntitled, or what `publish` refuses.
    """
    at = at or timezone.now()
    if not may_enter(by, on=timezone.localdate(at)):
        raise NotEntitled("只有残工委办公室可以录入放假通知。")
    with transaction.atomic():
        entered = publish(notice, text, by=by, at=at)
        return entered, recalendar(by=by, at=at)


def rehearse(notice: Notice, text: str, *, by: User, at: datetime | None = None) -> Effect:
    """Return what `enter` would do, by doing it and taking it back: nothing stays written.

    Raises what `enter` raises.
    """
    with transaction.atomic():
        check_may_be_entered(notice, on=timezone.localdate(at))
        changes = differences(notice)
        _, moved = enter(notice, text, by=by, at=at)
        staying = list(_staying(notice.year))
        transaction.set_rollback(True)
    return Effect(changes, moved, staying)


def year_missing(*, on: date) -> int | None:
    """Return the year whose notice should have been entered by that day: from 1 December the next.

    The State Council publishes it in autumn; before December nobody is asked for it.
    """
    year = on.year + (on.month == DECEMBER)
    since = estimated_from(date(year, 12, 31))
    return year if since and since.year <= year else None


def missing_in_words(year: int) -> str:
    """Return what an alarm and the doctor say of a year without its notice."""
    return (
        f"{year}年放假通知尚未录入：国务院通知发布后请在工作日日历中粘贴录入，"
        f"在此之前{year}年的日期均为暂估。"
    )


def _staying(year: int) -> list[Cycle]:
    """Return the cycles that were told and have a day in the year: those days stay."""
    told = Cycle.objects.exclude(pk__in=Cycle.objects.untold().values("pk"))
    of_year = told.filter(opens_on__year__lte=year, closes_on__year__gte=year)
    return list(of_year.select_related("plan").order_by("opens_on"))
