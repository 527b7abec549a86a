"""What a unit reads of being urged by the office: by whom, when, by which means, what it promised.

To whom one spoke and what was answered is read by the office alone.
"""

from django.utils import timezone

from workflows.models import OfficeUrge, Report
from workflows.models.urging import OfficeUrgeQuerySet
from workflows.sheets import Sheet
from workflows.sight import Sight

Told = list[tuple[OfficeUrge, bool]]


def office_urges_of(report: Report) -> Told:
    """Return the office's urges about a report, the last one first, and if a promise was broken."""
    made = OfficeUrge.objects.filter(rows__report=report)
    return _told(made.knowing_what_came().select_related("by").order_by("-pk"))


def office_urges_on(sheet: Sheet) -> Told:
    """Return the office's urges of a sheet's unit, the last one first; one statement.

    To whoever follows one of its rows: not to those who see what was signed alone.
    """
    if all(row.sight == Sight.SIGNED for row in sheet.rows):
        return []
    made = OfficeUrge.objects.in_cycle(sheet.cycle).filter(unit=sheet.unit)
    return _told(made.for_reading().order_by("-pk"))


def _told(made: OfficeUrgeQuerySet) -> Told:
    on = timezone.localdate()
    return [(each, each.is_broken(on=on)) for each in made]
