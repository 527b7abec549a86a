"""The form of a 委托: which of one's posts, to whom, on which days, and why."""

from typing import Any

from django import forms

from project.accounts.forms import DayField, GiveForm
from project.accounts.models import Grant
from project.accounts.models.grants import GrantQuerySet


class GrantField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A choice among one's own posts, named as people name them: 市民政局签批人."""

    def label_from_instance(self, obj: Grant) -> str:
        return f"{obj.of}{obj.get_role_display()}"


class DelegationForm(GiveForm):
    """A delegation to be made under one of the person's own grants."""

    role = scope = None  # type: ignore[assignment]  # those of the grant
    grant = GrantField(queryset=Grant.objects.none(), label="委托哪一项", empty_label="（请选择）")
    who = forms.CharField(
        label="受托人",
        max_length=64,
        help_text="填用户名，或姓名全名。要是本单位（残工委领导的，要是本残工委各单位）有账号的人。",
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
    )
    from_on = DayField(label="起始日期", help_text="当日零时起。")
    until_on = DayField(label="截止日期", help_text="到当日结束时自动失效，最长半年。")
    why = forms.CharField(
        label="委托原因", max_length=200, help_text="例如“外出学习”“休假”，写入留痕。"
    )

    field_order = ("grant", "who", "from_on", "until_on", "why")

    def __init__(self, grants: GrantQuerySet, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["grant"]
        field.queryset = grants
        if len(grants) == 1:
            field.initial, field.empty_label = grants[0].pk, None
