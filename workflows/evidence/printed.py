"""Looks into PDF files. Runs in the child."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from workflows.evidence.compound import PROTECTED
from workflows.evidence.kinds import Unfit
from workflows.evidence.media import BROKEN


def words_of_pdf(path: Path) -> Iterator[str]:
    """Yield the text of each page, then its lines run together; raises Unfit if it is broken.

    Pages that are pictures have none. Opening with an owner's password alone is no hindrance.
    """
    try:
        document = pypdfium2.PdfDocument(path)
        if len(document) == 0:
            raise Unfit(BROKEN)
        for page in document:
            text = page.get_textpage().get_text_bounded()
            yield text
            yield text.replace("\r", "").replace("\n", "")
            page.close()
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        raise Unfit(PROTECTED if code == raw.FPDF_ERR_PASSWORD else BROKEN) from error
