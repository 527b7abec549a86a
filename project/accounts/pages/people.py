"""The system administrator's pages: accounts are opened, changed, closed; none is ever deleted."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.contrib.auth import authenticate
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from project.accounts import keeping
from project.accounts.forms import (
    ChangePersonForm,
    OneTimePasswordForm,
    OpenPersonForm,
    PersonFilter,
    SecondHandForm,
    WhyForm,
)
from project.accounts.keeping import AccountRefused
from project.accounts.kept import kept_form, let_go
from project.accounts.models import Grant, Role, User
from project.accounts.pages.doors import for_administrator
from project.accounts.pages.listing import page_of
from project.accounts.passwords import new_token, one_time_password
from project.accounts.visitor import signed_in

KEY = "one_time_password"
for_system_administrator = for_administrator(Role.SYSTEM_ADMIN)
# For the verbs whose forms stand on the person's page.
from_a_persons_page = for_administrator(Role.SYSTEM_ADMIN, shown_at="person")


@for_system_administrator
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """List the accounts, all or those that the words found."""
    sought = PersonFilter(request.GET)
    sought.is_valid()
    words = sought.cleaned_data.get("q", "")
    found = User.objects.select_related("home_unit").order_by("-is_active", "home_unit", "pk")
    page = page_of(found.matching(words) if words else found, request, size=50)
    context = {"page": page, "filter": sought, "words": words}
    return render(request, "accounts/person_list.html", context)


@for_system_administrator
@require_http_methods(["GET", "HEAD", "POST"])
def open_person(request: HttpRequest) -> HttpResponse:
    """Open an account; its page then shows the one-time password, once."""
    if request.method != "POST":
        return _open_page(request, **_restored_opening(request))
    form = OpenPersonForm(request.POST)
    if not form.is_valid():
        return _open_page(request, form, status=422)
    said = form.cleaned_data
    token = said.pop("token")
    password = one_time_password(said["username"], token)
    try:
        person = keeping.open_account(**said, password=password, by=signed_in(request))
    except AccountRefused as refusal:
        form.add_error(refusal.field, str(refusal))
        return _open_page(request, form, status=422)
    let_go(request, request.path)
    return _show_once(request, person, token)


@for_system_administrator
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an account; a POST changes its facts."""
    shown = _person_or_404(pk)
    if request.method != "POST":
        return _page(request, shown, **_restored(request, shown))
    form = ChangePersonForm(request.POST, instance=copy(shown))
    if not form.is_valid():
        return _page(request, shown, status=422, form=form)
    try:
        changed = keeping.change_account(shown, by=signed_in(request), **form.cleaned_data)
    except AccountRefused as refusal:
        form.add_error(refusal.field, str(refusal))
        return _page(request, shown, status=422, form=form)
    let_go(request, request.path)
    messages.success(request, f"已修改：{'、'.join(changed)}。" if changed else "没有改动。")
    return redirect("person", pk)


@from_a_persons_page
@require_http_methods(["GET", "HEAD", "POST"])
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account, with a reason."""
    shown = _person_or_404(pk)
    if request.method != "POST":
        return redirect("person", pk)
    form = WhyForm(request.POST, prefix="deactivate")
    if not form.is_valid():
        return _page(request, shown, status=422, deactivate_form=form)
    try:
        keeping.deactivate(shown, by=signed_in(request), why=form.cleaned_data["why"])
    except AccountRefused as refusal:
        form.add_error(refusal.field, str(refusal))
        return _page(request, shown, status=409, deactivate_form=form)
    let_go(request, reverse("person", args=[pk]))
    messages.success(request, f"{shown}的账号已停用，本人不能再登录。")
    return redirect("person", pk)


@from_a_persons_page
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""
    return _with_new_password(request, pk, keeping.activate)


@from_a_persons_page
@require_http_methods(["GET", "HEAD", "POST"])
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person a new one-time password."""
    return _with_new_password(request, pk, keeping.reset_password)


def _with_new_password(request: HttpRequest, pk: int, verb: keeping.GivesPassword) -> HttpResponse:
    shown = _person_or_404(pk)
    if request.method != "POST":
        return redirect("person", pk)
    form = _password_form(request, shown, request.POST)
    if not form.is_valid():
        return _page(request, shown, status=422, password_form=form)
    token = form.cleaned_data["token"]
    password = one_time_password(shown.username, token)
    try:
        verb(shown, by=signed_in(request), password=password, second=_second_hand(request, form))
    except AccountRefused as refusal:
        if refusal.field is None:
            return _page(request, shown, status=409, refusal=str(refusal))
        form.add_error(refusal.field, str(refusal))
        return _page(request, shown, status=422, password_form=form)
    return _show_once(request, shown, token)


def _password_form(
    request: HttpRequest, person: User, posted: QueryDict | None = None
) -> OneTimePasswordForm:
    """Return the form that asks for a one-time password; an administrator's takes two people."""
    takes_two = keeping.needs_second_hand(person, by=signed_in(request))
    kind = SecondHandForm if takes_two else OneTimePasswordForm
    return kind(posted, initial={"token": new_token()})


def _second_hand(request: HttpRequest, form: OneTimePasswordForm) -> User | None:
    """Return who stands by, if name and password are right; a wrong one counts as at sign-in."""
    said = form.cleaned_data
    if "second" not in said:
        return None
    found = authenticate(request, username=said["second"], password=said["second_password"])
    return found if isinstance(found, User) else None


def _show_once(request: HttpRequest, person: User, token: str) -> HttpResponse:
    """Send to the person's page; the session carries the token there, never the password."""
    request.session[KEY] = {"person": person.pk, "token": token}
    return redirect("person", person.pk)


def _take_password(request: HttpRequest, person: User) -> str | None:
    """Return, once, the one-time password that was just made for this person."""
    kept = request.session.get(KEY)
    if not kept or kept["person"] != person.pk:
        return None
    del request.session[KEY]
    return one_time_password(person.username, kept["token"])


def _restored_opening(request: HttpRequest) -> dict[str, Any]:
    """Return the form of a new account, empty or filled as it was, always with a fresh token."""
    kept = kept_form(request, request.path)
    if kept is None:
        return {"form": OpenPersonForm(initial={"token": new_token()})}
    filled = kept.copy()
    filled["token"] = new_token()
    return {"form": OpenPersonForm(filled), "restored": True}


def _restored(request: HttpRequest, person: User) -> dict[str, Any]:
    """Return whichever form of a person's page was posted without a session, filled as it was.

    None for closing an account that is closed by now: nothing is left to do with its reason.
    """
    kept = kept_form(request, request.path)
    if kept is None or ("deactivate-why" in kept and not person.is_active):
        return {}
    if "deactivate-why" in kept:
        return {"deactivate_form": WhyForm(kept, prefix="deactivate"), "restored": True}
    return {"form": ChangePersonForm(kept, instance=copy(person)), "restored": True}


def _page(
    request: HttpRequest,
    person: User,
    *,
    status: int = 200,
    form: ChangePersonForm | None = None,
    deactivate_form: WhyForm | None = None,
    password_form: OneTimePasswordForm | None = None,
    refusal: str = "",
    restored: bool = False,
) -> HttpResponse:
    """Render an account's page; whichever form was refused comes back as it was filled."""
    granted = Grant.objects.active(on=timezone.localdate()).filter(user=person)
    asked = (form, deactivate_form, password_form)
    context = {
        "person": person,
        "oneself": person == request.user,
        "is_granted": granted.exists(),
        "password": _take_password(request, person),
        "form": form or ChangePersonForm(instance=copy(person)),
        "wrong": next((each for each in asked if each and each.errors), None),
        "deactivate_form": deactivate_form or WhyForm(prefix="deactivate"),
        "password_form": password_form or _password_form(request, person),
        "refusal": refusal,
        "restored": restored,
    }
    return render(request, "accounts/person.html", context, status=status)


def _open_page(
    request: HttpRequest, form: BaseForm, *, status: int = 200, restored: bool = False
) -> HttpResponse:
    context = {"form": form, "restored": restored}
    return render(request, "accounts/person_open.html", context, status=status)


def _person_or_404(pk: int) -> User:
    return get_object_or_404(User.objects.select_related("home_unit"), pk=pk)
