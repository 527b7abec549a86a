"""Writes the posts to groups: one a robot and working morning, and tests; rows first (rule 10)."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import uuid4

from django.utils import timezone

from notifications.models import PostKind, Robot, RobotPost
from notifications.robots.telling import Standing, counts_text, heading, standings
from project.accounts.models import Committee, User
from project.audit.facts import canonical

# What a post of counts is about: all cycles at once, so that a day has one text.
SUBJECT = "counts"


def write_counts(*, on: date, at: datetime | None = None) -> int:
    """Write the day's text for each robot that has none yet; return how many were new."""
    at = at or timezone.now()
    written = RobotPost.objects.of_counts().filter(period=on.isoformat()).values("robot")
    waiting = Robot.objects.at_work().exclude(pk__in=written).select_related("committee")
    told: dict[Committee, Sequence[Standing]] = {}
    for robot in waiting:
        if robot.committee not in told:
            told[robot.committee] = standings(robot.committee, on=on)
    rows = [_post(robot, told[robot.committee], on, at) for robot in waiting]
    return _write([row for row in rows if row is not None])


def write_test(robot: Robot, *, by: User, at: datetime) -> RobotPost:
    """Write the row of a test; each is one of its own."""
    number = uuid4()
    return RobotPost.objects.create(
        robot=robot, kind=PostKind.TEST, subject="test", period=number.hex[:16], number=number,
        by=by, created_at=at, expires_on=timezone.localdate(at),
        text=heading("这是一条测试消息，收到即表示机器人可以使用。"),
        facts=canonical({"day": timezone.localdate(at).isoformat(), "cycles": []}),
    )  # fmt: skip


def _post(robot: Robot, told: Sequence[Standing], on: date, at: datetime) -> RobotPost | None:
    if not told:
        return None
    facts = {"day": on.isoformat(), "cycles": [each.facts for each in told]}
    return RobotPost(
        robot=robot, kind=PostKind.COUNTS, subject=SUBJECT, period=on.isoformat(),
        text=counts_text(told, on=on), facts=canonical(facts), created_at=at, expires_on=on,
    )  # fmt: skip


def _write(rows: list[RobotPost]) -> int:
    """Insert what is not there yet; the unique constraint decides, also between two workers."""
    RobotPost.objects.bulk_create(rows, ignore_conflicts=True)
    return RobotPost.objects.filter(number__in=[row.number for row in rows]).count()
