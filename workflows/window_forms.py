"""The forms of windows: 特许补报, a due date moved later, and who owes in which kind of cycle."""

from typing import Any

from django import forms

from task_table.models import Plan
from workflows.duties import duties_of, kinds_of
from workflows.models import Cycle, CycleKind, Party

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

    why = _why("收回原因", "该单位会看到。")


class PostponeForm(forms.Form):
    """The later due dates of a cycle, and why."""

    due_on = _day("牵头单位截止延至", "遇休息日顺延到下一个工作日。补报截止相应顺延。")
    support_due_on = _day("配合单位截止延至", "不填的，配合单位截止日期不变。", required=False)
    reason = _why("延后原因", "各单位都会看到，与原定日期一并显示。")


class DutyForm(forms.Form):
    """A row of ticks for each kind of cycle; `seen` says what the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, plan: Plan, data: Any = None) -> None:
        duties = duties_of(plan)
        super().__init__(data, initial={"seen": _as_text(duties)})
        for kind in kinds_of(plan):
            self.fields[kind] = forms.MultipleChoiceField(
                label=f"{kind.label}报告",
                initial=duties[kind],
                choices=Party.choices,
                widget=forms.CheckboxSelectMultiple,
                required=False,
                error_messages={"invalid_choice": "请只在表中勾选。"},
            )

    def duties(self) -> dict[CycleKind, list[Party]]:
        """Return what was ticked."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return {CycleKind(kind): [Party(each) for each in owed] for kind, owed in said.items()}

    def seen_duties(self) -> dict[CycleKind, list[Party]]:
        """Return what the page showed when the ticks were set; nothing known of it is nothing."""
        pairs = [pair.partition(":") for pair in self.cleaned_data["seen"].split(",")]
        known = [(kind, party) for kind, _, party in pairs if party in Party.values]
        return {kind: [Party(party) for of, party in known if of == kind] for kind in self.duties()}


def _as_text(duties: dict[CycleKind, list[Party]]) -> str:
    return ",".join(f"{kind}:{party}" for kind, owed in duties.items() for party in owed)


def postpone_form(cycle: Cycle, data: Any = None) -> PostponeForm:
    """Return the form filled with today's due dates, or with what was typed."""
    return PostponeForm(data, initial={"due_on": cycle.due_on})
