"""Posts nobody fills: units with reports under way and no liaison, or not for long."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from project.accounts.models import Grant, Role, Unit, User
from workflows.models.reports import ReportQuerySet
from workflows.standing import Status
from workflows.windows import day_in_words

# So early an ending that nobody follows is told.
SOON = timedelta(days=14)
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Vacancy:
    """A unit without a liaison since a day, if that is known; or with one until `last_on`."""

    unit: Unit
    since: date | None = None
    last_on: date | None = None

    @property
    def status(self) -> Status:
        """Return what the office reads, as a word with its tone."""
        if self.last_on:
            return Status(f"联络员授权{day_in_words(self.last_on)}到期，没有人接替", "soon")
        since = f"，{day_in_words(self.since)}起" if self.since else ""
        return Status(f"没有联络员{since}", "late")


@dataclass(frozen=True)
class Vacancies:
    """The units, those without anybody first, and who can be asked for a grant."""

    units: list[Vacancy]
    ask: list[User]


def vacancies(reports: ReportQuerySet, *, on: date) -> Vacancies | None:
    """Return which units of these reports lack a liaison: three statements; None where none does.

    Only what is under way counts: a unit that owes nothing more misses nobody.
    """
    owed = reports.under_way().filter(cycle__opens_on__lte=on).order_by()
    units = list(Unit.objects.filter(pk__in=owed.values("unit")))
    grants: dict[int, list[Grant]] = {unit.pk: [] for unit in units}
    for grant in _liaisons_of(units):
        grants[grant.unit_id or 0].append(grant)
    found = (_vacancy(unit, grants[unit.pk], on) for unit in units)
    lacking = sorted(filter(None, found), key=lambda each: each.last_on is not None)
    return Vacancies(lacking, _security_administrators(on)) if lacking else None


def _liaisons_of(units: Iterable[Unit]) -> Iterable[Grant]:
    grants = Grant.objects.of_role(Role.LIAISON).filter(unit__in=units)
    return grants.select_related("user")


def _vacancy(unit: Unit, grants: list[Grant], on: date) -> Vacancy | None:
    at_work = [each for each in grants if each.revoked_at is None and each.user.is_active]
    last_on = _held_until(at_work, on)
    if last_on < on:
        ends = [end for end in (_vacant_from(each) for each in grants) if end and end <= on]
        return Vacancy(unit, since=max(ends, default=None))
    return Vacancy(unit, last_on=last_on) if last_on <= on + SOON else None


def _held_until(grants: list[Grant], on: date) -> date:
    """Return the last day of an unbroken line of liaisons from a day on; before it, if none is."""
    reach = on - A_DAY
    for grant in sorted(grants, key=lambda each: each.from_on):
        if grant.from_on - A_DAY <= reach:
            reach = max(reach, grant.until_on or date.max)
    return reach


def _vacant_from(grant: Grant) -> date | None:
    """Return the first day without a grant that has ended; None for one that was not to end."""
    if grant.revoked_at is not None:
        return timezone.localdate(grant.revoked_at)
    return grant.until_on + A_DAY if grant.until_on else None


def _security_administrators(on: date) -> list[User]:
    granted = Grant.objects.active(on=on).of_role(Role.SECURITY_ADMIN)
    return list(User.objects.filter(is_active=True, pk__in=granted.values("user")).order_by("pk"))
