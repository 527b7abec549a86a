"""Reads indicators' lights from the newest signed values, as far as a person may see them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, Subquery

from task_table.models import Indicator, Task
from workflows.figures.asking import Asked, adds_counties
from workflows.figures.latest import latest_in_words
from workflows.lights.facts import IndicatorFacts
from workflows.lights.judging import judge_indicator
from workflows.lights.light import Lit
from workflows.lights.reading import thresholds_of
from workflows.lights.telling import in_measure
from workflows.models import Cycle, Dispute, IndicatorValue, Stands
from workflows.models.figures import IndicatorValueQuerySet
from workflows.sight import Sight, Viewer


@dataclass(frozen=True)
class IndicatorLine:
    """An indicator with its newest signed value and its light, for one person.

    `lit` is None where the person may not see what it rests on.
    """

    indicator: Indicator
    sees: bool
    value: IndicatorValue | None
    lit: Lit | None
    # All that were signed and are seen, oldest first; the last is `value`.
    values: tuple[IndicatorValue, ...] = ()

    @property
    def said(self) -> str:
        """Return the value in words with its cycle, or that there is none, or none to be seen."""
        if not self.sees:
            return "还没有你可以查看的数值"
        told = latest_in_words(Asked(self.indicator), self.value)
        if not _is_decided(self.value) or self.value is None:
            return told
        stands = number_that_stands(self.value)
        other = "" if stands is None else in_measure(stands, self.indicator.measure)
        return f"{told}，已裁定以{other or '其他单位提出的'}为准"


def lines_of_task(task: Task, seen_by: Viewer, *, on: date) -> list[IndicatorLine]:
    """Return the indicators of a task's page: two statements."""
    rows = task.indicators.select_related("supplier", "plan").order_by("number")
    return indicator_lines(rows, seen_by, on=on)


def indicator_lines(
    indicators: Iterable[Indicator], seen_by: Viewer, *, on: date, until: Cycle | None = None
) -> list[IndicatorLine]:
    """Return the indicators (fetched with plan) and what is seen of them: one statement.

    `until` leaves out what was signed in cycles opened later.
    """
    shown = list(indicators)
    seen = {each.pk: each for each in shown if sees_values(each, seen_by)}
    values = _signed(seen, seen_by, until)
    return [_line(each, each.pk in seen, values.get(each.pk, []), on) for each in shown]


def sees_values(indicator: Indicator, seen_by: Viewer) -> bool:
    """Say whether the person would see a value of the indicator, once it is signed."""
    if indicator.supplier_id is None or indicator.task_id is None:
        return False
    is_of_task = indicator.task_id in seen_by.own_tasks
    return is_of_task or seen_by.follows_unit(indicator.supplier_id, indicator.plan.committee_id)


def is_judged_by_no_value(indicator: Indicator) -> bool:
    """Say whether its light is the same whatever is reported: 口径未定, 文字目标."""
    return bool(indicator.definition_open) or indicator.target is None


def indicator_facts(indicator: Indicator, value: IndicatorValue | None) -> IndicatorFacts:
    """Return an indicator's facts with a value as `with_judgement` read it, or with none."""
    cycle = value.version.report.cycle if value else None
    is_decided = _is_decided(value)
    return IndicatorFacts(
        operator=indicator.operator,
        target=indicator.target,
        baseline=indicator.baseline,
        baseline_year=indicator.baseline_year,
        target_year=indicator.target_year,
        measure=indicator.measure,
        target_printed=indicator.target_printed,
        definition_open=indicator.definition_open,
        value=number_that_stands(value) if value else None,
        no_data_why=value.no_data_why if value and not is_decided else "",
        as_of=cycle.covers_until if cycle else None,
        told_in=cycle.label if cycle else "",
        in_doubt=bool(getattr(value, "in_doubt", False)),
        is_decided=is_decided,
    )


def with_judgement(rows: IndicatorValueQuerySet) -> IndicatorValueQuerySet:
    """Add whether a value is 存疑, and what was last decided to stand in its place."""
    decided = Dispute.objects.standing().filter(
        indicator=OuterRef("indicator"),
        cycle=OuterRef("version__report__cycle"),
        decided_at__isnull=False,
    )
    last = decided.order_by("-decided_at", "-pk")
    return rows.with_doubt().annotate(
        last_stands=Subquery(last.values("stands")[:1]),
        last_value=Subquery(last.values("value")[:1]),
        last_words=Subquery(last.values("words")[:1]),
    )


def _line(
    indicator: Indicator, sees: bool, values: Sequence[IndicatorValue], on: date
) -> IndicatorLine:
    value = values[-1] if values else None
    if not sees and not is_judged_by_no_value(indicator):
        return IndicatorLine(indicator, sees, None, None)
    facts = indicator_facts(indicator, value)
    lit = judge_indicator(facts, thresholds_of(indicator.plan), on=on)
    return IndicatorLine(indicator, sees, value, lit, tuple(values))


def _signed(
    indicators: Mapping[int, Indicator], seen_by: Viewer, until: Cycle | None
) -> dict[int, list[IndicatorValue]]:
    """Return by indicator the values that its source unit signed, the oldest cycle first."""
    rows = IndicatorValue.objects.of_supplier().signed().filter(indicator__in=indicators)
    if until is not None:
        rows = rows.filter(version__report__cycle__opens_on__lte=until.opens_on)
    found = with_judgement(rows).select_related(
        "version__report__cycle", "version__report__assignment__task"
    )
    ordered = found.order_by("version__report__cycle__opens_on", "pk")
    return _by_indicator(
        [_joined(each, indicators[each.indicator_id]) for each in ordered], seen_by
    )


def _joined(value: IndicatorValue, indicator: Indicator) -> IndicatorValue:
    """Let a value and its report's task know the indicator and the plan, which were fetched."""
    value.indicator = indicator
    value.version.report.assignment.task.plan = indicator.plan
    return value


def _by_indicator(
    rows: Iterable[IndicatorValue], seen_by: Viewer
) -> dict[int, list[IndicatorValue]]:
    """Return those of each indicator that the person sees."""
    found: dict[int, list[IndicatorValue]] = {}
    for each in rows:
        if seen_by.sight_of(each.version.report) >= Sight.SIGNED:
            found.setdefault(each.indicator_id, []).append(each)
    return found


def part_lines(
    indicators: Iterable[Indicator], seen_by: Viewer, *, until: Cycle
) -> dict[int, list[IndicatorValue]]:
    """Return by indicator what counties signed of it in the cycle's year, the oldest cycle first.

    One statement; none where no county is asked for its part.
    """
    asked = [each.pk for each in indicators if adds_counties(each)]
    if not asked:
        return {}
    rows = (
        IndicatorValue.objects.of_counties()
        .signed()
        .filter(
            indicator__in=asked,
            version__report__cycle__opens_on__lte=until.opens_on,
            version__report__cycle__covers_until__year=until.covers_until.year,
        )
    )
    found = rows.select_related(
        "indicator", "version__report__cycle", "version__report__assignment__task__plan",
        "version__report__unit",
    )  # fmt: skip
    place = "version__report__assignment__group_place"
    return _by_indicator(found.order_by(place, "version__report__cycle__opens_on", "pk"), seen_by)


def _is_decided(value: IndicatorValue | None) -> bool:
    """Say whether it was decided that another unit's value stands in its place."""
    return value is not None and getattr(value, "last_stands", None) == Stands.OTHER


def words_that_stand(value: IndicatorValue) -> str:
    """Return the other unit's words where it was decided that they stand; else nothing."""
    return str(getattr(value, "last_words", "") or "") if _is_decided(value) else ""


def number_that_stands(value: IndicatorValue) -> Decimal | None:
    """Return the number of a value as `with_judgement` read it: the other unit's if so decided."""
    decided: Decimal | None = getattr(value, "last_value", None)
    return decided if _is_decided(value) else value.value
