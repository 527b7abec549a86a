"""The forms of accounts and grants; each says in Chinese what is missing, beside its field."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any, ClassVar

from allauth.account.forms import ChangePasswordForm, LoginForm
from django import forms
from django.core.validators import RegexValidator
from django.forms.models import ModelChoiceIterator
from django.utils import timezone

from project.accounts.models import Committee, GrantState, Role, Unit, User
from project.accounts.models.grants import ADMINISTRATORS, OF_A_COMMITTEE, OF_A_UNIT
from project.accounts.models.people import Sphere
from project.accounts.passwords import new_token

TELEPHONE = RegexValidator(
    r"^[\d+()（）\- ]{3,}(转\d+)?$", "请填写电话号码，如 0750-1234567 或 13800000000。"
)

WHAT_A_ROLE_MAY = {
    Role.LIAISON: "查看本单位任务，填报、提交和撤回本单位的进展报告。",
    Role.SIGNER: "查看本单位报告，为本单位签批或退回。",
    Role.REVIEWER: "查看被授权单位已提交的报告，审核通过或退回。",
    Role.LEADER: "查看本残工委各单位已提交的报告；审核人自审时可以复核。",
    Role.OBSERVER: "只查看本残工委各单位已提交的报告，不办理任何事项。",
    Role.SYSTEM_ADMIN: "开立、停用账号，重置密码；看不到业务内容，也不能授权。",
    Role.SECURITY_ADMIN: "授权和撤销授权；不能给自己授权，看不到业务内容。",
    Role.AUDIT_ADMIN: "查看留痕、核验封存；不能改动任何内容。",
}
OF = {"unit": OF_A_UNIT, "committee": OF_A_COMMITTEE, "system": ADMINISTRATORS}
SCOPE_WORDS = {"unit": "一个责任单位", "committee": "一个残工委", "system": "全系统"}


class SaysWhatIsMissing(forms.BaseForm):
    """Names the field in the words for an empty one: 请填写姓名, not 这个字段是必填项."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            verb = "选择" if isinstance(field, forms.ChoiceField) else "填写"
            field.error_messages["required"] = f"请{verb}{field.label}。"
            field.widget.attrs.pop("placeholder", None)  # allauth repeats the label there
            field.error_messages["invalid_choice"] = f"请从列表中选择{field.label}。"


class _ByCommittee(ModelChoiceIterator):
    """Offers units under the heading of their committee."""

    def __iter__(self) -> Iterator[Any]:
        yield ("", self.field.empty_label)
        units = self.queryset.select_related("committee").order_by("committee", "pk")
        for committee, members in groupby(units, key=lambda unit: unit.committee):
            yield (str(committee), [self.choice(unit) for unit in members])


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A choice among all units, under the heading of their committee.

    `wanted` says that the form may be filled without one, but seldom is.
    """

    iterator = _ByCommittee

    def __init__(self, *, wanted: bool = False, **kwargs: Any) -> None:
        self.wanted = wanted
        super().__init__(Unit.objects.all(), **kwargs)


def scopes() -> list[Any]:
    """Offer what a grant may be of: a unit, under its committee's name, a committee, the system."""
    units = Unit.objects.select_related("committee").order_by("committee", "pk")
    committees = Committee.objects.order_by("pk")
    return [
        ("", "（请选择）"),
        (
            "残工委（用于领导、观察员）",
            [(f"committee:{each.pk}", str(each)) for each in committees],
        ),
        ("全系统（用于三类管理员）", [("system:", "全系统")]),
        *(
            (f"{committee}的责任单位", [(f"unit:{each.pk}", str(each)) for each in members])
            for committee, members in groupby(units, key=lambda unit: unit.committee)
        ),
    ]


class DayField(forms.DateField):
    """A civil day, with the browser's own picker; 2026年1月9日 is understood as well."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        formats = ["%Y-%m-%d", "%Y年%m月%d日", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"]
        super().__init__(widget=widget, input_formats=formats, **kwargs)
        self.error_messages["invalid"] = "请填写真实存在的日期，如 2026-01-09。"


def phone_field(help_text: str = "") -> forms.CharField:
    """Return the field for a telephone number."""
    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})
    return forms.CharField(
        label="电话", required=False, max_length=32, validators=[TELEPHONE], widget=widget,
        help_text=help_text,
    )  # fmt: skip


class ChangePersonForm(SaysWhatIsMissing, forms.ModelForm):  # type: ignore[type-arg]
    """The facts of an account that may change."""

    home_unit = UnitField(label="所在单位", required=False, empty_label="（请选择）")
    phone = phone_field()

    class Meta:
        model = User
        fields: ClassVar = ["name", "home_unit", "email", "phone"]
        widgets: ClassVar = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
        }
        error_messages: ClassVar = {"email": {"invalid": "请填写电子邮箱，如 name@example.cn。"}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "sphere" not in self.fields and self.instance.sphere == Sphere.BUSINESS:
            self.fields["home_unit"].required = True

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        sphere = said.get("sphere", self.instance.sphere)
        missing = sphere == Sphere.BUSINESS and not said.get("home_unit")
        if missing and "home_unit" not in self.errors:
            self.add_error("home_unit", "业务账号必须选择所在单位。")
        return said


class OwnPhoneForm(SaysWhatIsMissing, forms.Form):
    """One's own telephone."""

    phone = phone_field("填办公电话，如 0750-1234567。通讯录里本残工委的同事都能看到。")


class OneTimePasswordForm(forms.Form):
    """Asks for a one-time password, for which `token` stands."""

    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_token(self) -> str:
        return str(self.cleaned_data["token"] or new_token())


class SecondHandForm(SaysWhatIsMissing, OneTimePasswordForm):
    """Asks for a one-time password for an administrator, with another administrator standing by."""

    second = forms.CharField(
        label="在场管理员的用户名", max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )  # fmt: skip
    second_password = forms.CharField(
        label="在场管理员的密码", strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class OpenPersonForm(OneTimePasswordForm, ChangePersonForm):
    """A new account with the one-time password it will get."""

    home_unit = UnitField(
        label="所在单位",
        required=False,
        wanted=True,
        empty_label="（请选择）",
        help_text="业务账号必须选择；管理员账号可以不选。",
    )

    class Meta(ChangePersonForm.Meta):
        fields: ClassVar = ["username", "name", "sphere", "home_unit", "email", "phone"]
        widgets: ClassVar = {
            **ChangePersonForm.Meta.widgets,
            "username": forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        }
        help_texts: ClassVar = {
            "username": "登录时使用，开户后不能更改。可用字母、数字和 @ . + - _，如 wangfang。",
            "sphere": "开户后不能更改。三类管理员与业务角色互斥，每人只能有一类账号。",
        }

    field_order = ("username", "name", "sphere", "home_unit", "email", "phone")

    def clean_username(self) -> str:
        return str(User.normalize_username(self.cleaned_data["username"]))

    def validate_unique(self) -> None:
        """Leave a taken user name to the verb, which knows it from a second click."""


class WhyForm(SaysWhatIsMissing, forms.Form):
    """Asks for the reason of a grave act."""

    why = forms.CharField(
        label="原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写入留痕，不能更改。",
    )  # fmt: skip


class PersonFilter(forms.Form):
    """What the list of accounts is looked through by."""

    q = forms.CharField(
        label="姓名、用户名或单位", required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )  # fmt: skip


class GrantFilter(forms.Form):
    """What the list of grants is looked through by."""

    person = forms.CharField(label="姓名或用户名", required=False)
    unit = UnitField(label="责任单位", required=False, empty_label="全部单位")
    role = forms.ChoiceField(
        label="角色",
        required=False,
        choices=[("", "全部角色"), *Role.choices],
    )
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部状态"), *GrantState.choices],
    )


class GiveForm(SaysWhatIsMissing, forms.Form):
    """A grant to be given."""

    who = forms.CharField(
        label="被授权人",
        max_length=64,
        help_text="填用户名，或姓名全名。",
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label="角色",
        choices=[(role.value, f"{role.label}：{may}") for role, may in WHAT_A_ROLE_MAY.items()],
        widget=forms.RadioSelect,
    )
    scope = forms.ChoiceField(label="授权范围", choices=scopes)
    from_on = DayField(label="生效日期", help_text="当日起生效。")
    until_on = DayField(
        label="截止日期", required=False, help_text="到当日结束时失效；不填则长期有效。"
    )
    why = forms.CharField(
        label="授权依据", max_length=200, help_text="如文号、会议纪要或单位来函，写入留痕。"
    )

    def clean_who(self) -> User:
        words = self.cleaned_data["who"]
        people = list(User.objects.called(words).select_related("home_unit")[:10])
        if not people:
            raise forms.ValidationError(f"没有找到“{words}”，请填用户名或姓名全名。")
        if len(people) > 1:
            those = "、".join(f"{each.username}（{each.home_unit or '无单位'}）" for each in people)
            raise forms.ValidationError(f"叫“{words}”的不止一人，请改填用户名：{those}。")
        return people[0]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if "role" in said and "scope" in said:
            said |= self._what_it_is_of(said["role"], said.pop("scope"))
        self._check_days(said.get("from_on"), said.get("until_on"))
        return said

    def _what_it_is_of(self, role: Role, scope: str) -> dict[str, Any]:
        """Return the unit or the committee chosen, or say what the role is granted for."""
        kind, _, key = scope.partition(":")
        wanted = next(kind for kind, roles in OF.items() if role in roles)
        if kind != wanted:
            self.add_error("scope", f"{role.label}的授权范围是{SCOPE_WORDS[wanted]}，请改选。")
        elif kind == "unit":
            return {"unit": Unit.objects.get(pk=key)}
        elif kind == "committee":
            return {"committee": Committee.objects.get(pk=key)}
        return {}

    def _check_days(self, from_on: date | None, until_on: date | None) -> None:
        if until_on is None:
            return
        if from_on and until_on < from_on:
            self.add_error("until_on", "截止日期不能早于生效日期。")
        elif until_on < timezone.localdate():
            self.add_error("until_on", "截止日期已过，授权不会生效。")


class HandOverForm(GiveForm):
    """Who takes over a grant that is there, until when, and why."""

    role = scope = from_on = None  # type: ignore[assignment]  # those of the grant that is there
    who = forms.CharField(
        label="接替人",
        max_length=64,
        help_text="填用户名，或姓名全名。还没有账号的，请先由系统管理员开立。",
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
    )
    why = forms.CharField(
        label="交接原因", max_length=100, help_text="如调岗、单位来函文号，写入留痕。"
    )

    field_order = ("who", "why", "until_on")


class SignInForm(SaysWhatIsMissing, LoginForm):  # type: ignore[misc]  # allauth has no types
    """allauth's sign-in."""


class NewPasswordForm(SaysWhatIsMissing, ChangePasswordForm):  # type: ignore[misc]  # as above
    """allauth's change of password; the new one is another than the old one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Django's own hint is a list, which has no place in a paragraph.
        self.fields[
            "password1"
        ].help_text = "至少 10 个字符，不能全是数字，不能是常见密码，也不能与姓名、用户名等相近。"

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("password1") and said.get("password1") == said.get("oldpassword"):
            self.add_error("password1", "新密码不能与当前密码相同。")
        return said
