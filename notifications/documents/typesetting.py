"""Typesets a form with facts into a tagged PDF, without any font or file of the system."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import noto_cjk_sans_otc
import typst

FORMS = Path(__file__).parent / "forms"
FONTS = Path(noto_cjk_sans_otc.FONT_PATH).parent
# Tagged and readable by machines: PDF/UA-1 (ISO 14289-1).
STANDARD: Literal["ua-1"] = "ua-1"
# What a printer shows of small letters.
PPI = 200
LACKING = re.compile(r'the text `"(.+?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class Unprintable(Exception):
    """The font lacks characters of the text (`letters`): PDF/UA-1 allows no hole."""

    def __init__(self, said: str, letters: str = "") -> None:
        super().__init__(said)
        self.letters = letters


def typeset(form: str, facts: dict[str, Any], *, at: datetime) -> bytes:
    """Return the PDF of a form (a name in `forms/`) with these facts; the same give the same bytes.

    Raises Unprintable; whatever else the typesetter refuses is a fault of the form.
    """
    try:
        return _compiled(form, facts, at)
    except typst.TypstError as error:
        if letters := lacking(error.diagnostic):
            raise Unprintable(str(error), letters) from error
        raise


def pictured(drawings: Sequence[tuple[str, float]]) -> list[bytes]:
    """Return drawings (SVG, with the width in millimetres) as PNG; the same give the same bytes."""
    if not drawings:
        return []
    drawn = [{"svg": svg, "width": width} for svg, width in drawings]
    pages = typst.compile(
        str(FORMS / "pictures.typ"),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="png",
        ppi=PPI,
        sys_inputs={"drawings": json.dumps(drawn, ensure_ascii=False)},
    )
    return pages if isinstance(pages, list) else [pages]


def lacking(said: str) -> str:
    r"""Return the characters that the typesetter says the font lacks, each once, in order.

    >>> lacking(r'the text `"\u{200d}😀"` could not be displayed with font `"Noto"`') == "\u200d😀"
    True
    """
    texts = "".join(LACKING.findall(said))
    letters = ESCAPED.sub(lambda found: chr(int(found[1], 16)), texts)
    return "".join(dict.fromkeys(letters))


def _compiled(form: str, facts: dict[str, Any], at: datetime) -> bytes:
    content: bytes = typst.compile(
        str(FORMS / f"{form}.typ"),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
        pdf_standards=[STANDARD],
        timestamp=int(at.timestamp()),
    )
    return content
