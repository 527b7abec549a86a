"""The forms of cases: what each outcome asks of whoever decides it, in Chinese."""

from typing import Any, Self

from django import forms

from workflows.case_words import NEEDS_A_REASON, CaseOutcome
from workflows.cleaning import cleaned
from workflows.forms import leave_open


def lines(label: str, rows: int = 3, help_text: str = "") -> forms.CharField:
    """Return a field of several lines."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=area, help_text=help_text)


def day(label: str, help_text: str = "") -> forms.DateField:
    """Return a field for a day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, help_text=help_text)


class OutcomeForm(forms.Form):
    """What every outcome may say: the reason; kinds add their own fields before it.

    `step` is where the page showed the case: what has moved since is told, not moved again. What
    must be said is checked by the flow, so that nothing typed is refused by two rules.
    """

    step = forms.CharField(widget=forms.HiddenInput)
    reason = lines("意见", rows=2)
    optional: tuple[str, ...] = ()

    def __init__(self, outcome: CaseOutcome, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, prefix=outcome.value, initial=initial)
        self.outcome = outcome
        must = outcome in NEEDS_A_REASON
        self.fields["reason"].label = f"{outcome.label}的原因" if must else "意见"
        wanted = [name for name in self.fields if name not in (*self.optional, "reason")]
        leave_open(self.fields, wanted=(*wanted, *(["reason"] if must else [])))
        self.order_fields([name for name in self.fields if name != "reason"])

    @classmethod
    def of(cls, case: Any, outcome: CaseOutcome, data: Any = None, initial: Any = None) -> Self:
        """Return the form for a case; kinds whose fields depend on the case look at it."""
        return cls(outcome, data, initial=initial)

    @property
    def words(self) -> str:
        """Return what the button says."""
        return self.outcome.label

    @property
    def said(self) -> dict[str, Any]:
        """Return what the kind's own fields say, texts cleaned of what pasting brings along."""
        own = {k: v for k, v in self.cleaned_data.items() if k not in ("step", "reason")}
        return {k: cleaned(v) if isinstance(v, str) else v for k, v in own.items()}


class AskExtensionForm(OutcomeForm):
    """What a lead says when it asks for a later date."""

    asked_until = day("申请延期至")
    cause = lines("延期原因", help_text="为什么不能按原定时限完成。")
    progress_so_far = lines("目前进展", help_text="已经完成什么，还差什么。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]


class GrantExtensionForm(OutcomeForm):
    """Until when, and by which document."""

    until = day("同意延期至")
    document_number = forms.CharField(
        label="文号", max_length=64, help_text="时限是规划文件规定的，须填写同意延期的文件文号。"
    )
    optional = ("document_number",)
