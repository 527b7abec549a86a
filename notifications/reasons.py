"""Whether a letter is still its recipient's to read, and whether there is reason to send it."""

from collections.abc import Callable
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from notifications.chasing import SUBJECT
from notifications.models import Digest, Kind, Message, Summary
from notifications.notices import ENDED, GIVEN
from notifications.owed import owed_by
from project.accounts.access import Permission, committees_served, committees_where, units_where
from project.accounts.models import Delegation, Grant, Role
from project.accounts.models.delegations import DelegationQuerySet
from workflows.case_words import CaseStep
from workflows.cases.kinds import visible_to
from workflows.models import Case, PreNotice, Report, WindowException
from workflows.models.cases import CaseQuerySet
from workflows.models.escalating import PreNoticeQuerySet
from workflows.models.reports import ReportQuerySet
from workflows.models.windows import WindowExceptionQuerySet
from workflows.naming.reading import may_remark
from workflows.summary.speaking import waiting_opinions

NOTHING_LEFT = "要办的事已经办完，不再发送。"
NOT_YOURS = "收件人的授权已经结束，不再发送。"


def reason_gone(message: Message, *, on: date) -> str:
    """Return why a letter is not sent any more, or nothing where it still holds."""
    person = message.recipient
    if not person.is_active:
        return "收件人的账号已停用，不再发送。"
    if not person.email:
        return "收件人的邮箱已删除，不再发送。"
    if not is_theirs(message, on=on):
        return NOT_YOURS
    return "" if _WANTED[Kind(message.kind)](message, on) else NOTHING_LEFT


def is_theirs(message: Message, *, on: date) -> bool:
    """Say whether the recipient may still read what a message says (design.md section 6)."""
    return _THEIRS[Kind(message.kind)](message, on)


def _grants_are_as_then(message: Message, on: date) -> bool:
    """A morning letter spans all that the person was granted; what of it has ended, has ended."""
    then = timezone.localdate(message.created_at)
    lasted = Q(until_on=None) | Q(until_on__gte=then)
    unrevoked = Q(revoked_at=None) | Q(revoked_at__gte=message.created_at)
    held = Grant.objects.filter(lasted, unrevoked, user=message.recipient, from_on__lte=then)
    if held.exclude(pk__in=Grant.objects.active(on=on).values("pk")).exists():
        return False
    return not _lent_then(message, then).exclude(pk__in=_in_force(on)).exists()


def _lent_then(message: Message, then: date) -> DelegationQuerySet:
    """Return by which delegations the letter told of what waits for others."""
    open_then = Q(ended_at=None) | Q(ended_at__gte=message.created_at)
    granted = Q(grant__revoked_at=None) | Q(grant__revoked_at__gte=message.created_at)
    lent = Delegation.objects.to(message.recipient).filter(open_then, granted)
    return lent.filter(from_on__lte=then, until_on__gte=then)


def _in_force(on: date) -> QuerySet[Delegation, int]:
    return Delegation.objects.in_force(on=on).values_list("pk", flat=True)


def _reports_for_its_unit(message: Message, on: date) -> bool:
    units = units_where(message.recipient, Permission.REPORT, on=on)
    return _report_of(message).filter(unit__in=units).exists()


def _holds_the_post(message: Message, on: date) -> bool:
    key = int(message.subject.partition(":")[2])
    return Grant.objects.active(on=on).filter(pk=key, user=message.recipient).exists()


def _is_the_delegate(message: Message, on: date) -> bool:
    return _delegation_of(message).to(message.recipient).exists()


def _is_lent_as_told(message: Message, on: date) -> bool:
    """Say whether it lasts yet; that it ended early is worth knowing at any time."""
    lasts = _delegation_of(message).not_ended().filter(until_on__gte=on)
    return message.period == ENDED or lasts.exists()


def _delegation_of(message: Message) -> DelegationQuerySet:
    return Delegation.objects.filter(pk=int(message.subject.partition(":")[2]))


def _is_of_the_excepted_unit(message: Message, on: date) -> bool:
    units = units_where(message.recipient, Permission.REPORT, on=on)
    return _exception_of(message).filter(unit__in=units).exists()


def _is_as_told(message: Message, on: date) -> bool:
    """Say whether what was given is in force yet, or what was taken back is not given anew."""
    told = _exception_of(message)
    if message.period == GIVEN:
        return told.in_force(on=on).exists()
    (ended,) = told
    return not WindowException.objects.of_unit(ended.cycle, ended.unit).in_force(on=on).exists()


def _exception_of(message: Message) -> WindowExceptionQuerySet:
    return WindowException.objects.filter(pk=int(message.subject.partition(":")[2]))


def _is_of_the_office(message: Message, on: date) -> bool:
    served = committees_served(message.recipient, on=on)
    return served.filter(plans__slug=_plan_of(message)).exists()


def _leads(message: Message, on: date) -> bool:
    led = committees_where(message.recipient, Role.LEADER, Role.OBSERVER, on=on)
    return led.filter(plans__slug=_plan_of(message)).exists()


def _owes_something(message: Message, on: date) -> bool:
    return owed_by(message.recipient, on=on).count > 0


def _waits_for_a_reply(message: Message, on: date) -> bool:
    return _report_of(message).with_the_unit().exclude(reply_by=None).exists()


def _still_gave_nothing(message: Message, on: date) -> bool:
    return _urged_in(message, on).still_owed().exists()


def _reports_for_the_urged(message: Message, on: date) -> bool:
    """The office's letter spans several units, as the morning letter does."""
    by_office = message.subject.startswith(SUBJECT)
    return _urged_in(message, on).exists() and (not by_office or _grants_are_as_then(message, on))


def _urged_in(message: Message, on: date) -> ReportQuerySet:
    """Return what a letter of a lead's or the office's urge is about, of the recipient's units."""
    units = units_where(message.recipient, Permission.REPORT, on=on)
    if not message.subject.startswith(SUBJECT):
        return _report_of(message).filter(unit__in=units)
    act = message.subject.removeprefix(SUBJECT)
    return Report.objects.filter(office_urges__urge__act=act, unit__in=units)


def _can_still_be_held(message: Message, on: date) -> bool:
    return Digest.objects.unsent().filter(plan__slug=message.subject, week=message.period).exists()


def _is_still_a_draft(message: Message, on: date) -> bool:
    """Say whether of the edition's span nothing was released since the letter was written."""
    plan, _, key = message.subject.removeprefix("summary:").partition("/")
    of_it = Q(span_key=key) | Q(span_key="", cycle__key=key)
    editions = Summary.objects.released().filter(of_it, cycle__plan__slug=plan)
    return not editions.filter(released_at__gte=message.created_at).exists()


def _has_unread(message: Message, on: date) -> bool:
    """Say whether anything a letter gathered is unread yet."""
    told = Message.objects.unread().filter(recipient=message.recipient)
    return told.filter(gathered_at=message.created_at).exists()


def _always(message: Message, on: date) -> bool:
    return True


def _sees_the_case(message: Message, on: date) -> bool:
    return _case_of(message).filter(visible_to(message.recipient, on=on)).exists()


def _still_to_be_answered(message: Message, on: date) -> bool:
    return _case_of(message).at_step(CaseStep.ANSWER).exists()


def _is_still_named(message: Message, on: date) -> bool:
    """Say whether the unit may still add its line to the sentence told."""
    rows = _told_in(message).open().filter(until_on__gte=on)
    return any(each.stands for each in rows.for_reading())


def _speaks_for_the_named(message: Message, on: date) -> bool:
    (told,) = _told_in(message).select_related("unit")
    return may_remark(message.recipient, told.unit, on=on)


def _told_in(message: Message) -> PreNoticeQuerySet:
    return PreNotice.objects.filter(pk=int(message.period.removeprefix("告知")))


def _still_asks_the_unit(message: Message, on: date) -> bool:
    """Say whether a unit of the recipient's is asked about the draft and has not answered."""
    case = int(message.subject.partition(":")[2])
    return waiting_opinions(message.recipient, on=on).filter(paper=case).exists()


def _waits_for_the_unit(message: Message, on: date) -> bool:
    return _case_of(message).at_step(CaseStep.HANDLE).exists()


def _case_of(message: Message) -> CaseQuerySet:
    return Case.objects.filter(pk=int(message.subject.partition(":")[2]))


def _report_of(message: Message) -> ReportQuerySet:
    return Report.objects.filter(pk=int(message.subject.partition(":")[2]))


def _plan_of(message: Message) -> str:
    return message.subject.removeprefix("summary:").partition("/")[0]


Answer = Callable[[Message, date], bool]
_THEIRS: dict[Kind, Answer] = {
    Kind.REMINDER: _grants_are_as_then,
    Kind.RETURNED: _reports_for_its_unit,
    Kind.HANDED_OVER: _holds_the_post,
    Kind.DELEGATED: _is_the_delegate,
    Kind.EXCEPTED: _is_of_the_excepted_unit,
    Kind.PASSED_ON: _sees_the_case,
    Kind.ANSWERED: _sees_the_case,
    Kind.URGED: _reports_for_the_urged,
    Kind.DIGEST_DRAFT: _is_of_the_office,
    Kind.DIGEST: _leads,
    Kind.SUMMARY_DRAFT: _is_of_the_office,
    Kind.SUMMARY: _leads,
    Kind.GATHERED: _grants_are_as_then,
    Kind.FOREWARNED: _speaks_for_the_named,
    Kind.SUPERVISED: _sees_the_case,
    Kind.CIRCULAR: _sees_the_case,
    Kind.CONSULTED: _sees_the_case,
    Kind.BUILD_ENDED: _is_of_the_office,
}
_WANTED: dict[Kind, Answer] = {
    Kind.REMINDER: _owes_something,
    Kind.RETURNED: _waits_for_a_reply,
    Kind.HANDED_OVER: _always,
    Kind.DELEGATED: _is_lent_as_told,
    Kind.EXCEPTED: _is_as_told,
    Kind.URGED: _still_gave_nothing,
    Kind.PASSED_ON: _still_to_be_answered,
    Kind.ANSWERED: _always,
    Kind.DIGEST_DRAFT: _can_still_be_held,
    Kind.DIGEST: _always,
    Kind.SUMMARY_DRAFT: _is_still_a_draft,
    Kind.SUMMARY: _always,
    Kind.GATHERED: _has_unread,
    Kind.FOREWARNED: _is_still_named,
    Kind.SUPERVISED: _waits_for_the_unit,
    Kind.CIRCULAR: _always,
    Kind.CONSULTED: _still_asks_the_unit,
    Kind.BUILD_ENDED: _always,
}
