"""What every flow of a case shares: its lock, its case, and whose turn each step is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db.models import Q
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation
from viewflow.workflow.lock import SelectForUpdateLock
from viewflow.workflow.models import Process

from project.accounts.access import Permission, committees_where, units_where
from project.accounts.models import Role, User
from workflows.case_words import CaseKind, CaseOutcome, CaseStep
from workflows.models import Case

Whose = Callable[[User, date], Q]


@dataclass(frozen=True)
class Turn:
    """Whose turn a step is, as a filter over cases, and what may be decided there.

    `withdraws` says whether its opener may take the case back from here; `by_system` what the
    schedule alone may decide.
    """

    whose: Whose
    outcomes: frozenset[CaseOutcome]
    withdraws: bool = False
    by_system: frozenset[CaseOutcome] = frozenset()

    @property
    def role(self) -> Role | None:
        """Return the role a delegate acts in here; None where nobody acts for another."""
        return DELEGATED.get(self.whose)


def the_unit_reports(user: User, on: date) -> Q:
    """Liaisons of the unit whose case it is."""
    return Q(unit__in=units_where(user, Permission.REPORT, on=on))


def the_unit_signs(user: User, on: date) -> Q:
    """Signers of the unit whose case it is."""
    return Q(unit__in=units_where(user, Permission.SIGN_OFF, on=on))


def the_office_reviews(user: User, on: date) -> Q:
    """Reviewers of the unit whose case it is."""
    return Q(unit__in=units_where(user, Permission.REVIEW, on=on))


def a_leader_decides(user: User, on: date) -> Q:
    """Leaders of the committee whose plan it is."""
    return Q(plan__committee__in=committees_where(user, Role.LEADER, on=on))


# Turns that somebody on leave may have taken by another (decision 0031): in which role.
DELEGATED: Mapping[Whose, Role] = {the_unit_signs: Role.SIGNER, a_leader_decides: Role.LEADER}


def no_page(request: Any) -> None:
    """Stand in for the page Viewflow asks of a node: ours live elsewhere, none is routed."""
    raise LookupError("流程节点没有自带页面，请使用系统页面办理。")


def what_was_decided(activation: Activation) -> dict[str, Any]:
    """Hand what the actor decided to the gateway behind the work item."""
    return dict(activation.task.data)


def decided(*outcomes: CaseOutcome) -> Any:
    """Return the condition of a gateway: one of these was decided."""
    return lambda activation: activation.task.data["outcome"] in outcomes


def step_of(title: CaseStep) -> Any:
    """Return the node of a step at which somebody decides."""
    return flow.View(no_page).Annotation(title=title.label)


class CaseFlow(flow.Flow):  # type: ignore[misc]  # viewflow has no types
    """The flow of one kind of case; `verify` and `carry_out` are its content."""

    # Without a lock four people completing one step at once made duplicate next steps.
    lock_impl = SelectForUpdateLock(nowait=False, attempts=1)

    kind: ClassVar[CaseKind]
    model: ClassVar[type[Case]]
    turns: ClassVar[Mapping[CaseStep, Turn]]

    @classmethod
    def verify(cls, case: Any, act: Any) -> None:
        """Raise Incomplete, with a sentence for each field, unless the act says what it must."""

    @classmethod
    def carry_out(cls, case: Any, act: Any) -> None:
        """Write what the act decides into the case, or into the noun it is about."""

    def open(self, activation: Activation, case: Case) -> Process:
        """Give a new process its case."""
        activation.process.artifact = case
        return activation.process
