"""The desk's page: what it shows, what is decided on it, two at once, keys, kept words."""

from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import TimeMachineFixture

from project.accounts.granting import give
from project.accounts.models import Role, User
from tests.cast import LONG_AGO, MORNING, report_on
from tests.pages.conftest import browser_of
from tests.workflows.playing import approve, picture, prove, send_back, submit, write
from tests.workflows.reviewing_desk import chief_of, put_in_review
from workflows.models import Cycle, Report, ShownVersion, Transition
from workflows.steps import Outcome, Step

pytestmark = pytest.mark.django_db


def desk(cycle: Cycle, **asked: object) -> str:
    page = reverse("review-desk", args=[cycle.plan.slug, cycle.key])
    return page + (
        "?" + "&".join(f"{name}={said}" for name, said in asked.items()) if asked else ""
    )


def words(answer: object) -> str:
    return unescape(answer.content.decode())  # type: ignore[attr-defined]


def said(report: Report, act: str, **more: str) -> dict[str, str]:
    """Return what the page posts for the report as it stands."""
    current = Report.objects.get(pk=report.pk)
    seen = {"step": current.step, "seen_version": str(current.version_id)}
    return {"act": act, "report": str(report.pk), **seen, **more}


@pytest.fixture
def two(cycle: Cycle, liaison: User) -> list[Report]:
    rows = [report_on(cycle, number, "mzj") for number in ("1", "2")]
    for row in rows:
        submit(row, liaison)
    return rows


def test_the_oldest_is_open_with_all_that_is_asked_about_it(
    report: Report, support_report: Report, liaison: User, supporting_liaison: User,
    reviewer: User, figures_asked: object,
) -> None:  # fmt: skip
    prove(report, liaison, content=picture())
    write(report, liaison, status="under_way", progress="已为1200户办理。",
          figures={"figure-3": "99.5"})  # fmt: skip
    submit(report, liaison)
    send_back(report, reviewer, place="progress")
    write(report, liaison, status="under_way", progress="已为1350户办理。",
          figures={"figure-3": "99.5"})  # fmt: skip
    submit(report, liaison)
    page = words(browser_of(reviewer).get(desk(report.cycle)))
    assert "第1项　市民政局（牵头单位）" in page
    assert "与第1版相比" in page
    assert "〔新增：</span>1350<" in page
    assert "达到目标" in page
    assert '<img class="picture"' in page
    assert "没有上期报告可以对照" in page
    assert "研判" in page
    assert "审核用时计在办公室" in page
    assert "请补充四季度数据后重新提交。" in page


def test_co_units_stand_under_the_lead_s_row_as_far_as_one_follows_them(
    report: Report, support_report: Report, liaison: User, supporting_liaison: User, leader: User,
    cycle: Cycle,
) -> None:  # fmt: skip
    submit(support_report, supporting_liaison)
    submit(report, liaison)
    chief = chief_of(cycle)
    page = words(browser_of(chief).get(desk(cycle, report=report.pk)))
    assert "配合单位的行（1）" in page
    assert "市财政局" in page


def test_last_cycle_s_text_is_compared(cycle: Cycle, liaison: User, reviewer: User) -> None:
    before = Cycle.objects.get(pk=cycle.pk)
    before.pk, before.key, before.opens_on = None, "2025-Q3", cycle.covers_from
    before.save()
    submit(report_on(before, "1", "mzj"), liaison)
    report = report_on(cycle, "1", "mzj")
    write(report, liaison, status="under_way", progress="已为全部符合条件的家庭办理完毕。")
    submit(report, liaison)
    page = words(browser_of(reviewer).get(desk(cycle, report=report.pk)))
    assert "与上期（2025年第3季度）相比" in page
    assert "〔新增：</span>完毕<" in page


def test_opening_is_written_once_and_then_the_row_may_be_ticked(
    two: list[Report], reviewer: User
) -> None:
    client = browser_of(reviewer)
    first = words(client.get(desk(two[0].cycle)))
    assert first.count("已看过，一并通过") == 1
    client.get(desk(two[0].cycle))
    assert ShownVersion.objects.count() == 1
    assert words(client.get(desk(two[0].cycle, report=two[1].pk))).count("已看过，一并通过") == 2


def test_a_look_at_the_head_alone_shows_nothing(two: list[Report], reviewer: User) -> None:
    browser_of(reviewer).head(desk(two[0].cycle))
    assert not ShownVersion.objects.exists()


def test_an_approval_with_outlook_leads_to_the_next(two: list[Report], reviewer: User) -> None:
    client, cycle = browser_of(reviewer), two[0].cycle
    answer = client.post(desk(cycle), said(two[0], "approve", outlook="at_risk"))
    assert answer["Location"] == desk(cycle, report=two[1].pk)
    page = words(client.get(answer["Location"]))
    assert "已通过，研判“有风险”" in page
    report_page = words(client.get(reverse("report", args=[two[0].pk])))
    # In the result, in the trail, and beside the light, which it does not change.
    assert report_page.count("有风险") == 3
    task = words(client.get(reverse("task", args=[cycle.plan.slug, "1"])))
    assert "有风险" in task


def test_outlook_is_not_shown_to_who_may_not_read_the_trail(
    two: list[Report], reviewer: User, foreign_liaison: User
) -> None:
    approve(two[0], reviewer, outlook="unlikely")
    address = reverse("task", args=[two[0].cycle.plan.slug, "1"])
    assert "难按期" in words(browser_of(reviewer).get(address))
    assert "难按期" not in words(browser_of(foreign_liaison).get(address))


def test_the_single_page_takes_an_outlook_too_and_leads_to_the_desk(
    two: list[Report], reviewer: User
) -> None:
    client, address = browser_of(reviewer), reverse("report", args=[two[0].pk])
    assert "在审核台打开" in words(client.get(address))
    client.post(reverse("report-approve", args=[two[0].pk]), {"outlook": "on_time"})
    assert Transition.objects.get(outcome=Outcome.APPROVED).outlook == "on_time"


def test_a_return_keeps_reason_field_and_day(two: list[Report], reviewer: User) -> None:
    more = {"return-common": "evidence", "return-reason": "附台账。", "return-place": "whole",
            "return-reply_by": "2026-01-20"}  # fmt: skip
    answer = browser_of(reviewer).post(desk(two[0].cycle), said(two[0], "send_back", **more))
    assert answer["Location"] == desk(two[0].cycle, report=two[1].pk)
    move = Transition.objects.get(outcome=Outcome.SENT_BACK)
    assert move.reason == "缺少佐证材料，或材料不能证明所报进展，请补充。附台账。"
    assert (move.place, str(move.reply_by)) == ("evidence", "2026-01-20")


def test_a_return_without_a_reason_is_asked_for_one(two: list[Report], reviewer: User) -> None:
    answer = browser_of(reviewer).post(desk(two[0].cycle), said(two[0], "send_back"))
    assert answer.status_code == 422
    assert "请写明退回的原因" in words(answer)
    assert "第1项　市民政局" in words(answer)


def test_a_day_that_cannot_be_is_said(two: list[Report], reviewer: User) -> None:
    more = {"return-reason": "补充。", "return-reply_by": "明天"}
    answer = browser_of(reviewer).post(desk(two[0].cycle), said(two[0], "send_back", **more))
    assert (answer.status_code, "请填写日期" in words(answer)) == (422, True)


def test_who_is_slower_is_told_who_and_when_with_the_next_at_hand_and_no_word_lost(
    two: list[Report], reviewer: User, colleague: User
) -> None:
    typed = said(two[0], "send_back", **{"return-reason": "请补充发放台账。"})
    approve(two[0], colleague)
    answer = browser_of(reviewer).post(desk(two[0].cycle), typed)
    page = words(answer)
    assert answer.status_code == 409
    assert "已被他人处理：残工委办审核人乙于01月09日 10:00已“通过”" in page
    assert "请补充发放台账。" in page
    assert "第2项　市民政局（牵头单位）" in page
    assert (
        'id="id_return-reason">\n</textarea>' in page or "请补充发放台账。</textarea>" not in page
    )


def test_a_second_click_is_told_so(two: list[Report], reviewer: User) -> None:
    client, twice = browser_of(reviewer), said(two[0], "approve")
    assert client.post(desk(two[0].cycle), twice).status_code == 302
    assert client.post(desk(two[0].cycle), twice).status_code == 409


def test_what_left_the_queue_says_where_it_is(
    two: list[Report], reviewer: User, colleague: User
) -> None:
    approve(two[0], colleague)
    page = words(browser_of(reviewer).get(desk(two[0].cycle, report=two[0].pk)))
    assert "已不在你的待办队列：残工委办审核人乙" in page
    assert 'value="approve"' not in page


def test_who_has_a_hand_in_it_is_shown_no_buttons(
    cycle: Cycle, report: Report, liaison: User, reviewer: User
) -> None:
    give(liaison, Role.REVIEWER, by=None, why="演示授权", from_on=LONG_AGO, unit=report.unit)
    submit(report, liaison)
    page = words(browser_of(liaison).get(desk(cycle, report=report.pk)))
    assert "你已参与这一版报告" in page
    answer = browser_of(liaison).post(desk(cycle), said(report, "approve"))
    assert answer.status_code == 403
    assert Report.objects.get(pk=report.pk).step == Step.REVIEW


def test_several_are_approved_and_each_says_how_it_went(two: list[Report], reviewer: User) -> None:
    client, cycle = browser_of(reviewer), two[0].cycle
    client.get(desk(cycle, report=two[0].pk))
    picked = {f"version-{row.pk}": str(Report.objects.get(pk=row.pk).version_id) for row in two}
    answer = client.post(
        desk(cycle), {"act": "approve_many", "pick": [row.pk for row in two], **picked}, follow=True
    )
    page = words(answer)
    assert "市民政局（第1项，牵头单位）：已通过。" in page
    assert "市民政局（第2项，牵头单位）：你还没有打开看过现在这一版" in page
    steps = [Report.objects.get(pk=row.pk).step for row in two]
    assert steps == [Step.SIGN_OFF, Step.REVIEW]


def test_nothing_ticked_is_said(two: list[Report], reviewer: User) -> None:
    answer = browser_of(reviewer).post(desk(two[0].cycle), {"act": "approve_many"}, follow=True)
    assert "请先勾选要通过的报告" in words(answer)


def test_a_stranger_s_row_is_not_there(
    two: list[Report], own_report: Report, own_liaison: User, outside_reviewer: User
) -> None:
    submit(own_report, own_liaison)
    client = browser_of(outside_reviewer)
    assert client.get(desk(two[0].cycle, report=two[0].pk)).status_code == 404
    for act in ("approve", "send_back"):
        assert client.post(desk(two[0].cycle), said(two[0], act)).status_code == 404
    many = {"act": "approve_many", "pick": str(two[0].pk)}
    assert client.post(desk(two[0].cycle), many).status_code == 404


def test_keys_are_switched_off_and_on(two: list[Report], reviewer: User) -> None:
    client, cycle = browser_of(reviewer), two[0].cycle
    assert 'data-keys="on"' in words(client.get(desk(cycle)))
    page = words(client.post(desk(cycle), {"act": "keys"}, follow=True))
    assert 'data-keys="off"' in page
    assert "单键操作已关闭" in page
    assert 'data-keys="on"' in words(client.post(desk(cycle), {"act": "keys"}, follow=True))


def test_words_typed_as_the_session_ended_come_back(two: list[Report], reviewer: User) -> None:
    more = {"return-reason": "请补充台账。", "writer": reviewer.username}
    client = browser_of(None)
    answer = client.post(desk(two[0].cycle), said(two[1], "send_back", **more))
    assert answer.status_code == 302
    client.force_login(reviewer, backend="project.accounts.backend.PasswordBackend")
    page = words(client.get(desk(two[0].cycle)))
    assert "请补充台账。</textarea>" in page
    assert "第2项　市民政局（牵头单位）" in page


def test_an_empty_desk_says_so(cycle: Cycle, reviewer: User) -> None:
    assert "没有等待你审核或复核的报告" in words(browser_of(reviewer).get(desk(cycle)))


def test_home_leads_to_the_desk(two: list[Report], reviewer: User) -> None:
    page = words(browser_of(reviewer).get(reverse("home")))
    assert "进入审核台：2025年第4季度（2份）" in page


# How many statements -------------------------------------------------------------------------


def statements(client: Client, address: str) -> int:
    """Count what a page asks and writes; the session's save is one, its savepoint is none."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return sum("SAVEPOINT" not in each["sql"] for each in captured.captured_queries)


def test_the_page_needs_fifteen_statements_for_one_row_and_for_five_hundred(
    cycle: Cycle, report: Report, support_report: Report, liaison: User,
    supporting_liaison: User, own_liaison: User, reviewer: User, outside_reviewer: User,
    leader: User, figures_asked: object,
) -> None:  # fmt: skip
    """At its fullest: figures, a returned version, files, co-units, last cycle, 自审 waiting."""
    before = Cycle.objects.get(pk=cycle.pk)
    before.pk, before.key, before.opens_on = None, "2025-Q3", cycle.covers_from
    before.save()
    submit(report_on(before, "1", "mzj"), liaison)
    prove(report, liaison)
    submit(report, liaison)
    submit(send_back(report, reviewer), liaison)
    submit(support_report, supporting_liaison)
    own = report_on(cycle, "3", "cl")
    submit(own, own_liaison)
    approve(own, reviewer)
    chief = chief_of(cycle)
    client, address = browser_of(chief), desk(cycle, report=report.pk)
    few = statements(client, address)
    assert put_in_review(cycle, liaison) > 500
    assert statements(client, address) == few
    assert few <= 15, few


def test_what_waits_longest_is_red_and_the_office_s_time_is_summed_up(
    two: list[Report], reviewer: User, clock: TimeMachineFixture
) -> None:
    clock.move_to(MORNING.replace(day=14), tick=False)
    page = words(browser_of(reviewer).get(desk(two[0].cycle)))
    assert "等待最久，3个工作日" in page
    assert "在审合计6个工作日，中位数3" in page
