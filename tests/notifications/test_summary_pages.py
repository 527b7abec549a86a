"""The summary's pages: who finds them, what the office may do there, files as they were issued."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from notifications.files import find, path_of
from notifications.models import Format, Summary
from notifications.releasing import release
from notifications.summaries.building import build
from project.accounts.granting import revoke
from project.accounts.models import Grant, Unit, User
from tests.notifications.summing import DISSENT, LEADING, RETURNED, SIGNED
from tests.pages.conftest import Browser, browser_of
from tests.pages.test_statements import FEW, MANY, open_rows, statements
from tests.workflows.playing import approve
from workflows.cycles.spans import own_span
from workflows.models import Cycle, Report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("released_by_the_office")]

AT = ["jiangmen-145", "2025-Q4"]


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def browser() -> Browser:
    return browser_of


@pytest.fixture
def edition(cycle: Cycle, played: dict[str, Report]) -> Summary:
    return build(own_span(cycle))


def page_of(client: Client, **asked: str) -> HttpResponse:
    return client.get(reverse("summary", args=AT), asked)  # type: ignore[return-value]


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def post(client: Client, verb: str, **data: str) -> HttpResponse:
    return client.post(reverse(f"summary-{verb}", args=AT), data)  # type: ignore[return-value]


def file_at(client: Client, format: str = "docx", number: int = 1) -> HttpResponse:
    return client.get(reverse("summary-file", args=[*AT, number, format]))  # type: ignore[return-value]


def test_before_the_first_edition_the_office_learns_when_it_comes(
    browser: Browser, cycle: Cycle, reviewer: User, leader: User
) -> None:
    text = text_of(page_of(browser(reviewer)))
    assert "2026年1月16日（报送截止后第一个工作日）早上自动生成第1稿" in text
    assert "现在生成" in text
    assert page_of(browser(leader)).status_code == 404


def test_the_office_reads_the_whole_draft(
    browser: Browser, edition: Summary, reviewer: User
) -> None:
    text = text_of(page_of(browser(reviewer)))
    assert "底稿（第1稿），未发布" in text
    assert "应报9份，已报6份" in text
    for words in (SIGNED["progress"], SIGNED["problem"], LEADING["progress"], DISSENT["progress"]):
        assert str(words) in text
    assert "尚未签批" in text
    assert str(RETURNED["progress"]) not in text
    assert "没有提交的草稿" not in text


@pytest.mark.parametrize(
    "who",
    ["liaison", "signer", "foreign_liaison", "outside_reviewer", "leader", "system_admin",
     "security_admin", "audit_admin"],
)  # fmt: skip
def test_a_draft_is_for_the_office_alone(
    request: pytest.FixtureRequest, browser: Browser, edition: Summary, who: str
) -> None:
    client = browser(request.getfixturevalue(who))
    assert page_of(client).status_code == 404
    assert file_at(client).status_code == 404
    assert post(client, "build").status_code == 404
    assert post(client, "release", edition="1").status_code == 404
    assert "进展情况汇总" not in text_of(client.get(reverse("cycle", args=AT)))  # type: ignore[arg-type]


def test_leaders_read_the_newest_released_edition_and_no_later_draft(
    browser: Browser,
    cycle: Cycle,
    edition: Summary,
    played: dict[str, Report],
    reviewer: User,
    leader: User,
) -> None:
    release(edition, by=reviewer)
    played["unchanged"].refresh_from_db()
    approve(played["unchanged"], reviewer)
    build(own_span(cycle))
    client = browser(leader)
    text = text_of(page_of(client))
    assert "第1稿，2026年1月9日发布" in text
    assert "第2稿" not in text
    assert "生成新稿" not in text
    assert page_of(client, edition="2").status_code == 404
    assert file_at(client, number=2).status_code == 404
    assert post(client, "build").status_code == 403
    assert post(client, "release", edition="1").status_code == 403


def test_whoever_leaves_the_office_finds_nothing_the_same_day(
    browser: Browser, edition: Summary, reviewer: User, security_admin: User
) -> None:
    client = browser(reviewer)
    assert page_of(client).status_code == 200
    for grant in Grant.objects.filter(user=reviewer):
        revoke(grant, by=security_admin, why="调离岗位")
    assert page_of(client).status_code == 404
    assert file_at(client).status_code == 404


@pytest.mark.parametrize("format", Format)
@pytest.mark.parametrize("issued", [False, True], ids=["底稿", "issued"])
def test_a_file_is_the_draft_until_the_edition_is_released(
    browser: Browser, edition: Summary, reviewer: User, format: Format, issued: bool
) -> None:
    if issued:
        release(edition, by=reviewer)
    answer = file_at(browser(reviewer), format)
    document = edition.documents.get(format=format, issued=issued)
    assert answer.content == find(document.fingerprint)
    kept = "第1稿" if issued else "底稿第1稿"
    name = quote(f"2025年第4季度进展情况汇总（{kept}）.{format}")
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox"


def test_a_lost_file_is_said_in_words_with_what_to_do(
    browser: Browser, edition: Summary, reviewer: User
) -> None:
    path_of(edition.documents.get(format="docx", issued=False).fingerprint).unlink()
    answer = file_at(browser(reviewer))
    assert answer.status_code == 404
    assert "从备份恢复" in text_of(answer)
    assert file_at(browser(reviewer), "wps").status_code == 404


def test_the_office_releases_what_it_saw(
    browser: Browser, edition: Summary, reviewer: User, colleague: User
) -> None:
    answer = post(browser(reviewer), "release", edition="1")
    assert answer.status_code == 302
    assert "第1稿，2026年1月9日发布" in text_of(page_of(browser(reviewer)))
    again = post(browser(colleague), "release", edition="1")
    assert again.status_code == 409
    assert "已由残工委办审核人于2026年1月9日 10:00发布" in text_of(again)


def test_an_old_page_does_not_release_over_a_newer_edition(
    browser: Browser,
    cycle: Cycle,
    edition: Summary,
    played: dict[str, Report],
    reviewer: User,
) -> None:
    played["unchanged"].refresh_from_db()
    approve(played["unchanged"], reviewer)
    build(own_span(cycle))
    answer = post(browser(reviewer), "release", edition="1")
    assert answer.status_code == 409
    assert "已有第2稿" in text_of(answer)
    assert post(browser(reviewer), "release", edition="x").status_code == 404
    assert not Summary.objects.released().exists()


def test_a_second_click_asks_for_no_second_edition(
    browser: Browser, cycle: Cycle, reviewer: User
) -> None:
    client = browser(reviewer)
    first = client.post(reverse("summary-build", args=AT), follow=True)
    assert "已开始生成新稿" in text_of(first)  # type: ignore[arg-type]
    assert "新稿正在生成" in text_of(page_of(client))
    second = client.post(reverse("summary-build", args=AT), follow=True)
    assert "无需重复操作" in text_of(second)  # type: ignore[arg-type]


@pytest.mark.parametrize("verb", ["build", "release"])
def test_a_verb_is_not_done_by_following_a_link(
    browser: Browser, edition: Summary, reviewer: User, verb: str
) -> None:
    address = reverse(f"summary-{verb}", args=AT)
    answer = browser(reviewer).get(address)
    assert (answer.status_code, answer["Location"]) == (302, reverse("summary", args=AT))
    stranger = browser(None).post(address)
    assert stranger["Location"].startswith(reverse("account_login"))
    assert not Summary.objects.released().exists()


def test_the_page_says_todays_name_beside_a_frozen_one(
    browser: Browser, edition: Summary, reviewer: User
) -> None:
    assert "现名" not in text_of(page_of(browser(reviewer)))
    Unit.objects.filter(code="mzj").update(name="市民政和社会工作局")
    assert "市民政局（现名：市民政和社会工作局）" in text_of(page_of(browser(reviewer)))
    assert "市民政和社会工作局" not in Summary.objects.get().facts


def test_older_editions_stay_in_reach_of_the_office(
    browser: Browser,
    cycle: Cycle,
    edition: Summary,
    played: dict[str, Report],
    reviewer: User,
) -> None:
    played["unchanged"].refresh_from_db()
    approve(played["unchanged"], reviewer)
    build(own_span(cycle))
    text = text_of(page_of(browser(reviewer), edition="1"))
    assert "这不是最新一稿" in text
    assert "发布第1稿给领导" not in text
    assert "发布第2稿给领导" in text_of(page_of(browser(reviewer)))


def test_the_cycles_page_leads_to_its_summary(
    browser: Browser, edition: Summary, reviewer: User, leader: User, liaison: User
) -> None:
    def links(user: User) -> bool:
        page = browser(user).get(reverse("cycle", args=AT)).content.decode()
        return reverse("summary", args=AT) in page

    assert [links(user) for user in (reviewer, leader, liaison)] == [True, False, False]
    release(edition, by=reviewer)
    assert [links(user) for user in (reviewer, leader, liaison)] == [True, True, False]


def test_statements_do_not_grow_with_rows_or_editions(
    browser: Browser, cycle: Cycle, reviewer: User, clock: Any
) -> None:
    client, address = browser(reviewer), reverse("summary", args=AT)
    open_rows(cycle, FEW)
    build(own_span(cycle))
    few = statements(client, address)
    open_rows(cycle, MANY)
    build(own_span(cycle))
    clock.shift(timedelta(days=7))
    build(own_span(cycle))
    client = browser(reviewer)
    assert Summary.objects.count() == 3
    assert statements(client, address) == few
    assert few < 40
