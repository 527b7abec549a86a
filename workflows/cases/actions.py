"""交办事项: who may write one (批示), the act of writing it, and what its page says of it."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from project.accounts.access import Permission, committees_where, may, units_where
from project.accounts.models import Role, Unit, User
from project.workdays.estimates import reckoned
from workflows.case_words import CaseKind, CaseOutcome
from workflows.models import ActionItem, Cycle, Report
from workflows.moving import open_case
from workflows.windows import day_in_words


def may_give(user: User, unit: Unit, cycle: Cycle, *, on: date) -> bool:
    """Say whether the person may write an instruction on the unit's sheet: its signer, a leader."""
    return may(user, Permission.SIGN_OFF, unit, on=on) or leads_the_committee(user, cycle, on=on)


def leads_the_committee(user: User, cycle: Cycle, *, on: date) -> bool:
    """Say whether what the person writes is the committee's word, not the unit's own."""
    leads = committees_where(user, Role.LEADER, on=on)
    return leads.filter(pk=cycle.plan.committee_id).exists()


def give_action(
    cycle: Cycle, unit: Unit, *, by: User, text: str, due_on: date | None,
    report: Report | None = None, at: datetime | None = None,
) -> ActionItem:  # fmt: skip
    """Write an instruction on a unit's sheet, or on one report of it.

    Raises NotEntitled unless `by` signs for the unit or leads the committee, Incomplete with a
    sentence for each field.
    """
    item = ActionItem(
        kind=CaseKind.ACTION, plan=cycle.plan, unit=unit, cycle=cycle, report=report,
        task=report.assignment.task if report else None,
    )  # fmt: skip
    return open_case(item, by=by, at=at, text=text.strip(), due_on=due_on)


def kept_within_the_unit(user: User, on: date) -> Q:
    """What its own leader wrote is a unit's working word, as its drafts are: nobody else's."""
    reports, signs = (units_where(user, each, on=on) for each in OF_ITS_OWN)
    return Q(actionitem__within_unit=True) & ~Q(unit__in=reports) & ~Q(unit__in=signs)


OF_ITS_OWN = (Permission.REPORT, Permission.SIGN_OFF)


def facts_of(item: ActionItem) -> list[tuple[str, str]]:
    """Return what a page says of an instruction, label by label."""
    again = f"（退回后，{reckoned(item.reply_by)}前再次答复）" if item.reply_by else ""
    facts = [
        ("批示", item.text),
        ("交办人", f"{item.opened_by}{'（本单位内部）' if item.within_unit else ''}"),
        ("办理期限", day_in_words(item.due_on) + again),
    ]
    return [*facts, ("办理情况", item.answer)] if item.answer else facts


def begun_with(item: ActionItem) -> dict[CaseOutcome, dict[str, Any]]:
    """Return what its forms start from: an answer that was sent back is written on."""
    return {CaseOutcome.ANSWERED: {"answer": item.answer}}


def place_of(item: ActionItem) -> str:
    """Return the address of the sheet on which the instruction stands."""
    place = reverse("sheet", args=[item.plan.slug, item.cycle.key, item.unit.code])
    return f"{place}#item-{item.pk}"
