"""任务×单位: where each unit's report on each task stands, a line a unit and a column a task."""

from dataclasses import dataclass
from itertools import accumulate

from notifications import wording
from notifications.charts.drawing import Drawing, type_size
from notifications.paper_rows import FIGURES, LEAD, Row
from notifications.paper_tables import UnitLine, lines_of_units
from notifications.papers import Paper

# Steps: the names' column, a cell, the head above, the legend below, a letter.
NAME, CELL, HIGH, HEAD, FOOT, SIZE = 170, 21, 15, 20, 28, 12
WIDEST, ENTRY = 1125, 128
# A stage, its letter, the head figure that counts it, and its shade: darker the further it is.
STAGES = (
    ("none", "未", "missing", "#ffffff"),
    ("back", "退", "back", "#f3d3cf"),
    ("review", "审", "in_review", "#dde7f2"),
    ("sign_off", "待", "to_sign", "#aecbe8"),
    ("signed", "签", "signed", "#7fbf95"),
)
LETTERS = {stage: letter for stage, letter, _, _ in STAGES}
SPOKEN = "每格是最近一份已签批的报告，没有的是最近一份。"
TABLE = "数据见 Excel 表格的“台账”"


@dataclass(frozen=True)
class Shade:
    """A stage with its cells as one path, and its entry in the legend."""

    letter: str
    words: str
    fill: str
    path: str
    x: int


@dataclass(frozen=True)
class Line:
    """A unit's letters, each at the place of its task; or how many of a group have filed."""

    name: str
    size: float
    base: float
    letters: str
    places: str
    filed: list[tuple[float, int]]


def matrix(paper: Paper) -> Drawing | None:
    """Return the chart; None where nothing was asked."""
    lines = lines_of_units(paper)
    if not lines:
        return None
    rows = paper.spoken
    columns = {task.number: place for place, task in enumerate(paper.tasks)}
    width, high = NAME + CELL * len(columns), HEAD + HIGH * len(lines)
    return Drawing(
        name="matrix",
        title="任务×单位报送情况",
        said=f"{len(paper.units)}个单位各一行，{len(columns)}项任务各一列。"
        f"{SPOKEN if paper.parts else ''}{wording.counts_in_words(paper.total)}",
        table=TABLE,
        width=max(width, WIDEST),
        height=high + FOOT,
        parts={
            "right": width,
            "bottom": high,
            "base": high + FOOT - 9,
            "box": high + FOOT - 21,
            "framed": NAME + ENTRY * len(STAGES),
            "heads": [(_middle(place), number) for number, place in columns.items()],
            "shades": _shades(rows, lines, columns),
            "leads": _boxes([row for row in rows if row.kind == LEAD], lines, columns),
            "rules": [HEAD + HIGH * place for place in range(len(lines) + 1)],
            "sections": _sections(paper),
            "lines": [_line(each, place, rows, columns) for place, each in enumerate(lines)],
        },
    )


def _middle(column: int) -> float:
    return NAME + CELL * (column + 0.5)


def _shades(rows: list[Row], lines: list[UnitLine], columns: dict[str, int]) -> list[Shade]:
    at = {stage: [row for row in rows if row.stage == stage] for stage in LETTERS}
    return [
        Shade(
            letter=letter,
            words=f"{FIGURES[figure][0]}{len(at[stage])}份",
            fill=fill,
            path=_boxes(at[stage], lines, columns),
            x=NAME + ENTRY * place,
        )
        for place, (stage, letter, figure, fill) in enumerate(STAGES)
    ]


def _boxes(rows: list[Row], lines: list[UnitLine], columns: dict[str, int]) -> str:
    """Return the cells of some rows as one path."""
    places = {each.units[0].code: place for place, each in enumerate(lines) if not each.is_group}
    return "".join(
        f"M{NAME + CELL * columns[row.task] + 1} {HEAD + HIGH * places[row.unit] + 1}"
        f"h{CELL - 2}v{HIGH - 2}h{2 - CELL}z"
        for row in rows
    )


def _sections(paper: Paper) -> list[int]:
    """Return where the plan's sections begin and the last one ends."""
    ends = accumulate(len(section.tasks) for section in paper.sections)
    return [NAME, *(NAME + CELL * end for end in ends)]


def _line(line: UnitLine, place: int, spoken: list[Row], columns: dict[str, int]) -> Line:
    codes = {unit.code for unit in line.units}
    rows = [row for row in spoken if row.unit in codes]
    shown = [] if line.is_group else rows
    return Line(
        name=line.name,
        size=type_size(line.name, SIZE, NAME - 6),
        base=HEAD + HIGH * place + 12,
        letters="".join(LETTERS[row.stage] for row in shown),
        places=" ".join(f"{_middle(columns[row.task]):g}" for row in shown),
        filed=_filed(rows, columns) if line.is_group else [],
    )


def _filed(rows: list[Row], columns: dict[str, int]) -> list[tuple[float, int]]:
    """Return how many of a group's members have filed on each task that asks the group."""
    asked = [row for row in rows if row.group]
    return [
        (_middle(place), sum(row.first_on is not None for row in asked if row.task == task))
        for task, place in columns.items()
        if any(row.task == task for row in asked)
    ]
