"""Makes the file that goes out: the rows that may be written, how to fill them in, and the seal."""

from datetime import date

from project.workdays.estimates import reckoned
from workflows.deadlines import whom_to_ask
from workflows.offline.authenticity import Origin, Sent, base_of, check_code, sealed
from workflows.offline.child import run
from workflows.offline.columns import Column, columns_for, is_open, said
from workflows.offline.paper import Heading, Line, Paper
from workflows.sheet_forms import RowForm
from workflows.sheets import Row, Sheet
from workflows.windows import day_in_words

# A cell of a workbook holds no more.
LONGEST_CELL = 32_000
WRITERS = {"xlsx": "writing", "docx": "printing"}


def build(sheet: Sheet, kind: str, *, on: date) -> bytes:
    """Return the sheet's rows to write as .xlsx or .docx; raises child.Broken if that fails."""
    return run(WRITERS[kind], given=paper_of(sheet, on=on).to_json())


def paper_of(sheet: Sheet, *, on: date) -> Paper:
    """Return what is written into the file."""
    rows = rows_that_fit(sheet)
    columns = columns_for(rows)
    facts = origin_of(sheet, rows).facts()
    return Paper(
        title=f"{sheet.unit}　{sheet.cycle.label}　离线报送表",
        about=f"{sheet.cycle.plan}　{day_in_words(on)}下载　校验码 {check_code(facts)}",
        headings=[_heading(each) for each in columns],
        lines=[_line(row, columns) for row in rows],
        notes=_notes(sheet, rows, on),
        cautions=CAUTIONS,
        facts=facts,
        seal=sealed(facts),
        code=check_code(facts),
    )


def rows_that_fit(sheet: Sheet) -> list[Row]:
    """Return the rows to write whose texts a cell can hold, in the order of the table."""
    fit = [row for row in sheet.to_write if _longest(row) <= LONGEST_CELL]
    return sorted(fit, key=lambda row: row.report.assignment.task.place)


def origin_of(sheet: Sheet, rows: list[Row]) -> Origin:
    """Return what is sealed: whose sheet it is, and where each row stood."""
    sent = {row.report.pk: _sent(row) for row in rows}
    return Origin(sheet.cycle.plan.slug, sheet.cycle.key, sheet.unit.code, sent)


def _sent(row: Row) -> Sent:
    revision = row.draft.revision if row.draft else 0
    return Sent(row.report.assignment.task.number, revision, base_of_row(row))


def base_of_row(row: Row) -> str:
    """Return the digest of what the row's form would post unchanged."""
    asked, draft = RowForm.of(row), said(row)
    words = {name: value for name, value in draft.content().items() if name in asked.Meta.fields}
    return base_of(words | ({"figures": draft.figures} if row.figures else {}))


def _longest(row: Row) -> int:
    return max(len(str(value or "")) for value in said(row).content().values())


def _heading(column: Column) -> Heading:
    return Heading(column.title, column.width, column.kind, list(column.choices), column.on_paper)


def _line(row: Row, columns: list[Column]) -> Line:
    shown = [column.shows(row) for column in columns]
    return Line(shown, [is_open(column, row) for column in columns])


def _notes(sheet: Sheet, rows: list[Row], on: date) -> list[str]:
    """Return in plain words how to fill in, and whom to return it to by when."""
    cycle = sheet.cycle
    office = whom_to_ask(sheet.unit, cycle.plan.committee, on=on)
    left_out = [row for row in sheet.to_write if row not in rows]
    notes = [
        f"这是{sheet.unit}{cycle.label}的离线报送表，共{len(rows)}行，一行一项任务。",
        f"填好后，请在截止日期之前发给{office}；能登录系统的，也可以由本单位联络员在报送表页面上传。"
        f"配合的{reckoned(cycle.support_due_on)}截止，牵头的{reckoned(cycle.due_on)}截止，"
        "被退回的以表中日期为准。",
        "进度：从“未启动、推进中、已完成”中选一项。选“已完成”的，另须上传佐证材料。",
        "进展情况：写本期做了什么、到了哪一步。不要写个人姓名和身份证号、残疾人证号。",
        "存在问题、下一步措施、措施时限：没有的不填。",
        "无变化：与上期相比确无变化的，选“是”，其余各格可以不填。",
        "没有情况要报的行可以留空，留空不会改动系统里已有的内容。",
        "提交后仍须审核、签批。纸质报送的，填好签字盖章后交回，由收到的人代录。",
    ]
    if any(row.report.is_concurrence for row in rows):
        notes.append(
            "会签意见：只有会签的行要填，选同意或不同意；不同意的，在进展情况一格写明理由。"
        )
    if any(row.nodes for row in rows):
        notes.append("年度节点：完成情况只在网页上填写，提交以前填好；上传本表不会改动已填的。")
    if left_out:
        numbers = "、".join(row.report.assignment.task.number for row in left_out)
        notes.append(f"第{numbers}项内容太长，表格装不下，没有列入，请在网页上填写。")
    return notes


CAUTIONS = [
    "只填白色的格，灰色的格不用动。日期写成 2026-03-31 的样子。",
    "请不要增删、合并单元格，不要填公式，不要改“编号”和隐藏的校验页；改动后系统会拒收。"
    "保存时请仍存为 .xlsx 文件。",
]
