"""The demo's story: four quarters in their real windows, then `final`, half-way today.

Each part is one transaction: a start that was broken off leaves whole parts only, and the next one
goes on where it ended. Nobody else works in a database that `prepare` has not left yet.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from project.accounts.granting import keep_memberships
from project.accounts.keeping import deactivate
from project.accounts.models import Grant, User
from project.demo.acting import Stage
from project.demo.cast import Cast, read_cast
from project.demo.figures import ask_counties
from project.demo.meanwhile import events_beside
from project.demo.milestones import bring_nodes
from project.demo.pacing import start_of, working_days
from project.demo.passwords import demo_password
from project.demo.people import LEFT, load_people
from project.demo.plots import tell
from project.demo.robots import add_group_robot
from project.demo.scenes import missing_periods
from project.demo.telling import Act, Teller
from task_table.models import AssignmentRole, Plan
from workflows.cycles.opening import open_cycle
from workflows.cycles.periods import Period
from workflows.cycles.schedule import announce
from workflows.models import Cycle, CycleKind, Report

# With `scenes.SINCE_FINAL`, the co-responsible rows of `final` were due two working days ago.
SUPPORT_DAYS = 15


def play_story(plan: Plan, *, at: datetime) -> Iterator[str]:
    """Play what is missing of the story up to a moment; yield a line for each part."""
    on = timezone.localdate(at)
    if not User.objects.exists():
        yield _people(plan, on)
    for period, opens_on in missing_periods(plan, on=on):
        yield _part(plan, period, opens_on, at)


def _people(plan: Plan, on: date) -> str:
    password = make_password(demo_password())
    with transaction.atomic():
        # Settings of the plan: quarters and `final` both give the leads time to gather, and the
        # schedule prepares drafts of 督办单 and 通报.
        Plan.objects.filter(pk=plan.pk).update(support_days=SUPPORT_DAYS, escalates=True)
        people = load_people(plan, on=on, password=password)
        ask_counties(plan)
        nodes = bring_nodes(plan)
    return f"演示人员：{people} 人；年度节点：{nodes} 个。"


def _part(plan: Plan, period: Period, opens_on: date, at: datetime) -> str:
    plan.refresh_from_db()
    with transaction.atomic():
        cycle = announce(plan, period, on=opens_on)
        open_cycle(cycle, at=start_of(opens_on) + timedelta(minutes=10))
        _grants_as_of(cycle.opens_on)
        played = play_cycle(cycle, read_cast(on=opens_on), until=at)
        if cycle.kind == CycleKind.FINAL:
            _dismiss(User.objects.get(username=LEFT))
            add_group_robot(plan)
    return f"{cycle.label}：演示 {played} 次办理。"


def _grants_as_of(day: date) -> None:
    """Let grants that have ended since count as they did; `prepare` sets them right again."""
    for grant in Grant.objects.exclude(until_on=None).select_related("user"):
        keep_memberships(grant.user, on=day)


def _dismiss(user: User) -> None:
    deactivate(user, by=User.objects.get(username="xitong"), why="演示：已调离本单位。")


def play_cycle(
    cycle: Cycle, cast: Cast, *, until: datetime, tasks: Collection[str] | None = None
) -> int:
    """Play a cycle's acts up to a moment, in the order of their moments; return how many.

    `tasks` are the numbers of those whose reports have a story; the others stay silent. What the
    schedules and the office would do meanwhile happens in between.
    """
    acts = _acts_of(cycle, cast, tasks)
    stage, played, before = Stage(), 0, start_of(cycle.opens_on)
    for event in events_beside(cycle, until=until):
        played += stage.play(act for act in acts if before <= act.at < event.at)
        event.happen()
        before = event.at
    return played + stage.play(act for act in acts if before <= act.at <= until)


def _acts_of(cycle: Cycle, cast: Cast, tasks: Collection[str] | None) -> list[Act]:
    days = working_days(cycle.opens_on, cycle.closes_on + timedelta(days=90))
    acts: list[Act] = []
    for report in _reports(cycle, tasks):
        acts += tell(Teller(report, cast, days, lead=_first_lead(report)))
    return sorted(acts, key=lambda act: act.at)


def _reports(cycle: Cycle, tasks: Collection[str] | None) -> list[Report]:
    rows = Report.objects.for_moving().in_cycle(cycle).order_by("pk")
    rows = rows.prefetch_related("assignment__task__assignments", "assignment__task__indicators")
    return list(rows if tasks is None else rows.filter(assignment__task__number__in=tasks))


def _first_lead(report: Report) -> int:
    rows = report.assignment.task.assignments.all()
    return next(row.unit_id for row in rows if row.role == AssignmentRole.LEAD)
