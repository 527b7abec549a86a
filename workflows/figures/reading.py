"""Reads a figure as people type it; what could mean two things is refused, never guessed."""

import re
from decimal import Decimal

PERCENT = "%"
MOST_PLACES, MOST_DIGITS = 4, 10
# Grouped by thousands, or not at all: 1,23 may be a decimal comma, and 12 34 two numbers.
NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
# Not every form that looks like a digit is one: ① and ² are marks of a note.
PLAIN = str.maketrans("０１２３４５６７８９．，％－−　", "0123456789.,%-- ")
NOTHING = frozenset({"无", "无数据", "暂无", "没有", "-", "--", "—", "——", "/", "N/A"})
# A spreadsheet holds 99.5% as 0.995: up to 200 % without its sign, a rate may be either.
MOST_OF_A_FRACTION = Decimal(2)


class Unreadable(ValueError):
    """A figure that was not understood; the message says how to write it, in Chinese."""


def read_number(text: str, measure: str) -> Decimal:
    """Return what was typed as a number in `measure`: percent as percent, so 119.4 is 119.4 %.

    >>> read_number("１２．５％", "%"), read_number("1,138 户", "户"), read_number("119.4", "%")
    (Decimal('12.5'), Decimal('1138'), Decimal('119.4'))
    >>> [_refused(text, "%") for text in ("约85", "85-90", "1,23", "0.995", "无数据")]
    ['约85', '85-90', '1,23', '0.995', '无数据']
    """
    plain = text.translate(PLAIN).strip()
    _check_data(plain)
    body, sign = _without_measure(plain, measure.translate(PLAIN))
    if not NUMBER.fullmatch(body):
        raise Unreadable(f"“{text.strip()[:20]}”看不懂。{_how(measure)}")
    value = Decimal(body.replace(",", ""))
    _check_range(value, measure)
    if measure == PERCENT and not sign and 0 < abs(value) <= MOST_OF_A_FRACTION:
        raise Unreadable(f"“{plain}”是{plain}%，还是{in_digits(value * 100)}%？请带上百分号填写。")
    return value


def read_ratio(text: str) -> tuple[Decimal, Decimal]:
    """Return numerator and denominator of what was typed as 1234/1300.

    >>> read_ratio("1,234／1300"), _refused("94.9%", None), _refused("3/0", None)
    ((Decimal('1234'), Decimal('1300')), '94.9%', '3/0')
    """
    plain = text.translate(PLAIN).replace("／", "/").strip()
    _check_data(plain)
    above, stroke, below = plain.partition("/")
    if not stroke or "/" in below:
        raise Unreadable("请填分子/分母两个数，例如 1234/1300；不填百分比。")
    numerator, denominator = read_number(above, ""), read_number(below, "")
    if denominator <= 0:
        raise Unreadable("分母应大于零；没有应计对象的，这一格不填，在下一格写明原因。")
    if 100 * numerator / denominator >= 10**MOST_DIGITS:
        raise Unreadable("分子比分母大得太多，请核对两个数。")
    return numerator, denominator


def in_digits(value: Decimal) -> str:
    """Return a number without exponent and without zeros that say nothing.

    >>> in_digits(Decimal("100.0000")), in_digits(Decimal("99.50"))
    ('100', '99.5')
    """
    return format(value.normalize(), "f")


def _check_data(plain: str) -> None:
    if plain.upper() in NOTHING:
        raise Unreadable("没有数据的，这一格不填，在下一格写明原因。")


def _without_measure(plain: str, measure: str) -> tuple[str, bool]:
    """Return the text before its measure, and whether the measure stood there."""
    body = plain.removesuffix(measure).rstrip() if measure else plain
    return body, body != plain


def _how(measure: str) -> str:
    example = "99.5 或 99.5%" if measure == PERCENT else "1138"
    return f"请只填一个数字，例如 {example}；不写“约”、范围和其他文字。"


def _check_range(value: Decimal, measure: str) -> None:
    if value < 0 and measure != PERCENT:
        raise Unreadable("不能是负数，请核对。")
    digits, places = value.as_tuple().digits, -int(value.as_tuple().exponent)
    if places > MOST_PLACES:
        raise Unreadable(f"小数最多{MOST_PLACES}位，请四舍五入后填写。")
    if len(digits) - places > MOST_DIGITS:
        raise Unreadable("数字太大，请核对。")


def _refused(text: str, measure: str | None) -> str:
    """Return the text if it is refused, for the examples above."""
    try:
        read_ratio(text) if measure is None else read_number(text, measure)
    except Unreadable:
        return text
    return ""
