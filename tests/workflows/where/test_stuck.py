"""A step with nobody able to act is told the day it happens, with what to do about it."""

from datetime import timedelta

import pytest

from project.accounts.granting import revoke
from project.accounts.models import Grant, Role, User
from project.desk.doctor import complaints
from task_table.models import Plan, SecondReview
from tests.cast import TODAY, person, unit
from tests.workflows.casework import ask, dated_task
from tests.workflows.playing import approve, submit
from workflows.models import Case, Cycle, Report
from workflows.where.stuck import Stuck, stuck_cases, stuck_in_office, stuck_reports

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def found(on: object = TODAY) -> list[tuple[str, str, str, int]]:
    rows: list[Stuck] = stuck_reports(Report.objects.all(), on=on)  # type: ignore[arg-type]
    return [(str(each.unit), each.step, each.why, len(each.waiting)) for each in rows]


@pytest.fixture
def to_sign(report: Report, liaison: User, reviewer: User, signer: User) -> Report:
    return approve(submit(report, liaison), reviewer)


def test_the_only_signer_s_grant_revoked_stops_the_step_that_very_day(
    to_sign: Report, signer: User, security_admin: User
) -> None:
    assert found() == []
    revoke(signer.grants.get(), by=security_admin, why="调离")
    assert found() == [("市民政局", "签批", "没有签批人", 1)]


def test_a_grant_stops_after_its_last_day(to_sign: Report, signer: User) -> None:
    last = TODAY + timedelta(days=3)
    # Grants are written once: one with an end takes the place of the open one.
    grant = signer.grants.get()
    replaced = person("临时签批人", "mzj")
    Grant.objects.create(
        user=replaced, role=Role.SIGNER, unit=unit("mzj"), from_on=TODAY, until_on=last, why="代理"
    )
    replaced.groups.set(signer.groups.all())
    User.objects.filter(pk=grant.user_id).update(is_active=False)
    assert found(on=last) == []
    assert found(on=last + timedelta(days=1)) == [("市民政局", "签批", "没有签批人", 1)]


def test_four_eyes_may_leave_nobody(report: Report, reviewer: User) -> None:
    both = person("身兼两职", "mzj", (Role.LIAISON, "mzj"), (Role.SIGNER, "mzj"))
    approve(submit(report, both), reviewer)
    assert found() == [("市民政局", "签批", "签批人都参与过这一版，不能自写自签", 1)]


def test_a_second_review_with_nobody_eligible(
    own_report: Report, own_liaison: User, reviewer: User
) -> None:
    approve(submit(own_report, own_liaison), reviewer)
    assert found() == [("市残联", "复核", "可以复核的人都参与过这一版", 1)]
    Plan.objects.update(second_review=SecondReview.OTHER_UNIT)
    assert found() == [("市残联", "复核", "没有可以复核的人", 1)]


def test_rows_a_lead_takes_up_wait_for_the_lead(
    report: Report, support_report: Report, liaison: User, supporting_liaison: User,
    security_admin: User,
) -> None:  # fmt: skip
    submit(support_report, supporting_liaison)
    revoke(liaison.grants.get(), by=security_admin, why="调离")
    assert found() == [
        ("市民政局", "填报", "没有联络员，没有人填报", 1),
        ("市民政局", "审核", "没有审核的人", 1),
    ]


def test_the_office_s_home_tells_all_but_the_missing_liaison_whom_another_alarm_names(
    report: Report, to_sign: Report, own_report: Report, reviewer: User, signer: User,
    security_admin: User,
) -> None:  # fmt: skip
    revoke(signer.grants.get(), by=security_admin, why="调离")
    assert [str(each.unit) for each in stuck_in_office(reviewer, on=TODAY)] == ["市民政局"]
    assert stuck_in_office(signer, on=TODAY) == []
    told = [words for words in complaints(on=TODAY) if "停在" in words]
    assert "市民政局：1项停在“签批”，没有签批人。" in told[-1]
    assert len([words for words in told if words.startswith("市民政局：")]) == 1


def test_a_case_nobody_may_take_is_told_with_its_kind(
    cycle: Cycle, liaison: User, signer: User, security_admin: User
) -> None:
    ask(dated_task(cycle.plan), liaison)
    assert stuck_cases(Case.objects.all(), on=TODAY) == []
    revoke(signer.grants.get(), by=security_admin, why="调离")
    (each,) = stuck_cases(Case.objects.all(), on=TODAY)
    assert (str(each.unit), each.key) == ("市民政局", "extension-unit_sign-mzj")
    assert each.status.tone == "soon"
