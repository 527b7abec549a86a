"""Drafts that the schedule begins: off by default, once each, over what is the unit's own time."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import TimeMachineFixture

from project.accounts.models import User
from project.workdays.models import Workday
from task_table.models import Plan
from tests.cast import open_reports, report_on
from tests.notifications.rehearsing import only_tasks
from tests.workflows.escalating import let_escalate, moment, move
from tests.workflows.playing import approve, submit
from workflows.case_words import CaseOutcome, CaseStep
from workflows.desks import BEHIND, piles_of
from workflows.escalation.grounds import read_grounds
from workflows.escalation.preparing import GONE, Prepared, prepare_papers
from workflows.lights.tasks import task_lights
from workflows.models import Case, Circular, Cycle, Report, SupervisionNotice

pytestmark = [pytest.mark.django_db, pytest.mark.db]

# 2025-Q4 is due on Thursday, 15 January 2026.
DUE = date(2026, 1, 15)


def after(days: int) -> date:
    return Workday.objects.after(DUE, days)


def drafts() -> list[tuple[str, str, str]]:
    rows = SupervisionNotice.objects.order_by("pk")
    return [(each.unit.code, each.colour, each.step) for each in rows]


@pytest.fixture
def late(cycle: Cycle) -> Plan:
    """市民政局 owes the first task as its lead; one task of the plan is overdue: left out."""
    only_tasks(cycle.plan, "1", "2")
    report_on(cycle, "1", "mzj")
    return let_escalate(cycle.plan)


def test_nothing_is_drafted_unless_the_plan_is_set_so(cycle: Cycle) -> None:
    report_on(cycle, "1", "mzj")
    assert prepare_papers(at=moment(after(30))) == Prepared()
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "days, colour",
    [(4, None), (5, "blue"), (9, "blue"), (10, "yellow"), (14, "yellow"), (15, "red"), (19, "red")],
)
def test_the_colour_is_that_of_the_working_days(
    late: Plan, clock: TimeMachineFixture, days: int, colour: str | None
) -> None:
    clock.move_to(moment(after(days)))
    prepare_papers(at=moment(after(days)))
    assert drafts() == ([("mzj", colour, CaseStep.DRAFT)] if colour else [])
    assert not Circular.objects.exists()


def test_a_round_a_day_brings_each_draft_once(late: Plan, clock: TimeMachineFixture) -> None:
    """Blue, then yellow, then red, then the 通报; a deeper one is begun beside the one before."""
    told = []
    for days in range(1, 24):
        clock.move_to(moment(after(days)))
        made = prepare_papers(at=moment(after(days)))
        again = prepare_papers(at=moment(after(days), 10))
        assert again == Prepared()
        if made != Prepared():
            told.append((days, made.notices, made.circulars))
    assert told == [(5, 1, 0), (10, 1, 0), (15, 1, 0), (20, 0, 1)]
    assert [colour for _, colour, _ in drafts()] == ["blue", "yellow", "red"]


def test_no_draft_is_begun_on_a_day_off(late: Plan) -> None:
    saturday = date(2026, 1, 24)
    assert prepare_papers(at=moment(saturday)) == Prepared()


def test_what_lies_in_review_is_no_ground(
    late: Plan, cycle: Cycle, liaison: User, clock: TimeMachineFixture
) -> None:
    submit(own_report(cycle), liaison)
    clock.move_to(moment(after(30)))
    assert read_grounds(late, on=after(30)) == {}
    assert prepare_papers(at=moment(after(30))) == Prepared()


def own_report(cycle: Cycle) -> Report:
    return cycle.reports.get(unit__code="mzj", assignment__task__number="1")


def test_a_draft_whose_grounds_are_gone_ends_by_itself(
    late: Plan, cycle: Cycle, liaison: User, clock: TimeMachineFixture
) -> None:
    clock.move_to(moment(after(5)))
    prepare_papers(at=moment(after(5)))
    submit(own_report(cycle), liaison, at=moment(after(5), 11))
    clock.move_to(moment(after(6)))
    assert prepare_papers(at=moment(after(6))) == Prepared(ended=1)
    assert drafts() == [("mzj", "blue", CaseStep.OVERTAKEN)]
    last = Case.objects.get().trail.last()
    assert last is not None
    assert (last.by, last.reason) == (None, GONE)


def test_what_the_office_dropped_is_not_begun_anew(
    late: Plan, reviewer: User, clock: TimeMachineFixture
) -> None:
    clock.move_to(moment(after(5)))
    prepare_papers(at=moment(after(5)))
    move(SupervisionNotice.objects.get(), CaseOutcome.DROPPED, reviewer, reason="已电话说明。")
    assert prepare_papers(at=moment(after(6))) == Prepared()
    clock.move_to(moment(after(10)))
    assert prepare_papers(at=moment(after(10))).notices == 1


def test_the_circular_names_all_units_of_the_rung_at_once(
    late: Plan, cycle: Cycle, clock: TimeMachineFixture
) -> None:
    report_on(cycle, "2", "cl")
    report_on(cycle, "1", "czj")
    clock.move_to(moment(after(20)))
    prepare_papers(at=moment(after(20)))
    circular = Circular.objects.get()
    assert {each["unit"] for each in circular.entries} == {"mzj", "cl", "czj"}
    (own,) = [each["sentence"] for each in circular.entries if each["unit"] == "mzj"]
    assert own == "市民政局：2025年第4季度进展情况1项没有报送（牵头第1项），最长逾期20个工作日。"
    assert (circular.opened_by, circular.step) == (None, CaseStep.DRAFT)


def test_a_task_whose_light_is_red_for_its_date_is_a_ground_of_its_first_lead(
    plan: Plan, clock: TimeMachineFixture
) -> None:
    """In the plan there is a task due before the last year."""
    on = date(2025, 12, 30)
    clock.move_to(moment(on))
    tasks = list(plan.tasks.with_assignments())
    lights = task_lights(plan, tasks, on=on)
    red = {each.number for each in tasks if lights[each.pk].rule == "task-overdue"}
    found = read_grounds(plan, on=on)
    told = {(own.code, each.task) for own, grounds in found.items() for each in grounds}
    assert red
    assert told == {(each.leads[0].unit.code, each.number) for each in tasks if each.number in red}


def test_the_signer_is_told_at_home_from_the_set_day_on(
    late: Plan, cycle: Cycle, signer: User, clock: TimeMachineFixture
) -> None:
    def told(days: int) -> list[str]:
        clock.move_to(moment(after(days)))
        piles = piles_of(signer, on=after(days))
        return [str(report.assignment.task) for pile in piles if pile.title == BEHIND
                for report in pile.reports]  # fmt: skip

    assert (told(2), told(3)) == ([], ["第1项"])
    late.signer_after = 7
    late.save()
    assert (told(6), told(7)) == ([], ["第1项"])


def test_the_signer_is_not_told_of_what_others_hold(
    late: Plan, cycle: Cycle, signer: User, liaison: User, reviewer: User,
    clock: TimeMachineFixture,
) -> None:  # fmt: skip
    clock.move_to(moment(after(9)))
    approve(submit(own_report(cycle), liaison), reviewer)
    assert BEHIND not in [pile.title for pile in piles_of(signer, on=after(9))]


def test_reading_grounds_takes_as_many_statements_for_one_report_as_for_many(
    plan: Plan, cycle: Cycle
) -> None:
    rows = plan.tasks.get(number="1").assignments.all()
    counts = []
    for some in (rows[:1], rows[1:]):
        open_reports(cycle, some)
        with CaptureQueriesContext(connection) as asked:
            found = read_grounds(plan, on=after(10))
        counts.append((len(asked), len(found)))
    (few, one), (many, all_units) = counts
    assert all_units > one
    assert few == many
