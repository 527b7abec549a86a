"""One message, once: what a real SMTP server accepted, refused or left uncertain (rule 10)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.utils import timezone
from time_machine import TimeMachineFixture

from notifications.bags import Bag
from notifications.letters import Letter
from notifications.models import Channel, Kind, Message, State
from notifications.outbox import post
from notifications.reminding import remind, tell_returns
from notifications.sending import free_lapsed_claims, lease, send_queued
from project.accounts.granting import revoke
from project.accounts.models import Grant, User
from project.installation.models import Kind as InstallationKind
from project.installation.models import settle
from tests.cast import MORNING, TODAY
from tests.notifications.conftest import Mailbox, title_of, words_of
from tests.workflows.playing import send_back, submit
from workflows.models import Report

pytestmark = [pytest.mark.django_db, pytest.mark.db, pytest.mark.waits]

Addressed = Callable[..., User]


@pytest.fixture
def reachable(report: Report, liaison: User, with_address: Addressed) -> User:
    """市民政局's liaison, who owes a report and has an address."""
    return with_address(liaison)


def mail() -> Message:
    return Message.objects.by_mail().get()


def handing_over() -> Bag:
    """Do as a sender does until just before it hands over its first letter."""
    bag = Bag.filled(at=timezone.now())
    assert bag.begin(bag.letters[0])
    return bag


def test_a_letter_arrives_with_its_words_and_its_fixed_id(
    reachable: User, mailbox: Mailbox
) -> None:
    remind(on=TODAY)
    assert send_queued()["sent"] == 1
    (letter,) = mailbox.to(reachable)
    assert letter["Message-ID"] == f"<{mail().number}@zeren.invalid>"
    assert title_of(letter) == "2026年1月9日待办1项：我要报送1项"
    assert "还有4个工作日" in words_of(letter)
    assert "<li>" in words_of(letter, "text/html")
    assert letter["Auto-Submitted"] == "auto-generated"


def test_a_second_run_sends_nothing(reachable: User, mailbox: Mailbox) -> None:
    remind(on=TODAY)
    send_queued()
    assert send_queued()["sent"] == 0
    assert len(mailbox.letters) == 1
    assert mail().sent_at == MORNING


def test_who_has_no_address_is_reached_in_app_only(
    report: Report, liaison: User, mailbox: Mailbox
) -> None:
    remind(on=TODAY)
    send_queued()
    assert mailbox.letters == []
    assert Message.objects.get().channel == Channel.IN_APP


def test_nothing_is_lost_while_the_server_is_down(
    reachable: User, mailbox: Mailbox, settings: Any
) -> None:
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    remind(on=TODAY)
    assert send_queued()["waiting"] == 1
    assert mail().state == State.QUEUED
    assert mail().error.startswith("连接不上邮件服务器")
    settings.EMAIL_PORT = port
    assert send_queued()["sent"] == 1
    assert mail().error == ""


def test_without_a_server_set_mail_waits_and_says_why(reachable: User, settings: Any) -> None:
    settings.MAIL_IS_SET = False
    remind(on=TODAY)
    assert send_queued()["waiting"] == 1
    assert mail().error == "还没有设置邮件服务器（EMAIL_URL）。"


def test_a_letter_expires_with_its_day_and_is_not_sent_the_next(
    reachable: User, mailbox: Mailbox, clock: TimeMachineFixture
) -> None:
    remind(on=TODAY)
    clock.move_to(MORNING.replace(hour=23, minute=59, second=59), tick=False)
    assert send_queued()["sent"] == 1
    Message.objects.update(state=State.QUEUED, sent_at=None)
    clock.move_to(MORNING.replace(hour=0) + timedelta(days=1), tick=False)
    assert send_queued()["expired"] == 1
    assert len(mailbox.letters) == 1


def test_an_address_refused_for_good_is_not_tried_again_and_hinders_nobody(
    reachable: User, second_liaison: User, with_address: Addressed, mailbox: Mailbox
) -> None:
    with_address(second_liaison)
    mailbox.refused_addresses[reachable.email] = "550 no such mailbox"
    remind(on=TODAY)
    tally = send_queued()
    assert (tally["refused"], tally["sent"]) == (1, 1)
    refused = Message.objects.by_mail().get(recipient=reachable)
    assert refused.error == "550 no such mailbox"
    assert send_queued()["refused"] == 0


def test_a_refusal_for_now_waits_longer_each_time(
    reachable: User, mailbox: Mailbox, clock: TimeMachineFixture
) -> None:
    mailbox.answer_to_data = "451 try later"
    remind(on=TODAY)
    waits = []
    for _ in range(3):
        send_queued()
        next_try = mail().next_try_at
        assert next_try is not None
        waits.append(next_try - timezone.now())
        assert send_queued()["sent"] == 0
        clock.move_to(next_try, tick=False)
    assert waits == [timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=8)]
    assert mail().uncertain == 0
    mailbox.answer_to_data = "250 OK"
    assert send_queued()["sent"] == 1


def test_a_connection_that_breaks_after_the_words_is_uncertain_and_repeats_under_the_same_id(
    reachable: User, mailbox: Mailbox, clock: TimeMachineFixture
) -> None:
    mailbox.hangs_up_after_data = 1
    remind(on=TODAY)
    send_queued()
    assert mail().uncertain == 1
    assert "可能已经送达" in mail().error
    clock.shift(timedelta(minutes=3))
    assert send_queued()["sent"] == 1
    assert len(mailbox.ids()) == 2
    assert len(set(mailbox.ids())) == 1


def test_a_claim_is_respected_until_it_lapses_and_then_counted(
    reachable: User, mailbox: Mailbox, clock: TimeMachineFixture
) -> None:
    """A worker died after its claim: whether the server got the letter nobody knows."""
    remind(on=TODAY)
    handing_over()
    clock.shift(lease())
    assert send_queued()["sent"] == 0
    clock.shift(timedelta(seconds=1))
    tally = send_queued()
    assert (tally["uncertain"], tally["sent"]) == (1, 1)
    assert mail().uncertain == 1


def test_two_workers_never_claim_the_same_letter(
    reachable: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second one looked before the first had claimed: its list is stale."""
    remind(on=TODAY)
    assert Bag.filled(at=timezone.now()).letters
    stale = Message.objects.by_mail()
    monkeypatch.setattr(
        "notifications.models.messages.MessageQuerySet.to_send", lambda *_, **__: stale
    )
    assert Bag.filled(at=timezone.now()).letters == []


def test_a_server_that_dies_in_the_middle_leaves_one_letter_uncertain_and_no_other(
    reachable: User, second_liaison: User, with_address: Addressed, mailbox: Mailbox
) -> None:
    with_address(second_liaison)
    remind(on=TODAY)
    mailbox.hangs_up_after_data, mailbox.closes_with_it = 1, True
    tally = send_queued()
    assert (tally["sent"], tally["waiting"]) == (0, 1)
    assert sorted(Message.objects.by_mail().values_list("uncertain", flat=True)) == [0, 1]


def test_a_claim_that_lapsed_over_night_is_not_sent_the_next_day(
    reachable: User, mailbox: Mailbox, clock: TimeMachineFixture
) -> None:
    remind(on=TODAY)
    handing_over()
    clock.move_to(MORNING + timedelta(days=3), tick=False)
    tally = send_queued()
    assert (tally["uncertain"], tally["expired"], tally["sent"]) == (1, 1, 0)
    assert mailbox.letters == []


def test_a_round_that_runs_past_midnight_sends_nothing_of_yesterday(
    reachable: User, mailbox: Mailbox, clock: TimeMachineFixture
) -> None:
    remind(on=TODAY)
    clock.move_to(MORNING + timedelta(days=1), tick=False)
    assert not Message.objects.to_send(at=timezone.now()).exists()


def test_who_noted_too_late_does_not_overwrite_the_next_claim(
    reachable: User, clock: TimeMachineFixture
) -> None:
    remind(on=TODAY)
    slow = handing_over()
    clock.shift(lease() + timedelta(seconds=1))
    free_lapsed_claims(at=timezone.now())
    quick = handing_over()
    slow.note(mail(), State.REFUSED, error="慢")
    assert mail().state == State.QUEUED
    assert mail().claim == quick.claim


def test_a_reminder_whose_work_is_done_is_not_sent(
    reachable: User, report: Report, mailbox: Mailbox
) -> None:
    remind(on=TODAY)
    submit(report, reachable)
    assert send_queued()["dropped"] == 1
    assert mailbox.letters == []
    assert mail().error == "要办的事已经办完，不再发送。"


def test_a_letter_to_a_closed_account_is_not_sent(reachable: User, mailbox: Mailbox) -> None:
    remind(on=TODAY)
    reachable.is_active = False
    reachable.save()
    assert send_queued()["dropped"] == 1
    assert mailbox.letters == []


def test_a_return_is_not_told_to_who_lost_the_grant_meanwhile(
    reachable: User, report: Report, reviewer: User, security_admin: User, mailbox: Mailbox
) -> None:
    send_back(submit(report, reachable), reviewer)
    tell_returns()
    revoke(Grant.objects.get(user=reachable), by=security_admin, why="调离")
    assert send_queued()["dropped"] == 1
    assert mailbox.letters == []


def test_a_letter_that_cannot_be_written_as_mail_is_refused_and_hinders_nobody(
    reachable: User, second_liaison: User, with_address: Addressed, mailbox: Mailbox
) -> None:
    with_address(second_liaison)
    with_address(reachable, "a@example.invalid\nBcc: b@example.invalid")
    remind(on=TODAY)
    tally = send_queued()
    assert (tally["refused"], tally["sent"]) == (1, 1)


def test_what_was_written_is_never_changed(reachable: User) -> None:
    remind(on=TODAY)
    others: dict[str, object] = {
        "number": "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "expires_on": TODAY + timedelta(days=1),
        "created_at": MORNING + timedelta(days=1),
        "kind": Kind.SUMMARY,
        "channel": Channel.EMAIL,
    }
    words = dict.fromkeys(("text", "title", "html", "subject", "period"), "别的")
    for field, other in (others | words).items():
        with pytest.raises(DatabaseError), transaction.atomic():
            Message.objects.update(**{field: other})


def test_the_same_letter_is_written_once_for_each_person_and_channel(reachable: User) -> None:
    letter = Letter("题", "文", "<p>文</p>")
    sent = {"kind": Kind.SUMMARY, "subject": "summary:x", "period": "1", "expires_on": TODAY}
    assert post(letter, to=[reachable], **sent) == 2
    assert post(letter, to=[reachable, reachable], **sent) == 0
    assert post(letter, to=[reachable], **{**sent, "period": "2"}) == 2


def test_a_demo_writes_its_mail_to_files_whatever_the_server(
    reachable: User, mailbox: Mailbox, settings: Any, tmp_path: Any
) -> None:
    settings.DATA_DIR = tmp_path
    settle(InstallationKind.DEMO)
    remind(on=TODAY)
    assert send_queued()["sent"] == 1
    assert mailbox.letters == []
    (file,) = (tmp_path / "mail").iterdir()
    assert f"<{mail().number}@" in file.read_text()


def test_a_letter_of_a_demo_says_so_in_title_words_and_html(reachable: User) -> None:
    settle(InstallationKind.DEMO)
    remind(on=TODAY)
    letter = mail()
    assert letter.title.startswith("【演示】")
    for words in (letter.text, letter.html):
        assert "演示：以下全部内容均为虚构。" in words
