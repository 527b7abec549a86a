"""A report's page: what is written is kept, refusals are said in words, nothing is lost."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import TimeMachineFixture

from project.accounts.granting import give
from project.accounts.models import Role, User
from task_table.models import Plan
from tests.cast import LONG_AGO, report_on, unit
from tests.pages.conftest import Bring, Browser
from tests.workflows.playing import approve, send_back, sign, submit, write
from workflows.cycles.closing import close_ended_cycles
from workflows.models import Cycle, Draft, Report
from workflows.moving import reopen
from workflows.steps import Step

pytestmark = pytest.mark.django_db

FILLED = {"revision": "0", "status": "under_way", "progress": "已为1200户办理。"}


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def post(client: Client, name: str, report: Report, **data: str) -> object:
    return client.post(reverse(f"report-{name}", args=[report.pk]), data)


def test_a_liaison_saves_a_draft_and_finds_it_again(
    browser: Browser, report: Report, liaison: User
) -> None:
    client = browser(liaison)
    answer = client.post(
        reverse("report-draft", args=[report.pk]), {"revision": "0", "progress": "写了一半"},
        follow=True,
    )  # fmt: skip
    assert "草稿已保存" in text_of(answer)
    assert "写了一半" in text_of(client.get(reverse("report", args=[report.pk])))


def test_submitting_an_empty_report_names_what_is_missing_and_keeps_what_was_typed(
    browser: Browser, report: Report, liaison: User
) -> None:
    client = browser(liaison)
    answer = post(client, "submit", report, revision="0", problem="缺少经费")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "请填写进展情况" in text_of(answer)
    assert "请选择进度" in text_of(answer)
    assert "缺少经费" in text_of(answer)
    assert Draft.objects.get(report=report).problem == "缺少经费"


def test_after_a_refused_submission_the_form_can_be_submitted_again(
    browser: Browser, report: Report, liaison: User
) -> None:
    client = browser(liaison)
    first = post(client, "submit", report, revision="0", problem="缺少经费")
    assert 'name="revision" value="1"' in text_of(first)
    second = post(client, "submit", report, **FILLED | {"revision": "1"})
    assert second.status_code == 302  # type: ignore[attr-defined]
    report.refresh_from_db()
    assert report.step == Step.REVIEW


def test_a_wrong_date_is_named_and_what_was_typed_stays(
    browser: Browser, report: Report, liaison: User
) -> None:
    answer = post(browser(liaison), "draft", report, **FILLED, next_step_on="明年")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "已为1200户办理。" in text_of(answer)
    assert "日期" in text_of(answer)


def test_a_citizens_number_is_refused_with_what_to_do(
    browser: Browser, report: Report, liaison: User
) -> None:
    answer = post(
        browser(liaison), "submit", report,
        **FILLED | {"progress": "补贴对象11010519491231002X已发放。"},
    )  # fmt: skip
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "证件号码" in text_of(answer)


def test_the_second_of_two_writers_sees_both_texts(
    browser: Browser, report: Report, liaison: User, second_liaison: User
) -> None:
    post(browser(liaison), "draft", report, **FILLED | {"progress": "甲的文字"})
    answer = post(browser(second_liaison), "draft", report, **FILLED | {"progress": "乙的文字"})
    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert "甲的文字" in text_of(answer)
    assert "乙的文字" in text_of(answer)
    assert Draft.objects.get(report=report).progress == "甲的文字"
    assert 'name="revision" value="1"' in text_of(answer)


def test_a_second_click_is_told_who_was_faster(
    browser: Browser, report: Report, liaison: User
) -> None:
    client = browser(liaison)
    post(client, "submit", report, **FILLED)
    answer = post(client, "submit", report, **FILLED)
    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert "已为1200户办理。" in text_of(answer)


def test_a_reviewer_on_an_old_page_cannot_decide_a_newer_version(
    browser: Browser, bring: Bring, reviewer: User
) -> None:
    report = bring(Step.REVIEW)
    answer = post(browser(reviewer), "approve", report, step="review", seen_version="999999")
    assert answer.status_code == 409  # type: ignore[attr-defined]


def test_a_return_without_reason_says_so(browser: Browser, bring: Bring, reviewer: User) -> None:
    report = bring(Step.REVIEW)
    answer = post(browser(reviewer), "send-back", report, **{"return-reason": "  "})
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "请写明退回的原因" in text_of(answer)


def test_a_returned_report_shows_reason_and_date_at_home_and_on_its_page(
    browser: Browser, bring: Bring, reviewer: User, liaison: User
) -> None:
    report = bring(Step.REVIEW)
    post(browser(reviewer), "send-back", report, **{"return-reason": "请补充四季度数据。"})
    client = browser(liaison)
    for page in (reverse("home"), reverse("report", args=[report.pk])):
        shown = text_of(client.get(page))
        assert "请补充四季度数据。" in shown
        assert "2026年1月14日前答复" in shown


def test_a_form_posted_after_the_session_ended_is_given_back(report: Report, liaison: User) -> None:
    client = Client()
    answer = post(client, "draft", report, **FILLED, writer=liaison.username)
    assert answer.status_code == 302  # type: ignore[attr-defined]
    client.force_login(liaison, backend="project.accounts.backend.PasswordBackend")
    shown = text_of(client.get(reverse("report", args=[report.pk])))
    assert "已为1200户办理。" in shown
    assert "还没有保存" in shown
    page = reverse("report", args=[report.pk])
    assert "已为1200户办理。" in text_of(client.get(page)), "gone at the second look"
    post(client, "draft", report, **FILLED)
    assert "还没有保存" not in text_of(client.get(page))


def test_a_kept_form_is_not_given_to_somebody_else(
    report: Report, liaison: User, second_liaison: User
) -> None:
    client = Client()
    post(client, "draft", report, **FILLED, writer=liaison.username)
    client.force_login(second_liaison, backend="project.accounts.backend.PasswordBackend")
    assert "已为1200户办理。" not in text_of(client.get(reverse("report", args=[report.pk])))


def test_last_cycles_text_stands_beside_the_form(
    browser: Browser, cycle: Cycle, report: Report, liaison: User, reviewer: User, signer: User
) -> None:
    sign(approve(submit(report, liaison), reviewer), signer)
    later = Cycle.objects.create(
        plan=cycle.plan, key="final", kind="final", opened_at=cycle.opened_at,
        covers_from=cycle.covers_from, covers_until=cycle.covers_until,
        opens_on="2026-01-09", support_due_on="2026-01-12", due_on="2026-01-15",
        closes_on="2026-02-15",
    )  # fmt: skip
    new = report_on(later, "1", "mzj")
    shown = text_of(browser(liaison).get(reverse("report", args=[new.pk])))
    assert "上期内容" in shown
    assert "已为全部符合条件的家庭办理。" in shown


def test_a_lead_sees_its_co_units_words_and_a_co_unit_not_the_leads(
    browser: Browser, bring: Bring, support_report: Report, supporting_liaison: User, liaison: User
) -> None:
    report = bring(Step.REVIEW)
    write(support_report, supporting_liaison, status="under_way", progress="财政草稿")
    lead = browser(liaison)
    assert "财政草稿" not in text_of(lead.get(reverse("report", args=[report.pk])))
    submit(support_report, supporting_liaison)
    assert "财政草稿" in text_of(lead.get(reverse("report", args=[report.pk])))
    co_unit = browser(supporting_liaison)
    assert co_unit.get(reverse("report", args=[report.pk])).status_code == 404


def test_the_signed_report_is_read_by_a_co_unit_without_its_trail(
    browser: Browser, bring: Bring, supporting_liaison: User
) -> None:
    report = bring(Step.SIGNED)
    shown = text_of(browser(supporting_liaison).get(reverse("report", args=[report.pk])))
    assert "已为全部符合条件的家庭办理。" in shown
    assert "签批" in shown
    assert "通过第1版" not in shown
    assert '<form method="post" action="/reports/' not in shown


def test_several_rows_are_signed_at_once_and_each_is_answered(
    browser: Browser, cycle: Cycle, liaison: User, reviewer: User, signer: User
) -> None:
    rows = [report_on(cycle, number, "mzj") for number in ("1", "2", "13")]
    for row in rows[:2]:
        approve(submit(row, liaison), reviewer)
    answer = browser(signer).post(
        reverse("sheet-sign", args=["jiangmen-145", "2025-Q4", "mzj"]),
        {"report": [str(row.pk) for row in rows]},
        follow=True,
    )
    shown = text_of(answer)
    assert "第1项已签批" in shown
    assert "第2项已签批" in shown
    assert "第13项没有签批" in shown
    assert Report.objects.filter(step=Step.SIGNED).count() == 2


def test_signing_nothing_asks_to_choose(browser: Browser, bring: Bring, signer: User) -> None:
    bring(Step.SIGN_OFF)
    address = reverse("sheet-sign", args=["jiangmen-145", "2025-Q4", "mzj"])
    assert "请先勾选" in text_of(browser(signer).post(address, follow=True))


def test_a_form_kept_for_a_report_that_has_moved_on_is_shown_to_copy(
    report: Report, liaison: User, second_liaison: User
) -> None:
    client = Client()
    post(client, "draft", report, **FILLED | {"progress": "我的长文"}, writer=liaison.username)
    submit(report, second_liaison)
    client.force_login(liaison, backend="project.accounts.backend.PasswordBackend")
    shown = text_of(client.get(reverse("report", args=[report.pk])))
    assert "我的长文" in shown
    assert "推进中" in shown
    assert "这份报告现在不能填写" in shown


def test_a_return_reason_typed_after_the_session_ended_is_given_back(
    bring: Bring, reviewer: User
) -> None:
    report = bring(Step.REVIEW)
    client = Client()
    words = {"return-reason": "请补充四季度数据。", "writer": reviewer.username}
    post(client, "send-back", report, **words)
    client.force_login(reviewer, backend="project.accounts.backend.PasswordBackend")
    assert "请补充四季度数据。" in text_of(client.get(reverse("report", args=[report.pk])))


def test_a_return_reason_is_not_lost_when_a_colleague_was_faster(
    browser: Browser, bring: Bring, reviewer: User, colleague: User
) -> None:
    report = bring(Step.REVIEW)
    approve(report, colleague)
    words = {"return-reason": "请补充四季度数据。", "step": "review"}
    answer = post(browser(reviewer), "send-back", report, **words)
    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert "请补充四季度数据。" in text_of(answer)


def test_a_slip_of_the_year_in_a_reply_by_date_is_refused(
    browser: Browser, bring: Bring, reviewer: User
) -> None:
    report = bring(Step.REVIEW)
    words = {"return-reason": "请补充。", "return-reply_by": "2206-01-12"}
    answer = post(browser(reviewer), "send-back", report, **words)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "请核对年份" in text_of(answer)


def test_a_reply_by_date_on_a_weekend_becomes_the_next_working_day(
    browser: Browser, bring: Bring, reviewer: User
) -> None:
    report = bring(Step.REVIEW)
    words = {"return-reason": "请补充。", "return-reply_by": "2026-01-17"}
    post(browser(reviewer), "send-back", report, **words)
    report.refresh_from_db()
    assert str(report.reply_by) == "2026-01-19"


def test_a_wrong_value_does_not_pass_over_a_colleagues_draft(
    browser: Browser, report: Report, liaison: User, second_liaison: User
) -> None:
    """Nothing was saved by the wrong form, so it stays on the revision it was written on."""
    write(report, second_liaison, progress="乙的文字")
    client = browser(liaison)
    wrong = post(client, "draft", report, **FILLED, next_step_on="明年")
    assert 'name="revision" value="0"' in text_of(wrong)
    assert post(client, "draft", report, **FILLED).status_code == 409  # type: ignore[attr-defined]
    assert Draft.objects.get(report=report).progress == "乙的文字"


def test_what_was_not_submitted_in_time_can_still_be_read_by_its_unit(
    browser: Browser, report: Report, liaison: User, clock: TimeMachineFixture
) -> None:
    write(report, liaison, progress="没来得及提交")
    clock.move_to("2026-02-16 00:10+08:00", tick=False)
    close_ended_cycles(on=date(2026, 2, 16))
    report.refresh_from_db()
    assert report.step == Step.MISSED
    shown = text_of(browser(liaison).get(reverse("report", args=[report.pk])))
    assert "没来得及提交" in shown


def test_a_correction_is_no_lateness_and_co_units_go_on_reading_the_signed_one(
    browser: Browser,
    bring: Bring,
    liaison: User,
    supporting_liaison: User,
    clock: TimeMachineFixture,
) -> None:
    report = bring(Step.SIGNED)
    reopen(report, by=liaison, reason="数字有误。")
    clock.move_to("2026-04-01 10:00+08:00", tick=False)
    page = reverse("sheet", args=["jiangmen-145", "2025-Q4", "mzj"])
    own = text_of(browser(liaison).get(page))
    assert "更正中" in own
    assert "未按时报送" not in own
    others = text_of(browser(supporting_liaison).get(page))
    assert "已签批" in others
    assert "更正中" not in others


def test_the_cycle_counts_lateness_by_the_first_submission(
    browser: Browser, cycle: Cycle, liaison: User, reviewer: User, clock: TimeMachineFixture
) -> None:
    rows = [report_on(cycle, number, "mzj") for number in ("1", "2", "13")]
    filed = submit(rows[0], liaison)
    clock.move_to("2026-01-15 10:00+08:00", tick=False)
    returned = send_back(filed, reviewer)
    clock.move_to("2026-01-20 10:00+08:00", tick=False)
    submit(returned, liaison)
    submit(rows[1], liaison)
    clock.move_to("2026-02-16 00:10+08:00", tick=False)
    close_ended_cycles(on=date(2026, 2, 16))
    answer = browser(liaison).get(reverse("cycle", args=["jiangmen-145", "2025-Q4"]))
    count = answer.context["counts"][0]
    assert (count.due, count.filed, count.late) == (3, 2, 2)


def test_an_observer_is_told_where_to_look(browser: Browser, plan: Plan, cycle: Cycle) -> None:
    user = User.objects.create_user("observer", name="观察员", home_unit=unit("mzj"))
    give(user, Role.OBSERVER, by=None, why="演示授权", from_on=LONG_AGO, committee=plan.committee)
    shown = text_of(browser(user).get(reverse("home")))
    assert "请从下面的报送周期查看" in shown
    assert "你还没有得到授权" not in shown
