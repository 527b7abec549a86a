"""Turns what a draft says of nodes into answers of a version, and back into what was typed."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from workflows.figures.reading import in_digits
from workflows.milestones.asking import AskedMilestone
from workflows.models import MilestoneAnswer


def frozen_answers(
    asked: Iterable[AskedMilestone], kept: Mapping[str, str]
) -> list[MilestoneAnswer]:
    """Return the answers of a draft, unsaved; a node that need not be answered may lack one."""
    return [
        _answer(each, kept.get(each.name, ""), kept.get(each.why_name, ""))
        for each in asked
        if kept.get(each.name) or kept.get(each.why_name)
    ]


def _answer(asked: AskedMilestone, text: str, why: str) -> MilestoneAnswer:
    answer = MilestoneAnswer(milestone=asked.milestone, why=why)
    if text and asked.milestone.is_countable:
        answer.value = Decimal(text)
    elif text:
        answer.reached_on = date.fromisoformat(text)
    return answer


def answers_typed_again(answers: Iterable[MilestoneAnswer]) -> dict[str, str]:
    """Return answers as a draft keeps them, by field: the same text from both databases."""
    said: dict[str, str] = {}
    for each in answers:
        asked = AskedMilestone(each.milestone, must=False)
        text = "" if each.value is None else in_digits(each.value)
        said |= {asked.name: text or str(each.reached_on or ""), asked.why_name: each.why}
    return {name: text for name, text in said.items() if text}
