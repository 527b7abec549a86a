"""Reckons windows anew when a holiday notice arrives: of cycles that nobody was told of."""

from dataclasses import dataclass, fields
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from project.accounts.models import User
from project.audit.recording import record
from workflows.cycles.periods import Period
from workflows.cycles.schedule import Window, window_of
from workflows.models import Cycle, CycleKind

DAYS = tuple(field.name for field in fields(Window))


@dataclass(frozen=True)
class Moved:
    """A cycle whose days moved, as they were and as they are."""

    cycle: Cycle
    was: Window
    now: Window


def recalendar(*, by: User | None, at: datetime | None = None) -> list[Moved]:
    """Bring the untold cycles' days to the calendar as it stands, with the trail; say which moved.

    What was told stays: days of a cycle that is opening or open, or whose due date was postponed.
    """
    at = at or timezone.now()
    with transaction.atomic():
        untold = Cycle.objects.untold().select_for_update(of=("self",)).select_related("plan")
        moved = [each for cycle in untold if (each := _moved(cycle))]
        for each in moved:
            _write(each, by, at)
    return moved


def _moved(cycle: Cycle) -> Moved | None:
    was = Window(**{name: getattr(cycle, name) for name in DAYS})
    now = _reckoned(cycle)
    return None if was == now else Moved(cycle, was, now)


def _reckoned(cycle: Cycle) -> Window:
    """Return the cycle's days by today's calendar.

    On which day a midterm or final cycle was asked for is not kept: its opening stands for it.
    """
    names = [field.name for field in fields(Period) if field.name != "kind"]
    told = {name: getattr(cycle, name) for name in names}
    period = Period(kind=CycleKind(cycle.kind), **told)
    return window_of(cycle.plan, period, on=cycle.opens_on)


def _write(moved: Moved, by: User | None, at: datetime) -> None:
    cycle = moved.cycle
    for name in DAYS:
        setattr(cycle, name, getattr(moved.now, name))
    cycle.save(update_fields=DAYS)
    was, now = _told(moved.was), _told(moved.now)
    record("cycle.recalendar", cycle, by=by, at=at, cycle=str(cycle), was_window=was, window=now)


def _told(window: Window) -> list[str]:
    return [str(getattr(window, name)) for name in DAYS]
