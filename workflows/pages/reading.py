"""Reads what a browser posted beside a form: the key of the version somebody saw."""

MOST_DIGITS = 18


def number(text: str) -> int | None:
    """Return the number a hidden field holds, or None for anything else.

    >>> number("17"), number(""), number("x"), number("9" * 5000)
    (17, None, None, None)
    """
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None
