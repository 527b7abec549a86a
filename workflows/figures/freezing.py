"""Turns what a draft says of figures into values of a version, and back into what was typed."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from workflows.figures.asking import Asked, Kind
from workflows.figures.reading import in_digits
from workflows.models import IndicatorValue

PLACES = Decimal("0.0001")


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
    if text and asked.kind == Kind.RATE:
        return _quotient(*map(Decimal, text.split("/")))
    is_number = bool(text) and asked.kind != Kind.WORDS
    return {"value": Decimal(text) if is_number else None, "words": "" if is_number else text}


def _quotient(numerator: Decimal, denominator: Decimal) -> dict[str, Decimal | str | None]:
    """Return a rate in percent with both its numbers."""
    value = (100 * numerator / denominator).quantize(PLACES)
    return {"value": value, "numerator": numerator, "denominator": denominator, "words": ""}


def _number_typed(value: IndicatorValue) -> str:
    if value.numerator is not None and value.denominator is not None:
        return f"{in_digits(value.numerator)}/{in_digits(value.denominator)}"
    return in_digits(value.value or Decimal(0))


def typed_again(values: Iterable[IndicatorValue]) -> dict[str, str]:
    """Return values as a draft keeps them, by field: the same text from both databases."""
    said: dict[str, str] = {}
    for each in values:
        asked = Asked(each.indicator)
        text = each.words if each.value is None else _number_typed(each)
        said |= {asked.name: text, asked.why_name: each.no_data_why}
    return {name: text for name, text in said.items() if text}
