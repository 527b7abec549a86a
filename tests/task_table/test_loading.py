"""Loading: the whole table as printed, once, and never over what is already there."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from project.accounts.models import Unit, UnitGroup, User
from project.audit.models import AuditEvent
from task_table.importing.loading import NotLoadable, link_indicators, load
from task_table.importing.reading import PlanProfile, PlanReading, read_file
from task_table.importing.shipped import shipped_plans
from task_table.models import Assignment, AssignmentRole, Finding, Indicator, Plan, Task

pytestmark = [pytest.mark.db, pytest.mark.django_db]

DATA = Path(__file__).resolve().parents[1] / "data"
SHIPPED = shipped_plans()[0][0]


@pytest.fixture
def shipped() -> tuple[PlanReading, PlanProfile]:
    table, profile = shipped_plans()[0]
    return read_file(table), profile


@pytest.fixture
def truth() -> list[dict[str, Any]]:
    tasks: list[dict[str, Any]] = json.loads((DATA / "truth.json").read_text())["tasks"]
    return tasks


def test_the_counts_are_those_of_the_document(plan: Plan) -> None:
    assignments = Assignment.objects.of_plan(plan)
    assert plan.tasks.count() == 45
    assert Unit.objects.exclude(kind__in=("county", "office")).count() == 37
    assert UnitGroup.objects.get().unitgroupmembership_set.count() == 7
    assert assignments.leading().printed() == 48
    assert assignments.supporting().printed() == 199
    assert (assignments.leading().count(), assignments.count()) == (48, 511)
    assert assignments.filter(group=None).supporting().count() == 155
    assert assignments.exclude(group=None).count() == 308
    assert plan.sections.count() == 8
    assert plan.indicators.count() == 11


def test_every_task_stands_as_the_truth_has_it(plan: Plan, truth: list[dict[str, Any]]) -> None:
    for row, told in zip(plan.tasks.with_assignments(), truth, strict=True):
        assert (row.number, row.text) == (told["number"], told["text"])
        assert [each.unit.name for each in row.leads] == told["lead"]
        supports = [each.group.name if each.group else each.unit.name for each in row.supports]
        assert list(dict.fromkeys(supports)) == told["support"]
        assert row.due_source == told["due_source"]
        assert (row.due_on.isoformat() if row.due_on else None) == told["due_on"]
        assert row.first_due_on == row.due_on


def test_the_footnote_gives_three_tasks_two_leads(plan: Plan) -> None:
    joint = [task.number for task in plan.tasks.with_assignments() if len(task.leads) == 2]
    assert joint == ["8", "11", "12"]
    assert "第8、11、12项" in plan.footnote


def test_the_county_group_is_expanded_in_its_order(plan: Plan) -> None:
    county = plan.tasks.get(number="1").assignments.exclude(group=None)
    assert [each.unit.name[:2] for each in county] == [
        "蓬江", "江海", "新会", "台山", "开平", "鹤山", "恩平",
    ]  # fmt: skip


def test_every_task_has_its_section_and_every_unit_its_groups(plan: Plan) -> None:
    assert not plan.tasks.filter(section=None).exists()
    liaisons = Unit.objects.get(code="mzj")
    assert liaisons.names.get().name == "市民政局"


def test_loading_twice_changes_nothing(shipped: tuple[PlanReading, PlanProfile]) -> None:
    events = AuditEvent.objects.count()
    assert not load(*shipped, by=None)
    assert AuditEvent.objects.count() == events


def test_the_whole_document_loads_the_same(shipped: tuple[PlanReading, PlanProfile]) -> None:
    assert not load(read_file(DATA / "plan.txt"), shipped[1], by=None)


def test_a_word_that_differs_is_named_and_nothing_is_written(
    shipped: tuple[PlanReading, PlanProfile],
) -> None:
    reading, profile = shipped
    changed = replace(reading.tasks[3], text="改过的任务。")
    other = replace(reading, tasks=(*reading.tasks[:3], changed, *reading.tasks[4:]))
    with pytest.raises(NotLoadable, match="第4项") as refusal:
        load(other, profile, by=None)
    assert "改过的任务" in refusal.value.problems[0].message
    assert not Task.objects.filter(text="改过的任务。").exists()


def test_what_people_set_since_is_left_as_they_set_it(
    plan: Plan, shipped: tuple[PlanReading, PlanProfile]
) -> None:
    plan.tasks.filter(number="1").update(standing=True)
    Plan.objects.update(filing_kind="year")
    assert not load(*shipped, by=None)
    assert plan.tasks.get(number="1").standing


def test_a_plan_from_before_learns_with_which_task_a_figure_is_reported(
    plan: Plan, shipped: tuple[PlanReading, PlanProfile]
) -> None:
    set_by_people = plan.indicators.filter(number=4)
    set_by_people.update(task=plan.tasks.get(number="7"))
    link_indicators(plan, shipped[1])
    links = plan.indicators.exclude(task=None).values_list("number", "task__number")
    assert dict(links) == {
        3: "1", 4: "7", 5: "2", 6: "8", 7: "8", 8: "29", 9: "25", 10: "4", 11: "5",
    }  # fmt: skip


def test_a_second_plan_of_the_committee_loads_beside_the_first(
    shipped: tuple[PlanReading, PlanProfile], liaison: User
) -> None:
    reading, profile = shipped
    created = load(reading, replace(profile, slug="jiangmen-155"), by=liaison)
    assert created["重点工作任务"] == 45
    assert "责任单位" not in created
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.actor_name) == ("plan.import", "民政联络员")


def test_a_unit_the_profile_does_not_know_is_refused(
    shipped: tuple[PlanReading, PlanProfile],
) -> None:
    reading, profile = shipped
    with pytest.raises(NotLoadable, match="市财政局"):
        load(reading, replace(profile, units=profile.units[2:]), by=None)


@pytest.mark.parametrize(
    "number, value, met",
    [(6, "95", True), (6, "94.9", False), (7, "95", False), (7, "95.1", True), (8, "119.4", True)],
)
def test_a_floor_is_a_floor(plan: Plan, number: int, value: str, met: bool) -> None:
    from decimal import Decimal

    assert plan.indicators.get(number=number).is_met_by(Decimal(value)) is met


def test_a_word_target_is_met_by_no_number(plan: Plan) -> None:
    from decimal import Decimal

    assert plan.indicators.get(number=1).is_met_by(Decimal(10)) is None


def test_the_source_keeps_its_contradictions(plan: Plan) -> None:
    below = Finding.objects.filter(plan=plan, message__contains="目标是底线")
    assert below.count() == 6
    assert Indicator.objects.exclude(definition_open="").count() == 4


def test_import_plan_prints_the_truth_from_both_files(
    capsys: pytest.CaptureFixture[str], truth: list[dict[str, Any]]
) -> None:
    for file in (SHIPPED, DATA / "plan.txt"):
        call_command("import_plan", file, "--json")
        told = json.loads(capsys.readouterr().out)
        assert told["problems"] == []
        assert [{key: task[key] for key in truth[0]} for task in told["tasks"]] == truth
        assert not any(task["joint"] or task["open_ended"] for task in told["tasks"])


def test_import_plan_without_apply_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_plan", SHIPPED)
    assert "没有导入；确认无误后加 --apply" in capsys.readouterr().out


@pytest.mark.parametrize(
    "content, words",
    [(b"", "空"), (b"\x00\x01\x02\x03" * 50, "文"), ("今天天气好。\n".encode(), "分工表")],
    ids=["empty", "binary", "prose"],
)
def test_a_file_that_is_no_plan_is_refused_in_words(
    tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "不是规划.txt"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=words):
        call_command("import_plan", file, "--apply")


def test_applying_a_plan_without_profile_says_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "别市.txt"
    file.write_text(SHIPPED.read_text().replace("江门市“十四五”", "某市“十四五”", 1))
    with pytest.raises(CommandError, match="--profile"):
        call_command("import_plan", file, "--apply")


def test_an_unknown_actor_is_refused() -> None:
    with pytest.raises(CommandError, match="没有用户名"):
        call_command("import_plan", SHIPPED, "--apply", "--by", "nobody")


def test_roles_are_those_of_the_table(plan: Plan) -> None:
    row = plan.tasks.get(number="8").assignments.order_by("place")
    assert [each.role for each in row[:3]] == [
        AssignmentRole.LEAD, AssignmentRole.LEAD, AssignmentRole.SUPPORT,
    ]  # fmt: skip
