"""The forms of urging: what the list is looked through by, and what is noted of an urge."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms

from project.accounts.models import UnitKind
from workflows.chasing.acting import Said
from workflows.chasing.owing import Owing
from workflows.cleaning import cleaned
from workflows.models import Party, UrgeMeans

# Of several units at once; who spoke to somebody notes each by itself.
FOR_MANY = (UrgeMeans.SYSTEM, UrgeMeans.LETTER)
STATES: dict[str, tuple[str, Callable[[Owing], bool]]] = {
    "late": ("已过截止或答复期限", lambda each: each.is_late),
    "due": ("还没到截止日期", lambda each: not each.is_late),
    "returned": ("退回待答复", lambda each: each.is_returned),
}
DAY_WRONG = {"invalid": "请填写日期，例如 2026-01-12。"}


def _never(each: Owing) -> bool:
    return not each.urges


class OwingFilter(forms.Form):
    """What the list of those who owe is looked through by; nothing asked is everybody."""

    state = forms.ChoiceField(label="截止", required=False)
    party = forms.ChoiceField(label="应报身份", required=False)
    urged = forms.ChoiceField(label="催办", required=False)
    kind = forms.ChoiceField(label="单位类别", required=False)
    q = forms.CharField(
        label="单位名称", required=False, widget=forms.TextInput(attrs={"type": "search"})
    )

    def __init__(self, data: Any, *, owing: Iterable[Owing], today: Any) -> None:
        super().__init__(data)
        self.owing, self.today = list(owing), today
        kinds = dict.fromkeys(UnitKind(each.unit.kind) for each in self.owing)
        choices = {
            "state": [(key, label) for key, (label, _) in STATES.items()],
            "party": Party.choices,
            "urged": [(key, label) for key, (label, _) in self._urged().items()],
            "kind": [(kind.value, kind.label) for kind in kinds],
        }
        for name, given in choices.items():
            self.fields[name].choices = [("", "全部"), *given]  # type: ignore[attr-defined]

    def _urged(self) -> dict[str, tuple[str, Callable[[Owing], bool]]]:
        known: dict[str, tuple[str, Callable[[Owing], bool]]] = {
            "never": ("还没有催办过", _never),
            "not_today": ("今天没有催办", lambda each: not each.was_urged_on(self.today)),
            "broken": ("答应的日期已过", lambda each: each.promise_is_broken),
        }
        if any(each.is_unopened for each in self.owing):
            known["unopened"] = ("尚未打开报送表", lambda each: each.is_unopened)
        return known

    def sought(self) -> list[Owing]:
        """Return those of the list that are asked for."""
        self.is_valid()
        return [each for each in self.owing if self._fits(each)]

    @property
    def is_filtered(self) -> bool:
        return any(self.cleaned_data.values())

    def _fits(self, each: Owing) -> bool:
        asked = self.cleaned_data
        state, urged = STATES.get(asked.get("state", "")), self._urged().get(asked.get("urged", ""))
        return (
            (state is None or state[1](each))
            and (urged is None or urged[1](each))
            and asked.get("party", "") in ("", *each.parties)
            and asked.get("kind", "") in ("", each.unit.kind)
            and asked.get("q", "") in each.unit.name
        )


class UrgeManyForm(forms.Form):
    """How several units are urged at once."""

    means = forms.ChoiceField(
        label="催办方式",
        choices=[(each.value, each.label) for each in FOR_MANY],
        widget=forms.RadioSelect,
        initial=UrgeMeans.SYSTEM,
        help_text="系统消息发给所选单位的联络员，每人一封，列出欠报的全部任务。",
        error_messages={"required": "请选择催办方式。"},
    )
    answer = forms.CharField(
        label="函的文号或说明", max_length=200, required=False, help_text="发函催办的可以写在这里。"
    )

    @property
    def said(self) -> Said:
        return Said(answer=cleaned(self.cleaned_data["answer"]))


class UrgeForm(forms.Form):
    """What is noted of urging one unit: to whom one spoke, what was answered, what was promised."""

    means = forms.ChoiceField(
        label="催办方式",
        choices=UrgeMeans.choices,
        widget=forms.RadioSelect,
        initial=UrgeMeans.PHONE,
        error_messages={"required": "请选择催办方式。"},
    )
    spoken_to = forms.CharField(
        label="联系了谁", max_length=64, required=False, help_text="电话和走访必须填写。"
    )
    answer = forms.CharField(
        label="对方答复", max_length=200, required=False, help_text="一句话，只有办公室能看到。"
    )
    promised_on = forms.DateField(
        label="答应报送的日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="对方没有说日期的不填。填写后对方单位也会看到。",
        error_messages=DAY_WRONG,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        for name in ("spoken_to", "answer"):
            # Who calls or visits must say it; the verb asks for it, in the way it was done.
            self.fields[name].wanted = True  # type: ignore[attr-defined]

    @property
    def said(self) -> Said:
        words = {name: cleaned(self.cleaned_data[name]) for name in ("spoken_to", "answer")}
        return Said(**words, promised_on=self.cleaned_data["promised_on"])
