"""Tables of a paper that page and files share: units with their groups, indicators by nature,
lights by cycle, what was asked of each kind of unit.
"""

from dataclasses import dataclass
from itertools import groupby

from notifications.paper_rows import FIGURES, Counts, UnitCounts, figures_of
from notifications.papers import PROGRESS, Gauge, Paper, Part
from workflows.burden import Burden
from workflows.lights.attaining import Judgement
from workflows.lights.light import WORST_FIRST
from workflows.models import Party

Line = list[str | int]


@dataclass(frozen=True)
class UnitLine:
    """A line of what is told by unit: a unit, or a group with the units that are its members."""

    name: str
    units: list[UnitCounts]
    is_group: bool = False

    @property
    def counts(self) -> Counts:
        """Return the head figures of all its units together."""
        columns = [figures_of(unit.counts) for unit in self.units]
        sums = map(sum, zip(*columns, strict=True))
        return Counts(**dict(zip(FIGURES, sums, strict=True)))


def lines_of_units(paper: Paper) -> list[UnitLine]:
    """Return a line a unit as printed; before a group's first member one of the group."""
    groups = {row.unit: row.group for row in paper.rows if row.group}
    lines: list[UnitLine] = []
    for name in dict.fromkeys(groups.get(unit.code, unit.code) for unit in paper.units):
        members = [unit for unit in paper.units if groups.get(unit.code, unit.code) == name]
        is_group = name in groups.values()
        if is_group:
            lines.append(UnitLine(f"{name}（{len(members)}个）", members, is_group=True))
        before = "　其中：" if is_group else ""
        lines += [UnitLine(f"{before}{unit.name}", [unit]) for unit in members]
    return lines


def unit_lines(paper: Paper) -> list[Line]:
    """Return the head figures of each line of units."""
    return [[line.name, *figures_of(line.counts)] for line in lines_of_units(paper)]


def lamps_by_cycle(paper: Paper) -> list[tuple[str, dict[str, int]]]:
    """Return how many tasks showed which light in each cycle that told of it, this one last."""
    before = [(f"{each.label}（第{each.number}稿）", each.lamps) for each in paper.course or ()]
    return [*before, (f"{paper.label}（本期）", paper.lamps)] if paper.lamps else before


def lamp_heads() -> list[str]:
    """Return the heads of the table of lights by cycle."""
    return ["周期", *(light.word for light in WORST_FIRST), "合计"]


def lamp_lines(paper: Paper) -> list[Line]:
    """Return a line a cycle: how many tasks showed which light, and all of them."""
    return [
        [name, *(lamps[light] for light in WORST_FIRST), sum(lamps.values())]
        for name, lamps in lamps_by_cycle(paper)
    ]


def part_heads() -> list[str]:
    """Return the heads of the table of a span's cycles: head figures, then tasks by progress."""
    return ["周期", *(word for word, _ in FIGURES.values()), *PROGRESS]


def part_lines(paper: Paper) -> list[Line]:
    """Return a line a cycle of a half-year or year, and their sum of what is counted in 份."""
    told = [(part, part.total, part.progress or {}) for part in paper.parts or ()]
    lines: list[Line] = [
        [_part_named(part), *figures_of(total), *(progress[word] for word in PROGRESS)]
        for part, total, progress in told if total
    ]  # fmt: skip
    now = [count for _, count in paper.tasks_by_progress]
    return [*lines, [f"{paper.label}合计", *figures_of(paper.total), *now]] if lines else []


def _part_named(part: Part) -> str:
    return f"{part.label}（第{part.edition}稿）" if part.edition else f"{part.label}（没有汇总）"


def by_nature(paper: Paper) -> list[tuple[str, list[Gauge]]]:
    """Return the indicators by nature, what the plan binds the government to first."""
    ordered = sorted(paper.gauges or [], key=lambda each: (not each.is_binding, each.number))
    return [(nature, list(of_it)) for nature, of_it in groupby(ordered, lambda each: each.nature)]


def judged_in_words(nature: str, gauges: list[Gauge]) -> str:
    """Return how many of a nature's indicators stand how."""
    said = [each.judgement for each in gauges]
    parts = [f"{word}{said.count(word)}项" for word in Judgement if word in said]
    return f"{nature}指标{len(gauges)}项：{'，'.join(parts)}。"


BURDEN = (
    "单位数", "任务数", "每项必填", "必填合计", "可填合计", "须附佐证", "退回次数", "催办次数",
    "特许补报",
)  # fmt: skip


def burden_table(paper: Paper) -> list[tuple[str, list[int | str]]]:
    """Return what was asked of each kind of unit, a column a word of BURDEN."""
    return [(str(Party(each.party).label), _burden_line(each)) for each in paper.burden]


def _burden_line(each: Burden) -> list[int | str]:
    per_row = "、".join(map(str, each.per_row))
    head: list[int | str] = [each.units, each.rows, per_row, each.required, each.offered]
    return [*head, each.proofs, each.returns, each.urges, each.exceptions]
