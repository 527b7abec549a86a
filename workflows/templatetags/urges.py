"""Lets a unit's sheet say how the office urged it, and the urging pages say it in one line."""

from typing import Any

from django import template

from workflows.chasing.told import office_urges_on
from workflows.sheets import Sheet

register = template.Library()


@register.inclusion_tag("workflows/_office_urges.html")
def office_urges_of_sheet(sheet: Sheet) -> dict[str, Any]:
    """Show the office's urges of the sheet's unit: the last one, the earlier ones folded."""
    urged = any(getattr(row.report, "office_urged_at", None) for row in sheet.rows)
    told = office_urges_on(sheet) if urged else []
    return {"last": told[0] if told else None, "earlier": told[1:]}
