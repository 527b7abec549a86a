"""What a correction says of itself: nothing that is printed changes without a word."""

from dataclasses import replace
from datetime import timedelta

import pytest

from notifications.correcting import ELSEWHERE, changes_between
from notifications.paper_rows import Row
from notifications.papers import Paper
from notifications.summaries.facts import paper_of
from project.accounts.models import User
from tests.cast import MORNING
from tests.notifications.spanning import Hands, signed
from workflows.models import Cycle

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def told(cycle: Cycle, liaison: User, reviewer: User, signer: User) -> Paper:
    hands: Hands = (liaison, reviewer, signer)
    signed(cycle, hands, "已办理。", problem="经费没有到位。")
    return paper_of(cycle, at=MORNING)


def with_rows(paper: Paper, **changed: str) -> Paper:
    """Return the paper with other words in every row that has some."""

    def other(row: Row) -> Row:
        return replace(row, words=replace(row.words, **changed)) if row.words else row

    sections = [
        replace(part, tasks=[replace(task, rows=[*map(other, task.rows)]) for task in part.tasks])
        for part in paper.sections
    ]
    return replace(paper, sections=sections)


def test_the_same_facts_of_another_moment_say_nothing(told: Paper) -> None:
    later = replace(told, as_of=told.as_of + timedelta(days=1), course=[])
    assert changes_between(told, later) == []


def test_another_problem_in_a_list_as_long_is_told_by_its_task(told: Paper) -> None:
    other = with_rows(told, problem="人手不够。")
    assert changes_between(told, other) == ["存在问题的内容有改动：第1项。"]


def test_another_next_step_is_told_as_a_change_elsewhere(told: Paper) -> None:
    assert changes_between(told, with_rows(told, next_step="另行安排。")) == [ELSEWHERE]


def test_another_year_or_county_of_an_indicator_is_told(told: Paper) -> None:
    gauges = [replace(each, added="1/2，50%") if each.number == 3 else each
              for each in told.gauges or ()]  # fmt: skip
    (said,) = changes_between(told, replace(told, gauges=gauges))
    assert said.startswith("指标“符合条件的残疾人纳入最低生活保障比例”的数值有改动")
