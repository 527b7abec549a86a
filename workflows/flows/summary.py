"""SummaryFlow (进展情况汇总): drawn, vetted, heard by the units asked, issued by a leader."""

from typing import Any, ClassVar

from viewflow import this
from viewflow.workflow import flow

from workflows.case_words import CaseKind, CaseOutcome, CaseStep
from workflows.escalation.issuing import issue
from workflows.flows.case import CaseFlow, step_of
from workflows.flows.paper_rules import verify_revision
from workflows.flows.route import (
    ONWARD,
    from_consulting,
    from_draft,
    from_head,
    from_issue,
    from_vetting,
    leads_on,
    next_step,
    turns_without,
)
from workflows.models import SummaryPaper
from workflows.refusals import Refused
from workflows.summary.disputes import indicators_in_dispute
from workflows.summary.opinions import ask, close, undecided, waiting
from workflows.summary.wording import verify_wording, write_wording


class SummaryFlow(CaseFlow):
    """进展情况汇总"""

    kind = CaseKind.SUMMARY
    model = SummaryPaper
    opens_with = CaseOutcome.PREPARED
    if_needed = frozenset({CaseStep.VET, CaseStep.CONSULT, CaseStep.HEAD})
    turns: ClassVar = turns_without(CaseStep.FOREWARN)

    start = flow.StartHandle(this.open).Next(this.prepare)
    prepare = step_of(CaseStep.PREPARE, leads_to=this.draft)
    draft = step_of(CaseStep.DRAFT)
    after_draft = from_draft(CaseStep.VET, CaseStep.CONSULT, CaseStep.HEAD)
    vet = step_of(CaseStep.VET)
    after_vet = from_vetting(CaseStep.CONSULT, CaseStep.HEAD)
    consult = step_of(CaseStep.CONSULT)
    after_consult = from_consulting()
    head = step_of(CaseStep.HEAD)
    after_head = from_head()
    issue = step_of(CaseStep.ISSUE)
    after_issue = from_issue(this.issued)
    issued = flow.End()
    dropped = flow.End()
    overtaken = flow.End()

    @classmethod
    def verify(cls, case: SummaryPaper, act: Any) -> None:
        if act.outcome == CaseOutcome.SAVED:
            verify_revision(case, act.said)
            verify_wording(case, act.said)
        elif act.outcome == CaseOutcome.CONSULTED:
            _verify_heard(case, act)
        elif act.outcome == CaseOutcome.ISSUED:
            _verify_undisputed(case)

    @classmethod
    def carry_out(cls, case: SummaryPaper, act: Any) -> None:
        if act.outcome == CaseOutcome.SAVED:
            write_wording(case, act.said)
        if act.outcome == CaseOutcome.CONSULTED:
            close(case, at=act.at)
        if act.outcome == CaseOutcome.ISSUED:
            issue(case, act)

    @classmethod
    def write_beside(cls, case: SummaryPaper, act: Any) -> None:
        goes_on = act.outcome == ONWARD.get(act.step)
        if goes_on and next_step(case, act.step) == CaseStep.CONSULT:
            ask(case, at=act.at, on=act.on)

    @classmethod
    def decision(cls, case: SummaryPaper, act: Any) -> dict[str, Any]:
        return leads_on(case, act)


def _verify_heard(case: SummaryPaper, act: Any) -> None:
    if left := waiting(case, on=act.on):
        names = "、".join(each.unit.name for each in left)
        raise Refused(f"{names}还在答复期限内，没有答复。期满或全部答复后再办理。")
    if left := undecided(case):
        names = "、".join(each.unit.name for each in left)
        raise Refused(f"{names}的意见还没有处理，请先逐条选择采纳或不采纳。")


def _verify_undisputed(case: SummaryPaper) -> None:
    if disputed := indicators_in_dispute(case):
        names = "、".join(disputed)
        raise Refused(f"指标数值存疑，裁定以后才能签发：{names}。")
