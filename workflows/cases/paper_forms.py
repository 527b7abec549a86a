"""The forms of 督办单 and 通报: their words, and what sends one back."""

from typing import Any, Self

from django import forms

from workflows.case_words import CaseOutcome, CaseStep
from workflows.cases.action_forms import ReturnActionForm
from workflows.cases.forms import lines
from workflows.cases.summary_forms import WriteSummaryForm
from workflows.cases.writing_forms import WritePaperForm
from workflows.models import Circular, Colour, SummaryPaper, SupervisionNotice


class WriteNoticeForm(WritePaperForm):
    """A 督办单: its colour, its words, and in how many working days it is to be answered."""

    colour = forms.ChoiceField(label="颜色", choices=Colour, widget=forms.RadioSelect)
    reply_days = forms.IntegerField(label="反馈工作日", help_text="签发后几个工作日内反馈。")

    def __init__(self, paper: SupervisionNotice, data: Any = None) -> None:
        names = ("step", "revision", "title", "text", "colour", "reply_days")
        super().__init__(data, {name: getattr(paper, name) for name in names})
        self.fields["colour"].choices = [(str(each), each.label) for each in Colour]  # type: ignore[attr-defined]
        self.order_fields(["colour", "title", "text", "reply_days"])


class WriteCircularForm(WritePaperForm):
    """A 通报: its words, and the sentence that names each unit; a unit can be left out."""

    def __init__(self, paper: Circular, data: Any = None) -> None:
        names = ("step", "revision", "title", "text")
        super().__init__(data, {name: getattr(paper, name) for name in names})
        self.entries = paper.entries
        units = dict(paper.plan.committee.units.values_list("code", "name"))
        for each in paper.entries:
            self._add(each["unit"], units.get(each["unit"], each["unit"]), each["sentence"])

    def _add(self, code: str, name: str, sentence: str) -> None:
        field = lines(f"点名的话：{name}", rows=3)
        field.required, field.initial = False, sentence
        kept = forms.BooleanField(label=f"列入{name}", required=False, initial=True)
        self.fields |= {f"sentence-{code}": field, f"kept-{code}": kept}

    @property
    def said(self) -> dict[str, Any]:
        """Return the words, and the entries that are kept, in their order."""
        typed = super().said
        words = {name: typed[name] for name in ("title", "text", "revision") if name in typed}
        entries = [
            {"unit": each["unit"], "sentence": typed.get(f"sentence-{each['unit']}", "")}
            for each in self.entries
            if typed.get(f"kept-{each['unit']}")
        ]
        return words | {"entries": entries}


def write_form(paper: Any, data: Any = None) -> WritePaperForm:
    """Return the form of a paper's words."""
    if isinstance(paper, SummaryPaper):
        return WriteSummaryForm(paper, data)
    form = WriteCircularForm if isinstance(paper, Circular) else WriteNoticeForm
    return form(paper, data)


class ReturnPaperForm(ReturnActionForm):
    """Why a paper, or a unit's answer to it, goes back; of an answer also by when it is given."""

    @classmethod
    def of(cls, case: Any, outcome: CaseOutcome, data: Any = None, initial: Any = None) -> Self:
        """Return the form; only who judges an answer sets a day."""
        form = cls(outcome, data, initial=initial)
        if case.step != CaseStep.CONFIRM:
            del form.fields["reply_by"]
        return form
