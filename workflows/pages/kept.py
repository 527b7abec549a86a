"""A form posted after the session ended is kept, and given back to its writer after sign-in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

View = Callable[[HttpRequest, int], HttpResponse]
KEY = "kept_form"


def kept_when_signed_out(view: View) -> View:
    """Let nobody in without an account, and keep what a writer posted when the session ended."""

    @wraps(view)
    def wrapped(request: HttpRequest, pk: int) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, pk)
        if request.method == "POST" and request.POST.get("writer"):
            request.session[KEY] = {"report": pk, "data": request.POST.urlencode()}
        return redirect_to_login(reverse("report", args=[pk]))

    return wrapped


def take_kept(request: HttpRequest, pk: int) -> QueryDict | None:
    """Return, once, what the person now signed in had posted for this report; never another's."""
    kept: dict[str, Any] | None = request.session.get(KEY)
    if kept is None or kept["report"] != pk:
        return None
    del request.session[KEY]
    data = QueryDict(kept["data"])
    return data if data.get("writer") == request.user.get_username() else None
