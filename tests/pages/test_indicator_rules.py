"""The page of how indicators roll up: read by all of the committee, changed by its office."""

import json

import pytest

from project.accounts.models import User
from task_table.models import Plan
from tests.pages.conftest import browser_of
from tests.pages.filling import text_of
from workflows.figures.ruling import change_rules, rules_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("figures_asked")]

PAGE = "/indicators/jiangmen-145/"


def posted(plan: Plan, **rules: str) -> dict[str, str]:
    """Return the page as it is posted, with rules named counties_3 changed."""
    seen = rules_of(plan)
    chosen = {name.replace("_", "-"): rule for name, rule in rules.items()}
    return seen | chosen | {"seen": json.dumps(seen)}


def test_the_office_sets_the_rules(plan: Plan, reviewer: User) -> None:
    client = browser_of(reviewer)
    assert text_of(client.get(PAGE)).count("<select") == 22
    answer = client.post(PAGE, posted(plan, counties_3="rate"), follow=True)
    assert "指标汇总规则已保存" in text_of(answer)
    assert rules_of(plan)["counties-3"] == "rate"
    assert "没有改动" in text_of(client.post(PAGE, posted(plan), follow=True))


def test_everybody_else_of_the_committee_reads_them(plan: Plan, liaison: User) -> None:
    page = text_of(browser_of(liaison).get(PAGE))
    assert "<select" not in page
    assert page.count("不要求县（市、区）填报") == 11


def test_what_cannot_be_added_is_said_beside_its_field(plan: Plan, reviewer: User) -> None:
    answer = browser_of(reviewer).post(PAGE, posted(plan, counties_3="sum"))
    assert answer.status_code == 422
    page = text_of(answer)
    assert "百分比和文字不能相加" in page
    assert '<option value="sum" selected>' in page
    assert rules_of(plan)["counties-3"] == "none"


def test_a_choice_that_does_not_exist_is_said(plan: Plan, reviewer: User) -> None:
    answer = browser_of(reviewer).post(PAGE, posted(plan, cycles_3="mean"))
    assert answer.status_code == 422
    assert "请从列出的规则中选择" in text_of(answer)


def test_a_colleagues_change_is_shown_before_ones_own_is_kept(
    plan: Plan, reviewer: User, colleague: User
) -> None:
    data = posted(plan, counties_3="rate")
    seen = rules_of(plan)
    change_rules(plan, seen | {"cycles-11": "sum"}, by=colleague, seen=seen)
    answer = browser_of(reviewer).post(PAGE, data)
    assert (answer.status_code, rules_of(plan)["counties-3"]) == (409, "none")


def test_a_page_that_says_nothing_of_what_it_showed_changes_nothing(
    plan: Plan, reviewer: User
) -> None:
    for seen in ("", "[1]", "{"):
        data = posted(plan, counties_3="rate") | {"seen": seen}
        assert browser_of(reviewer).post(PAGE, data).status_code == 409
    assert rules_of(plan)["counties-3"] == "none"
