"""Reads what the windows of reports rest on: cycle, returns, 特许补报, calendar, whom to ask."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from project.accounts.access import Permission, committees_served, may, people_who_may
from project.accounts.models import Committee, Unit, UnitKind, User
from project.workdays.estimates import estimated_from, reckoned
from project.workdays.models import Workday
from task_table.models import AssignmentRole
from workflows.models import Cycle, DueDateChange, Report, WindowException
from workflows.windows import Days, FilingWindow, WindowState, state_on, window_on

MOST_NAMES = 3


@dataclass(frozen=True)
class UnitWindows:
    """The windows of a unit in a cycle on a day, read once: no statement for a row."""

    cycle: Cycle
    unit: Unit
    on: date
    excepted_until: date | None
    ordinals: dict[date, int]

    @cached_property
    def ask(self) -> str:
        """Return whom to ask; read from the database where a window is locked, and only there."""
        return whom_to_ask(self.unit, self.cycle.plan.committee, on=self.on)

    def may_write(self, report: Report) -> bool:
        """Say whether the unit may write one of its rows on that day."""
        state = state_on(days_of(report, self.excepted_until), on=self.on)
        return state not in (WindowState.NOT_BEGUN, WindowState.LOCKED)

    @property
    def leading(self) -> FilingWindow:
        return self._window(self._days(self.cycle.due_on))

    @property
    def supporting(self) -> FilingWindow:
        return self._window(self._days(self.cycle.support_due_on))

    def of(self, report: Report) -> FilingWindow:
        """Return the window of one of the unit's rows; a return or a correction prolongs it."""
        return self._window(days_of(report, self.excepted_until))

    def _days(self, due_on: date) -> Days:
        cycle = self.cycle
        return Days(cycle.opens_on, due_on, cycle.closes_on, excepted_until=self.excepted_until)

    def _window(self, days: Days) -> FilingWindow:
        left = self.ordinals[days.due_on] - self.ordinals[self.on]
        days = replace(days, estimated_from=estimated_from(days.opens_on, days.last_on))
        is_locked = state_on(days, on=self.on) == WindowState.LOCKED
        return window_on(days, on=self.on, days_left=left, ask=self.ask if is_locked else "")


def unit_windows(cycle: Cycle, unit: Unit, *, on: date) -> UnitWindows:
    """Return the windows of a unit's rows, in a fixed number of statements."""
    rows = WindowException.objects.of_unit(cycle, unit).in_force(on=on)
    wanted = {on, cycle.due_on, cycle.support_due_on}
    days = Workday.objects.filter(day__in=wanted).values_list("day", "ordinal")
    return UnitWindows(cycle, unit, on, rows.last_day(), dict(days))


def window_of_report(report: Report, *, on: date) -> FilingWindow:
    """Return one report's window, with its sentence."""
    return unit_windows(report.cycle, report.unit, on=on).of(report)


def days_of(report: Report, excepted_until: date | None) -> Days:
    """Return the days that decide over a report."""
    return Days(
        opens_on=report.cycle.opens_on,
        due_on=report.due_on,
        closes_on=report.cycle.closes_on,
        reply_by=report.reply_by,
        excepted_until=excepted_until,
        is_correction=report.signed_version_id is not None,
    )


def may_write(report: Report, *, on: date) -> bool:
    """Say whether the unit may write on that day: no statement but for what would be locked."""
    state = state_on(days_of(report, None), on=on)
    if state == WindowState.LOCKED:
        return excepted_until(report, on=on) is not None
    return state != WindowState.NOT_BEGUN


def excepted_until(report: Report, *, on: date) -> date | None:
    """Return the last day of the unit's 特许补报, if one is in force."""
    rows = WindowException.objects.of_unit(report.cycle, report.unit)
    return rows.in_force(on=on).last_day()


def keeps_windows(user: User, unit: Unit, committee: Committee, *, on: date) -> bool:
    """Say whether the person gives 特许补报 to a unit.

    That is a reviewer of the unit who is at home in the committee's office (decision 0015).
    """
    serves = committees_served(user, on=on).filter(pk=committee.pk).exists()
    return serves and may(user, Permission.REVIEW, unit, on=on)


def whom_to_ask(unit: Unit, committee: Committee, *, on: date) -> str:
    """Return the committee's office with those in it who review the unit, by name and number."""
    people = people_who_may(Permission.REVIEW, unit, on=on).filter(
        home_unit__kind=UnitKind.OFFICE, home_unit__committee=committee
    )
    found = list(people.select_related("home_unit").order_by("pk")[:MOST_NAMES])
    names = [_reached(person) for person in found]
    office = found[0].home_unit if found else _office_of(committee)
    return f"{office or '残工委办公室'}{'（' + '、'.join(names) + '）' if names else ''}"


def _office_of(committee: Committee) -> Unit | None:
    return Unit.objects.of_committee(committee).filter(kind=UnitKind.OFFICE).first()


def _reached(person: User) -> str:
    return f"{person.name}，电话{person.phone}" if person.phone else person.name


@dataclass(frozen=True)
class Postponed:
    """What was said of a cycle's due dates that were moved; empty where they were not."""

    leading: str = ""
    supporting: str = ""


def postponed(cycle: Cycle) -> Postponed:
    """Return both days of each due date that was moved, with the reason: one statement."""
    changes = list(DueDateChange.objects.filter(cycle=cycle).order_by("pk"))
    return Postponed(
        leading=_told((each.was_due_on, each.due_on, each.reason) for each in changes),
        supporting=_told(
            (each.support_was_due_on, each.support_due_on, each.reason) for each in changes
        ),
    )


def postponed_of(report: Report) -> str:
    """Return what was said of the report's own due date, if it was moved."""
    said = postponed(report.cycle)
    is_support = report.assignment.role == AssignmentRole.SUPPORT
    return said.supporting if is_support else said.leading


def _told(moves: Iterable[tuple[date, date, str]]) -> str:
    """Return 原定2026年1月15日，延至2026年1月20日：原因; each further move follows the first.

    >>> first, then = date(2026, 1, 15), date(2026, 1, 20)
    >>> _told([(first, first, "其他单位"), (first, then, "数据晚到")])
    '原定2026年1月15日，延至2026年1月20日：数据晚到'
    >>> _told([(first, then, "甲"), (then, date(2026, 1, 22), "乙")])
    '原定2026年1月15日，延至2026年1月20日：甲；再延至2026年1月22日：乙'
    """
    real = [(was, now, reason) for was, now, reason in moves if was != now]
    if not real:
        return ""
    told = [f"延至{reckoned(now)}：{reason}" for _, now, reason in real]
    return f"原定{reckoned(real[0][0])}，{'；再'.join(told)}"
