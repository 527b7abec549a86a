"""各部分进展: what is signed, section by section; and the table of all tasks with their lights."""

from collections.abc import Iterator

from notifications import wording
from notifications.charts.course import course
from notifications.paper_tables import lamp_heads, lamp_lines
from notifications.papers import Lamp, Paper, Task
from notifications.passages import passages_of, quoted_in_words
from notifications.summaries.blocks import Block, Heading, Note, Paragraph, Table
from notifications.summaries.chapters.drawn import drawn
from workflows.lights.light import Light

HEADS = ("序号", "重点工作任务", "牵头单位", "完成时限", "本期进度", "灯", "依据")
WIDTHS = (12, 80, 30, 28, 20, 14, 41)
LAMP_WIDTHS = (66, 18, 18, 18, 18, 18)


def sections(paper: Paper) -> Iterator[Block]:
    """Yield the sections in printed order: how they stand, then a paragraph a task."""
    yield Heading(1, "各部分进展")
    for section in paper.sections:
        if passages := passages_of(section, paper.names, paper.wording):
            yield Heading(2, section.title or "未分章节")
            yield Paragraph(wording.section_in_words(section))
            yield from (Paragraph(each.text, label=each.head) for each in passages)
    yield Note(quoted_in_words(paper))


def all_tasks(paper: Paper) -> Iterator[Block]:
    """Yield the table of all tasks; editions from before lights were kept go without."""
    if paper.lamps is None:
        return
    yield Heading(1, "任务一览")
    yield Paragraph(wording.lamps_in_words(paper))
    yield from _course(paper)
    lines = [_line(task, paper) for task in paper.tasks]
    yield Table("全部任务的进度和灯", HEADS, lines, WIDTHS, wide=True)


def _course(paper: Paper) -> Iterator[Block]:
    """Yield the lights over the cycles, drawn and as a table; or that this cycle is the first."""
    if said := wording.course_in_words(paper):
        yield Paragraph(said)
    if paper.course:
        yield from drawn(course(paper))
        yield Table("各期任务的灯（项）", lamp_heads(), lamp_lines(paper), LAMP_WIDTHS)


def _line(task: Task, paper: Paper) -> list[str]:
    return [
        task.number,
        task.text,
        wording.leads_in_words(task, paper.names),
        wording.deadline_in_words(task),
        wording.progress_of(task),
        *_lit(task.lamp),
    ]


def _lit(lamp: Lamp | None) -> list[str]:
    return [Light(lamp.light).word, lamp.words] if lamp else ["", ""]
