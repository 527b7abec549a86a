"""One year of the calendar as its page shows it: holidays, make-up days, working days a month."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from project.workdays.models import HolidayNotice, Workday
from project.workdays.notice import SATURDAY, WEEKDAYS, in_words
from project.workdays.published import FIRST_DAY, LAST_DAY

DECEMBER = 12
BY_SOFTWARE = "已公布，按国务院办公厅的放假通知（随系统提供）"
ESTIMATED = "暂估：国务院通知尚未录入，按法定节假日推算，不含调休"


@dataclass(frozen=True)
class Span:
    """A run of days off with the names of its holidays."""

    name: str
    first: date
    last: date

    @property
    def count(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def words(self) -> str:
        """Return the days as the notice writes them.

        >>> Span("春节", date(2027, 2, 5), date(2027, 2, 11)).words
        '2月5日至11日'
        >>> Span("元旦", date(2022, 12, 31), date(2023, 1, 2)).words
        '2022年12月31日至2023年1月2日'
        """
        first, last = self.first, self.last
        if first.year != last.year:
            return f"{in_words(first)}至{in_words(last)}"
        end = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
        return f"{first.month}月{first.day}日" + ("" if first == last else f"至{end}")


@dataclass(frozen=True)
class Month:
    """A month with its working days and its days off."""

    number: int
    worked: int
    off: int


@dataclass(frozen=True)
class Year:
    """A year's days, those of the December before, and the notices that were entered for it."""

    year: int
    rows: list[Workday]
    notices: list[HolidayNotice]

    @cached_property
    def days(self) -> list[Workday]:
        return [row for row in self.rows if row.day.year == self.year]

    @property
    def is_estimated(self) -> bool:
        return any(row.estimated for row in self.days)

    @property
    def source(self) -> str:
        """Return on whose word the year's days stand."""
        if self.is_estimated:
            return ESTIMATED
        return f"已公布，按录入的{self.notices[-1]}" if self.notices else BY_SOFTWARE

    @property
    def spans(self) -> list[Span]:
        """Return the holidays that have days in the year; those that touch are one."""
        runs = groupby(self.rows, key=lambda row: bool(row.holiday) and not row.is_workday)
        spans = [_span(list(rows)) for is_off, rows in runs if is_off]
        return [span for span in spans if span.last.year == self.year]

    @property
    def make_up_days(self) -> list[tuple[str, str]]:
        """Return the weekends that are worked, with what for."""
        return [
            (day_with_weekday(row.day, self.year), row.holiday)
            for row in self.days
            if row.is_workday and row.day.weekday() >= SATURDAY
        ]

    @property
    def months(self) -> list[Month]:
        by_month = groupby(self.days, key=lambda row: row.day.month)
        return [_month(number, list(rows)) for number, rows in by_month]

    @property
    def worked(self) -> int:
        return sum(row.is_workday for row in self.days)

    @property
    def off(self) -> int:
        return len(self.days) - self.worked

    @property
    def before(self) -> int | None:
        return self.year - 1 if self.year > FIRST_DAY.year else None

    @property
    def after(self) -> int | None:
        return self.year + 1 if self.year < LAST_DAY.year else None


def read_year(year: int) -> Year:
    """Return a year of the calendar: two statements."""
    span = (date(year - 1, DECEMBER, 1), date(year, DECEMBER, 31))
    rows = Workday.objects.filter(day__range=span).order_by("day")
    return Year(year, list(rows), list(HolidayNotice.objects.of_year(year)))


def day_with_weekday(day: date, year: int) -> str:
    """Return a day of a year as one checks it, with its own year where that is another.

    >>> day_with_weekday(date(2027, 1, 31), 2027), day_with_weekday(date(2026, 12, 31), 2027)
    ('1月31日（周日）', '2026年12月31日（周四）')
    """
    words = f"{day.month}月{day.day}日" if day.year == year else in_words(day)
    return f"{words}（周{WEEKDAYS[day.weekday()]}）"


def covers(year: int) -> bool:
    """Say whether the calendar has the year.

    >>> covers(2027), covers(2036)
    (True, False)
    """
    return FIRST_DAY.year <= year <= LAST_DAY.year


def _span(rows: list[Workday]) -> Span:
    """Return one run of days off; a day given for a weekend (补假) bears its holiday's name."""
    said = [name for row in rows for name in row.holiday.split("、")]
    names = dict.fromkeys(name.removesuffix("（补假）") for name in said)
    return Span("、".join(names), rows[0].day, rows[-1].day)


def _month(number: int, rows: list[Workday]) -> Month:
    worked = sum(row.is_workday for row in rows)
    return Month(number, worked, len(rows) - worked)
