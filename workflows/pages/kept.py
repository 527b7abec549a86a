"""A form posted after the session ended is kept, and given back to its writer after sign-in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

View = Callable[[HttpRequest, int], HttpResponse]
KEY = "kept_form"
# A stranger may post, too: no more is kept of him than a long report needs.
MOST_CHARACTERS = 200_000


def posted(view: View) -> View:
    """Let a verb be posted alone, and by nobody without an account, whose words are kept.

    Whoever comes to a verb's address otherwise is shown the report.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, pk: int) -> HttpResponse:
        page = reverse("report", args=[pk])
        if not request.user.is_authenticated:
            _keep(request, pk)
            return redirect_to_login(page)
        return view(request, pk) if request.method == "POST" else redirect(page)

    return wrapped


def kept_form(request: HttpRequest, pk: int) -> QueryDict | None:
    """Return what the person now signed in had posted for this report; never another's words."""
    kept: dict[str, Any] | None = request.session.get(KEY)
    if kept is None or kept["report"] != pk:
        return None
    data = QueryDict(kept["data"])
    return data if data.get("writer") == request.user.get_username() else None


def let_go(request: HttpRequest) -> None:
    """Forget what was kept, once it is saved or acted on."""
    request.session.pop(KEY, None)


def _keep(request: HttpRequest, pk: int) -> None:
    data = request.POST.urlencode()
    if request.POST.get("writer") and len(data) <= MOST_CHARACTERS:
        request.session[KEY] = {"report": pk, "data": data}
