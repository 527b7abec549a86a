"""Who owes in which kind of cycle: the plan's data, read when a cycle opens, changed by the office.

Nothing noted means that everybody owes in every cycle; what is noted is who does not.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from project.accounts.access import committees_served
from project.accounts.models import User
from project.audit.recording import record
from task_table.models import Assignment, AssignmentRole, Plan
from task_table.models.tasks import AssignmentQuerySet
from workflows.models import CycleKind, Exemption, Party
from workflows.refusals import AlreadyMoved, Incomplete, NotEntitled

Duties = Mapping[CycleKind, Collection[Party]]

# What was assigned through a group (各县（市、区）政府) is a party of its own.
MEMBERS: dict[Party, Q] = {
    Party.LEAD: Q(role=AssignmentRole.LEAD),
    Party.SUPPORT: Q(role=AssignmentRole.SUPPORT, group=None),
    Party.COUNTY: Q(group__isnull=False),
}


def kinds_of(plan: Plan) -> list[CycleKind]:
    """Return the kinds of cycles a plan has: longer periods are summaries over its filings."""
    return [CycleKind(plan.filing_kind), CycleKind.MIDTERM, CycleKind.FINAL]


def duties_of(plan: Plan) -> dict[CycleKind, list[Party]]:
    """Return who owes in each kind of cycle the plan has: one statement."""
    exempt = set(plan.exemptions.values_list("kind", "party"))
    return {
        kind: [party for party in Party if (kind, party) not in exempt] for kind in kinds_of(plan)
    }


def parties_of(plan: Plan, kind: CycleKind) -> list[Party]:
    """Return who owes in a kind of cycle."""
    exempt = set(plan.exemptions.filter(kind=kind).values_list("party", flat=True))
    return [party for party in Party if party not in exempt]


def owing(rows: AssignmentQuerySet, parties: Collection[Party]) -> AssignmentQuerySet:
    """Return the assignments that belong to any of these parties."""
    if len(parties) == len(Party):
        return rows
    chosen = Q(pk__in=[])
    for party in parties:
        chosen |= MEMBERS[party]
    return rows.filter(chosen)


def members(plan: Plan) -> dict[Party, int]:
    """Return how many rows of the plan's table each party has."""
    rows = Assignment.objects.of_plan(plan)
    return {party: rows.filter(MEMBERS[party]).count() for party in Party}


def change_duties(
    plan: Plan, duties: Duties, *, by: User, seen: Duties, at: datetime | None = None
) -> bool:
    """Set who owes in each kind of cycle not opened yet; say whether anything changed.

    `seen` is what the page showed. Raises NotEntitled, Incomplete for a kind that nobody would owe,
    AlreadyMoved if a colleague changed it meanwhile.
    """
    at = at or timezone.now()
    if not keeps_duties(by, plan, on=timezone.localdate(at)):
        raise NotEntitled("只有残工委办公室可以改动应报范围。")
    _check_somebody_owes(duties)
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=plan.pk)
        before = duties_of(plan)
        if _pairs(before) != _pairs(seen):
            raise AlreadyMoved("应报范围刚刚被他人改动，你的改动没有保存。请核对后再改。")
        if _pairs(duties) == _pairs(before):
            return False
        _write(plan, duties)
        was, now = _in_words(before), _in_words(duties)
        record("duties.change", plan, by=by, at=at, plan=plan.slug, was_exempt=was, exempt=now)
    return True


def keeps_duties(user: User, plan: Plan, *, on: date) -> bool:
    """Say whether the person is of the office of the plan's committee on that day."""
    return committees_served(user, on=on).filter(pk=plan.committee_id).exists()


def _check_somebody_owes(duties: Duties) -> None:
    nobody = [kind for kind, owed in duties.items() if not owed]
    empty = {str(kind): f"{kind.label}报告至少要有一类单位填报。" for kind in nobody}
    if empty:
        raise Incomplete(empty)


def _write(plan: Plan, duties: Duties) -> None:
    plan.exemptions.filter(kind__in=list(duties)).delete()
    Exemption.objects.bulk_create(
        Exemption(plan=plan, kind=kind, party=party)
        for kind, owed in duties.items()
        for party in Party
        if party not in owed
    )


def _pairs(duties: Duties) -> set[tuple[CycleKind, Party]]:
    return {(kind, party) for kind, owed in duties.items() for party in owed}


def _in_words(duties: Duties) -> list[str]:
    """Return who does not owe where, for the audit."""
    return [
        f"{kind.label}：{party.label}"
        for kind, owed in duties.items()
        for party in Party
        if party not in owed
    ]
