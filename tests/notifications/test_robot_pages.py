"""The office's pages about robots: kept from others, nothing typed is lost, no key shown again."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from notifications.models import Robot, RobotKind, RobotPost, State
from notifications.robots.writing import write_test
from project.accounts.models import User
from project.installation.models import Kind as InstallationKind
from project.installation.models import settle
from tests.cast import unit
from tests.notifications.platforms import Platform
from tests.notifications.robot_world import KEY, Group, group, served, written
from tests.pages.conftest import browser_of
from workflows.models import Report

__all__ = ["group", "served"]
pytestmark = pytest.mark.django_db
ADDRESS = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693axxx6-7aoc-4bc4"
TYPED = {"kind": "wecom", "name": "残工委工作群", "secret_address": ADDRESS, "secret": KEY}


def shown(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_office_adds_a_robot_and_never_sees_its_address_again(
    report: Report, reviewer: User
) -> None:
    office = browser_of(reviewer)
    answer = office.post(reverse("robot-add"), TYPED, follow=True)
    robot = Robot.objects.get()
    assert (robot.address, robot.secret, robot.made_by) == (ADDRESS, KEY, reviewer)
    assert "请测试一次" in answer.content.decode()
    for page in (
        answer.content.decode(),
        shown(office, "robot-list"),
        shown(office, "robot-change", robot.pk),
        shown(office, "robot-off", robot.pk),
    ):
        assert "693axxx6" not in page
        assert KEY not in page
    assert "…4bc4" in shown(office, "robot-list")


def test_the_list_says_what_came_of_each_robot_s_last_post_in_as_many_statements(
    report: Report, reviewer: User
) -> None:
    office, counts = browser_of(reviewer), []
    for number in range(3):
        posted = TYPED | {"name": f"第{number}群", "secret_address": f"{ADDRESS}{number}"}
        office.post(reverse("robot-add"), posted)
        robot = Robot.objects.get(name=f"第{number}群")
        write_test(robot, by=reviewer, at=timezone.now())
        RobotPost.objects.filter(robot=robot).update(state=State.EXPIRED)
        write_test(robot, by=reviewer, at=timezone.now())
        with CaptureQueriesContext(connection) as captured:
            page = shown(office, "robot-list")
        counts.append(len(captured))
    assert page.count("待发送") == 3
    assert "过期未发" not in page
    assert counts[0] == counts[2]


def test_what_is_wrong_is_said_beside_its_field_and_the_rest_stays_typed(
    report: Report, reviewer: User
) -> None:
    wrong = TYPED | {"secret_address": "http://qyapi.weixin.qq.com/", "name": ""}
    answer = browser_of(reviewer).post(reverse("robot-add"), wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请填写名称。" in page
    assert 'value="http://qyapi.weixin.qq.com/"' in page
    answer = browser_of(reviewer).post(reverse("robot-add"), wrong | {"name": "残工委工作群"})
    page = answer.content.decode()
    assert "地址必须以 https:// 开头" in page
    assert 'href="#id_secret_address"' in page
    assert 'value="残工委工作群"' in page
    assert KEY not in page
    assert "no-store" in answer["Cache-Control"]
    assert not Robot.objects.exists()


def test_a_login_that_ran_out_keeps_the_name_and_neither_address_nor_key(
    report: Report, reviewer: User
) -> None:
    client = browser_of(None)
    client.post(reverse("robot-add"), TYPED | {"writer": reviewer.username})
    assert "693axxx6" not in str(dict(client.session))
    assert KEY not in str(dict(client.session))
    client.force_login(reviewer, backend="project.accounts.backend.PasswordBackend")
    page = shown(client, "robot-add")
    assert 'value="残工委工作群"' in page
    assert "地址和密钥不保留，请重新填写" in page
    assert "693axxx6" not in page


def test_a_test_shows_the_platform_s_answer_and_what_to_do(group: Group, reviewer: User) -> None:
    robot, platform = group()
    office = browser_of(reviewer)
    page = office.post(reverse("robot-test", args=[robot.pk]), follow=True).content.decode()
    assert "测试已送达" in page
    assert "这是一条测试消息" in page
    platform.key = "another"
    page = office.post(reverse("robot-test", args=[robot.pk]), follow=True).content.decode()
    assert "测试没有送达：机器人地址无效" in page
    assert "93000，平台原话：invalid webhook url" in page
    assert RobotPost.objects.count() == len(platform.taken) + 1 == 2


def test_in_a_demo_a_test_says_that_nothing_left(
    group: Group, reviewer: User, settings: Any, tmp_path: Path
) -> None:
    robot, platform = group()
    settings.DATA_DIR = tmp_path
    settle(InstallationKind.DEMO)
    office = browser_of(reviewer)
    page = office.post(reverse("robot-test", args=[robot.pk]), follow=True).content.decode()
    assert "测试消息没有发出" in page
    assert platform.asked == 0


def test_a_test_is_not_made_by_following_a_link(group: Group, reviewer: User) -> None:
    robot, platform = group()
    answer = browser_of(reviewer).get(reverse("robot-test", args=[robot.pk]))
    assert (answer.status_code, platform.asked) == (302, 0)


def test_left_empty_address_and_key_stay(group: Group, reviewer: User) -> None:
    robot, platform = group(RobotKind.DINGTALK, KEY)
    office = browser_of(reviewer)
    said = {"name": "新名", "secret_address": "", "secret": ""}
    answer = office.post(reverse("robot-change", args=[robot.pk]), said, follow=True)
    assert "已修改名称。" in answer.content.decode()
    robot.refresh_from_db()
    assert (robot.name, robot.address, robot.secret) == ("新名", platform.address, KEY)
    wrong = office.post(
        reverse("robot-change", args=[robot.pk]), said | {"secret_address": ADDRESS}
    )
    assert "这不是钉钉群机器人的地址" in wrong.content.decode()


def test_switching_off_asks_why_and_is_told_to_the_second_who_comes(
    group: Group, reviewer: User, colleague: User
) -> None:
    robot, _ = group()
    office = browser_of(reviewer)
    empty = office.post(reverse("robot-off", args=[robot.pk]), {"why": ""})
    assert (empty.status_code, "请填写停用原因。" in empty.content.decode()) == (422, True)
    office.post(reverse("robot-off", args=[robot.pk]), {"why": "换群"})
    page = shown(office, "robot", robot.pk)
    assert "原因：换群" in page
    assert "测试：现在发一条" not in page
    for name in ("robot-off", "robot-change"):
        answer = browser_of(colleague).post(
            reverse(name, args=[robot.pk]), {"why": "也停", "name": "新名"}, follow=True
        )
        assert "已经停用，不能再改动" in answer.content.decode()


def test_another_committee_s_robot_is_not_there(group: Group, reviewer: User) -> None:
    from project.accounts.models import Committee

    robot, _ = group()
    home = unit("cgwb")
    home.committee = Committee.objects.create(name="另一个残工委")
    home.save()
    for name in ("robot", "robot-change", "robot-off", "robot-test"):
        assert browser_of(reviewer).post(reverse(name, args=[robot.pk])).status_code in (404, 405)
    assert browser_of(reviewer).get(reverse("robot", args=[robot.pk])).status_code == 404


def test_the_day_s_post_is_in_the_robot_s_log_and_among_the_deliveries(
    group: Group, reviewer: User, system_admin: User
) -> None:
    robot, _ = group()
    RobotPost.objects.filter(pk=written().pk).update(
        state=State.REFUSED, error="机器人地址无效（93000）"
    )
    page = shown(browser_of(reviewer), "robot", robot.pk)
    assert "每日报送情况" in page
    for person in (reviewer, system_admin):
        page = shown(browser_of(person), "delivery-list")
        assert "每日群消息" in page
        assert "机器人地址无效（93000）" in page
        assert "应报" not in page
        assert Platform.key not in page


def test_the_office_finds_its_robots_from_home(
    reviewer: User, liaison: User, report: Report
) -> None:
    assert reverse("robot-list") in shown(browser_of(reviewer), "home")
    assert reverse("robot-list") not in shown(browser_of(liaison), "home")
    assert "还没有群机器人" in shown(browser_of(reviewer), "robot-list")
