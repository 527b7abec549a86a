"""Lights on pages: with their 亮灯依据, only for those who see what they rest on."""

import re
from datetime import datetime

import pytest
from django.urls import reverse
from time_machine import TimeMachineFixture

from project.accounts.models import User
from task_table.models import Plan
from tests.cast import SHANGHAI, report_on
from tests.pages.conftest import Bring, browser_of
from tests.pages.filling import quarter_before, text_of
from tests.pages.test_statements import statements
from tests.workflows.playing import approve, dispute, sign, submit, withdraw, write
from workflows.figures.disputing import decide
from workflows.models import Cycle, IndicatorValue, Report
from workflows.moving import reopen
from workflows.steps import Step

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 1, 19, 10, 0, tzinfo=SHANGHAI)


def lights_in(page: str) -> list[str]:
    """Return the words of the lights on a page; each has its shape, hidden from readers."""
    found = re.findall(
        r'class="light light-\w+"><svg [^>]*aria-hidden="true".*?</svg><span>(\w+)', page
    )
    assert page.count("亮灯依据") == len(found)
    return found


def lights_of_indicators(page: str) -> list[str]:
    """Return the words of the lights on a task's page behind the task's own, which is first."""
    return lights_in(page)[1:]


def report_page(who: User, report: Report) -> str:
    return text_of(browser_of(who).get(reverse("report", args=[report.pk])))


def task_page(who: User, plan: Plan, number: str = "1") -> str:
    return text_of(browser_of(who).get(reverse("task", args=[plan.slug, number])))


def figure_page(who: User, cycle: Cycle, number: int = 3) -> str:
    address = reverse("figure", args=[cycle.plan.slug, cycle.key, number])
    return text_of(browser_of(who).get(address))


def report_value(report: Report, by: User, said: str) -> Report:
    """Submit the row with a value of indicator 3, of which 100 % is asked."""
    write(report, by, status="under_way", progress="已办理。", figures={"figure-3": said})
    return submit(report, by)


@pytest.fixture
def reported(
    figures_asked: Plan, report: Report, liaison: User, reviewer: User, signer: User
) -> Report:
    """市民政局's row with 99.5 %, signed: the floor of 100 % is not held."""
    return sign(approve(report_value(report, liaison, "99.5"), reviewer), signer)


def test_a_report_s_light_stands_beside_its_status_with_what_it_rests_on(
    report: Report, liaison: User
) -> None:
    page = report_page(liaison, report)
    assert lights_in(page) == ["灰灯"]
    for words in ("报告没有提交，离报送截止还早", "第1版", "决定0040",
                  "判断日：2026年1月9日；报送截止：2026年1月15日", "报送截止：还有4个工作日",
                  "报送临近：3个工作日以内"):  # fmt: skip
        assert words in page


def test_a_report_s_light_turns_with_the_plan_s_threshold(
    report: Report, liaison: User, plan: Plan
) -> None:
    Plan.objects.filter(pk=plan.pk).update(light_report_days=4)
    assert lights_in(report_page(liaison, report)) == ["黄灯"]


def test_a_report_not_filed_is_red_and_filed_late_is_green_as_such(
    report: Report, liaison: User, reviewer: User, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(MONDAY, tick=False)
    assert lights_in(report_page(liaison, report)) == ["红灯"]
    submit(report, liaison)
    page = report_page(reviewer, report)
    assert lights_in(page) == ["绿灯"]
    assert "绿灯：审核中（补报）" in page
    assert "首次提交：2026年1月19日，晚于报送截止" in page


def test_what_was_first_submitted_in_time_is_not_late_when_submitted_again(
    report: Report, liaison: User, time_machine: TimeMachineFixture
) -> None:
    withdraw(submit(report, liaison), liaison)
    time_machine.move_to(MONDAY, tick=False)
    assert "黄灯：已撤回，待重新提交" in report_page(liaison, report)
    submit(report, liaison)
    assert "绿灯：审核中<" in report_page(liaison, report)


def test_the_reviewer_s_outlook_stands_beside_the_light_and_changes_nothing(
    report: Report, liaison: User, reviewer: User, signer: User, supporting_liaison: User
) -> None:
    submit(report, liaison)
    assert "研判：" not in report_page(signer, report)
    approve(report, reviewer, outlook="unlikely")
    page = report_page(signer, report)
    assert lights_in(page) == ["绿灯"]
    beside = page[page.index("研判：") :]
    assert beside.index("难按期") < beside.index("不改变灯") < beside.index("亮灯依据")
    sign(report, signer)
    assert "研判：" not in report_page(supporting_liaison, report)


def test_who_sees_the_signed_version_alone_learns_of_no_correction_from_the_light(
    bring: Bring, liaison: User, supporting_liaison: User
) -> None:
    report = bring(Step.SIGNED)
    reopen(report, by=liaison, reason="数据有误。")
    assert lights_in(report_page(liaison, report)) == ["黄灯"]
    seen = report_page(supporting_liaison, report)
    assert lights_in(seen) == ["绿灯"]
    assert "绿灯：已签批" in seen
    assert "更正" not in seen


@pytest.mark.db
def test_an_indicator_has_its_light_on_the_task_s_and_its_own_page(
    reported: Report, reviewer: User
) -> None:
    for lights_of, page in (
        (lights_of_indicators, task_page(reviewer, reported.cycle.plan)),
        (lights_in, figure_page(reviewer, reported.cycle)),
    ):
        assert lights_of(page) == ["红灯"]
        assert "低于底线" in page
        assert "99.5%（2025年第4季度报送，已签批）" in page
        assert "2020年：100%，目标没有要求比它更进一步，是底线" in page


def test_only_signed_values_light(
    figures_asked: Plan, report: Report, liaison: User, reviewer: User
) -> None:
    report_value(report, liaison, "99.5")
    for lights_of, page in (
        (lights_of_indicators, task_page(reviewer, figures_asked)),
        (lights_in, figure_page(reviewer, report.cycle)),
    ):
        assert lights_of(page) == ["灰灯"]
        assert "灰灯：无数据</span>" in page


def test_while_it_is_corrected_the_signed_value_lights(
    reported: Report, liaison: User, reviewer: User
) -> None:
    reopen(reported, by=liaison, reason="数据有误。")
    report_value(reported, liaison, "100")
    assert lights_of_indicators(task_page(reviewer, reported.cycle.plan)) == ["红灯"]
    assert lights_in(figure_page(reviewer, reported.cycle)) == ["红灯"]


@pytest.mark.parametrize("who, sees", [
    ("liaison", True), ("supporting_liaison", True), ("leader", True), ("foreign_liaison", False),
])  # fmt: skip
def test_only_those_who_may_see_the_value_see_its_light(
    request: pytest.FixtureRequest, reported: Report, who: str, sees: bool
) -> None:
    user: User = request.getfixturevalue(who)
    for lights_of, page in (
        (lights_of_indicators, task_page(user, reported.cycle.plan)),
        (lights_in, figure_page(user, reported.cycle)),
    ):
        assert lights_of(page) == (["红灯"] if sees else [])
        assert ("还没有你可以查看的数值" in page) != sees
        assert ("99.5%" in page) == sees


def test_an_open_definition_is_told_to_everyone_as_no_value_decides_it(
    figures_asked: Plan, cycle: Cycle, foreign_liaison: User
) -> None:
    for page in (task_page(foreign_liaison, figures_asked, "29"),
                 figure_page(foreign_liaison, cycle, 8)):  # fmt: skip
        assert lights_in(page) == ["灰灯"]
        assert "灰灯：口径未定</span>" in page
    assert "灰灯：口径未定</span>" in figure_page(
        foreign_liaison, cycle, 1
    )  # its target is words, too


@pytest.mark.db
def test_a_value_in_doubt_is_grey_until_it_is_decided_which_stands(
    reported: Report, supporting_liaison: User, reviewer: User
) -> None:
    found = dispute(reported, supporting_liaison, said="100%")
    plan, cycle = reported.cycle.plan, reported.cycle
    assert "灰灯：存疑</span>" in figure_page(reviewer, cycle)
    assert lights_of_indicators(task_page(reviewer, plan)) == ["灰灯"]
    value = IndicatorValue.objects.get()
    decide(found, by=reviewer, stands="other", reason="以系统数据为准。", seen=value.pk)
    page = figure_page(reviewer, cycle)
    assert lights_in(page) == ["绿灯"]
    assert "已裁定以其他单位的数值为准：100%" in page
    assert "99.5%（2025年第4季度报送，已签批），已裁定以100%为准" in page
    assert lights_of_indicators(task_page(reviewer, plan)) == ["绿灯"]


def test_the_page_of_an_earlier_cycle_shows_the_light_of_its_time(
    reported: Report, liaison: User, reviewer: User, signer: User
) -> None:
    before = quarter_before(reported.cycle)
    earlier = report_value(report_on(before, "1", "mzj"), liaison, "100")
    sign(approve(earlier, reviewer), signer)
    assert lights_in(figure_page(reviewer, before)) == ["绿灯"]
    assert lights_in(figure_page(reviewer, reported.cycle)) == ["红灯"]
    assert lights_of_indicators(task_page(reviewer, reported.cycle.plan)) == ["红灯"]


def test_lights_need_no_more_statements_for_more_indicators_and_cycles(
    reported: Report, liaison: User, reviewer: User, signer: User
) -> None:
    plan, task = reported.cycle.plan, reported.assignment.task
    client, address = browser_of(reviewer), reverse("task", args=[plan.slug, "1"])
    few = statements(client, address)
    plan.indicators.filter(number__in=(4, 5, 6)).update(task=task, supplier=reported.unit)
    earlier = report_on(quarter_before(reported.cycle), "1", "mzj")
    sign(approve(submit(earlier, liaison), reviewer), signer)
    assert len(lights_of_indicators(task_page(reviewer, plan))) == 4
    assert statements(client, address) == few


def test_a_task_has_its_light_on_its_page_and_in_the_table_for_who_sees_its_lead_s_report(
    plan: Plan, reviewer: User, supporting_liaison: User, foreign_liaison: User
) -> None:
    """市司法局 has nothing to do with task 1."""
    table = reverse("plan-table", args=[plan.slug])
    for who, sees in ((reviewer, True), (supporting_liaison, True), (foreign_liaison, False)):
        assert ("灰灯：待期末评估</span>" in task_page(who, plan)) == sees
        listed = text_of(browser_of(who).get(table)).partition("第2项")[0]
        assert ("灰灯：待期末评估</span>" in listed) == sees


def test_the_table_shows_one_kind_of_light_alone(plan: Plan, leader: User) -> None:
    table = reverse("plan-table", args=[plan.slug])
    task = plan.tasks.get(number="16")
    shown = text_of(browser_of(leader).get(table, {"light": "red"}))
    assert "1项任务。" in shown
    assert f"{task}</a>" in shown
    assert "红灯：任务逾期" in shown
    assert "44项任务。" in text_of(browser_of(leader).get(table, {"light": "grey"}))


def test_a_unit_has_its_light_with_what_caused_it(
    report: Report, liaison: User, foreign_liaison: User
) -> None:
    page = reverse("unit", args=["mzj"])
    own = text_of(browser_of(liaison).get(page))
    assert "灰灯：报告灰灯1；牵头任务灰灯8" in own
    assert "亮灯依据" in own
    assert "亮灯依据" not in text_of(browser_of(foreign_liaison).get(page))
