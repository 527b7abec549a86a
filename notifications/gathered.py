"""Gathers what was not mailed at once into one letter, as often as each person chose (0043)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from notifications.letters.gathered import gathered
from notifications.models import Channel, Frequency, Kind, Message, Preference
from notifications.models.preferences import WAITING
from notifications.outbox import post
from notifications.reasons import is_theirs
from project.accounts.models import User
from project.workdays.models import Workday

# What is older was gathered, or would be news to nobody.
LOOKED_BACK = timedelta(days=14)


def gather(*, on: date, at: datetime | None = None) -> int:
    """Write the day's letters of gathered messages; return how many people are written to.

    Each message is gathered once, while it is unread and still its reader's; a run that broke off
    is completed by the next one.
    """
    if not Workday.objects.on(on).is_workday:
        return 0
    at = at or timezone.now()
    chosen = _kinds_by_person(on)
    people = User.objects.filter(pk__in=chosen, is_active=True).exclude(email="").order_by("pk")
    return sum(_write(person, chosen[person.pk], on, at) for person in people)


def _kinds_by_person(on: date) -> dict[int, list[str]]:
    """Return which kinds are gathered for whom that day."""
    now = [Frequency.DAILY, *([Frequency.WEEKLY] if _is_first_of_week(on) else [])]
    rows = Preference.objects.filter(frequency__in=now).exclude(about=WAITING)
    kinds: dict[int, list[str]] = defaultdict(list)
    for user, about in rows.values_list("user", "about"):
        kinds[user].append(about)
    return kinds


def _is_first_of_week(on: date) -> bool:
    monday = on - timedelta(days=on.weekday())
    return not Workday.objects.worked().filter(day__gte=monday, day__lt=on).exists()


def _write(person: User, kinds: Iterable[str], on: date, at: datetime) -> bool:
    """Write a person's letter and note what it gathered in one transaction: both or neither."""
    with transaction.atomic():
        waiting = Message.objects.to_gather(person, kinds, since=at - LOOKED_BACK)
        told = [each for each in waiting.select_for_update() if is_theirs(each, on=on)]
        if not told:
            return False
        letter = gathered(told, on=on)
        written = post(
            letter, kind=Kind.GATHERED, subject="gathered", period=on.isoformat(), to=[person],
            expires_on=on, at=at, over=(Channel.EMAIL,),
        )  # fmt: skip
        Message.objects.filter(pk__in=[each.pk for each in told]).update(gathered_at=at)
    return written > 0
