"""The form of how indicators roll up: two choices an indicator, and what the page showed."""

import json
from typing import Any

from django import forms
from django.forms import BoundField

from task_table.models import Indicator, OverCounties, OverCycles, Plan
from workflows.figures.ruling import rules_of
from workflows.forms import leave_open

AXES = (("cycles", "一年各期", OverCycles), ("counties", "各县（市、区）", OverCounties))


class RulesForm(forms.Form):
    """Two choices an indicator; `seen` says what the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, plan: Plan, data: Any = None) -> None:
        self.indicators = list(
            plan.indicators.select_related("supplier", "task").order_by("number")
        )
        rules = rules_of(plan)
        super().__init__(data, initial={"seen": json.dumps(rules)})
        for each in self.indicators:
            for axis, label, choices in AXES:
                name = f"{axis}-{each.number}"
                self.fields[name] = forms.ChoiceField(
                    label=f"指标{each.number}：{label}", choices=choices.choices,
                    initial=rules[name], required=False,
                    error_messages={"invalid_choice": "请从列出的规则中选择。"},
                )  # fmt: skip
        leave_open(self.fields, wanted=tuple(rules))

    def by_indicator(self) -> list[tuple[Indicator, list[BoundField]]]:
        """Return each indicator with its choices."""
        return [
            (each, [self[f"{axis}-{each.number}"] for axis, _, _ in AXES])
            for each in self.indicators
        ]

    def rules(self) -> dict[str, str]:
        """Return what was chosen, by field; what was not sent stays as it is."""
        return {name: rule for name, rule in self.cleaned_data.items() if name != "seen" and rule}

    def seen_rules(self) -> dict[str, str]:
        """Return what the page showed when the choices were made; nothing that is no such list."""
        try:
            shown = json.loads(self.cleaned_data["seen"])
        except ValueError:
            return {}
        return shown if isinstance(shown, dict) else {}

    def tell(self, wrong: dict[str, str]) -> None:
        """Say beside each field what cannot be."""
        for name, words in wrong.items():
            self.add_error(name if name in self.fields else None, words)
