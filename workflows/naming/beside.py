"""What stands beside a case's sentence: the remarks, and whether the reader may add one."""

from datetime import date
from typing import Any

from project.accounts.models import User
from workflows.models import Case, CoordinationRequest
from workflows.naming.reading import may_remark, standing


def remarks_beside(case: Case, user: User, *, on: date) -> dict[str, Any]:
    """Return the standing remarks and all of them, and the unit for which the person may add."""
    rows = list(case.remarks.for_reading())
    asked = case.addressee if isinstance(case, CoordinationRequest) else None
    named = asked is not None and case.forwarded_at is not None  # type: ignore[attr-defined]
    speaks = asked is not None and named and may_remark(user, asked, on=on)
    return {"all_remarks": rows, "remarks": standing(rows), "remarking": asked if speaks else None}
