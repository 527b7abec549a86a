"""SupervisionFlow (督办单): drafted, vetted, issued by a leader, answered by the unit."""

from datetime import date, timedelta
from typing import Any, ClassVar

from viewflow import this
from viewflow.workflow import flow

from project.workdays.models import Workday
from workflows.case_words import CaseKind, CaseOutcome, CaseStep
from workflows.completeness import check_words
from workflows.escalation.issuing import issue
from workflows.flows.case import (
    CaseFlow,
    Turn,
    step_of,
    the_office_writes,
    the_unit_reports,
    the_unit_signs,
)
from workflows.flows.conditions import decided
from workflows.flows.paper_rules import verify_paper, write_words
from workflows.flows.route import (
    WRITER,
    from_draft,
    from_head,
    from_issue,
    from_vetting,
    leads_on,
    turns_without,
)
from workflows.models import Colour, SupervisionNotice
from workflows.refusals import Incomplete

MOST_DAYS_TO_REPLY = 30
ANSWERED, FINISHED = CaseOutcome.ANSWERED, CaseOutcome.FINISHED
SENT_BACK = CaseOutcome.SENT_BACK


class SupervisionFlow(CaseFlow):
    """督办单"""

    kind = CaseKind.SUPERVISION
    model = SupervisionNotice
    opens_with = CaseOutcome.PREPARED
    if_needed = frozenset({CaseStep.VET, CaseStep.HEAD})
    turns: ClassVar = {
        **turns_without(CaseStep.FOREWARN, CaseStep.CONSULT),
        CaseStep.HANDLE: Turn(the_unit_reports, frozenset({ANSWERED})),
        CaseStep.UNIT_SIGN: Turn(the_unit_signs, frozenset({CaseOutcome.SIGNED, SENT_BACK})),
        # Who drafted it says whether it is done, as of any instruction (decision 0030).
        CaseStep.CONFIRM: Turn(the_office_writes, frozenset({FINISHED, SENT_BACK}), hand=WRITER),
    }

    start = flow.StartHandle(this.open).Next(this.prepare)
    prepare = step_of(CaseStep.PREPARE, leads_to=this.draft)
    draft = step_of(CaseStep.DRAFT)
    after_draft = from_draft(CaseStep.VET, CaseStep.HEAD)
    vet = step_of(CaseStep.VET)
    after_vet = from_vetting(CaseStep.HEAD)
    head = step_of(CaseStep.HEAD)
    after_head = from_head()
    issue = step_of(CaseStep.ISSUE)
    after_issue = from_issue(this.handle)
    handle = step_of(CaseStep.HANDLE, leads_to=this.unit_sign)
    unit_sign = step_of(CaseStep.UNIT_SIGN)
    after_unit_sign = (
        flow.Switch().Case(this.confirm, decided(CaseOutcome.SIGNED)).Default(this.handle)
    )
    confirm = step_of(CaseStep.CONFIRM)
    after_confirm = flow.Switch().Case(this.settled, decided(FINISHED)).Default(this.handle)
    settled = flow.End()
    dropped = flow.End()
    overtaken = flow.End()

    @classmethod
    def verify(cls, case: SupervisionNotice, act: Any) -> None:
        verify_paper(case, act)
        if act.outcome == CaseOutcome.SAVED:
            _verify_notice(act.said)
        if act.outcome == ANSWERED:
            _verify_answer(act.said)
        if act.step == CaseStep.CONFIRM and act.outcome == SENT_BACK:
            _verify_reply_by(act)

    @classmethod
    def carry_out(cls, case: SupervisionNotice, act: Any) -> None:
        if act.outcome == CaseOutcome.SAVED:
            write_words(case, act.said)
            case.colour, case.reply_days = act.said["colour"], act.said["reply_days"]
        if act.outcome == CaseOutcome.ISSUED:
            issue(case, act)
        if act.outcome == ANSWERED:
            case.answer = act.said["answer"]
        if act.step == CaseStep.CONFIRM and act.outcome == SENT_BACK:
            case.reply_by = _reply_by(case, act)

    @classmethod
    def decision(cls, case: SupervisionNotice, act: Any) -> dict[str, Any]:
        return leads_on(case, act)


def _verify_notice(said: Any) -> None:
    wrong = {}
    if said.get("colour") not in Colour.values:
        wrong["colour"] = "请选择颜色。"
    if not 1 <= (said.get("reply_days") or 0) <= MOST_DAYS_TO_REPLY:
        wrong["reply_days"] = f"请填写1到{MOST_DAYS_TO_REPLY}之间的整数。"
    if wrong:
        raise Incomplete(wrong)


def _verify_answer(said: Any) -> None:
    if not said.get("answer"):
        raise Incomplete({"answer": "请写明办理情况。"})
    check_words({"answer": said["answer"]})


def _verify_reply_by(act: Any) -> None:
    asked: date | None = act.said.get("reply_by")
    last = act.on + timedelta(days=2 * MOST_DAYS_TO_REPLY)
    if asked is not None and not act.on <= asked <= last:
        raise Incomplete(
            {"reply_by": f"反馈期限从今天起，不超过{2 * MOST_DAYS_TO_REPLY}天，请核对。"}
        )


def _reply_by(case: SupervisionNotice, act: Any) -> date:
    """Return by when the unit answers again: a working day, by default as many as at first."""
    asked: date | None = act.said.get("reply_by")
    if asked is not None:
        return Workday.objects.from_day(asked)
    return Workday.objects.after(act.on, case.reply_days)
