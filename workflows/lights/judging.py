"""Judges facts on a day: the first rule that holds lights, and says what it rests on.

The same facts, thresholds and day give the same light (decision 0040). `reckoning` knows the day
and all of `facts.days`.
"""

from collections.abc import Sequence
from datetime import date

from workflows.lights.facts import (
    IndicatorFacts,
    Reckoner,
    ReportFacts,
    TaskFacts,
    Thresholds,
    UnitFacts,
)
from workflows.lights.light import Lit
from workflows.lights.rule import F, Question, Rule
from workflows.lights.rules import INDICATOR_RULES, REPORT_RULES, TASK_RULES, UNIT_RULES
from workflows.lights.saying import distance
from workflows.windows import day_in_words

NO_REASON = "不涉及"


class _NoCalendar:
    """Stands where a kind's rules ask for no working day."""

    def days_to(self, day: date) -> int:
        raise LookupError(f"no rule of this kind asks for working days, such as to {day}")

    def mark(self, day: date) -> str:
        return ""


def judge_task(facts: TaskFacts, thresholds: Thresholds, *, on: date, reckoning: Reckoner) -> Lit:
    """Return a task's light."""
    return _judge(TASK_RULES, Question(facts, thresholds, on, reckoning))


def judge_report(
    facts: ReportFacts, thresholds: Thresholds, *, on: date, reckoning: Reckoner
) -> Lit:
    """Return a report's light."""
    return _judge(REPORT_RULES, Question(facts, thresholds, on, reckoning))


def judge_indicator(facts: IndicatorFacts, thresholds: Thresholds, *, on: date) -> Lit:
    """Return an indicator's light; its rules count years and months, not working days."""
    return _judge(INDICATOR_RULES, Question(facts, thresholds, on, _NoCalendar()))


def judge_unit(facts: UnitFacts, thresholds: Thresholds, *, on: date) -> Lit:
    """Return a unit's light from those of its reports and tasks."""
    return _judge(UNIT_RULES, Question(facts, thresholds, on, _NoCalendar()))


def _judge(rules: Sequence[Rule[F]], question: Question[F]) -> Lit:
    rule = next(rule for rule in rules if rule.when(question))
    return Lit(rule.light, rule.words(question), rule.key, rule.version, _basis(rule, question))


def _day(question: Question[F], day: date) -> str:
    is_reckoned = day in question.facts.reckoned
    return day_in_words(day) + (question.reckoning.mark(day) if is_reckoned else "")


def _basis(rule: Rule[F], question: Question[F]) -> tuple[tuple[str, str], ...]:
    """Return 亮灯依据: the rule, where it is from, the days, the facts, what was set."""
    dates = rule.dates(question)
    days = [f"判断日：{day_in_words(question.on)}"]
    days += [f"{label}：{_day(question, day)}" for label, day in dates]
    reckoned = [
        distance(label, day, question.reckoning, question.on)
        for label, day in dates
        if day in question.facts.days
    ]
    return (
        ("亮灯", f"{rule.light.word}：{rule.words(question)}"),
        ("规则", rule.sentence),
        ("规则版本", f"第{rule.version}版"),
        ("依据", rule.source),
        ("日期", "；".join(days)),
        ("工作日", "；".join(reckoned) or NO_REASON),
        ("事实", "；".join(rule.told(question)) or NO_REASON),
        ("阈值", "；".join(question.thresholds.told(rule.counts)) or NO_REASON),
    )
