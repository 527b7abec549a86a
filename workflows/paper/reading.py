"""What the pages of 线下签批 show: what waits to be signed, papers, and how each row went."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from project.accounts.access import Permission, units_where
from project.accounts.models import Unit, User
from workflows.figures.showing import Figure, read_figures
from workflows.milestones.showing import Answered, read_milestones
from workflows.models import Cycle, PaperSignOff, PrintedSheet, Report, ReportVersion
from workflows.paper.printing import to_be_signed
from workflows.paper.rules import confirmers, still_waiting
from workflows.sight import Sight


@dataclass(frozen=True)
class PrintedRow:
    """A row of the printed sheet: the frozen version, its figures, its answers on nodes."""

    report: Report
    version: ReportVersion
    figures: tuple[Figure, ...]
    nodes: tuple[Answered, ...]


@dataclass(frozen=True)
class PaperRow:
    """A row of a paper on its page: signed by it, not signed and why, or still to come."""

    version: ReportVersion
    word: str
    tone: str
    why: str = ""


@dataclass(frozen=True)
class Waiting:
    """What waits for a unit's signature, and who could check a paper that this person enters."""

    reports: list[Report]
    people: list[User]


def waiting_for_paper(cycle: Cycle, unit: Unit, user: User, *, on: date) -> Waiting:
    """Return what would be printed now."""
    reports = list(to_be_signed(cycle, unit))
    versions = [each.version for each in reports if each.version]
    people = confirmers(unit, versions, besides=[user.pk], on=on) if versions else ()
    return Waiting(reports, list(people))


def papers_of(cycle: Cycle, unit: Unit) -> QuerySet[PaperSignOff]:
    """Return the papers of a unit's sheet, the newest first."""
    rows = PaperSignOff.objects.for_reading().filter(sheet__cycle=cycle, sheet__unit=unit)
    return rows.order_by("-pk")


def papers_to_check(user: User, *, on: date) -> QuerySet[PaperSignOff]:
    """Return the papers that wait for a second colleague, where the person could be that one."""
    reports = units_where(user, Permission.REPORT, on=on)
    reviews = units_where(user, Permission.REVIEW, on=on)
    rows = PaperSignOff.objects.waiting().for_reading().exclude(entered_by=user)
    mine = Q(sheet__unit__in=reports) | Q(sheet__unit__in=reviews)
    return rows.filter(mine).order_by("entered_at", "pk")


def printed_rows(sheet: PrintedSheet) -> list[PrintedRow]:
    """Return the rows of a printed sheet with their figures, in a fixed number of statements."""
    rows = sheet.rows.select_related(
        "version__report__assignment__task",
        "version__report__cycle",
        "version__report__unit",
        "version__submitted_by",
    )
    pairs = [(row.version.report, row.version) for row in rows]
    seen = [(report, version, Sight.SUBMITTED) for report, version in pairs]
    figures, nodes = read_figures(seen), read_milestones(seen)
    return [
        PrintedRow(
            report, version, tuple(figures.get(report.pk, ())), tuple(nodes.get(report.pk, ()))
        )
        for report, version in pairs
    ]


def rows_of(paper: PaperSignOff) -> list[PaperRow]:
    """Return how each row of a paper went, in the sheet's order."""
    signed = set(paper.signatures.values_list("version", flat=True))
    told = dict(paper.unsigned.values_list("version", "why"))
    waiting = {version.pk for version in still_waiting(paper)}
    rows = paper.sheet.rows.select_related("version__report__assignment__task")
    return [_row(row.version, signed, told, waiting) for row in rows]


def _row(
    version: ReportVersion, signed: set[int], told: dict[int, str], waiting: set[int]
) -> PaperRow:
    if version.pk in signed:
        return PaperRow(version, "已签批", "done")
    if version.pk in told:
        return PaperRow(version, "没有签批", "soon", told[version.pk])
    if version.pk in waiting:
        return PaperRow(version, "待签批", "waiting")
    return PaperRow(version, "打印后已变动", "soon", "确认时不会签批这一行。")
