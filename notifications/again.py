"""Sends again what did not arrive, where a person asks and the reason still holds (0041)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from notifications.following import Followed, followed_by
from notifications.models import Kind, Message, PostKind, RobotPost, State
from notifications.models.messages import MessageQuerySet
from notifications.models.outgoing import DEAD
from notifications.models.robots import RobotPostQuerySet
from notifications.reasons import reason_gone
from notifications.robots.sending import reason_gone as post_reason_gone
from project.accounts.models import User
from project.audit.recording import record
from project.workdays.models import Workday
from workflows.refusals import NotEntitled
from workflows.windows import day_in_words

Dead = Message | RobotPost
PAST = "内容是{}的情况，已经过时，不再发送。"
NOT_DEAD = "已经重新排队或送达，没有再发。"


@dataclass(frozen=True)
class Result:
    """What became of one row that was to be sent again."""

    label: str
    words: str
    is_queued: bool = False

    def __str__(self) -> str:
        return f"{self.label}：{self.words}"


def key_of(row: Dead) -> str:
    """Return what a form names the row by."""
    return f"{'mail' if isinstance(row, Message) else 'post'}-{row.pk}"


def label_of(row: Dead) -> str:
    """Return the row as a list names it, without a word of what it says."""
    if isinstance(row, Message):
        return f"{row.get_kind_display()}，收件人{row.recipient}"
    return f"{row.get_kind_display()}，{row.robot}"


def dead_mail(followed: Followed) -> MessageQuerySet:
    """Return the letters that were refused or expired, the newest first."""
    return followed.mail.dead().select_related("recipient__home_unit").order_by("-pk")


def dead_posts(followed: Followed) -> RobotPostQuerySet:
    """Return the posts that were refused or expired; a test is made anew instead."""
    rows = followed.posts.dead().exclude(kind=PostKind.TEST)
    return rows.select_related("robot__committee").order_by("-pk")


def send_again(keys: Collection[str], *, by: User, at: datetime | None = None) -> list[Result]:
    """Queue again what of these rows is dead and still to be told; say of each what became of it.

    Only rows that the person follows are looked at; raises NotEntitled for who follows none. What
    was sent is never queued: the row's own state decides, in one statement.
    """
    at = at or timezone.now()
    followed = followed_by(by, at=at)
    if followed is None:
        raise NotEntitled("只有残工委办公室和系统管理员可以重新发送。")
    return [_again(row, by, at) for row in _asked_for(followed, keys)]


def last_day(*, on: date) -> date:
    """Return the last day of what is sent again on a day: that day, or the next working day."""
    return Workday.objects.from_day(on)


def _asked_for(followed: Followed, keys: Collection[str]) -> Iterator[Dead]:
    letters = followed.mail.select_related("recipient__home_unit").order_by("-pk")
    posts = followed.posts.exclude(kind=PostKind.TEST).select_related("robot__committee")
    yield from letters.filter(pk__in=_numbers(keys, "mail"))
    yield from posts.filter(pk__in=_numbers(keys, "post")).order_by("-pk")


def _numbers(keys: Collection[str], noun: str) -> list[int]:
    parts = (key.partition("-") for key in keys)
    # A number longer than any key would not fit the database's column.
    return [
        int(key) for what, _, key in parts if what == noun and key.isdecimal() and len(key) < 16
    ]


def _again(row: Dead, by: User, at: datetime) -> Result:
    on = timezone.localdate(at)
    label = label_of(row)
    if row.state not in DEAD:
        return Result(label, NOT_DEAD)
    if why := _why_not(row, on):
        return Result(label, why)
    until = max(last_day(on=on), row.expires_on)
    if not _queue(row, until, by, at):
        return Result(label, NOT_DEAD)
    return Result(label, f"已重新排队，到{day_in_words(until)}为止。", is_queued=True)


def _why_not(row: Dead, on: date) -> str:
    """Return why a row is not sent again, or nothing; what told of one day is stale the next."""
    told_of_a_day = isinstance(row, RobotPost) or row.kind == Kind.REMINDER
    if told_of_a_day and row.period != on.isoformat():
        return PAST.format(day_in_words(date.fromisoformat(row.period)))
    if isinstance(row, RobotPost):
        return post_reason_gone(row, on=on)
    return reason_gone(row, on=on)


def _queue(row: Dead, until: date, by: User, at: datetime) -> bool:
    """Queue a row that is still dead, with the act in the trail; say whether it was."""
    with transaction.atomic():
        rows = type(row)._default_manager.filter(pk=row.pk, state__in=DEAD)
        queued = rows.update(
            state=State.QUEUED, again_until=until, next_try_at=None, tries=0, error=""
        )
        if queued:
            record(
                "delivery.again", row, by=by, at=at, delivery=label_of(row),
                last_on=until.isoformat(), was=row.get_state_display(),
            )  # fmt: skip
    return bool(queued)
