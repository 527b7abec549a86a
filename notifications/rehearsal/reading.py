"""Reads a rehearsal's world: a fixed number of statements, whatever there is of rows or days."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Q
from django.utils.timezone import localdate

from notifications.digesting import week_of
from notifications.models import Digest, Kind, Robot, RobotPost, Round
from notifications.morning import Morning, read_morning
from notifications.rehearsal.reading_people import People, read_people
from notifications.rehearsal.reading_rows import Opening, read_opening, read_rows, unfiled
from notifications.rehearsal.world import Calendar, Row, TaskRow, Told, World
from project.workdays.models import Workday
from task_table.models import Plan
from workflows.cycles.periods import Period, period_of
from workflows.cycles.schedule import Window, window_of
from workflows.lights.awaiting import Answering
from workflows.lights.reading import thresholds_of
from workflows.lights.tasks import dated_tasks
from workflows.models import Cycle, CycleKind

# Beyond both ends of what is read of the calendar: a week begins before the day of reading.
MARGIN = timedelta(days=10)


def read_world(plan: Plan, key: str, *, on: date) -> World:
    """Return all that a cycle's rehearsal rests on, as it is on a day.

    A period that was not announced yet is reckoned. Raises UnknownPeriod.
    """
    return _Reading(plan, _cycle_of(plan, key, on), on).world


def _cycle_of(plan: Plan, key: str, on: date) -> Cycle:
    """Return the plan's cycle of a key, or the one that will be announced, not saved."""
    known = Cycle.objects.select_related("plan").filter(plan=plan, key=key).first()
    if known is not None:
        return known
    period = period_of(key, plan)
    window = window_of(plan, period, on=_asked_on(plan, period, on))
    return Cycle(plan=plan, **vars(period), **vars(window))


def _asked_on(plan: Plan, period: Period, on: date) -> date:
    """Return the day a midterm or final is asked for: `final` after the last period's window."""
    if period.kind != CycleKind.FINAL:
        return on
    kind, last_month = CycleKind(plan.filing_kind), plan.until_on
    last = Period("", kind, last_month, last_month)
    closes_on = window_of(plan, last, on=on).closes_on
    return max(on, closes_on + timedelta(days=1))


@dataclass(frozen=True)
class _Reading:
    """What is read of one cycle, each part once."""

    plan: Plan
    cycle: Cycle
    on: date

    @property
    def world(self) -> World:
        return World(
            plan=self.plan.slug, key=self.cycle.key, label=self.cycle.label, window=self._window,
            is_opened=self.cycle.opened_at is not None, is_announced=self.cycle.pk is not None,
            on=self.on, committee=self.plan.committee_id,
            thresholds=thresholds_of(self.plan), calendar=self._calendar,
            units=self._units, people=self._people.by_key,
            holdings=self._people.holdings, lendings=self._people.lendings,
            rows=self._rows, tasks=self._tasks, told=self._told,
            robots=Robot.objects.at_work().filter(committee=self.plan.committee_id).count(),
            unfiled=unfiled(self.cycle) + len(self._opening.rows),
        )  # fmt: skip

    @property
    def _window(self) -> Window:
        cycle = self.cycle
        return Window(cycle.opens_on, cycle.support_due_on, cycle.due_on, cycle.closes_on)

    @cached_property
    def _opening(self) -> Opening:
        return read_opening(self.cycle, on=self.on)

    @cached_property
    def _there(self) -> tuple[tuple[Row, str], ...]:
        """Return the rows under way in any cycle, each with its unit's name."""
        return tuple(read_rows(self.cycle, on=self.on))

    @cached_property
    def _rows(self) -> tuple[Row, ...]:
        return (*(row for row, _ in self._there), *(row for row, _ in self._opening.rows))

    @cached_property
    def _units(self) -> dict[int, str]:
        return {row.unit: name for row, name in (*self._there, *self._opening.rows)}

    @cached_property
    def _people(self) -> People:
        last = max(self.on, self.cycle.closes_on)
        return read_people(self.plan.committee_id, first=self.on, last=last)

    @cached_property
    def _tasks(self) -> tuple[TaskRow, ...]:
        tasks = list(self.plan.tasks.with_assignments().in_printed_order())
        dated = dated_tasks(self.plan, tasks, on=self.on)
        for task in tasks:
            if task.leads and task.leads[0].pk in self._opening.assignments:
                dated[task.pk] = dated[task.pk].joined_by(self._answering)
        return tuple(TaskRow(str(task), task.text, dated[task.pk]) for task in tasks)

    @property
    def _answering(self) -> Answering:
        return Answering(self.cycle.opens_on, self.cycle.covers_until, self.cycle.due_on)

    @cached_property
    def _calendar(self) -> Calendar:
        """Return the days between the oldest thing waiting and the cycle's last, and all asked."""
        since = [localdate(row.since) for row in self._rows]
        asked = set().union(*(row.facts.days for row in self._rows))
        asked |= set().union(*(each.dated.facts.days for each in self._tasks))
        told = [each.on for each in self._morning.last.values()]
        first = min([self.on, *since, *told]) - MARGIN
        last = max(self.on, self.cycle.closes_on) + MARGIN
        rows = Workday.objects.filter(Q(day__range=(first, last)) | Q(day__in=asked))
        days = list(rows.values_list("day", "ordinal", "is_workday"))
        worked = frozenset(day for day, _, is_worked in days if is_worked)
        ordinals = {day: ordinal for day, ordinal, _ in days}
        return Calendar(ordinals, worked, Workday.objects.estimated_from())

    @cached_property
    def _morning(self) -> Morning:
        return read_morning(on=self.on)

    @cached_property
    def _told(self) -> Told:
        on, week = self.on, week_of(self.on)
        rounds = Round.objects.filter(
            Q(kind=Kind.REMINDER, period=on.isoformat()) | Q(kind=Kind.DIGEST_DRAFT, period=week)
        )
        kinds = set(rounds.values_list("kind", flat=True))
        return Told(
            last=self._morning.last,
            chosen=self._morning.chosen,
            mornings=frozenset({on} if Kind.REMINDER in kinds else ()),
            weeks=frozenset({week} if Kind.DIGEST_DRAFT in kinds else ()),
            posted=self._posted(),
            prepared=self._prepared(),
        )

    def _posted(self) -> int:
        rows = RobotPost.objects.of_counts().filter(period=self.on.isoformat())
        return rows.filter(robot__committee=self.plan.committee_id, robot__off_at=None).count()

    def _prepared(self) -> dict[str, date]:
        """Return on which day each digest leaves that is there, and that nobody holds."""
        waiting = Digest.objects.unsent().filter(plan=self.plan, held_at=None)
        days = {each: self._leaves_on(each) for each in waiting.defer("facts")}
        return {each.week: day for each, day in days.items() if day is not None}

    def _leaves_on(self, digest: Digest) -> date | None:
        earliest = max(localdate(digest.send_at), self.on)
        worked = (day for day in self._calendar.worked if earliest <= day <= digest.last_day)
        return min(worked, default=None)
