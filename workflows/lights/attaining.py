"""The judgement on an indicator (达标, 提前, 符合进度, 滞后, 无数据), by the rule that lit it.

It is the light in the words that the plan's evaluation asks for, never a second opinion.
"""

from datetime import date
from enum import StrEnum

from workflows.lights.light import Lit


class Judgement(StrEnum):
    """How an indicator stands to its target."""

    MET = "达标"
    AHEAD = "提前"
    ON_TRACK = "符合进度"
    BEHIND = "滞后"
    NO_DATA = "无数据"
    UNJUDGED = "不作判断"


BY_RULE = {
    "indicator-definition-open": Judgement.UNJUDGED,
    "indicator-words": Judgement.UNJUDGED,
    "indicator-in-doubt": Judgement.UNJUDGED,
    "indicator-no-data": Judgement.NO_DATA,
    "indicator-floor-broken": Judgement.BEHIND,
    "indicator-awaiting-final": Judgement.UNJUDGED,
    "indicator-missed": Judgement.BEHIND,
    "indicator-no-baseline": Judgement.UNJUDGED,
    "indicator-far-behind": Judgement.BEHIND,
    "indicator-behind": Judgement.BEHIND,
    "indicator-on-track": Judgement.ON_TRACK,
}
RULES = (
    "达标：目标年末的数值达到目标；提前：目标年末以前的数值已达到目标；符合进度：未达到目标，落后序时进度不到黄灯阈值；"
    "滞后：落后序时进度达到黄灯阈值，或者低于底线，或者目标年已过未达到；无数据：没有签批过的数值，或者写明没有数据；"
    "口径未定、文字目标、存疑、没有基期值、待期末评估的，不作判断。"
)


def judgement_of(lit: Lit, *, as_of: date | None, target_year: int) -> Judgement:
    """Return the judgement behind a light; `as_of` is the last day of the value's period."""
    if lit.rule != "indicator-reached":
        return BY_RULE[lit.rule]
    year_end = date(target_year, 12, 31)
    return Judgement.AHEAD if as_of is None or as_of < year_end else Judgement.MET
