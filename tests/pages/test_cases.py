"""The pages of cases: what one may decide is offered, what is missing is said, nothing is lost."""

from datetime import date

import pytest
from django.urls import reverse

from project.accounts.models import User
from task_table.models import Plan, Task
from tests.pages.conftest import browser_of
from tests.workflows.casework import UNTIL, ask, check, dated_task, grant, sign
from workflows.case_words import CaseStep
from workflows.models import Case, ExtensionRequest

pytestmark = pytest.mark.django_db

POSTED = {
    "applied-asked_until": "2026-12-31",
    "applied-cause": "经费\u200b下达推迟。",
    "applied-progress_so_far": "已完成七成。",
}


@pytest.fixture
def task(plan: Plan) -> Task:
    return dated_task(plan)


@pytest.fixture
def asked(task: Task, liaison: User) -> ExtensionRequest:
    return ask(task, liaison)


def page_of(case: Case, user: User) -> str:
    return browser_of(user).get(reverse("case", args=[case.pk])).content.decode()


def decide(case: Case, user: User, outcome: str, **said: str) -> int:
    posted = {"outcome": outcome, f"{outcome}-step": case.step}
    posted |= {f"{outcome}-{name}": words for name, words in said.items()}
    answer = browser_of(user).post(reverse("case-decide", args=[case.pk]), posted)
    return int(answer.status_code)


def test_a_lead_asks_on_the_tasks_page_and_its_leader_finds_it_at_home(
    task: Task, liaison: User, signer: User
) -> None:
    address = reverse("extension-ask", args=[task.plan.slug, task.number])
    assert address in browser_of(liaison).get(f"/tasks/{task.plan.slug}/m1/").content.decode()
    browser_of(liaison).post(address, POSTED)
    case = ExtensionRequest.objects.get()
    assert (case.cause, case.step) == ("经费下达推迟。", CaseStep.UNIT_SIGN)
    home = browser_of(signer).get(reverse("home")).content.decode()
    assert reverse("case", args=[case.pk]) in home
    assert reverse("case", args=[case.pk]) not in browser_of(liaison).get("/").content.decode()


def test_what_is_missing_is_said_and_what_was_typed_stays(task: Task, liaison: User) -> None:
    address = reverse("extension-ask", args=[task.plan.slug, task.number])
    answer = browser_of(liaison).post(address, POSTED | {"applied-asked_until": "31/12"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "经费下达推迟。" in page.replace("\u200b", "")
    assert not Case.objects.exists()


def test_a_leader_grants_and_the_task_shows_both_dates(
    asked: ExtensionRequest, task: Task, signer: User, reviewer: User, leader: User
) -> None:
    check(sign(asked, signer), reviewer)
    asked.refresh_from_db()
    assert 'value="2026-12-31"' in page_of(asked, leader)
    assert decide(asked, leader, "granted", until="2026-12-31") == 422
    said = {"until": "2026-12-31", "document_number": "江残工委〔2026〕1号"}
    assert decide(asked, leader, "granted", **said) == 302
    shown = browser_of(leader).get(f"/tasks/{task.plan.slug}/m1/").content.decode()
    assert "2026年12月31日" in shown
    assert "原定2025年12月31日" in shown


def test_a_return_needs_its_reason_and_says_it(asked: ExtensionRequest, signer: User) -> None:
    assert decide(asked, signer, "sent_back") == 422
    assert decide(asked, signer, "sent_back", reason="写明资金安排。") == 302
    assert "写明资金安排。" in page_of(asked, signer)


def test_the_second_click_is_told_who_was_faster(asked: ExtensionRequest, signer: User) -> None:
    assert decide(asked, signer, "signed") == 302
    assert decide(asked, signer, "signed") == 409


def test_buttons_are_offered_to_whose_turn_it_is_alone(
    asked: ExtensionRequest, liaison: User, signer: User, reviewer: User
) -> None:
    assert "签批</button>" in page_of(asked, signer)
    assert "签批</button>" not in page_of(asked, reviewer)
    assert "撤回</button>" in page_of(asked, liaison)


def test_the_list_filters_by_whose_turn_and_says_when_there_is_none(
    asked: ExtensionRequest, signer: User, reviewer: User, foreign_liaison: User
) -> None:
    def listed(user: User, query: str = "") -> list[int]:
        answer = browser_of(user).get(reverse("case-list") + query)
        return [case.pk for case in answer.context["cases"]]

    assert listed(signer, "?state=mine") == listed(reviewer) == [asked.pk]
    assert listed(reviewer, "?state=mine") == listed(reviewer, "?state=ended") == []
    assert listed(foreign_liaison) == listed(reviewer, "?kind=closure&state=ended") == []


def test_what_was_typed_when_the_session_ended_comes_back(
    asked: ExtensionRequest, signer: User, reviewer: User, leader: User
) -> None:
    check(sign(asked, signer), reviewer)
    stranger = browser_of(None)
    posted = {
        "outcome": "granted", "writer": leader.username, "granted-step": "decide",
        "granted-until": str(UNTIL), "granted-document_number": "江残工委〔2026〕9号",
    }  # fmt: skip
    stranger.post(reverse("case-decide", args=[asked.pk]), posted)
    stranger.force_login(leader, backend="project.accounts.backend.PasswordBackend")
    page = stranger.get(reverse("case", args=[asked.pk])).content.decode()
    assert "江残工委〔2026〕9号" in page
    assert "已恢复" in page


def test_a_granted_request_is_over_for_everybody(
    asked: ExtensionRequest, signer: User, reviewer: User, leader: User, task: Task
) -> None:
    grant(check(sign(asked, signer), reviewer), leader)
    assert "</button>" not in page_of(asked, leader).split("</header>")[1]
    task.refresh_from_db()
    assert task.due_on == date(2026, 12, 31)
