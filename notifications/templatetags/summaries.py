"""Lets a cycle's page lead to its summary, for whoever may read it."""

from typing import Any

from django import template
from django.utils import timezone

from notifications.readers import reader
from project.accounts.models import User
from workflows.models import Cycle

register = template.Library()


@register.simple_tag(takes_context=True)
def has_summary(context: dict[str, Any], cycle: Cycle) -> bool:
    """Say whether the person signed in has a page of the cycle's summary."""
    user = context["request"].user
    if not isinstance(user, User):
        return False
    return reader(user, cycle, on=timezone.localdate()).sees_the_page
