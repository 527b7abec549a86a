"""Typesets a form with facts into a tagged PDF, without any font or file of the system."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import noto_cjk_sans_otc
import typst

FORMS = Path(__file__).parent / "forms"
FONTS = Path(noto_cjk_sans_otc.FONT_PATH).parent
# Tagged and readable by machines: PDF/UA-1 (ISO 14289-1).
STANDARD: Literal["ua-1"] = "ua-1"


class Unprintable(Exception):
    """The font lacks a character of the text: PDF/UA-1 allows no hole."""


def typeset(form: str, facts: dict[str, Any], *, at: datetime) -> bytes:
    """Return the PDF of a form (a name in `forms/`) with these facts; the same give the same bytes.

    Raises Unprintable.
    """
    try:
        return _compiled(form, facts, at)
    except typst.TypstError as error:
        raise Unprintable(str(error)) from error


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
