"""签批单: all that happened to a paper on its route, on one page to print."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from project.accounts.visitor import signed_in
from workflows.case_words import CaseKind, CaseOutcome
from workflows.cases.kinds import KINDS
from workflows.escalation.drafting import sees_papers
from workflows.models import Case
from workflows.pages.cases import case_or_404

PAPERS = (CaseKind.SUPERVISION, CaseKind.CIRCULAR, CaseKind.SUMMARY)
# Every wording that was saved stands in the trail; the slip shows what came of them.
LEFT_OUT = (CaseOutcome.SAVED,)


@login_required
@require_safe
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a paper's 签批单 to the office and the leaders; 404 to everybody else."""
    user, on = signed_in(request), timezone.localdate()
    get_object_or_404(Case.objects.of_kind(*PAPERS), pk=pk)
    paper = case_or_404(pk, user, on=on)
    if not sees_papers(user, paper.plan, on=on):
        raise Http404
    kind = KINDS[paper.kind]
    moves = paper.trail.select_related("by", "on_behalf_of").exclude(outcome__in=LEFT_OUT)
    context = {
        "case": paper,
        "facts": kind.facts(paper),
        "moves": list(moves),
        "view": kind.read(paper, user, on),
        "on": on,
    }
    return render(request, "workflows/route_slip.html", context)
