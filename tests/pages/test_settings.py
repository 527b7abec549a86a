"""规划设置: the office changes the plan's rules, everyone reads them, nothing is overwritten."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from project.accounts.models import User
from project.audit.models import AuditEvent
from task_table.models import Plan
from tests.pages.conftest import browser_of
from workflows.settling_forms import SettingsForm

pytestmark = pytest.mark.django_db


def posted(plan: Plan, **changed: str) -> dict[str, str]:
    form = SettingsForm(plan)
    first = {name: form[name].value() for name in form.fields}
    return {name: str(value or "") for name, value in first.items()} | changed


def address(plan: Plan) -> str:
    return reverse("plan-settings", args=[plan.slug])


def test_the_office_changes_the_order_and_the_trail_says_so(plan: Plan, reviewer: User) -> None:
    said = posted(plan, sign_first="yes", reply_days="5")
    assert browser_of(reviewer).post(address(plan), said).status_code == 302
    plan.refresh_from_db()
    assert (plan.sign_first, plan.reply_days, plan.support_days) == (True, 5, 7)
    event = AuditEvent.objects.filter(action="plan.settle").get()
    assert "先签批后审核：True" in event.detail
    assert "先由单位领导签批" in browser_of(reviewer).get(address(plan)).content.decode()


def test_the_same_again_changes_nothing(plan: Plan, reviewer: User) -> None:
    browser_of(reviewer).post(address(plan), posted(plan))
    assert not AuditEvent.objects.filter(action="plan.settle").exists()


def test_what_a_colleague_changed_meanwhile_is_not_overwritten(plan: Plan, reviewer: User) -> None:
    said = posted(plan, reply_days="5")
    Plan.objects.update(support_days=9)
    answer = browser_of(reviewer).post(address(plan), said)
    assert answer.status_code == 409
    assert "刚刚被他人改动" in answer.content.decode()
    plan.refresh_from_db()
    assert (plan.reply_days, plan.support_days) == (3, 9)


@pytest.mark.parametrize("days", ["", "0", "31", "三天"])
def test_a_number_of_days_that_cannot_be_is_said(plan: Plan, reviewer: User, days: str) -> None:
    answer = browser_of(reviewer).post(address(plan), posted(plan, reply_days=days))
    assert answer.status_code == 422
    assert "请填写1到30之间的整数。" in answer.content.decode()


def test_the_thresholds_of_lights_are_set_with_a_trail(plan: Plan, reviewer: User) -> None:
    said = posted(plan, light_soon_days="5", light_behind="15", light_far_behind="40")
    assert browser_of(reviewer).post(address(plan), said).status_code == 302
    plan.refresh_from_db()
    assert (plan.light_soon_days, plan.light_report_days) == (5, 3)
    assert (plan.light_behind, plan.light_far_behind) == (15, 40)
    event = AuditEvent.objects.filter(action="plan.settle").get()
    assert "黄灯：落后百分点：10" in event.detail
    assert "红灯：落后百分点：40" in event.detail


@pytest.mark.parametrize("far", ["10", "9"])
def test_a_red_light_no_further_behind_than_a_yellow_one_is_said(
    plan: Plan, reviewer: User, far: str
) -> None:
    answer = browser_of(reviewer).post(address(plan), posted(plan, light_far_behind=far))
    assert answer.status_code == 422
    assert answer.content.decode().count("红灯的百分点须大于黄灯的百分点。") == 2
    plan.refresh_from_db()
    assert plan.light_far_behind == 30


@pytest.mark.parametrize("points", ["", "0", "101", "一成"])
def test_points_that_cannot_be_are_said(plan: Plan, reviewer: User, points: str) -> None:
    answer = browser_of(reviewer).post(address(plan), posted(plan, light_behind=points))
    assert answer.status_code == 422
    assert "请填写1到100之间的整数。" in answer.content.decode()


@pytest.mark.db
@pytest.mark.parametrize(
    "wrong",
    [
        {"light_soon_days": 0},
        {"light_report_days": 0},
        {"light_behind": 0},
        {"light_far_behind": 10},
    ],
)
def test_the_database_refuses_thresholds_that_cannot_be(plan: Plan, wrong: dict[str, int]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(**wrong)


def test_everyone_of_the_committee_reads_the_rules(plan: Plan, liaison: User) -> None:
    page = browser_of(liaison).get(address(plan)).content.decode()
    assert "先审核，后签批" in page
    assert "超过30个百分点" in page
    assert "保存规划设置" not in page


@pytest.mark.parametrize("field", ["yellow_after", "red_after", "circular_after"])
def test_a_rung_no_further_than_the_one_before_is_said_beside_it(
    plan: Plan, reviewer: User, field: str
) -> None:
    before = {"yellow_after": 5, "red_after": 10, "circular_after": 15}[field]
    answer = browser_of(reviewer).post(address(plan), posted(plan, **{field: str(before)}))
    assert answer.status_code == 422
    assert f"{before}天。" in answer.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(**{field: before})


def test_what_goes_up_when_is_set_by_the_office_and_read_by_everyone(
    plan: Plan, reviewer: User, liaison: User
) -> None:
    shown = browser_of(liaison).get(address(plan)).content.decode()
    assert "不自动生成" in shown
    assert "拟稿、核稿、领导签发" in shown
    said = posted(plan, escalates="on", blue_after="7", head_approves="on")
    assert browser_of(reviewer).post(address(plan), said).status_code == 302
    shown = browser_of(liaison).get(address(plan)).content.decode()
    assert "逾期工作日达到：蓝色督办单7个，黄色督办单10个，红色督办单15个，通报20个" in shown
    assert "拟稿、核稿、办公室主任审核、领导签发" in shown
