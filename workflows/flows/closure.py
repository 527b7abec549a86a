"""ClosureFlow (办结销号): a lead claims, others concur, its leader signs, a leader closes."""

from datetime import date
from typing import Any, ClassVar

from django.db.models import Exists, F, OuterRef, Q
from viewflow import this
from viewflow.workflow import flow

from project.accounts.access import Permission, units_where
from project.accounts.models import User
from task_table.models import Assignment, AssignmentRole, TaskState
from workflows.case_words import CaseKind, CaseOutcome, CaseStep
from workflows.flows.case import (
    CaseFlow,
    Turn,
    a_leader_decides,
    step_of,
    the_office_reviews,
    the_unit_reports,
)
from workflows.flows.closing_rules import verify_check, verify_claim, verify_closing
from workflows.flows.conditions import decided, told
from workflows.flows.line import THE_UNIT_SIGNS, on_or_back
from workflows.flows.overtaking import ENDS, cases_overtaken
from workflows.models import ClosureRequest, Evidence, EvidenceOfClosure, LeadConcurrence
from workflows.models.closing import CHECKLIST
from workflows.task_states import settle_task


def leads_owing_a_word(case: Any) -> Any:
    """Return the task's other leads that said nothing of this round of the claim."""
    said = LeadConcurrence.objects.filter(closure=case.pk, round=case.round)
    leads = Assignment.objects.filter(task=case.task_id, role=AssignmentRole.LEAD)
    return leads.exclude(unit=case.unit_id).exclude(unit__in=said.values("unit"))


def another_lead_reports(user: User, on: date) -> Q:
    """Liaisons of the task's other leads, until each has said its word."""
    said = LeadConcurrence.objects.filter(
        closure=OuterRef(OuterRef("pk")), round=F("closure__round"), unit=OuterRef("unit")
    )
    leads = Assignment.objects.filter(
        task=OuterRef("task"), role=AssignmentRole.LEAD,
        unit__in=units_where(user, Permission.REPORT, on=on),
    )  # fmt: skip
    return Q(Exists(leads.exclude(unit=OuterRef("unit")).exclude(Exists(said))))


OTHERS_LEAD = decided(CaseOutcome.APPLIED, and_so=told("leads_owe"), because="共同牵头")
OTHERS_OWE = decided(
    CaseOutcome.CONCURRED, CaseOutcome.DISSENTED, and_so=told("leads_owe"), because="还有单位未会签"
)


class ClosureFlow(CaseFlow):
    """办结销号"""

    kind = CaseKind.CLOSURE
    model = ClosureRequest
    ends_with_task = True
    if_needed = frozenset({CaseStep.CONCUR})
    turns: ClassVar = {
        CaseStep.APPLY: Turn(
            the_unit_reports, frozenset({CaseOutcome.APPLIED}), withdraws=True, by_system=ENDS
        ),
        CaseStep.CONCUR: Turn(
            another_lead_reports,
            frozenset({CaseOutcome.CONCURRED, CaseOutcome.DISSENTED}),
            withdraws=True,
            by_system=ENDS,
        ),
        CaseStep.UNIT_SIGN: THE_UNIT_SIGNS,
        CaseStep.CHECK: Turn(
            the_office_reviews,
            frozenset({CaseOutcome.PASSED, CaseOutcome.FAILED}),
            withdraws=True,
            by_system=ENDS,
        ),
        CaseStep.DECIDE: Turn(
            a_leader_decides,
            frozenset({CaseOutcome.CLOSED, CaseOutcome.SENT_BACK}),
            by_system=ENDS,
        ),
    }

    start = flow.StartHandle(this.open).Next(this.apply)
    apply = step_of(CaseStep.APPLY)
    after_apply = (
        flow.Switch()
        .Case(this.concur, OTHERS_LEAD)
        .Case(this.unit_sign, decided(CaseOutcome.APPLIED))
        .Case(this.overtaken, decided(CaseOutcome.OVERTAKEN))
        .Default(this.withdrawn)
    )
    concur = step_of(CaseStep.CONCUR)
    after_concur = (
        flow.Switch()
        .Case(this.concur, OTHERS_OWE)
        .Case(this.withdrawn, decided(CaseOutcome.WITHDRAWN))
        .Case(this.overtaken, decided(CaseOutcome.OVERTAKEN))
        .Default(this.unit_sign)
    )
    unit_sign = step_of(CaseStep.UNIT_SIGN)
    after_unit_sign = on_or_back(this.check, CaseOutcome.SIGNED)
    check = step_of(CaseStep.CHECK)
    after_check = on_or_back(this.decide, CaseOutcome.PASSED)
    decide = step_of(CaseStep.DECIDE)
    after_decide = (
        flow.Switch()
        .Case(this.closed, decided(CaseOutcome.CLOSED))
        .Case(this.overtaken, decided(CaseOutcome.OVERTAKEN))
        .Default(this.apply)
    )
    closed = flow.End()
    withdrawn = flow.End()
    overtaken = flow.End()

    @classmethod
    def verify(cls, case: ClosureRequest, act: Any) -> None:
        if act.outcome == CaseOutcome.APPLIED:
            verify_claim(case, act.said)
        if act.outcome in (CaseOutcome.PASSED, CaseOutcome.FAILED):
            verify_check(act)
        if act.outcome == CaseOutcome.CLOSED:
            verify_closing(case, act)

    @classmethod
    def carry_out(cls, case: ClosureRequest, act: Any) -> None:
        if act.outcome == CaseOutcome.APPLIED:
            _claim(case, act.said)
        if act.outcome in (CaseOutcome.CONCURRED, CaseOutcome.DISSENTED):
            _concur(case, act)
        if act.outcome in (CaseOutcome.PASSED, CaseOutcome.FAILED):
            _note_check(case, act.said)
        if act.outcome == CaseOutcome.CLOSED:
            case.grade = act.said.get("grade", "")
            settle_task(case, TaskState.CLOSED, act, words=case.grade)

    @classmethod
    def write_beside(cls, case: ClosureRequest, act: Any) -> None:
        if act.outcome == CaseOutcome.APPLIED:
            _begin_round(case, act.said)

    @classmethod
    def decision(cls, case: ClosureRequest, act: Any) -> dict[str, Any]:
        said_so = act.outcome in (
            CaseOutcome.APPLIED, CaseOutcome.CONCURRED, CaseOutcome.DISSENTED,
        )  # fmt: skip
        owe = said_so and leads_owing_a_word(case).exists()
        return {"outcome": act.outcome.value, "leads_owe": owe}

    @classmethod
    def overtaken_by(cls, case: ClosureRequest, act: Any) -> Any:
        closes = act.outcome == CaseOutcome.CLOSED
        return cases_overtaken(case, TaskState.CLOSED) if closes else ()


def _claim(case: ClosureRequest, said: Any) -> None:
    case.statement, case.proof = said["statement"], said.get("proof", "")
    case.figures = dict(said.get("figures", {}))
    for name in CHECKLIST:
        setattr(case, name, None)
        setattr(case, f"{name}_remark", "")


def _begin_round(case: ClosureRequest, said: Any) -> None:
    case.round += 1
    files = Evidence.objects.filter(uuid__in=said.get("evidence", ())).order_by("pk")
    EvidenceOfClosure.objects.bulk_create(
        EvidenceOfClosure(closure=case, round=case.round, evidence=each) for each in files
    )


def _concur(case: ClosureRequest, act: Any) -> None:
    """Write the word of the actor's own lead; somebody of two leads speaks for the first listed."""
    mine = units_where(act.by, Permission.REPORT, on=act.on)
    lead = leads_owing_a_word(case).filter(unit__in=mine).order_by("place").first()
    LeadConcurrence.objects.create(
        closure=case, round=case.round, unit_id=lead.unit_id, by=act.by, at=act.at,
        concurs=act.outcome == CaseOutcome.CONCURRED, words=act.reason,
    )  # fmt: skip


def _note_check(case: ClosureRequest, said: Any) -> None:
    for name in CHECKLIST:
        setattr(case, name, said[name] == "yes")
        setattr(case, f"{name}_remark", said.get(f"{name}_remark", ""))
