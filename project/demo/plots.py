"""What may befall a report, and how often: on time, late, returned, withdrawn, stuck, corrected."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from project.demo import words
from project.demo.telling import Act, NobodyThere, Teller
from workflows.models import Report

Plot = Callable[[Teller], None]
LATEST = 12  # working days after the due date


def on_time(tell: Teller) -> None:
    _file(tell)
    _judge(tell)


def unchanged(tell: Teller) -> None:
    """Nothing new: one click, which only a co-responsible row or a lead row knows, not a 会签."""
    _file(tell, None if tell.report.is_concurrence else words.unchanged())
    _judge(tell)


def late(tell: Teller) -> None:
    _file_late(tell)
    _judge(tell)


def returned(tell: Teller) -> None:
    _file(tell)
    tell.send_back()
    tell.answer(1, 3)
    _judge(tell)


def returned_late(tell: Teller) -> None:
    """The answer comes after the reply-by date."""
    _file(tell)
    tell.send_back()
    tell.answer(5, 8)
    _judge(tell)


def returned_twice(tell: Teller) -> None:
    _file(tell)
    tell.send_back()
    tell.answer(1, 2)
    tell.send_back(words.STILL_NOT)
    tell.answer(1, 3)
    _judge(tell)


def returned_by_signer(tell: Teller) -> None:
    _file(tell)
    tell.approve()
    tell.approve_again()
    tell.send_back_unsigned()
    tell.answer(1, 2)
    _judge(tell)


def returned_unanswered(tell: Teller) -> None:
    _file(tell)
    tell.send_back()


def withdrawn(tell: Teller) -> None:
    _file(tell)
    tell.withdraw()
    tell.clock.later(0, 1)
    tell.write()
    tell.submit()
    _judge(tell)


def unreviewed(tell: Teller) -> None:
    _file(tell)


def unsigned(tell: Teller) -> None:
    _file(tell)
    tell.approve()
    tell.approve_again()


def corrected(tell: Teller) -> None:
    on_time(tell)
    tell.reopen()
    tell.answer(1, 2)
    _judge(tell)


def drafted(tell: Teller) -> None:
    """Written, never submitted."""
    tell.clock.within(tell.report.cycle.opens_on, tell.due_on)
    tell.write()


def silent(tell: Teller) -> None:
    """Nothing at all comes."""


def dissenting(tell: Teller) -> None:
    """A joint lead that does not concur."""
    _file(tell, words.dissent())
    _judge(tell)


def left_to_the_leaders(tell: Teller) -> None:
    """The outside reviewer stands in for a colleague; a leader of the committee reviews again."""
    _file(tell)
    colleague, tell.reviewer = tell.reviewer, tell.outside
    tell.approve(fewest=0, on_behalf_of=colleague)


def _file(tell: Teller, content: dict[str, object] | None = None) -> None:
    """Write, and submit by the due date; a final report takes longer to write."""
    days = tell.days.between(tell.report.cycle.opens_on, tell.due_on)
    place = tell.rng.randrange(len(days) // 4 if tell.in_haste else len(days))
    before = tell.rng.randint(1, 6 if tell.is_final else 2)
    tell.clock.on(days[max(place - before, 0)])
    tell.write(content)
    tell.clock.on(days[place])
    tell.submit()


def _file_late(tell: Teller) -> None:
    tell.clock.within(tell.due_on, tell.due_on)
    tell.write()
    days = tell.days.between(tell.due_on + timedelta(days=1), tell.report.cycle.closes_on)
    tell.clock.on(tell.rng.choice(days[:LATEST]))
    tell.submit()


def _judge(tell: Teller) -> None:
    tell.approve()
    tell.approve_again()
    tell.sign()


OF_LEADS: dict[Plot, int] = {
    on_time: 50,
    late: 10,
    returned: 12,
    returned_late: 5,
    returned_twice: 3,
    returned_by_signer: 4,
    returned_unanswered: 2,
    withdrawn: 4,
    unchanged: 4,
    unsigned: 2,
    corrected: 2,
    drafted: 2,
}
OF_SUPPORTS: dict[Plot, int] = {
    on_time: 56,
    unchanged: 14,
    late: 10,
    returned: 4,
    withdrawn: 1,
    unreviewed: 3,
    unsigned: 3,
    drafted: 3,
    silent: 6,
}
# In the middle of the final cycle: more is still to come, and more has been forgotten.
OF_FINAL_LEADS: dict[Plot, int] = {
    on_time: 40,
    returned: 12,
    returned_late: 12,
    returned_by_signer: 6,
    unreviewed: 8,
    unsigned: 6,
    drafted: 8,
    silent: 8,
}
OF_FINAL_SUPPORTS: dict[Plot, int] = {
    on_time: 16,
    unchanged: 4,
    late: 7,
    returned: 2,
    returned_unanswered: 2,
    unreviewed: 10,
    unsigned: 7,
    drafted: 12,
    silent: 40,
}
# What a visitor should find for certain: by cycle, task and unit.
CERTAIN: dict[tuple[str, str, str], Plot] = {
    ("2025-Q1", "2", "mzj"): corrected,
    ("2025-Q2", "1", "mzj"): returned_twice,
    ("2025-Q2", "11", "cl"): dissenting,
    ("2025-Q3", "8", "ybj"): dissenting,
    ("2025-Q3", "6", "ybj"): silent,
    ("2025-Q4", "5", "cl"): returned_late,
    ("2025-Q4", "39", "zjj"): unsigned,
    ("final", "9", "cl"): left_to_the_leaders,
    ("final", "24", "cl"): left_to_the_leaders,
    ("final", "1", "mzj"): returned_unanswered,
    ("final", "13", "mzj"): unsigned,
    ("final", "44", "mzj"): drafted,
    ("final", "12", "cl"): dissenting,
    ("final", "14", "rsj"): unreviewed,
    ("final", "16", "cl"): unreviewed,
    ("final", "39", "zjj"): unreviewed,
}
# Units came to report through the system one after another; before, only what they lead.
JOINED = {
    "2025-Q1": ("jyj", "wjj"),
    "2025-Q2": ("mzj", "rsj", "ybj"),
    "2025-Q3": ("cl", "jtj", "zsj", "kjj", "gaj", "fl", "wgltj"),
    "2025-Q4": None,
}
LATECOMERS = ("jianghai", "xinhui", "taishan", "kaiping", "heshan", "enping")


def tell(teller: Teller) -> list[Act]:
    """Return the acts of one report's story; it ends where a part has nobody to play it."""
    plot = plot_of(teller.report, teller.rng)
    teller.in_haste = teller.is_final and plot in CERTAIN.values()
    try:
        plot(teller)
    except NobodyThere:
        return teller.acts
    return teller.acts


def plot_of(report: Report, rng: Random) -> Plot:
    """Return what befalls a report: what is certain, else by chance and by what it is."""
    key, unit = report.cycle.key, report.unit.code
    certain = CERTAIN.get((key, report.assignment.task.number, unit))
    if certain is not None:
        return certain
    if report.is_support and not has_joined(unit, key):
        return silent
    if key in JOINED:
        table = OF_SUPPORTS if report.is_support else OF_LEADS
    else:
        table = OF_FINAL_SUPPORTS if report.is_support else OF_FINAL_LEADS
    return rng.choices(list(table), weights=list(table.values()))[0]


def has_joined(unit: str, key: str) -> bool:
    """Say whether a unit's co-responsible rows come through the system in a cycle.

    >>> has_joined("mzj", "2025-Q1"), has_joined("mzj", "2025-Q3")
    (False, True)
    >>> has_joined("czj", "2025-Q4"), has_joined("enping", "2025-Q4"), has_joined("enping", "final")
    (True, False, True)
    """
    if key not in JOINED:
        return True
    for quarter, units in JOINED.items():
        if units is None:
            return unit not in LATECOMERS
        if unit in units:
            return True
        if quarter == key:
            return False
    return False
