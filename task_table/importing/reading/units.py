"""Splits a cell of responsible units into names, without tearing 各县（市、区）政府 apart."""

import re
from collections.abc import Iterator
from typing import Final

SEPARATORS: Final = "、，,;；\n"
_OPEN, _CLOSE = "（", "）"
_TO_PRINTED: Final = str.maketrans({"(": _OPEN, ")": _CLOSE})
_SPACE_BESIDE_CHINESE: Final = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_COUNTIES: Final = re.compile(r"（市[，,；;]区）")


def parse_units(cell: str) -> tuple[str, ...]:
    """Read the names in printed order, repetitions kept, brackets in the full-width form.

    Only 、 ， , ; ； and line breaks outside brackets part two names; 和, 及, 等 and 配合 may be
    part of a name and stay.

    >>> parse_units("市民政局，市残联、各县（市、区）政府")
    ('市民政局', '市残联', '各县（市、区）政府')
    >>> parse_units("市残联;各县(市,区)政府。")
    ('市残联', '各县（市、区）政府')
    >>> parse_units(" ， ")
    ()
    """
    names = (_tidy(piece) for piece in _pieces(cell.translate(_TO_PRINTED)))
    return tuple(name for name in names if name)


def printed_twice(names: tuple[str, ...]) -> tuple[str, ...]:
    """Name each unit that stands more than once, in printed order.

    >>> printed_twice(("市残联", "市民政局", "市残联"))
    ('市残联',)
    """
    return tuple(name for name in dict.fromkeys(names) if names.count(name) > 1)


def has_unclosed_bracket(cell: str) -> bool:
    """Say whether the brackets of a cell do not pair, so that names may hang together.

    >>> has_unclosed_bracket("各县（市、区政府，市残联"), has_unclosed_bracket("各县（市、区）政府")
    (True, False)
    """
    depth = 0
    for char in cell.translate(_TO_PRINTED):
        depth += (char == _OPEN) - (char == _CLOSE)
        if depth < 0:
            return True
    return depth != 0


def _pieces(cell: str) -> Iterator[str]:
    depth, piece = 0, ""
    for char in cell:
        depth = max(0, depth + (char == _OPEN) - (char == _CLOSE))
        if char in SEPARATORS and depth == 0:
            yield piece
            piece = ""
        else:
            piece += char
    yield piece


def _tidy(piece: str) -> str:
    name = _SPACE_BESIDE_CHINESE.sub("", piece).strip().rstrip("。").strip()
    return _COUNTIES.sub("（市、区）", name)
