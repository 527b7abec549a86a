"""What one step costs in statements: at most forty, as many beside a hundred rows as alone."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from project.accounts.models import User
from tests.cast import report_on
from tests.workflows import casework
from tests.workflows.playing import approve, approve_again, send_back, sign, submit, write
from workflows.models import Cycle, Report
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
