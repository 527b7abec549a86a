"""交接: a post of a unit passes to another person in one transaction, the same minute."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from project.accounts.granting import GrantRefused, give, revoke
from project.accounts.models import Grant, GrantState, Role, User
from project.accounts.models.grants import OF_A_UNIT
from project.audit.recording import record


def hand_over(grant: Grant, *, to: User, why: str, by: User, until_on: date | None = None) -> Grant:
    """End a grant of a unit and give the same to another person: both at once, or neither.

    The post is vacant at no moment and held by both at none. Raises GrantRefused.
    """
    on = timezone.localdate()
    if not why.strip():
        raise GrantRefused("请写明交接的原因。")
    with transaction.atomic():
        held = Grant.objects.select_for_update(of=("self",)).select_related("user", "unit")
        current = held.get(pk=grant.pk)
        _check_handable(current, to, on)
        revoke(current, by=by, why=_short(f"交接给{to}：{why}"))
        given = give(
            to, Role(current.role), by=by, why=_short(f"接替{current.user}：{why}"), from_on=on,
            unit=current.unit, until_on=until_on, takes_over=current,
        )  # fmt: skip
        record("grant.hand_over", current, by=by, grant=str(current), to=str(to), why=why)
    return given


def _check_handable(grant: Grant, to: User, on: date) -> None:
    if grant.role not in OF_A_UNIT:
        raise GrantRefused("只有单位的联络员、签批人、审核人可以交接；其他授权请分别撤销和办理。")
    successor = Grant.objects.filter(takes_over=grant).select_related("user").first()
    if successor:
        raise GrantRefused(f"{grant}：已经交接给{successor.user}，无需重复操作。")
    if grant.state(on=on) != GrantState.IN_FORCE:
        raise GrantRefused(f"{grant}：现在没有生效，不能交接。")
    if to.pk == grant.user_id:
        raise GrantRefused(f"接替人就是{to}本人，请改填另一个人。")


def _short(why: str) -> str:
    """Return a reason as the column holds it; the audit event keeps it whole."""
    most = Grant._meta.get_field("why").max_length or 0
    return why if len(why) <= most else f"{why[: most - 1]}…"
