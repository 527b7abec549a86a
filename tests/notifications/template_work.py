"""What the office does with a template in the tests: brings it, puts it in force."""

from datetime import datetime
from io import BytesIO

from notifications.models import SummaryTemplate
from notifications.summary_templates.keeping import bring, enforce
from project.accounts.models import User
from task_table.models import Plan


def bring_template(
    plan: Plan, by: User, content: bytes, name: str = "红头.docx", at: datetime | None = None
) -> SummaryTemplate:
    return bring(plan, by=by, file=BytesIO(content), name=name, at=at)


def use_template(plan: Plan, by: User, content: bytes, name: str = "红头.docx") -> SummaryTemplate:
    """Bring a template and put it in force."""
    return enforce(bring_template(plan, by, content, name), by=by)
