"""Opening a cycle on the real plan: 511 reports with 511 processes, once, whatever breaks."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from project.audit.models import AuditEvent
from task_table.models import Assignment, Plan
from tests.cast import MORNING, TODAY, report_on
from workflows.cycles import opening
from workflows.cycles.opening import CHUNK, open_asked_cycles, open_cycle
from workflows.cycles.periods import period_of
from workflows.cycles.schedule import announce
from workflows.integrity import differences
from workflows.models import Cycle, Report
from workflows.moving import open_all
from workflows.moving.engine import Process, WorkItem
from workflows.steps import Step

pytestmark = [pytest.mark.db, pytest.mark.django_db]

WHOLE = 511


@pytest.fixture
def announced(plan: Plan) -> Cycle:
    return announce(plan, period_of("2025-Q4", plan), on=TODAY)


@pytest.fixture
def opened(announced: Cycle) -> Cycle:
    return open_cycle(announced)


def test_every_assignment_gets_its_report_with_an_open_process(opened: Cycle) -> None:
    reports = opened.reports.select_related("assignment")
    assert reports.count() == Process.objects.filter(finished=None).count() == WHOLE
    assert reports.values("process").distinct().count() == WHOLE
    assert not reports.exclude(step=Step.REPORT).exists()
    assert all(report.unit_id == report.assignment.unit_id for report in reports)
    assert opened.opened_at == MORNING


def test_engine_and_column_agree_about_every_one(opened: Cycle) -> None:
    assert list(differences()) == []


def test_they_are_opened_in_printed_order(opened: Cycle) -> None:
    printed = Assignment.objects.of_plan(opened.plan).order_by(
        "task__place", "place", "group_place"
    )
    in_order = opened.reports.order_by("pk").values_list("assignment", flat=True)
    assert list(in_order) == list(printed.values_list("pk", flat=True))


def test_both_countings_are_those_of_the_table(opened: Cycle) -> None:
    rows = Assignment.objects.filter(reports__cycle=opened)
    assert (rows.leading().printed(), rows.supporting().printed()) == (48, 199)


def test_opening_is_written_down_once(opened: Cycle) -> None:
    open_cycle(opened)
    event = AuditEvent.objects.get(action="cycle.open")
    assert event.detail == '{"cycle": "2025-Q4", "reports": 511}'
    assert event.actor_name == "系统"


def test_a_second_opening_does_nothing(opened: Cycle) -> None:
    before = list(opened.reports.order_by("pk").values())
    open_cycle(opened)
    assert open_asked_cycles(on=TODAY) == []
    assert list(opened.reports.order_by("pk").values()) == before
    assert Process.objects.count() == WHOLE


@pytest.fixture
def broken_off(announced: Cycle, monkeypatch: pytest.MonkeyPatch) -> Cycle:
    """An opening that died in the middle of its second chunk."""
    original, count = opening._report_of, iter(range(10_000))

    def until_the_power_goes(*args: Any) -> Report:
        if next(count) == CHUNK + CHUNK // 2:
            raise RuntimeError("断电")
        return original(*args)

    with monkeypatch.context() as patched:
        patched.setattr(opening, "_report_of", until_the_power_goes)
        with pytest.raises(RuntimeError, match="断电"):
            open_cycle(announced)
    return announced


def test_a_broken_opening_leaves_whole_chunks(broken_off: Cycle) -> None:
    broken_off.refresh_from_db()
    assert broken_off.reports.count() == Process.objects.count() == CHUNK
    assert broken_off.opened_at is None
    assert not AuditEvent.objects.filter(action="cycle.open").exists()


def test_a_broken_opening_is_resumed_the_next_day(broken_off: Cycle) -> None:
    kept = set(broken_off.reports.values_list("pk", flat=True))
    assert open_asked_cycles(on=date(2026, 1, 12)) == [broken_off]
    assert broken_off.reports.count() == Process.objects.count() == WHOLE
    assert kept < set(broken_off.reports.values_list("pk", flat=True))
    assert list(differences()) == []


def test_an_assignment_added_later_gets_its_report(opened: Cycle) -> None:
    first = opened.reports.order_by("pk")[0]
    task = first.assignment.task
    from tests.cast import unit

    Assignment.objects.create(task=task, unit=unit("cgwb"), role="support", place=90)
    open_cycle(opened)
    assert opened.reports.count() == WHOLE + 1
    assert AuditEvent.objects.filter(action="cycle.open").count() == 1


def test_each_cycle_has_reports_of_its_own(announced: Cycle, plan: Plan) -> None:
    """Half of another quarter's reports are there already: they stand in for none of this one."""
    other = announce(plan, period_of("2025-Q3", plan), on=TODAY)
    opening._open_chunk(other, MORNING)
    opening._open_chunk(announced, MORNING)
    ours, theirs = (
        list(cycle.reports.order_by("pk").values_list("assignment", flat=True))
        for cycle in (announced, other)
    )
    assert ours == theirs
    assert len(ours) == CHUNK


def test_a_chunk_is_a_short_transaction(plan: Plan) -> None:
    """At most 200 a transaction: on SQLite everybody else waits meanwhile (design.md 9)."""
    assert CHUNK <= 200


def test_a_report_costs_the_same_at_the_start_and_at_the_end(announced: Cycle) -> None:
    opening._open_chunk(announced, MORNING)
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            opening._open_chunk(announced, MORNING)
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert Report.objects.count() == 3 * CHUNK


def test_a_window_that_is_over_is_not_opened_any_more(plan: Plan) -> None:
    assert open_asked_cycles(on=date(2025, 11, 14))[0].key == "2025-Q3"
    assert open_asked_cycles(on=date(2025, 8, 20)) == []
    assert not Cycle.objects.filter(key="2025-Q2").exists()


def rows_of(report: Report) -> dict[str, Any]:
    """Return what the engine's tables hold of a report, without keys and moments."""
    passing = {"id", "created", "started", "finished", "process_id"}
    process = Process.objects.filter(pk=report.process_id).values().get()
    items = WorkItem.objects.filter(process=report.process_id).order_by("pk")
    links = [item.previous.count() for item in items]
    before = [{**row} for row in items.values()]
    ended = [(row["started"] is None, row["finished"] is None) for row in before]
    kept = [{key: row[key] for key in row if key not in passing} for row in (process, *before)]
    kept[0].pop("artifact_object_id")
    return {"rows": kept, "links": links, "ended": ended}


def test_reports_opened_in_bulk_stand_as_the_engine_would_have_started_them(cycle: Cycle) -> None:
    one_by_one = report_on(cycle, "1", "mzj")
    assignment = cycle.plan.tasks.get(number="2").assignments.get(unit__code="mzj")
    in_bulk = Report(assignment=assignment, cycle=cycle, unit=assignment.unit, step_since=MORNING)
    open_all([in_bulk])
    in_bulk.refresh_from_db()
    assert rows_of(in_bulk) == rows_of(one_by_one)
    assert list(differences([in_bulk])) == []
