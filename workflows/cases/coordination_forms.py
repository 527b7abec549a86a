"""What each outcome of a request for coordination asks of whoever decides it."""

from typing import Any

from django import forms

from workflows.cases.forms import OutcomeForm, day, lines


class AskCoordinationForm(OutcomeForm):
    """Who is to do what by when, because of which problem; `whom` in `initial` are the choices."""

    addressee = forms.ChoiceField(label="请谁协调")
    problem = lines("存在问题", help_text="对方会看到这段话，看不到报告的其他内容。")
    needed = lines("需要做什么", help_text="写明请对方做的一件事。")
    needed_on = day("何日之前", help_text="到这一天没有答复的，列入拟上会清单。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        whom: Any = self.fields["addressee"]
        whom.choices = self.initial.get("whom", [])


class AcceptForm(OutcomeForm):
    """By which day it will be done."""

    promised_on = day("承诺哪一天办结", help_text="不晚于对方要求的日期。")


class ProposeForm(OutcomeForm):
    """Another day, and why."""

    proposed_on = day("另提的日期", help_text="由提出单位答复；不同意的，由残工委办公室定日期。")


class SettleForm(OutcomeForm):
    """The day the office sets between the two."""

    promised_on = day("定在哪一天办结")


class FinishForm(OutcomeForm):
    """What was done."""

    result = lines("办理情况", help_text="由提出单位或残工委办公室确认。")


class RuleForm(OutcomeForm):
    """What the leader says to it."""

    ruling = lines("批复")
