"""The page of the office's template: upload, check, use, try out, end; for nobody else."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from notifications.files import path_of
from notifications.models import Summary, SummaryTemplate
from notifications.summaries import trying
from notifications.summaries.building import build
from notifications.summary_templates.jobs import ask_for_trial, trial_is_asked
from notifications.summary_templates.keeping import enforce, in_force
from project.accounts.models import User
from task_table.models import Plan
from tests.notifications.office_templates import HEAD, opened, red_head, template
from tests.notifications.template_work import bring_template, use_template
from tests.pages.conftest import browser_of
from tests.workflows.evidence.samples import WHOLE
from workflows.cycles.spans import own_span
from workflows.models import Cycle

pytestmark = [pytest.mark.db, pytest.mark.django_db]

PAGE = "/plans/jiangmen-145/summary-template/"
OTHERS = ("liaison", "signer", "leader", "outside_reviewer", "system_admin", "audit_admin")


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def office(reviewer: User) -> Client:
    return browser_of(reviewer)


def upload(client: Client, content: bytes, name: str = "红头.docx") -> HttpResponse:
    answer: Any = client.post(PAGE, {"file": SimpleUploadedFile(name, content)}, follow=True)
    found: HttpResponse = answer
    return found


def said(answer: HttpResponse) -> str:
    return answer.content.decode()


def shown(client: Client) -> str:
    return said(client.get(PAGE))


def press(client: Client, template: SummaryTemplate, verb: str) -> HttpResponse:
    answer: Any = client.post(f"{PAGE}{template.pk}/{verb}/", follow=True)
    found: HttpResponse = answer
    return found


def test_without_a_template_the_page_lists_the_fields(office: Client) -> None:
    page = shown(office)
    assert "内置版式" in page
    for typed in ("{{标题}}", "{{正文}}", "{{各部分进展}}"):
        assert typed in page
    assert "这份模板" not in page


def test_the_settings_lead_the_office_to_it_and_nobody_else(office: Client, liaison: User) -> None:
    assert PAGE in said(office.get("/settings/jiangmen-145/"))
    assert PAGE not in said(browser_of(liaison).get("/settings/jiangmen-145/"))


def test_an_upload_is_checked_and_waits(office: Client, plan: Plan) -> None:
    page = said(upload(office, red_head()))
    assert "已收到“红头.docx”，请看检查结果。" in page
    assert "待启用" in page
    assert "可以使用" in page
    assert "正文第1个表格第1行第1格“{{周期}}”" in page
    assert in_force(plan) is None


def test_what_is_wrong_is_told_and_there_is_no_button_to_use_it(office: Client) -> None:
    page = said(upload(office, template("{{标提}}", "{{正文}}")))
    assert "有1处要改，不能启用" in page
    assert "没有{{标提}}这个字段" in page
    assert "启用，从下一稿起使用" not in page
    answer = press(office, SummaryTemplate.objects.get(), "use")
    assert (answer.status_code, "模板还不能启用" in said(answer)) == (422, True)


def test_a_file_that_is_none_is_refused_with_what_to_do(office: Client) -> None:
    for content, name, words in (
        (WHOLE["pdf"], "红头.docx", "内容却像是PDF 文档"),
        (WHOLE["doc"], "红头.doc", "另存为“Word 文档"),
        (b"", "红头.docx", "0 字节"),
    ):
        answer = upload(office, content, name)
        assert (answer.status_code, words in said(answer)) == (422, True)
    assert said(office.post(PAGE, {})).count("请选择模板文件。") == 2
    assert not SummaryTemplate.objects.exists()


def test_it_is_put_in_force_and_the_page_says_by_whom(
    office: Client, plan: Plan, reviewer: User
) -> None:
    kept = bring_template(plan, reviewer, red_head())
    page = said(press(office, kept, "use"))
    assert "“红头.docx”已启用，从下一稿起使用。已有的各稿不变。" in page
    assert f"<dt>启用</dt><dd>{reviewer.name}，1月9日 10:00</dd>" in page
    assert kept.fingerprint in page
    assert in_force(plan) == kept


def test_it_is_ended_and_listed_among_the_former(
    office: Client, plan: Plan, reviewer: User
) -> None:
    kept = use_template(plan, reviewer, red_head())
    page = said(press(office, kept, "end"))
    assert "从下一稿起用内置版式" in page
    assert "以前的模板（1）" in page
    assert in_force(plan) is None
    again = press(office, kept, "end")
    assert (again.status_code, "已经不用了" in said(again)) == (409, True)


def test_one_that_waits_is_dropped(office: Client, plan: Plan, reviewer: User) -> None:
    kept = bring_template(plan, reviewer, red_head())
    page = said(press(office, kept, "end"))
    assert "已不用“红头.docx”，没有启用。" in page
    assert press(office, kept, "use").status_code == 409


def test_the_file_is_handed_out_as_it_came(office: Client, plan: Plan, reviewer: User) -> None:
    kept = bring_template(plan, reviewer, red_head())
    answer = office.get(f"{PAGE}{kept.pk}/file/")
    assert answer.content == red_head()
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    path_of(kept.fingerprint).unlink()
    lost = office.get(f"{PAGE}{kept.pk}/file/")
    assert (lost.status_code, "请重新上传" in said(lost)) == (404, True)


@pytest.fixture
def edition(cycle: Cycle) -> Summary:
    return build(own_span(cycle))


def test_it_is_tried_out_on_the_newest_edition_and_nothing_is_kept(
    office: Client, plan: Plan, reviewer: User, edition: Summary
) -> None:
    kept = bring_template(plan, reviewer, red_head())
    assert "用2025年第4季度第1稿试生成" in shown(office)
    assert "已开始试生成" in said(press(office, kept, "try"))
    assert "正在试生成" in shown(office)
    assert "正在试生成，无需重复操作" in said(press(office, kept, "try"))
    assert trying.try_out(kept.pk) == "汇总模板“红头.docx”试生成：2025年第4季度第1稿"
    answer = office.get(f"{PAGE}{kept.pk}/trial/")
    assert answer["X-Content-Type-Options"] == "nosniff"
    document = opened(answer.content)
    assert document.paragraphs[0].text == HEAD
    assert document.sections[0].header.paragraphs[0].text.endswith("底稿（试生成，未存档）")
    assert Summary.objects.get().documents.filter(template=kept).count() == 0


def test_the_page_offers_the_trial_for_an_hour(
    office: Client, plan: Plan, reviewer: User, edition: Summary
) -> None:
    kept = bring_template(plan, reviewer, red_head())
    assert "下载试生成的文件" not in shown(office)
    trying.try_out(kept.pk)
    assert "下载试生成的文件" in shown(office)
    gone: Any = office.get(f"{PAGE}{bring_template(plan, reviewer, OTHER).pk}/trial/", follow=True)
    assert "只保留一小时" in said(gone)


OTHER = template("另一份", "{{正文}}")


def test_a_trial_that_fails_says_so(
    office: Client, plan: Plan, reviewer: User, edition: Summary, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = bring_template(plan, reviewer, red_head())

    def stumbling(*args: object) -> bytes:
        raise KeyError("no relationship")

    monkeypatch.setattr(trying, "fill_docx", stumbling)
    assert trying.try_out(kept.pk).endswith("没有成功")
    assert "试生成没有成功：模板在填写时出错" in shown(office)


def test_without_an_edition_there_is_nothing_to_try_on(
    office: Client, plan: Plan, reviewer: User
) -> None:
    kept = bring_template(plan, reviewer, red_head())
    assert "有了第一稿以后可以试生成" in shown(office)
    assert press(office, kept, "try").status_code == 422
    assert not trial_is_asked(kept)
    assert "规划还没有汇总" in trying.try_out(kept.pk)


def test_asking_twice_is_one_job(plan: Plan, reviewer: User) -> None:
    kept = bring_template(plan, reviewer, red_head())
    assert ask_for_trial(kept)
    assert not ask_for_trial(kept)
    assert trial_is_asked(kept)


@pytest.mark.parametrize("who", OTHERS)
def test_for_others_there_is_no_such_page(
    request: pytest.FixtureRequest, plan: Plan, reviewer: User, who: str
) -> None:
    kept = enforce(bring_template(plan, reviewer, red_head()), by=reviewer)
    client = browser_of(request.getfixturevalue(who))
    for place in ("", f"{kept.pk}/file/", f"{kept.pk}/trial/", f"{kept.pk}/use/"):
        assert client.get(f"{PAGE}{place}").status_code == 404
    for place in ("", f"{kept.pk}/use/", f"{kept.pk}/end/", f"{kept.pk}/try/"):
        assert client.post(f"{PAGE}{place}").status_code == 404
    assert in_force(plan) == kept


def test_a_template_of_another_plan_is_not_found_here(
    office: Client, plan: Plan, reviewer: User
) -> None:
    kept = bring_template(plan, reviewer, red_head())
    other = Plan.objects.create(
        slug="other", title="另一规划", committee=plan.committee, from_on=plan.from_on,
        until_on=plan.until_on,
    )  # fmt: skip
    assert office.get(f"/plans/{other.slug}/summary-template/{kept.pk}/file/").status_code == 404


def test_a_file_chosen_before_the_session_ended_is_named(reviewer: User) -> None:
    stranger = Client()
    file = SimpleUploadedFile("红头.docx", BytesIO(red_head()).getvalue())
    answer = stranger.post(PAGE, {"file": file, "writer": reviewer.username})
    assert (answer.status_code, PAGE in answer["Location"]) == (302, True)
    reviewer.password = "set"
    reviewer.save(update_fields=["password"])
    stranger.force_login(reviewer, backend="project.accounts.backend.PasswordBackend")
    assert "登录过期时选的文件没有收到，请重新选择：红头.docx" in said(stranger.get(PAGE))
