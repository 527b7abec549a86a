"""An indicator's values by year and by county in words, for pages and summaries (decision 0051)."""

from collections.abc import Sequence
from dataclasses import dataclass

from task_table.models import Assignment, Indicator
from workflows.figures.asking import Asked, adds_counties
from workflows.figures.freezing import typed_again
from workflows.figures.reading import in_digits
from workflows.figures.rolling import Rolled, by_year, over_counties, over_cycles
from workflows.figures.showing import in_words, ratio_in_words
from workflows.lights.indicators import (
    IndicatorLine,
    number_that_stands,
    part_lines,
    words_that_stand,
)
from workflows.lights.telling import in_measure
from workflows.models import Cycle, IndicatorValue
from workflows.sight import Viewer

NOT_SIGNED = "还没有签批过的数值"


@dataclass(frozen=True)
class Parts:
    """What counties signed of indicators, by indicator; and who is asked, by task, as printed."""

    signed: dict[int, list[IndicatorValue]]
    members: dict[int, list[str]]


@dataclass(frozen=True)
class Told:
    """A year's or a county's value in words, and the values it is of."""

    name: str
    said: str
    of: tuple[IndicatorValue, ...] = ()


@dataclass(frozen=True)
class ByCounty:
    """The counties one by one, what they come to, and that in words."""

    counties: list[Told]
    added: Rolled | None
    said: str


def parts_in(indicators: Sequence[Indicator], seen_by: Viewer, *, until: Cycle) -> Parts:
    """Read the counties' parts: two statements, none where no county is asked."""
    signed = part_lines(indicators, seen_by, until=until)
    tasks = {each.task_id for each in indicators if adds_counties(each)}
    if not tasks:
        return Parts(signed, {})
    rows = Assignment.objects.of_members_alone().filter(task__in=tasks)
    found: dict[int, list[str]] = {}
    for task, unit in rows.order_by("task", "group_place").values_list("task", "unit__name"):
        found.setdefault(task, []).append(unit)
    return Parts(signed, found)


def years_told(line: IndicatorLine) -> list[Told]:
    """Return the value of each year of which one was signed, the oldest first."""
    years = by_year(line.indicator, line.values, stands=number_that_stands)
    return [
        Told(str(year), _said(line.indicator, rolled), rolled.of) for year, rolled in years.items()
    ]


def counties_told(indicator: Indicator, parts: Parts) -> ByCounty:
    """Return the counties that are asked, or were, in printed order; none where none is asked."""
    if not adds_counties(indicator):
        return ByCounty([], None, "")
    signed: dict[str, list[IndicatorValue]] = {}
    for each in parts.signed.get(indicator.pk, []):
        signed.setdefault(each.version.report.unit.name, []).append(each)
    rolled = {
        name: over_cycles(indicator, own, stands=number_that_stands) for name, own in signed.items()
    }
    names = dict.fromkeys((*parts.members.get(indicator.task_id or 0, []), *rolled))
    added = over_counties(indicator, list(rolled.values()))
    told = [_county(indicator, name, rolled.get(name)) for name in names]
    return ByCounty(told, added, _number(indicator, added) if added else "")


def _county(indicator: Indicator, name: str, rolled: Rolled | None) -> Told:
    if rolled is None:
        return Told(name, NOT_SIGNED)
    return Told(name, _said(indicator, rolled, is_part=True), rolled.of)


def _said(indicator: Indicator, rolled: Rolled, *, is_part: bool = False) -> str:
    """Return what values come to in words, of how many cycles, in doubt or not."""
    last = rolled.of[-1]
    if stands := words_that_stand(last):
        return f"{stands}（已裁定）"
    several = f"（{len(rolled.of)}期相加）" if len(rolled.of) > 1 else ""
    doubt = "（存疑）" if any(getattr(each, "in_doubt", False) for each in rolled.of) else ""
    if rolled.number is None or last.words:
        return f"{in_words(Asked(indicator, is_part=is_part), typed_again([last]))}{doubt}"
    return f"{_number(indicator, rolled)}{several}{doubt}"


def _number(indicator: Indicator, rolled: Rolled) -> str:
    if rolled.numerator is not None and rolled.denominator is not None:
        return ratio_in_words(f"{in_digits(rolled.numerator)}/{in_digits(rolled.denominator)}")
    return "" if rolled.number is None else in_measure(rolled.number, indicator.measure)
