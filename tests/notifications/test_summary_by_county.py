"""Indicators by year and by county in the summary: rolled up by rule, each with its reports."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import docx
import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications.gauges import by_county, counties_in_words, year_heads, year_lines
from notifications.layout import laid_out
from notifications.models import Format
from notifications.paper_facts import read
from notifications.papers import Gauge, Paper
from notifications.summaries.facts import facts_text, paper_of
from notifications.summaries.rendering import render
from notifications.tracing import trace
from project.accounts.models import Role, User
from task_table.models import Indicator, OverCounties, OverCycles, Plan
from tests.cast import MORNING, person, report_on
from tests.notifications.spanning import opened
from tests.workflows.playing import approve, dispute, sign, submit, write
from workflows.models import Cycle, Report

pytestmark = [pytest.mark.db, pytest.mark.django_db, pytest.mark.usefixtures("figures_asked")]
AFTER = MORNING + timedelta(days=7)


@pytest.fixture
def asked() -> None:
    Indicator.objects.filter(number=3).update(over_counties=OverCounties.RATE)


def gauge(paper: Paper, number: int = 3) -> Gauge:
    return next(each for each in paper.gauges or () if each.number == number)


def stated(cycle: Cycle, code: str, said: str, why: str = "") -> Report:
    """Have a unit's row on task 1 submitted with this figure, or why there is none, and signed."""
    report = report_on(cycle, "1", code)
    by = User.objects.filter(username=f"说{code}").first() or person(
        f"说{code}", code, (Role.LIAISON, code)
    )
    User.objects.filter(pk=by.pk).update(username=f"说{code}")
    figures = {"figure-3": said, "figure-3-why": why}
    write(report, by, status="under_way", progress="已办理。", figures=figures)
    submit(report, by)
    report.refresh_from_db()
    Report.objects.filter(pk=report.pk).update(signed_version=report.version_id)
    return report


def test_counties_stand_one_by_one_and_add_up_to_one_rate(cycle: Cycle, asked: None) -> None:
    stated(cycle, "mzj", "55")
    stated(cycle, "enping", "100/100")
    stated(cycle, "heshan", "90/900")
    ((told, lines),) = by_county(paper_of(cycle, at=AFTER))
    assert told.number == 3
    said = {str(line[0]): str(line[1]) for line in lines}
    assert len(said) == 9
    assert said["恩平市人民政府"] == "100/100，100%"
    assert said["鹤山市人民政府"] == "90/900，10%"
    assert said["蓬江区人民政府"] == "还没有签批过的数值"
    assert said["合计（7个中2个已签批）"] == "190/1000，19%"
    assert said["数据提供单位报送"] == "55%（2025年第4季度报送，已签批）"
    assert counties_in_words(told) == "县（市、区）的数还没有全部签批，不与提供单位报送的数比较。"


def test_the_suppliers_value_is_judged_and_the_sum_is_not(cycle: Cycle, asked: None) -> None:
    stated(cycle, "enping", "100/100")
    told = gauge(paper_of(cycle, at=AFTER))
    assert (told.added_value, told.value, told.judgement) == ("100", "", "无数据")
    assert counties_in_words(told) == ""


@pytest.mark.parametrize(
    "said, verdict",
    [
        ("100", "报送的一致。"),
        ("99.9", "合计700/700，100%，与提供单位报送的不一致，请提供单位核对。"),
    ],
)
def test_once_all_counties_have_signed_both_numbers_are_held_against_each_other(
    cycle: Cycle, asked: None, said: str, verdict: str
) -> None:
    stated(cycle, "mzj", said)
    for code in ("pengjiang", "jianghai", "xinhui", "taishan", "kaiping", "heshan", "enping"):
        stated(cycle, code, "100/100")
    assert counties_in_words(gauge(paper_of(cycle, at=AFTER))).endswith(verdict)


def test_every_part_names_its_reports_version(cycle: Cycle, asked: None) -> None:
    digest = stated(cycle, "enping", "100/100").version.digest  # type: ignore[union-attr]
    lines = trace(paper_of(cycle, at=AFTER))
    at = lines.index("指标3 恩平市人民政府：100/100，100%")
    assert lines[at + 1] == f"  2025年第4季度 第1版 {digest}"


def test_where_no_county_is_asked_nothing_is_told_of_them(cycle: Cycle) -> None:
    stated(cycle, "mzj", "100")
    paper = paper_of(cycle, at=AFTER)
    assert by_county(paper) == laid_out(paper, present={}).counties == []


def test_years_stand_side_by_side_by_the_indicators_rule(plan: Plan, cycle: Cycle) -> None:
    for key, said in (("2024-Q4", "97"), ("2025-Q3", "98")):
        stated(opened(plan, key), "mzj", said)
    stated(cycle, "mzj", "99")
    paper = paper_of(cycle, at=AFTER)
    assert year_heads(paper) == ["指标", "基期", "2024年", "2025年", "目标"]
    line = next(each for each in year_lines(paper) if str(each[0]).startswith("3."))
    assert line[1:] == ["100%（2020年）", "97%", "99%", "100%（2025年）"]
    assert [str(each[0])[0] for each in year_lines(paper)][:2] == ["3", "4"]
    Indicator.objects.filter(number=3).update(over_cycles=OverCycles.SUM)
    assert gauge(paper_of(cycle, at=AFTER)).years[-1].said == "197%（2期相加）"  # type: ignore[index]


def test_a_year_in_doubt_says_so(
    cycle: Cycle, report: Report, liaison: User, reviewer: User, signer: User,
    supporting_liaison: User,
) -> None:  # fmt: skip
    sign(approve(submit(report, liaison), reviewer), signer)
    dispute(report, supporting_liaison)
    (year,) = gauge(paper_of(cycle, at=AFTER)).years or ()
    assert year.said == "99.5%（存疑）"


def test_page_and_files_tell_both_tables(cycle: Cycle, asked: None) -> None:
    stated(cycle, "mzj", "55")
    stated(cycle, "enping", "100/100")
    paper = paper_of(cycle, at=AFTER)
    laid = laid_out(paper, present={})
    assert laid.years[0][2] == "2025年"
    assert laid.counties[0][0].startswith("3. 符合条件的残疾人")
    book = openpyxl.load_workbook(BytesIO(render(paper, Format.XLSX, number=1)))
    assert {"指标各年", "指标各县"} <= set(book.sheetnames)
    tables = docx.Document(BytesIO(render(paper, Format.DOCX, number=1))).tables
    heads = [[cell.text for cell in table.rows[0].cells] for table in tables]
    assert ["县（市、区）", "数值", "报告版本"] in heads
    assert ["指标", "基期", "2025年", "目标"] in heads


def test_the_stored_text_gives_the_same_paper_back(cycle: Cycle, asked: None) -> None:
    stated(cycle, "enping", "100/100")
    paper = paper_of(cycle, at=AFTER)
    assert read(facts_text(paper)) == paper


def test_an_edition_from_before_has_neither(cycle: Cycle) -> None:
    paper = paper_of(cycle, at=AFTER)
    bare = [replace(each, years=None, parts=None) for each in paper.gauges or ()]
    old = replace(paper, gauges=bare)
    assert year_lines(old) == by_county(old) == []


def test_a_quotient_is_compared_as_exactly_as_the_supplier_says_its_value(
    cycle: Cycle, asked: None
) -> None:
    stated(cycle, "mzj", "94.9")
    told = gauge(paper_of(cycle, at=AFTER))
    whole = [replace(part, source=["第1版"]) for part in told.parts or ()]
    rounded = replace(told, parts=whole, added="1234/1300，94.9%", added_value="94.9231")
    assert counties_in_words(rounded).endswith("报送的一致。")
    short = replace(rounded, value="100", added="249/250，99.6%", added_value="99.6")
    assert counties_in_words(short).endswith("报送的不一致，请提供单位核对。")


def test_a_county_without_data_costs_no_statement(cycle: Cycle, asked: None) -> None:
    stated(cycle, "enping", "", why="尚未统计。")
    paper_of(cycle, at=AFTER)  # what is asked once is known by then
    with CaptureQueriesContext(connection) as few:
        paper_of(cycle, at=AFTER)
    for code in ("pengjiang", "jianghai"):
        stated(cycle, code, "", why="尚未统计。")
    with CaptureQueriesContext(connection) as many:
        paper_of(cycle, at=AFTER)
    assert len(many) == len(few)
