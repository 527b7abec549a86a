"""A person reads the own messages; what did not arrive is shown to those who can mend it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from time_machine import TimeMachineFixture

from notifications.models import Message, State
from notifications.reminding import remind
from project.accounts.granting import revoke
from project.accounts.models import Grant, User
from tests.cast import TODAY
from tests.pages.conftest import Browser
from workflows.models import Report

pytestmark = pytest.mark.django_db


def page(browser: Browser, user: User, name: str, *args: object) -> str:
    answer = browser(user).get(reverse(name, args=args))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_message_is_unread_until_it_is_opened(
    report: Report, liaison: User, browser: Browser
) -> None:
    assert "还没有消息" in page(browser, liaison, "message-list")
    remind(on=TODAY)
    message = Message.objects.get()
    assert "消息（1条未读）" in page(browser, liaison, "home")
    shown = page(browser, liaison, "message", message.pk)
    assert "还有4个工作日" in shown
    message.refresh_from_db()
    opened = message.first_opened_at
    assert opened is not None
    assert "都读过了" in page(browser, liaison, "message-list")
    page(browser, liaison, "message", message.pk)
    message.refresh_from_db()
    assert message.first_opened_at == opened


def test_nobody_opens_the_message_of_another(
    report: Report, liaison: User, foreign_liaison: User, browser: Browser
) -> None:
    remind(on=TODAY)
    address = reverse("message", args=[Message.objects.get().pk])
    assert browser(foreign_liaison).get(address).status_code == 404
    assert Message.objects.get().first_opened_at is None


def test_who_lost_the_grant_reads_the_title_and_not_the_words(
    report: Report, liaison: User, security_admin: User, browser: Browser, clock: TimeMachineFixture
) -> None:
    remind(on=TODAY)
    clock.shift(timedelta(minutes=1))
    revoke(Grant.objects.get(user=liaison), by=security_admin, why="调离")
    shown = page(browser, liaison, "message", Message.objects.get().pk)
    assert "正文不再显示" in shown
    assert "第1项" not in shown


def test_a_mail_copy_is_not_shown_beside_the_message(
    report: Report, liaison: User, with_address: Callable[..., User], browser: Browser
) -> None:
    with_address(liaison)
    remind(on=TODAY)
    assert "共 1 条消息" in page(browser, liaison, "message-list")


def test_a_letter_is_shown_as_words_whatever_a_reviewer_typed(
    report: Report, liaison: User, reviewer: User, browser: Browser
) -> None:
    from notifications.reminding import tell_returns
    from tests.workflows.playing import send_back, submit

    send_back(submit(report, liaison), reviewer, reason="<script>alert(1)</script>")
    tell_returns()
    shown = page(browser, liaison, "message", Message.objects.get().pk)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script>alert" not in shown


@pytest.mark.parametrize("who", ["reviewer", "system_admin"])
def test_an_unset_mail_server_is_an_alarm_on_the_screen(
    request: pytest.FixtureRequest, who: str, browser: Browser
) -> None:
    user = request.getfixturevalue(who)
    assert "还没有设置邮件服务器" in page(browser, user, "home")
    assert "还没有设置邮件服务器" in page(browser, user, "delivery-list")


def test_a_liaison_is_not_alarmed(report: Report, liaison: User, browser: Browser) -> None:
    assert "邮件服务器" not in page(browser, liaison, "home")


def test_what_was_refused_is_listed_without_its_words(
    report: Report,
    liaison: User,
    system_admin: User,
    with_address: Callable[..., User],
    browser: Browser,
    settings: Any,
) -> None:
    settings.MAIL_IS_SET = True
    with_address(liaison)
    remind(on=TODAY)
    Message.objects.by_mail().update(state=State.REFUSED, error="550 no such mailbox")
    shown = page(browser, system_admin, "delivery-list")
    for words in ("被拒收", "550 no such mailbox", liaison.email, "请核对收件人的邮箱"):
        assert words in shown
    assert "第1项" not in shown


def test_who_cannot_be_written_to_is_named(
    report: Report, liaison: User, reviewer: User, browser: Browser
) -> None:
    assert f"{liaison}（市民政局）" in page(browser, reviewer, "delivery-list")
