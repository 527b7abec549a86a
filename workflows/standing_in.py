"""委托 in the work: in whose name a person may act on a report, and what waits there for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from project.accounts.access import Permission, delegations_to, may
from project.accounts.delegating import names_to_act_in
from project.accounts.models import Delegation, Role, Unit, User
from workflows import entitlement
from workflows.entitlement import DELEGATED
from workflows.models import CaseTransition, Report, Transition
from workflows.refusals import Refused
from workflows.steps import Outcome, Step

MOST_ACTS = 50


@dataclass(frozen=True)
class Done:
    """Something that was done for a person on leave: by whom, when, what."""

    move: Transition | CaseTransition

    @property
    def about(self) -> str:
        move = self.move
        return str(move.report if isinstance(move, Transition) else move.case)

    @property
    def url(self) -> str:
        if isinstance(self.move, Transition):
            return reverse("report", args=[self.move.report_id])
        return reverse("case", args=[self.move.case_id])


def names_for(report: Report, user: User, *, on: date) -> list[User | None]:
    """Return in whose name the person may take the report's step now; None is the own."""
    step = Step(report.step)
    if step not in DELEGATED:
        return []
    role = Role.SIGNER if step == Step.SIGN_OFF else Role.LEADER
    of = report.unit_id if role == Role.SIGNER else report.assignment.task.plan.committee_id
    absent: Iterable[User | None] = names_to_act_in(user, role, of=of, on=on)
    return [name for name in (None, *absent) if _is_allowed(report, step, user, name, on)]


def _is_allowed(report: Report, step: Step, user: User, name: User | None, on: date) -> bool:
    outcome = Outcome.SIGNED if step == Step.SIGN_OFF else Outcome.APPROVED
    try:
        entitlement.check(report, step, outcome, by=user, on=on, on_behalf_of=name)
    except Refused:
        return False
    return True


def names_to_sign_in(user: User, unit: Unit, *, on: date) -> list[User | None]:
    """Return in whose name the person may sign the unit's sheet; None is the own."""
    own: list[User | None] = [None] if may(user, Permission.SIGN_OFF, unit, on=on) else []
    return [*own, *names_to_act_in(user, Role.SIGNER, of=unit.pk, on=on)]


def delegations_about(user: User, *, on: date) -> list[Delegation]:
    """Return what home says of: by which delegations one acts, or is acted for, on that day."""
    own = Delegation.objects.in_force(on=on).by(user).for_reading()
    return [*delegations_to(user, on=on), *own]


def done_for(user: User) -> list[Done]:
    """Return what others did in the person's name, the newest first."""
    reports = Transition.objects.filter(on_behalf_of=user).select_related(
        "by", "report__cycle", "report__assignment__task", "report__assignment__unit"
    )
    cases = CaseTransition.objects.filter(on_behalf_of=user).select_related(
        "by", "case__unit", "case__task"
    )
    moves = [*reports.order_by("-pk")[:MOST_ACTS], *cases.order_by("-pk")[:MOST_ACTS]]
    moves.sort(key=lambda move: move.at, reverse=True)
    return [Done(move) for move in moves[:MOST_ACTS]]
