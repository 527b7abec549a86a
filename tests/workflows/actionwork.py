"""What the cast does with instructions, in a line each: give, answer, send back, settle."""

from datetime import date
from typing import Any

from project.accounts.models import User
from tests.cast import unit
from workflows.case_words import CaseOutcome, CaseStep
from workflows.cases.actions import give_action
from workflows.models import ActionItem, Cycle
from workflows.moving import complete_case

TEXT = "请在下周前核实发放人数。"
# The Wednesday after the cast's Friday: three working days.
DUE = date(2026, 1, 14)


def instruct(cycle: Cycle, by: User, code: str = "mzj", **how: Any) -> ActionItem:
    return give_action(cycle, unit(code), by=by, **{"text": TEXT, "due_on": DUE, **how})


def reply(item: ActionItem, by: User, answer: str = "已核实，共1200人。", **how: Any) -> ActionItem:
    said = {"answer": answer}
    return complete_case(
        item, CaseStep.HANDLE, by=by, outcome=CaseOutcome.ANSWERED, said=said, **how
    )


def reject(item: ActionItem, by: User, **how: Any) -> ActionItem:
    how = {"reason": "请附明细。", **how}
    return complete_case(item, CaseStep.CONFIRM, by=by, outcome=CaseOutcome.SENT_BACK, **how)


def settle(item: ActionItem, by: User, **how: Any) -> ActionItem:
    return complete_case(item, CaseStep.CONFIRM, by=by, outcome=CaseOutcome.FINISHED, **how)


def take_back(item: ActionItem, by: User, **how: Any) -> ActionItem:
    step, how = CaseStep(item.step), {"reason": "不再需要。", **how}
    return complete_case(item, step, by=by, outcome=CaseOutcome.WITHDRAWN, **how)
