"""How indicators roll up over a year and over counties: the office sets it (decision 0051)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from project.accounts.models import User
from project.audit.recording import record
from task_table.models import Assignment, Indicator, Operator, OverCounties, OverCycles, Plan
from workflows.duties import keeps_duties
from workflows.figures.reading import PERCENT
from workflows.refusals import AlreadyMoved, Incomplete, NotEntitled

# By field: cycles-3, counties-3, the indicator's number behind.
Rules = Mapping[str, str]
NOT_ADDED = "百分比和文字不能相加，请选其他规则。"
NO_QUOTIENT = "只有百分比的指标可以按分子、分母计算。"
NO_TASK = "没有确定数据提供单位和任务，不能要求县（市、区）填报。"


def rules_of(plan: Plan) -> dict[str, str]:
    """Return the rules as they are, in printed order."""
    return _rules(plan.indicators.order_by("number"))


def _rules(indicators: Iterable[Indicator]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in indicators:
        found[f"cycles-{each.number}"] = each.over_cycles
        found[f"counties-{each.number}"] = each.over_counties
    return found


def change_rules(
    plan: Plan, rules: Rules, *, by: User, seen: Rules, at: datetime | None = None
) -> bool:
    """Set how indicators roll up; say whether anything changed. It holds at once.

    `seen` is what the page showed. Raises NotEntitled, Incomplete with a sentence for each field,
    AlreadyMoved if a colleague changed them meanwhile.
    """
    at = at or timezone.now()
    if not keeps_duties(by, plan, on=timezone.localdate(at)):
        raise NotEntitled("只有残工委办公室可以改动指标汇总规则。")
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=plan.pk)
        indicators = list(plan.indicators.order_by("number"))
        before = _rules(indicators)
        if before != dict(seen):
            raise AlreadyMoved("指标汇总规则刚刚被他人改动，你的改动没有保存。请核对后再改。")
        changed = {name: rule for name, rule in rules.items() if rule != before.get(name)}
        _check(changed, indicators)
        for each in indicators:
            _write(each, changed)
        if changed:
            told = {"was": _told(before, changed), "now": _told(changed, changed)}
            record("indicators.rule", plan, by=by, at=at, plan=plan.slug, **told)
    return bool(changed)


def _check(changed: Rules, indicators: Iterable[Indicator]) -> None:
    wrong = {name: said for each in indicators for name, said in _wrong(each, changed).items()}
    known = {f"{axis}-{each.number}" for each in indicators for axis in ("cycles", "counties")}
    wrong |= dict.fromkeys(set(changed) - known, "没有这项指标。")
    if wrong:
        raise Incomplete(wrong)


def _wrong(indicator: Indicator, changed: Rules) -> dict[str, str]:
    """Return by field what an indicator cannot be rolled up by."""
    found = {}
    for axis, problem in (("cycles", _of_cycles), ("counties", _of_counties)):
        name = f"{axis}-{indicator.number}"
        if name in changed and (said := problem(indicator, changed[name])):
            found[name] = said
    return found


def _of_cycles(indicator: Indicator, rule: str) -> str:
    if rule not in OverCycles.values:
        return "请从列出的规则中选择。"
    return NOT_ADDED if rule == OverCycles.SUM and not _is_added(indicator) else ""


def _of_counties(indicator: Indicator, rule: str) -> str:
    if rule not in OverCounties.values:
        return "请从列出的规则中选择。"
    if rule == OverCounties.NONE:
        return ""
    if rule == OverCounties.SUM and not _is_added(indicator):
        return NOT_ADDED
    if rule == OverCounties.RATE and indicator.measure != PERCENT:
        return NO_QUOTIENT
    if indicator.task_id is None or indicator.supplier_id is None:
        return NO_TASK
    return "" if _asks_counties(indicator) else _not_asked(indicator)


def _is_added(indicator: Indicator) -> bool:
    return indicator.measure != PERCENT and indicator.operator != Operator.WORDS


def _asks_counties(indicator: Indicator) -> bool:
    return Assignment.objects.of_members_alone().filter(task=indicator.task_id).exists()


def _not_asked(indicator: Indicator) -> str:
    number = indicator.task.number if indicator.task else ""
    return (
        f"第{number}项没有要求县（市、区）单独填报："
        "请先在“对县（市、区）的填报要求”里把它改为“报数据”。"
    )


def _write(indicator: Indicator, changed: Rules) -> None:
    cycles = changed.get(f"cycles-{indicator.number}")
    counties = changed.get(f"counties-{indicator.number}")
    if cycles is None and counties is None:
        return
    indicator.over_cycles = cycles or indicator.over_cycles
    indicator.over_counties = counties or indicator.over_counties
    indicator.save(update_fields=("over_cycles", "over_counties"))


def _told(rules: Rules, changed: Rules) -> list[str]:
    """Return the changed rules as an auditor reads them."""
    labels = dict(OverCycles.choices) | dict(OverCounties.choices)
    return [f"指标{name.partition('-')[2]}：{labels[rules[name]]}" for name in changed]
