"""The forms by which a unit gives its opinion on a draft, and the office decides on it."""

from typing import Any

from django import forms

from workflows.cases.forms import lines
from workflows.forms import leave_open
from workflows.models import Opinion
from workflows.summary.answering import LONGEST_OPINION, LONGEST_WHY, NO_OPINION


class AnswerOpinionForm(forms.Form):
    """A unit's opinion on a draft, or that it has none."""

    none = forms.ChoiceField(
        label="答复", choices=[("", "有意见"), ("none", NO_OPINION)], required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip
    text = lines("意见", rows=5, help_text=f"最多{LONGEST_OPINION}个字。写明哪一项、建议改成什么。")

    def __init__(self, opinion: Opinion, data: Any = None) -> None:
        has_none = opinion.answered_at is not None and not opinion.text
        super().__init__(data, initial={"none": "none" if has_none else "", "text": opinion.text})
        leave_open(self.fields, wanted=())


class DecideOpinionForm(forms.Form):
    """Whether an opinion is adopted, and why not; `seen` is the text that was read."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    adopted = forms.ChoiceField(
        label="处理", choices=[("yes", "采纳"), ("no", "不采纳")], widget=forms.RadioSelect
    )
    why = lines(
        "说明", rows=2, help_text=f"不采纳的须写明理由，最多{LONGEST_WHY}个字；单位会看到。"
    )

    def __init__(self, opinion: Opinion, data: Any = None) -> None:
        said = {True: "yes", False: "no", None: ""}[opinion.adopted]
        super().__init__(data, initial={"adopted": said, "why": opinion.why, "seen": opinion.text})
        leave_open(self.fields, wanted=("adopted",))

    @property
    def chosen(self) -> bool | None:
        """Return what was chosen; None where nothing was."""
        return {"yes": True, "no": False}.get(self.cleaned_data.get("adopted", ""))
