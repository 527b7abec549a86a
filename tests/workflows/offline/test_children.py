"""The real processes: a workbook and a document from their children, and LibreOffice between."""

import subprocess
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from project.accounts.models import User
from tests.cast import report_on
from tests.pages.conftest import browser_of
from tests.pages.filling import said
from tests.workflows.offline.books import download, filled, upload
from tests.workflows.playing import write
from workflows.models import Cycle, Draft, Report
from workflows.offline.authenticity import check_code
from workflows.offline.outgoing import origin_of, rows_that_fit
from workflows.sheets import read_sheet

pytestmark = pytest.mark.django_db

TEXT = "第一段：完成率85%。\n=1+1 不是公式，“引号”、<标签>&符号、䶮。"


@pytest.fixture
def rows(cycle: Cycle) -> list[Report]:
    return [report_on(cycle, number, "mzj") for number in ("1", "2", "13")]


def saved_again(content: bytes, folder: Path) -> bytes:
    """Return the workbook as LibreOffice leaves it, having opened and saved it."""
    (folder / "in").mkdir()
    file = folder / "in" / "sheet.xlsx"
    file.write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder)]
    subprocess.run([*command, str(file)], check=True, capture_output=True, timeout=120)
    return (folder / "sheet.xlsx").read_bytes()


def test_a_workbook_saved_by_libreoffice_is_read_alike(
    rows: list[Report], liaison: User, tmp_path: Path
) -> None:
    write(rows[1], liaison, progress=TEXT, next_step_on="2026-03-31", status="under_way")
    client = browser_of(liaison)
    words = {"进度": "推进中", "进展情况": TEXT, "措施时限": "2026-03-31"}
    content = filled(download(client, "mzj"), {rows[0]: words, rows[2]: {"无变化": "是"}})
    before = Draft.objects.filter(report=rows[1]).values().get()
    assert upload(client, "mzj", saved_again(content, tmp_path)).status_code == 302
    first, second = (Draft.objects.get(report=row) for row in rows[:2])
    assert first.content() == second.content()
    assert Draft.objects.get(report=rows[2]).no_change
    # What LibreOffice wrote anew of a row nobody touched says nothing.
    assert Draft.objects.filter(report=rows[1]).values().get() == before


def test_a_broken_file_ends_its_child_alone(rows: list[Report], liaison: User) -> None:
    content = download(browser_of(liaison), "mzj")
    answer = upload(browser_of(liaison), "mzj", content[:-400])
    assert answer.status_code == 422
    assert "已损坏" in str(answer.context["form"].errors["file"])


@pytest.mark.usefixtures("in_process")
def test_the_document_to_print_has_headings_a_repeated_header_and_lines_to_sign(
    rows: list[Report], liaison: User
) -> None:
    write(rows[0], liaison, progress="草稿里的话。")
    document = docx.Document(BytesIO(download(browser_of(liaison), "mzj", "docx")))
    headings = [each.text for each in document.paragraphs if each.style.name.startswith("Heading")]
    assert headings == ["市民政局　2025年第4季度　离线报送表", "怎样填写和报送"]
    table = document.tables[0]
    assert [row.cells[0].text for row in table.rows] == ["序号", "1", "2", "13"]
    assert "草稿里的话。" in [cell.text for cell in table.rows[1].cells]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert document.sections[0].orientation == WD_ORIENT.LANDSCAPE
    text = "\n".join(each.text for each in document.paragraphs)
    for words in ("单位负责人（签字）", "单位（盖章）", "残工委办公室", "2026年1月15日截止"):
        assert words in text
    sheet = read_sheet(liaison, "jiangmen-145", "2025-Q4", "mzj", on=rows[0].cycle.opens_on)
    assert sheet is not None
    assert check_code(origin_of(sheet, rows_that_fit(sheet)).facts()) in text
    assert said(rows[0]) == "草稿里的话。"
