"""附：各项任务报送内容: what each lead reports, label by label, unsigned words marked."""

from collections.abc import Iterator

from notifications import wording
from notifications.paper_rows import Row
from notifications.papers import Paper, Task
from notifications.summaries.blocks import Block, Heading, Paragraph


def tasks(paper: Paper) -> Iterator[Block]:
    """Yield the annex: the sections in printed order, each with its tasks."""
    yield Heading(1, "附1：各项任务报送内容")
    for section in paper.sections:
        yield Heading(2, section.title or "未分章节")
        for task in section.tasks:
            yield from _task(task, paper)


def _task(task: Task, paper: Paper) -> Iterator[Block]:
    yield Heading(3, f"{task.number}. {task.text}")
    if task.adjusted_text:
        yield Paragraph(f"调整为：{task.adjusted_text}")
    yield Paragraph(f"完成时限：{wording.deadline_in_words(task)}。")
    for row in task.lead_rows:
        yield from (_concurrence if row.concurrence else _lead)(row, paper)
    for line in wording.supports_in_words(task, paper.names):
        yield Paragraph(line)


def _lead(row: Row, paper: Paper) -> Iterator[Block]:
    unit = wording.reporter_in_words(row, paper.names)
    yield Paragraph(f"牵头单位：{unit}。报送情况：{row.standing}。")
    yield from (Paragraph(text, label=label) for label, text in wording.parts_of(row))


def _concurrence(row: Row, paper: Paper) -> Iterator[Block]:
    unit = wording.reporter_in_words(row, paper.names)
    words = f"共同牵头：{unit}。会签：{wording.concurrence_in_words(row)}"
    source = wording.signature_in_words(row)
    yield Paragraph(f"{words}（{source}）" if source else words)
