"""A unit's file for one of its offices: its rows alone, and who works on them in a column."""

import pytest

from project.accounts.models import User
from tests.cast import report_on
from tests.pages.conftest import browser_of
from tests.pages.filling import sheet_of, text_of
from tests.workflows.offline.books import columns, download, filled, opened, place, saved, upload
from workflows.models import Cycle, Draft, Handling, Report
from workflows.offline.paper import SHEET

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_process")]


@pytest.fixture
def rows(cycle: Cycle, liaison: User) -> list[Report]:
    """Two rows of 社会救助科, one of 养老服务科."""
    found = [report_on(cycle, number, "mzj") for number in ("1", "2", "13")]
    offices = ("社会救助科", "社会救助科", "养老服务科")
    for row, office in zip(found, offices, strict=True):
        Handling.objects.create(
            assignment=row.assignment, office=office, person="经办人甲", changed_by=liaison
        )
    return found


def test_the_sheet_s_filter_goes_along_into_the_file(rows: list[Report], liaison: User) -> None:
    client, asked = browser_of(liaison), {"office": "社会救助科"}
    sheet = text_of(client.get(sheet_of("mzj"), asked))
    assert f"{place('mzj')}?office=" in sheet
    page = text_of(client.get(place("mzj"), asked))
    assert "只含社会救助科经办的2行" in page
    answer = client.get(place("mzj", "xlsx"), asked)
    assert "%E7%A4%BE%E4%BC%9A%E6%95%91%E5%8A%A9%E7%A7%91" in answer["Content-Disposition"]
    written = opened(answer.content)[SHEET]
    at = columns(written)["经办"]
    said = [written.cell(line, at).value for line in range(4, written.max_row + 1)]
    assert [each for each in said if each] == ["社会救助科 经办人甲"] * 2
    assert client.get(place("mzj", "docx"), asked).status_code == 200
    assert client.get(place("mzj", "xlsx"), {"office": "没有的科"}).status_code == 404


def test_an_office_s_file_comes_back_into_its_rows_alone(rows: list[Report], liaison: User) -> None:
    client = browser_of(liaison)
    book = client.get(place("mzj", "xlsx"), {"office": "社会救助科"}).content
    said = {"进度": "推进中", "进展情况": "本科已办。"}
    assert upload(client, "mzj", filled(book, {rows[0]: said, rows[1]: said})).status_code == 302
    assert set(Draft.objects.values_list("report", flat=True)) == {rows[0].pk, rows[1].pk}


def test_who_works_on_a_row_is_no_content_and_is_not_told_to_the_office(
    rows: list[Report], liaison: User, reviewer: User
) -> None:
    own = opened(download(browser_of(liaison), "mzj"))
    own[SHEET].delete_cols(columns(own[SHEET])["经办"])
    assert upload(browser_of(liaison), "mzj", saved(own)).status_code == 302
    assert not Draft.objects.exists()
    office = opened(download(browser_of(reviewer), "mzj"))
    assert "经办" not in columns(office[SHEET])
    assert "社会救助科" not in str(list(office[SHEET].values))
