"""How the demo's office chases in the final cycle: some get a message, one a call."""

from collections.abc import Callable, Iterator
from datetime import datetime, time

from notifications.chasing import tell_office_urges
from notifications.digesting import moment_on
from project.accounts.models import User
from project.demo.words import MARK
from project.workdays.models import Workday
from workflows.chasing.acting import Said, chased_units, urge_units
from workflows.chasing.owing import Owing, read_owing
from workflows.models import Cycle, CycleKind, UrgeMeans

BY = "cgwb-shr1"
MESSAGES_AT, CALL_AT = time(9, 30), time(10, 20)
# So many units get a message; the next one is called.
SEVERAL = 3
ANSWER = f"{MARK}材料在走签批，当天下午报送。"

Happening = tuple[datetime, Callable[[], object]]


def urges_beside(cycle: Cycle) -> Iterator[Happening]:
    """Yield what the office does on the day after co-responsible units were due; else nothing."""
    if cycle.kind != CycleKind.FINAL:
        return
    day = Workday.objects.after(cycle.support_due_on)
    messages_at, call_at = moment_on(day, MESSAGES_AT), moment_on(day, CALL_AT)
    yield messages_at, lambda: _write(cycle, messages_at)
    yield call_at, lambda: _call(cycle, call_at)


def _write(cycle: Cycle, at: datetime) -> None:
    by, owing = _owing(cycle, at)
    units = [each.unit for each in owing[:SEVERAL]]
    if units:
        urge_units(cycle, units, means=UrgeMeans.SYSTEM, by=by, at=at)
        tell_office_urges(at=at)


def _call(cycle: Cycle, at: datetime) -> None:
    by, owing = _owing(cycle, at)
    for each in owing[SEVERAL : SEVERAL + 1]:
        said = Said(f"{MARK}联络员", ANSWER, at.date())
        urge_units(cycle, [each.unit], means=UrgeMeans.PHONE, by=by, said=said, at=at)


def _owing(cycle: Cycle, at: datetime) -> tuple[User, list[Owing]]:
    by, on = User.objects.select_related("home_unit").get(username=BY), at.date()
    found = read_owing(cycle, chased_units(by, cycle, on=on), on=on)
    return by, [each for each in found if each.is_late]
