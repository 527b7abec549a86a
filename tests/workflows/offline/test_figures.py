"""Figures in an offline sheet: asked in columns of their own, read and kept as the page does."""

import pytest
from django.http import HttpResponse

from project.accounts.models import User
from task_table.models import Plan
from tests.cast import report_on
from tests.pages.conftest import browser_of
from tests.pages.filling import text_of
from tests.workflows.offline.books import columns, download, filled, opened, saved, upload
from workflows.models import Cycle, Draft, Report
from workflows.offline.paper import SHEET

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_process")]

GOOD = {"进度": "推进中", "进展情况": "已办。"}
WHY = "指标3没有数据的原因"


@pytest.fixture
def row(cycle: Cycle, figures_asked: Plan) -> Report:
    """市民政局's row on task 1, which reports indicator 3."""
    return report_on(cycle, "1", "mzj")


@pytest.fixture
def figure(row: Report, liaison: User) -> str:
    """Return the title of the figure's column."""
    sheet = opened(download(browser_of(liaison), "mzj"))[SHEET]
    return next(title for title in columns(sheet) if title.startswith("指标3："))


def send(liaison: User, row: Report, **words: str) -> HttpResponse:
    client = browser_of(liaison)
    book = download(client, "mzj")
    return upload(client, "mzj", filled(book, {row: GOOD | words}))


def kept(row: Report) -> dict[str, str]:
    figures: dict[str, str] = Draft.objects.get(report=row).figures
    return figures


def test_a_figure_is_read_as_the_page_reads_it_and_may_be_taken_back(
    row: Report, figure: str, liaison: User
) -> None:
    send(liaison, row, **{figure: "９９.５％"})
    assert kept(row) == {"figure-3": "99.5"}
    send(liaison, row, **{figure: "", WHY: "四季度数据未汇总。"})
    assert kept(row) == {"figure-3-why": "四季度数据未汇总。"}


def test_a_figure_that_cannot_be_read_is_told_by_its_row(
    row: Report, figure: str, liaison: User
) -> None:
    answer = send(liaison, row, **{figure: "约85"})
    assert answer.status_code == 422
    assert "表中第4行（第1项）" in text_of(answer)
    assert not Draft.objects.filter(report=row).exists()


def test_without_its_columns_the_figure_stays(row: Report, figure: str, liaison: User) -> None:
    send(liaison, row, **{figure: "98%"})
    client = browser_of(liaison)
    workbook = opened(filled(download(client, "mzj"), {row: {"进展情况": "又办了一批。"}}))
    sheet = workbook[SHEET]
    for title in (figure, WHY):
        sheet.delete_cols(columns(sheet)[title])
    assert upload(client, "mzj", saved(workbook)).status_code == 302
    assert kept(row) == {"figure-3": "98"}
    assert Draft.objects.get(report=row).progress == "又办了一批。"
