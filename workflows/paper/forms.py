"""The forms of 线下签批: a signed sheet comes back, a colleague checks it."""

from typing import Any

from django import forms
from django.utils import timezone

from project.accounts.access import Permission, people_who_may
from project.accounts.forms import DayField, SaysWhatIsMissing
from project.accounts.models import Unit, User
from workflows.cleaning import cleaned
from workflows.paper.entering import SCANS, Signed


class SignerField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A choice among the unit's signers, by name."""

    def label_from_instance(self, obj: User) -> str:
        return obj.name


def code_field(help_text: str) -> forms.CharField:
    """Return the field for a code read off paper."""
    widget = forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"})
    return forms.CharField(label="校验码", max_length=40, widget=widget, help_text=help_text)


class EnterForm(SaysWhatIsMissing, forms.Form):
    """What is read off a signed sheet, and its scan."""

    code = code_field("纸上每页都印着，9位，形如 CDV-35E-3XX；大小写、空格都可以。")
    signer = SignerField(
        queryset=User.objects.none(), required=False, label="签批人在本系统的账号",
        empty_label="没有账号，填下面的姓名",
    )  # fmt: skip
    signer_name = forms.CharField(
        label="签批人姓名", max_length=32, required=False, help_text="照纸上签字填写。"
    )
    signer_post = forms.CharField(label="签批人职务", max_length=32, help_text="例如“局长”。")
    signed_on = DayField(label="纸上日期")
    file = forms.FileField(
        label="扫描件", allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{kind}" for kind in SCANS)}),
        help_text="全部页放在一个文件里：pdf，或一页的 jpg、png。",
    )  # fmt: skip

    def __init__(self, unit: Unit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signers = people_who_may(Permission.SIGN_OFF, unit, on=timezone.localdate())
        self.fields["file"].error_messages["required"] = "请选择签字后的扫描件。"
        field: Any = self.fields["signer"]
        field.queryset = signers.order_by("pk")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("signer") and not (said.get("signer_name") or "").strip():
            self.add_error("signer_name", "请填写签批人姓名。")
        return said

    @property
    def signed(self) -> Signed:
        """Return who signed, and the date on the paper."""
        said = self.cleaned_data
        signer: User | None = said["signer"]
        name = signer.name if signer else cleaned(said["signer_name"].strip())
        post = cleaned(said["signer_post"].strip())
        return Signed(name=name, post=post, on=said["signed_on"], signer=signer)


class ConfirmForm(SaysWhatIsMissing, forms.Form):
    """The code, typed off the scan by the second colleague."""

    code = code_field("请照扫描件输入，不要照打印页抄。")


class RefuseForm(SaysWhatIsMissing, forms.Form):
    """Why the paper does not do."""

    why = forms.CharField(
        label="不予确认的原因", max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如“扫描件缺第2页”“没有签字日期”。录入人会看到。",
    )  # fmt: skip
