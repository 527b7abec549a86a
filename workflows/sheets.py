"""A unit's sheet: all it owes in a cycle as rows, read in a fixed number of statements."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from project.accounts.models import Unit, User
from task_table.models import Ask, Indicator, Milestone, OverCounties
from workflows.cases.on_rows import requests_of
from workflows.completeness import what_is_missing
from workflows.deadlines import Postponed, UnitWindows, postponed
from workflows.desks import last_returns
from workflows.earlier import last_said, likeness
from workflows.figures.showing import Figure, Seen, read_figures
from workflows.gathering.causes import causes_of
from workflows.gathering.reading import Tally, tallies_of
from workflows.milestones.showing import Answered, read_milestones
from workflows.models import (
    ActionItem,
    CoordinationRequest,
    Cycle,
    Draft,
    DueDateChange,
    Evidence,
    Handling,
    OfficeUrge,
    PreNotice,
    Remark,
    Report,
    ReportVersion,
    SheetOpening,
    SupervisionNotice,
    Transition,
    Urge,
    WindowException,
)
from workflows.models.reports import ReportQuerySet
from workflows.models.trail import TransitionQuerySet
from workflows.naming.reading import remarks_on
from workflows.sight import Sight, viewer
from workflows.signatures import for_another, on_paper, paper_of_version
from workflows.standing import Status, reckon
from workflows.steps import Outcome, Step
from workflows.windows import FilingWindow


def _returned(report: Report) -> bool:
    return report.step == Step.REPORT and report.reply_by is not None


UNFILED, WAITING, FILED = "未报", "待签批", "已报"
# The first that holds names a row's group; what was missed was not filed either.
GROUPS: tuple[tuple[str, Callable[[Report], bool]], ...] = (
    ("被退回", _returned),
    ("更正中", lambda report: report.step == Step.REPORT and report.signed_version_id is not None),
    (UNFILED, lambda report: report.step in (Step.REPORT, Step.MISSED)),
    (WAITING, lambda report: report.step == Step.SIGN_OFF),
    (FILED, lambda report: True),
)
ORDER = [name for name, _ in GROUPS]


@dataclass(frozen=True, eq=False)
class Row:
    """One report on the sheet, as far as its reader sees it.

    `draft` stands where the reader may write it now; it is unsaved where nothing was written yet.
    """

    report: Report
    sight: Sight
    status: Status
    draft: Draft | None = None
    before: ReportVersion | None = None
    handling: Handling | None = None
    came_back: Transition | None = None
    figures: tuple[Figure, ...] = ()
    nodes: tuple[Answered, ...] = ()
    tally: Tally | None = None
    causes: Sequence[str] = ()
    requests: Sequence[CoordinationRequest] = ()
    remarks: Sequence[Remark] = ()

    @property
    def group(self) -> str:
        """Return the group of the row; who sees the signed version alone sees it filed."""
        if self.sight == Sight.SIGNED:
            return FILED
        return next(name for name, holds in GROUPS if holds(self.report))

    @property
    def words(self) -> Draft | ReportVersion | None:
        """Return what the row says, as far as its reader sees it."""
        if self.draft is not None:
            return self.draft
        if self.sight == Sight.SIGNED:
            return self.report.signed_version
        return self.report.version if self.sight >= Sight.SUBMITTED else None

    @property
    def excerpt(self) -> str:
        """Return the submitted words in short, where the reader may read them."""
        words = None if self.draft is not None else self.words
        if words is None:
            return ""
        return "无变化。" if words.no_change else words.progress

    @property
    def signer(self) -> str:
        """Return who signed the row, whose hand it was: of a paper its signer, not the clerk."""
        if self.report.signed_by is None:
            return ""
        if paper := paper_of_version(self.report.signed_version):
            return on_paper(paper)
        absent: str | None = getattr(self.report, "signed_for", None)
        return for_another(str(self.report.signed_by), absent or "")

    @property
    def is_full(self) -> bool:
        """Say whether the row asks for all fields: a lead's own, and what a county is asked for."""
        return not self.report.is_concurrence and (not self.report.is_support or bool(self.ask))

    @property
    def is_asked(self) -> bool:
        """Say whether the row is answered by itself, not by its section's paragraph."""
        return not self.report.assignment.is_part_of_section

    @property
    def ask(self) -> str:
        """Return what a county is to say here: 报数据 or 报工作; empty for everything else."""
        assignment = self.report.assignment
        asks = assignment.group_id is not None and assignment.task.ask in (Ask.FIGURE, Ask.DEED)
        return str(Ask(assignment.task.ask).label) if asks else ""

    @property
    def is_untouched(self) -> bool:
        """Say whether nobody of the unit has written anything on it yet."""
        return self.draft is not None and not self.draft.says_anything

    @property
    def missing(self) -> dict[str, str]:
        """Return what the row lacks before it may be submitted, by field."""
        if self.draft is None:
            return {}
        return what_is_missing(
            self.draft,
            concurrence=self.report.is_concurrence,
            has_evidence=self.has_evidence,
            asked=[figure.asked for figure in self.figures],
            figures_only=self.report.asks_figures_only,
            nodes=[node.asked for node in self.nodes],
        )

    @property
    def has_evidence(self) -> bool:
        """Say whether a file lies with the row that the next submission would freeze."""
        return bool(getattr(self.report, "has_evidence", False))

    @cached_property
    def likeness(self) -> int | None:
        """Return how much of a lead's text is last cycle's, in percent; None without either."""
        if self.report.is_support or self.report.is_concurrence or self.before is None:
            return None
        if self.draft is None or not self.draft.progress:
            return None
        return likeness(self.before.progress, self.draft.progress)


@dataclass(frozen=True)
class Sheet:
    """A unit's rows of a cycle that one person sees, in the order of the groups."""

    cycle: Cycle
    unit: Unit
    rows: list[Row]
    writes: bool
    signs: bool
    windows: UnitWindows
    takes_slip: bool = False
    # Whether the reader leads or observes the committee whose plan it is.
    follows_committee: bool = False

    @property
    def to_write(self) -> list[Row]:
        """Return the rows the reader may write now."""
        return [row for row in self.rows if row.draft is not None]

    @property
    def own_windows(self) -> list[FilingWindow]:
        """Return the windows that stand over the rows: the lead's, the co-responsible, or both."""
        kinds = {row.report.is_support for row in self.rows}
        found = {False: self.windows.leading, True: self.windows.supporting}
        return [found[kind] for kind in sorted(kinds)]

    @property
    def exceptions(self) -> list[WindowException]:
        """Return the 特许补报 in force, asked for only where there is one."""
        if self.windows.excepted_until is None:
            return []
        given = WindowException.objects.of_unit(self.cycle, self.unit).for_reading()
        return list(given.in_force(on=self.windows.on))

    @property
    def postponed(self) -> Postponed:
        """Return what was said of the due dates, asked for only where one was moved."""
        moved = getattr(self.rows[0].report, "postponed", False)
        return postponed(self.cycle) if moved else Postponed()

    def row_of(self, key: int) -> Row | None:
        return next((row for row in self.rows if row.report.pk == key), None)

    def handled_by(self, office: str, person: str) -> "Sheet":
        """Return the sheet with the rows of an office and a person alone; empty words ask none."""
        rows = [row for row in self.rows if _is_handled_by(row.handling, office, person)]
        return replace(self, rows=rows)


def read_sheet(user: User, plan: str, key: str, unit: str, *, on: date) -> Sheet | None:
    """Read the rows of a unit of which the person sees anything; None where that is nothing.

    `plan`, `key` and `unit` are the slug, the cycle's key and the unit's code. Four statements, one
    more for whoever writes, one where a row came back, one for a lead, five where a lead is late,
    three where a figure is asked, three where a node is, one where coordination is.
    """
    seen_by = viewer(user, on=on)
    visible = seen_by.reports().filter(cycle__plan__slug=plan, cycle__key=key, unit__code=unit)
    reports = list(_with_all(visible, on).order_by("assignment__task__place"))
    if not reports:
        return None
    cycle, of_unit = reports[0].cycle, reports[0].unit
    writes = of_unit.pk in seen_by.reported_units
    before = last_said(reports, cycle=cycle) if writes else {}
    returns = last_returns(reports) if writes else {}
    tallies = tallies_of(reports) if writes else {}
    causes = causes_of(reports, on=on)
    remarks = remarks_on(each for each in reports if each.pk in causes) if causes else {}
    asks = any(getattr(each, "coordinated", False) for each in reports)
    requests = requests_of(reports, user, on=on) if asks else {}
    reckoning = reckon(reports, on=on, also=(cycle.due_on, cycle.support_due_on))
    excepted_until: date | None = getattr(reports[0], "excepted_until", None)
    windows = UnitWindows(cycle, of_unit, on, excepted_until, reckoning.ordinals)

    def row(report: Report) -> Row:
        sight = seen_by.sight_of(report)
        return Row(
            report,
            sight,
            reckoning.status_of(report, signed_only=sight == Sight.SIGNED),
            _draft(report) if writes and _is_open(report, windows) else None,
            before.get(report.assignment_id),
            _handling(report) if of_unit.pk in seen_by.own_units else None,
            returns.get(report.pk),
            tally=tallies.get(report.pk),
            causes=causes.get(report.pk, []) if sight != Sight.SIGNED else [],
            requests=requests.get(report.pk, []),
            remarks=remarks.get(report.pk, []) if sight != Sight.SIGNED else [],
        )

    rows = sorted(with_asked(map(row, reports)), key=lambda each: ORDER.index(each.group))
    signs = of_unit.pk in seen_by.signed_units
    slip = seen_by.follows_unit(of_unit.pk, cycle.plan.committee_id)
    follows = cycle.plan.committee_id in seen_by.committees
    return Sheet(cycle, of_unit, rows, writes, signs, windows, slip, follows)


def _with_all(reports: ReportQuerySet, on: date) -> ReportQuerySet:
    """Fetch with the reports all that a row shows, and until when 特许补报 lets the unit write."""
    given = WindowException.objects.filter(cycle=OuterRef("cycle"), unit=OuterRef("unit"))
    last_day = given.in_force(on=on).order_by("-until_on").values("until_on")[:1]
    return (
        reports.for_moving()
        .select_related(
            "cycle__plan__committee",
            "signed_version__paper_signature__paper",
            "signed_by",
            "draft__saved_by",
            "assignment__handling",
            "assignment__task__section",
            "assignment__task__asking",
        )
        .annotate(
            excepted_until=Subquery(last_day),
            has_evidence=Exists(Evidence.objects.filter(report=OuterRef("pk")).that_count()),
            office_urged_at=Subquery(
                OfficeUrge.objects.filter(rows__report=OuterRef("pk"))
                .order_by("-pk")
                .values("at")[:1]
            ),
            urged_at=Subquery(
                Urge.objects.filter(report=OuterRef("pk")).order_by("-pk").values("at")[:1]
            ),
            signed_for=Subquery(_signature().values("on_behalf_of__name")[:1]),
            coordinated=Exists(CoordinationRequest.objects.filter(report=OuterRef("pk"))),
            named=Exists(CoordinationRequest.objects.naming(OuterRef("unit")))
            | Exists(PreNotice.objects.open().filter(unit=OuterRef("unit"))),
            supervised=Exists(SupervisionNotice.objects.with_its_unit(OuterRef("unit"))),
            opened=Exists(of_the_sheet(SheetOpening)),
            has_items=Exists(of_the_sheet(ActionItem)),
            postponed=Exists(DueDateChange.objects.filter(cycle=OuterRef("cycle"))),
            asks_nodes=Exists(Milestone.objects.filter(task=OuterRef("assignment__task"))),
            asks_figures=Exists(
                Indicator.objects.filter(
                    Q(supplier=OuterRef("unit")) | ~Q(over_counties=OverCounties.NONE),
                    task=OuterRef("assignment__task"),
                )
            ),
        )
    )


def of_the_sheet(noun: Any) -> Any:
    """Return what hangs on the sheet of a report, inside a statement about reports."""
    return noun.objects.filter(cycle=OuterRef("cycle"), unit=OuterRef("unit"))


def _signature() -> TransitionQuerySet:
    """Return the signature of a report's signed version, inside a statement about reports."""
    moves = Transition.objects.filter(version=OuterRef("signed_version"))
    return moves.filter(outcome=Outcome.SIGNED).order_by("-pk")


def with_asked(rows: Iterable[Row]) -> list[Row]:
    """Add what the rows say of figures and of nodes: three statements each where any is asked for.

    Where the rows were not read with `asks_figures` and `asks_nodes`, one statement each finds out.
    """
    shown = list(rows)
    figures = read_figures(_seen(row) for row in shown if _asks(row, "asks_figures"))
    nodes = read_milestones(_seen(row) for row in shown if _asks(row, "asks_nodes"))
    return [
        replace(
            row,
            figures=tuple(figures.get(row.report.pk, ())),
            nodes=tuple(nodes.get(row.report.pk, ())),
        )
        for row in shown
    ]


def _seen(row: Row) -> Seen:
    return row.report, row.words, row.sight


def _asks(row: Row, what: str) -> bool:
    return bool(getattr(row.report, what, True))


def _draft(report: Report) -> Draft:
    """Return the draft that was read along, or a new one where nothing was written yet."""
    return getattr(report, "draft", None) or Draft(report=report)


def _handling(report: Report) -> Handling | None:
    return getattr(report.assignment, "handling", None)


def _is_open(report: Report, windows: UnitWindows) -> bool:
    return report.step == Step.REPORT and windows.may_write(report)


def _is_handled_by(handling: Handling | None, office: str, person: str) -> bool:
    has = (handling.office, handling.person) if handling else ("", "")
    return all(
        not asked or asked == held for asked, held in zip((office, person), has, strict=True)
    )
