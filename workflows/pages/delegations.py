"""我的委托: whom one has act on one's behalf, for whom one acts, and what was done so."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from project.accounts import delegating
from project.accounts.delegating import DelegationRefused
from project.accounts.kept import kept_form, let_go, sign_in_first
from project.accounts.models import Delegation, DelegationState, Sphere, User
from project.accounts.visitor import signed_in
from workflows.delegation_forms import DelegationForm
from workflows.pages.doors import sign_in_before
from workflows.standing_in import done_for

MOST_SHOWN = 30
TONES = {
    DelegationState.IN_FORCE: "done",
    DelegationState.NOT_BEGUN: "waiting",
}


class Listed:
    """A delegation in a list: where it stands today."""

    def __init__(self, each: Delegation) -> None:
        self.each = each
        self.state = each.state(on=timezone.localdate())
        self.word, self.tone = self.state.label, TONES.get(self.state, "quiet")
        self.can_end = self.state in TONES


@sign_in_before("delegations")
@require_http_methods(["GET", "HEAD", "POST"])
def delegations(request: HttpRequest) -> HttpResponse:
    """Show one's delegations; a POST makes one."""
    user = _of_the_business(request)
    grants = delegating.delegable(user, on=timezone.localdate())
    if request.method != "POST":
        kept = kept_form(request, request.path)
        form = DelegationForm(grants, kept, initial={"from_on": timezone.localdate()})
        return _page(request, form, restored=kept is not None)
    form = DelegationForm(grants, request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    said = form.cleaned_data
    try:
        made = delegating.delegate(said.pop("grant"), to=said.pop("who"), by=user, **said)
    except DelegationRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, status=422)
    let_go(request, request.path)
    messages.success(
        request, f"已委托{made.delegate}代为办理{made.of}的事项，到期自动失效，也可以提前结束。"
    )
    return redirect("delegations")


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one's own delegation this minute."""
    if not request.user.is_authenticated:
        return sign_in_first(request, reverse("delegations"))
    user = _of_the_business(request)
    found = get_object_or_404(Delegation.objects.by(user).for_reading(), pk=pk)
    if request.method != "POST":
        return redirect("delegations")
    try:
        delegating.end(found, by=user)
    except DelegationRefused as refusal:
        messages.error(request, str(refusal))
        return _page(request, _new_form(user), status=409)
    messages.success(request, f"对{found.delegate}的委托已结束，即刻生效。已经代办的仍然有效。")
    return redirect("delegations")


def _of_the_business(request: HttpRequest) -> User:
    user = signed_in(request)
    if user.sphere != Sphere.BUSINESS:
        raise Http404
    return user


def _new_form(user: User) -> DelegationForm:
    return DelegationForm(delegating.delegable(user, on=timezone.localdate()))


def _page(
    request: HttpRequest, form: DelegationForm, *, status: int = 200, restored: bool = False
) -> HttpResponse:
    user = signed_in(request)
    grants = delegating.delegable(user, on=timezone.localdate())
    rows = Delegation.objects.for_reading().order_by("-pk")
    context: dict[str, Any] = {
        "form": form if grants else None,
        "people": delegating.people_to_choose(grants) if grants else [],
        "given": [Listed(each) for each in rows.by(user)[:MOST_SHOWN]],
        "taken": [Listed(each) for each in rows.to(user)[:MOST_SHOWN]],
        "done": done_for(user),
        "restored": restored,
    }
    return render(request, "workflows/delegations.html", context, status=status)
