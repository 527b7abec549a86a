"""Cleans what people paste from Word, Excel and WeChat, without taking a word away."""

import re
import unicodedata

# A cell's border of a pasted table becomes the space Chinese text sets words apart with.
BREAKS = str.maketrans(
    {"\r": "\n", "\v": "\n", "\f": "\n", "\t": "　", "\u00a0": " ", "\u2028": "\n"}
)
EMPTY_LINES = re.compile(r"\n{3,}")


def cleaned(text: str) -> str:
    """Return a text as it reads on paper: lines and columns kept, invisible characters gone.

    >>> cleaned("指标\\t数值\\r\\n救助\\u200b人数\\t1200\\r\\n")
    '指标　数值\\n救助人数　1200'
    >>> cleaned("第一段 \\n\\n\\n\\n第二段")
    '第一段\\n\\n第二段'
    """
    lines = text.replace("\r\n", "\n").translate(BREAKS).split("\n")
    plain = "\n".join(_visible(line).rstrip() for line in lines)
    return EMPTY_LINES.sub("\n\n", plain).strip("\n")


def _visible(line: str) -> str:
    return "".join(each for each in line if unicodedata.category(each) not in ("Cc", "Cf"))
