"""Texts to group robots: what local platforms accepted, refused, delayed or left uncertain."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.utils import timezone
from time_machine import TimeMachineFixture

from notifications import claiming
from notifications.models import PostKind, RobotKind, RobotPost, State
from notifications.reminding import remind
from notifications.robots import sending
from notifications.robots.keeping import switch_off, try_robot
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
    DRIPS,
    HANGS,
    DingTalk,
    Feishu,
    Platform,
)
from tests.notifications.robot_world import KEY, Group, group, row, served, written
from tests.workflows.playing import submit
from workflows.models import Report

__all__ = ["group", "served"]
pytestmark = [pytest.mark.django_db, pytest.mark.db]
KINDS = list(RobotKind)
Addressed = Callable[..., User]


@pytest.mark.parametrize("kind", KINDS)
def test_a_group_gets_the_day_s_text_signed_as_its_platform_asks(
    kind: RobotKind, group: Group
) -> None:
    _, platform = group(kind, KEY if kind != RobotKind.WECOM else "")
    post = written()
    assert send_posts()["sent"] == 1
    assert platform.texts == [post.text]
    assert row().sent_at == MORNING
    assert send_posts()["sent"] == 0
    assert platform.asked == 1


@pytest.mark.parametrize(
    ("kind", "code"), [(RobotKind.DINGTALK, "310000"), (RobotKind.FEISHU, "19021")]
)
def test_a_wrong_secret_is_refused_for_good_with_the_platform_s_words(
    kind: RobotKind, code: str, group: Group
) -> None:
    group(kind, KEY)[1].secret = "another"
    written()
    assert send_posts()["refused"] == 1
    assert code in row().error
    assert "平台原话：sign" in row().error
    assert "密钥" in row().error
    assert send_posts() == send_posts()


def test_an_error_code_under_http_200_is_a_refusal(group: Group) -> None:
    """The trap: Apprise reports success here."""
    _, platform = group(RobotKind.WECOM)
    platform.key = "another"
    written()
    assert send_posts()["refused"] == 1
    assert "93000" in row().error
    assert "请在群里重新复制地址" in row().error
    assert platform.taken == []


def test_a_keyword_that_the_text_lacks_is_said_with_what_to_do(group: Group) -> None:
    robot, platform = group(RobotKind.DINGTALK)
    assert isinstance(platform, DingTalk)
    platform.keyword = "告警"
    written()
    send_posts()
    assert "自定义关键词请填“责任台账”" in row().error
    platform.keyword = "责任台账"
    assert try_robot(robot, by=robot.made_by).state == State.SENT


def test_feishu_s_older_answer_is_read_too(group: Group) -> None:
    _, platform = group(RobotKind.FEISHU)
    assert isinstance(platform, Feishu)
    platform.answers_as_of_old = True
    written()
    assert send_posts()["sent"] == 1
    RobotPost.objects.update(state=State.QUEUED, sent_at=None)
    platform.says(200, {"StatusCode": 19024, "StatusMessage": "Key Words Not Found"})
    assert send_posts()["refused"] == 1


@pytest.mark.parametrize(
    ("kind", "said", "minutes"),
    [
        (RobotKind.WECOM, {"errcode": 45009, "errmsg": "api freq out of limit"}, 2),
        (RobotKind.DINGTALK, {"errcode": 130101, "errmsg": "send too fast"}, 10),
        (RobotKind.DINGTALK, {"errcode": 410100, "errmsg": "send too fast"}, 10),
        (RobotKind.FEISHU, {"code": 11232, "msg": "frequency limited psm"}, 2),
        (RobotKind.WECOM, {"errcode": 98765, "errmsg": "nobody knows"}, 2),
    ],
)
def test_who_asks_to_wait_is_left_alone_as_long_as_it_says(
    kind: RobotKind, said: dict[str, Any], minutes: int, group: Group, clock: TimeMachineFixture
) -> None:
    _, platform = group(kind)
    platform.says(200, said)
    written()
    send_posts()
    assert row().next_try_at == MORNING + timedelta(minutes=minutes)
    clock.shift(timedelta(minutes=minutes))
    assert send_posts()["sent"] == 1
    assert row().uncertain == 0


def test_what_is_out_of_order_waits_longer_each_time(
    group: Group, clock: TimeMachineFixture
) -> None:
    _, platform = group()
    written()
    answers = [(500, b"oops"), (502, b"<html>"), (200, b"<html>welcome</html>")]
    waits = []
    for status, body in answers:
        platform.says(status, body)
        send_posts()
        next_try_at = row().next_try_at
        assert next_try_at is not None
        waits.append(next_try_at - timezone.now())
        clock.move_to(next_try_at, tick=False)
    assert waits == [timedelta(minutes=minutes) for minutes in (2, 4, 8)]
    assert send_posts()["sent"] == 1
    assert row().error == ""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("status", [404, 410])
def test_an_address_that_is_gone_is_refused_for_good(
    kind: RobotKind, status: int, group: Group
) -> None:
    group(kind)[1].says(status, b"gone")
    written()
    assert send_posts()["refused"] == 1
    assert f"HTTP {status}" in row().error


def test_a_redirect_is_not_followed(group: Group, served: Callable[..., Platform]) -> None:
    other = served(RobotKind.WECOM)
    group()[1].says(307, b"", Location=other.address)
    written()
    assert send_posts()["refused"] == 1
    assert other.asked == 0


def test_an_own_server_says_how_long_to_wait_and_no_longer_than_an_hour(
    group: Group, clock: TimeMachineFixture
) -> None:
    _, platform = group(RobotKind.WEBHOOK)
    platform.says(503, b"", Retry_After="900")
    platform.says(429, b"", Retry_After="99999")
    written()
    send_posts()
    assert row().next_try_at == MORNING + timedelta(minutes=15)
    clock.shift(timedelta(minutes=15))
    send_posts()
    assert row().next_try_at == timezone.now() + timedelta(hours=1)


def test_what_an_own_server_says_of_itself_is_on_no_page(group: Group) -> None:
    group(RobotKind.WEBHOOK)[1].secret = "another"
    written()
    assert send_posts()["refused"] == 1
    assert row().error == "对方不接收（HTTP 401）：请核对地址和密钥。"


def test_no_connection_is_certain_and_nothing_was_handed_over(
    group: Group, clock: TimeMachineFixture
) -> None:
    group()[1].stop()
    written()
    assert send_posts()["queued"] == 1
    assert row().error.startswith("连接不上")
    assert row().uncertain == 0


@pytest.mark.parametrize("mood", [BREAKS_AFTER, HANGS, DRIPS])
def test_an_answer_that_never_came_is_uncertain_and_the_text_repeats_under_the_same_number(
    mood: str, group: Group, clock: TimeMachineFixture, settings: Any
) -> None:
    settings.ROBOT_TIMEOUT = 0.2
    _, platform = group(RobotKind.WEBHOOK)
    platform.moods = [mood]
    if mood == DRIPS:
        platform.says(200, b"x" * 100)
    post = written()
    send_posts()
    assert row().uncertain == 1
    assert "可能已经送达" in row().error
    clock.shift(timedelta(minutes=2))
    assert send_posts()["sent"] == 1
    assert {each["id"] for each in platform.taken} == {str(post.number)}


def test_a_group_is_not_told_a_fourth_time_what_may_have_arrived_thrice(
    group: Group, clock: TimeMachineFixture
) -> None:
    _, platform = group(RobotKind.WECOM)
    platform.moods = [BREAKS_AFTER] * 4
    written()
    for _ in range(4):
        send_posts()
        clock.shift(timedelta(minutes=20))
    assert (row().state, row().uncertain, len(platform.taken)) == (State.REFUSED, 3, 3)
    assert "请先看群里有没有收到" in row().error


def test_an_own_server_knows_the_number_and_is_told_on(
    group: Group, clock: TimeMachineFixture
) -> None:
    _, platform = group(RobotKind.WEBHOOK)
    platform.moods = [BREAKS_BEFORE] * 4
    written()
    for _ in range(5):
        send_posts()
        clock.shift(timedelta(minutes=20))
    assert (row().state, row().uncertain, len(platform.taken)) == (State.SENT, 4, 1)


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
