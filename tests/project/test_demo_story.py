"""The demo's story is told in parts: broken off it goes on, and told to its end it is whole."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

import pytest
from pytest_django.plugin import DjangoDbBlocker

from project.accounts.models import User
from project.demo import story
from project.demo.cast import Cast
from project.demo.story import play_story
from project.demo.words import MARK
from task_table.models import Milestone, Plan
from tests.cast import MORNING
from tests.project.demo_staging import HALF_WAY, lasting, shorten
from workflows.models import Cycle, MilestoneAnswer, Report

pytestmark = [pytest.mark.db, pytest.mark.django_db]


class Told(NamedTuple):
    """A story that the power broke off, and that was told to its end."""

    plan: Plan
    people_then: int
    cycles_then: int
    reports_then: int
    parts_told_after: int


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Told]:
    """Told once for both tests: they only read it."""
    with lasting(django_db_blocker, at=MORNING) as plan, pytest.MonkeyPatch.context() as patched:
        shorten(patched)
        with pytest.raises(RuntimeError, match="断电"):
            list(_until_the_power_goes(plan))
        then = (User.objects.count(), Cycle.objects.count(), Report.objects.count())
        yield Told(plan, *then, len(list(play_story(plan, at=HALF_WAY))))


def _until_the_power_goes(plan: Plan) -> Iterator[str]:
    """Tell the story; within its first cycle the power goes."""
    play = story.play_cycle

    def play_and_break_off(cycle: Cycle, cast: Cast, *, until: datetime) -> int:
        play(cycle, cast, until=until)
        raise RuntimeError("断电")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(story, "play_cycle", play_and_break_off)
        yield from play_story(plan, at=HALF_WAY)


def test_a_story_broken_off_leaves_whole_parts_and_goes_on(told: Told) -> None:
    assert told.people_then > 90
    assert (told.cycles_then, told.reports_then) == (0, 0)
    assert told.parts_told_after == 2
    assert [cycle.key for cycle in Cycle.objects.all()] == ["2025-Q4", "final"]
    assert list(play_story(told.plan, at=HALF_WAY)) == []


def test_the_nodes_are_marked_and_answered_by_their_leads(told: Told) -> None:
    nodes = Milestone.objects.filter(task__plan=told.plan)
    assert all(node.text.startswith(MARK) for node in nodes)
    assert nodes.values("task").distinct().count() == 39
    answered = MilestoneAnswer.objects.signed().filter(version__report__cycle__key="2025-Q4")
    assert set(answered.values_list("milestone__task__number", flat=True)) == {"1"}
