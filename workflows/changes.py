"""What changed between two contents of a report, field by field and word by word."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflows.comparing import matcher_of, pieces_of
from workflows.completeness import TEXTS
from workflows.models import Content
from workflows.windows import day_in_words

# Two changes with fewer words between them read as one.
NEAR = 2

SAME, ADDED, REMOVED = "same", "added", "removed"


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, came, or went."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """A field that says something else than before."""

    field: str
    label: str
    pieces: list[Piece]


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[Change]:
    """Return what changed between two `Content.content()`, in the order of the page."""
    names = [name for name in Content.content_fields() if before.get(name) != now.get(name)]
    return [Change(name, _label(name), _pieces(name, before.get(name), now.get(name)))
            for name in names]  # fmt: skip


def file_changes(before: Iterable[tuple[str, str]], now: Iterable[tuple[str, str]]) -> list[Piece]:
    """Return which files came and went; each is its digest and its name.

    >>> file_changes([("a", "旧.pdf"), ("b", "表.xlsx")], [("b", "表.xlsx"), ("c", "新.pdf")])
    [Piece(kind='removed', text='旧.pdf'), Piece(kind='added', text='新.pdf')]
    """
    was, are = dict(before), dict(now)
    gone = [Piece(REMOVED, name) for digest, name in was.items() if digest not in are]
    return gone + [Piece(ADDED, name) for digest, name in are.items() if digest not in was]


def compared(old: str, new: str) -> list[Piece]:
    """Return the pieces from which both texts can be read: same and removed, same and added.

    >>> [(each.kind, each.text) for each in compared("已为1200户办理。", "已为1350户办理完毕。")]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('same', '已为'), ('removed', '1200'), ('added', '1350'), ('same', '户办理'),
     ('added', '完毕'), ('same', '。')]
    >>> compared("没有改动", "没有改动")
    [Piece(kind='same', text='没有改动')]
    """
    was, is_now = pieces_of(old, new)
    pieces: list[Piece] = []
    for tag, a, b, c, d in _grouped(matcher_of(was, is_now).get_opcodes()):
        if tag == "equal":
            pieces.append(Piece(SAME, "".join(was[a:b])))
            continue
        for kind, text in ((REMOVED, "".join(was[a:b])), (ADDED, "".join(is_now[c:d]))):
            if text:
                pieces.append(Piece(kind, text))
    return pieces


Opcode = tuple[str, int, int, int, int]


def _grouped(opcodes: Sequence[Opcode]) -> list[Opcode]:
    """Join changes that only a word or two keep apart: 三/四 and 个/家 read as one phrase."""
    joined: list[Opcode] = []
    for place, (tag, a, b, c, d) in enumerate(opcodes):
        between = 0 < place < len(opcodes) - 1
        kind = "replace" if tag == "equal" and between and b - a < NEAR else tag
        if kind != "equal" and joined and joined[-1][0] != "equal":
            _, first, _, third, _ = joined.pop()
            joined.append(("replace", first, b, third, d))
        else:
            joined.append((kind, a, b, c, d))
    return joined


def _label(name: str) -> str:
    field: Any = Content._meta.get_field(name)
    return str(field.verbose_name)


def _pieces(name: str, before: Any, now: Any) -> list[Piece]:
    if name in TEXTS:
        return compared(before or "", now or "")
    pairs = ((REMOVED, said(name, before)), (ADDED, said(name, now)))
    return [Piece(kind, words) for kind, words in pairs if words]


def said(name: str, value: Any) -> str:
    """Return a value that is no text as its page says it."""
    if isinstance(value, date):
        return day_in_words(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    field: Any = Content._meta.get_field(name)
    return str(dict(field.flatchoices).get(value, value or ""))
