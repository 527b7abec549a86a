"""What did not arrive is sent again by a person, where the reason still holds; never what did."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from time_machine import TimeMachineFixture

from notifications.again import Result, dead_mail, key_of, last_day, send_again
from notifications.following import followed_by
from notifications.models import Message, RobotPost, State
from notifications.reminding import remind, tell_returns
from notifications.robots.keeping import try_robot
from notifications.robots.sending import send_posts
from notifications.sending import send_queued
from project.accounts.granting import revoke
from project.accounts.models import Grant, User
from project.audit.models import AuditEvent
from tests.cast import MORNING, TODAY
from tests.notifications.conftest import Mailbox
from tests.notifications.robot_world import Group, group, row, served, written
from tests.pages.conftest import browser_of
from tests.workflows.playing import send_back, submit
from workflows.models import Report
from workflows.refusals import NotEntitled

__all__ = ["group", "served"]
pytestmark = [pytest.mark.django_db, pytest.mark.db]
Addressed = Callable[..., User]


@pytest.fixture
def refused(report: Report, liaison: User, with_address: Addressed, mailbox: Mailbox) -> Message:
    """A morning letter that the mail server refused for good, for a typo in its address."""
    mailbox.refused_addresses[with_address(liaison).email] = "550 no such mailbox"
    remind(on=TODAY)
    send_queued()
    mailbox.refused_addresses.clear()
    letter = Message.objects.by_mail().get()
    assert letter.state == State.REFUSED
    return letter


def again(letter: Message | RobotPost, by: User) -> Result:
    (result,) = send_again([key_of(letter)], by=by)
    return result


def test_a_refused_letter_goes_again_under_its_number_and_with_its_act_in_the_trail(
    refused: Message, reviewer: User, mailbox: Mailbox
) -> None:
    assert again(refused, reviewer).is_queued
    assert send_queued()["sent"] == 1
    assert mailbox.ids() == [f"<{refused.number}@zeren.invalid>"]
    event = AuditEvent.objects.get(action="delivery.again")
    assert (event.actor_id, event.subject) == (reviewer.pk, f"notifications.message:{refused.pk}")
    assert json.loads(event.detail)["was"] == "被拒收"


def test_a_second_click_does_nothing_more(
    refused: Message, reviewer: User, system_admin: User, mailbox: Mailbox
) -> None:
    again(refused, reviewer)
    second = again(refused, system_admin)
    assert (second.is_queued, second.words) == (False, "已经重新排队或送达，没有再发。")
    send_queued()
    assert not again(refused, reviewer).is_queued
    send_queued()
    assert len(mailbox.letters) == 1
    assert AuditEvent.objects.filter(action="delivery.again").count() == 1


def test_what_was_sent_can_never_be_sent_again(
    report: Report, liaison: User, with_address: Addressed, mailbox: Mailbox, reviewer: User
) -> None:
    with_address(liaison)
    remind(on=TODAY)
    send_queued()
    assert not again(Message.objects.by_mail().get(), reviewer).is_queued
    assert send_again([key_of(Message.objects.in_app().get())], by=reviewer) == []
    assert send_queued()["sent"] == 0


def test_a_page_read_before_the_letter_left_cannot_send_it_twice(
    refused: Message, reviewer: User, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row in hand is stale: the database's own state decides."""
    stale = list(dead_mail(_followed(reviewer)))
    again(refused, reviewer)
    send_queued()
    monkeypatch.setattr("notifications.again._asked_for", lambda *_: iter(stale))
    assert not again(refused, reviewer).is_queued
    assert len(mailbox.letters) == 1


def _followed(user: User):  # type: ignore[no-untyped-def]
    followed = followed_by(user, at=MORNING)
    assert followed is not None
    return followed


def test_what_is_done_meanwhile_is_not_sent_again(
    refused: Message, report: Report, liaison: User, reviewer: User
) -> None:
    submit(report, liaison)
    assert again(refused, reviewer).words == "要办的事已经办完，不再发送。"
    refused.refresh_from_db()
    assert refused.state == State.REFUSED


def test_who_lost_the_grant_is_not_told_again(
    refused: Message, liaison: User, reviewer: User, security_admin: User
) -> None:
    revoke(Grant.objects.get(user=liaison), by=security_admin, why="调离")
    assert again(refused, reviewer).words == "收件人的授权已经结束，不再发送。"


def test_a_morning_letter_of_another_day_is_stale(
    refused: Message, reviewer: User, clock: TimeMachineFixture
) -> None:
    clock.shift(timedelta(days=3))
    assert again(refused, reviewer).words == "内容是2026年1月9日的情况，已经过时，不再发送。"


def test_an_expired_return_goes_again_until_the_end_of_the_day_it_is_asked_for(
    report: Report, liaison: User, reviewer: User, with_address: Addressed, mailbox: Mailbox,
    clock: TimeMachineFixture,
) -> None:  # fmt: skip
    send_back(submit(report, with_address(liaison)), reviewer)
    tell_returns()
    letter = Message.objects.by_mail().get()
    Message.objects.by_mail().update(state=State.EXPIRED)
    clock.move_to(MORNING + timedelta(days=1), tick=False)  # a Saturday
    assert again(letter, reviewer).is_queued
    letter.refresh_from_db()
    assert letter.again_until == max(last_day(on=TODAY + timedelta(days=1)), letter.expires_on)
    clock.move_to(MORNING + timedelta(days=14), tick=False)
    assert send_queued()["expired"] == 1
    assert mailbox.letters == []


def test_on_a_day_off_the_last_day_is_the_next_working_day(refused: Message) -> None:
    assert last_day(on=TODAY) == TODAY
    assert last_day(on=TODAY + timedelta(days=1)) == TODAY + timedelta(days=3)


def test_a_letter_sent_again_the_same_day_does_not_wait_for_its_old_turn(
    refused: Message, reviewer: User, mailbox: Mailbox
) -> None:
    Message.objects.filter(pk=refused.pk).update(
        next_try_at=MORNING + timedelta(hours=1), tries=9, uncertain=2
    )
    again(refused, reviewer)
    assert send_queued()["sent"] == 1
    refused.refresh_from_db()
    assert refused.uncertain == 2


def test_a_group_s_text_goes_again_on_its_day_only(
    group: Group, reviewer: User, clock: TimeMachineFixture
) -> None:
    _, platform = group()
    platform.says(404, b"")
    post = written()
    send_posts()
    assert again(post, reviewer).is_queued
    assert send_posts()["sent"] == 1
    assert platform.texts == [post.text]
    assert not again(post, reviewer).is_queued
    RobotPost.objects.update(state=State.EXPIRED, sent_at=None)
    clock.shift(timedelta(days=3))
    assert "已经过时" in again(post, reviewer).words


def test_a_test_is_not_sent_again(group: Group, reviewer: User) -> None:
    robot, platform = group()
    platform.says(404, b"")
    post = try_robot(robot, by=reviewer)
    assert post.state == State.REFUSED
    assert send_again([key_of(post)], by=reviewer) == []


def test_nobody_else_sends_again_and_nobody_another_committee_s(
    refused: Message, liaison: User, leader: User, security_admin: User, reviewer: User
) -> None:
    for person in (liaison, leader, security_admin):
        with pytest.raises(NotEntitled):
            again(refused, person)
    from project.accounts.models import Committee

    home = liaison.home_unit
    assert home is not None
    home.committee = Committee.objects.create(name="另一个残工委")
    home.save()
    assert send_again([key_of(refused)], by=reviewer) == []


def test_the_page_lists_the_dead_and_says_row_by_row_what_was_done(
    refused: Message, reviewer: User, group: Group
) -> None:
    group()
    post = written()
    RobotPost.objects.update(state=State.REFUSED, error="机器人地址无效（93000）")
    office = browser_of(reviewer)
    page = office.get(reverse("delivery-dead")).content.decode()
    for words in ("550 no such mailbox", "93000", "到2026年1月9日为止", "每日提醒"):
        assert words in page
    assert "第1项" not in page
    none = office.post(reverse("delivery-dead"), {})
    assert (none.status_code, "请勾选要重新发送的消息" in none.content.decode()) == (422, True)
    keys = {"row": [key_of(refused), key_of(post), "mail-0", "nonsense", "mail-９", "post-1e3"]}
    done = office.post(reverse("delivery-dead"), keys, follow=True).content.decode()
    assert done.count("已重新排队") == 2
    assert "没有被拒收或过期的消息" in done
    assert row().state == State.QUEUED


def test_a_long_list_is_shown_in_parts(
    refused: Message, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = reverse("delivery-dead")
    assert "只列最新" not in browser_of(reviewer).get(address).content.decode()
    monkeypatch.setattr("notifications.pages.deliveries.A_PAGE", 0)
    assert "只列最新的0条" in browser_of(reviewer).get(address).content.decode()


def test_the_administrator_sends_again_without_reading_a_word(
    refused: Message, system_admin: User
) -> None:
    client = browser_of(system_admin)
    page = client.post(reverse("delivery-dead"), {"row": key_of(refused)}, follow=True)
    assert "已重新排队" in page.content.decode()
    assert "第1项" not in page.content.decode()
