"""Closing a cycle in bulk: the same rows as the door would write, and a few statements."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from project.accounts.models import User
from project.audit.models import AuditEvent
from tests.cast import report_on
from tests.workflows.playing import day, miss, write
from tests.workflows.test_opening import rows_of
from tests.workflows.test_returns import at
from workflows.cycles.closing import close_ended_cycles
from workflows.integrity import differences
from workflows.models import Cycle, Report, Transition
from workflows.moving import miss_all

pytestmark = [pytest.mark.db, pytest.mark.django_db]

NIGHT = at("2026-02-15 00:10")


def told_of(report: Report) -> tuple[object, ...]:
    """Return what trail and audit say of a report's last move, without keys and its name."""
    fields = ("from_step", "to_step", "outcome", "by", "at", "reason", "reply_by", "version")
    moved = Transition.objects.filter(report=report).values_list(*fields).last()
    event = AuditEvent.objects.about(f"workflows.report:{report.pk}").last()
    assert event is not None
    return moved, event.action, event.actor_name, event.at, event.detail.count('""')


def test_reports_missed_in_bulk_stand_as_the_door_would_have_left_them(
    cycle: Cycle, report: Report, liaison: User
) -> None:
    in_bulk = report_on(cycle, "2", "mzj")
    write(report, liaison)
    write(in_bulk, liaison)
    miss(report, NIGHT)
    assert miss_all([in_bulk.pk], at=NIGHT) == 1
    assert rows_of(in_bulk) == rows_of(report)
    assert told_of(in_bulk) == told_of(report)
    in_bulk.refresh_from_db()
    report.refresh_from_db()
    same = ("step", "step_since", "reply_by", "version_id", "self_review")
    assert [getattr(in_bulk, name) for name in same] == [getattr(report, name) for name in same]
    assert list(differences([report, in_bulk])) == []


def test_a_missed_report_costs_the_trail_and_little_more(cycle: Cycle) -> None:
    costs = []
    for numbers in (("1", "2"), ("13", "18", "44", "45")):
        for number in numbers:
            report_on(cycle, number, "mzj")
        with CaptureQueriesContext(connection) as queries:
            assert close_ended_cycles(on=day("2026-02-15")) == len(numbers)
        costs.append(len(queries))
    assert (costs[1] - costs[0]) / 2 <= 4
