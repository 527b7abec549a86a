"""Whose deliveries a person may follow: the office its committee's, the administrator all."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from notifications.models import Message, Robot, RobotPost
from notifications.models.messages import MessageQuerySet
from notifications.models.robots import RobotPostQuerySet, RobotQuerySet
from project.accounts.access import administers, committees_served
from project.accounts.models import Role, User
from project.accounts.models.people import UserQuerySet

LOOKED_BACK = timedelta(days=14)


@dataclass(frozen=True)
class Followed:
    """The people and the robots, and what was written to them in two weeks.

    Neither office nor administrator sees here what a letter says.
    """

    people: UserQuerySet
    robots: RobotQuerySet
    since: datetime

    @property
    def mail(self) -> MessageQuerySet:
        rows = Message.objects.by_mail().filter(recipient__in=self.people)
        return rows.filter(created_at__gte=self.since)

    @property
    def posts(self) -> RobotPostQuerySet:
        return RobotPost.objects.filter(robot__in=self.robots, created_at__gte=self.since)


def followed_by(user: User, *, at: datetime) -> Followed | None:
    """Return what a person may follow; None for who follows nobody's."""
    people = people_followed_by(user, on=timezone.localdate(at))
    if people is None:
        return None
    robots = _robots_followed_by(user, on=timezone.localdate(at))
    return Followed(people, robots, at - LOOKED_BACK)


def people_followed_by(user: User, *, on: date) -> UserQuerySet | None:
    """Return the people whose deliveries a person may follow; None for who follows nobody's."""
    if administers(user, Role.SYSTEM_ADMIN, on=on):
        return User.objects.all()
    served = committees_served(user, on=on)
    return User.objects.filter(home_unit__committee__in=served) if served.exists() else None


def _robots_followed_by(user: User, *, on: date) -> RobotQuerySet:
    if administers(user, Role.SYSTEM_ADMIN, on=on):
        return Robot.objects.all()
    return Robot.objects.filter(committee__in=committees_served(user, on=on))
