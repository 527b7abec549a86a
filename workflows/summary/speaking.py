"""Whose opinion is asked: what a person may answer for a unit, and which papers that opens."""

from datetime import date

from django.db.models import Q

from project.accounts.access import Permission, units_where
from project.accounts.models import User
from workflows.models import Opinion
from workflows.models.summary_papers import OpinionQuerySet


def opinions_of(user: User, *, on: date) -> OpinionQuerySet:
    """Return what was asked of the units the person speaks for: as liaison, or as signer."""
    reported = units_where(user, Permission.REPORT, on=on).values("pk")
    signed = units_where(user, Permission.SIGN_OFF, on=on).values("pk")
    return Opinion.objects.filter(Q(unit__in=reported) | Q(unit__in=signed))


def waiting_opinions(user: User, *, on: date) -> OpinionQuerySet:
    """Return what the person has still to answer, the first to be answered first."""
    rows = opinions_of(user, on=on).to_answer().filter(answered_at=None)
    return rows.for_reading().order_by("reply_by", "pk")
