"""On time is two things: first submitted by its day, and every return answered by its own."""

from datetime import datetime, timedelta

import pytest
from time_machine import TimeMachineFixture

from project.accounts.models import User
from tests.cast import MORNING
from tests.pages.conftest import browser_of
from tests.workflows.playing import send_back, submit, withdraw
from workflows.models import Report
from workflows.timeliness import late_answers

pytestmark = [pytest.mark.django_db, pytest.mark.db]

# A return of Friday 9 January wants its answer by Wednesday the 14th.
IN_TIME, TOO_LATE = MORNING + timedelta(days=5), MORNING + timedelta(days=6)


def late(at: datetime) -> set[int]:
    return late_answers(Report.objects.all(), on=at.date())


@pytest.fixture
def returned(report: Report, liaison: User, reviewer: User) -> Report:
    return send_back(submit(report, liaison), reviewer)


def test_a_return_without_answer_is_late_from_the_day_after(returned: Report) -> None:
    assert late(IN_TIME) == set()
    assert late(TOO_LATE) == {returned.pk}


@pytest.mark.parametrize("answered_at, is_late", [(IN_TIME, False), (TOO_LATE, True)])
def test_an_answer_counts_by_its_own_day_for_good(
    returned: Report, liaison: User, answered_at: datetime, is_late: bool, clock: TimeMachineFixture
) -> None:
    clock.move_to(answered_at, tick=False)
    submit(returned, liaison)
    assert late(MORNING + timedelta(days=60)) == ({returned.pk} if is_late else set())


def test_an_answer_taken_back_is_due_as_before(
    returned: Report, liaison: User, clock: TimeMachineFixture
) -> None:
    clock.move_to(IN_TIME, tick=False)
    withdraw(submit(returned, liaison), liaison)
    assert late(IN_TIME) == set()
    assert late(TOO_LATE) == {returned.pk}


def test_who_never_was_sent_anything_back_answers_nothing_late(
    report: Report, liaison: User
) -> None:
    withdraw(submit(report, liaison), liaison)
    assert late(MORNING + timedelta(days=60)) == set()


def test_the_cycle_page_counts_it(
    returned: Report, liaison: User, clock: TimeMachineFixture
) -> None:
    clock.move_to(IN_TIME, tick=False)
    before = browser_of(liaison).get("/cycles/jiangmen-145/2025-Q4/").context["counts"][0].late
    clock.move_to(TOO_LATE, tick=False)
    after = browser_of(liaison).get("/cycles/jiangmen-145/2025-Q4/").context["counts"][0].late
    assert (before, after) == (0, 1)
