"""What is not answered or done in its days moves on by the schedule, never before, never twice."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from project.accounts.models import User
from tests.cast import MORNING, SHANGHAI
from tests.workflows.coordinating import (
    NEEDED_ON,
    accept,
    act,
    decline,
    finish,
    pass_on,
    propose,
    raise_one,
)
from workflows.case_words import CaseOutcome, CaseStep
from workflows.cases.lapsing import lapse_all
from workflows.integrity import case_differences
from workflows.jobs import lapse_coordination
from workflows.models import CaseTransition, CoordinationRequest, Report
from workflows.refusals import Refused

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def first_second_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI)


@pytest.fixture
def passed_on(report: Report, liaison: User, reviewer: User) -> CoordinationRequest:
    return pass_on(raise_one(report, liaison), reviewer)


def last_move(case: CoordinationRequest) -> CaseTransition:
    move = CaseTransition.objects.filter(case=case.pk).last()
    assert move is not None
    return move


def test_no_answer_by_the_day_asked_for_is_put_on_the_agenda(
    passed_on: CoordinationRequest,
) -> None:
    over = first_second_after(NEEDED_ON)
    assert lapse_all(at=over - timedelta(seconds=1)) == 0
    assert lapse_all(at=over) == 1
    passed_on.refresh_from_db()
    assert (passed_on.step, passed_on.last_on) == (CaseStep.AGENDA, None)
    move = last_move(passed_on)
    assert (move.by, move.outcome) == (None, CaseOutcome.LAPSED)
    assert move.reason == "市财政局到2026年1月20日没有答复。"
    assert lapse_all(at=over + timedelta(days=9)) == 0
    assert list(case_differences()) == []


def test_a_promise_not_kept_is_put_on_the_agenda(
    passed_on: CoordinationRequest, supporting_liaison: User
) -> None:
    promised = accept(passed_on, supporting_liaison, date(2026, 1, 16))
    assert lapse_all(at=first_second_after(date(2026, 1, 16))) == 1
    assert "承诺办结的日期已过" in last_move(promised).reason
    promised.refresh_from_db()
    assert promised.step == CaseStep.AGENDA


def test_a_raiser_who_does_not_answer_leaves_the_date_to_the_office(
    passed_on: CoordinationRequest, supporting_liaison: User, reviewer: User
) -> None:
    """Silence never agrees (rule 9): the office decides."""
    case = propose(passed_on, supporting_liaison)
    assert lapse_all(at=first_second_after(date(2026, 1, 14))) == 1
    case.refresh_from_db()
    assert case.step == CaseStep.SETTLE
    listed = act(case, CaseOutcome.LISTED, reviewer)
    assert listed.step == CaseStep.AGENDA


def test_what_is_done_or_with_the_office_does_not_lapse(
    report: Report, passed_on: CoordinationRequest, supporting_liaison: User, liaison: User
) -> None:
    """Rule 8: neither does time in the hands of others count against a unit."""
    finish(accept(passed_on, supporting_liaison), supporting_liaison)
    raise_one(report, liaison, addressee="jyj")
    assert lapse_all(at=first_second_after(date(2026, 12, 31))) == 0


def test_after_its_last_day_a_step_is_not_taken_though_no_job_has_run(
    passed_on: CoordinationRequest, supporting_liaison: User
) -> None:
    over = first_second_after(NEEDED_ON)
    with pytest.raises(Refused, match="已经过了"):
        decline(passed_on, supporting_liaison, at=over)
    assert decline(passed_on, supporting_liaison, at=over - timedelta(seconds=1)).step == "agenda"


def test_the_job_says_in_one_line_what_it_did(passed_on: CoordinationRequest) -> None:
    assert lapse_coordination() == "需协调事项到期转出 0 件"


SECONDS = st.integers(0, 24 * 3600 - 1)


@settings(
    max_examples=25, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(
    needed=st.integers(0, 12), forwarded=st.integers(0, 12), ran=st.integers(0, 30),
    second=SECONDS, answers=st.booleans(), twice=st.booleans(),
)  # fmt: skip
def test_on_every_day_and_second_it_lapses_when_its_last_day_is_over_and_only_then(
    report: Report, liaison: User, reviewer: User, supporting_liaison: User,
    needed: int, forwarded: int, ran: int, second: int, answers: bool, twice: bool,
) -> None:  # fmt: skip
    """The unit has the day asked for, and the days of a reply at least, each to its end."""
    with transaction.atomic():
        midnight = datetime.combine(MORNING.date(), time(), SHANGHAI)
        needed_on = MORNING.date() + timedelta(days=needed)
        passed_at = midnight + timedelta(days=forwarded, seconds=36_000)
        case = pass_on(raise_one(report, liaison, needed_on=needed_on), reviewer, at=passed_at)
        assert case.last_on is not None
        assert case.last_on >= needed_on
        if answers:
            case = accept(case, supporting_liaison, case.last_on, at=passed_at)
        moment = max(midnight + timedelta(days=ran, seconds=second), passed_at)
        is_over = moment.date() > (case.last_on or date.max)
        runs = [lapse_all(at=moment) for _ in range(1 + twice)]
        assert runs == [int(is_over), *[0] * twice]
        case.refresh_from_db()
        assert (case.step == CaseStep.AGENDA) is is_over
        assert list(case_differences()) == []
        transaction.set_rollback(True)
