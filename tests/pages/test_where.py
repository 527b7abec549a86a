"""卡在哪里: every number opens a list of as many; people are named to the office alone."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from project.accounts.granting import revoke
from project.accounts.models import User
from tests.cast import report_on
from tests.pages.conftest import Browser
from tests.pages.test_statements import MANY, open_rows, statements
from tests.workflows.casework import ask, dated_task
from tests.workflows.playing import approve, submit
from workflows.models import Cycle, Report

pytestmark = pytest.mark.django_db

WHERE = ("jiangmen-145", "2025-Q4")
NUMBER = re.compile(r'<a href="([^"]*/where/list/[^"]*)">(\d+)')
COUNTED = re.compile(r"共(\d+)项，等得最久的在前")


def shown(client: Client, address: str = "") -> str:
    answer = client.get(address or reverse("where", args=WHERE))
    assert answer.status_code == 200
    return answer.content.decode()


def assert_numbers_are_their_lists(client: Client, at_least: int) -> None:
    numbers = NUMBER.findall(shown(client))
    assert len(numbers) >= at_least
    for address, number in numbers:
        found = COUNTED.search(shown(client, unescape(address)))
        assert found, address
        assert found[1] == number, address


@pytest.fixture
def busy(
    cycle: Cycle, report: Report, support_report: Report, own_report: Report, liaison: User,
    own_liaison: User, supporting_liaison: User, reviewer: User, signer: User,
) -> Cycle:  # fmt: skip
    """Reports at each step, one of them with nobody to take it, and a case."""
    approve(submit(report, liaison), reviewer)
    approve(submit(own_report, own_liaison), reviewer)
    submit(support_report, supporting_liaison)
    open_rows(cycle, ("2", "4"))
    ask(dated_task(cycle.plan), liaison)
    return cycle


@pytest.mark.parametrize(
    ("who", "at_least"), [("reviewer", 20), ("leader", 15), ("liaison", 5), ("signer", 5)]
)
def test_every_number_is_as_many_as_its_list(
    request: pytest.FixtureRequest, busy: Cycle, browser: Browser, who: str, at_least: int
) -> None:
    assert_numbers_are_their_lists(browser(request.getfixturevalue(who)), at_least)


@pytest.mark.parametrize("who", ["leader", "liaison", "signer", "supporting_liaison"])
def test_people_are_named_to_the_office_alone(
    request: pytest.FixtureRequest, busy: Cycle, browser: Browser, reviewer: User, who: str
) -> None:
    assert "在谁那里" in shown(browser(reviewer))
    client = browser(request.getfixturevalue(who))
    page = shown(client)
    assert "在谁那里" not in page
    assert "民政分管领导" not in page.partition("<main")[2]
    asked = f"{reverse('where-list', args=WHERE)}?person={reviewer.pk}"
    assert client.get(asked).status_code == 404


def test_a_liaison_finds_the_own_unit_alone(
    busy: Cycle, browser: Browser, supporting_liaison: User, liaison: User
) -> None:
    page = shown(browser(liaison))
    assert "市民政局" in page
    assert "市财政局" not in page
    assert "市财政局" in shown(browser(supporting_liaison))


def test_the_office_counts_what_it_may_not_open_and_gives_no_link_to_it(
    busy: Cycle, browser: Browser, reviewer: User, support_report: Report
) -> None:
    client = browser(reviewer)
    page = shown(client, f"{reverse('where-list', args=WHERE)}?unit=czj")
    assert "市财政局　第1项" in page
    assert reverse("report", args=[support_report.pk]) not in page
    assert client.get(reverse("report", args=[support_report.pk])).status_code == 404


def test_a_signer_s_grant_revoked_is_orange_on_the_page_and_at_home(
    busy: Cycle, browser: Browser, reviewer: User, leader: User, signer: User,
    security_admin: User,
) -> None:  # fmt: skip
    stops = "停在“签批”，没有签批人"
    assert stops not in shown(browser(reviewer))
    revoke(signer.grants.get(), by=security_admin, why="调离")
    for client in (browser(reviewer), browser(leader)):
        page = shown(client)
        assert stops in page
        assert '<span class="status status-soon">没有人能办理</span>' in page
    assert stops in shown(browser(reviewer), reverse("home"))
    assert "没有人能办理" not in shown(browser(leader), reverse("home"))
    assert_numbers_are_their_lists(browser(reviewer), 20)


@pytest.mark.parametrize(
    "asked",
    ["step=nonsense", "days=x", "unit=nobody", "what=case&step=x", "stuck=x", "page=99", "what=x"],
)
def test_what_nobody_counted_is_an_empty_list_or_the_whole(
    busy: Cycle, browser: Browser, reviewer: User, asked: str
) -> None:
    shown(browser(reviewer), f"{reverse('where-list', args=WHERE)}?{asked}")


def test_nothing_under_way_is_said(cycle: Cycle, browser: Browser, liaison: User) -> None:
    page = shown(browser(liaison))
    assert "没有办理中的报告" in page
    assert "没有办理中的事项" in page


@pytest.mark.parametrize("who", ["liaison", "reviewer", "leader"])
def test_statements_do_not_grow_with_what_waits(
    request: pytest.FixtureRequest, cycle: Cycle, browser: Browser, own_liaison: User,
    reviewer: User, liaison: User, who: str,
) -> None:  # fmt: skip
    client = browser(request.getfixturevalue(who))
    pages = [reverse("where", args=WHERE), reverse("home")]

    def wait(numbers: tuple[str, ...]) -> None:
        """Let 市残联's rows wait for their leads, who mostly have nobody, the others for units."""
        for row in open_rows(cycle, numbers):
            if row.unit.code == "cl" and row.is_support:
                submit(row, own_liaison)

    # One of each kind: where there is none, nothing is asked about it.
    wait(("1", "2", "4"))
    approve(submit(report_on(cycle, "3", "cl"), own_liaison), reviewer)
    ask(dated_task(cycle.plan), liaison)
    few = [statements(client, page) for page in pages]
    wait(MANY)
    assert [statements(client, page) for page in pages] == few
    assert few[0] < 40
