"""Of many letters at once, those that are surely still to be sent (decision 0042)."""

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from notifications.models import Kind, Message
from project.accounts.access import Permission, grants_holding
from project.accounts.models import Delegation, Grant, User
from workflows.desks import surely_waited_for
from workflows.models import Report

# The longest time between looking and handing over, but for what a new connection takes.
HOLDS = timedelta(seconds=5)
Letters = Collection[Message]


class Wanted:
    """What is known of a bag's letters, looked at together and again after a few seconds."""

    def __init__(self, letters: Letters) -> None:
        self.letters = {letter.pk: letter for letter in letters}
        self._sure: set[int] = set()
        self._looked_at: datetime | None = None

    def is_old(self, *, at: datetime) -> bool:
        """Say whether to look again: after a while, and on another day."""
        seen = self._looked_at
        return (
            seen is None or at - seen > HOLDS or timezone.localdate(at) != timezone.localdate(seen)
        )

    def look(self, *, at: datetime) -> None:
        """Read the recipients anew, and what holds for the letters not yet taken out."""
        left = list(self.letters.values())
        people = User.objects.select_related("home_unit").in_bulk(
            [one.recipient_id for one in left]
        )
        for letter in left:
            letter.recipient = people[letter.recipient_id]
        self._sure = surely_wanted(left, on=timezone.localdate(at))
        self._looked_at = at

    def take_out(self, letter: Message) -> bool:
        """Say whether this one is surely wanted; it is not looked at again."""
        del self.letters[letter.pk]
        return letter.pk in self._sure


def surely_wanted(letters: Letters, *, on: date) -> set[int]:
    """Return the keys of letters for whose sending there surely is reason, in a few statements.

    Of the others nothing is said: `reasons.reason_gone` is asked singly. A letter in this set has a
    reason there, too; a test holds that.
    """
    by_kind: dict[Kind, list[Message]] = defaultdict(list)
    for letter in letters:
        if letter.recipient.is_active and letter.recipient.email:
            by_kind[Kind(letter.kind)].append(letter)
    known = (_OF_MANY[kind](rows, on) for kind, rows in by_kind.items() if kind in _OF_MANY)
    return set().union(*known)


def _morning_letters(letters: Letters, on: date) -> set[int]:
    people = {letter.recipient_id for letter in letters}
    owing = surely_waited_for(people, on=on)
    sure = owing - _changed_since(min(letter.created_at for letter in letters), people, on)
    return {letter.pk for letter in letters if letter.recipient_id in sure}


def _changed_since(then: datetime, people: Collection[int], on: date) -> set[int]:
    """Return whose grants may not be as they were, and who acts, or acted, for another."""
    day = timezone.localdate(then)
    lasted = Q(until_on=None) | Q(until_on__gte=day)
    unrevoked = Q(revoked_at=None) | Q(revoked_at__gte=then)
    held = Grant.objects.filter(lasted, unrevoked, user__in=people, from_on__lte=on)
    ended = held.exclude(pk__in=Grant.objects.active(on=on).values("pk"))
    lent = Delegation.objects.filter(delegate__in=people, until_on__gte=day)
    return {*ended.values_list("user", flat=True), *lent.values_list("delegate", flat=True)}


def _returns(letters: Letters, on: date) -> set[int]:
    """Return the notices of returns that wait for a reply, to who reports for the unit."""
    people = {letter.recipient_id for letter in letters}
    about = {letter.pk: int(letter.subject.partition(":")[2]) for letter in letters}
    waiting = Report.objects.filter(pk__in=set(about.values())).with_the_unit()
    units = dict(waiting.exclude(reply_by=None).values_list("pk", "unit"))
    holding = grants_holding(Permission.REPORT, on=on).filter(user__in=people)
    pairs = set(holding.filter(unit__in=set(units.values())).values_list("user", "unit"))
    return {
        letter.pk for letter in letters
        if (letter.recipient_id, units.get(about[letter.pk])) in pairs
    }  # fmt: skip


# The kinds of which hundreds go in one morning; the others go to few.
_OF_MANY: dict[Kind, Callable[[Letters, date], set[int]]] = {
    Kind.REMINDER: _morning_letters,
    Kind.RETURNED: _returns,
}
