"""Drafts of papers: begun by the schedule or by the office, and written on (decision 0046)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from project.accounts.access import committees_headed, committees_where
from project.accounts.models import Role, Unit, UnitKind, User
from task_table.models import Plan
from workflows.case_words import CaseKind, CaseOutcome, CaseStep
from workflows.duties import keeps_duties
from workflows.escalation.grounds import Ground, as_json
from workflows.escalation.wording import circular_text, entry_of, notice_text, subject_of
from workflows.models import Circular, Colour, SummaryPaper, SupervisionNotice
from workflows.moving import complete_case, open_case
from workflows.refusals import Incomplete

Paper = TypeVar("Paper", SupervisionNotice, Circular, SummaryPaper)


@contextmanager
def one_drafter(plan: Plan) -> Iterator[None]:
    """Let one draft of a plan be begun at a time: whoever comes second finds the first one's."""
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=plan.pk)
        yield


def draft_under_way(plan: Plan, unit: Unit) -> SupervisionNotice | None:
    """Return the unit's 督办单 that is not issued yet, if there is one."""
    rows: Any = SupervisionNotice.objects.under_way()
    found: SupervisionNotice | None = rows.filter(plan=plan, unit=unit, issued_on=None).first()
    return found


def circular_under_way(plan: Plan, units: Iterable[Unit]) -> Circular | None:
    """Return the 通报 at 拟稿 that was begun over just these units, if there is one."""
    codes = [unit.code for unit in units]
    rows: Any = Circular.objects.under_way().at_step(CaseStep.DRAFT)
    found = (each for each in rows.filter(plan=plan) if _codes(each) == codes)
    return next(found, None)


def _codes(circular: Circular) -> list[str]:
    return [each["unit"] for each in circular.entries]


def draft_notice(
    plan: Plan, unit: Unit, colour: Colour, grounds: Sequence[Ground], *, by: User | None,
    at: datetime | None = None,
) -> SupervisionNotice:  # fmt: skip
    """Begin a 督办单 to a unit over these grounds; without any, its words are the office's own.

    `by=None` is the schedule. Raises NotEntitled unless `by` is of the plan's office.
    """
    at = at or timezone.now()
    on = timezone.localdate(at)
    notice = SupervisionNotice(
        kind=CaseKind.SUPERVISION, plan=plan, unit=unit, colour=colour,
        reply_days=plan.reply_days, grounds=as_json(grounds),
        title=f"关于{subject_of(grounds)}的督办" if grounds else "",
        text=notice_text(grounds, on=on) if grounds else "",
    )  # fmt: skip
    said = {"title": notice.title, "text": notice.text, "colour": notice.colour}
    return open_case(notice, by=by, at=at, **said)


def draft_circular(
    plan: Plan, named: Mapping[Unit, Sequence[Ground]], *, by: User | None,
    at: datetime | None = None,
) -> Circular:  # fmt: skip
    """Begin a 通报 that names these units, each over its grounds.

    `by=None` is the schedule. Raises NotEntitled unless `by` is of the plan's office, Incomplete
    without a unit.
    """
    at = at or timezone.now()
    if not named:
        raise Incomplete({"units": "请选择要通报的单位。"})
    grounds = [each for own in named.values() for each in own]
    circular = Circular(
        kind=CaseKind.CIRCULAR, plan=plan, unit=office_of(plan), grounds=as_json(grounds),
        title=f"关于{subject_of(grounds)}单位的通报",
        text=circular_text(on=timezone.localdate(at), after=_least(plan, named)),
        entries=[_entry(unit, own) for unit, own in named.items()],
    )  # fmt: skip
    said = {"title": circular.title, "text": circular.text, "entries": circular.entries}
    return open_case(circular, by=by, at=at, **said)


def _least(plan: Plan, named: Mapping[Unit, Sequence[Ground]]) -> int:
    """Return the working days that every unit named is late by, at most the rung's own."""
    longest = [max((each.days for each in own), default=0) for own in named.values()]
    return min([plan.circular_after, *longest])


def _entry(unit: Unit, grounds: Sequence[Ground]) -> dict[str, str]:
    return {"unit": unit.code, "sentence": entry_of(unit.name, grounds)}


def save_draft(
    paper: Paper, step: CaseStep, *, by: User, said: Mapping[str, Any],
    at: datetime | None = None,
) -> Paper:  # fmt: skip
    """Write a paper's words anew at the step it was read at (拟稿 or 核稿).

    `said` names the revision read. Raises NotEntitled, AlreadyMoved where it lies elsewhere by
    now, Refused if a colleague wrote meanwhile, Incomplete.
    """
    return complete_case(paper, step, by=by, outcome=CaseOutcome.SAVED, said=said, at=at)


def office_of(plan: Plan) -> Unit:
    """Return the unit that is the office of the plan's committee."""
    return Unit.objects.of_committee(plan.committee).get(kind=UnitKind.OFFICE)


def sees_papers(user: User, plan: Plan, *, on: date) -> bool:
    """Say whether the person sees drafts: the office, its head, the committee's leaders."""
    leads = committees_where(user, Role.LEADER, on=on, delegated=True)
    of_theirs = (leads, committees_headed(user, on=on))
    return keeps_duties(user, plan, on=on) or any(
        rows.filter(pk=plan.committee_id).exists() for rows in of_theirs
    )
