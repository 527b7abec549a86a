"""What is wrong with mail and robots, one sentence each, for those who can mend it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from notifications.following import Followed
from notifications.models import Message, Robot, RobotPost, State
from notifications.models.messages import MessageQuerySet
from notifications.models.outgoing import DEAD
from notifications.models.robots import RobotQuerySet
from project.accounts.models import User
from project.installation.models import is_demo

# A letter that waits longer than this was not waiting for the next minute's job.
PATIENCE = timedelta(minutes=10)
LOOKED_BACK = timedelta(days=7)


def alarms_of(followed: Followed, *, at: datetime) -> Iterator[str]:
    """Yield what hinders the deliveries that somebody follows."""
    yield from mail_alarms(at=at, people=followed.people)
    yield from robot_alarms(at=at, robots=followed.robots)


def mail_alarms(*, at: datetime, people: models.QuerySet[User] | None = None) -> Iterator[str]:
    """Yield what hinders the mail: no server, letters that wait, letters given up this week.

    Counts and the server's words are of these people's mail; None is everybody's.
    """
    if is_demo():
        return
    mail = Message.objects.by_mail()
    mail = mail if people is None else mail.filter(recipient__in=people)
    if not settings.MAIL_IS_SET:
        yield "还没有设置邮件服务器（EMAIL_URL），邮件发不出去，到期作废；站内消息不受影响。"
    else:
        yield from _waiting(mail, at)
    yield from _given_up(mail, at)


def _waiting(mail: MessageQuerySet, at: datetime) -> Iterator[str]:
    late = mail.filter(state=State.QUEUED, created_at__lt=at - PATIENCE)
    if count := late.count():
        why = late.exclude(error="").order_by("-pk").values_list("error", flat=True).first()
        yield f"有{count}封邮件发不出去：{why or '后台作业没有运行'}。请系统管理员检查。"


def _given_up(mail: MessageQuerySet, at: datetime) -> Iterator[str]:
    recent = mail.filter(created_at__gte=at - LOOKED_BACK)
    if refused := recent.filter(state=State.REFUSED).count():
        yield f"最近七天有{refused}封邮件被对方拒收，请核对收件人的邮箱。"
    if expired := recent.filter(state=State.EXPIRED).count():
        yield f"最近七天有{expired}封邮件到期没有发出。"


def robot_alarms(*, at: datetime, robots: RobotQuerySet | None = None) -> Iterator[str]:
    """Yield what hinders robots at work: one that took nothing last, and posts that wait.

    What a later post shows to be mended is told no more; None is everybody's robots.
    """
    if is_demo():
        return
    for robot in (Robot.objects.all() if robots is None else robots).at_work():
        yield from _of_robot(robot, at)


def _of_robot(robot: Robot, at: datetime) -> Iterator[str]:
    posts = RobotPost.objects.filter(robot=robot).order_by("-pk")
    ended = posts.filter(state__in=(State.SENT, *DEAD), created_at__gte=at - LOOKED_BACK)
    last = ended.first()
    if last and last.state != State.SENT:
        yield f"群机器人“{robot}”没有送达：{_ended(last.error)}请残工委办公室检查后测试。"
    late = posts.filter(state=State.QUEUED, created_at__lt=at - PATIENCE)
    if waiting := late.first():
        why = waiting.error or "后台作业没有运行"
        yield f"群机器人“{robot}”有消息等了十分钟还没有送达：{_ended(why)}"


def _ended(words: str) -> str:
    return words if words.endswith("。") else f"{words}。"
