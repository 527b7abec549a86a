"""How a report's verbs are come to: posted from its page, by somebody who is signed in."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from project.accounts.kept import sign_in_first

View = Callable[[HttpRequest, int], HttpResponse]


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
