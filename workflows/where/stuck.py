"""Where nobody is able to act today: which step of which unit, how many wait, and what to do."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from project.accounts.access import committees_served
from project.accounts.models import Unit, User
from workflows.case_words import CaseKind, CaseStep
from workflows.models import Case, Report
from workflows.models.cases import CaseQuerySet
from workflows.models.reports import ReportQuerySet
from workflows.standing import Status
from workflows.steps import Step
from workflows.where.case_holders import able_to_decide
from workflows.where.holders import Able, able_to_act

NOBODY_GRANTED = {
    Step.REPORT: "没有联络员，没有人填报",
    Step.REVIEW: "没有审核的人",
    Step.SECOND_REVIEW: "没有可以复核的人",
    Step.SIGN_OFF: "没有签批人",
}
NOBODY_LEFT = {
    Step.REVIEW: "审核的人都参与过这一版，不能再审核",
    Step.SECOND_REVIEW: "可以复核的人都参与过这一版",
    Step.SIGN_OFF: "签批人都参与过这一版，不能自写自签",
}
TO_DO = {
    Step.REPORT: "请单位指定联络员，由安全管理员授权；急需报送的，可以由残工委办公室代录。",
    Step.REVIEW: "请安全管理员授权一位没有参与过这一版的人。",
    Step.SECOND_REVIEW: "请安全管理员授权另一单位的审核人或残工委领导，"
    "或在规划设置中改动自审的复核办法。",
    Step.SIGN_OFF: "请单位指定没有参与填写的分管领导，由安全管理员授权签批人。",
}
OF_A_CASE = "请安全管理员补充这个环节的授权。"


@dataclass(frozen=True)
class Stuck:
    """One step at which things wait for a unit's people and nobody may take it; keys of things."""

    unit: Unit
    key: str
    step: str
    why: str
    to_do: str
    waiting: tuple[int, ...]

    @property
    def status(self) -> Status:
        """Return a word with its tone: orange, and a shape of its own."""
        return Status("没有人能办理", "soon")

    def __str__(self) -> str:
        return f"{self.unit}：{len(self.waiting)}项停在“{self.step}”，{self.why}。{self.to_do}"


def stuck_reports(
    rows: ReportQuerySet, *, on: date, able: Mapping[int, Able] | None = None
) -> list[Stuck]:
    """Return where reports wait for nobody; `able` is what was read of these rows already."""
    found = list(rows.for_moving())
    able = able_to_act(found, on=on) if able is None else able
    stopped = [(row.pk, row.step, able[row.pk]) for row in found if not able[row.pk].left]
    return _grouped(
        (key, step, Step(step).label, each, _words(Step(step), each), TO_DO[Step(step)])
        for key, step, each in stopped
    )


def stuck_cases(
    rows: CaseQuerySet, *, on: date, able: Mapping[int, Able] | None = None
) -> list[Stuck]:
    """Return the same of cases; their kind stands before the step."""
    found = list(rows.for_moving())
    able = able_to_decide(found, on=on) if able is None else able
    return _grouped(
        (case.pk, f"{case.kind}-{case.step}", _step_of(case), each, _words_of_case(each), OF_A_CASE)
        for case in found
        if (each := able.get(case.pk)) is not None and not each.left
    )


def _words(step: Step, able: Able) -> str:
    return NOBODY_LEFT[step] if able.granted else NOBODY_GRANTED[step]


def _words_of_case(able: Able) -> str:
    return "能办理的人都已办过前面的环节" if able.granted else "没有能办理的人"


def _step_of(case: Any) -> str:
    return f"{CaseKind(case.kind).label}：{CaseStep(case.step).label}"


def _grouped(stopped: Iterable[tuple[int, str, str, Able, str, str]]) -> list[Stuck]:
    """Gather what waits for the same people, unit by unit."""
    groups: dict[tuple[int, str, str, str, str], list[int]] = defaultdict(list)
    for key, step, label, able, why, to_do in stopped:
        groups[able.unit, step, label, why, to_do].append(key)
    units = Unit.objects.in_bulk({unit for unit, *_ in groups})
    return [
        Stuck(units[unit], f"{step}-{units[unit].code}", label, why, to_do, tuple(keys))
        for (unit, step, label, why, to_do), keys in sorted(groups.items())
    ]


def stuck_in_office(user: User, *, on: date) -> list[Stuck]:
    """Return the alarm on the home of the office: of all its committee, whoever reviews it."""
    served = list(committees_served(user, on=on))
    if not served:
        return []
    reports = Report.objects.filter(cycle__plan__committee__in=served)
    return list(to_tell(reports, Case.objects.filter(plan__committee__in=served), on=on))


def to_tell(reports: ReportQuerySet, cases: CaseQuerySet, *, on: date) -> Iterator[Stuck]:
    """Yield what an alarm tells: all but missing liaisons, which `vacancies` names, with days."""
    yield from stuck_reports(reports.with_others(), on=on)
    yield from stuck_cases(cases.under_way(), on=on)
