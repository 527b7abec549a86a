"""The last signed value of an indicator, whichever cycle it is from."""

from collections.abc import Iterable

from task_table.models import Indicator
from workflows.figures.asking import Asked
from workflows.figures.freezing import typed_again
from workflows.figures.showing import in_words
from workflows.models import IndicatorValue


def latest_signed(indicators: Iterable[Indicator]) -> dict[int, IndicatorValue]:
    """Return by indicator the value of the newest cycle that its source unit signed."""
    signed = IndicatorValue.objects.of_supplier().signed()
    rows = signed.filter(indicator__in=[each.pk for each in indicators]).for_reading()
    ordered = rows.order_by("version__report__cycle__opens_on", "pk")
    return {each.indicator_id: each for each in ordered}


def latest_in_words(asked: Asked, value: IndicatorValue | None) -> str:
    """Return 99.5%（2025年第4季度，市民政局报送）, or that there is none."""
    if value is None:
        return "还没有签批过的报送值"
    report = value.version.report
    said = in_words(asked, typed_again([value]))
    return f"{said}（{report.cycle.label}报送，已签批）"
