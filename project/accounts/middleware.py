"""Whoever still has a temporary password changes it before anything else."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


class TemporaryPassword:
    """Send a person with a temporary password to the page that changes it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        temporary = getattr(request.user, "password_is_temporary", False)
        if temporary and request.path not in _ways_out():
            return redirect("account_change_password")
        return self.get_response(request)


def _ways_out() -> set[str]:
    names = ("account_change_password", "account_logout", "health-alive", "health-ready")
    return {reverse(name) for name in names}
