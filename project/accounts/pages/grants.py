"""The security administrator's pages: who is granted what, giving, revoking."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from project.accounts import granting
from project.accounts.forms import GiveForm, GrantFilter, WhyForm
from project.accounts.granting import GrantRefused
from project.accounts.kept import kept_form, let_go
from project.accounts.models import Grant, GrantState, Role, User
from project.accounts.models.grants import GrantQuerySet
from project.accounts.pages.doors import for_administrator
from project.accounts.pages.listing import page_of
from project.accounts.visitor import signed_in

for_security_administrator = for_administrator(Role.SECURITY_ADMIN)
# As many people as a browser offers while one types; the field takes any name.
MOST_OFFERED = 500

TONES = {
    GrantState.IN_FORCE: "done",
    GrantState.NOT_BEGUN: "waiting",
    GrantState.ENDED: "quiet",
    GrantState.REVOKED: "quiet",
}


@dataclass(frozen=True)
class Standing:
    """Where a grant stands, as the screen says it."""

    state: GrantState

    @property
    def word(self) -> str:
        return str(self.state.label)

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def can_end(self) -> bool:
        return self.state in (GrantState.IN_FORCE, GrantState.NOT_BEGUN)

    @property
    def can_be_handed_over(self) -> bool:
        return self.state == GrantState.IN_FORCE


@for_security_administrator
@require_safe
def grants(request: HttpRequest) -> HttpResponse:
    """List the grants, newest first, as far as the filter asks."""
    on = timezone.localdate()
    sought = GrantFilter(request.GET)
    sought.is_valid()
    found = _sought(Grant.objects.for_reading(), sought.cleaned_data, on)
    found = found.prefetch_related("delegations__delegate")
    page = page_of(found.order_by("-pk"), request, size=50)
    context = {
        "page": page,
        "rows": [(grant, Standing(grant.state(on=on))) for grant in page],
        "filter": sought,
        "is_filtered": any(sought.cleaned_data.values()),
    }
    return render(request, "accounts/grant_list.html", context)


@for_security_administrator
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Give a grant."""
    if request.method != "POST":
        kept = kept_form(request, request.path)
        form = GiveForm(kept, initial={"from_on": timezone.localdate()})
        return _give_page(request, form, restored=kept is not None)
    form = GiveForm(request.POST)
    if not form.is_valid():
        return _give_page(request, form, status=422)
    said = form.cleaned_data
    try:
        grant = granting.give(said.pop("who"), said.pop("role"), by=signed_in(request), **said)
    except GrantRefused as refusal:
        form.add_error(None, str(refusal))
        return _give_page(request, form, status=422)
    let_go(request, request.path)
    messages.success(request, f"已授权：{grant}，{_from(grant.from_on)}起。")
    return redirect("grant-list")


@for_security_administrator
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then end a grant."""
    grant = get_object_or_404(Grant.objects.for_reading(), pk=pk)
    standing = Standing(grant.state(on=timezone.localdate()))
    if request.method != "POST":
        kept = kept_form(request, request.path) if standing.can_end else None
        form = WhyForm(kept)
        return _revoke_page(request, grant, standing, form, restored=kept is not None)
    form = WhyForm(request.POST)
    if not standing.can_end:
        return _revoke_page(request, grant, standing, form, status=409)
    if not form.is_valid():
        return _revoke_page(request, grant, standing, form, status=422)
    try:
        granting.revoke(grant, by=signed_in(request), why=form.cleaned_data["why"])
    except GrantRefused as refusal:
        form.add_error(None, str(refusal))
        return _revoke_page(request, grant, standing, form, status=409)
    let_go(request, request.path)
    messages.success(request, f"已撤销：{grant}。")
    return redirect("grant-list")


def _sought(grants: GrantQuerySet, said: dict[str, Any], on: date) -> GrantQuerySet:
    """Return the grants that answer to what the filter says; an empty word asks nothing."""
    if person := said.get("person"):
        grants = grants.of_people(User.objects.named(person))
    if unit := said.get("unit"):
        grants = grants.filter(unit=unit)
    if role := said.get("role"):
        grants = grants.of_role(Role(role))
    if state := said.get("state"):
        grants = grants.in_state(GrantState(state), on=on)
    return grants


def _give_page(
    request: HttpRequest, form: GiveForm, *, status: int = 200, restored: bool = False
) -> HttpResponse:
    context = {
        "form": form,
        "people": people_offered(signed_in(request)),
        "restored": restored,
    }
    return render(request, "accounts/grant_give.html", context, status=status)


def _revoke_page(
    request: HttpRequest,
    grant: Grant,
    standing: Standing,
    form: WhyForm,
    *,
    status: int = 200,
    restored: bool = False,
) -> HttpResponse:
    context = {"grant": grant, "standing": standing, "form": form, "restored": restored}
    return render(request, "accounts/grant_revoke.html", context, status=status)


def people_offered(by: User) -> Iterable[User]:
    """Return whom a browser offers while one types: nobody grants to himself."""
    people = User.objects.filter(is_active=True).exclude(pk=by.pk)
    return people.select_related("home_unit")[:MOST_OFFERED]


def _from(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
