"""The page of the 交接清单: for the unit's own people alone, to read and to print."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from project.accounts.models import Unit
from project.accounts.visitor import signed_in
from workflows.handover import read_handover
from workflows.sight import viewer


@login_required
@require_safe
def handover(request: HttpRequest, code: str) -> HttpResponse:
    """Show what lies in the unit's post; 404 for whoever is not of the unit."""
    on = timezone.localdate()
    unit = get_object_or_404(Unit.objects.select_related("committee"), code=code)
    if unit.pk not in viewer(signed_in(request), on=on).own_units:
        raise Http404
    context = {"handover": read_handover(unit, on=on), "unit": unit, "on": on}
    return render(request, "workflows/handover.html", context)
