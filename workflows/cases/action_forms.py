"""The forms of 交办事项: the instruction, the unit's answer, and what is sent back."""

from collections.abc import Sequence
from typing import Any

from django import forms

from workflows.case_words import CaseOutcome
from workflows.cases.forms import OutcomeForm, day, lines

WHOLE_SHEET = ("", "整张报送表")


class GiveActionForm(OutcomeForm):
    """What is to be done, by when, and about which row of the sheet."""

    about = forms.ChoiceField(label="针对")
    text = lines("批示", help_text="要办什么。不要写个人姓名和证件号码。")
    due_on = day("办理期限", help_text="定下以后不再改动。")
    optional = ("about",)

    def __init__(
        self, data: Any = None, *, rows: Sequence[tuple[str, str]], about: str = ""
    ) -> None:
        super().__init__(CaseOutcome.GIVEN, data, {"about": about})
        del self.fields["reason"], self.fields["step"]
        self.fields["about"].choices = [WHOLE_SHEET, *rows]  # type: ignore[attr-defined]
        self.fields["about"].wanted = True  # type: ignore[attr-defined]


class AnswerActionForm(OutcomeForm):
    """What the unit did."""

    answer = lines("办理情况", help_text="办到了哪一步、结果如何。不要写个人姓名和证件号码。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]


class ReturnActionForm(OutcomeForm):
    """Why the answer is not enough, and by when the unit answers again."""

    reply_by = day("再次答复期限", help_text="不填的，按规定的工作日数。")
    optional = ("reply_by",)
