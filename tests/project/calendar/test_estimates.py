"""暂估 stands behind every day reckoned in a year whose notice is not entered, and goes with it."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notifications import jobs
from notifications.models import Message
from project.accounts.models import User
from project.workdays.estimates import MARK, mark, read_once, reckoned
from tests.cast import report_on, unit
from tests.pages.conftest import browser_of
from tests.project.calendar.conftest import MONDAY, enter_notice
from tests.workflows.coordinating import pass_on, raise_one
from tests.workflows.playing import send_back, submit
from workflows.cases.coordination import facts_of
from workflows.chasing.acting import urge_units
from workflows.cycles.excepting import give_exception
from workflows.gathering.urging import urge
from workflows.models import Cycle, Report, UrgeMeans
from workflows.offline.columns import COLUMNS
from workflows.sheets import read_sheet

pytestmark = pytest.mark.django_db

DAY = re.compile(r"2027年\d+月\d+日(?!的|待办)")
LEFT = re.compile(r"(?:还有\d+个工作日(?:截止|答复)?|今天截止)(.{4})")


def unmarked(text: str) -> list[str]:
    """Return the days of 2027 and the days left that lack their 暂估."""
    days = [
        text[m.start() : m.end() + 8] for m in DAY.finditer(text) if text[m.end() :][:4] != MARK
    ]
    left = [found[0] for found in LEFT.finditer(text) if found[1] != MARK]
    return days + left


def pages_of(cycle: Cycle, report: Report) -> dict[str, tuple[str, list[object]]]:
    """Return who looks at which page."""
    plan, key = cycle.plan.slug, cycle.key
    return {
        "cycle": ("reviewer", [plan, key]),
        "cycle-postpone": ("reviewer", [plan, key]),
        "urge-list": ("reviewer", [plan, key]),
        "unit-urge": ("reviewer", [plan, key, "mzj"]),
        "summary": ("reviewer", [plan, key]),
        "exception-give": ("reviewer", [plan, key, "mzj"]),
        "review-desk": ("reviewer", [plan, key]),
        "sheet": ("liaison", [plan, key, "mzj"]),
        "sheet-print": ("liaison", [plan, key, "mzj"]),
        "report": ("liaison", [report.pk]),
        "home": ("liaison", []),
        "unit-handover": ("liaison", ["mzj"]),
    }


PAGES = (
    "cycle", "cycle-postpone", "urge-list", "unit-urge", "summary", "sheet", "sheet-print",
    "report", "home", "unit-handover", "exception-give",
)  # fmt: skip
Ask = Callable[[str], str]


@pytest.fixture
def ask(request: pytest.FixtureRequest, estimated_report: Report) -> Ask:
    """Return what reads a page's main part as whoever looks at it."""

    def read(name: str) -> str:
        who, arguments = pages_of(estimated_report.cycle, estimated_report)[name]
        user: User = request.getfixturevalue(who)
        answer = browser_of(user).get(reverse(name, args=arguments))
        assert answer.status_code == 200
        return answer.content.decode().partition("<main")[2]

    return read


@pytest.mark.parametrize("page", PAGES)
def test_a_page_marks_each_day_until_the_notice_is_entered(
    page: str, ask: Ask, reviewer: User
) -> None:
    text = ask(page)
    assert MARK in text
    # Of the days on these pages only today's is no reckoned one.
    assert [each for each in unmarked(text) if not each.startswith("2027年1月11日")] == []
    enter_notice()
    assert "暂估" not in ask(page)


@pytest.mark.parametrize("page", ["report", "sheet", "home", "unit-handover", "urge-list"])
def test_a_date_to_answer_by_is_marked(
    page: str, ask: Ask, estimated_report: Report, liaison: User, reviewer: User
) -> None:
    send_back(submit(estimated_report, liaison), reviewer)
    text = ask(page)
    assert f"2027年1月14日{MARK}前答复" in text
    enter_notice()
    assert "2027年1月14日前答复" in ask(page)


def test_the_review_desk_marks_the_day_the_report_is_due(
    ask: Ask, estimated_report: Report, liaison: User
) -> None:
    submit(estimated_report, liaison)
    assert f"2027年1月15日{MARK}截止" in ask("review-desk")


def test_an_exception_is_marked(ask: Ask, estimated_cycle: Cycle, reviewer: User) -> None:
    give_exception(
        estimated_cycle, unit("mzj"), by=reviewer, until_on=date(2027, 3, 1), reason="数据晚到。"
    )
    for page in ("cycle", "sheet", "report"):
        assert f"2027年3月1日{MARK}" in re.sub(r"<[^>]+>", "", ask(page))


def test_the_last_day_of_a_request_for_coordination_is_marked(
    estimated_report: Report, liaison: User, reviewer: User
) -> None:
    case = pass_on(
        raise_one(estimated_report, liaison, needed_on=date(2027, 1, 20)), reviewer, at=MONDAY
    )
    assert dict(facts_of(case))["本环节最后一日"].endswith(MARK)


def test_the_offline_sheet_marks_the_day_it_is_due(estimated_report: Report, liaison: User) -> None:
    cycle = estimated_report.cycle
    sheet = read_sheet(liaison, cycle.plan.slug, cycle.key, "mzj", on=MONDAY.date())
    assert sheet is not None
    (due,) = [column for column in COLUMNS if column.title == "截止日期"]
    assert due.shows(sheet.rows[0]) == f"2027-01-15{MARK}"


def write_letters(
    report: Report, support: Report, liaison: User, reviewer: User, own_report: Report
) -> None:
    """Have every letter that names a reckoned day be written."""
    urge(support, lead=report, by=liaison)
    urge_units(report.cycle, [unit("cl")], means=UrgeMeans.SYSTEM, by=reviewer)
    give_exception(
        report.cycle, unit("mzj"), by=reviewer, until_on=date(2027, 3, 1), reason="数据晚到。"
    )
    pass_on(raise_one(report, liaison, needed_on=date(2027, 1, 20)), reviewer, at=MONDAY)
    send_back(submit(report, liaison), reviewer)
    for write in (
        jobs.remind, jobs.tell_returns, jobs.tell_notices, jobs.tell_urges, jobs.tell_coordination,
    ):  # fmt: skip
        write()


@pytest.mark.parametrize("is_entered", [False, True], ids=["estimated", "entered"])
def test_letters_mark_their_days(
    estimated_report: Report, liaison: User, supporting_liaison: User, own_liaison: User,
    reviewer: User, is_entered: bool,
) -> None:  # fmt: skip
    cycle = estimated_report.cycle
    support, own = report_on(cycle, "1", "czj"), report_on(cycle, "3", "cl")
    if is_entered:
        enter_notice()
    write_letters(estimated_report, support, liaison, reviewer, own)
    letters = list(Message.objects.in_app())
    kinds = {"reminder", "returned", "urged", "excepted", "passed_on"}
    assert kinds <= {each.kind for each in letters}
    for each in letters:
        for text in (each.title, each.text, re.sub(r"<[^>]+>", "", each.html)):
            if is_entered:
                assert "暂估" not in text
            else:
                found = [day for day in unmarked(text) if "1月20日" not in day]  # typed by a person
                assert [day for day in found if not day.startswith("2027年1月11日")] == []


def test_what_is_published_costs_no_statement() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert reckoned(date(2026, 12, 31)) == "2026年12月31日"
    assert len(asked) == 0


def test_a_page_asks_once_however_many_days_it_shows() -> None:
    with read_once(), CaptureQueriesContext(connection) as asked:
        assert mark(date(2027, 1, 15), date(2026, 1, 1)) == MARK
        assert reckoned(date(2028, 1, 15)) == f"2028年1月15日{MARK}"
        enter_notice()
        asked_before = len(asked)
        assert mark(date(2027, 1, 15)) == ""
        assert mark(date(2028, 1, 15)) == MARK
    assert len(asked) == asked_before + 1


@pytest.mark.parametrize("page", ["cycle", "sheet", "report", "home"])
def test_a_page_of_an_estimated_year_needs_one_statement_more(
    page: str, ask: Ask, reviewer: User
) -> None:
    counted = []
    for enters in (False, True):
        if enters:
            enter_notice()
        ask(page)
        with CaptureQueriesContext(connection) as asked:
            ask(page)
        counted.append([each["sql"] for each in asked if '"estimated"' in each["sql"]])
    assert [len(each) for each in counted] == [1, 1]
