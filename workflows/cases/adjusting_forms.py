"""The forms of 任务调整 and 恢复办理."""

from typing import Any

from django import forms

from workflows.cases.forms import OutcomeForm, day, lines
from workflows.models import Change

NUMBER = "例如“江残工委〔2026〕1号”。"


class AdjustForm(OutcomeForm):
    """What is to change, why, by which document."""

    change = forms.ChoiceField(
        label="调整内容",
        choices=Change.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "请选择调整内容。"},
    )
    new_text = lines("调整后的表述", help_text="调整任务表述的填写。原文照旧显示。")
    new_due_on = day("调整后的完成时限", help_text="调整完成时限的填写。原定时限照旧显示。")
    next_plan = forms.CharField(label="转入的规划", help_text="转入下一规划的填写规划名称。")
    cause = lines("调整原因")
    document_number = forms.CharField(
        label="文号", help_text=f"已有文件的填写，{NUMBER}审定时必须有文号。"
    )
    optional = ("new_text", "new_due_on", "next_plan", "document_number")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]


class GrantAdjustmentForm(OutcomeForm):
    """By which document it is granted."""

    document_number = forms.CharField(label="文号", help_text=f"据以调整的文件文号，{NUMBER}")


class ReopenTaskForm(OutcomeForm):
    """Why a task is taken up again."""

    cause = lines("恢复办理的原因", help_text="各单位都会看到。从下一个报送周期起恢复填报。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
