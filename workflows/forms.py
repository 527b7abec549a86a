"""The forms of a report: what a unit writes, and what one says when sending back."""

from collections.abc import Callable, Iterable
from typing import Any, Self

from django import forms
from django.http import QueryDict

from workflows.cleaning import cleaned
from workflows.completeness import TEXTS
from workflows.figures.asking import Asked, take_figures
from workflows.figures.forms import figure_fields
from workflows.figures.showing import Figure
from workflows.milestones.asking import AskedMilestone, take_answers
from workflows.milestones.forms import milestone_fields
from workflows.milestones.showing import Answered
from workflows.models import Draft, Report
from workflows.steps import Place

Texts = dict[str, str]
Take = Callable[[Texts], tuple[Texts, Texts]]


class DraftForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """The fields a unit fills in; a draft may be incomplete, so nothing here is required."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    asked: Iterable[Asked] = ()
    figure_names: Iterable[str] = ()
    nodes: Iterable[AskedMilestone] = ()
    node_names: Iterable[str] = ()

    class Meta:
        model = Draft
        fields: tuple[str, ...] = (
            "status", "progress", "problem", "next_step", "next_step_on", "no_change",
        )  # fmt: skip
        widgets = {  # noqa: RUF012 (Django's own form of Meta)
            "progress": forms.Textarea(attrs={"rows": 8}),
            "problem": forms.Textarea(attrs={"rows": 4}),
            "next_step": forms.Textarea(attrs={"rows": 4}),
            "next_step_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "status": forms.RadioSelect,
        }
        help_texts = {  # noqa: RUF012
            "progress": "本期做了什么、到了哪一步。不要写个人姓名和证件号码。",
            "problem": "没有问题的不填。",
            "no_change": "与上期相比确无变化的，勾选此项即可提交。",
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["status"].choices = Draft._meta.get_field("status").choices  # type: ignore[attr-defined]
        leave_open(self.fields, wanted=("status", "progress"))

    def ask(self, figures: Iterable[Figure], nodes: Iterable[Answered] = ()) -> Self:
        """Add the fields of the figures and nodes that the row reports, as its draft has them."""
        asked = list(figures)
        self.asked = [figure.asked for figure in asked]
        self.nodes = [node.asked for node in nodes]
        of_figures, of_nodes = figure_fields(asked), milestone_fields(self.nodes)
        self.figure_names, self.node_names = list(of_figures), list(of_nodes)
        self.fields |= of_figures | of_nodes
        self.initial |= self.instance.figures | self.instance.milestones
        return self

    @property
    def figure_rows(self) -> list[forms.BoundField]:
        """Return the fields of figures, for a page that lays out the others one by one."""
        return [self[name] for name in self.figure_names]

    @property
    def node_rows(self) -> list[forms.BoundField]:
        """Return the fields of nodes, as `figure_rows` those of figures."""
        return [self[name] for name in self.node_names]

    def clean(self) -> dict[str, Any]:
        """Clean what was pasted, before anything compares or keeps it."""
        super().clean()
        texts = {
            name: cleaned(self.cleaned_data[name]) for name in TEXTS if name in self.cleaned_data
        }
        said = self.cleaned_data | texts
        said = self._gathered(said, "figures", self.figure_names, self._take_figures)
        return self._gathered(said, "milestones", self.node_names, self._take_answers)

    def _gathered(
        self, said: dict[str, Any], into: str, names: Iterable[str], take: Take
    ) -> dict[str, Any]:
        """Gather fields into one of the draft's; a page that had none leaves it as it is."""
        typed = {name: said.pop(name, "") for name in names}
        if not any(self.add_prefix(name) in self.data for name in typed):
            return said
        kept, wrong = take(typed)
        for name, words in wrong.items():
            self.add_error(name, words)
        return said | {into: kept}

    def _take_figures(self, typed: Texts) -> tuple[Texts, Texts]:
        return take_figures(self.asked, typed)

    def _take_answers(self, typed: Texts) -> tuple[Texts, Texts]:
        return take_answers(self.nodes, typed)

    def content(self) -> dict[str, Any]:
        """Return what was typed, ready for `save_draft`."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


class ConcurrenceForm(DraftForm):
    """A joint lead's row: agree with the first-listed lead's report, or dissent in writing."""

    class Meta(DraftForm.Meta):
        fields = ("concurs", "progress")
        labels = {"progress": "意见"}  # noqa: RUF012
        help_texts = {"progress": "不同意牵头单位报告的，请写明理由。"}  # noqa: RUF012
        widgets = {  # noqa: RUF012
            "concurs": forms.RadioSelect(choices=[(True, "同意"), (False, "不同意")]),
            "progress": forms.Textarea(attrs={"rows": 5}),
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        forms.ModelForm.__init__(self, *args, **kwargs)  # type: ignore[arg-type]
        leave_open(self.fields, wanted=("concurs",))


class FiguresForm(DraftForm):
    """The row of a task that was closed before the cycle opened: its yearly figures alone."""

    class Meta(DraftForm.Meta):
        fields = ()

    def __init__(self, *args: object, **kwargs: object) -> None:
        forms.ModelForm.__init__(self, *args, **kwargs)  # type: ignore[arg-type]


class ReturnForm(forms.Form):
    """Why a report goes back, what of it, and by when the unit answers."""

    place = forms.ChoiceField(label="退回针对", choices=Place, initial=Place.WHOLE)
    reason = forms.CharField(
        label="退回原因",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明要补充或修改什么，例如“请补充四季度数据后重新提交”。",
    )
    reply_by = forms.DateField(
        label="答复期限",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="不填的，按规定为三个工作日。",
        error_messages={"invalid": "请填写日期，例如 2026-01-15。"},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        leave_open(self.fields, wanted=("place", "reason"))


class SignersReturnForm(forms.Form):
    """A signer's word on a row that goes back; many stand on one page, named by their reports."""

    reason = forms.CharField(
        label="退回原因", widget=forms.Textarea(attrs={"rows": 2}), help_text="写明要补充什么。"
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        leave_open(self.fields, wanted=("reason",))

    @classmethod
    def of(cls, report: Report, data: QueryDict) -> Self:
        return cls(data, prefix=f"back-{report.pk}")

    @classmethod
    def unjudged(cls, report: Report, data: QueryDict) -> Self:
        """Return the form with what was typed into it, not yet judged."""
        return cls(prefix=f"back-{report.pk}", initial={"reason": cls.typed(report, data)})

    @staticmethod
    def typed(report: Report, data: QueryDict) -> str:
        """Return what was typed into the report's form."""
        return data.get(f"back-{report.pk}-reason", "").strip()


class ReopenForm(forms.Form):
    """Why a signed report is corrected."""

    reason = forms.CharField(label="更正原因", widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        leave_open(self.fields, wanted=("reason",))


class SealForm(forms.Form):
    """Why a file of evidence is sealed."""

    why = forms.CharField(
        label="封存原因",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如“第3页有残疾人姓名和住址”。不要把个人信息再写在这里。",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        leave_open(self.fields, wanted=("why",))


class StandingForm(forms.Form):
    """Why a task is marked as 长期坚持, or is not any more."""

    standing = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="理由",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="各单位都会看到，例如“制度性工作，没有一次性完成的时候”。",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        leave_open(self.fields, wanted=("reason",))


def leave_open(fields: dict[str, forms.Field], *, wanted: tuple[str, ...]) -> None:
    """Let a draft be saved with anything missing; `wanted` is not marked as optional all the same.

    What a submission must have is said by `workflows.completeness`, not by the form.
    """
    for name, field in fields.items():
        field.required = False
        field.wanted = name in wanted  # type: ignore[attr-defined]
