"""Quoted words: how they stand in a lead's text, and which of them it still says."""

import re

# A sentence ends with its mark, which belongs to it, or with its line.
SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")


def paragraph(unit: str, words: str) -> str:
    """Return the paragraph that takes a unit's words over, with where they come from.

    >>> paragraph("市财政局", " 已拨付120万元。\\n")
    '据市财政局：已拨付120万元。'
    """
    return f"据{unit}：{words.strip()}"


def with_quote(text: str, quote: str) -> str:
    """Return a text with a paragraph more.

    >>> with_quote("", "据市财政局：已拨付。"), with_quote("已办理。\\n", "据市财政局：已拨付。")
    ('据市财政局：已拨付。', '已办理。\\n据市财政局：已拨付。')
    """
    return f"{text.rstrip()}\n{quote}" if text.strip() else quote


def sentences(text: str) -> list[str]:
    """Return a text's sentences with their marks.

    >>> sentences("已拨付120万元；惠及30人。\\n其余待拨")
    ['已拨付120万元；', '惠及30人。', '其余待拨']
    """
    return [each.strip() for each in SENTENCE.findall(text) if each.strip()]


def still_said(words: str, text: str) -> list[str]:
    """Return the sentences of the quoted words that a text still says, unchanged.

    A sentence that was reworded is its writer's own; one that was cut is not a source. So no text
    is said to come from where it does not.

    >>> taken = "已拨付120万元。惠及30人。"
    >>> still_said(taken, "据市财政局：已拨付120万元。据统计，惠及45人。")
    ['已拨付120万元。']
    >>> still_said(taken, "全部重写。")
    []
    """
    own = set(sentences(_without_names(text)))
    return [each for each in sentences(words) if each in own]


def _without_names(text: str) -> str:
    """Take 据市财政局： from the beginning of paragraphs, where quoting has put it."""
    return re.sub(r"(?m)^据[^：\n]{1,40}：", "", text)
