"""Sends the queued mail: claims a bag of letters, hands over one by one, notes how each went.

Decisions 0016 and 0042.
"""

from collections import Counter
from datetime import datetime, timedelta
from itertools import zip_longest

import structlog
from django.conf import settings
from django.utils import timezone

from notifications import claiming
from notifications.bags import Bag, free_lapsed
from notifications.models import Message, State
from notifications.post import NoServer, Post, post_office
from notifications.reasons import reason_gone

log = structlog.get_logger()

# A sender waits for at most so many answers of the mail server for one letter, a new connection in
# the middle included, each within the timeout.
ANSWERS_A_LETTER = 20
# Below the jobs' own timeout: what is left goes with the next minute's job.
LONGEST_ROUND = timedelta(seconds=200)


def lease() -> timedelta:
    """Return how long a claim holds: longer than one letter's whole dialogue can last.

    A bag's claim begins anew with each of its letters.
    """
    return timedelta(seconds=ANSWERS_A_LETTER * settings.EMAIL_TIMEOUT)


def send_queued() -> Counter[str]:
    """Send what is queued, one letter after the other; return how many went which way.

    Nothing is lost when this dies at any line: a letter is queued, being handed over or noted, and
    one whose handing over lapses is counted as 投递不确定 and queued again under the same
    Message-ID.
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
    """Settle what dead senders left; return how many letters may have been delivered."""
    return free_lapsed(before=at - lease())


def _send_all(post: Post, until: datetime, tally: Counter[str]) -> None:
    while timezone.now() < until:
        bag = Bag.filled(at=timezone.now())
        if not bag.letters:
            return
        try:
            _send_bag(post, bag, until, tally)
        finally:
            bag.settle()
            bag.give_back()


def _send_bag(post: Post, bag: Bag, until: datetime, tally: Counter[str]) -> None:
    for letter, then in zip_longest(bag.letters, bag.letters[1:]):
        if timezone.now() >= until:
            return
        tally[_send(post, bag, letter, then)] += 1


def _why_not(bag: Bag, letter: Message) -> tuple[State, str] | None:
    """Return what becomes of a letter that is not to be sent any more, and why."""
    now = timezone.now()
    if bag.wanted.is_old(at=now):
        bag.settle()
        bag.wanted.look(at=now)
    sure, today = bag.wanted.take_out(letter), timezone.localdate(now)
    if letter.last_day < today:
        return State.EXPIRED, letter.error or claiming.TOO_LATE
    if sure:
        return None
    bag.settle()
    gone = reason_gone(letter, on=today)
    return (State.DROPPED, gone) if gone else None


def _send(post: Post, bag: Bag, letter: Message, then: Message | None) -> str:
    """Send one letter unless the reason for it has gone; return the word for the tally."""
    if why_not := _why_not(bag, letter):
        bag.settle()
        return bag.note(letter, why_not[0], error=why_not[1])
    if not bag.begin(letter):
        return "lapsed"
    try:
        delivery = post.hand_over(letter, then)
    except NoServer:
        # Nothing was handed over: the letter goes back as it was, without waiting.
        bag.note(letter, State.QUEUED)
        raise
    if delivery.accepted:
        bag.accepted(letter)
        return str(State.SENT)
    state, facts = claiming.not_accepted(letter, delivery)
    return bag.note(letter, state, tries=letter.tries, **facts)


def _note_outage(words: str) -> None:
    """Say on every waiting letter why it waits: the screens read it there."""
    waiting = Message.objects.to_send(at=timezone.now())
    letters = waiting.order_by().update(error=words[:300])
    log.warning("mail.no_server", waiting=letters)
