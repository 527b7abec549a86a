"""An indicator by year and by county as a summary's facts hold it (decision 0051)."""

from collections.abc import Iterable
from typing import Any

from notifications.papers import CountyPart, YearValue
from workflows.figures.reading import in_digits
from workflows.figures.telling import Parts, counties_told, years_told
from workflows.lights.indicators import IndicatorLine
from workflows.models import IndicatorValue


def rolled_up(line: IndicatorLine, parts: Parts) -> dict[str, Any]:
    """Return what a gauge says of years and counties, by the names of its fields."""
    by_county = counties_told(line.indicator, parts)
    added = by_county.added
    return {
        "years": [
            YearValue(int(each.name), each.said, _sources(each.of)) for each in years_told(line)
        ],
        "parts": [
            CountyPart(each.name, each.said, _sources(each.of)) for each in by_county.counties
        ],
        "added": by_county.said,
        "added_value": in_digits(added.number) if added and added.number is not None else "",
    }


def _sources(values: Iterable[IndicatorValue]) -> list[str]:
    """Return the reports' versions that values are of."""
    return [
        f"{version.report.cycle.label} 第{version.number}版 {version.digest}"
        for version in (each.version for each in values)
    ]
