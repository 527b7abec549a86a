"""The demo's cast and its cycles with a few tasks, played once for all the tests that read them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker
from time_machine import travel

from project.demo import scenes, story
from project.demo.cast import Cast, read_cast
from project.demo.pacing import start_of
from project.demo.people import load_people
from project.demo.story import play_cycle
from project.installation.models import Kind, settle
from project.workdays.models import Workday
from task_table.models import Assignment, Plan
from tests.cast import SHANGHAI, TODAY, ask_for_figures
from workflows.cycles.periods import period_of
from workflows.cycles.schedule import announce
from workflows.models import (
    Cycle,
    Report,
)
from workflows.moving import open_all

# After 2025-Q4 and the half of the final cycle's window.
HALF_WAY = datetime(2026, 11, 23, 15, 0, tzinfo=SHANGHAI)
ON = HALF_WAY.date()
FEW = ("1", "8", "9", "13", "16")


@contextmanager
def lasting(blocker: DjangoDbBlocker, *, at: datetime) -> Iterator[Plan]:
    """Give the plan to a story told at that moment, which it stays until the story is taken back.

    So a story is told once for all the tests of a file: they only read it.
    """
    with blocker.unblock(), transaction.atomic(), travel(at, tick=False):
        yield ask_for_figures(Plan.objects.get(slug="jiangmen-145"))
        transaction.set_rollback(True)


def settle_cast(plan: Plan) -> Cast:
    """Open the demo's accounts."""
    settle(Kind.DEMO)
    load_people(plan, on=ON, password="unusable")  # a hash nobody needs: nobody types it here
    return read_cast(on=TODAY)


def open_few(cycle: Cycle, **_: object) -> Cycle:
    """Open the reports of a few tasks only: 511 take their time, and stay silent here."""
    rows = Assignment.objects.of_plan(cycle.plan).filter(task__number__in=FEW)
    since = start_of(cycle.opens_on)
    open_all([Report(assignment=row, cycle=cycle, unit=row.unit, step_since=since) for row in rows])
    cycle.opened_at = since
    cycle.save()
    return cycle


def play_quarter(plan: Plan) -> Cycle:
    """Return 2025-Q3 as it looks long after."""
    cast = settle_cast(plan)
    cycle = open_few(announce(plan, period_of("2025-Q3", plan), on=TODAY))
    play_cycle(cycle, cast, until=HALF_WAY, tasks=("1", "8", "16"))
    return cycle


def play_final(plan: Plan) -> Cycle:
    """Return the final cycle, half-way through its window."""
    settle_cast(plan)
    plan.support_days = story.SUPPORT_DAYS
    plan.save()
    asked_on = Workday.objects.before(ON, scenes.SINCE_FINAL)
    cycle = open_few(announce(plan, period_of("final", plan), on=asked_on))
    play_cycle(cycle, read_cast(on=asked_on), until=HALF_WAY)
    return cycle


def shorten(patched: pytest.MonkeyPatch) -> None:
    """Let a story be of one quarter and the final cycle, of two tasks."""
    acts = story._acts_of
    patched.setattr(scenes, "QUARTERS", ("2025-Q4",))
    patched.setattr(story, "open_cycle", open_few)
    patched.setattr(story, "_acts_of", lambda cycle, cast, _: acts(cycle, cast, ("1", "9")))
