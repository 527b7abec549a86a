"""What units of the demo ask for in the final cycle: one declined, one open, one 拟上会."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from functools import partial

from notifications.digesting import moment_on
from project.accounts.models import Grant, Role, Unit, UnitKind, User
from project.demo.words import MARK
from project.workdays.models import Workday
from workflows.case_words import CaseOutcome, CaseStep
from workflows.cases.coordination import raise_request
from workflows.flows.coordination_content import COMMITTEE
from workflows.models import CoordinationRequest, Cycle, CycleKind, Report
from workflows.moving import complete_case
from workflows.naming.remarking import remark

HOUR = time(14, 0)
# Task 1 is led by 市民政局, with 市财政局 and 市教育局 among its co-responsible units.
NUMBER, UNIT, BY = "1", "mzj", "mzj-llr"
DECLINING, ASKED = "czj", "jyj"
PROBLEM = f"{MARK}部分镇（街道）的救助资金没有按月到位，影响发放。"
NEEDED = {
    DECLINING: f"{MARK}请在月底前拨付本季度救助资金。",
    ASKED: f"{MARK}请提供义务教育阶段残疾学生名册的人数。",
    COMMITTEE: f"{MARK}请研究跨部门数据共享的办法。",
}
WHY_NOT = f"{MARK}本年度预算已经下达完毕，须列入下一年度。"
BESIDE = f"{MARK}十月已按进度拨付上季度资金。"
DAYS_GIVEN = 40

Happening = tuple[datetime, Callable[[], object]]


def coordination_beside(cycle: Cycle) -> Iterator[Happening]:
    """Yield when each request is raised and passed on, one declined; nothing in other cycles."""
    if cycle.kind != CycleKind.FINAL:
        return
    for place, whom in enumerate(NEEDED):
        raised_at = _at(cycle, 5 + place)
        yield raised_at, partial(_raise, cycle, whom, raised_at)
        passed_at = _at(cycle, 7 + place)
        yield passed_at, partial(_pass_on, cycle, whom, passed_at)
    declined_at = _at(cycle, 11)
    yield declined_at, partial(_decline, cycle, declined_at)


def _at(cycle: Cycle, days: int) -> datetime:
    return moment_on(Workday.objects.after(cycle.opens_on, days), HOUR)


def _raise(cycle: Cycle, whom: str, at: datetime) -> CoordinationRequest:
    rows = Report.objects.for_moving().in_cycle(cycle).filter(unit__code=UNIT)
    report = rows.get(assignment__task__number=NUMBER)
    return raise_request(
        report, by=User.objects.get(username=BY), addressee=whom, problem=PROBLEM,
        needed=NEEDED[whom], needed_on=at.date() + timedelta(days=DAYS_GIVEN), at=at,
    )  # fmt: skip


def _pass_on(cycle: Cycle, whom: str, at: datetime) -> CoordinationRequest:
    case = _request(cycle, whom)
    office = Grant.objects.filter(role=Role.REVIEWER, unit__code=UNIT).order_by("pk")
    by = office.filter(user__home_unit__kind=UnitKind.OFFICE)[0].user
    return complete_case(case, CaseStep.FORWARD, by=by, outcome=CaseOutcome.FORWARDED, at=at)


def _decline(cycle: Cycle, at: datetime) -> CoordinationRequest:
    case, by = _request(cycle, DECLINING), User.objects.get(username=f"{DECLINING}-llr")
    unit = Unit.objects.get(code=DECLINING)
    remark(unit, f"case:{case.pk}", by=by, text=BESIDE, at=at)
    return complete_case(
        case, CaseStep.ANSWER, by=by, outcome=CaseOutcome.DECLINED, reason=WHY_NOT, at=at
    )


def _request(cycle: Cycle, whom: str) -> CoordinationRequest:
    asked = None if whom == COMMITTEE else whom
    rows = CoordinationRequest.objects.filter(report__cycle=cycle, addressee__code=asked)
    return rows.select_related("addressee").get()
