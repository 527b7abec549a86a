"""催办: each urge is told once, to the unit's liaisons, while there is still something to urge."""

from datetime import timedelta

import pytest

from notifications.models import Kind, Message
from notifications.reasons import reason_gone
from notifications.urging import tell_urges
from project.accounts.models import User
from tests.cast import MORNING, TODAY
from tests.workflows.playing import submit
from workflows.gathering.urging import urge
from workflows.models import Report

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def urged(report: Report, support_report: Report, liaison: User, supporting_liaison: User) -> User:
    User.objects.filter(pk=supporting_liaison.pk).update(email="czj@example.invalid")
    urge(support_report, lead=report, by=liaison)
    return supporting_liaison


def letters() -> list[Message]:
    return list(Message.objects.filter(kind=Kind.URGED).order_by("channel"))


def test_an_urge_is_told_once_over_each_channel(urged: User) -> None:
    assert tell_urges() == 1
    assert tell_urges() == 0
    assert [letter.recipient for letter in letters()] == [urged, urged]
    assert letters()[0].title == "催办：第1项（2025年第4季度），市民政局请贵单位反馈"
    assert "催办人：民政联络员" in letters()[0].text


def test_what_was_answered_meanwhile_is_not_told(urged: User, support_report: Report) -> None:
    submit(support_report, urged)
    assert tell_urges() == 0
    assert letters() == []


def test_a_letter_answered_before_it_leaves_is_not_sent(
    urged: User, support_report: Report
) -> None:
    tell_urges()
    assert reason_gone(letters()[0], on=TODAY) == ""
    submit(support_report, urged)
    assert "已经办完" in reason_gone(letters()[0], on=TODAY)


def test_yesterdays_urge_is_not_told(urged: User) -> None:
    assert tell_urges(at=MORNING + timedelta(days=3)) == 0


def test_each_working_day_s_urge_is_a_letter_of_its_own(
    urged: User, report: Report, support_report: Report, liaison: User
) -> None:
    tell_urges()
    monday = MORNING + timedelta(days=3)
    urge(support_report, lead=report, by=liaison, at=monday)
    assert tell_urges(at=monday) == 1
    assert {letter.period for letter in letters()} == {"2026-01-09", "2026-01-12"}
