"""What every flow of a case shares: its lock, its case, and whose turn each step is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from django.db.models import Q
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation
from viewflow.workflow.lock import SelectForUpdateLock
from viewflow.workflow.models import Process

from project.accounts.access import (
    Permission,
    committees_headed,
    committees_served,
    committees_where,
    units_where,
)
from project.accounts.models import Role, User
from task_table.models import OwnCheck
from workflows.case_words import CaseKind, CaseOutcome, CaseStep
from workflows.flows.conditions import no_page, what_was_decided
from workflows.models import Case

Whose = Callable[[User, date], Q]


@dataclass(frozen=True)
class Turn:
    """Whose turn a step is, as a filter over cases, and what may be decided there.

    `withdraws` says whether its opener may take the case back from here; `by_system` what the
    schedule alone may decide. `only` narrows single outcomes to some of those whose turn it is.
    Steps of one `hand` are one side's, which a person may take one after the other. What is not
    `owed` may be acted on, but nobody is told day by day that it waits.
    """

    whose: Whose
    outcomes: frozenset[CaseOutcome]
    withdraws: bool = False
    by_system: frozenset[CaseOutcome] = frozenset()
    only: Mapping[CaseOutcome, Whose] = field(default_factory=dict)
    hand: str = ""
    owed: bool = True

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


def the_office_writes(user: User, on: date) -> Q:
    """People of the office of the committee whose plan it is."""
    return Q(plan__committee__in=committees_served(user, on=on))


def the_head_approves(user: User, on: date) -> Q:
    """Signers of the office's own unit: the head of the office (办公室主任)."""
    return Q(plan__committee__in=committees_headed(user, on=on))


# In which cases of its own house the office's people may check. A closing is judged by check and
# decision together: one of them goes outside, whatever is set (`closing_rules.verify_closing`).
OWN_HOUSE: dict[CaseKind, Q] = {
    CaseKind.EXTENSION: Q(plan__extension_check=OwnCheck.COLLEAGUE),
    CaseKind.ADJUSTMENT: Q(plan__adjustment_check=OwnCheck.COLLEAGUE),
}
# Turns that somebody on leave may have taken by another (decision 0031): in which role.
DELEGATED: Mapping[Whose, Role] = {the_unit_signs: Role.SIGNER, a_leader_decides: Role.LEADER}


def the_office_checks(kind: CaseKind) -> Whose:
    """Reviewers of the unit; those at home in it as far as the plan's setting for the kind goes."""

    def whose(user: User, on: date) -> Q:
        return the_office_reviews(user, on) & (_of_another_house(user) | OWN_HOUSE[kind])

    return whose


def _of_another_house(user: User) -> Q:
    """Cases of units in which, and in whose office, the person is not at home (rule of 自审)."""
    home = user.home_unit
    return ~Q(unit__in=home.lineage if home else ())


def step_of(step: CaseStep, leads_to: Any = None) -> Any:
    """Return the node of a step at which somebody decides.

    What was decided is handed on: to the gateway named after the step, unless it `leads_to` a node.
    """
    gateway = getattr(this, f"after_{step}") if leads_to is None else leads_to
    return flow.View(no_page).Annotation(title=step.label).Next(gateway, task_data=what_was_decided)


class CaseFlow(flow.Flow):  # type: ignore[misc]  # viewflow has no types
    """The flow of one kind of case; `verify` and `carry_out` are its content.

    `turns` are its steps in the order a case mostly passes them; `if_needed` those that only some
    cases come to.
    """

    # Without a lock four people completing one step at once made duplicate next steps.
    lock_impl = SelectForUpdateLock(nowait=False, attempts=1)

    kind: ClassVar[CaseKind]
    model: ClassVar[type[Case]]
    turns: ClassVar[Mapping[CaseStep, Turn]]
    if_needed: ClassVar[frozenset[CaseStep]] = frozenset()
    opens_with: ClassVar[CaseOutcome] = CaseOutcome.APPLIED
    # Whether the system ends such a case (OVERTAKEN) when its task is closed or terminated.
    ends_with_task: ClassVar[bool] = False

    @classmethod
    def of_one_hand(cls, step: CaseStep) -> list[CaseStep]:
        """Return the steps of the same side as this one: four eyes ask for others between sides."""
        hand = cls.turns[step].hand if step in cls.turns else ""
        sides = {each for each, turn in cls.turns.items() if hand and turn.hand == hand}
        return sorted({step} | sides)

    @classmethod
    def verify(cls, case: Any, act: Any) -> None:
        """Raise Incomplete, with a sentence for each field, unless the act says what it must."""

    @classmethod
    def carry_out(cls, case: Any, act: Any) -> None:
        """Write what the act decides into the case, or into the noun it is about.

        While a case is opened its row does not exist yet.
        """

    @classmethod
    def write_beside(cls, case: Any, act: Any) -> None:
        """Write what the act says into rows that hang on the case, which has its own by now."""

    @classmethod
    def decision(cls, case: Any, act: Any) -> dict[str, Any]:
        """Return what the gateway behind the step is handed."""
        return {"outcome": act.outcome.value}

    @classmethod
    def overtaken_by(cls, case: Any, act: Any) -> Iterable[tuple[Case, str]]:
        """Return the open cases that this act leaves without object, each with the reason."""
        return ()

    def open(self, activation: Activation, case: Case) -> Process:
        """Give a new process its case."""
        activation.process.artifact = case
        return activation.process
