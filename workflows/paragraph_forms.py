"""The form of a paragraph: its words, and the revisions of the rows it was read over."""

import re
from typing import Any, Self

from django import forms
from django.http import QueryDict

from workflows.cleaning import cleaned
from workflows.forms import leave_open
from workflows.models import Progress
from workflows.paragraphs import STATUSES, Paragraph, Said

CHOICES = [(status.value, status.label) for status in STATUSES]


def paragraph_prefix(place: int) -> str:
    """Return what the names of a paragraph's fields begin with.

    >>> paragraph_prefix(3)
    's3'
    """
    return f"s{place}"


def written_out(revisions: dict[int, int]) -> str:
    """Return revisions by report as a field holds them.

    >>> written_out({12: 0, 13: 4})
    '12:0 13:4'
    """
    return " ".join(f"{key}:{revision}" for key, revision in revisions.items())


def read_revisions(text: str) -> dict[int, int]:
    """Return the revisions a field holds; what is none is left out.

    >>> read_revisions("12:0 13:4 x")
    {12: 0, 13: 4}
    """
    pairs = re.findall(r"([0-9]{1,18}):([0-9]{1,9})\b", text)
    return {int(key): int(revision) for key, revision in pairs}


class ParagraphForm(forms.Form):
    """One paragraph; `over` are the revisions whose text this one is knowingly to replace."""

    rows = forms.CharField(widget=forms.HiddenInput(attrs={"id": False}))
    over = forms.CharField(widget=forms.HiddenInput)
    status = forms.ChoiceField(label="进度", choices=CHOICES)
    progress = forms.CharField(
        label="本部分进展（一段话）", widget=forms.Textarea(attrs={"rows": False, "cols": False})
    )

    paragraph: Paragraph

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        leave_open(self.fields, wanted=("progress",))

    @classmethod
    def of(cls, paragraph: Paragraph, data: QueryDict | None = None) -> Self:
        """Return the form of a paragraph, filled from `data` or from what was saved."""
        initial = {
            "rows": written_out(paragraph.revisions),
            "status": paragraph.status or STATUSES[0].value,
            "progress": paragraph.progress,
        }
        prefix = paragraph_prefix(paragraph.place)
        form = cls(data, prefix=prefix, auto_id="%s", initial=initial)
        form.paragraph = paragraph
        return form

    def clean(self) -> dict[str, Any]:
        """Clean what was pasted, before anything compares or keeps it."""
        said = super().clean() or {}
        return said | {"progress": cleaned(said.get("progress", ""))}

    def said(self) -> Said:
        """Return what was typed; call it on a valid form."""
        typed = self.cleaned_data
        revisions = read_revisions(typed["rows"]) | read_revisions(typed["over"])
        status = typed["status"] or Progress.UNDER_WAY
        return Said(self.paragraph, revisions, status, typed["progress"])
