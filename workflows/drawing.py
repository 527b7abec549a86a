"""Draws a flow as a picture: its steps in a row, the ways on above them, the ways back below."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from workflows.case_words import CaseStep
from workflows.flows import CASE_FLOWS
from workflows.flows.lines import Way, ends_of, steps_of, ways_of
from workflows.flows.report import ReportFlow, SignFirstReportFlow
from workflows.steps import Step

# In units of the picture: a letter is 16 wide, a box 44 high, levels of ways 34 apart.
LETTER, HEIGHT, LEVEL, MARGIN, PORT = 16, 44, 34, 24, 16

DRAWN: dict[str, Any] = {
    "report": ReportFlow,
    "report-sign-first": SignFirstReportFlow,
    **{str(kind): flow for kind, flow in CASE_FLOWS.items()},
}


@dataclass(frozen=True)
class Box:
    """A node: its word, where it begins, how wide it is, and whether the flow ends there."""

    name: str
    word: str
    x: int
    width: int
    is_end: bool

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True)
class Line:
    """A way as it is drawn: its path, what leads along it, and where these words stand."""

    path: str
    words: str
    x: int
    y: int


def draw(name: str) -> str:
    """Return the picture of a flow of `DRAWN` as SVG, the same bytes every time."""
    flow = DRAWN[name]
    ways = ways_of(flow)
    boxes = _boxes(steps_of(flow), ends_of(flow), ways)
    ahead, back = _levels(_far(ways, boxes, 1), boxes), _levels(_far(ways, boxes, -1), boxes)
    top = MARGIN + LEVEL * (1 + max(ahead.values(), default=-1))
    lines = [*_near(ways, boxes, top), *_arcs(ahead, boxes, top, -1), *_arcs(back, boxes, top, 1)]
    context = {
        "name": name,
        # Viewflow hands the first class's title on to all that inherit from it.
        "title": f"{(flow.__doc__ or name).strip()}流程",
        "said": "；".join(
            f"{_word(way.from_node)}{way.words}到{_word(way.to_node)}" for way in ways
        ),
        "boxes": boxes.values(),
        "lines": lines,
        "top": top,
        "base": top + HEIGHT // 2 + 6,
        "high": HEIGHT,
        "width": max(box.x + box.width for box in boxes.values()) + MARGIN,
        "height": top + HEIGHT + LEVEL * (1 + max(back.values(), default=-1)) + MARGIN,
    }
    return render_to_string("workflows/flow.svg", context)


def _word(node: str) -> str:
    return str(CaseStep(node).label if node in CaseStep.values else Step(node).label)


def _boxes(steps: list[str], ends: list[str], ways: list[Way]) -> dict[str, Box]:
    """Return the boxes from left to right; between neighbours there is room for what leads on."""
    boxes: dict[str, Box] = {}
    nodes, x = [*steps, *ends], MARGIN
    for place, node in enumerate(nodes):
        width = max(80, LETTER * len(_word(node)) + 28)
        boxes[node] = Box(node, _word(node), x, width, node in ends)
        following = nodes[place + 1 : place + 2]
        words = [way.words for way in ways if (way.from_node, [way.to_node]) == (node, following)]
        x += width + max(28, *(LETTER * len(each) + 36 for each in words), 0)
    return boxes


def _far(ways: list[Way], boxes: dict[str, Box], direction: int) -> list[Way]:
    """Return the ways on past a neighbour (1), or back (-1), the shortest first."""
    order = list(boxes)
    spans = {way: order.index(way.to_node) - order.index(way.from_node) for way in ways}
    far = [way for way, span in spans.items() if span != 1 and (span > 0) == (direction > 0)]
    return sorted(far, key=lambda way: abs(spans[way]))


def _levels(ways: Iterable[Way], boxes: dict[str, Box]) -> dict[Way, int]:
    """Give each way the lowest level at which it and its words cross no other."""
    levels: dict[Way, int] = {}
    for way in ways:
        taken = {levels[other] for other in levels if _cross(way, other, boxes)}
        levels[way] = next(level for level in range(len(taken) + 1) if level not in taken)
    return levels


def _cross(one: Way, other: Way, boxes: dict[str, Box]) -> bool:
    (begins, ends), (since, until) = _span(one, boxes), _span(other, boxes)
    return begins < until and since < ends


def _span(way: Way, boxes: dict[str, Box]) -> tuple[int, int]:
    ends = sorted((boxes[way.from_node].middle, boxes[way.to_node].middle))
    middle, half = sum(ends) // 2, LETTER * len(way.words) // 2 + PORT
    return min(ends[0] - 2 * PORT, middle - half), max(ends[1] + 2 * PORT, middle + half)


def _near(ways: list[Way], boxes: dict[str, Box], top: int) -> list[Line]:
    """Draw the ways to the next box as straight arrows."""
    order = list(boxes)
    y = top + HEIGHT // 2
    near = [way for way in ways if order.index(way.to_node) - order.index(way.from_node) == 1]
    return [_straight(boxes[way.from_node], boxes[way.to_node], way.words, y) for way in near]


def _straight(left: Box, right: Box, words: str, y: int) -> Line:
    begins, ends = left.x + left.width, right.x
    return Line(f"M{begins},{y}H{ends - 8}", words, (begins + ends) // 2 - 4, y - 8)


def _arcs(levels: dict[Way, int], boxes: dict[str, Box], top: int, side: int) -> list[Line]:
    """Draw the other ways as brackets, above (-1) or below (1) the boxes."""
    edge, ports = top if side < 0 else top + HEIGHT, _ports(levels, boxes)
    lines = []
    for way, level in levels.items():
        begins, ends = ports[way, way.from_node], ports[way, way.to_node]
        if begins == ends:  # a step that comes again
            begins, ends = begins - PORT // 2, ends + PORT // 2
        y = edge + side * (LEVEL * (level + 1) - 10)
        path = f"M{begins},{edge}V{y}H{ends}V{edge + side * 8}"
        lines.append(Line(path, way.words, (begins + ends) // 2, y - 6))
    return lines


def _ports(levels: dict[Way, int], boxes: dict[str, Box]) -> dict[tuple[Way, str], int]:
    """Return where each way meets its boxes, so that none crosses another there.

    From the left to the right: the ways that come from the left, the nearest level first, then
    those that go to the right, the farthest level first.
    """
    ports = {}
    for node, box in boxes.items():
        meets = [way for way in levels if node in (way.from_node, way.to_node)]
        meets.sort(key=lambda way: _order(way, box, boxes, levels[way]))
        for place, way in enumerate(meets):
            ports[way, node] = box.middle + PORT * (2 * place - len(meets) + 1) // 2
    return ports


def _order(way: Way, box: Box, boxes: dict[str, Box], level: int) -> tuple[bool, int]:
    other = boxes[way.to_node if way.from_node == box.name else way.from_node]
    goes_right = other.x > box.x
    return goes_right, -level if goes_right else level
