"""先签批后审核: the plan's setting turns the order round; the door and the rules stay."""

import pytest

from project.accounts.granting import give
from project.accounts.models import Role, User
from task_table.models import Plan
from tests.cast import LONG_AGO, MORNING, report_on
from tests.workflows.playing import approve, approve_again, send_back, sign, submit, withdraw
from workflows.integrity import differences
from workflows.models import Cycle, Report
from workflows.moving import complete_step, miss_all, open_all, reopen
from workflows.refusals import FourEyes, Refused
from workflows.steps import Outcome, Step

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def plan(plan: Plan) -> Plan:
    plan.sign_first = True
    plan.save()
    return plan


def test_the_unit_signs_and_the_review_ends_it(
    report: Report, liaison: User, signer: User, reviewer: User
) -> None:
    assert submit(report, liaison).step == Step.SIGN_OFF
    signed = sign(report, signer)
    assert (signed.step, signed.signed_at, signed.signed_version) == (Step.REVIEW, None, None)
    ended = approve(report, reviewer)
    assert (ended.step, ended.signed_by, ended.signed_version) == (
        Step.SIGNED, signer, ended.version
    )  # fmt: skip
    assert list(differences()) == []


def test_one_s_own_house_is_reviewed_again_after_the_signature(
    own_report: Report, own_liaison: User, own_signer: User, reviewer: User, outside_reviewer: User
) -> None:
    submit(own_report, own_liaison)
    sign(own_report, own_signer)
    assert approve(own_report, reviewer).step == Step.SECOND_REVIEW
    ended = approve_again(own_report, outside_reviewer)
    assert (ended.step, ended.signed_by) == (Step.SIGNED, own_signer)


def test_what_is_sent_back_is_signed_anew(
    report: Report, liaison: User, signer: User, reviewer: User
) -> None:
    submit(report, liaison)
    sign(report, signer)
    assert send_back(report, reviewer).step == Step.REPORT
    assert submit(report, liaison).step == Step.SIGN_OFF
    assert sign(report, signer).step == Step.REVIEW
    assert approve(report, reviewer).step == Step.SIGNED
    assert list(differences()) == []


def test_it_is_taken_back_until_the_leader_signed(
    report: Report, liaison: User, signer: User
) -> None:
    submit(report, liaison)
    back = complete_step(report, Step.SIGN_OFF, by=liaison, outcome=Outcome.WITHDRAWN)
    assert back.step == Step.REPORT
    submit(report, liaison)
    sign(report, signer)
    with pytest.raises(Refused, match="不能“撤回”"):
        withdraw(report, liaison)


def test_four_eyes_hold_in_this_order_too(cycle: Cycle, liaison: User, signer: User) -> None:
    report = report_on(cycle, "1", "mzj")
    give(signer, Role.REVIEWER, by=None, why="演示授权", from_on=LONG_AGO, unit=report.unit)
    submit(report, liaison)
    sign(report, signer)
    with pytest.raises(FourEyes):
        approve(report, signer)


def test_what_is_under_way_keeps_the_order_it_began_in(
    report: Report, liaison: User, signer: User, reviewer: User
) -> None:
    submit(report, liaison)
    Plan.objects.update(sign_first=False)
    sign(report, signer)
    assert approve(report, reviewer).step == Step.SIGNED
    report.cycle.plan.refresh_from_db()
    again = reopen(Report.objects.for_moving().get(pk=report.pk), by=liaison, reason="数字有误。")
    assert submit(again, liaison).step == Step.REVIEW
    assert list(differences()) == []


def test_many_are_opened_and_missed_in_this_order(cycle: Cycle) -> None:
    rows = cycle.plan.tasks.get(number="1").assignments.select_related("unit")
    made = [Report(assignment=row, cycle=cycle, unit=row.unit, step_since=MORNING) for row in rows]
    open_all(made)
    assert list(differences()) == []
    late = MORNING.replace(month=3)
    assert miss_all([report.pk for report in made], at=late) == len(made)
    assert list(differences()) == []
