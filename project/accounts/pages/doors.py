"""Who may open an administrators' page: one door for all of them."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from project.accounts.access import administers
from project.accounts.models import Role
from project.accounts.visitor import signed_in

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_administrator(role: Role) -> Callable[[View[P]], View[P]]:
    """Open a page to that administrator of today: others read 404, strangers sign in first."""

    def door(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not administers(signed_in(request), role, on=timezone.localdate()):
                raise Http404
            return view(request, *args, **kwargs)

        # mypy takes wrapping decorators for another type of call.
        return login_required(never_cache(guarded))  # type: ignore[return-value]

    return door
