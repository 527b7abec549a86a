"""A lead's page while it gathers, what came back and what changed, and who has a report now."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from project.accounts.models import User
from tests.cast import report_on
from tests.pages.conftest import browser_of
from tests.pages.filling import sheet_of, text_of, typed
from tests.workflows.playing import approve, revision_of, send_back, sign, submit, write
from workflows.models import Cycle, Draft, Report, ReportVersion, Transition, Urge
from workflows.moving import reopen
from workflows.steps import Step

pytestmark = pytest.mark.django_db

GIVEN = "已拨付补贴资金120万元。"


@pytest.fixture
def county(cycle: Cycle) -> Report:
    return report_on(cycle, "1", "pengjiang")


@pytest.fixture
def given(support_report: Report, supporting_liaison: User) -> Report:
    write(support_report, supporting_liaison, status="under_way", progress=GIVEN)
    return submit(support_report, supporting_liaison)


def page_of(report: Report) -> str:
    return reverse("report", args=[report.pk])


def post(client: Client, verb: str, lead: Report, *rows: Report, **said: str) -> HttpResponse:
    """Post the lead's page as it stands, with these rows ticked."""
    shown = {f"version-{row.pk}": str(row.version_id or "") for row in rows}
    page = {"revision": str(revision_of(lead)), "pick": [str(row.pk) for row in rows]}
    where = reverse(f"report-gather-{verb}", args=[lead.pk])
    return client.post(where, page | shown | said, follow=True)


def test_the_lead_sees_who_gave_what_and_who_gave_nothing(
    report: Report, given: Report, county: Report, liaison: User
) -> None:
    shown = text_of(browser_of(liaison).get(page_of(report)))
    assert "配合单位2家：已反馈1，未反馈1，无变化0" in shown
    assert GIVEN in shown
    assert shown.index("未反馈（1）") < shown.index("已反馈（1）")
    assert "未反馈：蓬江区人民政府。" in shown
    sheet = text_of(browser_of(liaison).get(sheet_of("mzj")))
    assert f'{page_of(report)}#gathering">配合单位2家' in sheet


def test_a_quote_lands_in_the_draft_and_what_was_typed_beside_it_stays(
    report: Report, given: Report, liaison: User
) -> None:
    client = browser_of(liaison)
    answer = post(client, "quote", report, given, progress="刚写的话。", status="under_way")
    assert "市财政局：已引用" in text_of(answer)
    assert Draft.objects.get(report=report).progress == f"刚写的话。\n据市财政局：{GIVEN}"
    again = post(client, "quote", report, given, progress=f"刚写的话。\n据市财政局：{GIVEN}")
    assert "没有重复引用" in text_of(again)
    assert "已引用第1版" in text_of(again)


def test_the_lead_takes_up_several_and_each_row_says_how_it_went(
    report: Report, given: Report, county: Report, liaison: User
) -> None:
    shown = text_of(post(browser_of(liaison), "take-up", report, given, county))
    assert "市财政局：已采纳。" in shown
    assert "蓬江区人民政府没有办理：" in shown
    given.refresh_from_db()
    assert given.step == Step.SIGN_OFF


def test_a_row_is_not_taken_up_in_another_version_than_was_shown(
    report: Report, given: Report, liaison: User
) -> None:
    client = browser_of(liaison)
    stale = {f"version-{given.pk}": "999999"}
    assert "没有办理：已被他人处理" in text_of(post(client, "take-up", report, given, **stale))
    given.refresh_from_db()
    assert given.step == Step.REVIEW


def test_a_return_from_the_lead_s_page_wants_its_reason_and_names_its_place(
    report: Report, given: Report, liaison: User, supporting_liaison: User
) -> None:
    client, place = browser_of(liaison), {"gather-place": "progress"}
    answer = post(client, "send-back", report, given, **place, **{"gather-reason": " "})
    assert answer.status_code == 422
    assert "请写明退回的原因" in text_of(answer)
    assert f'value="{given.pk}" form="lead-form" checked' in text_of(answer)
    said = place | {"gather-reason": "请写明惠及人数。", "gather-reply_by": "2026-01-13"}
    post(client, "send-back", report, given, **said)
    move = Transition.objects.get(report=given, outcome="sent_back")
    assert (move.place, move.reason) == ("progress", "请写明惠及人数。")
    shown = text_of(browser_of(supporting_liaison).get(page_of(given)))
    assert '退回针对：<a href="#id_progress">进展情况</a>' in shown
    assert shown.count("退回针对这一项") == 1
    row = text_of(browser_of(supporting_liaison).get(sheet_of("czj")))
    assert f'退回针对：<a href="#r{given.pk}-progress">进展情况</a>' in row
    assert row.count("退回针对这一项") == 1


def test_an_urge_is_a_row_and_is_shown_to_the_unit(
    report: Report, county: Report, given: Report, liaison: User
) -> None:
    client = browser_of(liaison)
    told = "蓬江区人民政府：已记下催办，但对方没有联络员"
    assert told in text_of(post(client, "urge", report, all="yes"))
    assert list(Urge.objects.values_list("report", flat=True)) == [county.pk]
    again = text_of(post(client, "urge", report, county))
    assert "民政联络员已于1月9日 10:00催办，同一事项每个工作日催办一次" in again


def test_nobody_but_the_lead_finds_the_buttons(
    report: Report, given: Report, reviewer: User, liaison: User, supporting_signer: User
) -> None:
    assert "采纳所选" in text_of(browser_of(liaison).get(page_of(report)))
    assert "采纳所选" not in text_of(browser_of(reviewer).get(page_of(report)))
    sign(approve(given, liaison), supporting_signer)
    assert browser_of(supporting_signer).get(page_of(report)).status_code == 404


def test_a_lead_confirms_who_gave_nothing_and_the_reviewer_reads_it(
    report: Report, given: Report, county: Report, liaison: User, reviewer: User
) -> None:
    client, where = browser_of(liaison), reverse("report-submit", args=[report.pk])
    page = {"revision": "0", "status": "under_way", "progress": "已办理。", "silent": "pengjiang"}
    refused = client.post(where, page)
    assert refused.status_code == 422
    assert 'href="#id_known"' in text_of(refused)
    assert client.post(where, page | {"revision": "1", "known": "on"}).status_code == 302
    shown = text_of(browser_of(reviewer).get(page_of(report)))
    assert "配合单位2家，其中1家未反馈：蓬江区人民政府" in shown


def test_who_gives_after_the_lead_submitted_is_said(
    report: Report, support_report: Report, liaison: User, supporting_liaison: User, clock: object
) -> None:
    submit(report, liaison)
    clock.shift(60)  # type: ignore[attr-defined]
    submit(support_report, supporting_liaison)
    shown = text_of(browser_of(liaison).get(page_of(report)))
    assert "牵头单位提交之后又有1家反馈" in shown


def test_the_sheet_names_silence_row_by_row_and_one_tick_covers_all(
    cycle: Cycle, report: Report, county: Report, liaison: User
) -> None:
    other = report_on(cycle, "2", "mzj")
    report_on(cycle, "2", "pengjiang")
    words = {"status": "under_way", "progress": "已办理。"}
    page = typed(report, **words) | typed(other, **words)
    client, where = browser_of(liaison), sheet_of("mzj", "submit")
    refused = client.post(where, page)
    assert refused.status_code == 422
    assert text_of(refused).count("未反馈：蓬江区人民政府。") == 2
    assert ReportVersion.objects.count() == 0
    page = typed(report) | typed(other)
    named = {f"silent-{each.pk}": "pengjiang" for each in (report, other)}
    assert client.post(where, page | named | {"known": "yes"}).status_code == 302
    assert {each.gathered["silent"][0]["unit"] for each in ReportVersion.objects.all()} == {  # type: ignore[index]
        "pengjiang"
    }


def test_what_changed_is_shown_before_and_after_it_goes_back(
    report: Report, liaison: User, reviewer: User
) -> None:
    send_back(submit(report, liaison), reviewer)
    client = browser_of(liaison)
    assert "没有改动：" in text_of(client.get(page_of(report)))
    write(report, liaison, status="under_way", progress="已为大部分符合条件的家庭办理。")
    changed = '<ins><span class="unseen">〔新增：</span>大部分<span class="unseen">〕</span></ins>'
    assert changed in text_of(client.get(page_of(report)))
    submit(report, liaison)
    shown = text_of(browser_of(reviewer).get(page_of(report)))
    assert changed in shown
    assert "与退回的第1版相比" in shown


def test_the_top_of_a_page_says_who_has_it_and_who_decided(
    report: Report, liaison: User, reviewer: User, colleague: User, signer: User
) -> None:
    assert "在市民政局联络员民政联络员处" in text_of(browser_of(liaison).get(page_of(report)))
    submit(report, liaison)
    shown = text_of(browser_of(liaison).get(page_of(report)))
    assert "在市残工委办公室审核人残工委办审核人、残工委办审核人乙处" in shown
    approve(report, reviewer)
    shown = text_of(browser_of(liaison).get(page_of(report)))
    assert "在市民政局签批人民政分管领导处" in shown
    assert "残工委办审核人于1月9日 10:00通过" in shown
    sign(report, signer)
    assert "民政分管领导于1月9日 10:00签批第1版" in text_of(
        browser_of(liaison).get(page_of(report))
    )


def test_who_sees_the_signed_version_alone_learns_who_signed_and_no_more(
    report: Report, liaison: User, reviewer: User, signer: User, supporting_liaison: User
) -> None:
    send_back(submit(report, liaison), reviewer)
    signed = sign(approve(submit(report, liaison), reviewer), signer)
    reopen(signed, by=liaison, reason="数字有误。")
    shown = text_of(browser_of(supporting_liaison).get(page_of(report)))
    assert "民政分管领导于1月9日 10:00签批" in shown
    assert "请补充四季度数据" not in shown
    assert "残工委办审核人" not in shown
    assert "<dt>现在</dt>" not in shown


def test_a_lead_late_because_of_a_unit_is_shown_so(
    report: Report, county: Report, liaison: User, reviewer: User, clock: object
) -> None:
    clock.move_to("2026-01-16 09:00+08:00", tick=False)  # type: ignore[attr-defined]
    for who, page in ((reviewer, page_of(report)), (liaison, sheet_of("mzj"))):
        shown = text_of(browser_of(who).get(page)).replace("\n<", "<")
        assert "未按时报送1个工作日" in shown
        assert "因配合单位未反馈</span>　蓬江区人民政府<" in shown
    cycle = reverse("cycle", args=["jiangmen-145", "2025-Q4"])
    assert "其中1份因配合单位未反馈" in text_of(browser_of(reviewer).get(cycle))
    assert "因配合单位未反馈" not in text_of(browser_of(liaison).get(cycle))


def test_a_session_that_ended_gives_the_reason_and_the_draft_back(
    report: Report, given: Report, liaison: User
) -> None:
    client, said = Client(), {"progress": "刚写的话。", "gather-reason": "请写明人数。"}
    where = reverse("report-gather-send-back", args=[report.pk])
    client.post(where, {"revision": "0", "writer": liaison.username, **said})
    client.force_login(liaison, backend="project.accounts.backend.PasswordBackend")
    shown = text_of(client.get(page_of(report)))
    assert "刚写的话。" in shown
    assert "请写明人数。" in shown
    assert Transition.objects.filter(report=given, outcome="sent_back").count() == 0
