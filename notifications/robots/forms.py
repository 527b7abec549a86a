"""The forms about robots; an address and a key once taken are never filled in again."""

from typing import Any

from django import forms

from notifications.models import RobotKind
from project.accounts.forms import SaysWhatIsMissing

PRIVATE = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
WHAT_FOR = {
    RobotKind.WECOM: "没有密钥",
    RobotKind.DINGTALK: "安全设置选“加签”，或自定义关键词填“责任台账”",
    RobotKind.FEISHU: "安全设置选“签名校验”，或自定义关键词填“责任台账”",
    RobotKind.WEBHOOK: "发给单位自己的系统，必须填写密钥",
}
ADDRESS = "在群设置里添加机器人后复制完整的 Webhook 地址。保存以后不再显示，请勿外传。"
KEY = "钉钉的加签密钥、飞书的签名校验密钥；通用回调自定一个长的随机字符串。保存以后不再显示。"


def _address(help_text: str, *, required: bool) -> forms.CharField:
    """Return the field of an address; named so that a login that ran out keeps nothing of it."""
    widget = forms.TextInput(attrs={"inputmode": "url", **PRIVATE})
    return forms.CharField(
        label="地址", max_length=500, required=required, widget=widget, help_text=help_text
    )


def _key(help_text: str) -> forms.CharField:
    widget = forms.PasswordInput(attrs={**PRIVATE, "autocomplete": "new-password"})
    return forms.CharField(
        label="密钥", max_length=200, required=False, widget=widget, help_text=help_text
    )


class RobotForm(SaysWhatIsMissing, forms.Form):
    """A robot to be added."""

    kind = forms.ChoiceField(
        label="类型",
        choices=[(kind.value, f"{kind.label}：{words}") for kind, words in WHAT_FOR.items()],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label="名称", max_length=40, help_text="便于自己辨认，如“残工委工作群”。"
    )
    secret_address = _address(ADDRESS, required=True)
    secret = _key(KEY)

    @property
    def said(self) -> dict[str, Any]:
        return _renamed(self.cleaned_data) | {"kind": RobotKind(self.cleaned_data["kind"])}


class ChangeForm(SaysWhatIsMissing, forms.Form):
    """What of a robot may change; left empty, address and key stay."""

    name = forms.CharField(label="名称", max_length=40)
    secret_address = _address("不改地址就不填。", required=False)
    secret = _key("不改密钥就不填。")

    @property
    def said(self) -> dict[str, Any]:
        return _renamed(self.cleaned_data)


class OffForm(SaysWhatIsMissing, forms.Form):
    """Why a robot is switched off."""

    why = forms.CharField(
        label="停用原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写入留痕，不能更改。",
    )  # fmt: skip


def add_errors(form: forms.Form, wrong: dict[str, str]) -> None:
    """Say beside their fields what a verb refused."""
    for name, words in wrong.items():
        form.add_error("secret_address" if name == "address" else name, words)


def _renamed(said: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": said["name"],
        "address": said["secret_address"].strip(),
        "secret": said["secret"],
    }
