"""ActionFlow (交办事项): a leader writes what is to be done, the unit answers, the giver closes."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from viewflow import this
from viewflow.workflow import flow

from project.accounts.access import committees_where
from project.accounts.models import Grant, Role, User
from project.workdays.models import Workday
from workflows.case_words import CaseKind, CaseOutcome, CaseStep
from workflows.completeness import check_words
from workflows.flows.case import (
    CaseFlow,
    Turn,
    a_leader_decides,
    step_of,
    the_office_reviews,
    the_unit_reports,
    the_unit_signs,
)
from workflows.flows.conditions import decided
from workflows.models import ActionItem, Case
from workflows.refusals import Incomplete, NotEntitled, Refused

GIVER = "giver"
# A later date than these is a slip of the year.
MOST_DAYS = timedelta(days=3 * 366)
MOST_DAYS_TO_REPLY = timedelta(days=60)


def a_leader_gives(user: User, on: date) -> Q:
    """Signers of the unit, and leaders of the committee."""
    return the_unit_signs(user, on) | a_leader_decides(user, on)


def the_giver_confirms(user: User, on: date) -> Q:
    """Who gave it; once that leader's grant has ended, another signer of the unit where it is the
    unit's own affair, else the office.
    """
    own = Q(opened_by=user) & a_leader_gives(user, on)
    left = ~Q(Exists(_still_grants(on)))
    heirs = Q(actionitem__within_unit=True) & the_unit_signs(user, on)
    heirs |= Q(actionitem__within_unit=False) & the_office_reviews(user, on)
    return own | (left & heirs)


def _still_grants(on: date) -> QuerySet[Grant]:
    """Grants by which the opener of the case in the outer query may still give one."""
    held = Grant.objects.active(on=on).filter(user=OuterRef("opened_by"), user__is_active=True)
    signs = Q(role=Role.SIGNER, unit=OuterRef("unit"))
    return held.filter(signs | Q(role=Role.LEADER, committee=OuterRef("plan__committee")))


class ActionFlow(CaseFlow):
    """交办事项"""

    kind = CaseKind.ACTION
    model = ActionItem
    opens_with = CaseOutcome.GIVEN
    turns: ClassVar = {
        CaseStep.GIVE: Turn(a_leader_gives, frozenset({CaseOutcome.GIVEN}), hand=GIVER),
        CaseStep.HANDLE: Turn(the_unit_reports, frozenset({CaseOutcome.ANSWERED}), withdraws=True),
        # Who asked for it says whether it is done: no second pair of eyes is lost.
        CaseStep.CONFIRM: Turn(
            the_giver_confirms,
            frozenset({CaseOutcome.FINISHED, CaseOutcome.SENT_BACK}),
            withdraws=True,
            hand=GIVER,
        ),
    }

    start = flow.StartHandle(this.open).Next(this.give)
    give = step_of(CaseStep.GIVE, leads_to=this.handle)
    handle = step_of(CaseStep.HANDLE)
    after_handle = (
        flow.Switch().Case(this.confirm, decided(CaseOutcome.ANSWERED)).Default(this.withdrawn)
    )
    confirm = step_of(CaseStep.CONFIRM)
    after_confirm = (
        flow.Switch()
        .Case(this.settled, decided(CaseOutcome.FINISHED))
        .Case(this.handle, decided(CaseOutcome.SENT_BACK))
        .Default(this.withdrawn)
    )
    settled = flow.End()
    withdrawn = flow.End()

    @classmethod
    def verify(cls, case: ActionItem, act: Any) -> None:
        check = {
            CaseOutcome.GIVEN: _verify_gift,
            CaseOutcome.ANSWERED: _verify_answer,
            CaseOutcome.SENT_BACK: _verify_return,
            CaseOutcome.WITHDRAWN: _verify_withdrawal,
        }.get(act.outcome)
        if check is not None:
            check(case, act)

    @classmethod
    def carry_out(cls, case: ActionItem, act: Any) -> None:
        if act.outcome == CaseOutcome.GIVEN:
            case.text, case.due_on = act.said["text"], act.said["due_on"]
            case.within_unit = not _leads(case, act.by, act.on)
        if act.outcome == CaseOutcome.ANSWERED:
            case.answer, case.reply_by = act.said["answer"], None
        if act.outcome == CaseOutcome.SENT_BACK:
            case.reply_by = _reply_by(case, act)


def _leads(case: ActionItem, by: User, on: date) -> bool:
    return committees_where(by, Role.LEADER, on=on).filter(pk=case.plan.committee_id).exists()


def _verify_gift(case: ActionItem, act: Any) -> None:
    wrong = {}
    if not act.said.get("text"):
        wrong["text"] = "请写明要办什么。"
    due: date | None = act.said.get("due_on")
    if due is None:
        wrong["due_on"] = "请填写办理期限。"
    elif due < act.on:
        wrong["due_on"] = "办理期限不能早于今天。"
    elif due > act.on + MOST_DAYS:
        wrong["due_on"] = "办理期限太远，请核对年份。"
    if wrong:
        raise Incomplete(wrong)
    check_words({"text": act.said["text"]})
    report = case.report
    if report is not None and (report.unit_id, report.cycle_id) != (case.unit_id, case.cycle_id):
        raise Refused("这份报告不在这张报送表上，请刷新页面后重新选择。")


def _verify_answer(case: ActionItem, act: Any) -> None:
    if not act.said.get("answer"):
        raise Incomplete({"answer": "请写明办理情况。"})
    check_words({"answer": act.said["answer"]})


def _verify_return(case: ActionItem, act: Any) -> None:
    asked: date | None = act.said.get("reply_by")
    if asked is not None and not act.on <= asked <= act.on + MOST_DAYS_TO_REPLY:
        raise Incomplete({"reply_by": "答复期限从今天起，不超过60天，请核对。"})


def _reply_by(case: ActionItem, act: Any) -> date:
    """Return by when the unit answers again: a working day, by default the plan's third."""
    asked: date | None = act.said.get("reply_by")
    if asked is not None:
        return Workday.objects.from_day(asked)
    return Workday.objects.after(act.on, case.plan.reply_days)


def _verify_withdrawal(case: ActionItem, act: Any) -> None:
    """Refuse who may not give one any more: what is left of theirs is another's to close."""
    if not Case.objects.filter(pk=case.pk).filter(a_leader_gives(act.by, act.on)).exists():
        raise NotEntitled("你的授权已经到期，不能撤回。如有疑问请联系残工委办公室。")
