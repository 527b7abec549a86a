"""Alarms about robots, and about units that owe and have nobody to tell."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from time_machine import TimeMachineFixture

from notifications.alarms import robot_alarms
from notifications.models import Robot
from notifications.reach import reach_alarms, unreached
from notifications.robots.keeping import switch_off, try_robot
from notifications.robots.sending import send_posts
from project.accounts.models import Grant, User
from project.desk.doctor import complaints
from project.installation.models import Kind, settle
from tests.cast import TODAY, open_reports, unit
from tests.notifications.robot_world import Group, group, row, served, written
from tests.pages.conftest import bring, browser_of
from workflows.models import Cycle, Report

__all__ = ["bring", "group", "served"]
pytestmark = pytest.mark.django_db
NO_MAIL = "市民政局的联络员都没有邮箱"


def alarms() -> list[str]:
    from django.utils import timezone

    return list(robot_alarms(at=timezone.now()))


def home(person: User) -> str:
    return browser_of(person).get(reverse("home")).content.decode()


def test_a_robot_that_refused_is_an_alarm_until_a_test_arrives(
    group: Group, reviewer: User, liaison: User
) -> None:
    robot, platform = group()
    platform.says(200, {"errcode": 93000, "errmsg": "invalid webhook url"})
    written()
    send_posts()
    (alarm,) = alarms()
    assert "“企业微信群（企业微信）”没有送达：机器人地址无效" in alarm
    assert alarm in home(reviewer).replace("&quot;", '"')
    assert alarm in complaints(on=TODAY)
    assert "没有送达" not in home(liaison)
    try_robot(robot, by=reviewer)
    assert alarms() == []


def test_a_post_that_waits_for_more_than_ten_minutes_is_an_alarm(
    group: Group, clock: TimeMachineFixture
) -> None:
    group()[1].says(500, b"")
    written()
    send_posts()
    clock.shift(timedelta(minutes=10))
    assert alarms() == []
    clock.shift(timedelta(seconds=1))
    assert "HTTP 500" in alarms()[0]
    send_posts()
    assert (row().state, alarms()) == ("sent", [])


def test_jobs_that_do_not_run_are_said_to_be_the_cause(
    group: Group, clock: TimeMachineFixture
) -> None:
    group()
    written()
    clock.shift(timedelta(minutes=11))
    assert "后台作业没有运行" in alarms()[0]


def test_a_robot_switched_off_and_a_demo_raise_none(group: Group, reviewer: User) -> None:
    robot, platform = group()
    platform.says(404, b"")
    written()
    send_posts()
    assert alarms()
    switch_off(robot, why="换群", by=reviewer)
    assert alarms() == []
    Robot.objects.update(off_at=None, off_by=None, off_why="")
    settle(Kind.DEMO)
    assert alarms() == []


def test_another_office_s_robot_alarms_the_administrator_alone(
    group: Group, reviewer: User, system_admin: User
) -> None:
    from project.accounts.models import Committee

    _, platform = group()
    platform.says(404, b"")
    written()
    send_posts()
    assert "没有送达" in home(system_admin)
    home_unit = unit("cgwb")
    home_unit.committee = Committee.objects.create(name="另一个残工委")
    home_unit.save()
    assert "没有送达" not in home(User.objects.get(pk=reviewer.pk))


def test_a_unit_whose_liaisons_have_no_address_is_told_to_the_office_and_the_doctor(
    report: Report, liaison: User, second_liaison: User, reviewer: User, settings: Any,
    with_address: Callable[..., User],
) -> None:  # fmt: skip
    settings.MAIL_IS_SET = True
    assert NO_MAIL in home(reviewer)
    assert NO_MAIL in " ".join(complaints(on=TODAY))
    assert NO_MAIL not in home(liaison)
    with_address(second_liaison)
    assert NO_MAIL not in home(reviewer)


def test_without_a_mail_server_that_one_alarm_is_enough(report: Report, liaison: User) -> None:
    assert list(reach_alarms(Report.objects.all(), on=TODAY)) == []


def test_a_unit_that_owes_nothing_more_misses_nobody(
    report: Report, liaison: User, settings: Any, bring: Callable[..., Report]
) -> None:
    from workflows.steps import Step

    settings.MAIL_IS_SET = True
    bring(Step.SIGNED)
    assert list(reach_alarms(Report.objects.all(), on=TODAY)) == []


def test_a_missing_liaison_is_told_once(report: Report, reviewer: User, settings: Any) -> None:
    settings.MAIL_IS_SET = True
    assert [each.code for each in unreached(Report.objects.all(), on=TODAY).nobody] == ["mzj"]
    page = home(reviewer)
    assert "没有联络员的单位（1）" in page
    assert "没有人能收到通知" not in page
    assert [words for words in complaints(on=TODAY) if "没有人能收到通知" in words] == []


def test_a_grant_that_nothing_carries_reaches_nobody(
    report: Report, liaison: User, reviewer: User
) -> None:
    """The post looks filled: `vacancies` reads grants, a letter goes by the membership, too."""
    liaison.groups.clear()
    assert Grant.objects.active(on=TODAY).filter(user=liaison).exists()
    assert "市民政局没有人能收到通知：联络员的权限没有生效" in home(reviewer)


def test_many_units_are_named_by_a_few(cycle: Cycle, settings: Any, liaison: User) -> None:
    tasks = cycle.plan.tasks.filter(number__in=("1", "2", "3"))
    open_reports(cycle, [row for task in tasks for row in task.assignments.all()])
    (alarm,) = reach_alarms(Report.objects.all(), on=TODAY)
    assert "等" in alarm
    assert len(alarm) < 140
