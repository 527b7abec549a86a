"""批示 in the demo: one answered and closed in the last quarter, two open and one inner one now."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time

from notifications.digesting import moment_on
from project.accounts.models import Unit, User
from project.demo.words import MARK
from project.workdays.models import Workday
from workflows.case_words import CaseOutcome, CaseStep
from workflows.cases.actions import give_action
from workflows.models import ActionItem, Cycle
from workflows.moving import complete_case

CLOSED, OPEN = "2025-Q4", "final"
UNIT, TASK = "mzj", "1"
LEADER, SIGNER, LIAISON = "ld1", "mzj-qpr", "mzj-llr"
ANSWER = f"{MARK}已逐镇（街道）核对台账，补正后的人数已写入进展情况。"
HOUR = time(11, 0)

Happening = tuple[datetime, Callable[[], object]]


def instructions_beside(cycle: Cycle) -> Iterator[Happening]:
    """Yield what leaders write on 市民政局's sheet, and how it is answered and closed."""
    if cycle.key == CLOSED:
        yield _given(
            cycle, 8, LEADER, "台账数据前后不一，请核实后说明。", due_after=6, on_task=True
        )
        yield _moment(cycle, 12), lambda: _answer(cycle, _moment(cycle, 12))
        yield _moment(cycle, 14), lambda: _settle(cycle, _moment(cycle, 14))
    if cycle.key == OPEN:
        yield _given(cycle, 3, LEADER, "请商市财政局落实资金缺口，结果书面报告。", due_after=7)
        yield _given(cycle, 9, LEADER, "请把五年的做法梳理成一页纸。", due_after=20, on_task=True)
        yield _given(cycle, 10, SIGNER, "报送之前先给我看一遍。", due_after=15)


def _given(
    cycle: Cycle, after: int, by: str, text: str, *, due_after: int, on_task: bool = False
) -> Happening:
    """Return when an instruction is written, so many working days after the cycle opened."""
    at = _moment(cycle, after)
    due_on = Workday.objects.after(at.date(), due_after)
    return at, lambda: _give(cycle, by, f"{MARK}{text}", due_on, on_task, at)


def _moment(cycle: Cycle, after: int) -> datetime:
    return moment_on(Workday.objects.after(cycle.opens_on, after), HOUR)


def _give(
    cycle: Cycle, by: str, text: str, due_on: date, on_task: bool, at: datetime
) -> ActionItem:
    unit = Unit.objects.get(code=UNIT)
    rows = cycle.reports.for_moving().filter(unit=unit, assignment__task__number=TASK)
    report = rows.first() if on_task else None
    giver = User.objects.get(username=by)
    return give_action(cycle, unit, by=giver, text=text, due_on=due_on, report=report, at=at)


def _answer(cycle: Cycle, at: datetime) -> ActionItem:
    by = User.objects.get(username=LIAISON)
    return complete_case(
        _open(cycle), CaseStep.HANDLE, by=by, outcome=CaseOutcome.ANSWERED,
        said={"answer": ANSWER}, at=at,
    )  # fmt: skip


def _settle(cycle: Cycle, at: datetime) -> ActionItem:
    by = User.objects.get(username=LEADER)
    return complete_case(
        _open(cycle), CaseStep.CONFIRM, by=by, outcome=CaseOutcome.FINISHED, at=at
    )  # fmt: skip


def _open(cycle: Cycle) -> ActionItem:
    return ActionItem.objects.get(cycle=cycle)
