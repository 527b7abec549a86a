"""What each act on a request for coordination must say, and what it writes (decision 0033).

Days are civil and last to their end: on its last day a step may still be taken, afterwards the
schedule alone moves it on, whenever it comes to it.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from project.accounts.models import Unit, UnitKind
from project.workdays.models import Workday
from workflows.case_words import CaseOutcome
from workflows.completeness import check_words
from workflows.models import CoordinationRequest
from workflows.refusals import Incomplete, Refused
from workflows.windows import day_in_words

# What asks the committee says so in place of a unit's code.
COMMITTEE = "committee"
MOST_YEARS = 2
TWICE = "这份报告请同一单位协调的事项正在办理，办结后才能再提。"
MISSING = {
    "addressee": "请选择请谁协调。",
    "problem": "请写明存在什么问题。",
    "needed": "请写明需要对方做什么。",
    "needed_on": "请填写何日之前需要。",
}
WORDS = ("problem", "needed", "result", "ruling")
Says = dict[str, str]


def units_to_ask(case: CoordinationRequest) -> Any:
    """Return the units that may be asked: the committee's own, but for its office and the asker."""
    units = Unit.objects.filter(committee=case.plan.committee_id).exclude(kind=UnitKind.OFFICE)
    return units.exclude(pk=case.unit_id)


def verify(case: CoordinationRequest, act: Any) -> None:
    """Raise Refused where the day is over or not come, Incomplete with a sentence a field."""
    _check_day(case, act)
    check = CHECKS.get(act.outcome)
    if check and (wrong := check(case, act)):
        raise Incomplete(wrong)
    check_words({name: act.said[name] for name in WORDS if act.said.get(name)})


def carry_out(case: CoordinationRequest, act: Any) -> None:
    """Write what the act says, and the last day of the step it leads to."""
    case.last_on = None
    write = WRITES.get(act.outcome)
    if write:
        write(case, act)


def latest_promise(case: CoordinationRequest) -> date:
    """Return the latest day that may be promised without asking: the one asked for, or, where it
    was passed on late, the last one to answer on.
    """
    return max(case.needed_on, case.last_on or case.needed_on)


def _check_day(case: CoordinationRequest, act: Any) -> None:
    if act.outcome == CaseOutcome.LAPSED:
        if case.last_on is None or act.on <= case.last_on:
            raise Refused("还没有到期，不转出。")
    elif case.last_on and act.on > case.last_on and act.outcome != CaseOutcome.WITHDRAWN:
        raise Refused(
            f"这一环节的最后一日是{day_in_words(case.last_on)}，已经过了，"
            "由系统转入下一环节。如有疑问请联系残工委办公室。"
        )


def _request(case: CoordinationRequest, act: Any) -> Says:
    said = act.said
    wrong = {name: words for name, words in MISSING.items() if not said.get(name)}
    if said.get("addressee"):
        wrong |= _addressee(case, said["addressee"])
    if said.get("needed_on"):
        wrong |= _day("needed_on", said["needed_on"], act.on)
    return wrong


def _addressee(case: CoordinationRequest, code: str) -> Says:
    under_way = CoordinationRequest.objects.under_way().filter(report=case.report_id)
    others = under_way.exclude(pk=case.pk)
    if code == COMMITTEE:
        return {"addressee": TWICE} if others.filter(addressee=None).exists() else {}
    same = Exists(others.filter(addressee=OuterRef("pk")))
    unit: Any = units_to_ask(case).annotate(is_asked=same).filter(code=code).first()
    if unit is None:
        return {"addressee": "请从列出的单位中选择，不能选本单位。"}
    return {"addressee": TWICE} if unit.is_asked else {}


def _day(name: str, day: date, on: date) -> Says:
    if day < on:
        return {name: "这一天已经过了，请填写今天或以后的日期。"}
    if day.year > on.year + MOST_YEARS:
        return {name: "日期太远，请核对年份。"}
    return {}


def _promise(case: CoordinationRequest, act: Any) -> Says:
    day: date | None = act.said.get("promised_on")
    if day is None:
        return {"promised_on": "请填写承诺哪一天办结。"}
    latest = latest_promise(case)
    if day > latest:
        words = f"对方要求在{day_in_words(latest)}前办结；需要更晚的，请用“另提日期”。"
        return {"promised_on": words}
    return _day("promised_on", day, act.on)


def _proposal(case: CoordinationRequest, act: Any) -> Says:
    day: date | None = act.said.get("proposed_on")
    latest = latest_promise(case)
    if day is None or day <= latest:
        words = (
            f"请填写另提的日期，要晚于{day_in_words(latest)}；能在这之前办结的，请用“承诺办理”。"
        )
        return {"proposed_on": words}
    return _day("proposed_on", day, act.on)


def _settlement(case: CoordinationRequest, act: Any) -> Says:
    day: date | None = act.said.get("promised_on")
    if day is None:
        return {"promised_on": "请填写定在哪一天办结。"}
    return _day("promised_on", day, act.on)


def _wants(name: str, words: str) -> "Callable[[CoordinationRequest, Any], Says]":
    return lambda case, act: {} if act.said.get(name) else {name: words}


CHECKS: dict[str, Callable[[CoordinationRequest, Any], Says]] = {
    CaseOutcome.APPLIED: _request,
    CaseOutcome.ACCEPTED: _promise,
    CaseOutcome.PROPOSED: _proposal,
    CaseOutcome.SETTLED: _settlement,
    CaseOutcome.DONE: _wants("result", "请写明办理情况。"),
    CaseOutcome.RULED: _wants("ruling", "请写明批复内容。"),
}


def _raise(case: CoordinationRequest, act: Any) -> None:
    code = act.said["addressee"]
    case.addressee = None if code == COMMITTEE else units_to_ask(case).get(code=code)
    case.problem, case.needed = act.said["problem"], act.said["needed"]
    case.needed_on = act.said["needed_on"]


def _pass_on(case: CoordinationRequest, act: Any) -> None:
    """The unit has the days of a reply at least, however long it lay with the office (rule 8)."""
    case.forwarded_at = act.at
    if case.addressee_id:
        case.last_on = max(case.needed_on, _reply_by(case, act))


def _propose(case: CoordinationRequest, act: Any) -> None:
    case.proposed_on, case.last_on = act.said["proposed_on"], _reply_by(case, act)


def _accept(case: CoordinationRequest, act: Any) -> None:
    case.promised_on = case.last_on = act.said["promised_on"]


def _agree(case: CoordinationRequest, act: Any) -> None:
    case.promised_on = case.proposed_on
    case.last_on = max(case.proposed_on or act.on, act.on)


def _return(case: CoordinationRequest, act: Any) -> None:
    """What was confirmed as not done has the days of a reply, where the promised one is near."""
    case.last_on = max(case.promised_on or act.on, _reply_by(case, act))


def _finish(case: CoordinationRequest, act: Any) -> None:
    case.result = act.said["result"]


def _rule(case: CoordinationRequest, act: Any) -> None:
    case.ruling = act.said["ruling"]


def _reply_by(case: CoordinationRequest, act: Any) -> date:
    return Workday.objects.after(act.on, case.plan.reply_days)


WRITES: dict[str, Callable[[CoordinationRequest, Any], None]] = {
    CaseOutcome.APPLIED: _raise,
    CaseOutcome.FORWARDED: _pass_on,
    CaseOutcome.ACCEPTED: _accept,
    CaseOutcome.PROPOSED: _propose,
    CaseOutcome.AGREED: _agree,
    CaseOutcome.SETTLED: _accept,
    CaseOutcome.DONE: _finish,
    CaseOutcome.NOT_DONE: _return,
    CaseOutcome.RULED: _rule,
}
