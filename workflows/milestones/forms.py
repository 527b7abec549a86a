"""The fields by which a lead answers for its nodes, for the report's page and the sheet's row."""

from collections.abc import Iterable

from django import forms

from workflows.milestones.asking import AskedMilestone


def milestone_fields(asked: Iterable[AskedMilestone]) -> dict[str, forms.Field]:
    """Return two fields for each node: its day or its sum, and why there is none."""
    fields: dict[str, forms.Field] = {}
    for each in asked:
        answer = forms.CharField(
            label=f"{each.about}：{each.label}",
            help_text=f"{each.hint}。" if each.hint else "",
            required=False,
            widget=_widget(each),
        )
        answer.wanted = each.must  # type: ignore[attr-defined]
        fields[each.name] = answer
        label = f"{each.about}：{each.why_label}"
        fields[each.why_name] = forms.CharField(label=label, required=False)
    return fields


def _widget(asked: AskedMilestone) -> forms.Widget:
    # A day has the browser's own picker; a number field would throw away what it cannot read.
    if asked.milestone.is_countable:
        return forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.TextInput(attrs={"type": "date"})
