"""Turns what a draft says of figures into values of a version, and back into what was typed."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from workflows.figures.asking import Asked, Kind
from workflows.figures.reading import in_digits
from workflows.models import IndicatorValue


def frozen(asked: Iterable[Asked], figures: Mapping[str, str]) -> list[IndicatorValue]:
    """Return the values of a complete draft, unsaved: each a number, words, or why there is none.

    What was typed while the row asked for it, and is not asked any more, is left out.
    """
    return [
        IndicatorValue(
            indicator=each.indicator,
            no_data_why=figures.get(each.why_name, ""),
            **stated(each, figures.get(each.name, "")),
        )
        for each in asked
    ]


def stated(asked: Asked, text: str) -> dict[str, Decimal | str | None]:
    """Return the fields `value` and `words` of what `Asked.read` gave."""
    is_number = bool(text) and asked.kind != Kind.WORDS
    return {"value": Decimal(text) if is_number else None, "words": "" if is_number else text}


def typed_again(values: Iterable[IndicatorValue]) -> dict[str, str]:
    """Return values as a draft keeps them, by field: the same text from both databases."""
    said: dict[str, str] = {}
    for each in values:
        asked = Asked(each.indicator)
        text = each.words if each.value is None else in_digits(each.value)
        said |= {asked.name: text, asked.why_name: each.no_data_why}
    return {name: text for name, text in said.items() if text}
