"""Says of a day whether it is a working day, and on whose word.

Published years follow the State Council's yearly notice, make-up days included (chinesecalendar).
Other years follow the statute alone (全国年节及纪念日放假办法; `holidays` reckons the lunar days,
and the working day given for a holiday on a weekend): estimated (暂估) until the notice arrives.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import chinese_calendar
import holidays

FIRST_DAY, LAST_DAY = date(2021, 1, 1), date(2035, 12, 31)
DAYS = (LAST_DAY - FIRST_DAY).days + 1
# No installation ever estimated a day before this one: of earlier days nobody need ask whether.
FIRST_ESTIMABLE = date(2027, 1, 1)
SATURDAY = 5
# Where chinesecalendar is shorter than the notices, which people read beside it.
IN_NOTICES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}


@dataclass(frozen=True)
class DayType:
    """A day, whether it is worked, whether that is only estimated, and the holiday's name."""

    day: date
    is_workday: bool
    estimated: bool
    holiday: str


def day_type(day: date) -> DayType:
    """Return what is known of `day`.

    >>> day_type(date(2026, 2, 14)).is_workday  # a make-up Saturday before the Spring Festival
    True
    >>> day_type(date(2027, 2, 8))
    DayType(day=datetime.date(2027, 2, 8), is_workday=False, estimated=True, holiday='春节')
    """
    try:
        holiday, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:  # what chinesecalendar raises for a year not published yet
        return _estimated(day)
    return DayType(day, not holiday, False, _chinese(name))


def all_days() -> list[DayType]:
    """Return every day the calendar covers, in order: 5478 rows."""
    return [day_type(FIRST_DAY + timedelta(days=n)) for n in range(DAYS)]


def _estimated(day: date) -> DayType:
    name = _statutory(day.year).get(day)
    is_workday = day.weekday() < SATURDAY and name is None
    return DayType(day, is_workday, True, name or "")


@cache
def _statutory(year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("CN", years=year, language="zh_CN"))


def _chinese(name: str | None) -> str:
    names = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}
    said = str(names.get(name or "", ""))
    return IN_NOTICES.get(said, said)
