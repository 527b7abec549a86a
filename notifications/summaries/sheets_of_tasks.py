"""The sheets that tell of tasks and sections: their lights, what is overdue, what is asked."""

from collections.abc import Iterator

import pandas as pd

from notifications import wording
from notifications.paper_rows import FIGURES, figures_of
from notifications.paper_tables import by_nature
from notifications.papers import Paper, Section, Task
from notifications.summaries.counting import total_of
from notifications.summaries.sheets import A3, Sheet
from workflows.lights.attaining import RULES

FIGURE_WORDS = [word for word, _ in FIGURES.values()]
TASKS = (
    "任务", "重点工作任务", "部分", "牵头单位", "完成时限", "原定时限", "本期进度", "灯", "依据",
    "规则",
)  # fmt: skip
OVERDUE = ("任务", "重点工作任务", "牵头单位", "逾期的时限")
ASKING = (
    "任务", "单位", "请谁协调", "存在问题", "需要做什么", "何日之前", "目前", "承诺办结", "旁注",
)  # fmt: skip
GAUGES = (
    "序号", "指标", "计量单位", "属性", "基期", "目标", "最近签批的数值", "判断", "灯", "依据",
    "来源",
)  # fmt: skip
ASKING_WIDTHS = (8, 22, 22, 40, 40, 14, 18, 14, 30)
GAUGE_WIDTHS = (8, 36, 10, 10, 18, 20, 32, 12, 8, 24, 50)


def task_sheets(paper: Paper) -> Iterator[Sheet]:
    """Yield them in order; editions from before something was told have no sheet of it."""
    if paper.lamps is not None:
        yield Sheet("任务", _tasks(paper), (8, 50, 22, 24, 18, 18, 16, 8, 30, 26), paper=A3)
    yield Sheet("按部分", _sections(paper), (40, 8, *[11] * len(FIGURES)))
    said = [wording.overdue_in_words(paper)]
    yield Sheet("任务逾期", _overdue(paper), (8, 60, 30, 50), notes=said)
    if paper.asking is not None:
        said = [wording.asking_count_in_words(paper)]
        yield Sheet("需协调事项", _asking(paper), ASKING_WIDTHS, notes=said, paper=A3)
    if paper.gauges is not None:
        yield Sheet("指标", _gauges(paper), GAUGE_WIDTHS, notes=[RULES], paper=A3)


def _tasks(paper: Paper) -> pd.DataFrame:
    lines = [
        (*_named(task), section.title, wording.leads_in_words(task, paper.names), task.due_on,
         task.first_due_on, wording.progress_of(task), *_lit(task))
        for section in paper.sections for task in section.tasks
    ]  # fmt: skip
    return pd.DataFrame(lines, columns=TASKS)


def _named(task: Task) -> tuple[str, str]:
    return task.number, task.text


def _lit(task: Task) -> tuple[str, str, str]:
    lamp = task.lamp
    return (lamp.word, lamp.words, f"{lamp.rule} 第{lamp.version}版") if lamp else ("", "", "")


def _sections(paper: Paper) -> pd.DataFrame:
    lines = [_section(each) for each in paper.sections]
    return pd.DataFrame(lines, columns=["部分", "任务数", *FIGURE_WORDS])


def _section(section: Section) -> list[str | int]:
    rows = [row for task in section.tasks for row in task.rows]
    return [section.title or "未分章节", len(section.tasks), *figures_of(total_of(rows))]


def _overdue(paper: Paper) -> pd.DataFrame:
    lines = [
        (*_named(task), wording.leads_in_words(task, paper.names),
         wording.overdue_since_in_words(paper, task))
        for task in paper.overdue_tasks
    ]  # fmt: skip
    return pd.DataFrame(lines, columns=OVERDUE)


def _asking(paper: Paper) -> pd.DataFrame:
    lines = [
        (each.task, paper.names.get(each.unit, each.unit), each.whom, each.problem, each.needed,
         each.needed_on, each.standing, each.promised_on, "；".join(each.remarks))
        for each in paper.asking or ()
    ]  # fmt: skip
    return pd.DataFrame(lines, columns=ASKING)


def _gauges(paper: Paper) -> pd.DataFrame:
    lines = [
        (each.number, each.name, each.measure, nature, each.baseline, each.target, each.said,
         each.judgement, each.lamp.word, each.lamp.words, each.source)
        for nature, told in by_nature(paper) for each in told
    ]  # fmt: skip
    return pd.DataFrame(lines, columns=GAUGES)
