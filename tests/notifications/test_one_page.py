"""The leaders' page: 长期未动, 待协调, 按时率, 约束性 indicators, and what is asked of them."""

import json
from datetime import date, datetime

import pytest
from time_machine import TimeMachineFixture

from notifications.digesting import prepare_digests, send_due
from notifications.letters.digest import digest_letter
from notifications.models import Digest, Kind, Message
from notifications.one_page import indicators_below, on_time, one_page, stalled_tasks
from project.accounts.models import User
from task_table.models import Indicator, Nature, Plan
from tests.cast import SHANGHAI, report_on
from tests.conftest import lift_guards
from tests.pages.conftest import browser_of
from tests.pages.filling import quarter_before, text_of
from tests.workflows.casework import ask, check
from tests.workflows.casework import sign as sign_case
from tests.workflows.coordinating import raise_one
from tests.workflows.playing import approve, send_back, sign, submit, write
from workflows.models import Cycle, Report

pytestmark = [pytest.mark.django_db, pytest.mark.db]

MONDAY = date(2026, 1, 19)
NINE = datetime(2026, 1, 19, 9, 0, tzinfo=SHANGHAI)
WORDS = "已为全市1200户符合条件的残疾人家庭办理最低生活保障，动态管理下的应保尽保。"


@pytest.fixture
def stalled(report: Report, liaison: User, signer: User, plan: Plan) -> Plan:
    """市民政局 said of task 1 what it had said the quarter before."""
    Plan.objects.update(stalled_cycles=1)
    plan.refresh_from_db()
    before = report_on(quarter_before(report.cycle), "1", "mzj")
    for row in (before, report):
        write(row, liaison, status="under_way", progress=WORDS)
        submit(Report.objects.for_moving().get(pk=row.pk), liaison)
    return plan


def test_what_does_not_move_stands_in_plan_order_with_what_is_asked(
    stalled: Plan, reviewer: User, leader: User, clock: TimeMachineFixture
) -> None:
    (told,) = stalled_tasks(stalled, on=MONDAY)
    assert (told["number"], told["leads"]) == ("1", ["市民政局"])
    assert told["words"].startswith("连续1期没有实质进展")
    clock.move_to(NINE, tick=False)
    prepare_digests(on=MONDAY)
    letter = digest_letter(Digest.objects.get())
    assert "长期未动（1项）\n  第1项　" in letter.text
    assert "请您督办" in letter.text
    page = text_of(browser_of(reviewer).get("/digests/jiangmen-145/2026-W04/"))
    assert "长期未动（1项）" in page


def test_a_task_that_is_overdue_is_not_told_twice(
    stalled: Plan, report: Report, reviewer: User, clock: TimeMachineFixture
) -> None:
    stalled.tasks.filter(number="1").update(due_on=date(2025, 12, 1))
    send_back(report, reviewer)
    clock.move_to(NINE, tick=False)
    prepare_digests(on=MONDAY)
    facts = json.loads(Digest.objects.get().facts)
    assert "1" in [task["number"] for task in facts["tasks"]]
    assert facts["stalled"] == []


def test_what_waits_for_a_leader_is_what_is_asked_of_the_reader(
    plan: Plan, own_liaison: User, own_signer: User, reviewer: User, clock: TimeMachineFixture
) -> None:
    """Task 16 is overdue since 2023, and 市残联 asked for a later date."""
    check(sign_case(ask(plan.tasks.get(number="16"), own_liaison), own_signer), reviewer)
    clock.move_to(NINE, tick=False)
    prepare_digests(on=MONDAY)
    digest = Digest.objects.get()
    (task,) = json.loads(digest.facts)["tasks"]
    assert (task["number"], task["ask"]) == ("16", "审定延期申请")
    assert "请您审定延期申请" in digest_letter(digest).text


def test_requests_for_coordination_are_counted_and_those_on_the_agenda_named(
    report: Report, plan: Plan, liaison: User, reviewer: User
) -> None:
    assert one_page(plan, on=MONDAY)["coordination"] == {"waiting": 0, "listed": []}
    raise_one(report, liaison)
    assert one_page(plan, on=MONDAY)["coordination"] == {"waiting": 1, "listed": []}


def test_the_rate_on_time_is_of_the_newest_cycle_past_its_day(
    cycle: Cycle, plan: Plan, liaison: User, reviewer: User
) -> None:
    """Of four: in time, in time but its return unanswered, never, and too late."""
    rows = [report_on(cycle, number, "mzj") for number in ("1", "2", "13", "18")]
    submit(rows[0], liaison)
    send_back(submit(rows[1], liaison), reviewer)
    submit(rows[3], liaison, at=datetime(2026, 1, 16, 10, 0, tzinfo=SHANGHAI))
    assert on_time(plan, on=date(2026, 1, 15)) is None
    assert on_time(plan, on=MONDAY) == {"cycle": "2025年第4季度", "due": 4, "on_time": 1}


def test_binding_indicators_below_their_target_are_named_with_value_and_target(
    figures_asked: Plan, report: Report, liaison: User, reviewer: User, signer: User
) -> None:
    """Indicator 3 asks for 100 %."""
    assert indicators_below(figures_asked, on=MONDAY) == []
    write(report, liaison, status="under_way", progress=WORDS, figures={"figure-3": "99.5"})
    sign(approve(submit(report, liaison), reviewer), signer)
    (told,) = indicators_below(figures_asked, on=MONDAY)
    assert (told["number"], told["target"], told["words"]) == (3, "100%", "低于底线")
    assert told["said"].startswith("99.5%")
    with lift_guards(Indicator):
        Indicator.objects.filter(number=3).update(nature=Nature.EXPECTED)
    assert indicators_below(figures_asked, on=MONDAY) == []


def test_a_digest_from_before_reads_as_it_did(plan: Plan, leader: User, reviewer: User) -> None:
    assert prepare_digests(on=MONDAY, at=NINE) == 1
    digest = Digest.objects.get()
    facts = json.loads(digest.facts)
    for name in ("stalled", "coordination", "on_time", "indicators"):
        del facts[name]
    for task in facts["tasks"]:
        del task["ask"]
    digest.facts = json.dumps(facts)
    letter = digest_letter(digest)
    assert "任务逾期（1项）" in letter.text
    assert not any(words in letter.text for words in ("长期未动", "待协调", "请您", "按时率"))


def test_all_of_it_goes_to_leaders_in_one_letter(
    stalled: Plan, report: Report, liaison: User, leader: User, reviewer: User,
    clock: TimeMachineFixture,
) -> None:  # fmt: skip
    raise_one(report, liaison)
    clock.move_to(NINE, tick=False)
    prepare_digests(on=MONDAY)
    send_due(at=NINE.replace(hour=15))
    letter = Message.objects.get(kind=Kind.DIGEST, recipient=leader)
    order = ["任务逾期（", "长期未动（1项）", "待协调", "未按时报送", "按时率"]
    places = [letter.text.index(words) for words in order]
    assert places == sorted(places)
    assert all(words in letter.html for words in order)
