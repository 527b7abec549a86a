"""The fields by which figures are typed, and the forms by which they are disputed and decided."""

from collections.abc import Iterable
from typing import Any

from django import forms

from workflows.figures.asking import Asked, Kind
from workflows.figures.showing import Figure, stated_words
from workflows.models import Dispute, Stands


def figure_fields(figures: Iterable[Figure]) -> dict[str, forms.Field]:
    """Return two fields for each figure: its value, and why there is none."""
    fields: dict[str, forms.Field] = {}
    for each in figures:
        value = forms.CharField(
            label=each.asked.label,
            help_text=f"{each.hint}。",
            required=False,
            widget=_widget(each.asked),
        )
        # A draft may lack it; it is not marked as optional all the same.
        value.wanted = True  # type: ignore[attr-defined]
        fields[each.asked.name] = value
        fields[each.asked.why_name] = forms.CharField(label=each.asked.why_label, required=False)
    return fields


def _widget(asked: Asked) -> forms.Widget:
    # Not a number field: a browser throws away what it cannot read, and we can say why.
    decimal = {"inputmode": "decimal", "autocomplete": "off"}
    return forms.TextInput(attrs={} if asked.kind == Kind.WORDS else decimal)


class DisputeForm(forms.Form):
    """Another value, and where it is from."""

    said = forms.CharField(label="你单位掌握的数值", required=False)
    source = forms.CharField(
        label="数据出处",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="哪个系统、哪份台账、截至哪一天，例如“2025年12月医保系统参保台账”。",
    )

    def __init__(self, asked: Asked, data: Any = None) -> None:
        super().__init__(data, prefix="state")
        self.fields["said"].label = f"你单位掌握的{asked.label}"
        for field in self.fields.values():
            field.wanted = True  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """Which value stands, and why."""

    stands = forms.ChoiceField(label="以哪个数值为准", required=False, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="裁定理由",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="两个单位都会看到。",
    )

    def __init__(self, figure: Figure, dispute: Dispute, data: Any = None) -> None:
        super().__init__(data, prefix=f"decide-{dispute.pk}")
        self.dispute = dispute
        self.fields["stands"].choices = [  # type: ignore[attr-defined]
            (Stands.SOURCE, f"{figure.asked.indicator.supplier}报送的{figure.said}"),
            (Stands.OTHER, f"{dispute.unit}提出的{stated_words(figure.asked, dispute)}"),
        ]
        for field in self.fields.values():
            field.wanted = True  # type: ignore[attr-defined]
