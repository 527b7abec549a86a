"""How often one is mailed: chosen by kind and person; the inbox has everything at once."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from time_machine import TimeMachineFixture

from notifications.gathered import gather
from notifications.letters import Letter
from notifications.models import Channel, Frequency, Kind, Message, Preference
from notifications.models.preferences import CHOOSABLE, WAITING
from notifications.notices import tell_exceptions
from notifications.outbox import post
from notifications.preferring import choices_of, chosen_of, prefer
from notifications.reasons import reason_gone
from notifications.sending import send_queued
from project.accounts.granting import revoke
from project.accounts.models import Grant, User
from project.audit.models import AuditEvent
from tests.cast import MORNING, SHANGHAI, TODAY
from tests.notifications.conftest import Mailbox
from tests.pages.conftest import browser_of
from tests.pages.filling import text_of
from workflows.cycles.excepting import give_exception
from workflows.models import Report
from workflows.refusals import Incomplete

pytestmark = [pytest.mark.django_db, pytest.mark.db]

MONDAY, UNTIL = date(2026, 1, 12), date(2026, 3, 2)
PAGE = "/me/messages/"


def mailed(person: User, kind: Kind) -> int:
    return Message.objects.by_mail().filter(recipient=person, kind=kind).count()


def choose(person: User, frequency: Frequency, kind: str = Kind.EXCEPTED) -> None:
    Preference.objects.update_or_create(user=person, about=kind, defaults={"frequency": frequency})


def tell(person: User, *, number: int = 1, at: datetime = MORNING) -> None:
    """Tell the person of something that only informs."""
    letter = Letter(f"演示：第{number}条", "正文", "<p>正文</p>")
    post(
        letter, kind=Kind.ANSWERED, subject="case:0", period=f"第{number}步", to=[person],
        expires_on=TODAY + timedelta(days=9), at=at,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    """What these tests tell of is no case: whose it is other tests hold."""
    monkeypatch.setattr("notifications.gathered.is_theirs", lambda message, on: True)


@pytest.fixture
def reader(liaison: User, with_address: Callable[..., User]) -> User:
    return with_address(liaison)


def test_without_a_choice_mail_is_written_at_once(
    report: Report, reader: User, reviewer: User
) -> None:
    give_exception(
        report.cycle, report.unit, by=reviewer, until_on=date(2026, 3, 2), reason="晚到。"
    )
    assert tell_exceptions(at=MORNING) == 1
    assert mailed(reader, Kind.EXCEPTED) == 1


@pytest.mark.parametrize("frequency", [Frequency.DAILY, Frequency.WEEKLY, Frequency.NEVER])
def test_whoever_chose_otherwise_has_it_in_the_inbox_alone(
    report: Report, reader: User, reviewer: User, frequency: Frequency
) -> None:
    choose(reader, frequency)
    give_exception(
        report.cycle, report.unit, by=reviewer, until_on=date(2026, 3, 2), reason="晚到。"
    )
    tell_exceptions(at=MORNING)
    assert mailed(reader, Kind.EXCEPTED) == 0
    assert Message.objects.in_app().filter(recipient=reader, kind=Kind.EXCEPTED).exists()


def test_what_runs_out_is_mailed_at_once_whatever_was_written_into_the_table(
    report: Report, reader: User
) -> None:
    choose(reader, Frequency.NEVER, Kind.RETURNED)
    letter = Letter("退回", "正文", "<p>正文</p>")
    post(letter, kind=Kind.RETURNED, subject=f"report:{report.pk}", period="退回1", to=[reader],
         expires_on=TODAY, at=MORNING)  # fmt: skip
    assert mailed(reader, Kind.RETURNED) == 1


def test_gathered_messages_go_in_one_letter_once(reader: User) -> None:
    choose(reader, Frequency.DAILY, Kind.ANSWERED)
    for number in (1, 2):
        tell(reader, number=number)
    assert [gather(on=MONDAY), gather(on=MONDAY), gather(on=date(2026, 1, 13))] == [1, 0, 0]
    letter = Message.objects.get(kind=Kind.GATHERED)
    assert (letter.channel, letter.title) == (Channel.EMAIL, "2026年1月12日消息汇总：2条未读")
    assert letter.text.index("第1条") < letter.text.index("第2条")
    for message in Message.objects.in_app():
        assert f"/messages/{message.pk}/" in letter.html
    tell(reader, number=3)
    assert gather(on=date(2026, 1, 13)) == 1


def test_a_weekly_letter_waits_for_the_first_working_day_of_the_week(reader: User) -> None:
    choose(reader, Frequency.WEEKLY, Kind.ANSWERED)
    tell(reader)
    days = [TODAY + timedelta(days=n) for n in range(5)]  # Friday to Tuesday
    assert [gather(on=day) for day in days] == [0, 0, 0, 1, 0]


def test_nobody_who_never_wants_mail_is_gathered_for(reader: User) -> None:
    choose(reader, Frequency.NEVER, Kind.ANSWERED)
    tell(reader)
    assert gather(on=MONDAY) == 0


def test_what_was_read_or_mailed_already_is_not_gathered(reader: User) -> None:
    tell(reader, number=1)
    choose(reader, Frequency.DAILY, Kind.ANSWERED)
    tell(reader, number=2)
    Message.objects.in_app().filter(period="第2步").update(first_opened_at=MORNING)
    assert gather(on=MONDAY) == 0


def test_a_letter_is_not_sent_once_all_it_tells_of_is_read(
    reader: User, mailbox: Mailbox, clock: TimeMachineFixture
) -> None:
    choose(reader, Frequency.DAILY, Kind.ANSWERED)
    tell(reader)
    clock.move_to(datetime(2026, 1, 12, 8, 0, tzinfo=SHANGHAI), tick=False)
    gather(on=MONDAY)
    letter = Message.objects.get(kind=Kind.GATHERED)
    assert reason_gone(letter, on=MONDAY) == ""
    Message.objects.in_app().update(first_opened_at=MORNING)
    assert send_queued()["dropped"] == 1
    assert mailbox.letters == []


def test_a_letter_of_what_one_may_not_read_any_more_is_not_sent(
    reader: User, security_admin: User, clock: TimeMachineFixture
) -> None:
    choose(reader, Frequency.DAILY, Kind.ANSWERED)
    tell(reader)
    clock.move_to(datetime(2026, 1, 12, 8, 0, tzinfo=SHANGHAI), tick=False)
    gather(on=MONDAY)
    revoke(Grant.objects.get(user=reader), by=security_admin, why="调离")
    letter = Message.objects.get(kind=Kind.GATHERED)
    assert "授权已经结束" in reason_gone(letter, on=MONDAY)


def test_one_is_offered_what_could_reach_one_by_one_s_posts(
    liaison: User, leader: User, reviewer: User
) -> None:
    assert choices_of(liaison, on=TODAY)[:2] == [WAITING, Kind.HANDED_OVER]
    assert Kind.DIGEST not in choices_of(liaison, on=TODAY)
    assert choices_of(leader, on=TODAY) == [WAITING, Kind.DIGEST, Kind.SUMMARY, Kind.CIRCULAR]
    assert Kind.DIGEST_DRAFT in choices_of(reviewer, on=TODAY)


def test_a_choice_is_kept_with_its_trail_and_a_second_click_changes_nothing(
    liaison: User,
) -> None:
    assert chosen_of(liaison)[WAITING] == Frequency.THIRD
    assert prefer(liaison, {WAITING: "weekly"}, on=TODAY)
    assert not prefer(liaison, {WAITING: "weekly"}, on=TODAY)
    assert chosen_of(liaison)[WAITING] == Frequency.WEEKLY
    assert AuditEvent.objects.filter(action="preference.set").count() == 1


@pytest.mark.parametrize(
    ("about", "word"), [(WAITING, "never"), (Kind.RETURNED, "never"), (Kind.DIGEST, "third")]
)
def test_what_may_not_be_chosen_is_refused(liaison: User, about: str, word: str) -> None:
    with pytest.raises(Incomplete, match="从列出的频次中选择"):
        prefer(liaison, {about: word}, on=TODAY)
    assert not Preference.objects.exists()


def test_the_page_offers_keeps_and_says_so(liaison: User) -> None:
    browser = browser_of(liaison)
    shown = text_of(browser.get(PAGE))
    assert "填报提醒、退回通知和催办有期限，不能改频次" in shown
    assert "你还没有登记邮箱" in shown
    said = dict.fromkeys(choices_of(liaison, on=TODAY), "weekly")
    assert "消息频次已保存" in text_of(browser.post(PAGE, said, follow=True))
    assert "没有改动" in text_of(browser.post(PAGE, said, follow=True))
    wrong = browser.post(PAGE, said | {WAITING: "never"})
    assert wrong.status_code == 422
    assert "请选择频次。" in text_of(wrong)
    assert set(CHOOSABLE) > set(said)
