"""The rules of an indicator's light: against its target, never against its last value (rule 13)."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from task_table.models import Operator
from task_table.models.indicators import COMPARISONS
from workflows.lights import sources
from workflows.lights.facts import IndicatorFacts
from workflows.lights.light import Light
from workflows.lights.pace import MONTHS, in_points, points_behind, share_due
from workflows.lights.rule import Dated, Question, Rule
from workflows.lights.telling import in_measure

Asked = Question[IndicatorFacts]


def _year_end(year: int) -> date:
    return date(year, MONTHS, 31)


def is_met(facts: IndicatorFacts, value: Decimal) -> bool:
    """Say whether a value reaches the target; the target itself does not where it says 高于."""
    compare = COMPARISONS.get(Operator(facts.operator))
    return compare is not None and facts.target is not None and compare(value, facts.target)


def is_floor(facts: IndicatorFacts) -> bool:
    """Say whether the target asks for no step forward from the baseline, only to hold (底线)."""
    if facts.baseline is None or facts.target is None:
        return False
    return facts.baseline == facts.target or is_met(facts, facts.baseline)


def behind(facts: IndicatorFacts) -> Fraction | None:
    """Return the points behind 序时进度 between baseline and target; None without a baseline."""
    value, as_of, baseline, target = facts.value, facts.as_of, facts.baseline, facts.target
    if value is None or as_of is None or baseline is None or target in (None, baseline):
        return None
    way = Fraction(target or 0) - Fraction(baseline)
    share = share_due(_year_end(facts.baseline_year), _year_end(facts.target_year), as_of)
    return points_behind(share, (Fraction(value) - Fraction(baseline)) / way)


def _has_reached(asked: Asked) -> bool:
    value = asked.facts.value
    return value is not None and is_met(asked.facts, value)


def _is_over(asked: Asked) -> bool:
    return asked.is_past(_year_end(asked.facts.target_year))


def _is_older(asked: Asked) -> bool:
    """Say whether the value is of a day before the target year's last."""
    as_of = asked.facts.as_of
    return as_of is None or as_of < _year_end(asked.facts.target_year)


def _lags(asked: Asked, name: str) -> Fraction:
    """Return by how much the lag is over a threshold; below it, less than nothing."""
    lag = behind(asked.facts)
    return Fraction(-1) if lag is None else lag - Fraction(getattr(asked.thresholds, name))


def _lag_words(asked: Asked) -> str:
    lag = behind(asked.facts) or Fraction(0)
    return f"落后序时进度{in_points(lag)}个百分点"


def _no_data_words(asked: Asked) -> str:
    why = asked.facts.no_data_why
    return f"无数据：{why}" if why else "无数据"


def _told(asked: Asked) -> list[str]:
    """Return value, target, baseline and where the value is from."""
    facts = asked.facts
    told = [f"{facts.target_year}年目标：{facts.target_printed}", _told_value(facts)]
    if facts.baseline is not None:
        hold = "，目标没有要求比它更进一步，是底线" if is_floor(facts) else ""
        told.append(f"{facts.baseline_year}年：{in_measure(facts.baseline, facts.measure)}{hold}")
    if facts.definition_open:
        told.append(f"口径未定：{facts.definition_open.rstrip('。')}")
    return told


def _told_value(facts: IndicatorFacts) -> str:
    if not facts.told_in:
        return "还没有签批过的数值"
    if facts.value is None:
        return f"{facts.told_in}已签批：{facts.no_data_why or '不是数值'}"
    said = in_measure(facts.value, facts.measure)
    how = "已裁定以其他单位的数值为准" if facts.is_decided else "已签批"
    return f"{facts.told_in}{how}：{said}"


def _of_value(asked: Asked) -> list[Dated]:
    return [("数值截至", asked.facts.as_of)] if asked.facts.as_of else []


def _of_target(asked: Asked) -> list[Dated]:
    return [*_of_value(asked), ("目标年末", _year_end(asked.facts.target_year))]


def _rule(
    key: str, light: Light, words: str | Callable[[Asked], str], sentence: str, source: str,
    when: Callable[[Asked], bool], dates: Callable[[Asked], list[Dated]] = _of_value,
    counts: tuple[str, ...] = (),
) -> Rule[IndicatorFacts]:  # fmt: skip
    said = words if callable(words) else (lambda _: words)
    return Rule(f"indicator-{key}", 1, light, sentence, when, said, source, _told, dates, counts)


INDICATOR_RULES: tuple[Rule[IndicatorFacts], ...] = (
    _rule(
        "definition-open", Light.GREY, "口径未定", "指标的口径没有确定，不作判断",
        sources.FLOORS, lambda asked: bool(asked.facts.definition_open),
    ),
    _rule(
        "words", Light.GREY, "文字目标", "目标是文字，由人判断", sources.FLOORS,
        lambda asked: asked.facts.operator == Operator.WORDS,
    ),
    _rule(
        "in-doubt", Light.GREY, "存疑", "其他单位提出了不同的数值，还没有裁定",
        "存疑的数值不作判断（决定0022、0040）", lambda asked: asked.facts.in_doubt,
    ),
    _rule(
        "no-data", Light.GREY, _no_data_words, "没有签批过的数值，或者写明了没有数据",
        sources.FLOORS, lambda asked: asked.facts.value is None,
    ),
    _rule(
        "reached", Light.GREEN, "达到目标", "最近签批的数值达到目标", sources.FLOORS, _has_reached,
    ),
    _rule(
        "floor-broken", Light.RED, "低于底线",
        "目标没有要求比基期更进一步，只要求守住，而数值没有守住；任何时候都亮红灯",
        sources.FLOORS, lambda asked: is_floor(asked.facts),
    ),
    _rule(
        "awaiting-final", Light.GREY, "待期末评估",
        "目标年已过，最近签批的数值是目标年末以前的", sources.FINAL,
        lambda asked: _is_over(asked) and _is_older(asked), _of_target,
    ),
    _rule(
        "missed", Light.RED, "未达到目标", "目标年已过，目标年末的数值没有达到目标",
        sources.FLOORS, _is_over, _of_target,
    ),
    _rule(
        "no-baseline", Light.GREY, "没有基期值", "没有基期值，不能按序时进度判断", sources.PACE,
        lambda asked: behind(asked.facts) is None,
    ),
    _rule(
        "far-behind", Light.RED, _lag_words,
        "从基期值到目标值落后序时进度超过红灯阈值（按报告期最后一天计算）", sources.PACE,
        lambda asked: _lags(asked, "far_behind") > 0, _of_value, ("far_behind",),
    ),
    _rule(
        "behind", Light.YELLOW, _lag_words,
        "从基期值到目标值落后序时进度达到黄灯阈值，不超过红灯阈值（按报告期最后一天计算）",
        sources.PACE, lambda asked: _lags(asked, "behind") >= 0, _of_value,
        ("behind", "far_behind"),
    ),
    _rule(
        "on-track", Light.GREEN, "按序时进度", "还没有达到目标，落后序时进度不到黄灯阈值",
        sources.PACE, lambda _: True, _of_value, ("behind",),
    ),
)  # fmt: skip
