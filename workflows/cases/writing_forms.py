"""What the form of every paper's words has: title, text, and the wording that the page showed."""

from typing import Any

from django import forms

from workflows.case_words import CaseOutcome, CaseStep
from workflows.cases.forms import OutcomeForm, lines
from workflows.flows.paper_rules import wrong_words
from workflows.models.escalating import LONGEST_TITLE


class WritePaperForm(OutcomeForm):
    """A paper's title and text; `revision` is the wording that the page showed."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label="标题", help_text=f"最多{LONGEST_TITLE}个字。")
    text = lines("正文", rows=10, help_text="不要写个人姓名和证件号码。")

    def __init__(self, data: Any = None, initial: Any = None) -> None:
        super().__init__(CaseOutcome.SAVED, data, initial)
        del self.fields["reason"]

    def wrong(self) -> dict[str, str]:
        """Return what is wrong with the words, by field."""
        return wrong_words(self.said)

    @property
    def shown_at(self) -> CaseStep:
        """Return the step at which the page showed the paper: what moved since is told."""
        step: str = self.cleaned_data["step"]
        return CaseStep(step) if step in CaseStep.values else CaseStep.DRAFT
