"""CoordinationFlow (需协调事项): raised, passed on, answered, done and confirmed, or 拟上会."""

from datetime import date
from typing import Any, ClassVar

from django.db.models import Q
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation

from project.accounts.access import Permission, units_where
from project.accounts.models import User
from workflows.case_words import CaseKind, CaseOutcome, CaseStep
from workflows.flows import coordination_content as content
from workflows.flows.case import (
    CaseFlow,
    Turn,
    a_leader_decides,
    step_of,
    the_office_reviews,
    the_unit_reports,
)
from workflows.flows.conditions import decided
from workflows.models import CoordinationRequest

# The sides of a request: within one a person goes on, between them four eyes hold.
RAISER, ADDRESSEE, OFFICE = "raiser", "addressee", "office"


def the_addressee_reports(user: User, on: date) -> Q:
    """Liaisons of the unit that is asked."""
    units = units_where(user, Permission.REPORT, on=on)
    return Q(coordinationrequest__addressee__in=units)


def the_raiser_or_the_office(user: User, on: date) -> Q:
    """Liaisons of the unit that raised it, and its reviewers."""
    return the_unit_reports(user, on) | the_office_reviews(user, on)


def a_leader_or_the_office(user: User, on: date) -> Q:
    """Leaders of the committee, and the reviewers of the unit that raised it."""
    return a_leader_decides(user, on) | the_office_reviews(user, on)


def asks_a_unit(activation: Activation) -> bool:
    """Say whether it asks a unit; what asks the committee goes to its meeting."""
    request: CoordinationRequest = activation.process.artifact.coordinationrequest
    return request.addressee_id is not None


TO_A_UNIT = decided(CaseOutcome.FORWARDED, and_so=asks_a_unit, because="请单位协调")


class CoordinationFlow(CaseFlow):
    """需协调事项"""

    kind = CaseKind.COORDINATION
    model = CoordinationRequest
    if_needed = frozenset({CaseStep.AGREE, CaseStep.SETTLE, CaseStep.AGENDA})
    turns: ClassVar = {
        CaseStep.APPLY: Turn(
            the_unit_reports, frozenset({CaseOutcome.APPLIED}), withdraws=True, hand=RAISER
        ),
        CaseStep.FORWARD: Turn(
            the_office_reviews,
            frozenset({CaseOutcome.FORWARDED, CaseOutcome.SENT_BACK, CaseOutcome.REFUSED}),
            withdraws=True,
            hand=OFFICE,
        ),
        CaseStep.ANSWER: Turn(
            the_addressee_reports,
            frozenset({CaseOutcome.ACCEPTED, CaseOutcome.PROPOSED, CaseOutcome.DECLINED}),
            withdraws=True,
            by_system=frozenset({CaseOutcome.LAPSED}),
            hand=ADDRESSEE,
        ),
        CaseStep.AGREE: Turn(
            the_unit_reports,
            frozenset({CaseOutcome.AGREED, CaseOutcome.OPPOSED}),
            withdraws=True,
            by_system=frozenset({CaseOutcome.LAPSED}),
            hand=RAISER,
        ),
        CaseStep.SETTLE: Turn(
            the_office_reviews,
            frozenset({CaseOutcome.SETTLED, CaseOutcome.LISTED}),
            hand=OFFICE,
        ),
        CaseStep.FULFIL: Turn(
            the_addressee_reports,
            frozenset({CaseOutcome.DONE}),
            by_system=frozenset({CaseOutcome.LAPSED}),
            hand=ADDRESSEE,
        ),
        CaseStep.CONFIRM: Turn(
            the_raiser_or_the_office,
            frozenset({CaseOutcome.CONFIRMED, CaseOutcome.NOT_DONE}),
            hand=RAISER,
        ),
        CaseStep.AGENDA: Turn(
            a_leader_or_the_office,
            frozenset({CaseOutcome.RULED, CaseOutcome.TAKEN_OFF}),
            only={
                CaseOutcome.RULED: a_leader_decides,
                CaseOutcome.TAKEN_OFF: the_office_reviews,
            },
            owed=False,
        ),
    }

    start = flow.StartHandle(this.open).Next(this.apply)
    apply = step_of(CaseStep.APPLY)
    after_apply = (
        flow.Switch().Case(this.forward, decided(CaseOutcome.APPLIED)).Default(this.withdrawn)
    )
    forward = step_of(CaseStep.FORWARD)
    after_forward = (
        flow.Switch()
        .Case(this.answer, TO_A_UNIT)
        .Case(this.agenda, decided(CaseOutcome.FORWARDED))
        .Case(this.apply, decided(CaseOutcome.SENT_BACK))
        .Case(this.refused, decided(CaseOutcome.REFUSED))
        .Default(this.withdrawn)
    )
    answer = step_of(CaseStep.ANSWER)
    after_answer = (
        flow.Switch()
        .Case(this.fulfil, decided(CaseOutcome.ACCEPTED))
        .Case(this.agree, decided(CaseOutcome.PROPOSED))
        .Case(this.withdrawn, decided(CaseOutcome.WITHDRAWN))
        .Default(this.agenda)
    )
    agree = step_of(CaseStep.AGREE)
    after_agree = (
        flow.Switch()
        .Case(this.fulfil, decided(CaseOutcome.AGREED))
        .Case(this.withdrawn, decided(CaseOutcome.WITHDRAWN))
        .Default(this.settle)
    )
    settle = step_of(CaseStep.SETTLE)
    after_settle = (
        flow.Switch().Case(this.fulfil, decided(CaseOutcome.SETTLED)).Default(this.agenda)
    )
    fulfil = step_of(CaseStep.FULFIL)
    after_fulfil = flow.Switch().Case(this.confirm, decided(CaseOutcome.DONE)).Default(this.agenda)
    confirm = step_of(CaseStep.CONFIRM)
    after_confirm = (
        flow.Switch().Case(this.coordinated, decided(CaseOutcome.CONFIRMED)).Default(this.fulfil)
    )
    agenda = step_of(CaseStep.AGENDA)
    after_agenda = (
        flow.Switch().Case(this.ruled, decided(CaseOutcome.RULED)).Default(this.taken_off)
    )
    coordinated = flow.End()
    ruled = flow.End()
    taken_off = flow.End()
    refused = flow.End()
    withdrawn = flow.End()

    @classmethod
    def verify(cls, case: CoordinationRequest, act: Any) -> None:
        content.verify(case, act)

    @classmethod
    def carry_out(cls, case: CoordinationRequest, act: Any) -> None:
        content.carry_out(case, act)
