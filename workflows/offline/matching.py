"""Lays a file that came back over the sheet as it stands now, by the sheet's own forms."""

from dataclasses import dataclass, field

from django.http import QueryDict

from workflows.evidence.kinds import Unfit
from workflows.offline import columns
from workflows.offline.authenticity import Origin, base_of
from workflows.offline.rows import is_units_own
from workflows.offline.taking import Taken, Told
from workflows.sheet_forms import RowForm
from workflows.sheets import Row, Sheet
from workflows.steps import Step


@dataclass
class Matched:
    """What a file changes on a sheet: a form for each row it says something new of.

    `lines` are the numbers of the rows in the file, as its program shows them, by report; `closed`
    are rows that cannot be written now, with why; `notes` are about rows of no report.
    """

    forms: dict[int, RowForm] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)
    closed: list[tuple[Row, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    lost: list[tuple[Row, RowForm]] = field(default_factory=list)


def match(sheet: Sheet, taken: Taken) -> Matched:
    """Return what the file changes; raises Unfit if it is another unit's, cycle's or plan's."""
    _check_origin(sheet, taken.origin)
    data, matched = QueryDict(mutable=True), Matched(notes=list(taken.notes))
    for told in taken.rows:
        told.post(data)
        _lay(sheet, told, data, matched)
    return matched


def _check_origin(sheet: Sheet, origin: Origin) -> None:
    here = (sheet.cycle.plan.slug, sheet.cycle.key, sheet.unit.code)
    if (origin.plan, origin.cycle, origin.unit) == here:
        return
    if origin.unit != sheet.unit.code:
        raise Unfit(
            f"这是别的单位的离线表，不是{sheet.unit}的，没有读入。请核对文件，到那个单位的页面上传。"
        )
    raise Unfit(
        f"这是另一个报送周期的离线表（{origin.cycle}），不是{sheet.cycle.label}的，没有读入。"
        "请下载本期的表填写。"
    )


def _lay(sheet: Sheet, told: Told, data: QueryDict, matched: Matched) -> None:
    row = sheet.row_of(told.key)
    if row is None:
        matched.notes.append(f"第{told.line + 1}行（第{told.sent.number}项）不归你录入，没有读入。")
        return
    _keep_what_has_no_column(row, data)
    form = RowForm.of(row, data)
    _name_wrong_date(form, told)
    for name, words in told.wrong.items():
        form.add_error(name if name in form.fields else None, words)
    if not told.wrong and _says_what_was_sent(form, told):
        return
    matched.lines[told.key] = told.line + 1
    if row.draft is None:
        matched.closed.append((row, why_closed(sheet, row)))
        matched.lost.append((row, form))
    else:
        matched.forms[told.key] = form


def _keep_what_has_no_column(row: Row, data: QueryDict) -> None:
    """Post as it is saved what the row's form asks for and the file has no column for."""
    asked = {column.field for column in columns.COLUMNS} | {"revision", "over"}
    for bound in RowForm.of(row):
        value, told = bound.value(), bound.html_name in data
        if bound.name not in asked and not told and value not in (None, "", False):
            data[bound.html_name] = "on" if value is True else str(value)


def _name_wrong_date(form: RowForm, told: Told) -> None:
    """Repeat what was written where it is no date: a browser's field for dates shows none of it."""
    if "next_step_on" in form.errors:
        words = f"“{told.said['next_step_on']}”不是日期。请填写日期，例如 2026-03-31。"
        form.errors["next_step_on"] = form.error_class([words])


def _says_what_was_sent(form: RowForm, told: Told) -> bool:
    """Say whether nobody touched the row in the file: it then says nothing, whatever came since."""
    return form.is_valid() and base_of(form.entry().content) == told.sent.base


def why_closed(sheet: Sheet, row: Row) -> str:
    """Return why a row cannot be written now."""
    report = row.report
    if report.step != Step.REPORT:
        return f"已在“{report.get_step_display()}”环节，不能再填写。"
    draft = getattr(report, "draft", None)
    if draft is not None and is_units_own(draft) and not sheet.writes:
        return f"{sheet.unit}已自行在系统中填写这一行，没有代录。请联系该单位联络员。"
    return f"{sheet.windows.of(report).sentence}。"
