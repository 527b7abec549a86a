"""An indicator's light at the boundary of each rule: against its target, floors are floors."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.workflows.lights.boundaries import Boundary, Case, assert_lights_from_here, ids, judged
from workflows.lights.facts import IndicatorFacts, Thresholds
from workflows.lights.rules import INDICATOR_RULES

Q1, Q2, Q3 = date(2025, 3, 31), date(2025, 6, 30), date(2025, 9, 30)
END = date(2025, 12, 31)
SPRING = date(2025, 5, 12)
# Five of 专栏2's rows are floors, such as 参保率 99 % in 2020 and 95 % asked for in 2025.
FLOOR = IndicatorFacts(
    ">=", Decimal(95), Decimal(99), 2020, 2025, measure="%", target_printed="95%",
    value=Decimal(95), as_of=Q1, told_in="2025年第1季度",
)  # fmt: skip
ABOVE = replace(FLOOR, operator=">", target_printed="> 95%")
# From 100 in 2020 to 200 in 2025: on 31 December 2023 three fifths are due, 160.
CLIMB = replace(
    FLOOR, target=Decimal(200), baseline=Decimal(100), measure="户", target_printed="200",
    value=Decimal(160), as_of=date(2023, 12, 31), told_in="2023年第4季度",
)  # fmt: skip
JANUARY = date(2024, 2, 1)


def valued(facts: IndicatorFacts, value: str, **changes: object) -> IndicatorFacts:
    return replace(facts, value=Decimal(value), **changes)  # type: ignore[arg-type]


def case(facts: IndicatorFacts, rule: str, words: str, on: date = SPRING) -> Case:
    return Case(facts, on, f"indicator-{rule}", words)


SHRINK = replace(CLIMB, operator="<=", target=Decimal(10), baseline=Decimal(60))

BOUNDARIES = [
    Boundary(
        "nothing is judged by a definition that is not decided",
        case(FLOOR, "reached", "达到目标"),
        case(replace(FLOOR, definition_open="口径两说。"), "definition-open", "口径未定"),
    ),
    Boundary(
        "people judge words",
        case(FLOOR, "reached", "达到目标"),
        case(replace(FLOOR, operator="words", target=None, value=None), "words", "文字目标"),
    ),
    Boundary(
        "a value in doubt is not judged, reached or not",
        case(valued(FLOOR, "94"), "floor-broken", "低于底线"),
        case(valued(FLOOR, "94", in_doubt=True), "in-doubt", "存疑"),
    ),
    Boundary(
        "no data is a class of its own",
        case(valued(FLOOR, "0"), "floor-broken", "低于底线"),
        case(replace(FLOOR, value=None, no_data_why="系统停用"), "no-data", "无数据：系统停用"),
    ),
    Boundary(
        "nothing signed is no data, too, after the target year as before",
        case(valued(FLOOR, "94.9", as_of=END), "floor-broken", "低于底线", date(2026, 2, 2)),
        case(replace(FLOOR, value=None, as_of=None, told_in=""), "no-data", "无数据", END),
    ),
    Boundary(
        "exactly the target is enough where 不低于 is asked",
        case(valued(FLOOR, "94.9999"), "floor-broken", "低于底线"),
        case(FLOOR, "reached", "达到目标"),
    ),
    Boundary(
        "a floor below the baseline is held by a value far below the baseline",
        case(valued(FLOOR, "94"), "floor-broken", "低于底线"),
        case(valued(FLOOR, "95.1"), "reached", "达到目标"),
    ),
    Boundary(
        "exactly the target is not enough where 高于 is asked",
        case(valued(ABOVE, "95.0001"), "reached", "达到目标"),
        case(ABOVE, "floor-broken", "低于底线"),
    ),
    Boundary(
        "rates over 100 % are legal: 119.4 % is above 100 %",
        case(valued(ABOVE, "100", target=Decimal(100), baseline=Decimal("119.4")),
             "floor-broken", "低于底线"),
        case(valued(ABOVE, "119.4", target=Decimal(100), baseline=Decimal("119.4")),
             "reached", "达到目标"),
    ),
    Boundary(
        "a target equal to the baseline is a floor, in the first year as in the last",
        case(valued(FLOOR, "100", target=Decimal(100), baseline=Decimal(100)),
             "reached", "达到目标"),
        case(valued(FLOOR, "99.9", target=Decimal(100), baseline=Decimal(100),
                    as_of=date(2021, 3, 31)), "floor-broken", "低于底线", date(2021, 5, 6)),
    ),
    Boundary(
        "so it is where 高于 is asked: no way leads from 100 to above 100",
        case(
            valued(ABOVE, "100.1", target=Decimal(100), baseline=Decimal(100)),
            "reached",
            "达到目标",
        ),
        case(
            valued(ABOVE, "100", target=Decimal(100), baseline=Decimal(100)),
            "floor-broken",
            "低于底线",
        ),
    ),
    Boundary(
        "a bound from above is a floor, too, where the baseline already holds it",
        case(valued(FLOOR, "10", operator="<=", target=Decimal(10), baseline=Decimal(8)),
             "reached", "达到目标"),
        case(valued(FLOOR, "10", operator="<", target=Decimal(10), baseline=Decimal(8)),
             "floor-broken", "低于底线"),
    ),
    Boundary(
        "the target year's last day is not over before its end",
        case(valued(CLIMB, "190", as_of=Q3), "on-track", "按序时进度", END),
        case(valued(CLIMB, "190", as_of=Q3), "awaiting-final", "待期末评估", date(2026, 1, 1)),
    ),
    Boundary(
        "after the target year its own value is judged",
        case(valued(CLIMB, "199", as_of=END), "on-track", "按序时进度", END),
        case(valued(CLIMB, "199", as_of=END), "missed", "未达到目标", date(2026, 1, 1)),
    ),
    Boundary(
        "a value of an earlier day that reached the target has reached it",
        case(valued(CLIMB, "199", as_of=Q3), "awaiting-final", "待期末评估", date(2026, 1, 1)),
        case(valued(CLIMB, "200", as_of=Q3), "reached", "达到目标", date(2026, 1, 1)),
    ),
    Boundary(
        "without a baseline no way can be measured; the target still can",
        case(valued(CLIMB, "200", baseline=None), "reached", "达到目标", JANUARY),
        case(valued(CLIMB, "199", baseline=None), "no-baseline", "没有基期值", JANUARY),
    ),
    Boundary(
        "exactly 30 points behind is yellow, more is red",
        case(valued(CLIMB, "130"), "behind", "落后序时进度30个百分点", JANUARY),
        case(valued(CLIMB, "129.99"), "far-behind", "落后序时进度30.01个百分点", JANUARY),
    ),
    Boundary(
        "less than 10 points behind is green, exactly 10 yellow",
        case(valued(CLIMB, "150.01"), "on-track", "按序时进度", JANUARY),
        case(valued(CLIMB, "150"), "behind", "落后序时进度10个百分点", JANUARY),
    ),
    Boundary(
        "where less is asked, less is further: from 60 to 10, by then 30",
        case(valued(SHRINK, "36"), "behind", "落后序时进度12个百分点", JANUARY),
        case(valued(SHRINK, "34.99"), "on-track", "按序时进度", JANUARY),
    ),
    Boundary(
        "below the baseline one is more than the whole share behind",
        case(valued(CLIMB, "100"), "far-behind", "落后序时进度60个百分点", JANUARY),
        case(valued(CLIMB, "160"), "on-track", "按序时进度", JANUARY),
    ),
]  # fmt: skip


@pytest.mark.parametrize("boundary", BOUNDARIES, ids=ids(BOUNDARIES))
def test_a_rule_lights_from_its_boundary_on(boundary: Boundary) -> None:
    assert_lights_from_here(boundary)


def test_every_rule_has_a_boundary() -> None:
    assert {each.within.rule for each in BOUNDARIES} == {rule.key for rule in INDICATOR_RULES}


def test_negative_growth_is_measured_like_any_other_way() -> None:
    """From -2 to 3: on 31 December 2023 a growth of 1 is due; -1.5 is half a point up."""
    growth = replace(CLIMB, baseline=Decimal(-2), target=Decimal(3), measure="%")
    assert judged("indicator", valued(growth, "-1.5"), JANUARY).words == "落后序时进度50个百分点"
    assert judged("indicator", valued(growth, "1"), JANUARY).rule == "indicator-on-track"


def test_a_share_of_a_year_is_linear() -> None:
    """On 31 March 2025 four years and a quarter of five are over: 185 of 200 are due."""
    lit = judged("indicator", valued(CLIMB, "175", as_of=Q1), SPRING)
    assert lit.words == "落后序时进度10个百分点"


def test_a_better_or_worse_last_value_changes_nothing() -> None:
    """Only what was last signed is asked about; there is no place for the value before it."""
    names = set(IndicatorFacts.__dataclass_fields__)
    assert not any("last" in name or "previous" in name for name in names)


def test_the_basis_names_target_value_baseline_and_that_it_is_a_floor() -> None:
    basis = dict(judged("indicator", valued(FLOOR, "94"), SPRING).basis)
    assert basis["事实"] == (
        "2025年目标：95%；2025年第1季度已签批：94%；2020年：99%，目标没有要求比它更进一步，是底线"
    )
    assert basis["日期"] == "判断日：2025年5月12日；数值截至：2025年3月31日"
    assert basis["工作日"] == "不涉及"
    assert "第13条" in basis["依据"]


def test_the_thresholds_of_the_plan_count() -> None:
    strict = Thresholds(behind=4, far_behind=5)
    lit = judged("indicator", valued(CLIMB, "154"), JANUARY, strict)
    assert lit.rule == "indicator-far-behind"
    assert dict(lit.basis)["阈值"] == "红灯：落后序时进度超过5个百分点"


@pytest.mark.parametrize("decided", [False, True])
def test_a_value_that_was_decided_to_stand_is_named_as_such(decided: bool) -> None:
    told = dict(judged("indicator", replace(FLOOR, is_decided=decided), SPRING).basis)["事实"]
    assert ("已裁定以其他单位的数值为准" in told) == decided
