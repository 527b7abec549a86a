"""What waits in a cycle: one QuerySet of reports and one of cases, and the bands of their waiting.

Each number on the page and the list behind it are asked of the same two (rule 11).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from project.accounts.access import committees_served
from project.accounts.models import Unit, User
from project.workdays.models import Workday
from workflows.case_words import CaseKind
from workflows.models import UNISSUED, Case, Cycle, Report
from workflows.models.cases import CaseQuerySet
from workflows.models.reports import ReportQuerySet
from workflows.sight import viewer

PAPER_DRAFTS = Q(kind__in=(CaseKind.SUPERVISION, CaseKind.CIRCULAR), step__in=UNISSUED)


@dataclass(frozen=True)
class Sphere:
    """Whose waiting work a person sees: units and committees by key.

    `served` are the committees in whose office the person works: there all units are counted and
    people are named, though not every report may be opened.
    """

    units: frozenset[int]
    committees: frozenset[int]
    served: frozenset[int]

    @property
    def names_people(self) -> bool:
        return bool(self.served)

    @property
    def counted(self) -> frozenset[int]:
        return self.committees | self.served

    @property
    def is_empty(self) -> bool:
        return not self.units and not self.counted

    def opens(self, unit: Unit) -> bool:
        """Say whether the person may open what a unit has submitted."""
        return unit.pk in self.units or unit.committee_id in self.committees


def sphere_of(user: User, cycle: Cycle, *, on: date) -> Sphere:
    """Return what design.md section 6 lets a person see here.

    One's own units, those one reviews, and all of the committee one leads, observes or works for;
    what a lead sees of others it sees on its own report.
    """
    seen_by = viewer(user, on=on)
    office = committees_served(user, on=on).filter(pk=cycle.plan.committee_id)
    served = frozenset(office.values_list("pk", flat=True))
    return Sphere(seen_by.own_units | seen_by.reviewed_units, seen_by.committees, served)


def waiting_reports(cycle: Cycle, sphere: Sphere, *, on: date) -> ReportQuerySet:
    """Return what of the cycle is under way and not signed, as far as the person sees it."""
    seen = Q(unit__in=sphere.units) | Q(cycle__plan__committee__in=sphere.counted)
    rows = Report.objects.in_cycle(cycle).under_way().filter(cycle__opens_on__lte=on)
    return rows.filter(seen)


def waiting_cases(cycle: Cycle, sphere: Sphere) -> CaseQuerySet:
    """Return the open cases of the cycle's plan: they belong to no cycle.

    A 督办单 or 通报 not yet issued is counted to the office that drafts it alone.
    """
    seen = Q(unit__in=sphere.units) | Q(plan__committee__in=sphere.counted)
    kept = PAPER_DRAFTS & ~Q(plan__committee__in=sphere.served)
    return Case.objects.under_way().filter(seen, plan=cycle.plan_id).exclude(kept)


@dataclass(frozen=True)
class Band:
    """A span of working days in a step; `most` is None where there is no upper end."""

    key: str
    label: str
    least: int
    most: int | None


BANDS = (
    Band("0", "2个工作日以内", 0, 2),
    Band("3", "3至5个工作日", 3, 5),
    Band("6", "6至10个工作日", 6, 10),
    Band("11", "超过10个工作日", 11, None),
)
# Eleven working days lie within so many civil days, whatever the holidays.
REACH = timedelta(days=60)


@dataclass(frozen=True)
class Calendar:
    """The working days before a day, read once."""

    on: date
    ordinals: dict[date, int]

    def waited(self, since: datetime) -> int | None:
        """Return the working days from a moment to today; None where that is beyond the reach."""
        begun = self.ordinals.get(timezone.localdate(since))
        return None if begun is None else self.ordinals[self.on] - begun

    def within(self, band: Band) -> Q:
        """Return the filter of what waits so long, over anything with a `step_since`."""
        whole = Q() if band.least == 0 else Q(step_since__lt=self._begun_before(band.least))
        if band.most is None:
            return whole
        return whole & Q(step_since__gte=self._begun_before(band.most + 1))

    def _begun_before(self, days: int) -> datetime:
        """Return the moment before which a step must have begun to have waited so many days."""
        least = self.ordinals[self.on] - days
        last = max(day for day, ordinal in self.ordinals.items() if ordinal <= least)
        return timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))


def calendar(*, on: date) -> Calendar:
    """Read the calendar of the last weeks: one statement."""
    days = Workday.objects.filter(day__gte=on - REACH, day__lte=on)
    return Calendar(on, dict(days.values_list("day", "ordinal")))
