"""What holds of the lights of any facts on any day."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from task_table.models import Operator, TaskState
from tests.workflows.lights.boundaries import Calendar, judged
from workflows.lights.done import is_awaiting_final
from workflows.lights.facts import (
    Cause,
    IndicatorFacts,
    NodeFacts,
    ReportFacts,
    TaskFacts,
    Thresholds,
    UnitFacts,
)
from workflows.lights.judging import judge_report, judge_task
from workflows.lights.light import WORST_FIRST, Light
from workflows.lights.rules import INDICATOR_RULES, REPORT_RULES, TASK_RULES, UNIT_RULES
from workflows.steps import Step

FEW = settings(max_examples=150, deadline=None)
RULES = {rule.key: rule for rule in (*TASK_RULES, *REPORT_RULES, *INDICATOR_RULES, *UNIT_RULES)}

days = st.dates(date(2023, 1, 1), date(2027, 12, 31))
maybe_days = st.none() | days
values = st.decimals("-50", "250", places=4, allow_nan=False)
maybe_values = st.none() | values
points = st.integers(1, 60)
thresholds = st.builds(
    lambda soon, report, behind, more: Thresholds(soon, report, behind, behind + more),
    st.integers(1, 30), st.integers(1, 30), points, points,
)  # fmt: skip


@st.composite
def nodes(draw: Any) -> NodeFacts:
    due_on = draw(days)
    return NodeFacts(
        year=due_on.year, place=draw(st.integers(1, 3)), text="节点", due_on=due_on,
        target=draw(maybe_values), reached=draw(st.booleans()), reached_on=draw(maybe_days),
        value=draw(maybe_values), value_as_of=draw(maybe_days), pending=draw(st.booleans()),
    )  # fmt: skip


tasks = st.builds(
    TaskFacts, state=st.sampled_from(TaskState.values), plan_until=days, due_on=maybe_days,
    first_due_on=maybe_days, standing=st.booleans(), done_word=st.booleans(),
    done_pending=st.booleans(), nodes=st.lists(nodes(), max_size=4).map(tuple),
)  # fmt: skip
reports = st.builds(
    ReportFacts, step=st.sampled_from(Step.values), opens_on=days, due_on=days,
    reply_by=maybe_days, first_submitted_on=maybe_days, submitted_on=maybe_days,
    is_correction=st.booleans(),
)  # fmt: skip
indicators = st.builds(
    IndicatorFacts, operator=st.sampled_from(Operator.values), target=maybe_values,
    baseline=maybe_values, baseline_year=st.just(2020), target_year=st.just(2025),
    definition_open=st.sampled_from(["", "", "未定"]), value=maybe_values, as_of=maybe_days,
    in_doubt=st.booleans(),
)  # fmt: skip
counted_up = st.builds(
    replace, indicators, operator=st.sampled_from([Operator.AT_LEAST, Operator.MORE_THAN]),
    target=values, as_of=days, definition_open=st.just(""), in_doubt=st.just(False),
)  # fmt: skip
causes = st.builds(
    Cause, name=st.just("第1项"), light=st.sampled_from(Light), words=st.just("话")
)  # fmt: skip
parts = st.lists(causes, max_size=3).map(tuple)
units = st.builds(UnitFacts, reports=parts, tasks=parts)
KINDS = {"task": tasks, "report": reports, "indicator": indicators, "unit": units}


@pytest.mark.parametrize("kind", KINDS)
@FEW
@given(data=st.data(), on=days, limits=thresholds)
def test_some_rule_always_holds_and_names_its_source(
    kind: str, data: st.DataObject, on: date, limits: Thresholds
) -> None:
    facts = data.draw(KINDS[kind])
    lit = judged(kind, facts, on, limits)
    assert lit == judged(kind, facts, on, limits)
    rule, basis = RULES[lit.rule], dict(lit.basis)
    assert (lit.light, basis["规则"], basis["依据"]) == (rule.light, rule.sentence, rule.source)
    assert all(label and text for label, text in lit.basis)
    assert lit.words
    assert "None" not in str(lit.basis)


@dataclass(frozen=True)
class Told:
    """A calendar that knows the days it was told of, and no other."""

    on: date
    known: frozenset[date]

    def mark(self, day: date) -> str:
        return ""

    def days_to(self, day: date) -> int:
        assert day in self.known, day
        return Calendar(self.on).days_to(day)


@FEW
@given(facts=tasks, other=reports, on=days)
def test_no_rule_asks_for_a_day_the_facts_did_not_name(
    facts: TaskFacts, other: ReportFacts, on: date
) -> None:
    judge_task(facts, Thresholds(), on=on, reckoning=Told(on, facts.days))
    judge_report(other, Thresholds(), on=on, reckoning=Told(on, other.days))


@FEW
@given(facts=tasks, on=days)
def test_a_task_without_a_node_of_the_year_is_never_green(facts: TaskFacts, on: date) -> None:
    assume(facts.state != TaskState.CLOSED)
    without = tuple(node for node in facts.nodes if node.year != on.year)
    assert judged("task", replace(facts, nodes=without), on).light != Light.GREEN


@FEW
@given(facts=tasks, past=st.integers(1, 400))
def test_a_task_that_awaits_the_final_verdict_is_never_red(facts: TaskFacts, past: int) -> None:
    due_on = facts.due_on or facts.plan_until
    on = max(due_on, facts.plan_until) + timedelta(days=past)
    assume(is_awaiting_final(due_on, facts.plan_until, on=on))
    assert judged("task", facts, on).light != Light.RED


@FEW
@given(facts=tasks, on=days)
def test_a_task_answers_only_for_its_own_time(facts: TaskFacts, on: date) -> None:
    """Rule 8: while the answers are not due or lie with others, nothing that is past is red."""
    waiting = tuple(replace(node, pending=True, target=None) for node in facts.nodes)
    lit = judged("task", replace(facts, nodes=waiting, done_pending=True), on)
    assert lit.light != Light.RED


@FEW
@given(facts=indicators, on=days)
def test_an_indicator_without_definition_number_or_agreement_is_grey(
    facts: IndicatorFacts, on: date
) -> None:
    silent = (
        replace(facts, definition_open="未定"),
        replace(facts, operator=Operator.WORDS),
        replace(facts, in_doubt=True),
        replace(facts, value=None),
    )
    assert all(judged("indicator", each, on).light == Light.GREY for each in silent)


@FEW
@given(facts=counted_up, pair=st.tuples(values, values), on=days)
def test_a_better_value_is_never_a_worse_light(
    facts: IndicatorFacts, pair: tuple[Decimal, Decimal], on: date
) -> None:
    low, high = sorted(pair)
    lights = [judged("indicator", replace(facts, value=each), on).light for each in (low, high)]
    given_ones = [WORST_FIRST.index(light) for light in lights if light != Light.GREY]
    assert given_ones == sorted(given_ones)


@settings(max_examples=40, deadline=None)
@given(facts=tasks, on=days)
def test_a_task_changes_its_light_only_at_a_day_that_a_rule_names(
    facts: TaskFacts, on: date
) -> None:
    soon = Thresholds().soon_days
    past = {each + timedelta(days=1) for each in facts.days | {facts.plan_until}}
    before = judged("task", facts, on)
    for _ in range(60):
        on += timedelta(days=1)
        lit = judged("task", facts, on)
        near = any(Calendar(on).days_to(node.due_on) == soon for node in facts.nodes)
        is_new_year = (on.month, on.day) == (1, 1)
        assert lit.rule == before.rule or on in past or near or is_new_year
        before = lit


@FEW
@given(facts=units, on=days)
def test_a_unit_is_as_bad_as_its_worst(facts: UnitFacts, on: date) -> None:
    lights = [cause.light for cause in (*facts.reports, *facts.tasks)]
    worst = min(lights, key=WORST_FIRST.index, default=Light.GREY)
    assert judged("unit", facts, on).light == worst


def test_keys_are_unique_and_each_light_has_its_own_word_shape_and_tone() -> None:
    assert len(RULES) == sum(map(len, (TASK_RULES, REPORT_RULES, INDICATOR_RULES, UNIT_RULES)))
    for name in ("word", "shape", "tone"):
        assert len({getattr(light, name) for light in Light}) == len(Light)
