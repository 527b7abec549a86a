"""One report opened on the desk: words, changes, figures, files, co-units; eight statements.

One that answers for nodes takes a ninth. The report comes with its trail, so that who acts, what
came back and the version before cost no further question.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef

from project.accounts.models import User
from workflows.changes import Change, Piece, changes, file_changes
from workflows.earlier import last_said, likeness
from workflows.evidence.kinds import KINDS, Family
from workflows.figures.showing import Figure, figures_of
from workflows.gathering.feedback import asked_with, gathers, given_of, standing_version
from workflows.gathering.reading import Line
from workflows.milestones.showing import Answered, milestones_of
from workflows.models import (
    Evidence,
    EvidenceOfVersion,
    MilestoneAnswer,
    Report,
    ReportVersion,
    ShownVersion,
    Transition,
)
from workflows.models.trail import WITH_A_HAND
from workflows.sight import Sight, followed_by
from workflows.standing import Status
from workflows.steps import Outcome, Step

PICTURES = (Family.JPG, Family.PNG)


@dataclass(frozen=True)
class Compared:
    """What a version says differently from an earlier text."""

    before: ReportVersion
    changes: list[Change]
    files: list[Piece] = field(default_factory=list)

    @property
    def says_the_same(self) -> bool:
        return not self.changes and not self.files


@dataclass(frozen=True)
class File:
    """A file of the version; a picture is shown in place, all else is taken as a download."""

    evidence: Evidence

    @property
    def kind(self) -> str:
        return KINDS[self.evidence.kind].label

    @property
    def is_picture(self) -> bool:
        return KINDS[self.evidence.kind].family in PICTURES and not self.evidence.is_sealed


@dataclass(frozen=True)
class Opened:
    """All that the desk shows of a report."""

    report: Report
    version: ReportVersion
    trail: list[Transition]
    since_last: Compared | None
    since_cycle: Compared | None
    alike: int | None
    figures: list[Figure]
    nodes: list[Answered]
    files: list[File]
    lines: list[Line]
    hands: frozenset[int]

    @property
    def asks_outlook(self) -> bool:
        """Say whether the approval may carry 研判: of what a lead says of its task."""
        return gathers(self.report)

    @property
    def came_back(self) -> Transition | None:
        """Return the last return before this version, which it answers."""
        returns = (move for move in reversed(self.trail) if move.outcome == Outcome.SENT_BACK)
        return next(returns, None)

    @property
    def last_move(self) -> Transition:
        return self.trail[-1]

    @property
    def silent(self) -> list[Line]:
        return [line for line in self.lines if line.given == "nothing"]


def read_opened(key: int, user: User, *, on: date) -> Opened | None:
    """Read a submitted report; None where there is none. Who may see it is the caller's to ask."""
    trail = list(_trail(key))
    report = trail[-1].report if trail else None
    if report is None or report.version is None:
        return None
    version = report.version
    before = _before(trail, version)
    files = _files(version, before)
    earlier = last_said([report], cycle=report.cycle).get(report.assignment_id)
    return Opened(
        report=report,
        version=version,
        trail=trail,
        since_last=_compared(before, version, files) if before else None,
        since_cycle=_compared(earlier, version) if earlier else None,
        alike=likeness(earlier.progress, version.progress) if earlier else None,
        figures=figures_of(report, version, Sight.SUBMITTED),
        nodes=milestones_of(report, version, Sight.SUBMITTED) if _has_nodes(trail) else [],
        files=[File(each) for each in files.get(version.pk, [])],
        lines=_lines(report, user, on) if gathers(report) else [],
        hands=_hands(version, trail),
    )


def note_shown(version: ReportVersion, to: User, *, at: datetime) -> None:
    """Write down once that a version was shown to the person."""
    row = ShownVersion(version=version, to=to, first_shown_at=at)
    ShownVersion.objects.bulk_create([row], ignore_conflicts=True)


def _trail(key: int) -> Any:
    around = (
        "assignment__task__plan__committee", "assignment__task__section", "cycle__plan", "unit",
        "version__submitted_by",
    )  # fmt: skip
    rows = Transition.objects.filter(report=key).select_related(
        "by", "on_behalf_of", "version", *(f"report__{name}" for name in around)
    )
    answers = MilestoneAnswer.objects.filter(version=OuterRef("report__version"))
    return rows.annotate(has_nodes=Exists(answers)).order_by("pk")


def _has_nodes(trail: Sequence[Any]) -> bool:
    """Say whether the version answers for nodes: few reports do, and the others ask nothing."""
    return bool(trail[-1].has_nodes)


def _before(trail: Sequence[Transition], version: ReportVersion) -> ReportVersion | None:
    """Return the last version before this one; a signed one is what a correction corrects."""
    versions = [move.version for move in trail if move.version is not None]
    earlier = [each for each in versions if each.number < version.number]
    return max(earlier, key=lambda each: each.number, default=None)


def _hands(version: ReportVersion, trail: Sequence[Transition]) -> frozenset[int]:
    """Return whose hands are on the version, as `entitlement.hands_on` says."""
    moves = [m for m in trail if m.version_id == version.pk and m.outcome in WITH_A_HAND]
    people = {key for move in moves for key in (move.by_id, move.on_behalf_of_id) if key}
    return frozenset(version.hands | people)


def _files(version: ReportVersion, before: ReportVersion | None) -> dict[int, list[Evidence]]:
    """Return the files of a version and of the one before, by version."""
    rows = EvidenceOfVersion.objects.filter(version__in=[version, *([before] if before else [])])
    found: dict[int, list[Evidence]] = {}
    for row in rows.select_related("evidence__sealed_by").order_by("pk"):
        found.setdefault(row.version_id, []).append(row.evidence)
    return found


def _compared(
    before: ReportVersion, now: ReportVersion, files: dict[int, list[Evidence]] | None = None
) -> Compared:
    """Compare two texts; files are compared within a cycle, where a unit hands in anew."""
    was, are = ([(file.digest, file.name) for file in (files or {}).get(each.pk, [])]
                for each in (before, now))  # fmt: skip
    return Compared(before, changes(before.content(), now.content()), file_changes(was, are))


def _lines(lead: Report, user: User, on: date) -> list[Line]:
    """Return the co-responsible rows the person follows, with where each stands."""
    proven = EvidenceOfVersion.objects.filter(version=OuterRef("version"))
    rows = asked_with(lead).filter(followed_by(user, on=on)).annotate(has_evidence=Exists(proven))
    joined = ("unit", "version", "signed_version", "assignment", "cycle")
    return [_line(row) for row in rows.select_related(*joined)]


def _line(row: Report) -> Line:
    version = standing_version(row)
    return Line(row, given_of(version), Status(Step(row.step).label, "quiet"), version)
