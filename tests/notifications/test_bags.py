"""Letters taken up together: what a death leaves of a bag, and who is surely still to be told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.utils import timezone
from time_machine import TimeMachineFixture

from notifications.bags import BUNDLED, Bag
from notifications.models import Kind, Message, Sender, State
from notifications.outbox import post
from notifications.owed import owed_by
from notifications.post import Post
from notifications.reasons import reason_gone
from notifications.reminding import remind, tell_returns
from notifications.sending import lease, send_queued
from notifications.wanted import surely_wanted
from project.accounts.granting import revoke
from project.accounts.models import Grant, User
from tests.cast import MORNING, TODAY
from tests.notifications.conftest import Mailbox
from tests.notifications.test_outbox_property import LETTER
from tests.workflows.playing import approve, send_back, submit
from workflows.desks import surely_waited_for
from workflows.models import Report

pytestmark = [pytest.mark.django_db, pytest.mark.db]

Addressed = Callable[..., User]


@pytest.fixture
def both(
    report: Report, liaison: User, second_liaison: User, with_address: Addressed
) -> list[User]:
    return [with_address(liaison), with_address(second_liaison)]


def test_of_a_dead_senders_bag_only_the_letter_being_handed_over_is_uncertain(
    both: list[User], mailbox: Mailbox, clock: TimeMachineFixture
) -> None:
    remind(on=TODAY)
    bag = Bag.filled(at=timezone.now())
    bag.begin(bag.letters[0])
    assert send_queued()["sent"] == 0
    clock.shift(lease() + timedelta(seconds=1))
    tally = send_queued()
    assert (tally["uncertain"], tally["sent"]) == (1, 2)
    assert list(Message.objects.by_mail().order_by("pk").values_list("uncertain", flat=True)) == [
        1, 0,
    ]  # fmt: skip


def test_a_slow_sender_does_not_hand_over_what_another_has_sent_meanwhile(
    both: list[User], mailbox: Mailbox, clock: TimeMachineFixture
) -> None:
    remind(on=TODAY)
    slow = Bag.filled(at=timezone.now())
    clock.shift(lease() + timedelta(seconds=1))
    assert send_queued()["sent"] == 2
    assert [slow.begin(letter) for letter in slow.letters] == [False, False]


def states() -> list[str]:
    return list(Message.objects.by_mail().order_by("pk").values_list("state", flat=True))


def test_of_a_dead_senders_bag_what_was_accepted_is_noted_and_never_repeated(
    both: list[User], mailbox: Mailbox, clock: TimeMachineFixture
) -> None:
    remind(on=TODAY)
    bag = Bag.filled(at=timezone.now())
    first, second = bag.letters
    assert bag.begin(first)
    bag.accepted(first)
    assert bag.begin(second)
    assert states() == [State.QUEUED, State.QUEUED]
    clock.shift(lease() + timedelta(seconds=1))
    tally = send_queued()
    assert (tally["uncertain"], tally["sent"]) == (1, 1)
    assert mailbox.to(both[0]) == []
    assert states() == [State.SENT, State.SENT]
    assert list(Message.objects.by_mail().order_by("pk").values_list("tries", "uncertain")) == [
        (1, 0), (2, 1),
    ]  # fmt: skip
    assert not Sender.objects.exists()


def test_a_sender_broken_off_while_handing_over_leaves_that_letter_uncertain_and_counted(
    both: list[User], mailbox: Mailbox, clock: TimeMachineFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by a worker's stop signal after the words went out: it is no letter that was not begun."""
    remind(on=TODAY)
    put = Post._put

    def put_and_break_off(post: Post, ready: Any) -> None:
        put(post, ready)
        raise SystemExit

    with monkeypatch.context() as breaking:
        breaking.setattr(Post, "_put", put_and_break_off)
        with pytest.raises(SystemExit):
            send_queued()
    assert send_queued()["sent"] == 1
    assert [len(mailbox.to(each)) for each in both] == [1, 1]
    clock.shift(lease() + timedelta(seconds=1))
    tally = send_queued()
    assert (tally["uncertain"], tally["sent"]) == (1, 1)
    rows = Message.objects.by_mail().order_by("pk")
    assert list(rows.values_list("state", "uncertain")) == [(State.SENT, 1), (State.SENT, 0)]
    assert not Sender.objects.exists()


def test_what_was_accepted_is_noted_within_a_second_where_the_server_is_slow(
    both: list[User], clock: TimeMachineFixture
) -> None:
    remind(on=TODAY)
    bag = Bag.filled(at=timezone.now())
    first, second = bag.letters
    bag.begin(first)
    bag.accepted(first)
    clock.shift(BUNDLED + timedelta(milliseconds=1))
    assert bag.begin(second)
    assert states() == [State.SENT, State.QUEUED]


def test_a_slow_sender_keeps_its_bag_by_each_letter_it_begins(
    both: list[User], mailbox: Mailbox, clock: TimeMachineFixture
) -> None:
    remind(on=TODAY)
    bag = Bag.filled(at=timezone.now())
    for letter in bag.letters:
        clock.shift(lease() - timedelta(seconds=1))
        assert bag.begin(letter)
        bag.accepted(letter)
        assert send_queued() == {"uncertain": 0, "expired": 0}
    bag.settle()
    assert states() == [State.SENT, State.SENT]


def test_what_lies_in_a_bag_past_its_last_day_is_left_to_its_sender(
    both: list[User], mailbox: Mailbox, clock: TimeMachineFixture
) -> None:
    """It may have been accepted a moment ago: 过期未发 would be untrue."""
    remind(on=TODAY)
    clock.move_to(MORNING.replace(hour=23, minute=59, second=59), tick=False)
    bag = Bag.filled(at=timezone.now())
    bag.begin(bag.letters[0])
    bag.accepted(bag.letters[0])
    clock.shift(timedelta(seconds=2))
    assert send_queued()["expired"] == 0
    bag.settle()
    bag.give_back()
    assert send_queued()["expired"] == 1
    assert states() == [State.SENT, State.EXPIRED]


@pytest.mark.waits
def test_a_server_that_hangs_up_between_two_letters_leaves_none_uncertain(
    both: list[User], mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = mailbox.handle_DATA

    async def take_and_go(server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await take(server, session, envelope)
        await server.push(answer)
        assert server.transport is not None
        server.transport.close()
        return answer

    monkeypatch.setattr(mailbox, "handle_DATA", take_and_go)
    remind(on=TODAY)
    assert send_queued()["sent"] == 2
    assert len(mailbox.letters) == 2
    assert not Message.objects.filter(uncertain__gt=0).exists()


def test_who_surely_owes_owes_by_their_piles(
    report: Report, own_report: Report, liaison: User, reviewer: User, signer: User,
    own_liaison: User, outside_reviewer: User, foreign_liaison: User, leader: User,
) -> None:  # fmt: skip
    cast = [liaison, reviewer, signer, own_liaison, outside_reviewer, foreign_liaison, leader]
    found = []
    submit(own_report, own_liaison)
    for act, by in ((None, None), (submit, liaison), (approve, reviewer)):
        if act and by:
            report = act(report, by)
        sure = surely_waited_for([each.pk for each in cast], on=TODAY)
        assert sure <= {each.pk for each in cast if owed_by(each, on=TODAY).count}
        found.append(sure)
    assert liaison.pk in found[0]
    assert reviewer.pk in found[1]
    assert signer.pk in found[2]


def sure_and_really() -> tuple[set[int], set[int]]:
    rows = list(Message.objects.by_mail().select_related("recipient__home_unit"))
    really = {row.pk for row in rows if not reason_gone(row, on=TODAY)}
    return surely_wanted(rows, on=TODAY), really


def test_what_is_surely_wanted_has_its_reason(
    both: list[User], report: Report, reviewer: User, security_admin: User
) -> None:
    send_back(submit(report, both[0]), reviewer)
    tell_returns()
    remind(on=TODAY)
    assert sure_and_really()[0] == sure_and_really()[1]
    assert Message.objects.by_mail().count() == len(sure_and_really()[0]) == 4
    revoke(Grant.objects.get(user=both[0]), by=security_admin, why="调离")
    sure, really = sure_and_really()
    assert sure == really
    assert len(sure) == 2
    submit(Report.objects.get(), both[1])
    assert sure_and_really() == (set(), set())


def test_of_a_kind_that_goes_to_few_nothing_is_sure_and_it_is_sent_all_the_same(
    both: list[User], mailbox: Mailbox
) -> None:
    grant = Grant.objects.get(user=both[0])
    post(
        LETTER, kind=Kind.HANDED_OVER, subject=f"grant:{grant.pk}", period="1", to=[both[0]],
        expires_on=TODAY,
    )  # fmt: skip
    assert sure_and_really()[0] == set()
    assert send_queued()["sent"] == 1
