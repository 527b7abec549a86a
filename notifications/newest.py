"""The newest papers a person may read, for the home page: a digest and a summary."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from notifications.models import Digest, Summary
from notifications.models.digests import DigestQuerySet
from notifications.wording import day_in_words
from project.accounts.access import committees_served, committees_where
from project.accounts.models import Role, User


@dataclass(frozen=True)
class Link:
    """A paper as the home page names it."""

    label: str
    url: str


def digests_for(user: User, *, on: date) -> DigestQuerySet:
    """Return what a person may read of the digests (decision 0015), newest first.

    The committee's secretariat reads all, its leaders and observers what was sent.
    """
    led = committees_where(user, Role.LEADER, Role.OBSERVER, on=on)
    reads = Q(plan__committee__in=led, sent_at__isnull=False)
    prepares = Q(plan__committee__in=committees_served(user, on=on))
    found = Digest.objects.filter(reads | prepares).select_related("plan__committee", "held_by")
    return found.order_by("-as_of", "plan")


def papers_for(user: User, *, on: date) -> list[Link]:
    """Return links to the newest digest, the newest summary of a cycle, and of a longer span."""
    return [*_digest(user, on), *_summary(user, on)]


def _digest(user: User, on: date) -> list[Link]:
    digest = digests_for(user, on=on).first()
    if digest is None:
        return []
    url = reverse("digest", args=[digest.plan.slug, digest.week])
    return [Link(f"最新的逾期摘要（截至{day_in_words(digest.as_of)}）", url)]


def _summary(user: User, on: date) -> list[Link]:
    led = committees_where(user, Role.LEADER, Role.OBSERVER, on=on)
    reads = Q(cycle__plan__committee__in=led, released_at__isnull=False)
    builds = Q(cycle__plan__committee__in=committees_served(user, on=on))
    editions = Summary.objects.filter(reads | builds).select_related("cycle__plan").defer("facts")
    own, summed = editions.filter(span_key=""), editions.exclude(span_key="")
    newest = (rows.order_by("-cycle__opens_on", "-number").first() for rows in (own, summed))
    return [_to_summary(each) for each in newest if each]


def _to_summary(summary: Summary) -> Link:
    span = summary.span
    url = reverse("summary", args=[span.cycle.plan.slug, span.key])
    return Link(f"最新的进展情况汇总（{span.label}）", url)
