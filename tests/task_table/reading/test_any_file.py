"""However a file is damaged, it is read with its problems named or refused: it never crashes."""

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from task_table.importing.reading import NotAPlan, PlanReading, as_json, read_plan, to_lines

CHARACTERS = '1289.、，\t,（）():：。年月底前到至第项位列的为牵头配合负责备注序号重点任务责任单位"“'
LINES = st.lists(
    st.text(CHARACTERS, max_size=30)
    | st.sampled_from(
        [
            "序号\t重点工作任务\t责任单位",
            "序号,任务,牵头单位,配合单位,完成时限",
            "指标\t2020年\t2025年\t属性",
            "牵头单位：市残联",
            "备注：列第一位的为牵头单位",
            "1.甲（市残联牵头）",
            "1\t甲。\t市残联",
        ]
    ),
    max_size=12,
)


def holds_together(reading: PlanReading) -> bool:
    printed = as_json(reading)["tasks"]
    return len(printed) == len(reading.tasks) and all(
        task.joint is not bool(task.lead) and not set(task.lead) & set(task.support)
        for task in reading.tasks
    )


@given(LINES)
@settings(max_examples=300)
def test_any_lines_are_read_or_refused(lines: list[str]) -> None:
    with suppress(NotAPlan):
        assert holds_together(read_plan(lines))


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    with suppress(NotAPlan):
        assert all("\n" not in line for line in to_lines(data))


@given(st.data())
def test_a_damaged_plan_loses_no_row_unseen(shipped_text: str, data: st.DataObject) -> None:
    """Cut one line out anywhere: fewer tasks are read only with a problem that says so."""
    lines = shipped_text.rstrip("\n").split("\n")
    cut = data.draw(st.integers(0, len(lines) - 1))
    reading = read_plan(lines[:cut] + lines[cut + 1 :])
    last = lines[cut].startswith("45\t")
    assert len(reading.tasks) == 45 or reading.problems or last
