"""批示 and 交办事项 on pages: written on the sheet, answered and closed there, seen at home."""

from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from time_machine import TimeMachineFixture

from notifications.models import Message
from notifications.reminding import remind
from project.accounts.granting import give
from project.accounts.models import Role, User
from tests.cast import LONG_AGO, MORNING
from tests.pages.conftest import browser_of
from tests.pages.filling import quarter_before, sheet_of, text_of
from tests.pages.test_statements import statements
from tests.workflows.actionwork import DUE, TEXT, instruct, reply, settle
from tests.workflows.playing import submit
from workflows.case_words import CaseStep
from workflows.models import ActionItem, Cycle, Report

pytestmark = pytest.mark.django_db

GIVE = reverse("action-give", args=["jiangmen-145", "2025-Q4", "mzj"])
SAID = {"given-text": TEXT, "given-due_on": str(DUE)}


def page(user: User, address: str = sheet_of("mzj")) -> str:
    return text_of(browser_of(user).get(address))


def decide(item: ActionItem, user: User, outcome: str, **said: str) -> HttpResponse:
    posted = {"outcome": outcome, "from": "place", f"{outcome}-step": item.step}
    posted |= {f"{outcome}-{name}": words for name, words in said.items()}
    return browser_of(user).post(reverse("case-decide", args=[item.pk]), posted)


def test_an_instruction_is_written_and_stands_on_the_sheet(
    report: Report, leader: User, liaison: User
) -> None:
    answer = browser_of(leader).post(GIVE, SAID | {"given-about": str(report.pk)})
    item = ActionItem.objects.get()
    assert (item.report, item.due_on) == (report, DUE)
    assert answer["Location"] == f"{sheet_of('mzj')}#item-{item.pk}"
    for user in (leader, liaison):
        shown = page(user)
        assert TEXT in shown
        assert "还有3个工作日" in shown
    assert "答复</button>" in page(liaison)
    assert "答复</button>" not in page(leader)


def test_who_will_read_it_is_said_before_it_is_sent(
    report: Report, signer: User, leader: User
) -> None:
    assert "本单位以外的人看不到" in page(signer, GIVE)
    assert "审核人和残工委领导可以看到" in page(leader, GIVE)
    give(leader, Role.SIGNER, by=None, why="演示授权", from_on=LONG_AGO, unit=report.unit)
    assert "审核人和残工委领导可以看到" in page(leader, GIVE)


def test_it_is_reported_and_closed_on_the_sheet(
    report: Report, cycle: Cycle, signer: User, liaison: User
) -> None:
    item = instruct(cycle, signer)
    answer = decide(item, liaison, "answered", answer="已核实。")
    assert answer["Location"] == f"{sheet_of('mzj')}#item-{item.pk}"
    item.refresh_from_db()
    shown = page(signer)
    assert "办理情况：已核实。" in shown
    assert "未逾期" in shown
    assert decide(item, signer, "finished").status_code == 302
    item.refresh_from_db()
    assert item.step == CaseStep.SETTLED


def test_what_is_missing_is_said_and_what_was_typed_stays(
    report: Report, signer: User, liaison: User, cycle: Cycle
) -> None:
    answer = browser_of(signer).post(GIVE, {"given-text": TEXT, "given-due_on": "2026-01-08"})
    assert (answer.status_code, TEXT in text_of(answer)) == (422, True)
    assert "办理期限不能早于今天。" in text_of(answer)
    assert browser_of(signer).post(GIVE, SAID | {"given-about": "999999"}).status_code == 422
    item = instruct(cycle, signer)
    assert decide(item, liaison, "answered", answer="").status_code == 422
    assert decide(item, liaison, "answered", answer="已核实。").status_code == 302
    again = decide(item, liaison, "answered", answer="另一份答复。")
    assert (again.status_code, "另一份答复。" in text_of(again)) == (409, True)


def test_open_ones_come_first_and_stay_until_they_are_closed(
    report: Report, cycle: Cycle, signer: User, liaison: User
) -> None:
    closed = settle(reply(instruct(cycle, signer, text="先办结的。"), liaison), signer)
    instruct(cycle, signer, text="后交办的。", due_on=date(2026, 3, 2))
    before = quarter_before(cycle)
    for text, done in (("上期没有办结的。", False), ("上期办结的。", True)):
        item = instruct(before, signer, text=text)
        if done:
            settle(reply(item, liaison), signer)
    items = browser_of(liaison).get(sheet_of("mzj")).context["items"]
    assert [item.case.text for item in items] == ["上期没有办结的。", "后交办的。", "先办结的。"]
    assert closed.step == CaseStep.SETTLED


def test_what_the_units_own_leader_wrote_is_on_no_strangers_sheet(
    report: Report, cycle: Cycle, signer: User, liaison: User, reviewer: User, leader: User
) -> None:
    submit(report, liaison)
    item = instruct(cycle, signer, report=report)
    addresses = (sheet_of("mzj"), reverse("report", args=[report.pk]), reverse("case-list"))
    for user in (reviewer, leader):
        assert all(f"/cases/{item.pk}/" not in page(user, each) for each in addresses)
    assert all(f"/cases/{item.pk}/" in page(liaison, each) for each in addresses)
    assert TEXT in page(signer, reverse("report", args=[report.pk]))


def test_a_report_shows_what_was_asked_about_it_in_its_trail(
    report: Report, cycle: Cycle, leader: User, liaison: User, supporting_liaison: User
) -> None:
    submit(report, liaison)
    reply(instruct(cycle, leader, report=report), liaison)
    shown = page(leader, reverse("report", args=[report.pk]))
    trail = shown[shown.index("流转记录") :]
    assert trail.index("提交") < trail.index("交办事项“") < trail.rindex("答复")


def test_home_and_the_morning_letter_say_how_long_there_is(
    report: Report, cycle: Cycle, leader: User, liaison: User, clock: TimeMachineFixture
) -> None:
    instruct(cycle, leader)
    User.objects.filter(pk=liaison.pk).update(email="liaison@example.invalid")
    clock.move_to(MORNING.replace(day=16), tick=False)
    assert "逾期2个工作日" in page(liaison, "/")
    remind(on=date(2026, 1, 16))
    letter = Message.objects.in_app().get(recipient=liaison)
    assert "逾期2个工作日" in letter.html
    assert "逾期2个工作日" in letter.text


def test_an_instruction_typed_when_the_session_ended_comes_back(
    report: Report, signer: User
) -> None:
    stranger = Client()
    stranger.post(GIVE, SAID | {"writer": signer.username})
    stranger.force_login(signer, backend="project.accounts.backend.PasswordBackend")
    shown = text_of(stranger.get(GIVE))
    assert TEXT in shown
    assert "已恢复" in shown
    assert not ActionItem.objects.exists()


@pytest.mark.parametrize("who", ["liaison", "signer", "leader"])
def test_statements_do_not_grow_with_instructions(
    request: pytest.FixtureRequest, report: Report, cycle: Cycle, leader: User, liaison: User,
    who: str,
) -> None:  # fmt: skip
    client = browser_of(request.getfixturevalue(who))
    pages = (sheet_of("mzj"), reverse("report", args=[report.pk]), "/", reverse("case-list"))
    for item in (instruct(cycle, leader), instruct(cycle, leader, report=report)):
        reply(item, liaison)
        instruct(cycle, leader, report=report)
    few = [statements(client, each) for each in pages]
    for _ in range(5):
        reply(instruct(cycle, leader, report=report), liaison)
        instruct(cycle, leader, report=report)
        instruct(cycle, leader)
    assert [statements(client, each) for each in pages] == few
    assert max(few) < 60
