"""The columns of the offline sheet: one list from which it is written, printed and read back."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from project.workdays.estimates import mark
from workflows.figures.asking import Asked
from workflows.models import Draft, Progress, Report, ReportVersion
from workflows.sheet_forms import RowForm
from workflows.sheets import Row

YES, CONCURS, DISSENTS = "是", "同意", "不同意"
# What people also write for a tick, and for none.
TICKS = {YES: True, "√": True, "✓": True, "无变化": True, "": False, "否": False}
CONSENTS = {CONCURS: True, DISSENTS: False, "": None}
LABELS: dict[str, str] = {str(choice.value): str(choice.label) for choice in Progress}
LONGEST_BEFORE = 600


@dataclass(frozen=True)
class Column:
    """One column: its heading, its width in characters, and what a row shows in it.

    `field` is the draft's field that is filled in there; a column without one is only read.
    """

    title: str
    width: int
    shows: Callable[[Row], str]
    field: str = ""
    choices: tuple[str, ...] = ()
    on_paper: bool = True

    @property
    def kind(self) -> str:
        """Return what may be filled in: nothing, one of the choices, a date, or text."""
        if not self.field:
            return "shown"
        if self.choices:
            return "choice"
        return "date" if self.field == "next_step_on" else "text"


def _text(field: str) -> Callable[[Row], str]:
    return lambda row: str(getattr(said(row), field) or "")


def said(row: Row) -> Draft:
    """Return what the row's draft says."""
    if row.draft is None:
        raise ValueError(f"nobody may write this row: {row.report}")
    return row.draft


def role_of(report: Report) -> str:
    return "会签" if report.is_concurrence else str(report.assignment.get_role_display())


def _before(row: Row) -> str:
    """Return last cycle's words in short: progress, problem and next step, a line for each."""
    last = row.before
    if last is None:
        return ""
    lines = [f"（{last.report.cycle.label}）{_progress_of(last)}{last.progress}"]
    lines += [f"问题：{last.problem}"] if last.problem else []
    lines += [f"措施：{last.next_step}"] if last.next_step else []
    words = "\n".join(lines)
    return words if len(words) <= LONGEST_BEFORE else f"{words[:LONGEST_BEFORE]}……"


def _progress_of(version: ReportVersion) -> str:
    return f"{version.get_status_display()}：" if version.status else ""


def _consent(row: Row) -> str:
    concurs = said(row).concurs
    return "" if concurs is None else (CONCURS if concurs else DISSENTS)


def _day(row: Row) -> str:
    day: date | None = said(row).next_step_on
    return day.isoformat() if day else ""


def _asked_by(report: Report) -> str:
    day: date = report.reply_by or report.due_on
    return day.isoformat() + mark(day)


NUMBER, KEY, CONSENT = "序号", "编号（勿改）", "会签意见"
COLUMNS = (
    Column(NUMBER, 7, lambda row: row.report.assignment.task.number),
    Column("重点工作任务", 30, lambda row: row.report.assignment.task.text),
    Column("分工", 9, lambda row: role_of(row.report)),
    Column("截止日期", 13, lambda row: _asked_by(row.report)),
    Column("上期内容", 24, _before, on_paper=False),
    Column("进度", 12, lambda row: LABELS.get(said(row).status, ""), "status",
           tuple(LABELS.values())),
    Column("进展情况", 38, _text("progress"), "progress"),
    Column("存在问题", 22, _text("problem"), "problem"),
    Column("下一步措施", 22, _text("next_step"), "next_step"),
    Column("措施时限", 13, _day, "next_step_on"),
    Column("无变化", 8, lambda row: YES if said(row).no_change else "", "no_change", (YES,)),
    Column(CONSENT, 9, _consent, "concurs", (CONCURS, DISSENTS)),
    Column(KEY, 9, lambda row: str(row.report.pk), on_paper=False),
)  # fmt: skip
WHY = "没有数据的原因"
# Who inside the unit works on the row: the unit's own affair, told to nobody by itself.
HANDLED = Column("经办", 12, lambda row: str(row.handling) if row.handling else "", on_paper=False)
# Read here, answered on the page alone (decision 0039).
NODES = Column("年度节点（在网页上填写）", 24, lambda row: _nodes(row))
FIGURE = re.compile(rf"指标(\d{{1,4}})(：|{WHY}$)")
OF_CONCURRENCE = ("concurs", "progress")


def columns_for(rows: list[Row]) -> list[Column]:
    """Return the columns of a sheet; 会签 and each figure have theirs only where they are asked.

    经办 has one where the rows were read by the unit's own people and somebody is named.
    """
    has_concurrence = any(row.report.is_concurrence for row in rows)
    of_all = [each for each in COLUMNS if has_concurrence or each.title != CONSENT]
    asked = {figure.asked.name: figure.asked for row in rows for figure in row.figures}
    of_figures = [column for each in asked.values() for column in _of_figure(each)]
    handled = [HANDLED] if any(row.handling for row in rows) else []
    nodes = [NODES] if any(row.nodes for row in rows) else []
    return of_all[:-1] + of_figures + nodes + handled + of_all[-1:]


def _nodes(row: Row) -> str:
    """Return a line for each node the row answers for, with what is said of it so far."""
    return "\n".join(f"{each.asked.about}：{each.said or '未填'}" for each in row.nodes)


def _of_figure(asked: Asked) -> list[Column]:
    number = asked.indicator.number
    return [
        Column(f"指标{number}：{asked.label}", 16, _figure(asked.name), asked.name),
        Column(f"指标{number}没有数据的原因", 14, _figure(asked.why_name), asked.why_name),
    ]


def _figure(name: str) -> Callable[[Row], str]:
    return lambda row: row.draft.figures.get(name, "") if row.draft else ""


def figure_columns_of(titles: Iterable[str]) -> list[Column]:
    """Return the columns of figures among the headings of a file that came back.

    >>> [each.field for each in figure_columns_of(["进度", "指标3：覆盖率", "指标3没有数据的原因"])]
    ['figure-3', 'figure-3-why']
    """
    found = [(title, FIGURE.match(title)) for title in titles]
    return [
        Column(title, 0, str, f"figure-{told[1]}{'-why' if told[2] == WHY else ''}")
        for title, told in found if told
    ]  # fmt: skip


def is_open(column: Column, row: Row) -> bool:
    """Say whether the cell is to be filled in: 会签 asks for a word, every other row for the rest.

    What a row may be asked for is what its form on the page asks for.
    """
    if column.field.startswith("figure-"):
        return column.field in RowForm.of(row).fields
    if row.report.asks_figures_only:
        return False
    if row.report.is_concurrence:
        return column.field in OF_CONCURRENCE
    return bool(column.field) and column.field != "concurs"
