"""What a row's page and the sheet say of the requests for coordination raised from it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from project.accounts.models import User
from workflows.cases.kinds import visible_to
from workflows.models import Case, CoordinationRequest, Report

ByRow = dict[int, list[CoordinationRequest]]


def requests_of(reports: Iterable[Report], user: User, *, on: date) -> ByRow:
    """Return the requests of these rows that the person sees, by row, the newest first."""
    seen = Case.objects.filter(visible_to(user, on=on)).values("pk")
    rows = CoordinationRequest.objects.filter(report__in=[each.pk for each in reports], pk__in=seen)
    found: ByRow = defaultdict(list)
    for each in rows.select_related("addressee", "plan__committee", "unit").order_by("-pk"):
        found[each.report_id].append(each)
    return found
