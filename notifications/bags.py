"""A sender's bag: the letters it has taken up, and the one it is handing over (decision 0042)."""

import uuid
from datetime import datetime, timedelta
from typing import Self

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from notifications.models import Message, Sender, State
from notifications.models.messages import MessageQuerySet
from notifications.wanted import Wanted

log = structlog.get_logger()

BAGFUL = 500
# What was accepted is noted together, and no later than this: 发送时间 is as exact as that.
BUNDLED = timedelta(seconds=1)
CUT_OFF = "发送时中断，这封信可能已经送达。"


class Bag:
    """Letters claimed together; no more than one of them is ever with the mail server.

    A letter taken up is still 待发送, under a claim, until it is noted. Its sender's row says which
    one is being handed over: of a sender that dies, this one alone is uncertain.
    """

    def __init__(self, claim: str, letters: list[Message]) -> None:
        self.claim, self.letters = claim, letters
        self.wanted = Wanted(letters)
        self._sent: list[str] = []
        self._accepted: list[int] = []
        # Begun, and not known how it went: whatever breaks the sender off leaves it to the lease.
        self._at_hand: int | None = None
        self._accepted_at = timezone.now()

    @classmethod
    def filled(cls, *, at: datetime) -> Self:
        """Take up the oldest letters that wait, committed before any of them is sent."""
        claim = str(uuid.uuid4())
        first = Message.objects.to_send(at=at).values("pk")[:BAGFUL]
        found = Message.objects.filter(pk__in=list(first.values_list("pk", flat=True)))
        with transaction.atomic():
            # Asked again of the row itself: another sender may have been quicker.
            if not found.unclaimed().update(claim=claim, claimed_at=at):
                return cls(claim, [])
            Sender.objects.create(claim=claim, seen_at=at)
        return cls(claim, list(found.filter(claim=claim).order_by("pk")))

    def begin(self, letter: Message) -> bool:
        """Note that this one goes now; False where the bag was given up meanwhile."""
        if self._accepted and timezone.now() - self._accepted_at > BUNDLED:
            self.settle()
        letter.tries += 1
        is_ours = Sender.objects.begin(self.claim, letter.pk)
        self._at_hand = letter.pk if is_ours else None
        return is_ours

    def accepted(self, letter: Message) -> None:
        """Keep in mind that the server has it: noted together with its neighbours."""
        if not self._accepted:
            self._accepted_at = timezone.now()
        self._accepted.append(letter.pk)
        self._at_hand = None
        self._sent.append(str(letter.number))

    def settle(self) -> None:
        """Note what was accepted, before anything that takes its time."""
        if self._accepted:
            ours = Message.objects.filter(pk__in=self._accepted, claim=self.claim)
            _note_sent(ours, at=self._accepted_at)
            self._accepted = []

    def note(self, letter: Message, state: State, **facts: object) -> str:
        """Write what became of a letter, if the claim is still ours; return the tally's word."""
        ours = Message.objects.filter(pk=letter.pk, claim=self.claim)
        ours.update(state=state, claim="", **facts)
        self._at_hand = None
        log.info("mail.noted", letter=str(letter.number), state=str(state), tries=letter.tries)
        return str(state)

    def give_back(self) -> None:
        """Let go of what was not begun: nothing is uncertain about it.

        A letter still at hand stays under the claim, to be counted as 投递不确定 once it lapses.
        """
        others = [letter.pk for letter in self.letters if letter.pk != self._at_hand]
        Message.objects.filter(pk__in=others, claim=self.claim).update(claim="")
        if self._at_hand is None:
            Sender.objects.filter(claim=self.claim).delete()
        if self._sent:
            log.info("mail.sent", letters=self._sent)


def free_lapsed(*, before: datetime) -> int:
    """Settle the bags of senders not seen since; return how many letters may have been delivered.

    What it had accepted is noted as sent, and what it had not begun is queued again as it was.
    """
    return sum(_free(sender) for sender in Sender.objects.lapsed(before=before))


@transaction.atomic
def _free(sender: Sender) -> int:
    if not Sender.objects.give_up(sender):
        return 0
    left = Message.objects.by_mail().filter(state=State.QUEUED, claim=sender.claim)
    _note_sent(left.filter(pk__lt=sender.at_hand), at=sender.seen_at)
    uncertain = left.filter(pk=sender.at_hand).update(
        claim="", next_try_at=None, tries=F("tries") + 1, uncertain=F("uncertain") + 1,
        error=CUT_OFF,
    )  # fmt: skip
    left.update(claim="")
    if uncertain:
        log.warning("mail.uncertain", letter=sender.at_hand)
    return uncertain


def _note_sent(letters: MessageQuerySet, *, at: datetime) -> None:
    letters.update(state=State.SENT, sent_at=at, claim="", error="", tries=F("tries") + 1)
