"""Reads by which day a node is due, as 年度要点 write it: 6月30日, 6月底, 二季度, 年底."""

import re
from calendar import monthrange
from datetime import date

from workflows.figures.reading import Unreadable
from workflows.milestones.asking import read_day

PLAIN = str.maketrans("０１２３４５６７８９", "0123456789")
YEAR = r"(?:(?P<year>20\d\d)\s*年?度?\s*[，,]?\s*)?"
BEFORE = r"(?:之?前|以前|前完成|完成)?"
DAY = re.compile(rf"{YEAR}(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})[日号]{BEFORE}")
MONTH = re.compile(rf"{YEAR}(?P<month>\d{{1,2}})月(?:份|底|末)?{BEFORE}")
QUARTER = re.compile(rf"{YEAR}第?(?P<quarter>[一二三四1-4])季度(?:底|末)?{BEFORE}")
HALF = re.compile(rf"{YEAR}(?P<half>[上下])半年(?:底|末)?{BEFORE}")
END = re.compile(rf"{YEAR}(?:年?底|年?末|全年|12月底){BEFORE}")
QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}
DECEMBER = 12


def read_due(text: str, year: int | None) -> date:
    """Return the last day of what is named; `year` is the row's own, where it has one.

    Raises Unreadable, with how to write it, also where the two years differ or there is none.

    >>> read_due("6月底前", 2025), read_due("2025年三季度", None), read_due("年底", 2025)
    (datetime.date(2025, 6, 30), datetime.date(2025, 9, 30), datetime.date(2025, 12, 31))
    """
    plain = text.translate(PLAIN).strip()
    for pattern, last_day in _PATTERNS:
        if found := pattern.fullmatch(plain):
            return _checked(last_day(found, _year_of(found, year, text)), year, text)
    return _checked(read_day(plain), year, text)


def _year_of(found: re.Match[str], year: int | None, text: str) -> int:
    said = found["year"]
    if said is None and year is None:
        raise Unreadable(f"“{text}”没有写年份，请补上年份或填写“年度”一栏。")
    return int(said) if said else year or 0


def _checked(day: date, year: int | None, text: str) -> date:
    if year is not None and day.year != year:
        raise Unreadable(f"“{text}”与“年度”一栏的{year}年不一致。")
    return day


def _of_day(found: re.Match[str], year: int) -> date:
    try:
        return date(year, int(found["month"]), int(found["day"]))
    except ValueError:
        raise Unreadable(f"“{found[0]}”不是真实存在的日期。") from None


def _of_month(found: re.Match[str], year: int) -> date:
    return _end(year, int(found["month"]), found[0])


def _of_quarter(found: re.Match[str], year: int) -> date:
    quarter = found["quarter"]
    number = QUARTERS[quarter] if quarter in QUARTERS else int(quarter)
    return _end(year, 3 * number, found[0])


def _of_half(found: re.Match[str], year: int) -> date:
    return _end(year, 6 if found["half"] == "上" else DECEMBER, found[0])


def _of_year(found: re.Match[str], year: int) -> date:
    return date(year, DECEMBER, 31)


def _end(year: int, month: int, text: str) -> date:
    if not 1 <= month <= DECEMBER:
        raise Unreadable(f"“{text}”里的月份不对。")
    return date(year, month, monthrange(year, month)[1])


_PATTERNS = (
    (DAY, _of_day),
    (MONTH, _of_month),
    (QUARTER, _of_quarter),
    (HALF, _of_half),
    (END, _of_year),
)
