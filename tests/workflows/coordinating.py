"""What the cast does with requests for coordination, in a line each: raise, pass on, answer."""

from datetime import date, datetime
from typing import Any

from project.accounts.models import User
from tests.cast import MORNING
from workflows.case_words import CaseOutcome, CaseStep
from workflows.cases.coordination import raise_request
from workflows.models import CoordinationRequest, Report
from workflows.moving import complete_case

# MORNING is Friday 9 January 2026; three working days after it is Wednesday the 14th.
NEEDED_ON = date(2026, 1, 20)
REASON = "另有安排。"


def raise_one(report: Report, by: User, **said: Any) -> CoordinationRequest:
    """市民政局 needs money of 市财政局 by 20 January, unless said otherwise."""
    asked: dict[str, Any] = {
        "addressee": "czj",
        "problem": "救助资金没有到位。",
        "needed": "请拨付第四季度资金。",
        "needed_on": NEEDED_ON,
        "at": MORNING,
    }
    return raise_request(report, by=by, **asked | said)


def act(
    case: CoordinationRequest, outcome: CaseOutcome, by: User | None, at: datetime = MORNING,
    reason: str = REASON, **said: Any,
) -> CoordinationRequest:  # fmt: skip
    """Decide at the step at which the case stands."""
    case.refresh_from_db()
    step = CaseStep(case.step)
    return complete_case(case, step, by=by, outcome=outcome, reason=reason, said=said, at=at)


def pass_on(case: CoordinationRequest, by: User, at: datetime = MORNING) -> CoordinationRequest:
    return act(case, CaseOutcome.FORWARDED, by, at, "")


def accept(
    case: CoordinationRequest, by: User, on: date = NEEDED_ON, at: datetime = MORNING
) -> CoordinationRequest:
    return act(case, CaseOutcome.ACCEPTED, by, at, "", promised_on=on)


def decline(case: CoordinationRequest, by: User, at: datetime = MORNING) -> CoordinationRequest:
    return act(case, CaseOutcome.DECLINED, by, at, "本年度预算已经用完。")


def propose(
    case: CoordinationRequest, by: User, on: date = date(2026, 2, 10), at: datetime = MORNING
) -> CoordinationRequest:
    return act(case, CaseOutcome.PROPOSED, by, at, "二月下达预算。", proposed_on=on)


def finish(case: CoordinationRequest, by: User, at: datetime = MORNING) -> CoordinationRequest:
    return act(case, CaseOutcome.DONE, by, at, "", result="已拨付120万元。")
