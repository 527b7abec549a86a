"""Reads the state of a cycle's reports once, in eight statements however many there are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from notifications.papers import Proof
from project.accounts.models import UnitName
from project.installation.models import is_demo
from task_table.models import Assignment, AssignmentRole
from workflows.figures.asking import asked_on
from workflows.models import (
    Cycle,
    EvidenceOfVersion,
    Remark,
    Report,
    ReportVersion,
    Transition,
    Urge,
    UrgedRow,
    WindowException,
)
from workflows.naming.reading import standing
from workflows.signatures import for_another, signer_in_words
from workflows.steps import Outcome, Step
from workflows.timeliness import late_answers

# A file that was sealed goes on standing by its digest; its name may say what it was sealed for.
SEALED = "已封存"


@dataclass(frozen=True)
class Signature:
    """Who signed a version and when; whoever stood in for another says so."""

    name: str
    at: datetime


@dataclass(frozen=True)
class Remarks:
    """What units say beside the problems of requests (旁注): by request, and by its row."""

    of_case: dict[int, list[str]]
    of_report: dict[int, list[str]]


@dataclass(frozen=True)
class State:
    """A cycle's reports as they stood, with the names of the due date and the signatures."""

    cycle: Cycle
    demo: bool
    reports: list[Any]
    names: dict[int, str]
    signatures: dict[int, Signature]
    late_answers: set[int]
    figures: dict[int, int]
    office_urges: dict[int, frozenset[int]]
    supports_printed: int
    remarks: Remarks
    reviewers: dict[int, list[str]]
    proofs: dict[int, list[Proof]]


@contextmanager
def one_moment() -> Iterator[None]:
    """Let all that is read inside be of one moment, whatever commits meanwhile.

    SQLite holds writers off as long, under a second. Within a transaction the caller decides.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def read_state(cycle: Cycle, *, on: date) -> State:
    """Read all that a summary tells as of a day."""
    reports = _reports(cycle)
    signed = {report.signed_version_id for report in reports if report.signed_version_id}
    printed = signed | {report.version_id for report in reports if report.version_id}
    return State(
        cycle=cycle,
        demo=is_demo(),
        reports=reports,
        names=_names_on(cycle.due_on, {report.unit_id for report in reports}),
        signatures=_signatures(signed),
        late_answers=late_answers(Report.objects.in_cycle(cycle), on=on),
        office_urges=_office_urges(cycle),
        figures={key: len(asked) for key, asked in asked_on(reports).items()},
        supports_printed=_printed(report.assignment for report in reports),
        remarks=_remarks(cycle),
        reviewers=_reviewers(printed),
        proofs=_proofs(printed),
    )


def _reports(cycle: Cycle) -> list[Any]:
    """Return the reports in printed order, with what is asked beside them.

    When one was `first_at` submitted, how often it was sent back and urged, how many 特许补报 its
    unit was given.
    """
    first = ReportVersion.objects.filter(report=OuterRef("pk")).order_by("number")
    rows = Report.objects.in_cycle(cycle).select_related(
        "cycle",
        "unit",
        "version",
        "signed_version",
        "assignment__group",
        "assignment__task__section",
        "assignment__task__asking",
    )
    sent_back = Transition.objects.filter(report=OuterRef("pk"), outcome=Outcome.SENT_BACK)
    given = WindowException.objects.filter(cycle=OuterRef("cycle"), unit=OuterRef("unit"))
    rows = rows.annotate(**_reviews()).annotate(
        first_at=Subquery(first.values("submitted_at")[:1]),
        returns=_times(sent_back, by="report"),
        urged_times=_times(Urge.objects.filter(report=OuterRef("pk")), by="report"),
        exceptions=_times(given, by="unit"),
    )
    order = ("assignment__task__place", "assignment__place", "assignment__group_place")
    return list(rows.order_by(*order))


def _reviews() -> dict[str, Any]:
    """Return whether the signed version went through 自审, and the last 研判 of the printed one."""
    printed = Coalesce(OuterRef("signed_version"), OuterRef("version"))
    judged = Transition.objects.filter(version=printed).exclude(outlook="").order_by("-pk")
    again = Transition.objects.filter(version=OuterRef("signed_version"))
    return {
        "self_reviewed": Exists(again.filter(to_step=Step.SECOND_REVIEW)),
        "outlook": Coalesce(Subquery(judged.values("outlook")[:1]), Value("")),
    }


def _times(rows: QuerySet[Any], *, by: str) -> Coalesce:
    """Return how many rows a subquery finds."""
    counted = rows.order_by().values(by).annotate(times=Count("pk")).values("times")
    return Coalesce(Subquery(counted), 0)


def _office_urges(cycle: Cycle) -> dict[int, frozenset[int]]:
    """Return by report which of the office's urges were about it."""
    found: dict[int, set[int]] = defaultdict(set)
    for report, urge in UrgedRow.objects.filter(urge__cycle=cycle).values_list("report", "urge"):
        found[report].add(urge)
    return {report: frozenset(urges) for report, urges in found.items()}


def _names_on(day: date, units: Iterable[int]) -> dict[int, str]:
    """Return the units' names valid on a day; one without such a name keeps today's."""
    begun = Q(from_on=None) | Q(from_on__lte=day)
    lasting = Q(until_on=None) | Q(until_on__gte=day)
    rows = UnitName.objects.filter(begun, lasting, unit__in=units).order_by("from_on", "pk")
    return dict(rows.values_list("unit", "name"))


def _signatures(versions: Iterable[int]) -> dict[int, Signature]:
    """Return the signatures from the trail: a report under correction keeps no signer itself."""
    moves = Transition.objects.filter(version__in=versions, outcome=Outcome.SIGNED)
    rows = moves.select_related("by", "on_behalf_of", "version__paper_signature__paper")
    return {
        move.version_id: Signature(signer_in_words(move), move.at)
        for move in rows.order_by("pk")
        if move.version_id
    }


def _reviewers(versions: Iterable[int]) -> dict[int, list[str]]:
    """Return who passed each version at its reviews, in their order."""
    moves = Transition.objects.filter(version__in=versions, outcome=Outcome.APPROVED)
    found: dict[int, list[str]] = defaultdict(list)
    for move in moves.select_related("by", "on_behalf_of").order_by("pk"):
        absent = str(move.on_behalf_of) if move.on_behalf_of else ""
        found[move.version_id or 0].append(for_another(str(move.by), absent))
    return found


def _proofs(versions: Iterable[int]) -> dict[int, list[Proof]]:
    """Return the files that each version froze, in the order in which they were added."""
    rows = EvidenceOfVersion.objects.filter(version__in=versions).select_related("evidence")
    found: dict[int, list[Proof]] = defaultdict(list)
    for row in rows.order_by("evidence"):
        name = SEALED if row.evidence.is_sealed else row.evidence.name
        found[row.version_id].append(Proof(name, row.evidence.digest))
    return found


def _remarks(cycle: Cycle) -> Remarks:
    """Return what units say beside the problems of the cycle's requests (旁注)."""
    rows = Remark.objects.filter(case__coordinationrequest__report__cycle=cycle).for_reading()
    found = Remarks(defaultdict(list), defaultdict(list))
    for each in standing(rows.select_related("unit", "case__coordinationrequest")):
        report = each.case.coordinationrequest.report_id  # type: ignore[union-attr]
        words = f"{each.unit}旁注：{each.text}"
        found.of_case[each.case_id or 0].append(words)
        found.of_report[report].append(words)
    return found


def _printed(assignments: Iterable[Assignment]) -> int:
    """Count co-responsible entries as printed: a group counts once a task (rule 1)."""
    supports = [each for each in assignments if each.role == AssignmentRole.SUPPORT]
    singles = sum(each.group_id is None for each in supports)
    return singles + len({(each.task_id, each.group_id) for each in supports if each.group_id})
