"""Reads what a lead gathers: the co-responsible rows of a task as one person sees them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from task_table.models import AssignmentRole, SupportReview
from workflows.gathering.feedback import (
    STATUSES,
    Given,
    asked_with,
    gathers,
    given_of,
    standing_version,
    why_silent,
)
from workflows.gathering.freezing import names_in_words
from workflows.gathering.words import still_said
from workflows.models import (
    Draft,
    EvidenceOfVersion,
    Quotation,
    Report,
    ReportVersion,
    Urge,
)
from workflows.section_words import with_section_words
from workflows.sight import Sight, Viewer
from workflows.standing import Status, reckon
from workflows.steps import Step


@dataclass(frozen=True)
class Line:
    """One co-responsible unit's row: what it gave, as far as the person sees it.

    `quoted` are the numbers of its versions that the lead has taken words from.
    """

    report: Report
    given: Given
    standing: Status
    words: ReportVersion | None
    quoted: tuple[int, ...] = ()
    urged: Urge | None = None

    @property
    def status(self) -> Status:
        return STATUSES[self.given]

    @property
    def waits(self) -> bool:
        """Say whether the row waits for the lead's 采纳 or 退回."""
        return self.report.step == Step.REVIEW

    @property
    def may_be_quoted(self) -> bool:
        return self.given == Given.FEEDBACK and self.words is not None and bool(self.words.progress)

    @property
    def is_quoted(self) -> bool:
        return self.words is not None and self.words.number in self.quoted

    @property
    def is_long(self) -> bool:
        """Say whether the words are more than a line of progress: then the rest is folded."""
        words = self.words
        if words is None or words.no_change:
            return False
        return bool(words.problem or words.next_step) or len(words.progress) > SHORT

    def came_after(self, version: ReportVersion | None) -> bool:
        """Say whether the unit gave this after the lead's submission."""
        own = self.words if self.given != Given.NOTHING else None
        return bool(version and own and own.submitted_at > version.submitted_at)


SHORT = 120


@dataclass(frozen=True)
class Tally:
    """How many co-responsible units of a task gave what, and who of them gave nothing."""

    counts: Counter[Given]
    silent: list[Report] = field(default_factory=list)

    @property
    def asked(self) -> int:
        return self.counts.total()

    def __str__(self) -> str:
        each = "，".join(f"{given.label}{self.counts[given]}" for given in ORDER)
        return f"配合单位{self.asked}家：{each}"

    @property
    def silent_codes(self) -> str:
        """Return what a page posts back of those it named."""
        return ",".join(row.unit.code for row in self.silent)

    @property
    def silent_names(self) -> str:
        return "、".join(f"{row.unit}{_aside(row)}" for row in self.silent)

    @property
    def silent_in_short(self) -> str:
        return names_in_words([str(row.unit) for row in self.silent])


ORDER = (Given.FEEDBACK, Given.NOTHING, Given.UNCHANGED)


def _aside(row: Report) -> str:
    why = why_silent(row)
    return "" if why == Given.NOTHING.label else f"（{why}）"


@dataclass(frozen=True)
class Gathering:
    """The co-responsible rows on a lead's page, those that gave nothing first; and who acts."""

    lead: Report
    lines: list[Line]
    tally: Tally
    takes_up: bool
    urges: bool

    @property
    def sees_all(self) -> bool:
        return len(self.lines) == self.tally.asked

    @property
    def groups(self) -> list[tuple[Given, list[Line]]]:
        groups = [(given, [line for line in self.lines if line.given == given]) for given in Given]
        return [(given, lines) for given, lines in groups if lines]

    @property
    def late_comers(self) -> list[Line]:
        """Return those who gave after the lead had submitted."""
        return [line for line in self.lines if line.came_after(self.lead.version)]

    @property
    def waiting(self) -> list[Line]:
        return [line for line in self.lines if line.waits]

    def line_of(self, key: int) -> Line | None:
        return next((line for line in self.lines if line.report.pk == key), None)


def gathering(lead: Report, seen_by: Viewer, *, on: date) -> Gathering | None:
    """Read the co-responsible rows of a lead's task in four statements; None where none is asked.

    What one may not see is left out; whose words one may not read shows where it stands.
    """
    if lead.assignment.role != AssignmentRole.LEAD:
        return None
    rows = list(_with_all(lead))
    if not rows:
        return None
    seen = [row for row in rows if seen_by.sight_of(row) >= Sight.STATE]
    reckoning = reckon(seen, on=on)
    quoted, urged = _quoted(lead), _urged(seen)

    def line(row: Report) -> Line:
        signed_only = seen_by.sight_of(row) == Sight.SIGNED
        version = row.signed_version if signed_only else standing_version(row)
        standing = reckoning.status_of(row, signed_only=signed_only)
        words = version or (row.version if seen_by.sight_of(row) >= Sight.SUBMITTED else None)
        return Line(row, given_of(version), standing, words, quoted[row.pk], urged.get(row.pk))

    leads = gathers(lead) and lead.unit_id in seen_by.reported_units
    by_lead = lead.assignment.task.plan.support_review == SupportReview.LEAD
    return Gathering(lead, [line(row) for row in seen], _tally(rows), leads and by_lead, leads)


def sources_of(
    words: Draft | ReportVersion | None, gathering: Gathering | None
) -> list[tuple[dict[str, Any], Line | None]]:
    """Return the sources frozen with a version, each with its row where the person sees it."""
    if not isinstance(words, ReportVersion) or not words.gathered:
        return []
    lines = {line.report.unit.code: line for line in (gathering.lines if gathering else [])}
    return [(each, lines.get(each["unit"])) for each in words.gathered["quoted"]]


def _with_all(lead: Report) -> Iterable[Report]:
    proven = EvidenceOfVersion.objects.filter(version=OuterRef("version"))
    return (
        with_section_words(asked_with(lead).for_moving())
        .select_related("cycle__plan", "signed_version")
        .annotate(has_evidence=Exists(proven))
    )


def _quoted(lead: Report) -> dict[int, tuple[int, ...]]:
    """Return by row the versions whose words the lead's draft says."""
    found: dict[int, tuple[int, ...]] = defaultdict(tuple)
    rows = Quotation.objects.filter(report=lead).select_related("source", "report__draft")
    for row in rows:
        if still_said(row.words, row.report.draft.progress):
            found[row.source.report_id] += (row.source.number,)
    return found


def _urged(rows: Iterable[Report]) -> dict[int, Urge]:
    """Return the last urge of each row."""
    made = Urge.objects.filter(report__in=[row.pk for row in rows]).select_related("by", "for_unit")
    return {each.report_id: each for each in made.order_by("pk")}


def tallies_of(leads: Iterable[Report]) -> dict[int, Tally]:
    """Return the tally of each gathering lead's row: one statement, none where nobody gathers."""
    keys = {(each.cycle_id, each.assignment.task_id): each.pk for each in leads if gathers(each)}
    if not keys:
        return {}
    found: dict[int, list[Report]] = defaultdict(list)
    for row in _in_short(keys):
        if key := keys.get((row.cycle_id, row.assignment.task_id)):
            found[key].append(row)
    return {key: _tally(rows) for key, rows in found.items()}


def _in_short(keys: Iterable[tuple[int, int]]) -> Iterable[Report]:
    """Return the co-responsible rows without their words."""
    rows = Report.objects.filter(
        cycle__in={cycle for cycle, _ in keys},
        assignment__task__in={task for _, task in keys},
        assignment__role=AssignmentRole.SUPPORT,
    )
    wanted = (
        "cycle", "step", "reply_by", "assignment__task", "assignment__role", "unit__code",
        "unit__name", "version__no_change", "signed_version__no_change",
    )  # fmt: skip
    joined = rows.select_related("assignment", "unit", "version", "signed_version").only(*wanted)
    return joined.order_by("assignment__place", "assignment__group_place")


def _tally(rows: Iterable[Report]) -> Tally:
    given = [(given_of(standing_version(row)), row) for row in rows]
    silent = [row for word, row in given if word == Given.NOTHING]
    return Tally(Counter(word for word, _ in given), silent)
