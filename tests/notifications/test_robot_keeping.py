"""Robots: which addresses they may have, who keeps them, and that no key is written anywhere."""

import json
from typing import Any

import pytest
from structlog.testing import capture_logs

from notifications.models import Robot, RobotKind, RobotPost, State
from notifications.robots.addresses import AddressRefused, check_address
from notifications.robots.keeping import add_robot, change_robot, switch_off, try_robot
from notifications.robots.sending import MOST_A_MINUTE, send_posts
from project.accounts.models import User
from project.audit.models import AuditEvent
from tests.notifications.platforms import HANGS, Platform
from tests.notifications.robot_world import KEY, Group, committee_of, group, served
from workflows.models import Report
from workflows.refusals import AlreadyMoved, Incomplete, NotEntitled, Refused

__all__ = ["group", "served"]
WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693axxx6-7aoc"
GOOD = {
    RobotKind.WECOM: [WECOM],
    RobotKind.DINGTALK: ["https://oapi.dingtalk.com/robot/send?access_token=566cc69da782"],
    RobotKind.FEISHU: [
        "https://open.feishu.cn/open-apis/bot/v2/hook/1f1b4a",
        "https://open.larksuite.com/open-apis/bot/v2/hook/1f1b4a",
    ],
    RobotKind.WEBHOOK: ["https://oa.example.gov.cn/in", "https://10.1.2.3:8443/in?x=1"],
}
BAD = {
    RobotKind.WECOM: [
        "",
        "693axxx6-7aoc",
        "qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1",
        WECOM.replace("https", "http"),
        WECOM.replace("weixin.qq.com", "weixin.qq.com.evil.cn"),
        WECOM.replace("qyapi.weixin.qq.com", "qyapi.weixin.qq.com@evil.cn"),
        WECOM.replace("qyapi.weixin.qq.com", "qyapi.weixin.qq.com:8443"),
        WECOM.partition("?")[0],
        WECOM.replace("key=", "key=&x="),
        WECOM.replace("send", "upload_media"),
        WECOM.replace("key", "密钥"),
        f"{WECOM} ",
        f"{WECOM}\n",
        f"{WECOM}#x",
        "https://[::1",
        "https://qyapi.weixin.qq.com:x/cgi-bin/webhook/send?key=1",
    ],
    RobotKind.DINGTALK: [WECOM, "https://oapi.dingtalk.com/robot/send?token=566"],
    RobotKind.FEISHU: [WECOM, "https://open.feishu.cn/open-apis/bot/v2/hook/"],
    RobotKind.WEBHOOK: [
        "http://oa.example.gov.cn/in",
        "https://localhost/in",
        "https://127.0.0.1/in",
        "https://[::1]/in",
        "https://[::ffff:127.0.0.1]/in",
        "https://0.0.0.0/in",
        "https://169.254.169.254/latest",
        "file:///etc/passwd",
    ],
}


@pytest.mark.parametrize(
    ("kind", "address"), [(k, each) for k, rows in GOOD.items() for each in rows]
)
def test_an_address_as_it_is_copied_is_taken(kind: RobotKind, address: str) -> None:
    check_address(kind, address)


@pytest.mark.parametrize(
    ("kind", "address"), [(k, each) for k, rows in BAD.items() for each in rows]
)
def test_any_other_address_is_refused_in_a_sentence_without_it(
    kind: RobotKind, address: str
) -> None:
    with pytest.raises(AddressRefused) as refusal:
        check_address(kind, address)
    assert "693axxx6" not in str(refusal.value)


def test_a_gateway_is_named_with_its_port_and_only_on_this_machine_without_tls(
    settings: Any,
) -> None:
    settings.ROBOT_GATEWAYS = ["gate.example.gov.cn", "127.0.0.1:8080"]
    check_address(RobotKind.WECOM, "https://gate.example.gov.cn/wecom?key=1")
    check_address(RobotKind.DINGTALK, "http://127.0.0.1:8080/dingtalk")
    for wrong in (
        "http://gate.example.gov.cn/wecom?key=1",
        "https://gate.example.gov.cn:8443/wecom?key=1",
        "http://127.0.0.1:8081/dingtalk",
        "http://127.0.0.1/dingtalk",
    ):
        with pytest.raises(AddressRefused):
            check_address(RobotKind.WECOM, wrong)


@pytest.mark.django_db
def test_a_server_without_tls_is_not_spoken_to_under_https(group: Group) -> None:
    robot, platform = group()
    robot.address = robot.address.replace("http:", "https:")
    robot.save()
    post = try_robot(robot, by=robot.made_by)
    assert (post.state, post.uncertain, platform.asked) == (State.REFUSED, 0, 0)


@pytest.mark.django_db
def test_only_the_office_keeps_robots(
    group: Group, report: Report, liaison: User, leader: User, system_admin: User
) -> None:
    robot, _ = group()
    for person in (liaison, leader, system_admin):
        with pytest.raises(NotEntitled):
            add_robot(
                committee_of(report),
                RobotKind.WECOM,
                name="群",
                address=WECOM,
                secret="",
                by=person,
            )
        with pytest.raises(NotEntitled):
            change_robot(robot, name="新名", by=person)
        with pytest.raises(NotEntitled):
            switch_off(robot, why="不用了", by=person)
        with pytest.raises(NotEntitled):
            try_robot(robot, by=person)


@pytest.mark.django_db
def test_an_address_at_work_is_not_added_twice_and_a_webhook_needs_a_key(
    group: Group, report: Report, reviewer: User
) -> None:
    robot, platform = group()
    said = {"name": "又一个", "address": platform.address, "secret": "", "by": reviewer}
    with pytest.raises(Incomplete, match="已经有机器人在用"):
        add_robot(committee_of(report), RobotKind.WECOM, **said)
    with pytest.raises(Incomplete, match="请填写密钥"):
        add_robot(committee_of(report), RobotKind.WEBHOOK, **said)
    switch_off(robot, why="换一个", by=reviewer)
    add_robot(committee_of(report), RobotKind.WECOM, **said)


@pytest.mark.django_db
def test_who_is_off_stays_off_and_is_not_tested(group: Group, reviewer: User) -> None:
    robot, platform = group()
    switch_off(robot, why="换群", by=reviewer)
    robot.refresh_from_db()
    for act in (
        lambda: switch_off(robot, why="再停", by=reviewer),
        lambda: change_robot(robot, name="新名", by=reviewer),
        lambda: try_robot(robot, by=reviewer),
    ):
        with pytest.raises(AlreadyMoved):
            act()
    assert (robot.off_by, robot.off_why, platform.asked) == (reviewer, "换群", 0)


@pytest.mark.django_db
def test_a_test_that_got_no_answer_is_not_made_again_by_itself(group: Group, settings: Any) -> None:
    settings.ROBOT_TIMEOUT = 0.2
    robot, platform = group()
    platform.moods = [HANGS]
    post = try_robot(robot, by=robot.made_by)
    assert (post.state, post.uncertain) == (State.REFUSED, 1)
    assert send_posts()["sent"] == 0


@pytest.mark.django_db
def test_what_a_dead_process_left_of_a_test_is_dropped(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    robot, platform = group()
    monkeypatch.setattr("notifications.robots.keeping.send_claimed", lambda _: "")
    post = try_robot(robot, by=robot.made_by)
    assert post.state == State.SENDING
    RobotPost.objects.update(claimed_at="2026-01-09T09:00+08:00")
    assert send_posts()["dropped"] == 1
    assert platform.asked == 0


@pytest.mark.django_db
def test_a_robot_is_not_tested_an_eleventh_time_within_a_minute(group: Group) -> None:
    robot, platform = group()
    for _ in range(MOST_A_MINUTE):
        assert try_robot(robot, by=robot.made_by).state == State.SENT
    with pytest.raises(Refused, match="过一分钟"):
        try_robot(robot, by=robot.made_by)
    assert platform.asked == RobotPost.objects.count() == MOST_A_MINUTE


@pytest.mark.django_db
@pytest.mark.parametrize("kind", list(RobotKind))
def test_neither_trail_nor_log_nor_answer_holds_a_key(
    kind: RobotKind, group: Group, reviewer: User
) -> None:
    with capture_logs() as logs:
        robot, platform = group(kind, KEY)
        try_robot(robot, by=reviewer)
        platform.says(
            200, {"errcode": 1, "errmsg": f"bad {robot.address} {KEY}", "code": 1, "msg": KEY}
        )
        try_robot(robot, by=reviewer)
        change_robot(robot, name="新名", secret=f"{KEY}-new", by=reviewer)
        switch_off(robot, why="换群", by=reviewer)
    events = AuditEvent.objects.filter(action__startswith="robot.")
    assert events.count() == 5
    told = [*events.values_list("detail", flat=True), *map(str, logs)]
    told += RobotPost.objects.values_list("error", flat=True)
    for words in told:
        assert KEY not in words
        assert Platform.key not in words
    changed = json.loads(events.get(action="robot.change").detail)
    assert changed["changes"] == ["名称", "密钥"]


@pytest.mark.django_db
def test_a_masked_address_tells_two_robots_apart_and_opens_none(group: Group) -> None:
    robot, _ = group()
    assert Platform.key not in robot.masked
    assert Robot(address=WECOM).masked == "qyapi.weixin.qq.com/…7aoc"
