"""Compares two texts at a bounded cost: word by word, and long ones by coarser pieces."""

import re
from collections import Counter
from difflib import SequenceMatcher
from itertools import takewhile

# A figure or a Latin word is compared as a whole; of Chinese, each character for itself.
WORD = re.compile(r"[0-9０-９]+(?:[.,．，][0-9０-９]+)*%?|[A-Za-z]+|.", re.DOTALL)
CLAUSE = re.compile(r"[^，。；、：　\s]*[，。；、：　\s]|[^，。；、：　\s]+")
SENTENCE = re.compile(r"[^。；\n]*[。；\n]|[^。；\n]+")
# How many pairs of equal pieces are looked at: in what repeats itself, more of them take seconds.
MOST_PAIRS = 30_000

Pieces = list[str]


def pieces_of(old: str, new: str) -> tuple[Pieces, Pieces]:
    """Return both texts in the finest pieces that can be compared at once.

    A table that was pasted, or one sentence said a hundred times, has millions of pairs of equal
    characters. Of what has too many even by sentences, beginning and end are told apart.

    >>> pieces_of("惠及1200户", "惠及1250户")
    (['惠', '及', '1200', '户'], ['惠', '及', '1250', '户'])
    >>> pieces_of("已办理。" * 100, "已办理。" * 99 + "未办理。")[1][-2:]
    ['已办理。', '未办理。']
    """
    for finest in (WORD, CLAUSE, SENTENCE):
        was, is_now = finest.findall(old), finest.findall(new)
        if _pairs(was, is_now) <= MOST_PAIRS:
            return was, is_now
    return _ends(was, is_now)


def _ends(was: Pieces, is_now: Pieces) -> tuple[Pieces, Pieces]:
    """Return what both begin with as one piece, what both end with as another, the rest between."""
    head = _same_from_the_start(was, is_now)
    tail = _same_from_the_start(was[head:][::-1], is_now[head:][::-1])
    first, second = (
        ["".join(each[:head]), "".join(each[head : len(each) - tail])] for each in (was, is_now)
    )
    last = ["".join(was[len(was) - tail :])]
    return [each for each in first + last if each], [each for each in second + last if each]


def _same_from_the_start(was: Pieces, is_now: Pieces) -> int:
    pairs = zip(was, is_now, strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))


def _pairs(was: Pieces, is_now: Pieces) -> int:
    counted = Counter(is_now)
    return sum(times * counted[piece] for piece, times in Counter(was).items())


def matcher_of(was: Pieces, is_now: Pieces) -> SequenceMatcher[str]:
    """Return the matcher of two texts in pieces; nothing counts as noise for being frequent."""
    return SequenceMatcher(None, was, is_now, autojunk=False)


def kept_characters(old: str, new: str) -> int:
    """Return how many characters of `new` stood in `old` already, in the same order.

    Where the pieces are coarse, what lies between two that stayed is compared more finely; of long
    texts without a clause in common, the words in common are counted in any order.

    >>> kept_characters("已为1200户办理。", "已为1350户办理。")
    6
    >>> kept_characters("已为1200户办理。" * 200, "已为1350户办理；" * 200)
    1000
    """
    was, is_now = pieces_of(old, new)
    kept = 0
    for tag, a, b, c, d in matcher_of(was, is_now).get_opcodes():
        before, now = "".join(was[a:b]), "".join(is_now[c:d])
        if tag == "equal":
            kept += len(now)
        elif tag == "replace" and len(before) + len(now) < len(old) + len(new):
            kept += kept_characters(before, now)
        elif tag == "replace" and _pairs(*_words(old, new)) > MOST_PAIRS:
            kept += _in_common(*_words(old, new))
    return kept


def _words(old: str, new: str) -> tuple[Pieces, Pieces]:
    return WORD.findall(old), WORD.findall(new)


def _in_common(was: Pieces, is_now: Pieces) -> int:
    counted = Counter(was) & Counter(is_now)
    return sum(len(piece) * times for piece, times in counted.items())
