"""长期坚持: the office's mark on a task, with its reason, said wherever the task is filled in."""

import pytest
from django.http import HttpResponse
from django.urls import reverse

from project.accounts.models import User
from project.audit.models import AuditEvent
from task_table.models import Plan
from tests.pages.conftest import browser_of
from tests.pages.filling import sheet_of, text_of
from workflows.models import Report, StandingMark

pytestmark = pytest.mark.django_db

WHY = "制度性工作，没有一次性完成的时候。"


def mark(plan: Plan, by: User | None, standing: str = "yes", reason: str = WHY) -> HttpResponse:
    address = reverse("task-mark", args=[plan.slug, "1"])
    said = {"mark-standing": standing, "mark-reason": reason, "writer": by.username if by else ""}
    return browser_of(by).post(address, said, follow=True)


def is_standing(plan: Plan) -> bool:
    return plan.tasks.get(number="1").standing


@pytest.mark.db
def test_the_office_marks_a_task_and_takes_the_mark_off(plan: Plan, reviewer: User) -> None:
    assert WHY in text_of(mark(plan, reviewer))
    assert is_standing(plan)
    event = AuditEvent.objects.get(action="task.mark")
    assert (event.actor_id, "标为长期坚持" in event.detail) == (reviewer.pk, True)
    assert "没有改动" in text_of(mark(plan, reviewer))
    assert StandingMark.objects.count() == AuditEvent.objects.filter(action="task.mark").count()
    mark(plan, reviewer, "no", "已纳入年度要点。")
    assert not is_standing(plan)
    assert [each.standing for each in StandingMark.objects.all()] == [True, False]


@pytest.mark.parametrize("reason", ["", "长" * 201, "见11010519491231002X的来信"])
def test_a_mark_has_its_reason(plan: Plan, reviewer: User, reason: str) -> None:
    answer = mark(plan, reviewer, reason=reason)
    assert answer.status_code == 422
    assert 'href="#id_mark-reason"' in text_of(answer)
    assert not is_standing(plan)


@pytest.mark.parametrize("who", ["liaison", "outside_reviewer", "leader"])
def test_nobody_else_marks(request: pytest.FixtureRequest, plan: Plan, who: str) -> None:
    stranger = request.getfixturevalue(who)
    assert mark(plan, stranger).status_code == 403
    page = browser_of(stranger).get(reverse("task", args=[plan.slug, "1"]))
    assert "标为长期坚持" not in text_of(page)
    assert not is_standing(plan)


def test_the_mark_is_said_wherever_the_task_is_filled_in_or_read(
    report: Report, liaison: User, reviewer: User
) -> None:
    plan = report.cycle.plan
    pages = [
        reverse("task", args=[plan.slug, "1"]),
        reverse("plan-table", args=[plan.slug]) + "?unit=mzj",
        reverse("report", args=[report.pk]),
        sheet_of("mzj"),
        sheet_of("mzj", "print"),
    ]
    assert not any("长期坚持" in text_of(browser_of(liaison).get(each)) for each in pages)
    mark(plan, reviewer)
    assert all("长期坚持" in text_of(browser_of(liaison).get(each)) for each in pages)
    assert "“已完成”指本期的工作" in text_of(browser_of(liaison).get(sheet_of("mzj")))


def test_a_reason_survives_a_lost_session(plan: Plan, reviewer: User) -> None:
    client, page = browser_of(None), reverse("task", args=[plan.slug, "1"])
    said = {"mark-standing": "yes", "mark-reason": WHY, "writer": reviewer.username}
    client.post(reverse("task-mark", args=[plan.slug, "1"]), said)
    client.force_login(reviewer, backend="project.accounts.backend.PasswordBackend")
    assert WHY in text_of(client.get(page))
    assert not is_standing(plan)
