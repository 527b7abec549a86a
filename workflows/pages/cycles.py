"""A cycle at a glance: unit by unit, how much is owed, filed, reviewed and signed."""

from collections import Counter
from dataclasses import dataclass, field

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from project.accounts.models import Unit
from project.accounts.visitor import signed_in
from workflows.models import Cycle, Report
from workflows.sight import viewer
from workflows.standing import Reckoning, reckon
from workflows.steps import Step


@dataclass
class UnitCount:
    """One unit's reports in the cycle, as far as the person sees them."""

    unit: Unit
    due: int = 0
    late: int = 0
    at: Counter[str] = field(default_factory=Counter)

    @property
    def filed(self) -> int:
        return self.due - self.at[Step.REPORT] - self.at[Step.MISSED]

    @property
    def in_review(self) -> int:
        return self.at[Step.REVIEW] + self.at[Step.SECOND_REVIEW]

    def add(self, report: Report, reckoning: Reckoning) -> None:
        self.due += 1
        self.at[report.step] += 1
        self.late += report.step == Step.REPORT and reckoning.status_of(report).tone == "late"


@login_required
@require_safe
def cycle(request: HttpRequest, plan: str, key: str) -> HttpResponse:
    """Show the cycle's dates and, for each unit one may see, the counts of its reports."""
    user, on = signed_in(request), timezone.localdate()
    visible = Cycle.objects.filter(plan__committee__units=user.home_unit_id)
    found = get_object_or_404(visible.select_related("plan"), plan__slug=plan, key=key)
    reports = list(
        viewer(user, on=on).reports().filter(cycle=found)
        .select_related("unit", "cycle", "assignment").order_by("assignment__task__place", "pk")
    )  # fmt: skip
    if not user.home_unit_id:
        raise Http404
    reckoning = reckon([each for each in reports if each.step == Step.REPORT], on=on)
    counts: dict[int, UnitCount] = {}
    for each in reports:
        counts.setdefault(each.unit_id, UnitCount(each.unit)).add(each, reckoning)
    context = {"cycle": found, "counts": list(counts.values()), "total": len(reports)}
    return render(request, "workflows/cycle.html", context)
