"""AdjustmentFlow (任务调整): the office or the lead asks; a leader decides, by a document."""

from datetime import date
from typing import Any, ClassVar

from django.db.models import Q
from viewflow import this
from viewflow.workflow import flow

from project.accounts.access import Permission, committees_served, may
from project.accounts.models import User
from task_table.models import TaskState
from workflows.case_words import CaseKind, CaseOutcome, CaseStep
from workflows.flows.adjusting_rules import STATES, verify_grant, verify_request
from workflows.flows.case import (
    CaseFlow,
    Turn,
    a_leader_decides,
    step_of,
    the_office_checks,
    the_unit_reports,
)
from workflows.flows.conditions import decided, told
from workflows.flows.line import THE_UNIT_SIGNS, on_or_back
from workflows.flows.overtaking import ENDS, cases_overtaken
from workflows.models import AdjustmentRequest, Change
from workflows.task_states import move_date, reword_task, settle_task


def the_lead_or_the_office(user: User, on: date) -> Q:
    """Liaisons of the task's first-listed lead, and the committee's office."""
    return the_unit_reports(user, on) | Q(plan__committee__in=committees_served(user, on=on))


BY_OFFICE = decided(CaseOutcome.APPLIED, and_so=told("by_office"), because="办公室提出")


class AdjustmentFlow(CaseFlow):
    """任务调整"""

    kind = CaseKind.ADJUSTMENT
    model = AdjustmentRequest
    ends_with_task = True
    turns: ClassVar = {
        CaseStep.APPLY: Turn(
            the_lead_or_the_office,
            frozenset({CaseOutcome.APPLIED}),
            withdraws=True,
            by_system=ENDS,
        ),
        CaseStep.UNIT_SIGN: THE_UNIT_SIGNS,
        CaseStep.CHECK: Turn(
            the_office_checks(CaseKind.ADJUSTMENT),
            frozenset({CaseOutcome.PASSED, CaseOutcome.SENT_BACK}),
            withdraws=True,
            by_system=ENDS,
        ),
        CaseStep.DECIDE: Turn(
            a_leader_decides,
            frozenset({CaseOutcome.GRANTED, CaseOutcome.REFUSED, CaseOutcome.SENT_BACK}),
            by_system=ENDS,
        ),
    }

    start = flow.StartHandle(this.open).Next(this.apply)
    apply = step_of(CaseStep.APPLY)
    after_apply = (
        flow.Switch()
        .Case(this.decide, BY_OFFICE)
        .Case(this.unit_sign, decided(CaseOutcome.APPLIED))
        .Case(this.overtaken, decided(CaseOutcome.OVERTAKEN))
        .Default(this.withdrawn)
    )
    unit_sign = step_of(CaseStep.UNIT_SIGN)
    after_unit_sign = on_or_back(this.check, CaseOutcome.SIGNED)
    check = step_of(CaseStep.CHECK)
    after_check = on_or_back(this.decide, CaseOutcome.PASSED)
    decide = step_of(CaseStep.DECIDE)
    after_decide = (
        flow.Switch()
        .Case(this.granted, decided(CaseOutcome.GRANTED))
        .Case(this.refused, decided(CaseOutcome.REFUSED))
        .Case(this.overtaken, decided(CaseOutcome.OVERTAKEN))
        .Default(this.apply)
    )
    granted = flow.End()
    refused = flow.End()
    withdrawn = flow.End()
    overtaken = flow.End()

    @classmethod
    def verify(cls, case: AdjustmentRequest, act: Any) -> None:
        if act.outcome == CaseOutcome.APPLIED:
            verify_request(case, act.said)
        if act.outcome == CaseOutcome.GRANTED:
            verify_grant(case, act.said)

    @classmethod
    def carry_out(cls, case: AdjustmentRequest, act: Any) -> None:
        if act.outcome == CaseOutcome.APPLIED:
            _put_forward(case, act)
        if act.outcome == CaseOutcome.GRANTED:
            case.document_number = act.said["document_number"]
            _change_task(case, act)

    @classmethod
    def decision(cls, case: AdjustmentRequest, act: Any) -> dict[str, Any]:
        by_office = act.outcome == CaseOutcome.APPLIED and case.by_office
        return {"outcome": act.outcome.value, "by_office": by_office}

    @classmethod
    def overtaken_by(cls, case: AdjustmentRequest, act: Any) -> Any:
        ends = act.outcome == CaseOutcome.GRANTED and case.change in STATES
        return cases_overtaken(case, STATES[Change(case.change)]) if ends else ()


def _put_forward(case: AdjustmentRequest, act: Any) -> None:
    task: Any = case.task  # as `verify` has just held it
    said = act.said
    case.change, case.cause = said["change"], said["cause"]
    case.document_number = said.get("document_number", "")
    case.new_text = said.get("new_text", "") if case.change == Change.TEXT else ""
    case.new_due_on = said.get("new_due_on") if case.change == Change.DATE else None
    case.next_plan = said.get("next_plan", "") if case.change == Change.TRANSFER else ""
    case.from_text, case.from_due_on = task.adjusted_text or task.text, task.due_on
    # Whoever reports for the unit asks for it, and its leader signs, wherever else they serve.
    case.by_office = not may(act.by, Permission.REPORT, case.unit, on=act.on)


def _change_task(case: AdjustmentRequest, act: Any) -> None:
    if case.change == Change.TEXT:
        reword_task(case, case.new_text)
    elif case.change == Change.DATE and case.new_due_on:
        move_date(case, case.new_due_on)
    else:
        state: TaskState = STATES[Change(case.change)]
        settle_task(
            case, state, act, document_number=case.document_number, words=case.next_plan
        )  # fmt: skip
