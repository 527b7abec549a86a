"""While a page is made, which days are estimated is asked once at most."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from project.workdays.estimates import read_once


class EstimatesReadOnce:
    """Lay `read_once` around a request; without a day of an open year it costs nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with read_once():
            return self.get_response(request)
