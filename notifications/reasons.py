"""Whether the reason for a letter still stands at the moment it would leave."""

from collections.abc import Callable
from datetime import date

from notifications.models import Kind, Message
from project.accounts.access import Permission, committees_served, committees_where, units_where
from project.accounts.models import Role, User
from workflows import desks
from workflows.models import Report

NOTHING_LEFT = "要办的事已经办完，不再发送。"
NOT_YOURS = "收件人的授权已经结束，不再发送。"


def reason_gone(message: Message, *, on: date) -> str:
    """Return why a letter is not sent any more, or nothing where it still holds."""
    person = message.recipient
    if not person.is_active:
        return "收件人的账号已停用，不再发送。"
    if not person.email:
        return "收件人的邮箱已删除，不再发送。"
    return _REASONS[Kind(message.kind)](message, person, on)


def _owes_nothing(message: Message, person: User, on: date) -> str:
    piles = desks.piles_of(person, on=on)
    return "" if any(pile.reports for pile in piles) else NOTHING_LEFT


def _reply_given(message: Message, person: User, on: date) -> str:
    """Look whether the report that was sent back still lies with a unit the person reports for."""
    report = Report.objects.with_the_unit().filter(pk=int(message.subject.partition(":")[2]))
    if not report.exclude(reply_by=None).exists():
        return NOTHING_LEFT
    units = units_where(person, Permission.REPORT, on=on)
    return "" if report.filter(unit__in=units).exists() else NOT_YOURS


def _left_the_office(message: Message, person: User, on: date) -> str:
    return "" if committees_served(person, on=on).exists() else NOT_YOURS


def _leads_no_more(message: Message, person: User, on: date) -> str:
    leads = committees_where(person, Role.LEADER, Role.OBSERVER, on=on).exists()
    return "" if leads else NOT_YOURS


_REASONS: dict[Kind, Callable[[Message, User, date], str]] = {
    Kind.REMINDER: _owes_nothing,
    Kind.RETURNED: _reply_given,
    Kind.DIGEST_DRAFT: _left_the_office,
    Kind.DIGEST: _leads_no_more,
    Kind.SUMMARY_DRAFT: _left_the_office,
    Kind.SUMMARY: _leads_no_more,
}
