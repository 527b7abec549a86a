"""The demo's story on a reduced scale: its cast, its order, its end, and that it goes on."""

from datetime import datetime

import pytest

from notifications.models import Robot
from project.accounts.models import Grant, User
from project.demo import people, scenes, story
from project.demo.cast import Cast
from project.demo.robots import add_group_robot
from project.demo.story import play_cycle, play_story
from project.demo.words import MARK
from task_table.models import Milestone, Plan
from tests.cast import MORNING, TODAY
from tests.project.demo_staging import HALF_WAY, ON, open_few, settle_cast
from workflows.cycles.periods import period_of
from workflows.cycles.schedule import announce
from workflows.models import (
    Cycle,
    Dispute,
    MilestoneAnswer,
    Report,
    Transition,
)
from workflows.staffing import gaps

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def cast(plan: Plan, figures_asked: Plan) -> Cast:
    return settle_cast(plan)


def test_everybody_in_it_is_plainly_fictional(cast: Cast) -> None:
    for user in User.objects.all():
        assert user.name.startswith("演示·")
        assert not user.email or user.email.endswith("@example.invalid")
        assert not user.password_is_temporary
    assert User.objects.filter(email="").count() == len(people.WITHOUT_MAIL)


def test_every_unit_has_its_people_but_for_the_gaps_on_purpose(plan: Plan, cast: Cast) -> None:
    assert list(gaps(plan, on=ON)) == [
        "市妇联没有联络员，无人填报。",
        "江门职业技术学院的联络员和签批人是同一个人，不能自写自签。",
    ]


def test_the_sample_accounts_have_the_roles_they_are_offered_for(cast: Cast) -> None:
    for username, role in people.SAMPLES:
        grants = Grant.objects.filter(user__username=username)
        assert {grant.get_role_display() for grant in grants} == {role}


def test_the_office_decided_what_they_disagreed_about_before(plan: Plan, cast: Cast) -> None:
    cycle = open_few(announce(plan, period_of("2025-Q4", plan), on=TODAY))
    play_cycle(cycle, cast, until=HALF_WAY, tasks=("1",))
    found = Dispute.objects.get()
    assert (found.stands, found.decided_on.version.report.unit.code) == ("other", "mzj")


def acts_of(cycle: Cycle, cast: Cast) -> list[tuple[datetime, str, object]]:
    return [(act.at, act.by.username, act.words) for act in story._acts_of(cycle, cast, None)]


def test_the_office_s_group_robot_is_marked_and_at_work(plan: Plan, cast: Cast) -> None:
    add_group_robot(plan)
    robot = Robot.objects.get()
    assert robot.is_on
    assert robot.name.startswith("【演示】")


def test_the_story_is_the_same_every_time(plan: Plan, cast: Cast) -> None:
    cycle = open_few(announce(plan, period_of("2025-Q2", plan), on=TODAY))
    assert acts_of(cycle, cast) == acts_of(cycle, cast)


@pytest.fixture
def short(figures_asked: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """One quarter and the final cycle, of two tasks."""
    acts = story._acts_of
    monkeypatch.setattr(scenes, "QUARTERS", ("2025-Q4",))
    monkeypatch.setattr(story, "open_cycle", open_few)
    monkeypatch.setattr(story, "_acts_of", lambda cycle, cast, _: acts(cycle, cast, ("1", "9")))


def test_a_story_broken_off_leaves_whole_parts_and_goes_on(
    plan: Plan, short: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    play = story.play_cycle

    def until_the_power_goes(cycle: Cycle, cast: Cast, *, until: datetime) -> int:
        play(cycle, cast, until=until)
        raise RuntimeError("断电")

    with monkeypatch.context() as patched:
        patched.setattr(story, "play_cycle", until_the_power_goes)
        with pytest.raises(RuntimeError, match="断电"):
            list(play_story(plan, at=HALF_WAY))
    assert User.objects.count() > 90
    assert not Cycle.objects.exists()
    assert not Report.objects.exists()
    assert len(list(play_story(plan, at=HALF_WAY))) == 2
    assert [cycle.key for cycle in Cycle.objects.all()] == ["2025-Q4", "final"]
    assert list(play_story(plan, at=HALF_WAY)) == []


def test_what_lies_ahead_is_not_told_yet(plan: Plan, short: None) -> None:
    assert len(list(play_story(plan, at=MORNING))) == 2
    assert [cycle.key for cycle in Cycle.objects.all()] == ["2025-Q4"]
    assert Transition.objects.exists()
    assert not Transition.objects.filter(at__gt=MORNING).exists()


def test_the_nodes_are_marked_and_answered_by_their_leads(plan: Plan, short: None) -> None:
    list(play_story(plan, at=HALF_WAY))
    nodes = Milestone.objects.filter(task__plan=plan)
    assert all(node.text.startswith(MARK) for node in nodes)
    assert nodes.values("task").distinct().count() == 39
    answered = MilestoneAnswer.objects.signed().filter(version__report__cycle__key="2025-Q4")
    assert set(answered.values_list("milestone__task__number", flat=True)) == {"1"}
