"""Indicators as a paper tells them: by nature, by year, by county; page and files share it."""

from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from notifications.paper_tables import Line
from notifications.papers import Gauge, Paper
from workflows.lights.attaining import Judgement

TENTH = Decimal("0.1")
BY_YEAR = (
    "各年数值：按指标的汇总规则，取当年最近一期签批的数，或者当年各期签批的数相加；存疑的标明。"
)
BY_COUNTY = (
    "各县（市、区）的数由其政府随报告填报；合计是已签批的数相加，或者分子、分母各自相加再相除。"
    "指标以数据提供单位报送的数为准，合计只供核对。"
)


def by_nature(paper: Paper) -> list[tuple[str, list[Gauge]]]:
    """Return the indicators by nature, what the plan binds the government to first."""
    ordered = sorted(paper.gauges or [], key=lambda each: (not each.is_binding, each.number))
    return [(nature, list(of_it)) for nature, of_it in groupby(ordered, lambda each: each.nature)]


def year_heads(paper: Paper) -> list[str]:
    """Return the heads of the table of indicators by year: every year that one has a value of."""
    return ["指标", "基期", *(f"{year}年" for year in _years(paper)), "目标"]


def year_lines(paper: Paper) -> list[Line]:
    """Return a line an indicator with its value of each year, 约束性 first; a dash for none."""
    years = _years(paper)
    return [
        [named(each), each.baseline, *(_of_year(each, year) for year in years), each.target]
        for _, own in by_nature(paper) for each in own
    ] if years else []  # fmt: skip


def _years(paper: Paper) -> list[int]:
    return sorted({each.year for gauge in paper.gauges or () for each in gauge.years or ()})


def _of_year(gauge: Gauge, year: int) -> str:
    return next((each.said for each in gauge.years or () if each.year == year), "—")


def named(gauge: Gauge) -> str:
    """Return an indicator's number and name with its measure."""
    measure = f"（{gauge.measure}）" if gauge.measure else ""
    return f"{gauge.number}. {gauge.name}{measure}"


COUNTIES = ("县（市、区）", "数值", "报告版本")


def by_county(paper: Paper) -> list[tuple[Gauge, list[Line]]]:
    """Return each indicator that counties report a part of, a line a county and what they add to.

    The last line is the supplier's own value, which stands.
    """
    return [
        (each, _county_lines(each))
        for _, own in by_nature(paper) for each in own if each.parts
    ]  # fmt: skip


def _county_lines(gauge: Gauge) -> list[Line]:
    parts = gauge.parts or []
    lines: list[Line] = [[part.unit, part.said, "；".join(part.source)] for part in parts]
    signed = sum(bool(part.source) for part in parts)
    added = gauge.added or "没有可以合计的数值"
    return [
        *lines,
        [f"合计（{len(parts)}个中{signed}个已签批）", added, ""],
        ["数据提供单位报送", gauge.said, gauge.source],
    ]


def judged_in_words(nature: str, gauges: list[Gauge]) -> str:
    """Return how many of a nature's indicators stand how."""
    said = [each.judgement for each in gauges]
    parts = [f"{word}{said.count(word)}项" for word in Judgement if word in said]
    return f"{nature}指标{len(gauges)}项：{'，'.join(parts)}。"


def counties_in_words(gauge: Gauge) -> str:
    """Return whether the counties add up to what the supplier says, once all have signed."""
    if not (gauge.added_value and gauge.value):
        return ""
    if not all(part.source for part in gauge.parts or ()):
        return "县（市、区）的数还没有全部签批，不与提供单位报送的数比较。"
    verdict = "一致" if _agree(gauge) else "不一致，请提供单位核对"
    return f"各县（市、区）合计{gauge.added}，与提供单位报送的{verdict}。"


def _agree(gauge: Gauge) -> bool:
    """Compare as exactly as the supplier says its value, and never coarser than is printed.

    A quotient of four places is 94.9 where the supplier says 94.9; 99.6 is not the same as 100.
    """
    stands = Decimal(gauge.value)
    exactly = min(stands, TENTH, key=lambda each: each.as_tuple().exponent)
    return Decimal(gauge.added_value).quantize(exactly, ROUND_HALF_UP) == stands
