"""Who plays which part in the demo's story, read from the grants as they are."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from project.accounts.models import Grant, Role, UnitKind, User

ByUnit = dict[int, list[User]]


@dataclass(frozen=True)
class Cast:
    """People by the key of the unit; `outside` review the host's reports and live elsewhere."""

    liaisons: ByUnit
    signers: ByUnit
    reviewers: ByUnit
    outside: ByUnit


def read_cast(*, on: date) -> Cast:
    """Return everybody with a grant of a unit on that day, in the order of the grants."""
    parts: dict[str, ByUnit] = {
        part: defaultdict(list) for part in ("liaisons", "signers", "reviewers", "outside")
    }
    grants = Grant.objects.active(on=on).filter(unit__isnull=False, user__is_active=True)
    for grant in grants.select_related("user__home_unit").order_by("pk"):
        parts[_part(grant)][grant.unit_id or 0].append(grant.user)
    return Cast(**parts)


def _part(grant: Grant) -> str:
    if grant.role == Role.LIAISON:
        return "liaisons"
    if grant.role == Role.SIGNER:
        return "signers"
    home = grant.user.home_unit
    return "reviewers" if home is not None and home.kind == UnitKind.OFFICE else "outside"
