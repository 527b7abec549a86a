"""What nobody answered or did in its days moves on by the schedule: to 拟上会, or to the office."""

from datetime import datetime

from django.utils import timezone

from workflows.case_words import CaseOutcome, CaseStep
from workflows.models import CoordinationRequest
from workflows.moving import complete_case
from workflows.refusals import Refused
from workflows.windows import day_in_words


def lapse_all(*, at: datetime) -> int:
    """Move on every request whose step's last day is over; return how many. Twice does no more."""
    on = timezone.localdate(at)
    over = CoordinationRequest.objects.lapsing(on=on).for_moving()
    return sum(_lapse(each, at) for each in over)


def _lapse(case: CoordinationRequest, at: datetime) -> bool:
    """Move one on, unless somebody holds it or has just acted: then the next run asks again."""
    try:
        complete_case(
            case, CaseStep(case.step), by=None, outcome=CaseOutcome.LAPSED,
            reason=why_lapsed(case), at=at,
        )  # fmt: skip
    except Refused:
        return False
    return True


def why_lapsed(case: CoordinationRequest) -> str:
    """Return what did not happen until when, in one sentence."""
    day = day_in_words(case.last_on) if case.last_on else ""
    return {
        CaseStep.ANSWER: f"{case.whom}到{day}没有答复。",
        CaseStep.AGREE: f"{case.unit}到{day}没有答复{case.whom}另提的日期。",
        CaseStep.FULFIL: f"{case.whom}承诺办结的日期已过，到{day}没有报告办结。",
    }.get(CaseStep(case.step), f"到{day}没有办理。")
