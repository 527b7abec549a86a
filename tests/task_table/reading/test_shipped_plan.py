"""The source is sacred: the shipped plan reads as the document prints it, task for task."""

from pathlib import Path
from typing import Any

from task_table.importing.reading import (
    PlanProfile,
    PlanReading,
    as_json,
    computed_findings,
    printed_names,
)
from task_table.importing.reading.flags import MEANINGS, Flag
from task_table.importing.reading.units import parse_units


def test_every_task_reads_as_the_checked_truth(
    shipped: PlanReading, truth: list[dict[str, Any]]
) -> None:
    read = as_json(shipped)["tasks"]
    assert len(read) == len(truth) == 45
    for task, checked in zip(read, truth, strict=True):
        assert {key: task[key] for key in checked} == checked


def test_the_printed_entries_are_48_leads_and_199_co_responsible(shipped: PlanReading) -> None:
    assert sum(len(task.lead) for task in shipped.tasks) == 48
    assert sum(len(task.support) for task in shipped.tasks) == 199


def test_expanding_the_group_gives_511_assignments(
    shipped: PlanReading, profile: PlanProfile
) -> None:
    (group,) = profile.groups
    leads = sum(len(task.lead) for task in shipped.tasks)
    grouped = sum(group.name in task.support for task in shipped.tasks)
    city = sum(len(task.support) for task in shipped.tasks) - grouped
    counties = grouped * len(group.members)
    assert (leads, city, counties) == (48, 155, 308)


def test_37_units_and_one_group_are_named(shipped: PlanReading) -> None:
    names = printed_names(shipped)
    assert len(names) == 38
    assert "各县（市、区）政府" in names


def test_only_tasks_8_11_and_12_have_two_leads(shipped: PlanReading) -> None:
    assert [task.number for task in shipped.tasks if len(task.lead) > 1] == ["8", "11", "12"]


def test_the_first_comma_of_every_cell_agrees_with_the_footnote(
    shipped: PlanReading, shipped_text: str
) -> None:
    """The table itself parts the leads from the others by a comma: a second witness."""
    lines = shipped_text.split("\n")
    for task in shipped.tasks:
        cell = lines[task.line - 1].split("\t")[2]
        assert parse_units(cell.split("，")[0]) == task.lead


def test_the_missing_full_stop_of_task_39_is_the_only_doubt(shipped: PlanReading) -> None:
    doubts = [(task.number, task.flags) for task in shipped.tasks if task.flags]
    assert doubts == [("39", (Flag.NO_FULL_STOP,))]
    assert shipped.problems == ()


def test_the_shipped_file_holds_only_lines_of_the_document_in_their_order(
    shipped_text: str, data: Path
) -> None:
    whole = iter((data / "plan.txt").read_text(encoding="utf-8").split("\n"))
    # `in` on an iterator moves on: a line out of order would not be found any more.
    assert all(line in whole for line in shipped_text.rstrip("\n").split("\n"))


def test_the_whole_document_reads_like_the_shipped_part(
    document: PlanReading, shipped: PlanReading
) -> None:
    assert as_json(document) == as_json(shipped)
    assert document.title == shipped.title == "江门市“十四五”残疾人保障和发展规划"
    assert document.footnote == shipped.footnote


def test_a_task_knows_the_line_it_stands_on(document: PlanReading, data: Path) -> None:
    lines = (data / "plan.txt").read_text(encoding="utf-8").split("\n")
    for task in document.tasks:
        assert lines[task.line - 1].startswith(f"{task.number}\t{task.text}")


def test_six_targets_lie_below_the_value_of_2020(shipped: PlanReading) -> None:
    found = computed_findings(shipped)
    assert [finding.where for finding in found] == [f"指标 {n}" for n in (2, 6, 7, 8, 9, 10)]
    assert "2025 年目标（95%）低于 2020 年的值（99%）" in found[1].message


def test_the_json_has_the_agreed_keys(shipped: PlanReading) -> None:
    printed = as_json(shipped)
    assert list(printed) == ["tasks", "problems"]
    assert list(printed["tasks"][0]) == [
        "number",
        "text",
        "lead",
        "support",
        "joint",
        "open_ended",
        "due_on",
        "due_source",
        "flags",
    ]


def test_every_flag_has_a_sentence_for_a_person() -> None:
    assert set(MEANINGS) == set(Flag)
    assert all(sentence.endswith("。") for sentence in MEANINGS.values())
