"""Walks the real jobs over days nobody acts on, and the rehearsal over the same: to be compared."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from time_machine import TimeMachineFixture

from notifications.digesting import prepare_digests
from notifications.models import Digest, Kind, Message
from notifications.rehearsal.letters import Letter
from notifications.rehearsal.reading import read_world
from notifications.rehearsal.walking import Rehearsal, rehearse
from notifications.reminding import remind
from project.accounts.granting import keep_all_memberships
from task_table.models import Plan, TaskState
from tests.cast import SHANGHAI
from workflows.cycles.closing import close_ended_cycles
from workflows.cycles.opening import open_asked_cycles
from workflows.models import Cycle

# Who is written to on which day, and how many reports the letter lists.
Letters = set[tuple[str, date, int]]


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=SHANGHAI)


def rehearsed(plan: Plan, key: str, clock: TimeMachineFixture, *, on: date) -> Rehearsal:
    """Rehearse in the first minutes of a day: what it will bring is still to come."""
    clock.move_to(at(on, time(0, 5)), tick=False)
    return rehearse(read_world(plan, key, on=on), from_on=on)


def letters_of(rehearsal: Rehearsal) -> Letters:
    return {
        (letter.name, day.on, letter.count + letter.others)
        for day in rehearsal.days
        for letter in day.people
    }


def on_days(rehearsal: Rehearsal, name: str) -> dict[str, Letter]:
    """Return the letters to a person, or of a unit without a liaison, by their days."""
    rows = ((day.on, letter) for day in rehearsal.days for letter in day.letters)
    return {f"{on:%m-%d}": letter for on, letter in rows if letter.name == name}


def play_jobs(clock: TimeMachineFixture, first: date, last: date) -> Letters:
    """Let the nightly and the morning jobs run on every day; return who got which letter."""
    told: Letters = set()
    for day in days(first, last):
        play_night(clock, day)
        clock.move_to(at(day, time(8)), tick=False)
        people = remind(on=day)
        written = letters_on(day)
        assert people == len(written)
        told |= written
        clock.move_to(at(day, time(9)), tick=False)
        prepare_digests(on=day)
    return told


def letters_on(day: date) -> Letters:
    """Return that morning's letters as they were written: each title says how many it lists."""
    rows = Message.objects.in_app().filter(kind=Kind.REMINDER, period=day.isoformat())
    return {
        (str(each.recipient), day, int(each.title.partition("待办")[2].partition("项")[0]))
        for each in rows.select_related("recipient")
    }


def play_night(clock: TimeMachineFixture, day: date) -> None:
    clock.move_to(at(day, time(0, 10)), tick=False)
    keep_all_memberships(on=day)
    open_asked_cycles(on=day)
    close_ended_cycles(on=day)


def digests_of(rehearsal: Rehearsal) -> list[date]:
    """Return on which days a digest is prepared."""
    return [day.on for day in rehearsal.days if any("9:00生成" in told for told in day.rounds)]


def digests_made() -> list[date]:
    return sorted(Digest.objects.values_list("as_of", flat=True))


def opened(cycle: Cycle) -> None:
    """Say that the reports came to their units ten minutes past midnight of the opening day."""
    cycle.reports.update(step_since=at(cycle.opens_on, time(0, 10)))


def only_tasks(plan: Plan, *numbers: str) -> None:
    """Leave out all other tasks of cycles still to open: a small world."""
    plan.tasks.exclude(number__in=numbers).update(state=TaskState.TERMINATED)


@contextmanager
def writes_refused() -> Iterator[None]:
    """Let no statement through that is not a SELECT."""

    def check(execute: Any, sql: str, *args: Any) -> Any:
        assert sql.lstrip(" (").upper().startswith("SELECT"), sql
        return execute(sql, *args)

    with connection.execute_wrapper(check):
        yield
