"""Sends the queued mail: claims one letter, hands it over, notes how it went (decision 0016)."""

from collections import Counter
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.utils import timezone

from notifications import claiming
from notifications.models import Message, State
from notifications.post import NoServer, Post, post_office
from notifications.reasons import reason_gone

log = structlog.get_logger()

# A sender does at most twelve things with the mail server for one letter, each within the timeout.
ANSWERS_A_LETTER = 12
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
    return claiming.expire(Message.objects.by_mail(), at=at)


def free_lapsed_claims(*, at: datetime) -> int:
    """Queue again what a sender claimed and never noted; return how many letters."""
    return claiming.free_lapsed(
        Message.objects.by_mail(),
        claimed_before=at - lease(),
        words="发送时中断，这封信可能已经送达。",
    )


def _send_all(post: Post, until: datetime, tally: Counter[str]) -> None:
    while timezone.now() < until:
        message = _claim_next()
        if message is None:
            return
        tally[_send(post, message)] += 1


def _claim_next() -> Message | None:
    """Take the oldest queued letter, committed before it is sent; None when none is left."""
    key = claiming.claim_first(Message.objects.to_send(at=timezone.now()))
    if key is None:
        return None
    return Message.objects.select_related("recipient__home_unit").get(pk=key)


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
    return claiming.note_delivery(message, delivery)


def _note(message: Message, state: State, **facts: object) -> str:
    return claiming.note(message, state, **facts)


def _note_outage(words: str) -> None:
    """Say on every waiting letter why it waits: the screens read it there."""
    waiting = Message.objects.to_send(at=timezone.now())
    letters = waiting.order_by().update(error=words[:300])
    log.warning("mail.no_server", waiting=letters)
