"""The office urges units (催办) by message, telephone, letter or visit; a repeat is asked first."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from project.accounts.access import committees_served
from project.accounts.models import Unit, User
from project.audit.recording import record
from project.workdays.models import Workday
from workflows.completeness import check_words
from workflows.models import Cycle, OfficeUrge, Report, UrgedRow, UrgeMeans
from workflows.refusals import Incomplete, NotEntitled, Refused
from workflows.windows import day_in_words

SPOKEN = (UrgeMeans.PHONE, UrgeMeans.VISIT)
WANTED = {"spoken_to": "请写明联系了谁。", "answer": "请写明对方怎么答复。"}


@dataclass(frozen=True)
class Said:
    """What is noted of an urge; who spoke to somebody says to whom, and what was answered."""

    spoken_to: str = ""
    answer: str = ""
    promised_on: date | None = None


NOTHING_SAID = Said()


class UrgedToday(Refused):
    """Units that were urged already on that working day: who repeats it says so."""

    def __init__(self, made: list[OfficeUrge]) -> None:
        named = "；".join(f"{each.unit}，{told(each)}" for each in made)
        super().__init__(f"今天已经催办过：{named}。")
        self.made = made


def chased_units(user: User, cycle: Cycle, *, on: date) -> QuerySet[Unit]:
    """Return the units whom the person urges: all of the committee in whose office they work.

    Who owes is no secret there, whoever reviews them; it says nothing of what they write.
    """
    served = committees_served(user, on=on).filter(pk=cycle.plan.committee_id)
    return Unit.objects.filter(committee__in=served)


def urge_units(
    cycle: Cycle,
    units: Iterable[Unit],
    *,
    means: UrgeMeans,
    by: User,
    said: Said = NOTHING_SAID,
    known: Mapping[int, int] | None = None,
    at: datetime | None = None,
) -> list[OfficeUrge]:
    """Urge units over all they owe in a cycle, all in one transaction; return a row for each.

    `known` is by unit the day's last urge that a page has shown. Raises NotEntitled, Incomplete
    field by field, UrgedToday where it was done on the same working day and not shown, Refused
    where a unit owes nothing; then nothing was written.
    """
    at = at or timezone.now()
    chosen = sorted(units, key=lambda unit: unit.pk)
    keys = [unit.pk for unit in chosen]
    _check_office(cycle, chosen, by, on=timezone.localdate(at))
    _check_said(means, said, on=timezone.localdate(at))
    with transaction.atomic():
        # Two of the office at once: the second one waits here and is then asked.
        list(Unit.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))
        counts_on = Workday.objects.from_day(timezone.localdate(at))
        _check_first(cycle, chosen, counts_on, known or {})
        owed = _owed(cycle, chosen)
        act = uuid.uuid4()
        return [
            _urge(
                OfficeUrge(
                    cycle=cycle, unit=unit, act=act, means=means, counts_on=counts_on, at=at,
                    by=by, **vars(said),
                ),
                owed[unit.pk],
            )
            for unit in chosen
        ]  # fmt: skip


def told(made: OfficeUrge) -> str:
    """Return who urged, when and how: 张三于1月9日 10:00催办（电话）."""
    local = timezone.localtime(made.at)
    when = f"{local.month}月{local.day}日 {local:%H:%M}"
    return f"{made.by}于{when}催办（{made.get_means_display()}）"


def _check_office(cycle: Cycle, units: list[Unit], by: User, *, on: date) -> None:
    own = set(chased_units(by, cycle, on=on).values_list("pk", flat=True))
    if not {unit.pk for unit in units} <= own:
        raise NotEntitled("只有残工委办公室可以催办。")


def _check_said(means: UrgeMeans, said: Said, *, on: date) -> None:
    wrong = {}
    if means in SPOKEN:
        wrong = {name: words for name, words in WANTED.items() if not getattr(said, name)}
    if said.promised_on is not None and said.promised_on < on:
        wrong["promised_on"] = f"答应报送的日期不能早于今天（{day_in_words(on)}）。"
    if wrong:
        raise Incomplete(wrong)
    check_words({"spoken_to": said.spoken_to, "answer": said.answer})


def _check_first(cycle: Cycle, units: list[Unit], day: date, known: Mapping[int, int]) -> None:
    """Raise UrgedToday with each unit's last urge of the day, unless the page has shown it."""
    rows = OfficeUrge.objects.in_cycle(cycle).counting_on(day).filter(unit__in=units)
    last = {each.unit_id: each for each in rows.select_related("by", "unit").order_by("pk")}
    unknown = [each for key, each in last.items() if known.get(key) != each.pk]
    if unknown:
        raise UrgedToday(unknown)


def _owed(cycle: Cycle, units: list[Unit]) -> dict[int, list[Report]]:
    owed: dict[int, list[Report]] = {unit.pk: [] for unit in units}
    rows = Report.objects.in_cycle(cycle).still_owed().filter(unit__in=units)
    for report in rows.select_related("assignment__task").order_by("assignment__task__place"):
        owed[report.unit_id].append(report)
    done = "、".join(str(unit) for unit in units if not owed[unit.pk])
    if done:
        raise Refused(f"{done}已经没有要报送的任务，不需要催办。没有催办任何单位，请重新选择。")
    return owed


def _urge(urge: OfficeUrge, rows: list[Report]) -> OfficeUrge:
    urge.save(force_insert=True)
    UrgedRow.objects.bulk_create(UrgedRow(urge=urge, report=row) for row in rows)
    record(
        "urge.office", urge, by=urge.by, at=urge.at, unit=urge.unit.name, cycle=urge.cycle.key,
        means=urge.get_means_display(), numbers=[row.assignment.task.number for row in rows],
        spoken_to=urge.spoken_to or None, answer=urge.answer or None,
        promised_on=str(urge.promised_on) if urge.promised_on else None,
    )  # fmt: skip
    return urge
