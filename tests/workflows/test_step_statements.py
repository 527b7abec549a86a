"""What one step costs in statements: at most forty, as many beside a hundred rows as alone."""

from collections.abc import Callable

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from project.accounts.models import User
from tests.cast import report_on
from tests.workflows import casework, closing_work
from tests.workflows.actionwork import instruct
from tests.workflows.coordinating import raise_one
from tests.workflows.nodework import fix, propose_in
from tests.workflows.playing import approve, approve_again, prove, send_back, sign, submit, write
from workflows.models import Case, Cycle, MilestoneProposal, Report
from workflows.moving import complete_step
from workflows.steps import Outcome, Step

pytestmark = [pytest.mark.db, pytest.mark.django_db]

MOST = 40
OTHER_ROWS = ("4", "5", "9", "10", "16", "17", "24", "25")


def counted(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def submit_what_is_written(report: Report, by: User) -> None:
    """Submit without looking first, as `submit` of the cast does: the door's own statements."""
    complete_step(
        report, Step.REPORT, by=by, outcome=Outcome.SUBMITTED, revision=1
    )  # fmt: skip


def a_report_all_the_way(
    report: Report, liaison: User, reviewer: User, again: User, signer: User
) -> dict[str, int]:
    """Return the statements of every step of a 自审, a return among them."""
    write(report, liaison)
    counts = {
        "submit": counted(lambda: submit_what_is_written(report, liaison)),
        "send back": counted(lambda: send_back(report, reviewer)),
    }
    submit(report, liaison)
    return counts | {
        "approve": counted(lambda: approve(report, reviewer)),
        "approve again": counted(lambda: approve_again(report, again)),
        "sign": counted(lambda: sign(report, signer)),
    }


def test_a_step_of_a_report_costs_forty_statements_at_most_however_many_there_are(
    cycle: Cycle, own_liaison: User, reviewer: User, outside_reviewer: User, own_signer: User
) -> None:
    people = (own_liaison, reviewer, outside_reviewer, own_signer)
    few = a_report_all_the_way(report_on(cycle, "3", "cl"), *people)
    for number in OTHER_ROWS:
        submit(report_on(cycle, number, "cl"), own_liaison)
    many = a_report_all_the_way(report_on(cycle, "22", "cl"), *people)
    assert many == few
    assert max(few.values()) <= MOST, few


def test_a_step_of_a_case_costs_forty_statements_at_most(
    cycle: Cycle, own_liaison: User, own_signer: User, reviewer: User, leader: User
) -> None:
    task = cycle.plan.tasks.get(number="16")
    asked = counted(lambda: casework.ask(task, own_liaison))
    case = task.cases.get().extensionrequest
    counts = {
        "ask": asked,
        "sign": counted(lambda: casework.sign(case, own_signer)),
        "check": counted(lambda: casework.check(case, reviewer)),
        "grant": counted(lambda: casework.grant(case, leader)),
    }
    assert max(counts.values()) <= MOST, counts


def test_opening_a_case_of_any_kind_costs_forty_statements_at_most(
    cycle: Cycle, figures_asked: object, liaison: User, signer: User, reviewer: User, leader: User
) -> None:
    """At its fullest: the claim brings a figure and a file."""
    cycle.plan.tasks.filter(number="1").update(standing=False)
    task, report = cycle.plan.tasks.get(number="1"), report_on(cycle, "1", "mzj")
    file = prove(report, liaison)
    write(report, liaison, status="under_way", progress="已发放。", figures={"figure-3": "99.5"})
    sign(approve(submit(report, liaison), reviewer), signer)
    ContentType.objects.get_for_model(Case)  # a process asks for it once
    counts = {
        "raise": counted(lambda: raise_one(report, liaison)),
        "instruct": counted(lambda: instruct(cycle, leader)),
        "claim": counted(
            lambda: closing_work.claim(
                task, liaison, evidence=(str(file.uuid),), figures={"figure-3": "99.5"}
            )
        ),
        "adjust": counted(lambda: closing_work.adjust(task, reviewer, change="terminate")),
        "propose": counted(lambda: propose_in(task, liaison)),
    }
    counts["fix"] = counted(lambda: fix(MilestoneProposal.objects.get(), reviewer))
    assert max(counts.values()) <= MOST, counts


def test_ending_a_task_costs_forty_statements_and_forty_at_most_for_each_case_it_ends(
    cycle: Cycle, liaison: User, reviewer: User, leader: User
) -> None:
    """A case that ends with its task goes through the door itself: a step of its own."""
    task = casework.dated_task(cycle.plan)
    closing_work.claim(task, liaison)
    casework.ask(task, liaison)
    case = closing_work.adjust(task, reviewer, change="terminate")
    ends = counted(lambda: closing_work.grant(case, leader))
    task.refresh_from_db()
    assert not task.is_open
    assert ends <= MOST * 3
    assert counted(lambda: closing_work.take_up(task, leader)) <= MOST
