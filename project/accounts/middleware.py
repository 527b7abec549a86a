"""A temporary password is changed before anything else; what a page asks it asks once."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from project.accounts.held import asked_once

READING = ("GET", "HEAD")


class TemporaryPassword:
    """Send a person with a temporary password to the page that changes it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        temporary = getattr(request.user, "password_is_temporary", False)
        if temporary and request.path not in _ways_out():
            return redirect("account_change_password")
        return self.get_response(request)


class AskedOnce:
    """Read once what its reader holds while a page is shown; an act asks anew each time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in READING:
            return self.get_response(request)
        with asked_once(request.user):
            return self.get_response(request)


def _ways_out() -> set[str]:
    names = ("account_change_password", "account_logout", "health-alive", "health-ready")
    return {reverse(name) for name in names}
