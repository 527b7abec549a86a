"""Figures on pages: typed on row and report, shown with their rule, in doubt, decided."""

import pytest
from django.http import HttpResponse
from django.urls import reverse

from project.accounts.models import Role, User
from task_table.models import Indicator, OverCounties
from tests.cast import person, report_on
from tests.pages.conftest import browser_of
from tests.pages.filling import quarter_before, sheet_of, text_of, typed
from tests.pages.test_statements import statements
from tests.workflows.playing import approve, dispute, sign, submit, write
from workflows.models import Cycle, Dispute, Draft, IndicatorValue, Report, Stands
from workflows.steps import Step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("figures_asked")]

WORDS = {"status": "under_way", "progress": "已办理。"}
BACKEND = "project.accounts.backend.PasswordBackend"


@pytest.fixture
def rows(cycle: Cycle) -> list[Report]:
    """Two rows of 市民政局: one carries indicator 3, one carries none."""
    return [report_on(cycle, number, "mzj") for number in ("1", "13")]


def row_of(report: Report, said: str, why: str = "", **words: str) -> dict[str, str]:
    """Return the row as its page posts it, figures included."""
    figures = {f"r{report.pk}-figure-3": said, f"r{report.pk}-figure-3-why": why}
    return typed(report, **{**WORDS, **words}) | figures


def figures_in(report: Report) -> dict[str, str]:
    figures: dict[str, str] = Draft.objects.get(report=report).figures
    return figures


def figure_page(who: User, report: Report, verb: str = "", **said: str) -> HttpResponse:
    name = f"figure-{verb}" if verb else "figure"
    address = reverse(name, args=[report.cycle.plan.slug, report.cycle.key, 3])
    client = browser_of(who)
    return client.post(address, said, follow=True) if verb else client.get(address)


@pytest.mark.db
def test_a_figure_is_typed_into_its_row_and_submitted_with_it(
    rows: list[Report], liaison: User
) -> None:
    client = browser_of(liaison)
    page = text_of(client.get(sheet_of("mzj")))
    assert page.count("2025年目标：100%；2020年：100%。") == 1
    client.post(sheet_of("mzj", "save"), row_of(rows[0], "９９．５％"))
    assert figures_in(rows[0]) == {"figure-3": "99.5"}
    client.post(sheet_of("mzj", "submit"), typed(rows[0]) | {"finished": "yes"})
    assert str(IndicatorValue.objects.get().value) == "99.5000"


def test_a_figure_that_cannot_be_read_is_kept_on_the_page_and_other_rows_are_saved(
    rows: list[Report], liaison: User
) -> None:
    client = browser_of(liaison)
    posted = row_of(rows[0], "约85") | typed(rows[1], progress="另一行。")
    answer = client.post(sheet_of("mzj", "save"), posted)
    assert answer.status_code == 422
    assert 'value="约85"' in text_of(answer)
    assert "不写“约”、范围和其他文字" in text_of(answer)
    assert not Draft.objects.filter(report=rows[0]).exists()
    assert Draft.objects.get(report=rows[1]).progress == "另一行。"
    own = client.post(reverse("report-row", args=[rows[0].pk]), row_of(rows[0], "85 90"))
    assert (own.status_code, "请只填一个数字" in text_of(own)) == (422, True)


def test_a_row_saves_its_figure_as_it_is_typed(rows: list[Report], liaison: User) -> None:
    address = reverse("report-row", args=[rows[0].pk])
    assert browser_of(liaison).post(address, row_of(rows[0], "1,1")).status_code == 422
    assert browser_of(liaison).post(address, row_of(rows[0], "99")).status_code == 200
    assert figures_in(rows[0]) == {"figure-3": "99"}


def test_what_a_submission_lacks_leads_to_the_figure(rows: list[Report], liaison: User) -> None:
    answer = browser_of(liaison).post(sheet_of("mzj", "submit"), row_of(rows[0], ""))
    assert f'href="#r{rows[0].pk}-figure-3"' in text_of(answer)
    assert f'id="r{rows[0].pk}-figure-3"' in text_of(answer)


def test_a_page_from_before_there_were_figures_takes_none_away(
    rows: list[Report], liaison: User
) -> None:
    write(rows[0], liaison, figures={"figure-3": "99.5"})
    browser_of(liaison).post(sheet_of("mzj", "save"), typed(rows[0], progress="新的话。"))
    assert figures_in(rows[0]) == {"figure-3": "99.5"}
    browser_of(liaison).post(sheet_of("mzj", "save"), row_of(rows[0], "", "系统停用。"))
    assert figures_in(rows[0]) == {"figure-3-why": "系统停用。"}


def test_a_figure_alone_leaves_the_row_open_for_no_change(
    rows: list[Report], liaison: User
) -> None:
    write(rows[0], liaison, figures={"figure-3": "99.5"})
    browser_of(liaison).post(sheet_of("mzj", "no-change"), typed(rows[0]))
    assert Draft.objects.get(report=rows[0]).no_change
    assert figures_in(rows[0]) == {"figure-3": "99.5"}


@pytest.mark.parametrize("page", ["sheet", "report"])
def test_a_figure_is_given_back_after_the_session_ended(
    rows: list[Report], liaison: User, page: str
) -> None:
    client = browser_of(None)
    if page == "sheet":
        shown, verb, names = sheet_of("mzj"), sheet_of("mzj", "save"), row_of(rows[0], "九成")
    else:
        shown = reverse("report", args=[rows[0].pk])
        verb, names = f"{shown}draft/", {"revision": "0", "figure-3": "九成"}
    client.post(verb, names | {"writer": liaison.username})
    client.force_login(liaison, backend=BACKEND)
    assert 'value="九成"' in text_of(client.get(shown))


def test_the_report_s_own_page_takes_the_figure_and_names_what_is_wrong(
    rows: list[Report], liaison: User
) -> None:
    client, words = browser_of(liaison), {"revision": "0", **WORDS}
    shown = reverse("report", args=[rows[0].pk])
    assert 'id="id_figure-3"' in text_of(client.get(shown))
    both = client.post(f"{shown}submit/", words | {"figure-3": "99", "figure-3-why": "无"})
    assert (both.status_code, "两格请只留一格" in text_of(both)) == (422, True)
    empty = client.post(f"{shown}submit/", words | {"figure-3": ""})
    assert 'href="#id_figure-3"' in text_of(empty)
    client.post(f"{shown}submit/", words | {"revision": "1", "figure-3": "99,5"})
    assert not IndicatorValue.objects.exists()
    client.post(f"{shown}submit/", words | {"revision": "1", "figure-3": "99.5%"})
    assert IndicatorValue.objects.get().version.report == rows[0]


def test_both_figures_are_shown_to_the_second_of_two_people(
    rows: list[Report], liaison: User, second_liaison: User
) -> None:
    write(rows[0], second_liaison, figures={"figure-3": "98"})
    own = row_of(rows[0], "97") | {f"r{rows[0].pk}-revision": "0"}
    answer = browser_of(liaison).post(sheet_of("mzj", "save"), own)
    assert answer.status_code == 409
    assert "：98%" in text_of(answer)
    assert 'value="97"' in text_of(answer)


def test_a_figure_goes_where_its_report_is_read(
    rows: list[Report], liaison: User, reviewer: User
) -> None:
    before = report_on(quarter_before(rows[0].cycle), "1", "mzj")
    write(before, liaison, **WORDS, figures={"figure-3": "98.9"})
    submit(before, liaison)
    write(rows[0], liaison, **WORDS, figures={"figure-3": "99.5"})
    assert "上期：98.9%（2025年第3季度）" in text_of(browser_of(liaison).get(sheet_of("mzj")))
    submit(rows[0], liaison)
    pages = [sheet_of("mzj"), sheet_of("mzj", "print"), reverse("report", args=[rows[0].pk])]
    for page in (text_of(browser_of(reviewer).get(each)) for each in pages):
        assert "：99.5%" in page
        assert "未达到目标" in page
    shown = text_of(figure_page(reviewer, rows[0]))
    assert "98.9%" in shown


def test_a_doubt_is_shown_to_both_units_and_the_reviewer_and_decided(
    rows: list[Report], liaison: User, supporting_liaison: User, reviewer: User, signer: User
) -> None:
    submit(rows[0], liaison)
    wrong = figure_page(supporting_liaison, rows[0], "dispute", **{"state-said": "约98"})
    assert (wrong.status_code, 'value="约98"' in text_of(wrong)) == (422, True)
    said = {"state-said": "98.7%", "state-source": "补贴发放系统台账。"}
    assert "98.7%" in text_of(figure_page(supporting_liaison, rows[0], "dispute", **said))
    assert "待我裁定的存疑数值（1）" in text_of(browser_of(reviewer).get(reverse("home")))
    for who in (liaison, reviewer):
        assert "补贴发放系统台账。" in text_of(figure_page(who, rows[0]))
        page = browser_of(who).get(reverse("report", args=[rows[0].pk]))
        assert "存疑" in text_of(page)
    found = Dispute.objects.get()
    prefix = f"decide-{found.pk}"
    decision = {
        "dispute": str(found.pk),
        f"{prefix}-seen": str(IndicatorValue.objects.get().pk),
        f"{prefix}-reason": "以发放系统为准。",
    }
    open_still = figure_page(reviewer, rows[0], "decide", **decision)
    assert (open_still.status_code, "以发放系统为准。" in text_of(open_still)) == (422, True)
    decision[f"{prefix}-stands"] = Stands.OTHER
    assert "以市财政局提出的为准" in text_of(figure_page(reviewer, rows[0], "decide", **decision))
    for who in (liaison, supporting_liaison):
        assert "以发放系统为准。" in text_of(figure_page(who, rows[0]))
    sign(approve(rows[0], reviewer), signer)
    assert "已裁定以98.7%为准" in text_of(figure_page(supporting_liaison, rows[0]))


def test_a_decision_on_an_older_value_keeps_its_words_and_goes_through_once_looked_at(
    rows: list[Report], liaison: User, supporting_liaison: User, reviewer: User
) -> None:
    submit(rows[0], liaison)
    found = dispute(rows[0], supporting_liaison)
    prefix = f"decide-{found.pk}"
    said = {
        "dispute": str(found.pk),
        f"{prefix}-stands": "source",
        f"{prefix}-reason": "核过台账。",
    }
    late = figure_page(reviewer, rows[0], "decide", **said, **{f"{prefix}-seen": "0"})
    assert (late.status_code, "刚刚提交了新的数值" in text_of(late)) == (409, True)
    assert "核过台账。</textarea>" in text_of(late)
    seen = f'name="{prefix}-seen" value="{IndicatorValue.objects.get().pk}"'
    assert seen in text_of(late)
    figure_page(
        reviewer, rows[0], "decide", **said,
        **{f"{prefix}-seen": str(IndicatorValue.objects.get().pk)},
    )  # fmt: skip
    again = figure_page(reviewer, rows[0], "decide", **said)
    assert (again.status_code, "没有保存：核过台账。" in text_of(again)) == (409, True)


def test_a_unit_sees_its_own_value_and_neither_the_source_s_nor_another_s(
    rows: list[Report], liaison: User, supporting_liaison: User, own_liaison: User
) -> None:
    write(rows[0], liaison, **WORDS, figures={"figure-3": "99.5"})
    submit(rows[0], liaison)
    dispute(rows[0], supporting_liaison, source="财政的台账。")
    dispute(rows[0], own_liaison, said="97.3", source="残联的台账。")
    page = text_of(figure_page(supporting_liaison, rows[0]))
    assert "财政的台账。" in page
    assert not any(each in page for each in ("99.5%", "97.3%", "残联的台账。", "存疑</span>"))


def test_what_was_typed_of_a_value_survives_a_lost_session(
    rows: list[Report], supporting_liaison: User
) -> None:
    client = browser_of(None)
    shown = reverse("figure", args=["jiangmen-145", "2025-Q4", 3])
    said = {
        "state-said": "98.7%",
        "state-source": "写到一半",
        "writer": supporting_liaison.username,
    }
    client.post(f"{shown}dispute/", said)
    client.force_login(supporting_liaison, backend=BACKEND)
    assert "写到一半" in text_of(client.get(shown))


def test_an_indicator_nobody_supplies_says_so(rows: list[Report], reviewer: User) -> None:
    address = reverse("figure", args=["jiangmen-145", "2025-Q4", 2])
    page = text_of(browser_of(reviewer).get(address))
    assert "数据提供单位：未定" in page
    assert "不作判断：2025年目标3000人是年度数还是五年累计数" in page


def test_pages_of_figures_do_not_grow_with_values_and_doubts(
    rows: list[Report], liaison: User, reviewer: User, supporting_liaison: User, own_liaison: User
) -> None:
    submit(rows[0], liaison)
    dispute(rows[0], supporting_liaison)
    addresses = [
        reverse("figure", args=["jiangmen-145", "2025-Q4", 3]),
        reverse("report", args=[rows[0].pk]),
        sheet_of("mzj", "print"),
        reverse("home"),
    ]
    few = [statements(browser_of(reviewer), each) for each in addresses]
    submit(report_on(quarter_before(rows[0].cycle), "1", "mzj"), liaison)
    dispute(rows[0], own_liaison)
    assert [statements(browser_of(reviewer), each) for each in addresses] == few


def test_a_correction_s_page_still_shows_the_signed_figure_alone(
    rows: list[Report], liaison: User, reviewer: User, signer: User, supporting_liaison: User
) -> None:
    submit(rows[0], liaison)
    signed = sign(approve(rows[0], reviewer), signer)
    assert signed.step == Step.SIGNED
    page = browser_of(supporting_liaison).get(reverse("report", args=[rows[0].pk]))
    assert "：99.5%" in text_of(page)


@pytest.fixture
def county(cycle: Cycle) -> Report:
    Indicator.objects.filter(number=3).update(over_counties=OverCounties.RATE)
    return report_on(cycle, "1", "enping")


def test_a_county_types_its_part_on_its_sheet(county: Report) -> None:
    by = person("恩平联络员", "enping", (Role.LIAISON, "enping"))
    client = browser_of(by)
    page = text_of(client.get(sheet_of("enping")))
    assert "（本县市区，分子/分母）" in page
    assert "全市2025年目标：100%" in page
    answer = client.post(sheet_of("enping", "save"), row_of(county, "94.9%"))
    assert "请填分子/分母两个数，例如 1234/1300；不填百分比。" in text_of(answer)
    client.post(sheet_of("enping", "save"), row_of(county, "1,234/1300"))
    assert figures_in(county) == {"figure-3": "1234/1300"}


def test_the_indicators_page_tells_years_and_counties(
    county: Report, rows: list[Report], liaison: User, reviewer: User, signer: User
) -> None:
    sign(approve(submit(rows[0], liaison), reviewer), signer)
    page = text_of(figure_page(reviewer, rows[0]))
    assert '<th scope="row">2025年</th><td>99.5%</td>' in page
    assert '<th scope="row">恩平市人民政府</th><td>没有可以查看的签批数值</td>' in page
    assert "没有可以合计的数值" in page
