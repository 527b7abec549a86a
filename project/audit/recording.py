"""Writes audit events, in the transaction of the act they tell of."""

import json
from datetime import datetime
from typing import Any, Protocol

from django.db import models
from django.utils import timezone

from project.audit.models import AuditEvent

SYSTEM = "系统"


class Actor(Protocol):
    """Whoever acts: audit sits below accounts and knows a person by number and name only."""

    pk: Any

    def __str__(self) -> str: ...


def subject_of(thing: models.Model) -> str:
    """Return the name an object goes by in the trail: its model's label and its key."""
    return f"{thing._meta.label_lower}:{thing.pk}"


def record(
    action: str,
    thing: models.Model,
    *,
    by: Actor | None,
    at: datetime | None = None,
    **facts: Any,
) -> AuditEvent:
    """Write one event unsealed; `by=None` is the system, `facts` are what JSON can hold.

    `action` is noun.verb in English (`grant.give`); dates and people are given as text.
    """
    return AuditEvent.objects.create(
        action=action,
        subject=subject_of(thing),
        actor_id=by.pk if by else None,
        actor_name=str(by) if by else SYSTEM,
        at=at or timezone.now(),
        detail=json.dumps(facts, ensure_ascii=False, sort_keys=True),
    )
