"""通报前告知: a unit sees the sentence that is to name it, and may add one line beside it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from project.accounts.models import Unit
from project.workdays.models import Workday
from workflows.models import Circular, PreNotice, Remark


def untold(circular: Circular) -> list[Mapping[str, str]]:
    """Return the entries whose sentence was not told to its unit to the end of its days."""
    told = circular.told.exclude(closed_at=None).values_list("unit__code", "sentence")
    closed = set(told)
    return [each for each in circular.entries if (each["unit"], each["sentence"]) not in closed]


def tell(circular: Circular, *, at: datetime, on: date) -> int:
    """Note which units are told of which sentence, until when; return how many are new.

    A sentence told before keeps its last day, also where the paper went back meanwhile.
    """
    asked = untold(circular)
    until_on = Workday.objects.after(on, circular.plan.forewarn_days)
    units = Unit.objects.in_bulk([each["unit"] for each in asked], field_name="code")
    known = set(circular.told.open().values_list("unit__code", "sentence"))
    new = [each for each in asked if (each["unit"], each["sentence"]) not in known]
    PreNotice.objects.bulk_create(
        PreNotice(
            circular=circular, unit=units[each["unit"]], sentence=each["sentence"], told_at=at,
            until_on=until_on,
        )
        for each in new
    )  # fmt: skip
    return len(new)


def standing(circular: Circular) -> list[PreNotice]:
    """Return what is told and open, but for wordings that were changed since."""
    return [each for each in circular.told.open().for_reading().order_by("pk") if each.stands]


def close(circular: Circular, *, at: datetime) -> None:
    """Close what was told and stands: the newest line counts, none is silence."""
    for each in standing(circular):
        each.remark, each.closed_at = line_of(each), at
        each.save(update_fields=("remark", "closed_at"))


def heard_in_words(circular: Circular) -> str:
    """Return who of those told has added a line and who kept silent, for the trail."""
    rows = [(each.unit.name, line_of(each)) for each in standing(circular)]
    heard = [name for name, line in rows if line]
    silent = [name for name, line in rows if not line]
    told = [("提出说明", heard), ("未提出说明", silent)]
    return "；".join(f"{word}：{'、'.join(names)}" for word, names in told if names)


def line_of(told: PreNotice) -> Remark | None:
    """Return the line that stands beside the sentence told: the newest one about these words."""
    rows = Remark.objects.filter(case=told.circular_id, unit=told.unit, sentence=told.sentence)
    return rows.for_reading().last()


def line_beside(circular: Circular, entry: Mapping[str, str]) -> str:
    """Return what is printed beside an entry: the unit's line; nothing where it kept silent."""
    told = circular.told.filter(unit__code=entry["unit"], sentence=entry["sentence"])
    row = told.select_related("remark").last()
    return row.remark.text if row and row.remark else ""


def told_open(unit: Unit, *, on: date) -> list[PreNotice]:
    """Return what the unit may still add a line to: sentences that are to be printed so."""
    rows = PreNotice.objects.open().to_unit(unit).filter(until_on__gte=on)
    return [each for each in rows.for_reading().order_by("pk") if each.stands]


def is_over(circular: Circular, *, on: date) -> bool:
    """Say whether the days of everything told are over."""
    return all(each.until_on < on for each in standing(circular))


def beside(circular: Circular) -> dict[tuple[str, str], PreNotice]:
    """Return what was told, by unit's code and sentence: one statement for a page."""
    rows: Any = circular.told.for_reading().order_by("pk")
    return {(each.unit.code, each.sentence): each for each in rows}
