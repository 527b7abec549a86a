"""A node as people write it: what, by which day, how much; and what may be wrong with a year's."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from task_table.models import Milestone, Task
from task_table.models.milestones import MOST_MEASURE, MOST_TEXT
from workflows.figures.reading import Unreadable, in_digits, read_number
from workflows.windows import day_in_words

# As many as a year's quarters allow for, and two more.
MOST_NODES = 6
AMOUNT = re.compile(r"(?P<number>[-0-9０-９.,，．]+)\s*(?P<measure>[^0-9０-９]*)")


@dataclass(frozen=True)
class Node:
    """What is to be reached by which day; of what can be counted, how much in total."""

    text: str
    due_on: date
    value: Decimal | None = None
    measure: str = ""

    @property
    def amount(self) -> str:
        """Return the countable part as it is typed: 500户; nothing where nothing is counted."""
        return "" if self.value is None else f"{in_digits(self.value)}{self.measure}"

    @property
    def in_words(self) -> str:
        amount = f"（{self.amount}）" if self.amount else ""
        return f"{day_in_words(self.due_on)}前：{self.text}{amount}"


def parse_amount(text: str) -> tuple[Decimal | None, str]:
    """Return how much, and of what; raises Unreadable where that is no number with its measure.

    >>> parse_amount("500户"), parse_amount(" 85 % "), parse_amount("")
    ((Decimal('500'), '户'), (Decimal('85'), '%'), (None, ''))
    """
    plain = text.strip()
    if not plain:
        return None, ""
    found = AMOUNT.fullmatch(plain)
    if found is None or len(found["measure"]) > MOST_MEASURE:
        raise Unreadable(f"“{plain[:20]}”看不懂。请写一个数字和计量单位，例如 500户、85%。")
    measure = found["measure"].strip().replace("％", "%")
    value = read_number(found["number"] + ("%" if measure == "%" else ""), measure)
    if value <= 0:
        raise Unreadable("目标数值要大于零；不能计数的，这一格不填。")
    return value, measure


# A year's nodes by their places, from 1; a place without one is dropped.
Year = Mapping[int, Node]


def as_json(nodes: Year) -> list[dict[str, Any]]:
    """Return a year's nodes as JSON keeps them."""
    return [
        {"place": place, "text": node.text, "due_on": str(node.due_on), "amount": node.amount}
        for place, node in sorted(nodes.items())
    ]


def from_json(kept: Iterable[Mapping[str, Any]]) -> dict[int, Node]:
    """Return a year's nodes out of what `as_json` gave."""
    return {
        each["place"]: Node(
            each["text"], date.fromisoformat(each["due_on"]), *parse_amount(each["amount"])
        )
        for each in kept
    }


def placed(standing: Sequence[Milestone], nodes: Sequence[Node]) -> dict[int, Node]:
    """Give nodes of a table their places: equal words keep theirs, others take what is left.

    A place is never given twice, and one above all that are there where none is free. Where a
    dropped node has the words of one that stands, the one that stands is meant.
    """
    dropped_first = sorted(standing, key=lambda each: each.dropped_on is None)
    known = {each.text: each.place for each in dropped_first}
    kept = {known[node.text]: node for node in nodes if node.text in known}
    others = [node for node in nodes if node.text not in known]
    free = (place for place in count(1) if place not in kept)
    return kept | dict(zip(free, others, strict=False))


def node_of(milestone: Milestone) -> Node:
    """Return what a fixed node says."""
    value = None if milestone.value is None else milestone.value.normalize()
    return Node(milestone.text, milestone.due_on, value, milestone.measure)


def wrong_nodes(task: Task, year: int, nodes: Year) -> dict[int, str]:
    """Return by place what is wrong with the nodes of a year of a task."""
    wrong = {place: _wrong(task, year, node) for place, node in nodes.items()}
    for place, node in nodes.items():
        if any(node.text == nodes[other].text for other in nodes if other < place):
            wrong[place] = "与前面的节点相同，请核对。"
    return {place: words for place, words in wrong.items() if words}


def wrong_year(task: Task, year: int) -> str:
    """Return what is wrong with the year itself, or nothing."""
    plan = task.plan
    if not plan.from_on.year <= year <= plan.until_on.year:
        return f"{year}年不在规划期内（{plan.from_on.year}年至{plan.until_on.year}年）。"
    return ""


def _wrong(task: Task, year: int, node: Node) -> str:
    if not node.text:
        return "请写明要做到什么。"
    if len(node.text) > MOST_TEXT:
        return f"请写在{MOST_TEXT}个字以内。"
    if node.due_on.year != year:
        return f"完成时限要在{year}年之内；其他年份的节点请在那一年申报。"
    if task.due_on and node.due_on > task.due_on:
        return f"不能晚于任务的完成时限{day_in_words(task.due_on)}。"
    return ""
