"""What the cases' property test knows of each kind: how it opens, what is said, whose turn it is.

The table of turns is a second opinion: it shares no code with the flows it judges.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from project.accounts.models import Grant, User
from task_table.models import Task
from tests.workflows import casework
from workflows.models import Case

UNIT, COMMITTEE = "unit", "committee"


@dataclass(frozen=True)
class Kind:
    """One kind: `open` by a person on a task; what an outcome says; the roles a step belongs to.

    `first` is the step that anybody entitled may take whatever hand they had in the case before.
    """

    open: Callable[[Task, User], Case]
    said: Callable[[Case, str, int], dict[str, Any]]
    turns: Mapping[str, tuple[tuple[str, str], ...]]
    first: str = "apply"


def extension_said(case: Case, outcome: str, pick: int) -> dict[str, Any]:
    """Every fourth time something is missing."""
    if outcome == "granted":
        document = "" if pick % 4 == 0 else "江残工委〔2026〕1号"
        return {"until": casework.UNTIL, "document_number": document}
    return {**casework.SAID, "cause": "" if pick % 4 == 0 else "经费下达推迟。"}


KINDS = {
    "extension": Kind(
        open=lambda task, by: casework.ask(task, by),
        said=extension_said,
        turns={
            "apply": (("liaison", UNIT),),
            "unit_sign": (("signer", UNIT),),
            "check": (("reviewer", UNIT),),
            "decide": (("leader", COMMITTEE),),
        },
    ),
}


def holds(case: Case, step: str, user: User, *, on: date) -> bool:
    """Say from bare grants whether a step of a case is the person's on that day."""
    roles = KINDS[case.kind].turns.get(step, ())
    return user.is_active and any(_granted(case, role, of, user, on) for role, of in roles)


def _granted(case: Case, role: str, of: str, user: User, on: date) -> bool:
    rows = Grant.objects.filter(user=user, role=role, revoked_at=None, from_on__lte=on)
    where = {"unit": case.unit_id} if of == UNIT else {"committee": case.plan.committee_id}
    return any(row.until_on is None or on <= row.until_on for row in rows.filter(**where))
