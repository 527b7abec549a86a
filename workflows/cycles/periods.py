"""Periods and their keys: 2025-Q4, 2025-H2, 2025, midterm, final."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from task_table.models import FilingKind, Plan
from workflows.models import CycleKind
from workflows.models.cycles import label_of_key

KEY = re.compile(r"(?P<year>20\d\d)(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])))?")
MONTHS = {CycleKind.QUARTER: 3, CycleKind.HALF: 6, CycleKind.YEAR: 12}


class UnknownPeriod(ValueError):
    """A key that names no period, or none of the plan's; the message says which are."""


@dataclass(frozen=True)
class Period:
    """What a cycle asks about: its key and kind, and the first and last day it covers."""

    key: str
    kind: CycleKind
    covers_from: date
    covers_until: date

    @property
    def label(self) -> str:
        """Return a calendar period as people say it."""
        return label_of_key(self.key)


def period_of(key: str, plan: Plan) -> Period:
    """Return the period a key names within a plan; raises UnknownPeriod.

    Years and half-years that the plan files by quarter are summaries over cycles, not filings.
    """
    if key in (CycleKind.MIDTERM, CycleKind.FINAL):
        return Period(key, CycleKind(key), plan.from_on, _last_day(CycleKind(key), plan))
    found = KEY.fullmatch(key)
    if found is None:
        raise UnknownPeriod(
            f"看不懂周期“{key}”。可用的写法：2025-Q4、2025-H2、2025、midterm、final。"
        )
    period = _calendar_period(found)
    if period.covers_from < plan.from_on or period.covers_until > plan.until_on:
        raise UnknownPeriod(
            f"{key}不在规划期内（{plan.from_on:%Y年%m月%d日}至{plan.until_on:%Y年%m月%d日}）。"
        )
    if period.kind != plan.filing_kind:
        kind = FilingKind(plan.filing_kind).label
        raise UnknownPeriod(f"本规划{kind}报送，{key}不是报送周期，而是若干周期的汇总。")
    return period


def period_just_ended(plan: Plan, *, on: date) -> Period | None:
    """Return the plan's last filing period that ended before `on`; None before the first one."""
    if on <= plan.from_on:
        return None
    kind = CycleKind(plan.filing_kind)
    last_day = min(on - timedelta(days=1), plan.until_on)
    ended = period_around(kind, last_day)
    if ended.covers_until > last_day:
        ended = period_around(kind, ended.covers_from - timedelta(days=1))
    return ended if ended.covers_from >= plan.from_on else None


def _calendar_period(found: re.Match[str]) -> Period:
    year = int(found["year"])
    if found["quarter"]:
        return period_around(CycleKind.QUARTER, date(year, int(found["quarter"]) * 3, 1))
    if found["half"]:
        return period_around(CycleKind.HALF, date(year, int(found["half"]) * 6, 1))
    return period_around(CycleKind.YEAR, date(year, 12, 1))


def period_around(kind: CycleKind, day: date) -> Period:
    """Return the quarter, half-year or year that contains `day`."""
    months = MONTHS[kind]
    part = (day.month - 1) // months
    first = date(day.year, part * months + 1, 1)
    following = date(day.year + (part + 1) * months // 12, (part + 1) * months % 12 + 1, 1)
    letter = {CycleKind.QUARTER: "-Q", CycleKind.HALF: "-H"}.get(kind)
    key = f"{day.year}{letter}{part + 1}" if letter else f"{day.year}"
    return Period(key, kind, first, following - timedelta(days=1))


def _last_day(kind: CycleKind, plan: Plan) -> date:
    """Return the last day a midterm or final report covers: midterm, half the plan's years."""
    if kind == CycleKind.FINAL:
        return plan.until_on
    years = plan.until_on.year - plan.from_on.year + 1
    return date(plan.from_on.year + years // 2, 12, 31) if years > 1 else plan.until_on
