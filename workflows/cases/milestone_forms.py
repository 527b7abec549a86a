"""The form by which a lead proposes a year's nodes: up to six, each with its day and its amount."""

from typing import Any

from django import forms
from django.forms import BoundField

from project.accounts.forms import DayField
from task_table.models.milestones import MOST_TEXT
from workflows.case_words import CaseOutcome
from workflows.cases.forms import OutcomeForm, lines
from workflows.cleaning import cleaned
from workflows.figures.reading import Unreadable
from workflows.forms import leave_open
from workflows.milestones.nodes import MOST_NODES, Node, as_json, parse_amount

PLACES = range(1, MOST_NODES + 1)
# How many stand open when the page is empty; the others unfold.
SHOWN = 3


class ProposeForm(OutcomeForm):
    """A year's nodes place by place, and why, where the year has nodes already."""

    year = forms.IntegerField(widget=forms.HiddenInput)
    cause = lines(
        "调整原因", rows=2, help_text="这一年还没有核定过节点的，不填；核定过的，写明为什么调整。"
    )

    def __init__(self, outcome: CaseOutcome, data: Any = None, initial: Any = None) -> None:
        super().__init__(outcome, data, initial)
        del self.fields["reason"]
        for place in PLACES:
            self.fields |= _fields_of(place)
        leave_open(self.fields, wanted=("text-1", "due_on-1"))
        self.order_fields([name for name in self.fields if name != "cause"])

    @property
    def places(self) -> list[list[BoundField]]:
        """Return the fields of each node, place by place."""
        return [[self[name] for name in _fields_of(place)] for place in PLACES]

    @property
    def shown(self) -> list[list[BoundField]]:
        return [each for n, each in enumerate(self.places) if n < SHOWN or _is_filled(each)]

    @property
    def folded(self) -> list[list[BoundField]]:
        shown = len(self.shown)
        return self.places[shown:]

    def clean(self) -> dict[str, Any]:
        """Read the nodes; what cannot be read is said beside its field."""
        said = super().clean() or {}
        self.nodes = {place: node for place in PLACES if (node := self._node(place, said))}
        return said

    def _node(self, place: int, said: dict[str, Any]) -> Node | None:
        text = cleaned(said.get(f"text-{place}", "")).strip()
        day, amount = said.get(f"due_on-{place}"), said.get(f"amount-{place}", "")
        if not text and not day and not amount:
            return None
        if not text:
            self.add_error(f"text-{place}", "请写明要做到什么；不要这个节点的，三格都留空。")
        if not day and f"due_on-{place}" not in self.errors:
            self.add_error(f"due_on-{place}", "请填写哪一天前完成。")
        try:
            value, measure = parse_amount(amount)
        except Unreadable as unreadable:
            self.add_error(f"amount-{place}", str(unreadable))
            return None
        return Node(text, day, value, measure) if text and day else None

    @property
    def said(self) -> dict[str, Any]:
        return {
            "year": self.cleaned_data.get("year"),
            "nodes": as_json(self.nodes),
            "cause": cleaned(self.cleaned_data.get("cause", "")),
        }


def _fields_of(place: int) -> dict[str, forms.Field]:
    return {
        f"text-{place}": forms.CharField(
            label=f"节点{place}：做到什么", max_length=MOST_TEXT, required=False
        ),
        f"due_on-{place}": DayField(label=f"节点{place}：哪一天前", required=False),
        f"amount-{place}": forms.CharField(
            label=f"节点{place}：目标数值", max_length=32, required=False,
            help_text="能计数的填写当年累计要达到的数和单位，例如 500户；不能计数的不填。",
        ),
    }  # fmt: skip


def _is_filled(fields: list[BoundField]) -> bool:
    return any(each.value() for each in fields)
