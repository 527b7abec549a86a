"""What the administrators' lists have in common: a page of rows, whatever number was asked for."""

from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)


def page_of(rows: QuerySet[Row], request: HttpRequest, *, size: int) -> Page[Row]:
    """Return the page asked for, or the nearest there is."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
