"""Tables of a paper that page and files share: units with their groups, indicators by nature."""

from itertools import groupby

from notifications.papers import Gauge, Paper, UnitCounts, figures_of
from workflows.lights.attaining import Judgement

Line = list[str | int]


def unit_lines(paper: Paper) -> list[Line]:
    """Return a line a unit; before a group's first member one of the group with its sums."""
    groups = {row.unit: row.group for row in paper.rows if row.group}
    lines: list[Line] = []
    for name in dict.fromkeys(groups.get(unit.code, unit.code) for unit in paper.units):
        members = [unit for unit in paper.units if groups.get(unit.code, unit.code) == name]
        is_group = name in groups.values()
        if is_group:
            lines.append([f"{name}（{len(members)}个）", *_sums(members)])
        lines += [_line(unit, is_member=is_group) for unit in members]
    return lines


def _line(unit: UnitCounts, *, is_member: bool) -> Line:
    return [f"　其中：{unit.name}" if is_member else unit.name, *figures_of(unit.counts)]


def _sums(members: list[UnitCounts]) -> list[int]:
    columns = zip(*(figures_of(unit.counts) for unit in members), strict=True)
    return [sum(column) for column in columns]


def by_nature(paper: Paper) -> list[tuple[str, list[Gauge]]]:
    """Return the indicators by nature, what the plan binds the government to first."""
    ordered = sorted(paper.gauges or [], key=lambda each: (not each.is_binding, each.number))
    return [(nature, list(of_it)) for nature, of_it in groupby(ordered, lambda each: each.nature)]


def judged_in_words(nature: str, gauges: list[Gauge]) -> str:
    """Return how many of a nature's indicators stand how."""
    said = [each.judgement for each in gauges]
    parts = [f"{word}{said.count(word)}项" for word in Judgement if word in said]
    return f"{nature}指标{len(gauges)}项：{'，'.join(parts)}。"
