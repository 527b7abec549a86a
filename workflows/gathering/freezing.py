"""What a gathering lead's submission says for good: who gave nothing, and whose words it quotes.

It is frozen as `ReportVersion.gathered`, under the version's digest:
`{"asked": 26, "silent": [{"unit", "name", "why"}], "quoted": [{"unit", "name", "number", "digest",
"words"}]}`, units by code and by the name they bear that day. None for a row that does not gather.
"""

from collections.abc import Collection
from typing import Any

from workflows.completeness import TEXTS
from workflows.gathering.feedback import asked_with, gathers, why_silent
from workflows.gathering.words import still_said
from workflows.models import Content, Quotation, Report
from workflows.steps import Step

MOST_NAMES = 5


def silent_rows(lead: Report) -> list[Report]:
    """Return the rows of which nothing stands, in printed order: one statement, none elsewhere."""
    if not gathers(lead):
        return []
    with_units = asked_with(lead).filter(step__in=(Step.REPORT, Step.MISSED), signed_version=None)
    return list(with_units.select_related("unit"))


def unconfirmed(silent: Collection[Report], known: Collection[str]) -> dict[str, str]:
    """Return what a submission lacks while silent units were not named to the lead, by field."""
    new = [str(row.unit) for row in silent if row.unit.code not in known]
    if not new:
        return {}
    return {"known": f"{names_in_words(new)}未反馈。请核对名单，勾选已知悉后再提交。"}


def names_in_words(names: Collection[str]) -> str:
    """Return a few names, and how many there are where they are more.

    >>> names_in_words(["市教育局", "市财政局"])
    '市教育局、市财政局'
    >>> names_in_words(["甲", "乙", "丙", "丁", "戊", "己"])
    '甲、乙、丙、丁、戊等6家单位'
    """
    named = "、".join(list(names)[:MOST_NAMES])
    return f"{named}等{len(names)}家单位" if len(names) > MOST_NAMES else named


def gathered(lead: Report, content: Content, silent: Collection[Report]) -> dict[str, Any] | None:
    """Return what is frozen with a submission of the lead."""
    asked = asked_with(lead).count() if gathers(lead) else 0
    if not asked:
        return None
    return {
        "asked": asked,
        "silent": [_silent(row) for row in silent],
        "quoted": _quoted(lead, content),
    }


def _silent(row: Report) -> dict[str, str]:
    return {"unit": row.unit.code, "name": row.unit.name, "why": why_silent(row)}


def _quoted(lead: Report, content: Content) -> list[dict[str, Any]]:
    """Return the quotes of which the text still says a sentence; the others are no source."""
    text = "\n".join(getattr(content, name) for name in TEXTS)
    rows = Quotation.objects.filter(report=lead).select_related("source__report__unit")
    said = [(row, still_said(row.words, text)) for row in rows]
    return [_source(row, words) for row, words in said if words]


def _source(row: Quotation, words: list[str]) -> dict[str, Any]:
    unit = row.source.report.unit
    return {
        "unit": unit.code,
        "name": unit.name,
        "number": row.source.number,
        "digest": row.source.digest,
        "words": "".join(words),
    }
