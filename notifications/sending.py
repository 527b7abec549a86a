"""Sends the queued mail: claims one letter, hands it over, notes how it went (decision 0016)."""

import uuid
from collections import Counter
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db.models import F
from django.utils import timezone

from notifications.models import Message, State
from notifications.post import Delivery, NoServer, Post, post_office
from notifications.reasons import reason_gone

log = structlog.get_logger()

# A sender does at most twelve things with the mail server for one letter, each within the timeout.
ANSWERS_A_LETTER = 12
LONGEST_WAIT = timedelta(hours=1)
# Below the jobs' own timeout: what is left goes with the next minute's job.
LONGEST_ROUND = timedelta(seconds=200)


def lease() -> timedelta:
    """Return how long a claim holds: longer than one letter's whole dialogue can last."""
    return timedelta(seconds=ANSWERS_A_LETTER * settings.EMAIL_TIMEOUT)


def send_queued() -> Counter[str]:
    """Send what is queued, one letter after the other; return how many went which way.

    Nothing is lost when this dies at any line: a letter is queued, claimed or noted, and a claim
    that lapses is counted as 投递不确定 and queued again under the same Message-ID.
    """
    began = timezone.now()
    tally = Counter(uncertain=free_lapsed_claims(at=began))
    # What was freed may be yesterday's.
    tally["expired"] = expire(at=began)
    if not Message.objects.to_send(at=began).exists():
        return tally
    try:
        with post_office() as post:
            _send_all(post, began + LONGEST_ROUND, tally)
    except NoServer as error:
        _note_outage(str(error))
        tally["waiting"] = Message.objects.to_send(at=timezone.now()).count()
    return tally


def expire(*, at: datetime) -> int:
    """Give up the mail whose last day is over; return how many letters."""
    late = Message.objects.past_its_day(on=timezone.localdate(at))
    late.filter(error="").update(error="到期没有发出。")
    return late.update(state=State.EXPIRED)


def free_lapsed_claims(*, at: datetime) -> int:
    """Queue again what a sender claimed and never noted: it may have been delivered, or not."""
    lapsed = Message.objects.filter(state=State.SENDING, claimed_at__lt=at - lease())
    freed = lapsed.update(
        state=State.QUEUED,
        claim="",
        next_try_at=None,
        uncertain=F("uncertain") + 1,
        error="发送时中断，这封信可能已经送达。",
    )
    if freed:
        log.warning("mail.uncertain", letters=freed)
    return freed


def _send_all(post: Post, until: datetime, tally: Counter[str]) -> None:
    while timezone.now() < until:
        message = _claim_next()
        if message is None:
            return
        tally[_send(post, message)] += 1


def _claim_next() -> Message | None:
    """Take the oldest queued letter, committed before it is sent; None when none is left."""
    now = timezone.now()
    for key in Message.objects.to_send(at=now).values_list("pk", flat=True)[:50]:
        taken = Message.objects.filter(pk=key, state=State.QUEUED).update(
            state=State.SENDING, claimed_at=now, claim=str(uuid.uuid4()), tries=F("tries") + 1
        )
        if taken:
            return Message.objects.select_related("recipient__home_unit").get(pk=key)
    return None


def _send(post: Post, message: Message) -> str:
    """Send one claimed letter unless the reason for it has gone; return the word for the tally."""
    gone = reason_gone(message, on=timezone.localdate())
    if gone:
        return _note(message, State.DROPPED, error=gone)
    try:
        delivery = post.hand_over(message)
    except NoServer:
        # Nothing was handed over: the letter goes back as it was, without waiting.
        _note(message, State.QUEUED, tries=message.tries - 1)
        raise
    return _note_delivery(message, delivery)


def _note_delivery(message: Message, delivery: Delivery) -> str:
    now = timezone.now()
    if delivery.accepted:
        return _note(message, State.SENT, sent_at=now, error="")
    words = delivery.words[:300]
    if delivery.for_good:
        return _note(message, State.REFUSED, error=words)
    wait = min(timedelta(minutes=2**message.tries), LONGEST_WAIT)
    uncertain = message.uncertain + delivery.uncertain
    return _note(message, State.QUEUED, error=words, next_try_at=now + wait, uncertain=uncertain)


def _note(message: Message, state: State, **facts: object) -> str:
    """Write what became of a letter, if the claim is still ours."""
    ours = Message.objects.filter(pk=message.pk, claim=message.claim)
    ours.update(state=state, claim="", **facts)
    log.info("mail.noted", letter=str(message.number), state=str(state), tries=message.tries)
    return str(state)


def _note_outage(words: str) -> None:
    """Say on every waiting letter why it waits: the screens read it there."""
    waiting = Message.objects.to_send(at=timezone.now())
    letters = waiting.order_by().update(error=words[:300])
    log.warning("mail.no_server", waiting=letters)
