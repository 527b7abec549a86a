"""The ladder: on which working mornings somebody is written to, over whole windows of a cycle."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from time_machine import TimeMachineFixture

from notifications.ladder import BEFORE, EVERY, Span, due_fires, waiting_fires
from notifications.models import Frequency, Kind, Message, Preference
from notifications.models.preferences import CHOOSABLE, WAITING
from notifications.reminding import owing, remind
from project.accounts.models import User
from project.workdays.models import Workday
from tests.cast import SHANGHAI, report_on
from tests.workflows.casework import UNTIL, ask, check, grant, sign
from tests.workflows.playing import approve, send_back, submit
from workflows.cycles.postponing import postpone
from workflows.models import Cycle, Report

pytestmark = [pytest.mark.django_db, pytest.mark.db]

FIRST, LAST = date(2026, 1, 4), date(2026, 1, 23)
Walk = Callable[..., list[str]]
# The morning after the acts of these tests, which happen on Friday 9 January.
NEXT = date(2026, 1, 10)


def days(first: date = FIRST, last: date = LAST) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@pytest.fixture
def walk(clock: TimeMachineFixture) -> Walk:
    """Let the morning job run on every day of the window; return when a person got a letter."""

    def through(
        person: User, *, first: date = FIRST, last: date = LAST, down: tuple[date, ...] = ()
    ) -> list[str]:
        for day in days(first, last):
            if day not in down:
                clock.move_to(datetime.combine(day, time(8, 0), tzinfo=SHANGHAI), tick=False)
                remind(on=day)
        rows = Message.objects.in_app().filter(recipient=person, kind=Kind.REMINDER)
        return [f"{date.fromisoformat(each.period):%m-%d}" for each in rows.order_by("pk")]

    return through


def opened(report: Report, on: date = FIRST) -> Report:
    """Say that the report came to its unit ten minutes past midnight, as the schedule opens it."""
    report.step_since = datetime.combine(on, time(0, 10), tzinfo=SHANGHAI)
    report.save(update_fields=["step_since"])
    return report


def test_a_lead_is_written_to_on_every_rung_and_on_no_other_morning(
    report: Report, liaison: User, walk: Walk
) -> None:
    """Due on Thursday 15 January; 4 January is a make-up Sunday, 14 February one as well."""
    opened(report)
    assert walk(liaison, last=date(2026, 2, 13)) == [
        "01-04", "01-06", "01-12", "01-14", "01-15",
        "01-20", "01-23", "01-28", "02-02", "02-05", "02-10", "02-13",
    ]  # fmt: skip


def test_a_co_responsible_unit_has_its_own_day(
    support_report: Report, supporting_liaison: User, walk: Walk
) -> None:
    """Due on Thursday 8 January: the fourth working day of the window."""
    opened(support_report)
    assert walk(supporting_liaison)[:5] == ["01-04", "01-05", "01-07", "01-08", "01-13"]


def test_who_filed_is_written_to_no_more(
    report: Report, liaison: User, walk: Walk, clock: TimeMachineFixture
) -> None:
    opened(report)
    clock.move_to(datetime(2026, 1, 6, 15, 0, tzinfo=SHANGHAI), tick=False)
    submit(report, liaison)
    assert walk(liaison) == []


def test_a_machine_that_was_down_writes_one_letter_for_all_it_missed(
    report: Report, liaison: User, walk: Walk
) -> None:
    opened(report)
    down = tuple(days(date(2026, 1, 12), date(2026, 1, 16)))
    assert walk(liaison, down=down)[:4] == ["01-04", "01-06", "01-19", "01-20"]


def test_a_day_moved_after_the_reminder_was_planned_moves_the_rungs(
    report: Report, liaison: User, reviewer: User, walk: Walk
) -> None:
    opened(report)
    postpone(report.cycle, by=reviewer, due_on=date(2026, 1, 22), reason="数据晚到。")
    assert walk(liaison) == ["01-04", "01-13", "01-19", "01-21", "01-22"]


def test_a_return_is_reminded_of_by_its_own_day(
    report: Report, liaison: User, reviewer: User, walk: Walk
) -> None:
    """Returned on Friday 9 January, to be answered by Wednesday 14 January."""
    send_back(submit(report, liaison), reviewer)
    assert walk(liaison, first=NEXT)[:4] == ["01-12", "01-13", "01-14", "01-19"]


def test_who_reviews_and_who_signs_is_written_to_when_it_arrives_and_every_third_working_day(
    cycle: Cycle, liaison: User, reviewer: User, signer: User, walk: Walk
) -> None:
    submit(report_on(cycle, "1", "mzj"), liaison)
    approve(submit(report_on(cycle, "2", "mzj"), liaison), reviewer)
    assert walk(reviewer, first=NEXT)[:4] == ["01-12", "01-14", "01-19", "01-22"]
    signed = Message.objects.in_app().filter(recipient=signer, kind=Kind.REMINDER)
    assert [each.period[5:] for each in signed.order_by("pk")][:3] == ["01-12", "01-14", "01-19"]


@pytest.mark.parametrize(
    ("frequency", "mornings"),
    [
        (Frequency.DAILY, ["01-12", "01-13", "01-14", "01-15", "01-16"]),
        (Frequency.WEEKLY, ["01-12", "01-19"]),
    ],
)
def test_what_waits_comes_as_often_as_the_person_chose(
    report: Report, liaison: User, reviewer: User, walk: Walk,
    frequency: Frequency, mornings: list[str],
) -> None:  # fmt: skip
    Preference.objects.create(user=reviewer, about=WAITING, frequency=frequency)
    submit(report, liaison)
    assert walk(reviewer, first=NEXT)[:5] == mornings


def test_what_is_due_comes_on_its_rungs_whatever_was_chosen(
    report: Report, liaison: User, walk: Walk
) -> None:
    Preference.objects.create(user=liaison, about=WAITING, frequency=Frequency.WEEKLY)
    opened(report)
    assert walk(liaison)[:5] == ["01-04", "01-06", "01-12", "01-14", "01-15"]


def test_nothing_that_runs_out_can_be_chosen_away() -> None:
    locked = {Kind.REMINDER, Kind.RETURNED, Kind.URGED}
    assert not locked & CHOOSABLE.keys()
    assert Frequency.NEVER not in CHOOSABLE[WAITING]


def test_a_due_day_on_a_holiday_counts_from_the_last_working_day_before_it() -> None:
    """Wednesday 1 October 2025; the last working day before is Tuesday 30 September."""
    ordinals = Workday.objects.ordinals(date(2025, 10, 1), timedelta(days=30))
    due = ordinals[date(2025, 10, 1)]
    worked = Workday.objects.worked().filter(day__range=(date(2025, 9, 15), date(2025, 10, 15)))
    mornings = [
        day for day in worked.values_list("day", flat=True)
        if due_fires(due, Span(ordinals[day] - 1, ordinals[day]))
    ]  # fmt: skip
    assert [f"{day:%m-%d}" for day in mornings] == [
        "09-22", "09-26", "09-29", "09-30", "10-11", "10-15",
    ]  # fmt: skip


def test_the_dry_run_names_whom_the_ladder_names(
    report: Report, liaison: User, clock: TimeMachineFixture
) -> None:
    opened(report)
    remind(on=FIRST)
    told = [day for day in days(date(2026, 1, 5), date(2026, 1, 16)) if _is_worked(day)
            and owing(on=day)]  # fmt: skip
    assert told[0] == date(2026, 1, 6)


def _is_worked(day: date) -> bool:
    return Workday.objects.on(day).is_workday


def test_an_extension_granted_after_a_reminder_was_planned_is_no_reason_any_more(
    cycle: Cycle, own_liaison: User, own_signer: User, reviewer: User, leader: User, walk: Walk
) -> None:
    """The leader who is to decide is not written to once it is decided."""
    task = cycle.plan.tasks.get(number="16")
    case = check(sign(ask(task, own_liaison), own_signer), reviewer)
    grant(case, leader)
    task.refresh_from_db()
    assert task.due_on == UNTIL
    assert walk(leader, first=NEXT, last=date(2026, 1, 14)) == []


@pytest.mark.parametrize("missed", range(8))
def test_however_many_mornings_are_missed_one_letter_makes_up_for_them(missed: int) -> None:
    """From any last letter on, what fires at once is what would have fired morning by morning."""
    due = 100
    for last in range(85, 120):
        now = last + missed + 1
        one_by_one = any(due_fires(due, Span(day - 1, day)) for day in range(last + 1, now + 1))
        assert due_fires(due, Span(last, now)) == one_by_one
        waited = any(
            waiting_fires(due, Span(day - 1, day), EVERY) for day in range(last + 1, now + 1)
        )
        assert waiting_fires(due, Span(last, now), EVERY) == waited


def test_the_rungs_are_those_of_the_ladder() -> None:
    fired = [now - 100 for now in range(90, 112) if due_fires(100, Span(now - 1, now))]
    assert fired == [*(-days for days in BEFORE), 3, 6, 9]
