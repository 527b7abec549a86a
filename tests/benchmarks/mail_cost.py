"""What sending the outbox costs beside Django's own sending of the same mail: `./test --bench`.

The floor is `EmailBackend.send_messages` over one open connection; ours is the minute's job, with
its query, claim, reasons and notes. Both run by turns against one real SMTP server. This fails when
our median is above BOUND times the floor's, or when anything was sent twice, or not at all.
"""

import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle as cycle_through
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection

from notifications.letters import Letter
from notifications.letters.reminder import reminder
from notifications.models import Kind, Message
from notifications.outbox import post
from notifications.owed import owed_by
from notifications.post import DOMAIN, envelope
from notifications.sending import send_queued
from project.accounts.granting import group_name
from project.accounts.models import Grant, Role, User
from task_table.models import Assignment
from tests.benchmarks.mail_server import Server, serving
from tests.cast import LONG_AGO, MORNING, TODAY, open_reports
from workflows.models import Cycle, Report

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

BOUND = 1.3
ROUNDS = {540: 5, 5000: 1}
TOPICS = {Kind.REMINDER: "每日提醒，人人有待办", Kind.RETURNED: "退回通知"}


@dataclass(frozen=True)
class Round:
    """How long the floor and the outbox took with the same letters."""

    floor: float
    ours: float

    @property
    def ratio(self) -> float:
        return self.ours / self.floor


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    with serving() as found:
        settings.MAIL_IS_SET = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        yield found


@pytest.fixture
def rows(cycle: Cycle) -> list[Report]:
    """Every lead's report of the quarter, sent back to its unit."""
    leads = Assignment.objects.filter(task__plan=cycle.plan, role="lead", place=1)
    open_reports(cycle, leads.select_related("unit"))
    Report.objects.update(reply_by=TODAY)
    return list(Report.objects.select_related("unit").order_by("pk"))


@pytest.mark.parametrize("kind", TOPICS)
@pytest.mark.parametrize("count", ROUNDS)
def test_the_outbox_beside_one_open_connection(
    rows: list[Report], server: Server, kind: Kind, count: int
) -> None:
    posts = dict(zip(people(rows, count), cycle_through(rows), strict=False))
    letter = reminder(owed_by(next(iter(posts)), on=TODAY), on=TODAY)
    rounds = [one_round(server, kind, posts, letter, str(turn)) for turn in range(ROUNDS[count])]
    tell(kind, count, rounds)
    assert statistics.median(each.ratio for each in rounds) <= BOUND


def people(rows: list[Report], count: int) -> list[User]:
    """Return that many liaisons with addresses, evenly of the units that owe."""
    made = User.objects.bulk_create(
        User(username=f"b{n}", name=f"演示{n}", email=f"b{n}@example.invalid",
             home_unit=rows[n % len(rows)].unit)
        for n in range(count)
    )  # fmt: skip
    Grant.objects.bulk_create(
        Grant(user=each, role=Role.LIAISON, unit=each.home_unit, from_on=LONG_AGO, why="演示授权")
        for each in made
    )
    groups = {group.name: group for group in Group.objects.all()}
    through = User.groups.through
    through.objects.bulk_create(
        through(user=each, group=groups[group_name(each.home_unit, Role.LIAISON)])
        for each in made
        if each.home_unit
    )
    return made


def one_round(
    server: Server, kind: Kind, posts: dict[User, Report], letter: Letter, turn: str
) -> Round:
    """Queue a letter to each, send them over the floor's way and over ours, and count."""
    queue(kind, posts, letter, turn)
    mails = [plainly_written(each) for each in queued()]
    floor = seconds_of(lambda: send_plainly(mails))
    assert len(server.accepted()) == len(posts)
    ours = seconds_of(send_all)
    accepted = server.accepted()
    assert len(accepted) == len(set(accepted)) == len(posts)
    assert send_queued()["sent"] == 0
    assert server.accepted() == []
    return Round(floor, ours)


def queue(kind: Kind, posts: dict[User, Report], letter: Letter, turn: str) -> None:
    to: dict[str, list[User]] = defaultdict(list)
    for person, report in posts.items():
        to["owed" if kind == Kind.REMINDER else f"report:{report.pk}"].append(person)
    for subject, people in to.items():
        post(letter, kind=kind, subject=subject, period=turn, to=people, expires_on=TODAY)


def plainly_written(message: Message) -> EmailMultiAlternatives:
    """Return the same mail under a Message-ID as long as ours."""
    mail = envelope(message)
    mail.extra_headers["Message-ID"] = f"<{uuid4()}@{DOMAIN}>"
    return mail


def queued() -> list[Message]:
    return list(Message.objects.to_send(at=MORNING).select_related("recipient"))


def send_plainly(mails: list[EmailMultiAlternatives]) -> None:
    post_office = get_connection()
    post_office.open()
    post_office.send_messages(mails)
    post_office.close()


def send_all() -> None:
    """Do the minute's job, again where one round did not do."""
    while send_queued()["sent"]:
        pass


def seconds_of(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def tell(kind: Kind, count: int, rounds: list[Round]) -> None:
    """Print both times a letter in milliseconds, and their ratio with its bound."""
    floor, ours = (statistics.median(getattr(each, name) for each in rounds)
                   for name in ("floor", "ours"))  # fmt: skip
    ratio = statistics.median(each.ratio for each in rounds)
    held = "合格" if ratio <= BOUND else "不合格"
    print(f"\n发{count}封信（{TOPICS[kind]}，{connection.vendor}，{len(rounds)}轮取中位数）")
    print(f"  同一连接直接发送  {floor:7.2f} 秒，每封 {floor / count * 1000:5.2f} 毫秒")
    print(f"  经发件箱发送      {ours:7.2f} 秒，每封 {ours / count * 1000:5.2f} 毫秒")
    print(f"  {ratio:.2f} 倍，上限 {BOUND} 倍：{held}；服务器各收一次，再次执行发送 0 封")
