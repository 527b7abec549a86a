"""Letters as mail programs show them: axe, contrast and width, the digest and the reminder."""

from datetime import date, datetime

import pytest
from playwright.sync_api import Page
from time_machine import TimeMachineFixture

from notifications.digesting import prepare_digests, send_due
from notifications.models import Kind, Message
from notifications.post import framed
from notifications.reminding import remind
from project.accounts.models import User
from task_table.models import Plan
from tests.browser import checks
from tests.browser.chromium import Chromium, Width
from tests.cast import SHANGHAI, TODAY, report_on
from tests.notifications.lateness import UNDER_WAY, through
from workflows.models import Cycle

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 1, 19)
NINE = datetime(2026, 1, 19, 9, 0, tzinfo=SHANGHAI)
LONG = "https://example.invalid/" + "a" * 176


def faults_of(chromium: Chromium, message: Message, width: Width) -> list[str]:
    return chromium.call(_faults, chromium, framed(message), width)


def _faults(chromium: Chromium, html: str, width: Width) -> list[str]:
    with chromium.context(width, address="http://127.0.0.1:9", cookies={}) as context:
        page: Page = context.new_page()
        page.set_content(html)
        return [*checks.axe(page), *checks.contrast(page), *checks.layout(page)]


@pytest.fixture
def digest(
    cycle: Cycle, plan: Plan, liaison: User, reviewer: User, signer: User, leader: User,
    clock: TimeMachineFixture,
) -> Message:  # fmt: skip
    """Every task is overdue, one with words that have no place to break at."""
    plan.tasks.all().update(due_on=date(2025, 12, 1))
    row = report_on(cycle, "1", "mzj")
    through(row, liaison, reviewer, signer, **UNDER_WAY, problem=LONG)
    report_on(cycle, "2", "mzj")
    clock.move_to(NINE, tick=False)
    prepare_digests(on=MONDAY)
    send_due(at=NINE.replace(hour=15))
    return Message.objects.get(kind=Kind.DIGEST, recipient=leader)


@pytest.mark.parametrize("width", list(Width))
def test_the_digest_is_fit_for_every_reader(
    chromium: Chromium, digest: Message, width: Width
) -> None:
    assert "任务逾期（45项）" in digest.html
    assert LONG[:100] in digest.html
    assert faults_of(chromium, digest, width) == []


@pytest.mark.parametrize("width", list(Width))
def test_the_morning_letter_is_fit_for_every_reader(
    chromium: Chromium, cycle: Cycle, liaison: User, width: Width
) -> None:
    for number in ("1", "2", "13"):
        report_on(cycle, number, "mzj")
    remind(on=TODAY)
    assert faults_of(chromium, Message.objects.get(recipient=liaison), width) == []


def test_a_letter_says_its_language_and_its_title_once(digest: Message) -> None:
    html = framed(digest)
    assert html.startswith('<!DOCTYPE html>\n<html lang="zh-CN">')
    assert html.count("<h1>") == 1
    assert digest.html in html
