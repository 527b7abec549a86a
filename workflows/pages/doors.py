"""How verbs and forms are come to: by somebody who is signed in, with nothing typed lost."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from project.accounts.kept import sign_in_first

View = Callable[[HttpRequest, int], HttpResponse]
P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]


def posted(view: View) -> View:
    """Let a verb be posted alone, and by nobody without an account, whose words are kept.

    Whoever comes to a verb's address otherwise is shown the report.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, pk: int) -> HttpResponse:
        page = reverse("report", args=[pk])
        if not request.user.is_authenticated:
            return sign_in_first(request, page)
        return view(request, pk) if request.method == "POST" else redirect(page)

    return wrapped


def sign_in_before(shown_at: str) -> Callable[[Page[P]], Page[P]]:
    """Have a stranger sign in first; what he posted is kept for the page that shows its form."""

    def door(view: Page[P]) -> Page[P]:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.user.is_authenticated:
                return view(request, *args, **kwargs)
            page = reverse(shown_at, kwargs=kwargs)
            if request.method == "POST":
                return sign_in_first(request, page)
            return redirect_to_login(page)

        # mypy takes wrapping decorators for another type of call.
        return wrapped  # type: ignore[return-value]

    return door
