"""What the demo's reviewers expect of a lead's task (研判) when they approve it."""

from random import Random

from workflows.gathering.feedback import gathers
from workflows.models import Report
from workflows.steps import Outlook

# Most tasks go well; a report is now and then approved without a judgement.
CHANCES = {Outlook.ON_TIME: 6, Outlook.AT_RISK: 2, Outlook.UNLIKELY: 1, "": 1}


def outlook_of(report: Report) -> str:
    """Return the 研判 of a lead's row, the same at every loading; none of any other row."""
    if not gathers(report):
        return ""
    rng = Random(f"outlook {report.cycle.key} {report.assignment.task.number}")  # noqa: S311
    return str(rng.choices(list(CHANCES), weights=list(CHANCES.values()))[0])
