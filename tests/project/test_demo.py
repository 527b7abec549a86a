"""The demo's story on a reduced scale: its cast, its order, its end, and that it goes on."""

from datetime import datetime

import pytest

from notifications.models import Robot
from project.accounts.models import Grant, User
from project.demo import people, story
from project.demo.cast import Cast
from project.demo.robots import add_group_robot
from project.demo.story import play_cycle, play_story
from task_table.models import Plan
from tests.cast import MORNING, TODAY
from tests.project.demo_staging import HALF_WAY, ON, open_few, settle_cast, shorten
from workflows.cycles.periods import period_of
from workflows.cycles.schedule import announce
from workflows.models import (
    Cycle,
    Dispute,
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
    shorten(monkeypatch)


def test_what_lies_ahead_is_not_told_yet(plan: Plan, short: None) -> None:
    assert len(list(play_story(plan, at=MORNING))) == 2
    assert [cycle.key for cycle in Cycle.objects.all()] == ["2025-Q4"]
    assert Transition.objects.exists()
    assert not Transition.objects.filter(at__gt=MORNING).exists()
