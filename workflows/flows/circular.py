"""CircularFlow (通报): drafted, vetted, told to whom it names, issued by a leader."""

from typing import Any, ClassVar

from viewflow import this
from viewflow.workflow import flow

from workflows.case_words import CaseKind, CaseOutcome, CaseStep
from workflows.completeness import check_words
from workflows.escalation.forewarning import close, is_over, tell, untold
from workflows.escalation.issuing import issue
from workflows.flows.case import CaseFlow, step_of
from workflows.flows.paper_rules import verify_paper, write_words
from workflows.flows.route import (
    ONWARD,
    from_draft,
    from_forewarning,
    from_head,
    from_issue,
    from_vetting,
    leads_on,
    next_step,
    turns_without,
)
from workflows.models import Circular
from workflows.refusals import Incomplete, Refused

LONGEST_SENTENCE = 300
NOT_TOLD = "点名的话还没有告知被点名的单位，请退回办公室。"


class CircularFlow(CaseFlow):
    """通报"""

    kind = CaseKind.CIRCULAR
    model = Circular
    opens_with = CaseOutcome.PREPARED
    if_needed = frozenset({CaseStep.VET, CaseStep.FOREWARN, CaseStep.HEAD})
    turns: ClassVar = turns_without(CaseStep.CONSULT)

    start = flow.StartHandle(this.open).Next(this.prepare)
    prepare = step_of(CaseStep.PREPARE, leads_to=this.draft)
    draft = step_of(CaseStep.DRAFT)
    after_draft = from_draft(CaseStep.VET, CaseStep.FOREWARN, CaseStep.HEAD)
    vet = step_of(CaseStep.VET)
    after_vet = from_vetting(CaseStep.FOREWARN, CaseStep.HEAD)
    forewarn = step_of(CaseStep.FOREWARN)
    after_forewarn = from_forewarning()
    head = step_of(CaseStep.HEAD)
    after_head = from_head()
    issue = step_of(CaseStep.ISSUE)
    after_issue = from_issue(this.issued)
    issued = flow.End()
    dropped = flow.End()
    overtaken = flow.End()

    @classmethod
    def verify(cls, case: Circular, act: Any) -> None:
        verify_paper(case, act)
        if act.outcome == CaseOutcome.SAVED:
            _verify_entries(act.said["entries"])
        if act.outcome == CaseOutcome.FOREWARNED and not is_over(case, on=act.on):
            raise Refused("被点名的单位还可以提出说明，期满后继续办理。")
        if act.outcome in (CaseOutcome.APPROVED, CaseOutcome.ISSUED) and untold(case):
            raise Refused(NOT_TOLD)

    @classmethod
    def carry_out(cls, case: Circular, act: Any) -> None:
        if act.outcome == CaseOutcome.SAVED:
            write_words(case, act.said)
            case.entries = list(act.said["entries"])
        if act.outcome == CaseOutcome.FOREWARNED:
            close(case, at=act.at)
        if act.outcome == CaseOutcome.ISSUED:
            issue(case, act)

    @classmethod
    def write_beside(cls, case: Circular, act: Any) -> None:
        goes_on = act.outcome == ONWARD.get(act.step)
        if goes_on and next_step(case, act.step) == CaseStep.FOREWARN:
            tell(case, at=act.at, on=act.on)

    @classmethod
    def decision(cls, case: Circular, act: Any) -> dict[str, Any]:
        return leads_on(case, act)


def _verify_entries(entries: Any) -> None:
    if not entries:
        raise Incomplete({"entries": "至少点名一个单位；不再通报的，请选“不发”。"})
    for each in entries:
        name = f"sentence-{each['unit']}"
        if not each["sentence"]:
            raise Incomplete({name: "请写明点名的话，或者取消列入。"})
        if len(each["sentence"]) > LONGEST_SENTENCE:
            raise Incomplete({name: f"每个单位最多{LONGEST_SENTENCE}个字，请精简。"})
        check_words({name: each["sentence"]})
