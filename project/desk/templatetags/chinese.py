"""Template filters that write as Chinese is written."""

from datetime import date, datetime

from django import template
from django.forms import BaseForm
from django.utils import timezone

from project.workdays import estimates

register = template.Library()


@register.filter
def day(value: date | datetime | None) -> str:
    """Return a civil day as 2026年1月9日; nothing for nothing.

    >>> day(date(2026, 1, 9))
    '2026年1月9日'
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return f"{value.year}年{value.month}月{value.day}日"


@register.filter
def reckoned(value: date | None) -> str:
    """Return a day that was reckoned by the calendar; （暂估） follows in an unpublished year."""
    return "" if value is None else estimates.reckoned(value)


@register.filter
def moment(value: datetime | None) -> str:
    """Return a moment as 1月9日 10:05, with the year where it is not this one."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    year = "" if local.year == timezone.localdate().year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日 {local:%H:%M}"


@register.filter
def faults(form: BaseForm) -> int:
    """Return how many things are wrong with a form: as many as its error summary lists."""
    return sum(len(errors) for errors in form.errors.values())
