"""Writes the morning letters and the notices of returns; sending them is another room's work.

Who is written to on which morning the ladder says (decision 0043).
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from notifications.letters.reminder import reminder
from notifications.letters.returned import returned
from notifications.models import Handled, Kind, Round
from notifications.morning import Morning, read_morning
from notifications.outbox import post
from notifications.owed import Owed, owed_by
from project.accounts.access import Permission, people_of_the_day, people_who_may
from project.accounts.models import User
from project.workdays.models import Workday
from workflows.models import Transition
from workflows.steps import Outcome, Step


def remind(*, on: date, at: datetime | None = None) -> int:
    """Write the letters of a working day, one a person who owes anything; return how many people.

    A round is gone through once; one that broke in the middle is completed, and nobody gets two.
    """
    if hindrance(on=on):
        return 0
    morning = read_morning(on=on)
    told = sum(_remind_one(person, morning, at) for person in people_with_roles(on=on))
    Round.objects.get_or_create(
        kind=Kind.REMINDER, period=on.isoformat(), defaults={"people": told}
    )
    return told


def hindrance(*, on: date) -> str:
    """Return why no letters are written on that day, or nothing: a day off, or they are there."""
    if not Workday.objects.on(on).is_workday:
        return "不是工作日，不写提醒信。"
    return "提醒信已经写好，不会再写。" if _is_done(on) else ""


def owing(*, on: date) -> list[tuple[User, Owed]]:
    """Return whom a letter would reach that day, over what, without writing anything."""
    morning = read_morning(on=on)
    rows = [(person, owed_by(person, on=on)) for person in people_with_roles(on=on)]
    return [(person, owed) for person, owed in rows if morning.asks_for_a_letter(person, owed)]


def people_with_roles(*, on: date) -> QuerySet[User]:
    """Return the active people of the business with a grant, or a delegation, in force that day."""
    return people_of_the_day(on=on).order_by("pk")


def _is_done(on: date) -> bool:
    return Round.objects.filter(kind=Kind.REMINDER, period=on.isoformat()).exists()


def _remind_one(person: User, morning: Morning, at: datetime | None) -> bool:
    on = morning.on
    owed = owed_by(person, on=on)
    if not morning.asks_for_a_letter(person, owed):
        return False
    post(
        reminder(owed, on=on), kind=Kind.REMINDER, subject="owed", period=on.isoformat(),
        to=[person], expires_on=on, at=at,
    )  # fmt: skip
    return True


def tell_returns(*, at: datetime | None = None) -> int:
    """Tell units of the reports sent back since; return how many returns were told.

    A return already answered, or whose reply-by date is over, is noted and not told any more.
    """
    at = at or timezone.now()
    return sum(_tell_return(move, at) for move in _untold())


def _untold() -> QuerySet[Transition]:
    known = Handled.objects.values("transition")
    moves = Transition.objects.filter(outcome=Outcome.SENT_BACK).exclude(pk__in=known)
    return moves.select_related("by", "report__assignment__task", "report__cycle", "report__unit")


def _tell_return(move: Transition, at: datetime) -> bool:
    """Note the move and write its letters in one transaction: both or neither."""
    with transaction.atomic():
        _, is_new = Handled.objects.get_or_create(transition=move)
        return is_new and _still_waits(move, timezone.localdate(at)) and _post_return(move, at)


def _still_waits(move: Transition, on: date) -> bool:
    report, last_day = move.report, move.reply_by
    if last_day is None or report.step != Step.REPORT:
        return False
    return report.reply_by == last_day >= on


def _post_return(move: Transition, at: datetime) -> bool:
    on = timezone.localdate(at)
    liaisons = people_who_may(Permission.REPORT, move.report.unit, on=on)
    written = post(
        returned(move), kind=Kind.RETURNED, subject=f"report:{move.report_id}",
        period=f"退回{move.pk}", to=liaisons, expires_on=move.reply_by or on, at=at,
    )  # fmt: skip
    return written > 0
