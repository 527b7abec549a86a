"""The form of what is asked of a group's members: a choice a task, and what the page showed."""

from itertools import groupby
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import Truncator

from task_table.models import Ask, Plan, Task
from workflows.asking import tasks_asked
from workflows.forms import leave_open

ALONE = "单独填报"
CHOICES = [*Ask.choices, ("", ALONE)]


class AsksForm(forms.Form):
    """A table of choices; `seen` says what the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, plan: Plan, data: Any = None) -> None:
        self.tasks = tasks_asked(plan)
        shown = ",".join(f"{task.number}-{task.ask}" for task in self.tasks)
        super().__init__(data, initial={"seen": shown})
        for task in self.tasks:
            self.fields[_name(task)] = forms.ChoiceField(
                label=f"{task}　{Truncator(task.text).chars(60)}",
                choices=CHOICES,
                initial=task.ask,
                required=False,
                error_messages={"invalid_choice": "请从列出的填报要求中选择。"},
            )
        leave_open(self.fields, wanted=tuple(map(_name, self.tasks)))

    def sections(self) -> list[tuple[str, list[BoundField]]]:
        """Return the choices by the sections of the plan, in its order."""
        by_section = groupby(self.tasks, key=lambda task: str(task.section or "未分章节"))
        return [(title, [self[_name(task)] for task in tasks]) for title, tasks in by_section]

    def asks(self) -> dict[str, str]:
        """Return what was chosen, by the task's number."""
        return {task.number: self.cleaned_data[_name(task)] for task in self.tasks}

    def seen_asks(self) -> dict[str, str]:
        """Return what the page showed when the choices were made."""
        pairs = [each.rpartition("-") for each in self.cleaned_data["seen"].split(",")]
        return {number: ask for number, _, ask in pairs if number}


def _name(task: Task) -> str:
    return f"ask-{task.number}"
