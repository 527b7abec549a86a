"""The forms of windows: 特许补报, a due date moved later, and who owes in which kind of cycle."""

from typing import Any

from django import forms
from django.forms import BoundField

from task_table.models import Plan
from workflows.duties import duties_of
from workflows.models import Cycle, CycleKind, Party
from workflows.refusals import Incomplete

DAY_WRONG = {
    "required": "请填写日期，例如 2026-03-02。",
    "invalid": "请填写日期，例如 2026-03-02。",
}


def _day(label: str, help_text: str, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=help_text,
        error_messages=DAY_WRONG,
        required=required,
    )


def _why(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=help_text,
        max_length=200,
        error_messages={"required": f"请写明{label}。"},
    )


class ExceptionForm(forms.Form):
    """Until when a unit may file, and why."""

    until_on = _day("可补报到", "遇休息日顺延到下一个工作日，最多60天。")
    reason = _why("原因", "该单位和残工委各单位都会看到，例如“系统对接晚，数据2月底才能取得”。")


class WithdrawForm(forms.Form):
    """Why an exception is taken back."""

    why = _why("收回原因", "各单位都会看到。")


class PostponeForm(forms.Form):
    """The later due dates of a cycle, and why."""

    due_on = _day("牵头单位截止延至", "遇休息日顺延到下一个工作日。补报截止相应顺延。")
    support_due_on = _day("配合单位截止延至", "不填的，配合单位截止日期不变。", required=False)
    reason = _why("延后原因", "各单位都会看到，与原定日期一并显示。")


class DutyForm(forms.Form):
    """A table of ticks, kinds of cycles by parties; `seen` says what the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, plan: Plan, data: Any = None) -> None:
        self.before = duties_of(plan)
        super().__init__(data, initial={"seen": ",".join(_ticked(self.before))})
        for kind, owed in self.before.items():
            for party in Party:
                self.fields[_name(kind, party)] = forms.BooleanField(
                    label=f"{kind.label}报告，{party.label}", initial=party in owed, required=False
                )

    def rows(self) -> list[tuple[str, list[BoundField]]]:
        """Return the table: a kind's name, and its ticks in the order of the parties."""
        return [
            (f"{kind.label}报告", [self[_name(kind, party)] for party in Party])
            for kind in self.before
        ]

    def duties(self) -> dict[CycleKind, list[Party]]:
        """Return what was ticked."""
        return self._chosen({name for name, ticked in self.cleaned_data.items() if ticked})

    def seen_duties(self) -> dict[CycleKind, list[Party]]:
        """Return what the page showed when the ticks were set."""
        return self._chosen(set(self.cleaned_data["seen"].split(",")))

    def tell(self, refusal: Incomplete) -> None:
        """Put what was refused of a kind beside its first tick."""
        for kind, words in refusal.fields.items():
            self.add_error(_name(kind, Party.LEAD), words)

    def _chosen(self, names: set[str]) -> dict[CycleKind, list[Party]]:
        return {
            kind: [party for party in Party if _name(kind, party) in names] for kind in self.before
        }


def _name(kind: str, party: Party) -> str:
    return f"{kind}-{party}"


def _ticked(duties: dict[CycleKind, list[Party]]) -> list[str]:
    return [_name(kind, party) for kind, owed in duties.items() for party in owed]


def postpone_form(cycle: Cycle, data: Any = None) -> PostponeForm:
    """Return the form filled with today's due dates, or with what was typed."""
    return PostponeForm(data, initial={"due_on": cycle.due_on})
