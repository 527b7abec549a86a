"""Texts to group robots: what local platforms accepted, refused, delayed or left uncertain."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from time_machine import TimeMachineFixture

from notifications.models import RobotKind, RobotPost, State
from notifications.robots.keeping import try_robot
from notifications.robots.sending import send_posts
from project.accounts.models import User
from tests.cast import MORNING
from tests.notifications.platforms import (
    BREAKS_AFTER,
    BREAKS_BEFORE,
    DRIPS,
    HANGS,
    DingTalk,
    Feishu,
    Platform,
)
from tests.notifications.robot_world import KEY, Group, group, row, served, written

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
