"""What is extended, closed and adjusted in the demo while `final` is open."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any

from notifications.digesting import moment_on
from project.accounts.models import User
from project.demo.people import CHIEF
from project.demo.words import MARK
from project.workdays.models import Workday
from task_table.models import Task
from workflows.case_words import CaseOutcome, CaseStep
from workflows.cases.adjustment import ask_adjustment
from workflows.cases.closure import claim_completion
from workflows.cases.extension import ask_extension
from workflows.models import Case, Cycle, CycleKind
from workflows.moving import complete_case

Happening = tuple[datetime, Callable[[], object]]
HOUR = time(15, 0)
LIAISON, SIGNER, OFFICE, LEADER = "mzj-llr", "mzj-qpr", CHIEF, "ld1"
# Tasks of 市民政局; 16 is 市残联's, with a date that is past.
CLOSED, CLAIMED, ADJUSTED, LATE = "18", "13", "44", "16"
ALL_YES = dict.fromkeys(("facts_clear", "target_met", "evidence_complete"), "yes")


def closings_beside(cycle: Cycle) -> Iterator[Happening]:
    """Yield each act with its moment; nothing in other cycles than `final`."""
    if cycle.kind != CycleKind.FINAL:
        return
    for day, act in enumerate((_claimed, _signed, _checked, _closed, _adjusted, _refused), 3):
        at = moment_on(Workday.objects.after(cycle.opens_on, day), HOUR)
        yield at, _at(act, cycle, at)


def _at(
    act: Callable[[Cycle, datetime], object], cycle: Cycle, at: datetime
) -> Callable[[], object]:
    return lambda: act(cycle, at)


def _task(cycle: Cycle, number: str) -> Task:
    return cycle.plan.tasks.select_related("plan__committee").get(number=number)


def _user(name: str) -> User:
    return User.objects.get(username=name)


def _claimed(cycle: Cycle, at: datetime) -> None:
    for number in (CLOSED, CLAIMED):
        claim_completion(
            _task(cycle, number), by=_user(LIAISON), at=at, figures={}, evidence=(),
            statement=f"{MARK}各项要求已全部落实，制度已建立并运行一年以上。",
            proof=f"{MARK}实施方案、验收材料，存市民政局办公室。",
        )  # fmt: skip


def _signed(cycle: Cycle, at: datetime) -> None:
    for number in (CLOSED, CLAIMED):
        _decide(cycle, number, CaseStep.UNIT_SIGN, CaseOutcome.SIGNED, SIGNER, at)


def _checked(cycle: Cycle, at: datetime) -> None:
    _decide(cycle, CLOSED, CaseStep.CHECK, CaseOutcome.PASSED, OFFICE, at, said=ALL_YES)


def _closed(cycle: Cycle, at: datetime) -> None:
    _decide(cycle, CLOSED, CaseStep.DECIDE, CaseOutcome.CLOSED, LEADER, at)


def _adjusted(cycle: Cycle, at: datetime) -> None:
    task = _task(cycle, ADJUSTED)
    ask_adjustment(
        task, by=_user(OFFICE), at=at, change="text", new_text=f"{MARK}{task.text}",
        cause=f"{MARK}牵头单位职能调整，表述随之调整。", document_number="演示〔2026〕1号",
    )  # fmt: skip


def _refused(cycle: Cycle, at: datetime) -> None:
    asked: Any = ask_extension(
        _task(cycle, LATE), by=_user("cl-llr"), at=at, asked_until=date(at.year + 1, 6, 30),
        cause=f"{MARK}经费下达推迟。", progress_so_far=f"{MARK}主体工作已完成。",
    )  # fmt: skip
    _step(asked, CaseStep.UNIT_SIGN, CaseOutcome.SIGNED, "cl-qpr", at)
    _step(asked, CaseStep.CHECK, CaseOutcome.PASSED, OFFICE, at)
    _step(asked, CaseStep.DECIDE, CaseOutcome.REFUSED, LEADER, at, reason=f"{MARK}理由不充分。")


def _decide(
    cycle: Cycle, number: str, step: CaseStep, outcome: CaseOutcome, who: str, at: datetime,
    **how: Any,
) -> None:  # fmt: skip
    case = Case.objects.at_step(step).get(task__number=number, plan=cycle.plan)
    kind: Any = case.closurerequest
    _step(kind, step, outcome, who, at, **how)


def _step(
    case: Any, step: CaseStep, outcome: CaseOutcome, who: str, at: datetime, **how: Any
) -> None:
    complete_case(case, step, by=_user(who), outcome=outcome, at=at, **how)
