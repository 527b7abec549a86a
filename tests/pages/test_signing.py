"""签批: a unit's signer sees what waits with what matters, signs at once or singly, or returns."""

from collections.abc import Callable

import pytest
from django.test import Client

from project.accounts.granting import give
from project.accounts.models import Role, User
from task_table.models import Plan, SupportReview
from tests.cast import LONG_AGO, person, report_on
from tests.pages.conftest import browser_of
from tests.pages.filling import sheet_of, text_of
from tests.pages.test_statements import statements
from tests.workflows.playing import approve, prove, send_back, sign, submit, write
from workflows.entitlement import hands_on
from workflows.models import Cycle, Report, Transition
from workflows.sheets import read_sheet
from workflows.signing import read_signing
from workflows.steps import Outcome, Step

pytestmark = pytest.mark.django_db

PAGE = sheet_of("mzj", "sign")
LONG = "全市已将符合条件的残疾人家庭纳入最低生活保障，动态管理、应保尽保。" * 4
Wait = Callable[..., Report]


@pytest.fixture
def wait(cycle: Cycle, liaison: User, reviewer: User) -> Wait:
    """Return what brings a task's report of 市民政局 before its signer, as was written."""

    def brought(number: str = "1", by: User = liaison, **words: object) -> Report:
        report = report_on(cycle, number, "mzj")
        if words:
            write(report, by, **words)
        submit(report, by)
        return approve(report, reviewer)

    return brought


def page(user: User) -> str:
    return text_of(browser_of(user).get(PAGE))


def versions(*reports: Report) -> dict[str, str]:
    return {f"version-{report.pk}": str(report.version_id) for report in reports}


def post(user: User, *shown: Report, **said: str) -> str:
    """Post what a page with these rows posts, and return the page it leads to."""
    answer = browser_of(user).post(PAGE, versions(*shown) | said, follow=True)
    return text_of(answer)


def step_of(report: Report) -> str:
    return Report.objects.get(pk=report.pk).step


def test_the_page_shows_of_each_row_what_a_signer_must_see(
    wait: Wait, cycle: Cycle, signer: User, liaison: User, reviewer: User
) -> None:
    report = report_on(cycle, "1", "mzj")
    write(
        report, liaison, status="done", progress=LONG, problem="经费不足。", next_step="追加预算。"
    )
    prove(report, liaison)
    submit(report, liaison)
    send_back(report, reviewer, reason="请补充数据。")
    write(report, liaison, progress=f"{LONG}共1200人。")
    approve(submit(report, liaison), reviewer)
    shown = page(signer)
    for words in ("已完成", "曾退回1次", "请补充数据。", "佐证材料1份", "经费不足。", "追加预算。"):
        assert words in shown
    assert "残工委办审核人" in shown
    assert f"{LONG}共1200人。" in shown
    assert "<summary><strong>进展情况" in shown


def test_a_joint_leads_dissent_stands_beside_the_row(
    joint_report: Report, concurrence: Report, concurring_liaison: User
) -> None:
    lead = person("人社联络员", "rsj", (Role.LIAISON, "rsj"))
    leads_signer = person("人社分管领导", "rsj", (Role.SIGNER, "rsj"))
    office = person("审核人丙", "cgwb", (Role.REVIEWER, "rsj"), (Role.REVIEWER, "ybj"))
    approve(submit(joint_report, lead), office)
    write(concurrence, concurring_liaison, concurs=False, progress="数据口径不一致。")
    submit(concurrence, concurring_liaison)
    shown = text_of(browser_of(leads_signer).get(sheet_of("rsj", "sign")))
    assert "市医保局会签不同意" in shown
    assert "数据口径不一致。" in shown


def test_the_whole_sheet_is_signed_in_one_act(wait: Wait, signer: User) -> None:
    rows = [wait(number) for number in ("1", "2", "13")]
    assert "签批全部3项" in page(signer)
    shown = post(signer, *rows, all="yes")
    assert "已签批3项：" in shown
    assert "没有等待签批的报告。" in shown
    assert "已签批（3）" in shown
    assert {step_of(row) for row in rows} == {Step.SIGNED}


def test_one_row_is_signed_and_the_others_stay(wait: Wait, signer: User) -> None:
    first, second = wait("1"), wait("2")
    shown = post(signer, first, second, report=str(first.pk))
    assert "第1项已签批" in shown
    assert "有1项等待签批" in shown
    assert (step_of(first), step_of(second)) == (Step.SIGNED, Step.SIGN_OFF)


def test_what_was_not_shown_is_not_signed_with_the_sheet(wait: Wait, signer: User) -> None:
    shown_row, came_later = wait("1"), wait("2")
    shown = post(signer, shown_row, all="yes")
    assert step_of(came_later) == Step.SIGN_OFF
    assert "有1项等待签批" in shown


def test_a_version_that_changed_meanwhile_is_told_and_not_signed(
    wait: Wait, signer: User, liaison: User, reviewer: User
) -> None:
    moved, other = wait("1"), wait("2")
    seen = versions(moved, other)
    send_back(moved, person("民政分管领导乙", "mzj", (Role.SIGNER, "mzj")), Step.SIGN_OFF)
    write(moved, liaison, progress="另写一段，说明新的情况。")
    approve(submit(moved, liaison), reviewer)
    shown = text_of(browser_of(signer).post(PAGE, seen | {"all": "yes"}, follow=True))
    assert "已签批1项，1项没有签批" in shown
    assert "第1项没有签批：已被他人处理" in shown
    assert (step_of(moved), step_of(other)) == (Step.SIGN_OFF, Step.SIGNED)


def test_who_was_faster_is_named_to_the_slower_one(wait: Wait, signer: User) -> None:
    report = wait("1")
    other = person("民政分管领导乙", "mzj", (Role.SIGNER, "mzj"))
    sign(report, other)
    shown = post(signer, report, all="yes")
    assert "第1项没有签批：已被他人处理：民政分管领导乙" in shown


def test_a_row_goes_back_with_a_word(wait: Wait, signer: User) -> None:
    report, other = wait("1"), wait("2")
    reason = {f"back-{report.pk}-reason": "请写明人数。"}
    shown = post(signer, report, other, back=str(report.pk), **reason)
    assert "第1项已退回，本单位须于2026-01-14前答复。" in shown
    move = Transition.objects.filter(report=report).latest("pk")
    assert (move.outcome, move.reason) == (Outcome.SENT_BACK, "请写明人数。")
    assert step_of(other) == Step.SIGN_OFF


def test_a_return_without_a_word_says_so_beside_its_row(wait: Wait, signer: User) -> None:
    report, other = wait("1"), wait("2")
    half = {f"back-{other.pk}-reason": "写了一半"}
    answer = browser_of(signer).post(
        PAGE, versions(report, other) | half | {"back": str(report.pk)}
    )
    shown = text_of(answer)
    assert answer.status_code == 422
    assert f'href="#id_back-{report.pk}-reason"' in shown
    assert "写了一半" in shown
    assert step_of(report) == Step.SIGN_OFF


def test_a_word_typed_beside_another_row_is_told_and_not_lost(wait: Wait, signer: User) -> None:
    report, other = wait("1"), wait("2")
    said = {f"back-{report.pk}-reason": "请写明人数。", f"back-{other.pk}-reason": "写了一半"}
    shown = post(signer, report, other, back=str(report.pk), **said)
    assert "第2项没有退回，你填写的退回原因是：写了一半" in shown


def test_what_four_eyes_forbid_is_said_before_it_is_tried(
    wait: Wait, signer: User, liaison: User
) -> None:
    give(liaison, Role.SIGNER, by=None, why="演示授权", from_on=LONG_AGO, unit=liaison.home_unit)
    report, other = wait("1"), wait("2", by=person("乙", "mzj", (Role.LIAISON, "mzj")))
    shown = page(liaison)
    assert "你参与了第1版的填写、提交，不能再签批这一版，请由民政分管领导签批。" in shown
    assert "其中1项由你签批" in shown
    assert f'name="version-{report.pk}"' not in shown
    assert f'name="version-{other.pk}"' in shown


def test_it_bars_whom_the_door_bars(
    wait: Wait, cycle: Cycle, liaison: User, reviewer: User
) -> None:
    wait("1")
    wait("2")
    for user in (liaison, reviewer, person("旁人", "mzj")):
        give(user, Role.SIGNER, by=None, why="演示授权", from_on=LONG_AGO,
             unit=cycle.reports.all()[0].unit)  # fmt: skip
        sheet = read_sheet(user, "jiangmen-145", "2025-Q4", "mzj", on=cycle.opens_on)
        assert sheet is not None
        for each in read_signing(sheet, user, on=cycle.opens_on).waiting:
            assert bool(each.barred) == (user.pk in hands_on(each.row.report))


def test_who_signs_nothing_here_is_led_to_the_sheet_and_may_not_post(
    wait: Wait, liaison: User, leader: User
) -> None:
    report = wait("1")
    for user in (liaison, leader):
        assert browser_of(user).get(PAGE)["Location"] == sheet_of("mzj")
        answer = browser_of(user).post(PAGE, versions(report) | {"all": "yes"})
        assert answer.status_code == 403


def test_home_leads_there(wait: Wait, signer: User) -> None:
    wait("1")
    assert f'href="{PAGE}"' in text_of(browser_of(signer).get("/"))


def test_nothing_to_sign_is_said(report: Report, signer: User) -> None:
    assert "没有等待签批的报告。" in page(signer)


def test_what_was_typed_when_the_session_ended_comes_back(wait: Wait, signer: User) -> None:
    report = wait("1")
    stranger = Client()
    said = {f"back-{report.pk}-reason": "请写明人数。", "writer": signer.username}
    stranger.post(PAGE, versions(report) | said | {"back": str(report.pk)})
    stranger.force_login(signer, backend="project.accounts.backend.PasswordBackend")
    shown = text_of(stranger.get(PAGE))
    assert "请写明人数。" in shown
    assert "已恢复" in shown


def test_where_the_signature_comes_first_the_review_follows(
    plan: Plan, cycle: Cycle, liaison: User, signer: User
) -> None:
    plan.sign_first = True
    plan.save()
    report = submit(report_on(cycle, "1", "mzj"), liaison)
    assert "先签批、后审核" in page(signer)
    assert "第1项已签批，转审核。" in post(signer, report, all="yes")
    assert step_of(report) == Step.REVIEW
    assert "已签批（1）" in page(signer)


def test_it_needs_as_many_statements_for_44_rows_as_for_one(cycle: Cycle) -> None:
    Plan.objects.update(support_review=SupportReview.SECRETARIAT)
    who = person("蓬江联络员", "pengjiang", (Role.LIAISON, "pengjiang"))
    signs = person("蓬江签批人", "pengjiang", (Role.SIGNER, "pengjiang"))
    office = person("审核人丙", "cgwb", (Role.REVIEWER, "pengjiang"))
    client, page = browser_of(signs), sheet_of("pengjiang", "sign")
    owed = cycle.plan.tasks.filter(assignments__unit__code="pengjiang").order_by("place")
    numbers = list(owed.values_list("number", flat=True))
    assert len(numbers) == 44
    few = 0
    for number in numbers:
        approve(submit(report_on(cycle, number, "pengjiang"), who), office)
        few = few or statements(client, page)
    assert (statements(client, page), few < 40) == (few, True)
    assert "签批全部44项" in text_of(client.get(page))
