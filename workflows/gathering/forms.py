"""The form of a lead that gathers: before it is submitted, it names who gave nothing."""

from django import forms
from django.http import QueryDict

from workflows.forms import DraftForm, ReturnForm, leave_open
from workflows.gathering.reading import Tally

# The id of the page's one form; rows of its table belong to it from outside.
LEAD_FORM = "lead-form"


class LeadForm(DraftForm):
    """A lead's draft with the units of which nothing stands; `silent` are their codes."""

    known = forms.BooleanField(label="已知悉，以上未反馈的单位随本报告一并写明")

    def __init__(self, *args: object, tally: Tally, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        leave_open({"known": self.fields["known"]}, wanted=("known",))
        self.fields["known"].help_text = f"{tally}。未反馈：{tally.silent_names}。"
        self.silent = tally.silent_codes

    def content(self) -> dict[str, object]:
        """Return what was typed; the tick is asked anew at each submission."""
        return {name: value for name, value in super().content().items() if name != "known"}


class SendBackForm(ReturnForm):
    """Why rows are sent back, on the lead's own page: part of the one form that is posted there."""

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, prefix="gather")
        for field in self.fields.values():
            field.widget.attrs["form"] = LEAD_FORM
