"""The papers of a summary: the same bytes again, text that stays text, a layout that prints."""

import subprocess
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from time_machine import TimeMachineFixture

from notifications.models import Format
from notifications.paper_rows import COUNTY, Words
from notifications.papers import Paper
from notifications.summaries.facts import paper_of
from notifications.summaries.rendering import render, render_html
from project.installation.models import Kind, settle
from tests.cast import MORNING
from tests.notifications.summing import SIGNED, SUPPORT
from workflows.models import Cycle, Report

pytestmark = pytest.mark.django_db

AFTER = MORNING + timedelta(days=7)


@pytest.fixture
def paper(cycle: Cycle, played: dict[str, Report]) -> Paper:
    return paper_of(cycle, at=AFTER)


def word(paper: Paper) -> docx.document.Document:
    return docx.Document(BytesIO(render(paper, Format.DOCX, number=2)))


def book(paper: Paper) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(render(paper, Format.XLSX, number=2)))


@pytest.mark.parametrize("format", Format)
def test_the_same_facts_give_the_same_bytes(
    paper: Paper, format: Format, time_machine: TimeMachineFixture
) -> None:
    first = render(paper, format, number=2)
    time_machine.move_to(MORNING + timedelta(days=400))
    assert render(paper, format, number=2) == first
    assert render(paper, format, number=3) != first


def test_the_word_file_has_real_headings_in_order(paper: Paper) -> None:
    headings = [
        (each.style.name, each.text)
        for each in word(paper).paragraphs
        if each.style.name.startswith(("Heading", "Title"))
    ]
    assert [text for style, text in headings if style == "Title"] == [
        paper.plan_title, "2025年第4季度进展情况汇总",
    ]  # fmt: skip
    firsts = [text for style, text in headings if style == "Heading 1"]
    assert firsts == [
        "一、总体情况", "二、各部分进展", "三、任务一览", "四、存在问题和需协调事项",
        "五、任务逾期情况", "六、未按时报送情况", "七、指标完成情况", "八、各单位报送情况",
        "九、填报负担", "附1：各项任务报送内容", "附2：引用的报告版本",
    ]  # fmt: skip
    assert sum(style == "Heading 3" for style, _ in headings) == len(paper.tasks)


def test_the_word_file_is_chinese_on_official_paper(paper: Paper) -> None:
    document = word(paper)
    languages = [each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))]
    assert set(languages) == {"zh-CN"}
    section = document.sections[0]
    sizes = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [round(each.mm) for each in sizes if each] == [210, 297, 37, 28]
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    with ZipFile(BytesIO(render(paper, Format.DOCX, number=2))) as file:
        assert '<w:altName w:val="仿宋"/>' in file.read("word/fontTable.xml").decode()


def test_tables_of_the_word_file_repeat_their_header(paper: Paper) -> None:
    tables = word(paper).tables
    assert len(tables) >= 3
    for table in tables:
        assert table.rows[0]._tr.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))


def test_every_page_says_which_edition_it_is_of(paper: Paper) -> None:
    section = word(paper).sections[0]
    assert section.header.paragraphs[0].text == "底稿（第2稿）"
    assert section.even_page_header.paragraphs[0].text == "底稿（第2稿）"


def test_what_leaves_the_office_is_no_draft_any_more(paper: Paper) -> None:
    issued = docx.Document(BytesIO(render(paper, Format.DOCX, number=2, issued=True)))
    assert issued.sections[0].header.paragraphs[0].text == "第2稿"
    book = openpyxl.load_workbook(BytesIO(render(paper, Format.XLSX, number=2, issued=True)))
    words = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert not any("底稿" in str(word) for word in words)


def test_a_demo_says_so_on_every_page_and_in_the_title(cycle: Cycle, paper: Paper) -> None:
    settle(Kind.DEMO)
    demo = paper_of(cycle, at=AFTER)
    document, sheets = word(demo), book(demo)
    assert document.sections[0].header.paragraphs[0].text.startswith("演示数据")
    assert document.paragraphs[1].text == "（演示）2025年第4季度进展情况汇总"
    for sheet in sheets:
        assert str(sheet.oddHeader.right.text).startswith("演示数据")
    assert "演示数据" in render_html(demo, number=None, css="").decode()


def test_text_that_looks_like_a_formula_stays_text(paper: Paper) -> None:
    cells = [cell for row in book(paper)["台账"].iter_rows() for cell in row]
    (found,) = [cell for cell in cells if cell.value == SUPPORT["progress"]]
    assert found.data_type == "s"
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_the_sheets_hold_every_row_once(paper: Paper) -> None:
    sheets = book(paper)
    assert sheets.sheetnames == [
        "汇总", "台账", "按单位", "任务", "按部分", "任务逾期", "需协调事项", "指标", "未报",
        "填报负担", "来源", "按时率图",
    ]  # fmt: skip
    lines = {sheet.title: sheet.max_row - 1 for sheet in sheets}
    assert lines["台账"] == len(paper.rows) == 9
    assert lines["按单位"] == len(paper.units)
    assert lines["未报"] == paper.total.missing
    assert lines["任务"] == len(paper.tasks)
    assert lines["指标"] == len(paper.gauges or []) + 2
    assert lines["来源"] == sum(row.version is not None for row in paper.rows)


def test_a_countys_words_on_a_section_are_written_once_and_referred_to(paper: Paper) -> None:
    words = Words("推进中", "各项政策已落实到镇（街道）。", "", "", None, False, None)
    first, second, *_ = paper.sections[0].tasks
    county = replace(next(row for row in first.rows if row.kind == COUNTY), words=words)
    tasks = [
        replace(first, rows=[county]),
        replace(second, rows=[replace(county, task=second.number)]),
    ]
    told = replace(paper, sections=[replace(paper.sections[0], tasks=tasks)])
    written = [row[10].value for row in book(told)["台账"].iter_rows(min_row=2)]
    assert written == ["各项政策已落实到镇（街道）。", "本部分综合，见第1项"]


def test_the_chart_is_native_and_shows_the_units_of_its_table(paper: Paper) -> None:
    found = book(paper)
    (chart,) = found["按时率图"]._charts
    (series,) = chart.series
    last = len(paper.units) + 1
    assert series.cat.strRef.f == f"按单位!$A$2:$A${last}"
    assert series.val.numRef.f == f"按单位!$M$2:$M${last}"
    shares = [cell.value for cell in found["按单位"]["M"][1:]]
    assert shares == [unit.counts.on_time / unit.counts.due for unit in paper.units]
    assert found["按单位"]["M2"].number_format == "0.0%"
    content = render(paper, Format.XLSX, number=2)
    with ZipFile(BytesIO(content)) as file:
        assert "数据见“按单位”表" in file.read("xl/drawings/drawing1.xml").decode()


def test_sheets_freeze_repeat_and_filter_their_header(paper: Paper) -> None:
    sheets = book(paper)
    for sheet in (sheets[name] for name in sheets.sheetnames if name != "按时率图"):
        assert sheet.freeze_panes == "A2"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet.page_setup.orientation == "landscape"


def test_an_empty_cycle_gives_papers_too(cycle: Cycle) -> None:
    empty = paper_of(cycle, at=MORNING)
    assert "没有未按时报送的单位。" in [each.text for each in word(empty).paragraphs]
    assert book(empty)["未报"].max_row == 1


@pytest.mark.parametrize("format", [Format.DOCX, Format.XLSX])
def test_an_office_program_opens_the_file_with_its_chinese_words(
    paper: Paper, format: Format, tmp_path: Path
) -> None:
    file = tmp_path / f"summary.{format}"
    file.write_bytes(render(paper, format, number=2))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*convert, str(file)], check=True, capture_output=True, timeout=120)
    read = ["pdftotext", "-layout", str(tmp_path / "summary.pdf"), "-"]
    text = subprocess.run(read, check=True, capture_output=True, timeout=60).stdout.decode()
    for words in ("底稿（第2稿）", "牵头单位", "市民政局", str(SIGNED["progress"])[:8]):
        assert words in "".join(text.split())
