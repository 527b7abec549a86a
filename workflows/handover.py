"""交接清单: what somebody new in a unit's post finds there; a fixed number of statements."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from project.accounts.models import Grant, Role, Unit, User
from project.accounts.models.grants import GrantQuerySet
from workflows.contacts import Contact, Entry, office_of, read_contacts
from workflows.desks import last_returns
from workflows.earlier import last_said
from workflows.models import Cycle, Draft, Evidence, Handling, Report, ReportVersion, Transition
from workflows.standing import Status, reckon
from workflows.steps import Step

# So long a new post leads to its list from the home page.
NEW = timedelta(days=30)
MOST_TAKEOVERS = 5


@dataclass(frozen=True)
class Item:
    """One row that lies with the unit: where it stands, what was said and what was only begun.

    `draft` stands where something was written that was not submitted; `files` were not either.
    """

    report: Report
    status: Status
    came_back: Transition | None
    draft: Draft | None
    said: ReportVersion | None
    files: list[Evidence]
    handling: Handling | None


@dataclass(frozen=True)
class Part:
    """A cycle: the rows the unit has to file, and how many of its rows lie where else."""

    cycle: Cycle
    items: list[Item]
    elsewhere: list[tuple[str, int]]


@dataclass(frozen=True)
class Handover:
    """All of it: what came back first, then cycle by cycle, then whom to call."""

    unit: Unit
    returned: list[Item]
    parts: list[Part]
    takeovers: list[Grant]
    own: Entry
    office: list[Contact]

    @property
    def contacts(self) -> list[Contact]:
        """Return whom to call; a reviewer who is of the office stands there, and once."""
        in_office = {contact.person for contact in self.office}
        others = [each for each in self.own.reviewers if each.person not in in_office]
        return [*self.own.liaisons, *self.own.signers, *others, *self.office]

    @property
    def to_file(self) -> int:
        return sum(len(part.items) for part in self.parts)

    @property
    def begun(self) -> int:
        """Return on how many rows something was written and not submitted."""
        items = [*self.returned, *(item for part in self.parts for item in part.items)]
        return sum(item.draft is not None for item in items)


def read_handover(unit: Unit, *, on: date) -> Handover:
    """Read what lies in a unit's post on a day (the unit fetched with its committee)."""
    reports = list(_under_way(unit, on))
    items = _items([each for each in reports if each.step == Step.REPORT], on)
    cycles = {report.cycle_id: report.cycle for report in reports}
    return Handover(
        unit,
        [item for item in items if item.report.reply_by],
        [_part(cycle, reports, items) for cycle in cycles.values()],
        list(_takeovers(unit)[:MOST_TAKEOVERS]),
        read_contacts([unit], on=on)[0],
        office_of(unit.committee, on=on),
    )


def new_posts(user: User, *, on: date) -> GrantQuerySet:
    """Return the posts in units' own houses that a person took up within the last thirty days."""
    own = Grant.objects.active(on=on).of_role(Role.LIAISON, Role.SIGNER).filter(user=user)
    return own.filter(from_on__gt=on - NEW).select_related("unit").order_by("pk")


def _under_way(unit: Unit, on: date) -> Iterable[Report]:
    rows = Report.objects.under_way().filter(unit=unit, cycle__opens_on__lte=on)
    return rows.select_related(
        "assignment__task", "assignment__handling", "cycle__plan", "unit", "version",
        "signed_version", "draft__saved_by",
    ).order_by("-cycle__opens_on", "assignment__task__place")  # fmt: skip


def _items(reports: list[Report], on: date) -> list[Item]:
    if not reports:
        return []
    reckoning, returns = reckon(reports, on=on), last_returns(reports)
    before, files = last_said(reports, cycle=reports[0].cycle), _unsent_files(reports)
    return [
        Item(
            each,
            reckoning.status_of(each),
            returns.get(each.pk),
            _unsent(each),
            each.version or before.get(each.assignment_id),
            [file for file in files if file.report_id == each.pk],
            getattr(each.assignment, "handling", None),
        )
        for each in reports
    ]


def _unsent(report: Report) -> Draft | None:
    """Return the draft where it says something else than what was submitted."""
    draft: Draft | None = getattr(report, "draft", None)
    if draft is None or not draft.says_anything:
        return None
    submitted = report.version
    return None if submitted and submitted.content() == draft.content() else draft


def _unsent_files(reports: Iterable[Report]) -> list[Evidence]:
    rows = Evidence.objects.that_count().filter(report__in=list(reports), versions=None)
    return list(rows.select_related("added_by"))


def _part(cycle: Cycle, reports: Iterable[Report], items: Iterable[Item]) -> Part:
    others = Counter(
        str(report.get_step_display())
        for report in reports
        if report.cycle_id == cycle.pk and report.step != Step.REPORT
    )
    own = [item for item in items if item.report.cycle_id == cycle.pk and not item.report.reply_by]
    return Part(cycle, own, list(others.items()))


def _takeovers(unit: Unit) -> GrantQuerySet:
    """Return who took over from whom in the unit's own posts, the newest first."""
    taken = Grant.objects.of_role(Role.LIAISON, Role.SIGNER).exclude(takes_over=None)
    return taken.filter(unit=unit).select_related("user", "takes_over__user").order_by("-pk")
