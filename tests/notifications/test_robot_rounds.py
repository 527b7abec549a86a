"""Rounds of texts to group robots: deaths, troubles, limits, reasons gone, two workers at once."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from time_machine import TimeMachineFixture

from notifications import claiming
from notifications.models import PostKind, RobotKind, RobotPost, State
from notifications.reminding import remind
from notifications.robots import sending
from notifications.robots.keeping import switch_off
from notifications.robots.posting import ADAPTERS
from notifications.robots.sending import MOST_A_MINUTE, lease, send_posts
from notifications.robots.writing import write_counts
from notifications.sending import send_queued
from project.accounts.models import User
from tests.cast import MORNING, TODAY
from tests.notifications.conftest import Mailbox
from tests.notifications.platforms import (
    ANSWERS,
    BREAKS_AFTER,
    BREAKS_BEFORE,
    HANGS,
    Platform,
)
from tests.notifications.robot_world import KEY, Group, group, row, served, written
from tests.workflows.playing import submit
from workflows.models import Report

__all__ = ["group", "served"]
pytestmark = [pytest.mark.django_db, pytest.mark.db]
KINDS = list(RobotKind)
Addressed = Callable[..., User]


def test_a_sender_killed_between_acceptance_and_note_leaves_one_counted_window(
    group: Group, clock: TimeMachineFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, platform = group()
    written()
    with monkeypatch.context() as killed:
        killed.setattr(claiming, "note_delivery", _die)
        with pytest.raises(SystemExit):
            send_posts()
    assert (row().state, len(platform.taken)) == (State.SENDING, 1)
    clock.shift(lease())
    assert send_posts()["sent"] == 0
    clock.shift(timedelta(seconds=1))
    assert send_posts()["sent"] == 1
    assert (row().uncertain, len(platform.taken)) == (1, 2)


def _die(*_: object) -> None:
    raise SystemExit


def test_a_sender_killed_before_it_posted_loses_nothing(
    group: Group, clock: TimeMachineFixture
) -> None:
    _, platform = group()
    assert sending.claim_one(written()) is not None
    clock.shift(lease() + timedelta(seconds=1))
    assert send_posts()["sent"] == 1
    assert platform.texts == [row().text]


def test_a_robot_is_posted_to_ten_times_a_minute_and_no_more(
    group: Group, clock: TimeMachineFixture
) -> None:
    robot, platform = group()
    post = written()
    for number in range(12):
        RobotPost.objects.create(
            robot=robot, kind=PostKind.COUNTS, subject=f"more {number}", period=post.period,
            text=post.text, facts=post.facts, expires_on=TODAY,
        )  # fmt: skip
    assert send_posts()["sent"] == MOST_A_MINUTE
    assert send_posts()["sent"] == 0
    clock.shift(timedelta(minutes=1))
    assert send_posts()["sent"] == 3
    assert platform.asked == 13


def test_a_robot_that_hangs_delays_no_letter_and_no_other_robot(
    group: Group, liaison: User, with_address: Addressed, mailbox: Mailbox, settings: Any
) -> None:
    settings.ROBOT_TIMEOUT = 0.2
    with_address(liaison)
    hanging, healthy = group()[1], group(RobotKind.FEISHU)[1]
    hanging.moods = [HANGS]
    remind(on=TODAY)
    write_counts(on=TODAY)
    assert send_queued()["sent"] == 1
    assert hanging.asked == 0
    assert send_posts()["sent"] == 1
    assert len(healthy.taken) == 1


def test_mail_that_cannot_leave_delays_no_robot(
    group: Group, liaison: User, with_address: Addressed, settings: Any
) -> None:
    with_address(liaison)
    _, platform = group()
    remind(on=TODAY)
    written()
    assert send_queued()["waiting"] == 1
    assert send_posts()["sent"] == 1
    assert len(platform.taken) == 1


def test_a_text_whose_day_is_over_is_not_sent(group: Group, clock: TimeMachineFixture) -> None:
    _, platform = group()
    written()
    clock.move_to(MORNING + timedelta(days=3), tick=False)
    assert send_posts()["expired"] == 1
    assert platform.asked == 0


def test_a_text_is_not_sent_once_everything_is_filed(
    group: Group, report: Report, liaison: User
) -> None:
    _, platform = group()
    written()
    submit(report, liaison)
    assert send_posts()["dropped"] == 1
    assert platform.asked == 0


def test_a_text_is_not_sent_to_a_robot_switched_off_meanwhile(group: Group, reviewer: User) -> None:
    robot, platform = group()
    written()
    switch_off(robot, why="换群", by=reviewer)
    assert send_posts()["dropped"] == 1
    assert platform.asked == 0


def test_an_address_the_installation_no_longer_allows_is_not_posted_to(
    group: Group, settings: Any
) -> None:
    _, platform = group()
    written()
    settings.ROBOT_GATEWAYS = []
    assert send_posts()["refused"] == 1
    assert platform.asked == 0


def test_a_name_that_leads_to_this_machine_is_not_posted_to(
    group: Group, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    robot, platform = group(RobotKind.WEBHOOK)
    robot.address = platform.address.replace("http://127.0.0.1", "http://oa.example.gov.cn")
    robot.save()
    monkeypatch.setattr("notifications.robots.posting.check_address", lambda *_: None)
    monkeypatch.setattr("socket.getaddrinfo", _leads_here(platform))
    written()
    assert send_posts()["refused"] == 1
    assert "指向本机" in row().error
    assert platform.asked == 0


def _leads_here(platform: Platform) -> Callable[..., list[Any]]:
    import socket

    place = platform.server.server_address
    return lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place)]


# What a platform may do with a post before it has its wits again.
TROUBLES = ("lost", "taken and silent", "busy", "broken", "refused")


def _have(platform: Platform, trouble: str) -> None:
    """Have the platform meet the next post with a trouble."""
    said = {"busy": (429, b""), "broken": (500, b"oops"), "refused": (404, b"")}
    if trouble in said:
        platform.says(*said[trouble])
    platform.moods.append(
        {"lost": BREAKS_BEFORE, "taken and silent": BREAKS_AFTER}.get(trouble, ANSWERS)
    )


@pytest.mark.parametrize("kind", [RobotKind.WECOM, RobotKind.WEBHOOK])
def test_the_log_equals_what_was_taken_whatever_goes_wrong_twice(
    kind: RobotKind, group: Group, clock: TimeMachineFixture
) -> None:
    """Taken are one of each that is 已发送 and at most one more a counted window, none besides."""
    robot, platform = group(kind)
    template = written()
    RobotPost.objects.update(state=State.DROPPED)
    for first, second in product(TROUBLES, repeat=2):
        platform.taken.clear()
        post = RobotPost.objects.create(
            robot=robot, kind=PostKind.COUNTS, subject=f"{first}, {second}",
            period=template.period, text=template.text, facts=template.facts, expires_on=TODAY,
        )  # fmt: skip
        for trouble in (first, second, ""):
            _have(platform, trouble)
            send_posts()
            clock.shift(timedelta(minutes=5))
        platform.moods.clear()
        platform.instead.clear()
        post.refresh_from_db()
        is_sent = post.state == State.SENT
        assert post.state == (State.REFUSED if "refused" in (first, second) else State.SENT)
        silent = (first, second).index("refused") if not is_sent else 2
        windows = (first, second)[:silent]
        assert post.uncertain == windows.count("lost") + windows.count("taken and silent")
        assert len(platform.taken) == is_sent + windows.count("taken and silent")


def test_a_gateway_without_a_query_is_given_the_signature_as_one(group: Group) -> None:
    robot, _ = group(RobotKind.DINGTALK, KEY)
    robot.address = "http://127.0.0.1:8080/dingtalk"
    sent = ADAPTERS[RobotKind.DINGTALK].request_of(robot, written(), at=MORNING)
    assert sent.address.startswith("http://127.0.0.1:8080/dingtalk?timestamp=")


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_have_each_text_accepted_once(group: Group) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    def work(_: int) -> int:
        try:
            write_counts(on=TODAY)
            return send_posts()["sent"]
        finally:
            connection.close()

    platforms = [group(kind)[1] for kind in KINDS]
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == len(KINDS)
    assert [len(each.taken) for each in platforms] == [1] * len(KINDS)
