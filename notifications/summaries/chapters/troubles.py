"""存在问题和需协调事项, 任务逾期, 未按时报送: what the leaders are to know of."""

from collections.abc import Iterator

from notifications import wording
from notifications.papers import Paper
from notifications.summaries.blocks import Block, Heading, Paragraph, Table


def problems(paper: Paper) -> Iterator[Block]:
    """Yield what the leads name as problems, and what is asked of others (需协调事项)."""
    yield Heading(1, "存在问题和需协调事项")
    for row in paper.problems:
        signed = "" if row.version and row.version.signed_at else f"（{wording.UNSIGNED}）"
        unit = wording.reporter_in_words(row, paper.names)
        yield Paragraph(f"第{row.task}项（{unit}）：{row.problem}{signed}")
    if not paper.problems:
        yield Paragraph("各牵头单位的报告没有反映问题。")
    if paper.asking is None:
        return
    yield Paragraph(wording.asking_count_in_words(paper))
    yield from (Paragraph(wording.asking_in_words(each, paper.names)) for each in paper.asking)


def late(paper: Paper) -> Iterator[Block]:
    """Yield the units that did not file in time (未按时报送)."""
    yield Heading(1, "未按时报送情况")
    if not paper.late_units:
        yield Paragraph("没有未按时报送的单位。")
        return
    yield Paragraph(
        f"应报的{paper.total.due}份中，未按时报送{paper.total.late}份，"
        f"涉及{len(paper.late_units)}个单位。"
    )
    heads = ("单位", "应报", "未按时报送", "其中已补报", "至今未报")
    lines = [
        (unit.name, unit.counts.due, unit.counts.late, unit.counts.afterwards, unit.counts.missing)
        for unit in paper.late_units
    ]
    yield Table("未按时报送的单位", heads, lines, (60, 24, 24, 24, 24))


def overdue(paper: Paper) -> Iterator[Block]:
    """Yield the tasks past their day (任务逾期)."""
    yield Heading(1, "任务逾期情况")
    yield Paragraph(wording.overdue_in_words(paper))
    lines = [
        (f"{task.number}. {task.text}", wording.leads_in_words(task, paper.names),
         wording.overdue_since_in_words(paper, task))
        for task in paper.overdue_tasks
    ]  # fmt: skip
    if lines:
        yield Table("逾期的任务", ("任务", "牵头单位", "逾期的时限"), lines, (80, 36, 40))
