"""The machine behind mail and robots: claims a row, and notes how handing it over went (0016)."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db.models import F
from django.utils import timezone

from notifications.models import State
from notifications.models.outgoing import Outgoing, OutgoingQuerySet

log = structlog.get_logger()

LONGEST_WAIT = timedelta(hours=1)
TOO_LATE = "到期没有发出。"
# As many of a queue's head are looked at before the next round: others may be taking them.
LOOKED_AT = 50
# As long as the column for it.
MOST_WORDS = 300


@dataclass(frozen=True)
class Delivery:
    """How handing over one row went, in the other side's or our words.

    `wait` is how long the other side asks to be left alone at least.
    """

    accepted: bool = False
    for_good: bool = False
    uncertain: bool = False
    words: str = ""
    wait: timedelta = timedelta(0)


def expire(rows: OutgoingQuerySet[Any], *, at: datetime) -> int:
    """Give up what waits and whose last day is over; return how many."""
    late = rows.past_its_day(on=timezone.localdate(at))
    late.filter(error="").update(error=TOO_LATE)
    return late.update(state=State.EXPIRED, claim="")


def free_lapsed(rows: OutgoingQuerySet[Any], *, claimed_before: datetime, words: str) -> int:
    """Queue again what was claimed and never noted: it may have been delivered, or not."""
    lapsed = rows.filter(state=State.SENDING, claimed_at__lt=claimed_before)
    freed = lapsed.update(
        state=State.QUEUED,
        claim="",
        next_try_at=None,
        uncertain=F("uncertain") + 1,
        error=words,
    )
    if freed:
        log.warning("delivery.uncertain", rows=freed, what=rows.model._meta.model_name)
    return freed


def claim_first(rows: OutgoingQuerySet[Any]) -> int | None:
    """Take the first of these rows that nobody else takes; return its key."""
    for key in rows.values_list("pk", flat=True)[:LOOKED_AT]:
        if claim(rows, key):
            return int(key)
    return None


def claim(rows: OutgoingQuerySet[Any], key: int) -> bool:
    """Take one queued row, committed before it is handed over; say whether it is now ours."""
    queued = rows.model._default_manager.filter(pk=key, state=State.QUEUED)
    return bool(
        queued.update(
            state=State.SENDING,
            claimed_at=timezone.now(),
            claim=str(uuid.uuid4()),
            tries=F("tries") + 1,
        )
    )


def note_delivery(row: Outgoing, delivery: Delivery) -> str:
    """Write how it went; return the word for a tally."""
    if delivery.accepted:
        return note(row, State.SENT, sent_at=timezone.now(), error="")
    state, facts = not_accepted(row, delivery)
    return note(row, state, **facts)


def not_accepted(row: Outgoing, delivery: Delivery) -> tuple[State, dict[str, Any]]:
    """Return what becomes of a row: refused for good, or queued with a wait that doubles."""
    facts = {
        "error": delivery.words[:MOST_WORDS], "uncertain": row.uncertain + delivery.uncertain,
    }  # fmt: skip
    if delivery.for_good:
        return State.REFUSED, facts
    wait = min(max(timedelta(minutes=2**row.tries), delivery.wait), LONGEST_WAIT)
    return State.QUEUED, facts | {"next_try_at": timezone.now() + wait}


def note(row: Outgoing, state: State, **facts: object) -> str:
    """Write what became of a row, if the claim is still ours; return the word for a tally."""
    ours = type(row)._default_manager.filter(pk=row.pk, claim=row.claim)
    ours.update(state=state, claim="", **facts)
    log.info(
        "delivery.noted", what=row._meta.model_name, row=row.pk, state=str(state), tries=row.tries
    )
    return str(state)
