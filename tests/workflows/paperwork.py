"""What the cast does with paper, in a line each: print, have it signed, bring the scan, check."""

from datetime import date
from io import BytesIO
from typing import Any

from project.accounts.models import User
from tests.cast import TODAY
from tests.workflows.playing import picture
from workflows.models import PaperSignOff, PrintedSheet, Report
from workflows.paper.entering import Signed, enter
from workflows.paper.printing import print_sheet

DIRECTOR = Signed(name="张局", post="局长", on=TODAY)
WORDS = "线下签批：张局，局长，2026年1月9日"


def printed(report: Report, by: User) -> PrintedSheet:
    """Print what waits for the signature of the report's unit."""
    return print_sheet(report.cycle, report.unit, by=by)


def brought(sheet: PrintedSheet, by: User, **how: Any) -> PaperSignOff:
    """Bring the signed sheet back: the scan, the code that was typed, who signed."""
    said: dict[str, Any] = {
        "code": sheet.grouped_code, "signed": DIRECTOR, "file": BytesIO(picture()),
        "name": "签批表.png", **how,
    }  # fmt: skip
    return enter(sheet.cycle, sheet.unit, by=by, **said)


def signed_by(name: str, *, on: date = TODAY, signer: User | None = None) -> Signed:
    return Signed(name=name, post="局长", on=on, signer=signer)
