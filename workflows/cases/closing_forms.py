"""The forms of 办结销号: the claim, the office's list, the leader's decision with its grade."""

from typing import Any, Self

from django import forms

from task_table.models import Task
from workflows.case_words import CaseOutcome
from workflows.cases.forms import OutcomeForm, lines
from workflows.evidence.signed import signed_evidence_of
from workflows.figures.asking import Asked, Kind, take_figures
from workflows.figures.latest import latest_in_words, latest_signed
from workflows.flows.closing_rules import NO, YES, asked_of_task
from workflows.forms import leave_open
from workflows.models.closing import CHECKLIST

NOT_LISTED = {"invalid_choice": "所选材料不在可选范围内，请重新选择。"}
YES_OR_NO = {"invalid_choice": "请选择是或否。"}


class ClaimForm(OutcomeForm):
    """What a lead says when it claims that a task is complete; figures by the task's indicators."""

    statement = lines("完成情况", rows=5, help_text="做成了什么，怎样达到任务要求。")
    evidence = forms.MultipleChoiceField(
        label="佐证材料",
        widget=forms.CheckboxSelectMultiple,
        help_text="从本任务牵头单位已签批报告所附的材料中选。",
        error_messages=NOT_LISTED,
    )
    proof = lines(
        "佐证说明", help_text="材料不在上面的，写明名称、文号和存放处。不要写个人姓名和证件号码。"
    )
    optional = ("evidence", "proof")

    def __init__(
        self, outcome: CaseOutcome, data: Any = None, initial: Any = None, *, task: Task
    ) -> None:
        super().__init__(outcome, data, initial)
        del self.fields["reason"]
        self._offer_evidence(task)
        self.asked = asked_of_task(task)
        self.figure_names: list[str] = []
        latest = latest_signed(each.indicator for each in self.asked)
        for each in self.asked:
            self._ask(each, latest_in_words(each, latest.get(each.indicator.pk)))

    @classmethod
    def of(cls, case: Any, outcome: CaseOutcome, data: Any = None, initial: Any = None) -> Self:
        return cls(outcome, data, initial, task=case.task)

    def _offer_evidence(self, task: Task) -> None:
        """Offer the files that may be referred to; the field goes where there are none."""
        offered = [
            (str(each.uuid), f"{each.name}（{each.report.unit}，{each.report.cycle.label}）")
            for each in signed_evidence_of(task)
            if not each.is_sealed
        ]
        if offered:
            self.fields["evidence"].choices = offered  # type: ignore[attr-defined]
        else:
            del self.fields["evidence"]

    def _ask(self, asked: Asked, latest: str) -> None:
        attrs = {} if asked.kind == Kind.WORDS else {"inputmode": "decimal", "autocomplete": "off"}
        value = forms.CharField(
            label=asked.label,
            help_text=f"{asked.rule}；最近：{latest}。",
            widget=forms.TextInput(attrs=attrs),
        )
        why = forms.CharField(label=asked.why_label)
        own: dict[str, forms.Field] = {asked.name: value, asked.why_name: why}
        leave_open(own, wanted=(asked.name,))
        self.fields |= own
        self.figure_names += own

    def clean(self) -> dict[str, Any]:
        """Read the figures; what cannot be read is said beside its field."""
        said = super().clean() or {}
        typed = {name: said.get(name, "") for name in self.figure_names}
        self.figures, wrong = take_figures(self.asked, typed)
        for name, words in wrong.items():
            self.add_error(name, words)
        return said

    @property
    def said(self) -> dict[str, Any]:
        """Return the claim, its figures together as a draft keeps them."""
        said = {
            name: value for name, value in super().said.items() if name not in self.figure_names
        }
        return said | {"figures": self.figures}


class CheckForm(OutcomeForm):
    """The office's list: each question yes or no, with a remark."""

    def __init__(self, outcome: CaseOutcome, data: Any = None, initial: Any = None) -> None:
        super().__init__(outcome, data, initial)
        own: dict[str, forms.Field] = {}
        for name, words in CHECKLIST.items():
            own[name] = forms.ChoiceField(
                label=words,
                choices=[(YES, "是"), (NO, "否")],
                widget=forms.RadioSelect,
                error_messages=YES_OR_NO,
            )
            own[f"{name}_remark"] = forms.CharField(label=f"{words}：说明")
        leave_open(own, wanted=tuple(CHECKLIST))
        self.fields = own | self.fields


class CloseForm(OutcomeForm):
    """The leader's 销号, with a grade where the plan asks for one."""

    def __init__(
        self, outcome: CaseOutcome, data: Any = None, initial: Any = None,
        *, grades: list[str],
    ) -> None:  # fmt: skip
        super().__init__(outcome, data, initial)
        if grades:
            grade = forms.ChoiceField(
                label="评定等次", choices=[(word, word) for word in grades],
                widget=forms.RadioSelect, error_messages={"invalid_choice": "请重新评定等次。"},
            )  # fmt: skip
            leave_open({"grade": grade}, wanted=("grade",))
            self.fields = {"grade": grade, **self.fields}

    @classmethod
    def of(cls, case: Any, outcome: CaseOutcome, data: Any = None, initial: Any = None) -> Self:
        return cls(outcome, data, initial, grades=case.plan.grades)
