"""Finds citizens' numbers in text: 身份证号 (GB 11643-1999) and 残疾人证号, which extends it."""

import re

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
# The identity number has 18 places; category, degree and B1 for a copy make it a certificate's.
NUMBER = re.compile(r"(?<![0-9A-Za-z])([1-9]\d{16}[0-9Xx])(\d{2}(?:B\d)?)?(?![0-9A-Za-z])")


def personal_numbers(text: str) -> list[str]:
    """Return the identity and disability certificate numbers in `text`, in order.

    The check character keeps order numbers and amounts from being taken for one; full-width digits
    count as digits.

    >>> personal_numbers("补贴对象：11010519491231002X，金额 440700202500000123 元")
    ['11010519491231002X']
    >>> personal_numbers("证号11010519491231002X44")
    ['11010519491231002X44']
    """
    plain = text.translate(FULL_WIDTH)
    return [found[0] for found in NUMBER.finditer(plain) if _checks(found[1])]


def _checks(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
    return CHECK_CHARACTERS[total % 11] == number[-1].upper()


FULL_WIDTH = str.maketrans("０１２３４５６７８９ＸｘＢ", "0123456789XxB")
