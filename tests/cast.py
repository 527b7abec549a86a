"""The cast: the same people in every test, each named by what they are granted.

市民政局 reports task 1; 市财政局 is co-responsible in it; 市司法局 has nothing to do with it. The
secretariat sits inside 市残联: its reviewers are at home there, so 市残联's reports are 自审.
"""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from time_machine import TimeMachineFixture

from project.accounts.granting import give
from project.accounts.models import Role, Sphere, Unit, User
from task_table.importing.loading import link_indicators
from task_table.importing.shipped import shipped_plans
from task_table.models import Assignment, AssignmentRole, Plan
from workflows.cycles.periods import period_of
from workflows.cycles.schedule import announce
from workflows.models import Cycle, Report
from workflows.moving import open_all, open_process

SHANGHAI = ZoneInfo("Asia/Shanghai")
# A Friday in the window of 2025-Q4 (4 to 15 January 2026, closing on 14 February).
MORNING = datetime(2026, 1, 9, 10, 0, tzinfo=SHANGHAI)
TODAY = MORNING.date()
LONG_AGO = date(2021, 1, 1)

_numbers = count(1)


def unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


def person(name: str, home: str, *roles: tuple[Role, str]) -> User:
    """Return a person at home in a unit, granted roles of units by their codes."""
    user = User.objects.create_user(f"cast{next(_numbers)}", name=name, home_unit=unit(home))
    for role, code in roles:
        give(user, role, by=None, why="演示授权", from_on=LONG_AGO, unit=unit(code))
    return user


@pytest.fixture
def clock(time_machine: TimeMachineFixture) -> TimeMachineFixture:
    """Hold the clock on a working morning inside the cycle."""
    time_machine.move_to(MORNING, tick=False)
    return time_machine


@pytest.fixture
def plan(db: None, clock: object) -> Plan:
    return Plan.objects.get(slug="jiangmen-145")


@pytest.fixture
def figures_asked(plan: Plan) -> Plan:
    return ask_for_figures(plan)


def ask_for_figures(plan: Plan) -> Plan:
    """Ask for figures as the shipped plan does: 市民政局's row on task 1 carries indicator 3."""
    for _, profile in shipped_plans():
        link_indicators(plan, profile)
    return plan


@pytest.fixture
def cycle(plan: Plan) -> Cycle:
    """2025-Q4, announced and counted as opened; tests open the reports they need."""
    cycle = announce(plan, period_of("2025-Q4", plan), on=TODAY)
    cycle.opened_at = MORNING
    cycle.save()
    return cycle


def open_reports(cycle: Cycle, rows: Iterable[Assignment]) -> list[Report]:
    """Open the reports of many assignments as a cycle's opening does: at once, not one by one."""
    reports = [
        Report(assignment=row, cycle=cycle, unit=row.unit, step_since=MORNING) for row in rows
    ]
    open_all(reports)
    return reports


def report_on(cycle: Cycle, number: str, code: str) -> Report:
    """Open the report of one unit on one task."""
    assignment = cycle.plan.tasks.get(number=number).assignments.get(unit__code=code)
    report = Report(assignment=assignment, cycle=cycle, unit=assignment.unit, step_since=MORNING)
    report.save(force_insert=True)
    open_process(report, at=MORNING)
    return report


@pytest.fixture
def report(cycle: Cycle) -> Report:
    """市民政局's lead row on task 1."""
    return report_on(cycle, "1", "mzj")


@pytest.fixture
def support_report(cycle: Cycle) -> Report:
    """市财政局's co-responsible row on task 1."""
    support = report_on(cycle, "1", "czj")
    assert support.assignment.role == AssignmentRole.SUPPORT
    return support


@pytest.fixture
def own_report(cycle: Cycle) -> Report:
    """市残联's lead row on task 3: the secretariat reviews its own host."""
    return report_on(cycle, "3", "cl")


@pytest.fixture
def joint_report(cycle: Cycle) -> Report:
    """市人力资源社会保障局's row on task 8, led with 市医保局: first-listed, it drafts."""
    return report_on(cycle, "8", "rsj")


@pytest.fixture
def concurrence(cycle: Cycle) -> Report:
    """市医保局's row on task 8: its 会签."""
    return report_on(cycle, "8", "ybj")


@pytest.fixture
def liaison(db: None, clock: object) -> User:
    return person("民政联络员", "mzj", (Role.LIAISON, "mzj"))


@pytest.fixture
def second_liaison(db: None, clock: object) -> User:
    return person("民政联络员乙", "mzj", (Role.LIAISON, "mzj"))


@pytest.fixture
def signer(db: None, clock: object) -> User:
    return person("民政分管领导", "mzj", (Role.SIGNER, "mzj"))


@pytest.fixture
def supporting_liaison(db: None, clock: object) -> User:
    return person("财政联络员", "czj", (Role.LIAISON, "czj"))


@pytest.fixture
def foreign_liaison(db: None, clock: object) -> User:
    return person("司法联络员", "sfj", (Role.LIAISON, "sfj"))


@pytest.fixture
def supporting_signer(db: None, clock: object) -> User:
    return person("财政分管领导", "czj", (Role.SIGNER, "czj"))


@pytest.fixture
def concurring_liaison(db: None, clock: object) -> User:
    return person("医保联络员", "ybj", (Role.LIAISON, "ybj"))


@pytest.fixture
def own_liaison(db: None, clock: object) -> User:
    return person("残联联络员", "cl", (Role.LIAISON, "cl"))


@pytest.fixture
def own_signer(db: None, clock: object) -> User:
    return person("残联分管领导", "cl", (Role.SIGNER, "cl"))


@pytest.fixture
def reviewer(db: None, clock: object) -> User:
    """Of the secretariat, whose host is 市残联."""
    return person("残工委办审核人", "cgwb", (Role.REVIEWER, "mzj"), (Role.REVIEWER, "cl"))


@pytest.fixture
def colleague(db: None, clock: object) -> User:
    """A second reviewer of the secretariat."""
    return person("残工委办审核人乙", "cgwb", (Role.REVIEWER, "mzj"), (Role.REVIEWER, "cl"))


@pytest.fixture
def outside_reviewer(db: None, clock: object) -> User:
    """A reviewer of 市残联's reports who is at home in 市民政局."""
    return person("民政复核人", "mzj", (Role.REVIEWER, "cl"))


@pytest.fixture
def leader(plan: Plan) -> User:
    user = User.objects.create_user("leader", name="残工委领导", home_unit=unit("cgwb"))
    give(user, Role.LEADER, by=None, why="演示授权", from_on=LONG_AGO, committee=plan.committee)
    return user


def administrator(sphere: Sphere, role: Role) -> User:
    user = User.objects.create_user(f"cast{next(_numbers)}", name=sphere.label, sphere=sphere)
    give(user, role, by=None, why="系统初始化", from_on=LONG_AGO)
    return user


@pytest.fixture
def security_admin(db: None, clock: object) -> User:
    return administrator(Sphere.SECURITY, Role.SECURITY_ADMIN)


@pytest.fixture
def system_admin(db: None, clock: object) -> User:
    return administrator(Sphere.SYSTEM, Role.SYSTEM_ADMIN)


@pytest.fixture
def audit_admin(db: None, clock: object) -> User:
    return administrator(Sphere.AUDIT, Role.AUDIT_ADMIN)
