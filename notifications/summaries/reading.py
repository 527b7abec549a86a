"""Reads the state of a cycle's reports once, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, tzinfo

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from notifications.paper_rows import Proof
from notifications.summaries.lines import ReportLine, lines_of
from notifications.summaries.trail import Trail, trail_of
from project.accounts.models import UnitName
from project.installation.models import is_demo
from task_table.models import AssignmentRole, Plan, Task
from workflows.figures.asking import asked_in
from workflows.models import Cycle, EvidenceOfVersion, Remark, UrgedRow
from workflows.naming.reading import standing

# A file that was sealed goes on standing by its digest; its name may say what it was sealed for.
SEALED = "已封存"


@dataclass(frozen=True)
class Remarks:
    """What units say beside the problems of requests (旁注): by request, and by its row."""

    of_case: dict[int, list[str]]
    of_report: dict[int, list[str]]


@dataclass(frozen=True)
class State:
    """A plan's tasks and a cycle's reports as they stood, with the names of the due date."""

    cycle: Cycle
    demo: bool
    tasks: list[Task]
    reports: list[ReportLine]
    trail: Trail
    names: dict[int, str]
    figures: dict[int, int]
    office_urges: dict[int, frozenset[int]]
    supports_printed: int
    remarks: Remarks
    proofs: dict[int, list[Proof]]
    # Asked once: a thousand moments are told by it.
    zone: tzinfo


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
    tasks = _tasks(cycle.plan)
    reports = lines_of(cycle, {task.pk: task for task in tasks})
    asked = asked_in({each.pk: (each.task.pk, each.unit) for each in reports})
    return State(
        cycle=cycle,
        demo=is_demo(),
        tasks=tasks,
        reports=reports,
        trail=trail_of(cycle, on=on),
        names=_names_on(cycle.due_on, {report.unit for report in reports}),
        office_urges=_office_urges(cycle),
        figures={key: len(figures) for key, figures in asked.items()},
        supports_printed=_printed(reports),
        remarks=_remarks(cycle),
        proofs=_proofs(_versions(reports)),
        zone=timezone.get_current_timezone(),
    )


def _tasks(plan: Plan) -> list[Task]:
    rows = plan.tasks.with_leads().select_related("section", "asking")
    return list(rows.in_printed_order())


def _versions(reports: Iterable[ReportLine]) -> set[int]:
    """Return the keys of the versions of which one may be printed."""
    return {
        version.pk
        for report in reports
        for version in (report.version, report.signed_version)
        if version
    }


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


def _proofs(versions: Iterable[int]) -> dict[int, list[Proof]]:
    """Return the files that each version froze, in the order in which they were added."""
    rows = EvidenceOfVersion.objects.filter(version__in=versions).order_by("evidence")
    columns = ("version", "evidence__name", "evidence__digest", "evidence__sealed_at")
    found: dict[int, list[Proof]] = defaultdict(list)
    for version, name, digest, sealed_at in rows.values_list(*columns):
        found[version].append(Proof(SEALED if sealed_at else name, digest))
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


def _printed(reports: Iterable[ReportLine]) -> int:
    """Count co-responsible entries as printed: a group counts once a task (rule 1)."""
    supports = [each for each in reports if each.role == AssignmentRole.SUPPORT]
    singles = sum(each.group is None for each in supports)
    return singles + len({(each.task.pk, each.group) for each in supports if each.group})
