"""Finds citizens' numbers in text: 身份证号 (GB 11643-1999) and 残疾人证号, which extends it."""

import re
from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
# People write a number in groups; up to two spaces, dots or dashes of any width do not end it.
GAP = r"[ \t\u00a0\u2002-\u200b\u3000.·\-－‐–—]{0,2}"
# The identity number has 18 places; category, degree and B1 for a copy make it a certificate's.
NUMBER = re.compile(
    rf"(?<![0-9A-Za-z])[1-9](?:{GAP}\d){{16}}{GAP}[0-9Xx](?:{GAP}\d{{2}}(?:B\d)?)?(?![0-9A-Za-z])"
)
BETWEEN = re.compile(r"[^0-9XxB]")


def personal_numbers(text: str) -> list[str]:
    """Return the identity and disability certificate numbers in `text`, in order, without gaps.

    The day of birth and the check character keep order numbers, amounts and columns of figures from
    being taken for one; full-width digits count as digits.

    >>> personal_numbers("补贴对象：11010519491231002X，金额 440700202500000123 元")
    ['11010519491231002X']
    >>> personal_numbers("证号110105 1949-12-31 002X 44")
    ['11010519491231002X44']
    >>> personal_numbers("110105  19491231—002X，110105－19491231－002X，110105.19491231.002X")
    ['11010519491231002X', '11010519491231002X', '11010519491231002X']
    """
    plain = text.translate(FULL_WIDTH)
    found = (BETWEEN.sub("", each[0]) for each in NUMBER.finditer(plain))
    return [number for number in found if _has_birthday(number) and _checks(number[:18])]


def _has_birthday(number: str) -> bool:
    """Say whether places 7 to 14 are a day of the 20th or 21st century."""
    try:
        return date.fromisoformat(number[6:14]).year // 100 in (19, 20)
    except ValueError:
        return False


def _checks(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
    return CHECK_CHARACTERS[total % 11] == number[-1].upper()


FULL_WIDTH = str.maketrans("０１２３４５６７８９ＸｘＢ", "0123456789XxB")
