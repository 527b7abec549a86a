"""交办事项 on a unit's sheet and a report's page: open ones first, each with its forms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from project.accounts.models import Unit, User
from workflows.case_words import NEEDS_A_REASON, CaseKind, CaseOutcome, CaseStep
from workflows.cases.dues import dues_of, with_first_answer
from workflows.cases.forms import OutcomeForm
from workflows.cases.kinds import KINDS, visible_to
from workflows.cases.turns import waiting_for
from workflows.flows import flow_of
from workflows.models import ActionItem, Case, CaseTransition, Cycle, Report, Transition
from workflows.models.cases import CaseQuerySet
from workflows.standing import Status

OPEN = (CaseStep.HANDLE, CaseStep.CONFIRM)
Move = Transition | CaseTransition


@dataclass(frozen=True)
class Item:
    """One instruction: what its date means today, and the forms of whose turn it is."""

    case: Any
    due: Status | None
    forms: Sequence[OutcomeForm]

    @property
    def is_open(self) -> bool:
        return self.case.step in OPEN


def items_on_sheet(cycle: Cycle, unit: Unit, user: User, *, on: date) -> list[Item]:
    """Return what stands on the unit's sheet of the cycle, as far as the person sees it.

    What is open stands on every sheet of the plan, what has ended on that of its own cycle.
    """
    still_open = Q(step__in=OPEN, plan=cycle.plan_id)
    return _items(Q(unit=unit) & (still_open | Q(actionitem__cycle=cycle)), user, on)


def items_of_report(report: Report, user: User, *, on: date) -> list[Item]:
    """Return the instructions on one report that the person sees."""
    return _items(Q(actionitem__report=report), user, on)


def moves_of(items: Iterable[Item]) -> list[CaseTransition]:
    """Return what happened to the items, in order: one statement, none without an item."""
    keys = [item.case.pk for item in items]
    moves = CaseTransition.objects.filter(case__in=keys)
    moves = moves.select_related("by", "on_behalf_of", "case__actionitem")
    return list(moves) if keys else []


def in_order(*trails: Iterable[Move]) -> list[Move]:
    """Return the moves of a report and of its instructions as one trail."""
    return sorted((move for trail in trails for move in trail), key=lambda move: move.at)


def _items(which: Q, user: User, on: date) -> list[Item]:
    """Read the items: one statement, two more where there is any."""
    seen = Case.objects.of_kind(CaseKind.ACTION).filter(visible_to(user, on=on)).filter(which)
    rows = list(_with_all(seen))
    if not rows:
        return []
    mine = set(waiting_for(user, on=on).filter(pk__in=[row.pk for row in rows]).values_list("pk"))
    dues = dues_of(rows, on=on)
    items = [Item(row, dues.get(row.pk), _forms(row) if (row.pk,) in mine else ()) for row in rows]
    return sorted(items, key=lambda item: not item.is_open)


def _with_all(seen: CaseQuerySet) -> Any:
    rows: Any = ActionItem.objects
    rows = rows.for_moving().select_related("cycle", "report__assignment__task")
    return with_first_answer(rows.filter(pk__in=seen.values("pk")).order_by("due_on", "pk"))


def _forms(case: Any) -> list[OutcomeForm]:
    """Return the forms of the case's step, named so that many stand on one page."""
    outcomes = flow_of(CaseKind.ACTION).turns[CaseStep(case.step)].outcomes
    in_order = sorted(outcomes, key=lambda each: each in NEEDS_A_REASON)
    return [_form(case, each) for each in in_order]


def _form(case: Any, outcome: CaseOutcome) -> OutcomeForm:
    kind = KINDS[CaseKind.ACTION]
    initial = {**kind.begun_with(case).get(outcome, {}), "step": case.step}
    form = kind.forms.get(outcome, OutcomeForm)(outcome, None, initial=initial)
    form.auto_id = f"item{case.pk}_%s"
    return form
