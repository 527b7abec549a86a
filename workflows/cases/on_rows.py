"""What a row's page and the sheet say of the requests for coordination raised from it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from project.accounts.models import User
from workflows.cases.coordination import may_raise
from workflows.cases.kinds import visible_to
from workflows.models import Case, CoordinationRequest, Report
from workflows.naming.reading import remarks_on

ByRow = dict[int, list[CoordinationRequest]]


def requests_of(reports: Iterable[Report], user: User, *, on: date) -> ByRow:
    """Return the requests of these rows that the person sees, by row, the newest first."""
    seen = Case.objects.filter(visible_to(user, on=on)).values("pk")
    rows = CoordinationRequest.objects.filter(report__in=[each.pk for each in reports], pk__in=seen)
    found: ByRow = defaultdict(list)
    for each in rows.select_related("addressee", "plan__committee", "unit").order_by("-pk"):
        found[each.report_id].append(each)
    return found


def coordination_of(report: Report, user: User, *, on: date) -> dict[str, Any]:
    """Return what a report's page says: the requests, whether one may be raised, the remarks."""
    return {
        "requests": requests_of([report], user, on=on).get(report.pk, []),
        "may_raise": may_raise(report, user, on=on),
        "remarks": remarks_on([report]).get(report.pk, []),
    }
