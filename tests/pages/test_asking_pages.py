"""The page of what counties report: read by all of the committee, changed by its office."""

import pytest

from project.accounts.models import User
from task_table.models import Plan
from tests.pages.conftest import browser_of
from tests.pages.filling import text_of
from workflows.asking import asks_of, change_asks

pytestmark = pytest.mark.django_db

PAGE = "/asks/jiangmen-145/"


def posted(plan: Plan, **asks: str) -> dict[str, str]:
    """Return the page as it is posted, with the asks of tasks named t1, t16 changed."""
    seen = asks_of(plan)
    chosen = seen | {name[1:]: ask for name, ask in asks.items()}
    return {f"ask-{number}": ask for number, ask in chosen.items()} | {
        "seen": ",".join(f"{number}-{ask}" for number, ask in seen.items())
    }


def test_the_office_changes_what_is_asked(plan: Plan, reviewer: User) -> None:
    client = browser_of(reviewer)
    assert text_of(client.get(PAGE)).count("<select") == 44
    answer = client.post(PAGE, posted(plan, t1="section"), follow=True)
    assert "填报要求已保存" in text_of(answer)
    assert asks_of(plan)["1"] == "section"
    assert "没有改动" in text_of(client.post(PAGE, posted(plan), follow=True))


def test_everybody_else_of_the_committee_reads_it(plan: Plan, liaison: User) -> None:
    page = text_of(browser_of(liaison).get(PAGE))
    assert "<select" not in page
    assert page.count("<strong>报数据</strong>") == 7


def test_a_colleagues_change_is_shown_before_ones_own_is_kept(
    plan: Plan, reviewer: User, colleague: User
) -> None:
    data = posted(plan, t2="section")
    seen = asks_of(plan)
    change_asks(plan, seen | {"1": "section"}, by=colleague, seen=seen)
    answer = browser_of(reviewer).post(PAGE, data)
    assert (answer.status_code, asks_of(plan)["2"]) == (409, "figure")


def test_a_choice_that_does_not_exist_is_said_at_its_task(plan: Plan, reviewer: User) -> None:
    answer = browser_of(reviewer).post(PAGE, posted(plan, t1="poem"))
    assert answer.status_code == 422
    assert "请从列出的填报要求中选择" in text_of(answer)
