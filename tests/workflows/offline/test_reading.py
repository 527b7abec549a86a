"""What people do to a workbook: each is read as it was meant, or told by row and sentence."""

from datetime import date, datetime
from typing import Any

import pytest
from django.http import HttpResponse

from project.accounts.models import User
from tests.cast import report_on
from tests.pages.conftest import browser_of
from tests.pages.filling import said, sheet_of, text_of, typed
from tests.workflows.offline.books import (
    columns,
    download,
    fill,
    filled,
    line_of,
    opened,
    saved,
    upload,
)
from tests.workflows.playing import submit, write
from workflows.models import Cycle, Draft, Report
from workflows.offline import matching, taking
from workflows.offline.columns import COLUMNS, KEY, NUMBER
from workflows.offline.paper import SHEET
from workflows.offline.writing import FIRST

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_process")]

GOOD = {"进度": "推进中", "进展情况": "已办。"}


@pytest.fixture
def rows(cycle: Cycle) -> list[Report]:
    return [report_on(cycle, number, "mzj") for number in ("1", "2", "13")]


@pytest.fixture
def book(rows: list[Report], liaison: User) -> bytes:
    return download(browser_of(liaison), "mzj")


def send(who: User, content: bytes) -> HttpResponse:
    return upload(browser_of(who), "mzj", content)


def told(answer: HttpResponse) -> str:
    return "；".join(words for _, words in answer.context["told"])


DATES: list[tuple[Any, str | None]] = [
    (date(2026, 3, 31), None),
    (datetime(2026, 3, 31, 8, 30), None),  # noqa: DTZ001 (a workbook's days have no zone)
    (46112, None),
    ("20260331", None),
    (20260331, "不是日期"),
    ("2026-03-31", None),
    ("2026/3/31", None),
    ("2026.3.31", None),
    ("2026年3月31日", None),
    ("三月底", "三月底"),
    ("2026-02-31", "2026-02-31"),
]


@pytest.mark.parametrize(("written", "unread"), DATES, ids=lambda each: str(each))
def test_a_date_is_read_however_it_was_written(
    written: Any, unread: str | None, book: bytes, rows: list[Report], liaison: User
) -> None:
    answer = send(liaison, filled(book, {rows[0]: GOOD | {"措施时限": written}}))
    if unread is None:
        assert Draft.objects.get(report=rows[0]).next_step_on == date(2026, 3, 31)
    else:
        assert answer.status_code == 422
        assert "表中第4行（第1项）" in told(answer)
        assert unread in text_of(answer)
        assert not Draft.objects.filter(report=rows[0]).exists()


CELLS: dict[str, tuple[dict[str, Any], str]] = {
    "formula": ({"进展情况": "=1+1"}, "“进展情况”一格是公式"),
    "no-such-progress": (
        {"进度": "差不多了"},
        "“进度”一格写的是“差不多了”，只能填“未启动”“推进中”“已完成”",
    ),
    "no-such-tick": ({"无变化": "大概"}, "“无变化”一格写的是“大概”，只能填“是”"),
    "error-value": ({"进展情况": "#N/A"}, "“进展情况”一格是错误值"),
    "percentage": ({"进展情况": 0.85}, "带格式的数值"),
}


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_that_cannot_be_read_is_told_by_its_row_and_the_others_are_saved(
    cell: str, book: bytes, rows: list[Report], liaison: User
) -> None:
    words, sentence = CELLS[cell]
    workbook = opened(book)
    sheet = workbook[SHEET]
    fill(sheet, rows[0], GOOD | words)
    changed = sheet.cell(line_of(sheet, rows[0]), columns(sheet)[next(iter(words))])
    changed.data_type = {"formula": "f", "error-value": "e", "percentage": "n"}.get(cell, "s")
    if cell == "percentage":
        changed.number_format = "0%"
    fill(sheet, rows[1], GOOD)
    answer = send(liaison, saved(workbook))
    assert answer.status_code == 422
    assert sentence in told(answer)
    assert "表中第4行（第1项）" in told(answer)
    assert f"#row-{rows[0].pk}" in text_of(answer)
    assert not Draft.objects.filter(report=rows[0]).exists()
    assert said(rows[1]) == "已办。"


def test_rows_may_be_sorted_and_columns_moved(
    book: bytes, rows: list[Report], liaison: User
) -> None:
    workbook = opened(filled(book, {rows[0]: GOOD, rows[2]: {"无变化": "是"}}))
    sheet = workbook[SHEET]
    table = [list(line) for line in sheet.iter_rows(min_row=FIRST, values_only=True)]
    table = [table[0], *reversed(table[1:])]
    for number, line in enumerate(table, FIRST):
        for place, value in enumerate(reversed(line), 1):
            sheet.cell(number, place).value = value
    assert send(liaison, saved(workbook)).status_code == 302
    assert said(rows[0]) == "已办。"
    assert Draft.objects.get(report=rows[2]).no_change
    assert not Draft.objects.filter(report=rows[1]).exists()


def test_rows_taken_out_stay_as_they_are_and_rows_put_in_are_told(
    book: bytes, rows: list[Report], liaison: User
) -> None:
    write(rows[1], liaison, progress="网页上写的。")
    workbook = opened(filled(book, {rows[0]: GOOD}))
    sheet = workbook[SHEET]
    sheet.delete_rows(line_of(sheet, rows[1]))
    sheet.cell(9, columns(sheet)["进展情况"]).value = "多出来的一行"
    answer = send(liaison, saved(workbook))
    assert "表中第9行没有读入：不是原表中的行" in told(answer)
    assert [said(rows[0]), said(rows[1])] == ["已办。", "网页上写的。"]


def test_a_key_or_a_number_that_was_changed_leads_no_word_astray(
    book: bytes, rows: list[Report], liaison: User
) -> None:
    workbook = opened(filled(book, dict.fromkeys(rows, GOOD)))
    sheet = workbook[SHEET]
    places = columns(sheet)
    first, second = (line_of(sheet, row) for row in rows[:2])
    sheet.cell(first, places[KEY]).value = str(rows[1].pk)
    sheet.cell(second, places[KEY]).value = str(rows[1].pk + 10**6)
    answer = send(liaison, saved(workbook))
    assert "序号和编号对不上" in told(answer)
    assert "不是原表中的行" in told(answer)
    assert list(Draft.objects.values_list("report", flat=True)) == [rows[2].pk]


def test_a_row_that_stands_twice_is_not_read_at_all(
    book: bytes, rows: list[Report], liaison: User
) -> None:
    workbook = opened(filled(book, {rows[0]: GOOD}))
    sheet = workbook[SHEET]
    for place, title in enumerate(columns(sheet), 1):
        value = sheet.cell(line_of(sheet, rows[0]), place).value
        sheet.cell(8, place).value = "另一句话。" if title == "进展情况" else value
    answer = send(liaison, saved(workbook))
    assert told(answer).count("与另一行的编号相同") == 2
    assert not Draft.objects.exists()


def test_merged_cells_refuse_their_rows_alone(
    book: bytes, rows: list[Report], liaison: User
) -> None:
    workbook = opened(filled(book, dict.fromkeys(rows, GOOD)))
    sheet = workbook[SHEET]
    letter = sheet.cell(1, columns(sheet)["进展情况"]).column_letter
    sheet.merge_cells(f"{letter}4:{letter}5")
    answer = send(liaison, saved(workbook))
    assert told(answer).count("合并的单元格") == 2
    assert list(Draft.objects.values_list("report", flat=True)) == [rows[2].pk]


def test_what_was_written_meanwhile_stands_beside_ones_own_until_one_decides(
    book: bytes, rows: list[Report], liaison: User, second_liaison: User
) -> None:
    write(rows[0], second_liaison, progress="同事先写的。")
    answer = send(liaison, filled(book, {rows[0]: GOOD, rows[1]: GOOD}))
    assert answer.status_code == 409
    assert "同事先写的。" in text_of(answer)
    assert "已核对，以我的内容为准" in text_of(answer)
    assert [said(rows[0]), said(rows[1])] == ["同事先写的。", "已办。"]
    own = typed(rows[0], revision=0, progress="已办。", status="under_way")
    over = {f"r{rows[0].pk}-over": "1"}
    browser_of(liaison).post(sheet_of("mzj", "save"), own | over)
    assert said(rows[0]) == "已办。"


def test_a_row_nobody_touched_in_the_file_says_nothing_whatever_came_since(
    book: bytes, rows: list[Report], liaison: User, second_liaison: User
) -> None:
    write(rows[0], second_liaison, progress="同事写的。")
    assert send(liaison, filled(book, {rows[1]: GOOD})).status_code == 302
    assert said(rows[0]) == "同事写的。"
    assert set(Draft.objects.get(report=rows[0]).writers.all()) == {second_liaison}


def test_what_was_drafted_goes_out_and_may_be_cleared(rows: list[Report], liaison: User) -> None:
    write(rows[0], liaison, progress="草稿。", status="under_way", next_step_on=date(2026, 3, 1))
    content = download(browser_of(liaison), "mzj")
    sheet = opened(content)[SHEET]
    cells = {title: sheet.cell(FIRST + 1, place).value for title, place in columns(sheet).items()}
    assert (cells["进展情况"], cells["进度"]) == ("草稿。", "推进中")
    assert cells["措施时限"] == datetime(2026, 3, 1)  # noqa: DTZ001
    assert cells[NUMBER] == "1"
    assert send(liaison, filled(content, {rows[0]: {"进展情况": None}})).status_code == 302
    assert said(rows[0]) == ""


def test_what_the_file_has_no_column_for_stays_as_it_is_saved(
    rows: list[Report], liaison: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    fewer = tuple(each for each in COLUMNS if each.field != "problem")
    for module in (matching.columns, taking):
        monkeypatch.setattr(module, "COLUMNS", fewer)
    write(rows[0], liaison, progress="草稿。", problem="缺钱。")
    content = download(browser_of(liaison), "mzj")
    assert send(liaison, filled(content, {rows[0]: {"进展情况": "改过。"}})).status_code == 302
    saved_draft = Draft.objects.get(report=rows[0])
    assert (saved_draft.progress, saved_draft.problem) == ("改过。", "缺钱。")


def test_words_for_a_row_submitted_meanwhile_stay_readable(
    book: bytes, rows: list[Report], liaison: User
) -> None:
    submit(rows[0], liaison)
    answer = send(liaison, filled(book, {rows[0]: GOOD | {"进展情况": "来不及的话。"}}))
    assert answer.status_code == 409
    assert "已在“审核”环节" in told(answer)
    assert "来不及的话。" in text_of(answer)


def test_the_locked_cells_are_locked_and_the_answers_open(
    rows: list[Report], concurrence: Report, liaison: User, concurring_liaison: User
) -> None:
    sheet = opened(download(browser_of(liaison), "mzj"))[SHEET]
    open_titles = [
        title for title, place in columns(sheet).items()
        if not sheet.cell(FIRST + 1, place).protection.locked
    ]  # fmt: skip
    asked = ["进度", "进展情况", "存在问题", "下一步措施", "措施时限", "无变化"]
    assert (open_titles, sheet.protection.sheet) == (asked, True)
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("C4", "$3:$3")
    other = opened(download(browser_of(concurring_liaison), "ybj"))[SHEET]
    open_titles = [
        title for title, place in columns(other).items()
        if not other.cell(line_of(other, concurrence), place).protection.locked
    ]  # fmt: skip
    assert open_titles == ["进展情况", "会签意见"]
