"""A page needs as many statements for a hundred rows as for one."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notifications.digesting import prepare_digests
from notifications.reminding import remind
from project.accounts.models import Role, User
from task_table.models import Assignment
from tests.cast import TODAY, open_reports, person, report_on, unit
from tests.pages.conftest import Browser
from tests.workflows.playing import approve, picture, prove, receive, submit
from workflows.cycles.excepting import give_exception
from workflows.drafting import save_draft
from workflows.models import Cycle, Report

pytestmark = pytest.mark.django_db

FEW, MANY = ("1",), ("1", "2", "3", "4", "5", "6", "7", "9", "10", "13", "16", "17", "18")


def statements(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def open_rows(cycle: Cycle, numbers: tuple[str, ...]) -> list[Report]:
    """Open the tasks' reports of 市民政局, 市残联, 市财政局 and the counties, where they stand."""
    asked = Assignment.objects.of_plan(cycle.plan).filter(task__number__in=numbers)
    rows = asked.exclude(reports__cycle=cycle).select_related("task", "unit")
    return open_reports(cycle, rows.order_by("task__place", "place", "group_place"))


def addresses(cycle: Cycle) -> dict[str, Callable[[], str]]:
    plan, key = cycle.plan.slug, cycle.key
    return {
        "home": lambda: reverse("home"),
        "table": lambda: reverse("plan-table", args=[plan]),
        "task": lambda: reverse("task", args=[plan, "1"]),
        "unit": lambda: reverse("unit", args=["mzj"]),
        "cycle": lambda: reverse("cycle", args=[plan, key]),
        "sheet": lambda: reverse("sheet", args=[plan, key, "mzj"]),
    }


@pytest.mark.parametrize("page", ["home", "table", "task", "unit", "cycle", "sheet"])
@pytest.mark.parametrize("who", ["liaison", "reviewer", "signer", "leader"])
def test_statements_do_not_grow_with_rows(
    request: pytest.FixtureRequest, who: str, page: str, cycle: Cycle, browser: Browser
) -> None:
    user: User = request.getfixturevalue(who)
    client, address = browser(user), addresses(cycle)[page]()
    open_rows(cycle, FEW)
    few = statements(client, address)
    open_rows(cycle, MANY)
    assert statements(client, address) == few
    # The office's home reads the most: its piles, cases, papers to check, what nobody can take.
    assert few < (45 if page == "home" else 40)


def test_desks_of_review_and_signature_do_not_grow(
    cycle: Cycle, browser: Browser, own_liaison: User, reviewer: User, leader: User
) -> None:
    def wait_for_second_review(numbers: tuple[str, ...]) -> None:
        for number in numbers:
            approve(submit(report_on(cycle, number, "cl"), own_liaison), reviewer)

    client = browser(leader)
    wait_for_second_review(("3",))
    few = statements(client, reverse("home"))
    wait_for_second_review(("4", "5", "9", "10", "16"))
    assert statements(client, reverse("home")) == few


def test_the_list_of_digests_does_not_grow_with_weeks(
    cycle: Cycle, browser: Browser, reviewer: User
) -> None:
    client, address = browser(reviewer), reverse("digest-list", args=[cycle.plan.slug])
    prepare_digests(on=TODAY)
    few = statements(client, address)
    for week in range(1, 4):
        assert prepare_digests(on=TODAY + timedelta(weeks=week)) == 1
    assert statements(client, address) == few


@pytest.mark.parametrize("submitted", [False, True])
def test_a_report_with_many_files_needs_no_more_statements(
    report: Report, browser: Browser, liaison: User, reviewer: User, submitted: bool
) -> None:
    prove(report, liaison)
    client, address = browser(liaison), reverse("report", args=[report.pk])
    few = statements(client, address)
    for shade in range(1, 6):
        prove(report, liaison, content=picture(shade), name=f"{shade}.png")
    assert statements(client, address) == few
    if submitted:
        submit(report, liaison)
        assert statements(browser(reviewer), address) < 60


def test_a_leads_page_needs_no_more_statements_for_26_units_than_for_4(
    cycle: Cycle, browser: Browser
) -> None:
    lead = person("住建联络员", "zjj", (Role.LIAISON, "zjj"))
    report = report_on(cycle, "39", "zjj")
    client, address = browser(lead), reverse("report", args=[report.pk])
    codes = list(
        report.assignment.task.assignments.supporting().values_list("unit__code", flat=True)
    )
    assert len(codes) >= 26
    for code in codes[:4]:
        report_on(cycle, "39", code)
    few = statements(client, address)
    for code in codes[4:]:
        report_on(cycle, "39", code)
    assert statements(client, address) == few
    assert few < 60


def test_messages_and_deliveries_do_not_grow(
    cycle: Cycle, browser: Browser, liaison: User, system_admin: User
) -> None:
    report_on(cycle, "1", "mzj")
    User.objects.filter(pk=liaison.pk).update(email="liaison@example.invalid")
    pages = {
        reverse("message-list"): browser(liaison),
        reverse("delivery-list"): browser(system_admin),
    }
    remind(on=TODAY)
    few = [statements(client, address) for address, client in pages.items()]
    for days in range(3, 7):
        remind(on=TODAY + timedelta(days=days))
    assert [statements(client, address) for address, client in pages.items()] == few


def test_the_lists_of_exceptions_do_not_grow(
    cycle: Cycle, browser: Browser, reviewer: User
) -> None:
    plan, key = cycle.plan.slug, cycle.key
    open_rows(cycle, ("1", "3"))
    pages = [
        reverse("cycle", args=[plan, key]),
        reverse("exception-give", args=[plan, key, "mzj"]),
    ]
    give_exception(cycle, unit("mzj"), by=reviewer, until_on=date(2026, 3, 2), reason="数据晚到")
    few = [statements(browser(reviewer), address) for address in pages]
    for day in range(3, 7):
        for code in ("mzj", "cl"):
            give_exception(
                cycle, unit(code), by=reviewer, until_on=date(2026, 3, day), reason="再延一天"
            )
    assert [statements(browser(reviewer), address) for address in pages] == few


@pytest.mark.parametrize("who", ["liaison", "reviewer"])
def test_the_offline_pages_do_not_grow_with_rows(
    request: pytest.FixtureRequest, who: str, cycle: Cycle, browser: Browser, reviewer: User
) -> None:
    rows = open_rows(cycle, FEW)
    received = receive(next(row for row in rows if row.unit.code == "mzj"), reviewer)
    pages = [reverse("offline", args=[cycle.plan.slug, cycle.key, "mzj"])]
    if who == "reviewer":
        pages.append(reverse("received", args=[received.pk]))
    client = browser(request.getfixturevalue(who))
    few = [statements(client, page) for page in pages]
    for row in open_rows(cycle, MANY):
        if row.unit.code == "mzj":
            how = {"received": received, "progress": "来件里的话。", "status": "under_way"}
            save_draft(row, by=reviewer, revision=0, **how)
    assert [statements(client, page) for page in pages] == few
    assert max(few) < 40
