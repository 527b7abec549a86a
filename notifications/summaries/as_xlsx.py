"""Writes a summary as .xlsx: the whole ledger to sort and filter; no text becomes a formula."""

from io import BytesIO
from typing import Any

import pandas as pd
import xlsxwriter

from notifications import wording
from notifications.paper_rows import (
    COUNTY,
    FIGURES,
    LEAD,
    WORDS_OF_KIND,
    Place,
    Row,
    UnitCounts,
    figures_of,
)
from notifications.paper_tables import BURDEN, burden_table, part_heads, part_lines
from notifications.papers import Paper, Task, counts_table
from notifications.summaries.charts import RATE, write_chart
from notifications.summaries.edition import Edition
from notifications.summaries.sheets import A3, Share, Sheet, write_sheet
from notifications.summaries.sheets_of_tasks import task_sheets

# Whatever people wrote stays text: no formula, no number, no link (XlsxWriter's own guards).
AS_TEXT = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
FIGURE_WORDS = [word for word, _ in FIGURES.values()]


def render_xlsx(paper: Paper, edition: Edition) -> bytes:
    """Return the bytes of the .xlsx; the same facts and edition give the same bytes."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, AS_TEXT) as book:
        book.set_properties(_properties(paper, edition))
        for sheet in sheets_of(paper):
            write_sheet(book, sheet, edition)
        write_chart(book, paper, edition, rate=UNIT.index(RATE))
    return file.getvalue()


def _properties(paper: Paper, edition: Edition) -> dict[str, Any]:
    return {
        "title": edition.title,
        "subject": paper.plan_title,
        "author": "责任台账",
        "comments": edition.mark,
        "created": paper.as_of.replace(tzinfo=None, microsecond=0),
    }


def sheets_of(paper: Paper) -> list[Sheet]:
    """Return the workbook's sheets in order."""
    told = _told_before(paper)
    pairs = [(task, row) for task in paper.tasks for row in task.rows]
    missing = [(task, row) for task, row in pairs if row.first_on is None]
    cited = [row for _, row in pairs if row.version]
    return [
        Sheet("汇总", _overview(paper), (24, *[12] * len(FIGURES)), notes=_notes(paper)),
        *_parts(paper),
        Sheet("台账", pd.DataFrame([_ledger(*pair, paper, told) for pair in pairs]),
              (*(12 for _ in _cycle(paper)), *LEDGER_WIDTHS), paper=A3),
        Sheet("按单位", _units(paper), (30, 24, *[11] * 11)),
        *task_sheets(paper),
        Sheet("未报", _table(missing, paper),
              (*(12 for _ in _cycle(paper)), 8, 50, 30, 22, 14, 24)),
        *_burden(paper),
        Sheet("来源", pd.DataFrame([_source(row, paper) for row in cited], columns=SOURCE),
              (8, 30, 10, 12, 8, 20, 20, 20, 20, 70, 70), paper=A3),
    ]  # fmt: skip


def _overview(paper: Paper) -> pd.DataFrame:
    lines = [[word, *figures] for word, figures in counts_table(paper)]
    return pd.DataFrame(lines, columns=["份数", *FIGURE_WORDS])


def _cycle(paper: Paper) -> list[str]:
    """Return the column that names a row's cycle, where there are several."""
    return ["周期"] if paper.parts else []


def _parts(paper: Paper) -> list[Sheet]:
    """Return the sheet of what each cycle of a half-year or year counts, side by side."""
    table = pd.DataFrame(part_lines(paper), columns=part_heads())
    said = [wording.parts_in_words(paper), wording.PARTS]
    widths = (30, *[11] * (len(part_heads()) - 1))
    return [Sheet("各期", table, widths, notes=said, paper=A3)] if paper.parts else []


def _notes(paper: Paper) -> list[str]:
    return [
        f"{paper.plan_title}，{paper.label}，截至{wording.moment_in_words(paper.as_of)}。",
        wording.countings_in_words(paper),
        wording.progress_in_words(paper),
        *filter(None, [wording.self_review_in_words(paper)]),
        wording.overdue_in_words(paper),
        *([wording.settled_in_words(paper)] if paper.settled else []),
        wording.DEFINITIONS,
    ]


LEDGER_WIDTHS = (8, 40, 24, 18, 22, 12, 12, 12, 18, 10, 50, 36, 36, 12, 10, 10, 10, 16, 12, 10)


def _told_before(paper: Paper) -> dict[Place, str]:
    """Return where a county's words on a section stand already, by a row's place (本部分综合)."""
    found: dict[Place, str] = {}
    for section in paper.sections:
        first: dict[tuple[str, str, str], str] = {}
        for row in (row for task in section.tasks for row in task.rows if row.kind == COUNTY):
            if row.words and row.words.progress:
                told = first.setdefault((row.cycle, row.unit, row.words.progress), row.task)
                found |= {row.place: told} if told != row.task else {}
    return found


def _ledger(task: Task, row: Row, paper: Paper, told: dict[Place, str]) -> dict[str, Any]:
    words, version = row.words, row.version
    before = told.get(row.place)
    return {
        **{head: wording.cycle_in_words(row.cycle) for head in _cycle(paper)},
        "任务": task.number,
        "重点工作任务": task.text,
        "单位": paper.name_of(row),
        "分工": WORDS_OF_KIND[row.kind] if row.kind != LEAD or not row.concurrence else "共同牵头",
        "所属单位组": row.group,
        "报送截止": row.due_on,
        "首次提交": row.first_on,
        "按时": _on_time(row),
        "报送情况": row.standing,
        "进度": _progress(row),
        "进展情况": f"本部分综合，见第{before}项" if before else words.progress if words else "",
        "存在问题": row.problem,
        "下一步措施": words.next_step if words else "",
        "措施时限": words.next_step_on if words else None,
        "会签": _concurs(row),
        "研判": row.outlook,
        "自审": "是" if row.self_review else "",
        "签批人": version.signed_by or wording.UNSIGNED if version else "",
        "签批日期": version.signed_at.date() if version and version.signed_at else None,
        "引用版本": f"第{version.number}版" if version else "",
    }


def _on_time(row: Row) -> str:
    if row.first_on is None:
        return "未报"
    return "按时" if row.on_time else "补报"


def _progress(row: Row) -> str:
    if row.words is None:
        return ""
    return "无变化" if row.words.no_change else row.words.status


def _concurs(row: Row) -> str:
    if row.words is None or row.words.concurs is None:
        return ""
    return "同意" if row.words.concurs else "不同意"


UNIT = ("单位", "现名（与前列不同时）", *FIGURE_WORDS, RATE)


def _units(paper: Paper) -> pd.DataFrame:
    return pd.DataFrame([_unit(each) for each in paper.units], columns=UNIT, dtype=object)


def _unit(unit: UnitCounts) -> tuple[Any, ...]:
    counts = unit.counts
    share = Share(counts.on_time / counts.due) if counts.due else None
    return unit.name, unit.now, *figures_of(counts), share


MISSING = ("任务", "重点工作任务", "单位", "分工", "报送截止", "报送情况")


def _table(pairs: list[tuple[Task, Row]], paper: Paper) -> pd.DataFrame:
    lines = [
        (*(wording.cycle_in_words(row.cycle) for _ in _cycle(paper)), task.number, task.text,
         paper.name_of(row), WORDS_OF_KIND[row.kind], row.due_on, row.standing)
        for task, row in pairs
    ]  # fmt: skip
    return pd.DataFrame(lines, columns=[*_cycle(paper), *MISSING])


def _burden(paper: Paper) -> list[Sheet]:
    """Return the sheet of what was asked; editions from before it was counted have none."""
    lines = [[word, *figures] for word, figures in burden_table(paper)]
    table = pd.DataFrame(lines, columns=["类别", *BURDEN])
    widths = (24, *[12] * len(BURDEN))
    return [Sheet("填报负担", table, widths, notes=[wording.BURDEN])] if lines else []


SOURCE = (
    "任务", "单位", "单位代码", "周期", "版本", "提交时间", "审核人", "签批人", "签批时间",
    "摘要值",
    "佐证材料的摘要值",
)  # fmt: skip


def _source(row: Row, paper: Paper) -> tuple[Any, ...]:
    version = row.version
    if version is None:
        raise ValueError(f"no version to name as a source: {row}")
    return (
        row.task,
        paper.name_of(row),
        row.unit,
        row.cycle or paper.cycle,
        version.number,
        wording.moment_in_words(version.submitted_at),
        "、".join(version.reviewed_by or ()),
        version.signed_by or wording.UNSIGNED,
        wording.moment_in_words(version.signed_at),
        version.digest,
        "；".join(f"{each.name} {each.digest}" for each in version.evidence or ()),
    )
