"""Prints the rules of all lights as the tables of docs/lights.md."""

from collections.abc import Sequence
from typing import Any

from workflows.lights.facts import Thresholds
from workflows.lights.light import Light
from workflows.lights.rule import Rule
from workflows.lights.rules import INDICATOR_RULES, REPORT_RULES, TASK_RULES, UNIT_RULES

KINDS: tuple[tuple[str, Sequence[Rule[Any]]], ...] = (
    ("任务 Task", TASK_RULES),
    ("报告 Report", REPORT_RULES),
    ("指标 Indicator", INDICATOR_RULES),
    ("单位 Unit", UNIT_RULES),
)
SHAPES = {
    Light.RED: "八角形，中间一横 octagon with a bar",
    Light.YELLOW: "菱形，中间叹号 diamond with an exclamation mark",
    Light.GREEN: "圆形，中间对勾 circle with a tick",
    Light.GREY: "虚线圆环 dashed ring",
}
HEAD = """# 亮灯规则 Rules of lights

本页由 `./run manage print_lights --apply` 写出，请勿手工修改。
Written by that command from `workflows/lights`; decision: [0040](decisions/0040-lights.md).

灯由事实和日期算出，不能填写：同样的事实、同一天、同样的阈值，总是同一个灯。每一类从上往下问，第一条成立的规则亮灯。
页面上的“亮灯依据”写明规则、版本、来源、日期、工作日、事实和阈值。审核人的研判列在旁边，不改变灯。
Lights are computed from facts and a day; of each kind the first rule that holds lights.

可计数的节点、指标按月计算序时进度：节点从当年年初到节点日期，指标从基期年末到目标年末；
以报送该数值的报告期的最后一天为准。没有基期值的指标、目标不大于零的节点，不按序时进度判断。
"""


def lights_page() -> str:
    """Return docs/lights.md: shapes, thresholds, and a table for each kind."""
    parts = [HEAD, _shapes(), _thresholds(), *(_table(name, rules) for name, rules in KINDS)]
    return "\n".join(parts)


def _shapes() -> str:
    rows = [f"| {light.word} {light.value} | {shape} |" for light, shape in SHAPES.items()]
    return "\n".join(["| 灯 Light | 形状 Shape |", "|---|---|", *rows, ""])


def _thresholds() -> str:
    names = Thresholds.__dataclass_fields__
    rows = [
        f"- `{name}`：{words}" for name, words in zip(names, Thresholds().told(names), strict=True)
    ]
    return "\n".join(["缺省的阈值 Default thresholds（在规划设置中改动）：", "", *rows, ""])


def _table(name: str, rules: Sequence[Rule[Any]]) -> str:
    head = "| 次序 | 规则 Rule | 版本 | 灯 Light | 何时 When | 阈值 Thresholds | 来源 Source |"
    rows = [_row(place, rule) for place, rule in enumerate(rules, 1)]
    return "\n".join([f"## {name}", "", head, "|---" * 7 + "|", *rows, ""])


def _row(place: int, rule: Rule[Any]) -> str:
    counts = "、".join(f"`{name}`" for name in rule.counts) or "–"
    cells = (
        place, f"`{rule.key}`", rule.version, rule.light.word, rule.sentence, counts, rule.source
    )  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |"
