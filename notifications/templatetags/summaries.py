"""Lets a cycle's page lead to its summaries, for whoever may read them."""

from typing import Any

from django import template
from django.utils import timezone

from notifications.readers import reader
from project.accounts.models import User
from workflows.cycles.spans import own_span, spans_of
from workflows.models import Cycle, Span

register = template.Library()


@register.simple_tag(takes_context=True)
def summaries_of(context: dict[str, Any], cycle: Cycle) -> list[Span]:
    """Return of which spans the person signed in has a page: the cycle, and what ends with it."""
    user = context["request"].user
    if not isinstance(user, User):
        return []
    seen_by = reader(user, own_span(cycle), on=timezone.localdate())
    ended = spans_of(cycle) if cycle.opened_at else []
    return [span for span in (seen_by.span, *ended) if seen_by.before(span).sees_the_page]
