"""What `check_integrity` and `doctor` say of papers: broken ones, and a route nobody can go."""

import pytest

from project.accounts.granting import revoke
from project.accounts.models import User
from task_table.models import Plan
from tests.cast import TODAY
from tests.conftest import lift_guards
from tests.workflows.escalating import issued_notice, let_escalate
from workflows.escalation.checking import broken_papers, route_gaps
from workflows.models import SupervisionNotice

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_a_paper_changed_behind_the_guards_is_found(
    plan: Plan, reviewer: User, colleague: User, leader: User
) -> None:
    notice = issued_notice(plan, reviewer, colleague, leader)
    assert list(broken_papers()) == []
    with lift_guards(SupervisionNotice):
        SupervisionNotice.objects.filter(pk=notice.pk).update(text="改了。")
    assert list(broken_papers()) == ["蓝色督办单〔2026〕1号（市民政局）：签发的内容与摘要值不符。"]
    with lift_guards(SupervisionNotice):
        frozen = notice.frozen.replace("抓紧", "尽快")
        SupervisionNotice.objects.filter(pk=notice.pk).update(frozen=frozen, text=notice.text)
    assert len(list(broken_papers())) == 1


def test_a_route_without_people_is_said_by_name_of_what_is_missing(
    plan: Plan, reviewer: User, leader: User, security_admin: User
) -> None:
    let_escalate(plan, escalates=False, issues_summaries=False)
    assert list(route_gaps(plan, on=TODAY)) == []
    let_escalate(plan, head_approves=True)
    told = " ".join(route_gaps(plan, on=TODAY))
    assert "只有一个人，督办单、通报无人核稿" in told
    assert "残工委办公室没有签批人" in told
    assert "无人签发" not in told
    for grant in (*reviewer.grants.all(), *leader.grants.all()):
        revoke(grant, by=security_admin, why="调离")
    told = " ".join(route_gaps(plan, on=TODAY))
    assert "督办单、通报无人拟稿" in told
    assert "没有残工委领导，督办单、通报无人签发" in told


def test_the_papers_that_go_the_route_are_named(plan: Plan, reviewer: User, leader: User) -> None:
    (summary,) = route_gaps(plan, on=TODAY)
    assert "只有一个人，进展情况汇总无人核稿" in summary
    let_escalate(plan)
    (both,) = route_gaps(plan, on=TODAY)
    assert "督办单、通报、进展情况汇总无人核稿" in both


def test_a_route_with_everybody_is_no_complaint(
    plan: Plan, reviewer: User, colleague: User, leader: User
) -> None:
    let_escalate(plan)
    assert list(route_gaps(plan, on=TODAY)) == []
