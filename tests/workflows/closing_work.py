"""What the cast does to close, adjust and take up tasks, in a line each."""

from typing import Any

from project.accounts.models import User
from task_table.models import Task
from workflows.case_words import CaseOutcome, CaseStep
from workflows.cases.adjustment import ask_adjustment, take_up_again
from workflows.cases.closure import claim_completion
from workflows.models import AdjustmentRequest, ClosureRequest
from workflows.moving import complete_case

CLAIM: dict[str, Any] = {
    "statement": "康复中心已建成启用，服务对象全部纳入。",
    "proof": "竣工验收备案表，存市民政局办公室。",
    "evidence": (),
    "figures": {},
}
ALL_YES = dict.fromkeys(("facts_clear", "target_met", "evidence_complete"), "yes")
NUMBER = "江残工委〔2026〕2号"


def claim(task: Task, by: User, **said: Any) -> ClosureRequest:
    return claim_completion(task, by=by, **{**CLAIM, **said})


def decide(case: Any, step: CaseStep, by: User, outcome: CaseOutcome, **how: Any) -> Any:
    return complete_case(case, step, by=by, outcome=outcome, **how)


def sign(case: Any, by: User) -> Any:
    return decide(case, CaseStep.UNIT_SIGN, by, CaseOutcome.SIGNED)


def check(case: ClosureRequest, by: User, **said: Any) -> ClosureRequest:
    """Answer the list; three times yes where nothing else is said."""
    found: ClosureRequest = decide(
        case, CaseStep.CHECK, by, CaseOutcome.PASSED, said={**ALL_YES, **said}
    )
    return found


def close(case: ClosureRequest, by: User, **how: Any) -> ClosureRequest:
    found: ClosureRequest = decide(case, CaseStep.DECIDE, by, CaseOutcome.CLOSED, **how)
    return found


def closed(task: Task, liaison: User, signer: User, reviewer: User, leader: User) -> ClosureRequest:
    """Bring a claim along its whole line."""
    return close(check(sign(claim(task, liaison), signer), reviewer), leader)


def adjust(task: Task, by: User, **said: Any) -> AdjustmentRequest:
    return ask_adjustment(task, by=by, **{"cause": "机构职能调整。", **said})


def grant(case: AdjustmentRequest, by: User, number: str = NUMBER) -> AdjustmentRequest:
    found: AdjustmentRequest = decide(
        case, CaseStep.DECIDE, by, CaseOutcome.GRANTED, said={"document_number": number}
    )
    return found


def take_up(task: Task, by: User, cause: str = "验收发现未全部完成。") -> Any:
    return take_up_again(task, by=by, cause=cause)
