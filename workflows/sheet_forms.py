"""The forms of a sheet: a row's fields in short, one answer for many rows, who works on them."""

from typing import Any, Self

from django import forms
from django.http import QueryDict

from workflows.cleaning import cleaned
from workflows.filling import Entry
from workflows.forms import ConcurrenceForm, DraftForm, FiguresForm, leave_open
from workflows.models import Draft, Handling, Progress
from workflows.sheets import Row

PROGRESS = [("", "请选择"), *Progress.choices]


def prefix_of(key: int) -> str:
    """Return what the names of a row's fields begin with.

    >>> prefix_of(12)
    'r12'
    """
    return f"r{key}"


class RowForm(DraftForm):
    """A row's fields; `over` is the revision whose text this one is knowingly to replace."""

    revision = forms.IntegerField(widget=forms.HiddenInput(attrs={"id": False}))
    over = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta(DraftForm.Meta):
        widgets = {
            # Two rows are what a browser shows unasked; a county's page is short of every letter.
            name: forms.Textarea(attrs={"rows": False, "cols": False})
            for name in ("progress", "problem", "next_step")
        } | {
            "next_step_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "status": forms.Select(choices=PROGRESS),
        }
        help_texts: dict[str, str] = {}  # noqa: RUF012 (said once, above the rows)

    row: Row

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = PROGRESS  # type: ignore[attr-defined]

    @classmethod
    def of(cls, row: Row, data: QueryDict | None = None) -> Self:
        """Return the form of a row one may write, filled from `data` or from what was saved."""
        draft = row.draft or Draft(report=row.report)
        kind: Any = RowConcurrenceForm if row.report.is_concurrence else cls
        kind = RowFiguresForm if row.report.asks_figures_only else kind
        form: Self = kind(
            data,
            instance=Draft(report=row.report, **draft.written()),
            prefix=prefix_of(row.report.pk),
            auto_id="%s",
            initial={"revision": draft.revision},
        )
        form.row = row
        return form.ask(row.figures, row.nodes)

    def entry(self) -> Entry:
        """Return what was typed; call it on a valid form."""
        said = dict(self.cleaned_data)
        over, revision = said.pop("over", None), said.pop("revision", None)
        return Entry(self.row, over if over is not None else revision or 0, said)


class RowConcurrenceForm(ConcurrenceForm, RowForm):
    """A joint lead's 会签 in its row."""

    class Meta(ConcurrenceForm.Meta):
        help_texts: dict[str, str] = {}  # noqa: RUF012
        widgets = ConcurrenceForm.Meta.widgets | {"progress": forms.Textarea(attrs={"rows": 2})}


class RowFiguresForm(FiguresForm, RowForm):
    """The yearly figures of a closed task in its row."""

    class Meta(FiguresForm.Meta):
        help_texts: dict[str, str] = {}  # noqa: RUF012


class AnswerForm(forms.Form):
    """One answer for many rows."""

    CHOSEN, UNTOUCHED = "chosen", "untouched"

    scope = forms.ChoiceField(
        label="填到哪些行",
        choices=[(UNTOUCHED, "所有还没有填的行"), (CHOSEN, "下面勾选的行")],
        widget=forms.RadioSelect,
        initial=UNTOUCHED,
        error_messages={"required": "请选择填到哪些行。"},
    )
    status = forms.ChoiceField(label="进度", choices=PROGRESS)
    progress = forms.CharField(label="进展情况", widget=forms.Textarea(attrs={"rows": 3}))
    over = forms.BooleanField(label="勾选的行已有内容的，也改成这一句")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        leave_open(self.fields, wanted=("scope", "status", "progress"))

    def clean(self) -> dict[str, Any]:
        """Ask for the words: an answer without them is 无变化, which has its own button."""
        said = super().clean() or {}
        said["progress"] = cleaned(said.get("progress", ""))
        if not said["progress"].strip():
            self.add_error("progress", "请写下要填入的内容。确无变化的，请用“其余都填无变化”。")
        if not said.get("status"):
            self.add_error("status", "请选择进度。")
        if not said.get("scope"):
            self.add_error("scope", "请选择填到哪些行。")
        return said

    def content(self) -> dict[str, Any]:
        """Return the draft's fields the answer sets."""
        return {name: self.cleaned_data[name] for name in ("status", "progress")} | {
            "no_change": False
        }


class HandlingForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Who inside the unit works on the chosen rows; empty takes it back."""

    class Meta:
        model = Handling
        fields = ("office", "person")
