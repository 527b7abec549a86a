"""Who took over a post, and whose unit got 特许补报, is told once, and only while it holds."""

from datetime import date, timedelta

import pytest

from notifications.models import Kind, Message
from notifications.notices import tell_delegations, tell_exceptions, tell_handovers
from notifications.reasons import NOTHING_LEFT, is_theirs, reason_gone
from project.accounts.delegating import end
from project.accounts.granting import revoke
from project.accounts.handing_over import hand_over
from project.accounts.models import Role, User
from tests.cast import MORNING, TODAY, person, unit
from tests.workflows.standing import lend
from workflows.cycles.excepting import give_exception, withdraw_exception
from workflows.models import Cycle

pytestmark = [pytest.mark.django_db, pytest.mark.db]

MARCH = date(2026, 3, 2)


def letters(person: User, kind: Kind) -> list[Message]:
    return list(Message.objects.in_app().filter(recipient=person, kind=kind).order_by("pk"))


@pytest.mark.parametrize(
    ("role", "link"), [(Role.LIAISON, "/units/mzj/handover/"), (Role.REVIEWER, "/")]
)
def test_the_successor_is_told_once(role: Role, link: str, security_admin: User) -> None:
    before, after = person("前任", "mzj", (role, "mzj")), person("王芳", "mzj")
    hand_over(before.grants.get(), to=after, why="调岗", by=security_admin)
    assert (tell_handovers(), tell_handovers()) == (1, 0)
    (letter,) = letters(after, Kind.HANDED_OVER)
    assert letter.title == f"交接：您已接替前任任市民政局{role.label}"
    assert f"{link}\n" in letter.text
    assert link in letter.html
    assert is_theirs(letter, on=TODAY)
    revoke(after.grants.get(), by=security_admin, why="误办")
    assert not is_theirs(letter, on=TODAY)


def test_a_plain_grant_and_an_old_handover_are_not_told(
    liaison: User, security_admin: User
) -> None:
    assert tell_handovers() == 0
    hand_over(liaison.grants.get(), to=person("王芳", "mzj"), why="调岗", by=security_admin)
    assert tell_handovers(at=MORNING + timedelta(days=4)) == 0


def test_a_units_liaisons_are_told_what_was_given_and_taken_back(
    cycle: Cycle, liaison: User, second_liaison: User, signer: User, reviewer: User
) -> None:
    User.objects.filter(pk=liaison.pk).update(email="liaison@example.invalid")
    mzj = unit("mzj")
    for until_on in (MARCH, MARCH + timedelta(days=1)):
        give_exception(cycle, mzj, by=reviewer, until_on=until_on, reason="数据晚到。")
    assert (tell_exceptions(), tell_exceptions()) == (2, 0)
    titles = [each.title for each in letters(second_liaison, Kind.EXCEPTED)]
    assert titles == [
        "特许补报：市民政局2025年第4季度可补报到2026年3月2日",
        "特许补报：市民政局2025年第4季度可补报到2026年3月3日",
    ]
    given = Message.objects.by_mail().filter(kind=Kind.EXCEPTED).order_by("pk")[0]
    assert reason_gone(given, on=TODAY) == ""
    withdraw_exception(cycle, mzj, by=reviewer, reason="不再需要。")
    assert reason_gone(given, on=TODAY) == NOTHING_LEFT
    assert (tell_exceptions(), tell_exceptions()) == (1, 0)
    ended = Message.objects.by_mail().filter(kind=Kind.EXCEPTED).order_by("pk")[2]
    assert reason_gone(ended, on=TODAY) == ""
    last = letters(liaison, Kind.EXCEPTED)[-1]
    assert last.title == "特许补报已收回：市民政局2025年第4季度"
    assert "原因：不再需要。" in last.text
    assert letters(signer, Kind.EXCEPTED) == []
    give_exception(cycle, mzj, by=reviewer, until_on=MARCH, reason="又要补报。")
    assert reason_gone(ended, on=TODAY) == NOTHING_LEFT


def test_the_delegate_is_told_once_and_again_when_it_ends_early(
    signer: User, second_liaison: User
) -> None:
    lent = lend(signer, second_liaison)
    assert (tell_delegations(), tell_delegations()) == (1, 0)
    (letter,) = letters(second_liaison, Kind.DELEGATED)
    assert letter.title == f"委托：{signer}委托您办理市民政局签批人的事项"
    assert "自2026年1月9日起至2026年1月16日止" in letter.text
    assert f"请选择“代{signer}”" in letter.html
    assert is_theirs(letter, on=TODAY)
    assert reason_gone(letter_by_mail(letter), on=TODAY + timedelta(days=8)) == NOTHING_LEFT
    end(lent, by=signer)
    assert (tell_delegations(), tell_delegations()) == (1, 0)
    told, ended = letters(second_liaison, Kind.DELEGATED)
    assert reason_gone(letter_by_mail(told), on=TODAY) == NOTHING_LEFT
    assert ended.title == f"委托：{signer}已结束委托您办理市民政局签批人的事项"
    assert reason_gone(letter_by_mail(ended), on=TODAY) == ""
    assert not letters(signer, Kind.DELEGATED)


def letter_by_mail(letter: Message) -> Message:
    """The same letter with somebody to send it to."""
    letter.recipient.email = "liaison2@example.invalid"
    return letter


def test_an_old_delegation_is_not_told(signer: User, second_liaison: User) -> None:
    lend(signer, second_liaison)
    assert tell_delegations(at=MORNING + timedelta(days=4)) == 0
