"""办公室催办: one letter a person over all that is still owed, each act once, rows first."""

import json
from datetime import timedelta

import pytest

from notifications.chasing import tell_office_urges
from notifications.models import Kind, Message
from notifications.reasons import reason_gone
from notifications.summaries.building import build
from project.accounts.granting import revoke
from project.accounts.models import Role, User
from tests.cast import MORNING, TODAY, person, report_on, unit
from tests.workflows.playing import submit
from workflows.chasing.acting import NOTHING_SAID, Said, urge_units
from workflows.cycles.spans import own_span
from workflows.models import Cycle, Report, UrgeMeans

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def of_two(report: Report, own_report: Report) -> User:
    """The liaison of two units, of which both owe."""
    user = person("两处联络员", "mzj", (Role.LIAISON, "mzj"), (Role.LIAISON, "cl"))
    User.objects.filter(pk=user.pk).update(email="two@example.invalid")
    return user


def letters() -> list[Message]:
    rows = Message.objects.filter(kind=Kind.URGED).select_related("recipient")
    return list(rows.order_by("recipient", "channel"))


def urge(
    cycle: Cycle, by: User, means: UrgeMeans = UrgeMeans.SYSTEM, said: Said = NOTHING_SAID
) -> None:
    urge_units(cycle, [unit("mzj"), unit("cl")], means=means, by=by, said=said)


def test_one_letter_a_person_lists_all_and_is_written_once(
    cycle: Cycle, of_two: User, liaison: User, reviewer: User
) -> None:
    report_on(cycle, "4", "mzj")
    urge(cycle, reviewer)
    assert tell_office_urges() == 2
    assert tell_office_urges() == 0
    told = {(each.recipient, each.channel): each.title for each in letters()}
    assert told == {
        (of_two, "email"): "催办：2025年第4季度还有3项没有报送",
        (of_two, "in_app"): "催办：2025年第4季度还有3项没有报送",
        (liaison, "in_app"): "催办：2025年第4季度还有2项没有报送",
    }
    assert "市残联：第3项" in letters()[0].text


@pytest.mark.parametrize("means", [UrgeMeans.PHONE, UrgeMeans.LETTER, UrgeMeans.VISIT])
def test_a_call_a_letter_or_a_visit_sends_no_message(
    cycle: Cycle, of_two: User, reviewer: User, means: UrgeMeans
) -> None:
    urge(cycle, reviewer, means, Said("王芳", "数据在核对。"))
    assert tell_office_urges() == 0
    assert letters() == []


def test_what_was_answered_meanwhile_is_not_told(
    cycle: Cycle, report: Report, own_report: Report, liaison: User, own_liaison: User,
    reviewer: User,
) -> None:  # fmt: skip
    urge(cycle, reviewer)
    submit(report, liaison)
    assert tell_office_urges() == 1
    assert [each.recipient for each in letters()] == [own_liaison]


def test_a_letter_answered_or_no_longer_theirs_does_not_leave(
    cycle: Cycle, report: Report, of_two: User, reviewer: User, security_admin: User
) -> None:
    urge(cycle, reviewer)
    tell_office_urges()
    mail = letters()[0]
    assert reason_gone(mail, on=TODAY) == ""
    submit(report, of_two)
    assert reason_gone(mail, on=TODAY) == ""
    grant = of_two.grants.get(unit__code="cl")
    revoke(grant, by=security_admin, why="调离")
    assert "授权已经结束" in reason_gone(mail, on=TODAY)


def test_a_letter_over_nothing_that_is_owed_does_not_leave(
    cycle: Cycle, report: Report, own_report: Report, of_two: User, reviewer: User
) -> None:
    urge(cycle, reviewer)
    tell_office_urges()
    for row in (report, own_report):
        submit(row, of_two)
    assert "已经办完" in reason_gone(letters()[0], on=TODAY)


def test_yesterdays_urge_is_not_told(cycle: Cycle, of_two: User, reviewer: User) -> None:
    urge(cycle, reviewer)
    assert tell_office_urges(at=MORNING + timedelta(days=3)) == 0


def test_the_summary_counts_an_urge_once_for_all_that_a_unit_owed(
    cycle: Cycle, of_two: User, reviewer: User
) -> None:
    report_on(cycle, "4", "mzj")
    urge(cycle, reviewer)
    burden = json.loads(build(own_span(cycle)).facts)["burden"]
    assert [(each["party"], each["urges"]) for each in burden] == [("lead", 2), ("support", 1)]
