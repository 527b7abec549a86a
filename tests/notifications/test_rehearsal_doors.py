"""The rehearsal's command and page: what they say, what they refuse, and that they only read."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import TimeMachineFixture

from notifications.models import Message, Robot, RobotKind, Round
from notifications.rehearsal.reading import read_world
from notifications.rehearsal.walking import rehearse
from notifications.rehearsal.wording import ASSUMPTION, NOT_OPENED, NOTHING, as_facts, title_of
from project.accounts.models import User
from task_table.models import Plan
from tests.cast import open_reports
from tests.notifications.rehearsing import only_tasks, rehearsed, writes_refused
from tests.pages.conftest import Browser
from tests.project.calendar.conftest import LAST_QUARTER
from tests.workflows.playing import row_counts
from workflows.cycles.schedule import announce
from workflows.models import Cycle, Report

pytestmark = [pytest.mark.django_db, pytest.mark.db]

Say = Callable[..., str]
FIRST = date(2026, 1, 4)


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    def run(*args: str) -> str:
        call_command("rehearse", *args)
        return capsys.readouterr().out

    return run


def _counts() -> dict[str, int]:
    told = {model._meta.label: model._base_manager.count() for model in (Message, Round)}
    return row_counts() | told


def test_the_command_says_what_it_assumes_and_ends_with_its_result(
    report: Report, liaison: User, say: Say
) -> None:
    lines = say("2025-Q4").splitlines()
    assert lines[0] == ASSUMPTION
    assert "民政联络员（市民政局）：" in "".join(lines)
    assert "没有写入任何内容。" in lines[-1]


def test_nothing_is_written(report: Report, liaison: User, say: Say) -> None:
    before = _counts()
    with writes_refused():
        say("2025-Q4")
        say("2025-Q3", "--json")
        say("midterm")
    assert _counts() == before


def test_machines_read_days_letters_and_lights(report: Report, liaison: User, say: Say) -> None:
    told = json.loads(say("2025-Q4", "--json", "--from", "2026-01-15"))
    assert told["window"]["due_on"] == "2026-01-15"
    days = {each["day"]: each for each in told["days"]}
    assert min(days) == "2026-01-15"
    (letter,) = days["2026-01-15"]["letters"]
    assert letter["lists"] == [{"words": "牵头（当天）", "count": 1, "fires": True}]
    (turn,) = days["2026-01-16"]["lights"]
    assert (turn["to"], turn["rule"], turn["of"]) == ("red", "report-late", {"市民政局": 1})


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("第四季度",), "看不懂周期“第四季度”"),
        (("2026-Q1",), "2026-Q1不在规划期内"),
        (("2025",), "而是若干周期的汇总"),
        (("2025-Q4", "--plan", "nowhere"), "没有规划“nowhere”"),
        (("2025-Q4", "--from", "2026-01-08"), "只能从今天（2026-01-09）起推演"),
    ],
)
def test_what_cannot_be_rehearsed_is_refused_in_a_sentence(
    report: Report, say: Say, args: tuple[str, ...], words: str
) -> None:
    with pytest.raises(CommandError, match=words):
        say(*args)


def test_it_reads_as_often_for_forty_rows_as_for_one(cycle: Cycle, liaison: User) -> None:
    rows = list(cycle.plan.tasks.get(number="1").assignments.select_related("unit"))
    more = [each for task in cycle.plan.tasks.all()[1:5] for each in task.assignments.all()]
    counts = []
    for some in (rows[:1], (rows[1:] + more)[:39]):
        open_reports(cycle, some)
        with CaptureQueriesContext(connection) as captured:
            world = read_world(cycle.plan, cycle.key, on=FIRST)
        counts.append(len(captured))
        with CaptureQueriesContext(connection) as walking:
            as_facts(rehearse(world, from_on=FIRST))
        assert not len(walking)
    assert len(world.rows) == 40
    assert counts[0] == counts[1]


def test_groups_get_counts_until_five_working_days_after_the_day(
    report: Report, reviewer: User, clock: TimeMachineFixture
) -> None:
    plan = report.cycle.plan
    Robot.objects.create(
        committee=plan.committee, kind=RobotKind.WECOM, name="工作群", made_by=reviewer,
        address="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x",
    )  # fmt: skip
    rehearsal = rehearsed(plan, "2025-Q4", clock, on=FIRST)
    told = [day.on for day in rehearsal.days if any("群机器人" in each for each in day.rounds)]
    assert (told[0], told[-1]) == (FIRST, date(2026, 1, 22))


def test_days_of_a_year_not_published_say_so(plan: Plan, clock: TimeMachineFixture) -> None:
    only_tasks(plan, "1")
    announce(plan, LAST_QUARTER, on=date(2026, 12, 30))
    rehearsal = rehearsed(plan, "2026-Q4", clock, on=date(2026, 12, 30))
    titles = [title_of(day) for day in rehearsal.days]
    assert titles[0] == "2026年12月30日（周三）" or titles[0].startswith("2027年1月4日")
    assert all("，暂估）" in title for title in titles if title.startswith("2027年"))


def test_the_office_reads_the_days_and_finds_the_way_from_the_cycle(
    report: Report, liaison: User, reviewer: User, browser: Browser
) -> None:
    page = browser(reviewer).get("/cycles/jiangmen-145/2025-Q4/")
    assert "/cycles/jiangmen-145/2025-Q4/rehearse/" in page.text
    page = browser(reviewer).get("/cycles/jiangmen-145/2025-Q4/rehearse/")
    assert ASSUMPTION in page.text
    assert "2026年1月15日（周四）　牵头单位截止" in page.text
    assert "民政联络员（市民政局）" in page.text
    assert "1人收到提醒信<span" in page.text
    assert "report-" not in page.text


def test_a_period_not_opened_can_be_looked_at_and_one_that_is_none_cannot(
    plan: Plan, reviewer: User, leader: User, browser: Browser, clock: TimeMachineFixture
) -> None:
    clock.move_to(FIRST)
    office = browser(reviewer)
    assert NOT_OPENED in office.get("/cycles/jiangmen-145/2025-Q4/rehearse/").text
    assert office.get("/cycles/jiangmen-145/2031-Q4/rehearse/").status_code == 404
    assert office.get("/cycles/jiangmen-145/2025-H2/rehearse/").status_code == 404
    assert browser(leader).get("/cycles/jiangmen-145/2025-Q4/rehearse/").status_code == 404


def test_after_the_last_day_nothing_happens_any_more(
    report: Report, reviewer: User, browser: Browser, clock: TimeMachineFixture
) -> None:
    clock.move_to(date(2026, 3, 2))
    assert NOTHING in browser(reviewer).get("/cycles/jiangmen-145/2025-Q4/rehearse/").text
