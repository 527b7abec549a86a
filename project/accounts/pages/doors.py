"""Who may open an administrators' page: one door for all of them."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from project.accounts.access import administers
from project.accounts.kept import sign_in_first
from project.accounts.models import Role
from project.accounts.visitor import signed_in

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_administrator(role: Role, *, shown_at: str = "") -> Callable[[View[P]], View[P]]:
    """Open a page to that administrator of today: others read 404, strangers sign in first.

    What a stranger posted is kept for the page that shows its form: this one, or the one that
    `shown_at` names.
    """

    def door(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                page = reverse(shown_at, kwargs=kwargs) if shown_at else request.path
                return _sign_in_first(request, page)
            if not administers(signed_in(request), role, on=timezone.localdate()):
                raise Http404
            return view(request, *args, **kwargs)

        # mypy takes wrapping decorators for another type of call.
        return never_cache(guarded)  # type: ignore[return-value]

    return door


def for_everybody(view: View[P]) -> View[P]:
    """Open a page to whoever is signed in; what a stranger posted is kept for it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return _sign_in_first(request, request.path)
        return view(request, *args, **kwargs)

    # mypy takes wrapping decorators for another type of call.
    return never_cache(guarded)  # type: ignore[return-value]


def _sign_in_first(request: HttpRequest, page: str) -> HttpResponse:
    """Lead back to the page of the form that was posted, or to just what was asked for."""
    if request.method == "POST":
        return sign_in_first(request, page)
    return redirect_to_login(request.get_full_path())
