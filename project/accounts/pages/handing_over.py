"""The page of 交接: the security administrator has another person take over a unit's post."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from project.accounts import handing_over
from project.accounts.forms import HandOverForm
from project.accounts.granting import GrantRefused
from project.accounts.kept import kept_form, let_go
from project.accounts.models import Grant, GrantState
from project.accounts.models.grants import OF_A_UNIT
from project.accounts.pages.grants import Standing, for_security_administrator, people_offered
from project.accounts.visitor import signed_in


@for_security_administrator
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask who takes over, then end the old grant and give the new one in the same moment."""
    units = Grant.objects.of_role(*OF_A_UNIT).for_reading()
    grant = get_object_or_404(units, pk=pk)
    if request.method != "POST":
        kept = kept_form(request, request.path) if _is_in_force(grant) else None
        return _page(request, grant, HandOverForm(kept), restored=kept is not None)
    form = HandOverForm(request.POST)
    if not _is_in_force(grant):
        return _page(request, grant, form, status=409)
    if not form.is_valid():
        return _page(request, grant, form, status=422)
    said = form.cleaned_data
    try:
        given = handing_over.hand_over(grant, to=said.pop("who"), by=signed_in(request), **said)
    except GrantRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, grant, form, status=409)
    let_go(request, request.path)
    messages.success(request, f"已交接：{grant.user}的授权已结束，由{given.user}接替。")
    return redirect("grant-list")


def _is_in_force(grant: Grant) -> bool:
    return grant.state(on=timezone.localdate()) == GrantState.IN_FORCE


def _page(
    request: HttpRequest,
    grant: Grant,
    form: HandOverForm,
    *,
    status: int = 200,
    restored: bool = False,
) -> HttpResponse:
    context = {
        "grant": grant,
        "successor": grant.handed_to.select_related("user").first(),
        "standing": Standing(grant.state(on=timezone.localdate())),
        "can_hand_over": _is_in_force(grant),
        "form": form,
        "people": people_offered(signed_in(request)),
        "restored": restored,
    }
    return render(request, "accounts/grant_hand_over.html", context, status=status)
