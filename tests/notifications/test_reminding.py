"""Each working morning one letter a person, listing all that the person owes."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command

from notifications import reminding
from notifications.models import Channel, Kind, Message, Round
from notifications.reminding import owing, remind, tell_returns
from project.accounts.granting import give, revoke
from project.accounts.models import Grant, Role, User
from tests.cast import LONG_AGO, MORNING, TODAY, report_on, unit
from tests.workflows.paperwork import brought, printed
from tests.workflows.playing import approve, send_back, submit
from workflows.models import Cycle, Report

pytestmark = [pytest.mark.django_db, pytest.mark.db]

SATURDAY, MAKE_UP_SUNDAY = date(2026, 1, 10), date(2026, 1, 4)


def letters(person: User, kind: Kind = Kind.REMINDER) -> list[Message]:
    return list(Message.objects.in_app().filter(recipient=person, kind=kind))


def test_who_owes_gets_one_letter_that_lists_everything(cycle: Cycle, liaison: User) -> None:
    for number in ("1", "2"):
        report_on(cycle, number, "mzj")
    assert remind(on=TODAY) == 1
    (letter,) = letters(liaison)
    assert letter.title == "2026年1月9日待办2项：我要报送2项"
    for words in ("第1项", "第2项", "还有4个工作日", "http"):
        assert words in letter.text
        assert words in letter.html


def test_who_could_check_a_signed_sheet_is_reminded_of_it(
    report: Report, liaison: User, second_liaison: User, reviewer: User
) -> None:
    paper = brought(printed(approve(submit(report, liaison), reviewer), liaison), liaison)
    remind(on=TODAY)
    (letter,) = letters(second_liaison)
    assert letter.title == "2026年1月9日待办1项：待核对的线下签批1件"
    assert f"市民政局2025年第4季度：{liaison}于1月9日 10:00录入" in letter.text
    assert f"/papers/{paper.pk}/" in letter.html
    assert not any("线下签批" in each.title for each in letters(liaison))


def test_who_owes_nothing_gets_no_letter(
    report: Report, liaison: User, reviewer: User, foreign_liaison: User
) -> None:
    remind(on=TODAY)
    assert letters(foreign_liaison) == []
    assert letters(reviewer) == []


def test_reviewers_and_signers_are_reminded_of_what_waits_with_them(
    cycle: Cycle, liaison: User, reviewer: User, signer: User
) -> None:
    submit(report_on(cycle, "1", "mzj"), liaison)
    approve(submit(report_on(cycle, "2", "mzj"), liaison), reviewer)
    remind(on=TODAY)
    assert letters(reviewer)[0].title == "2026年1月9日待办1项：待我审核1项"
    assert letters(signer)[0].title == "2026年1月9日待办1项：待我签批1项"
    assert letters(liaison) == []


def test_a_second_run_writes_nothing(
    report: Report, liaison: User, with_address: Callable[..., User]
) -> None:
    with_address(liaison)
    assert remind(on=TODAY) == 1
    assert remind(on=TODAY) == 0
    channels = Message.objects.filter(recipient=liaison).values_list("channel", flat=True)
    assert sorted(channels) == [Channel.EMAIL, Channel.IN_APP]


def test_a_round_broken_in_the_middle_is_completed_and_nobody_gets_two(
    cycle: Cycle, liaison: User, signer: User, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    report_on(cycle, "1", "mzj")
    approve(submit(report_on(cycle, "2", "mzj"), liaison), reviewer)
    whole = reminding._remind_one

    def dies_at_the_second(person: User, on: date, at: datetime | None) -> bool:
        if Message.objects.exists():
            raise KeyboardInterrupt
        return whole(person, on, at)

    monkeypatch.setattr(reminding, "_remind_one", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        remind(on=TODAY)
    assert not Round.objects.exists()
    monkeypatch.setattr(reminding, "_remind_one", whole)
    remind(on=TODAY)
    assert len(letters(liaison)) == len(letters(signer)) == 1


def test_nobody_is_written_to_on_a_day_off_but_on_a_make_up_day(
    report: Report, liaison: User
) -> None:
    assert remind(on=SATURDAY) == 0
    assert not Message.objects.exists()
    report.cycle.opens_on = MAKE_UP_SUNDAY
    report.cycle.save()
    assert remind(on=MAKE_UP_SUNDAY) == 1


def test_who_lost_the_grant_or_the_account_is_not_written_to(
    report: Report, liaison: User, second_liaison: User, security_admin: User
) -> None:
    revoke(Grant.objects.get(user=liaison), by=security_admin, why="调离")
    second_liaison.is_active = False
    second_liaison.save()
    assert remind(on=TODAY) == 0


def test_a_dry_run_names_who_would_be_told_and_writes_nothing(
    report: Report, liaison: User
) -> None:
    ((person, owed),) = owing(on=TODAY)
    assert person == liaison
    assert [len(pile.reports) for pile in owed.piles] == [1, 0]
    assert not Message.objects.exists()


def test_the_command_promises_no_letter_that_would_not_be_written(
    report: Report, liaison: User, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("remind", "--day", str(TODAY))
    assert "1人有待办事项，将各收到一封提醒信" in capsys.readouterr().out
    remind(on=TODAY)
    for day, words in ((TODAY, "提醒信已经写好"), (SATURDAY, "不是工作日")):
        call_command("remind", "--day", str(day))
        assert words in capsys.readouterr().out


def test_the_letter_says_why_a_report_came_back(
    report: Report, liaison: User, reviewer: User
) -> None:
    send_back(submit(report, liaison), reviewer, reason="请补充受益人数。")
    remind(on=TODAY)
    text = letters(liaison)[0].text
    assert "退回原因：请补充受益人数。（2026年1月14日前答复）" in text


def test_a_return_is_told_at_once_to_every_liaison_of_the_unit_and_once_only(
    report: Report, liaison: User, second_liaison: User, foreign_liaison: User, reviewer: User
) -> None:
    send_back(submit(report, liaison), reviewer, reason="请补充受益人数。")
    assert tell_returns() == 1
    assert tell_returns() == 0
    for person in (liaison, second_liaison):
        (letter,) = letters(person, Kind.RETURNED)
        assert letter.title == "退回修改：第1项（2025年第4季度），2026年1月14日前答复"
        assert "请补充受益人数。" in letter.text
    assert letters(foreign_liaison, Kind.RETURNED) == []


def test_a_second_return_of_the_same_report_is_told_again(
    report: Report, liaison: User, reviewer: User
) -> None:
    send_back(submit(report, liaison), reviewer)
    tell_returns()
    send_back(submit(report, liaison), reviewer)
    assert tell_returns() == 1
    assert len(letters(liaison, Kind.RETURNED)) == 2


def test_a_return_already_answered_is_noted_and_not_told(
    report: Report, liaison: User, reviewer: User
) -> None:
    send_back(submit(report, liaison), reviewer)
    submit(report, liaison)
    assert tell_returns() == 0
    assert tell_returns(at=MORNING + timedelta(days=1)) == 0
    assert letters(liaison, Kind.RETURNED) == []


def test_a_return_that_commits_late_under_a_lower_number_is_told_all_the_same(
    cycle: Cycle, liaison: User, reviewer: User
) -> None:
    """Never a last id seen: of two moves the second is told first."""
    first = send_back(submit(report_on(cycle, "1", "mzj"), liaison), reviewer)
    send_back(submit(report_on(cycle, "2", "mzj"), liaison), reviewer)
    later = reminding._untold().exclude(report=first)
    for move in later:
        reminding._tell_return(move, MORNING)
    assert tell_returns() == 1


def test_an_observer_owes_nothing(report: Report) -> None:
    watcher = User.objects.create_user("watcher", name="观察员", home_unit=unit("cgwb"))
    committee = report.cycle.plan.committee
    give(watcher, Role.OBSERVER, by=None, why="演示", from_on=LONG_AGO, committee=committee)
    remind(on=TODAY)
    assert letters(watcher) == []
