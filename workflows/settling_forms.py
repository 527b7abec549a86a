"""The form of a plan's rules, and what the page showed when it was filled in."""

import json
import re
from itertools import pairwise
from typing import Any

from django import forms

from task_table.models import Plan
from workflows.settling import SETTINGS, settings_of

MOST_DAYS = 30
MOST_DAYS_UP = 250
LONGEST_GRADE = 8
MOST_POINTS = 100
MOST_CYCLES = 8
NO_NUMBER = ("required", "invalid", "min_value", "max_value")
# The most that each number may be; the least is 1.
NUMBERS = {
    "support_days": MOST_DAYS,
    "reply_days": MOST_DAYS,
    "light_soon_days": MOST_DAYS,
    "light_report_days": MOST_DAYS,
    "light_behind": MOST_POINTS,
    "light_far_behind": MOST_POINTS,
    "stalled_cycles": MOST_CYCLES,
    "signer_after": MOST_DAYS,
    "blue_after": MOST_DAYS_UP,
    "yellow_after": MOST_DAYS_UP,
    "red_after": MOST_DAYS_UP,
    "circular_after": MOST_DAYS_UP,
    "forewarn_days": MOST_DAYS,
    "opinion_days": MOST_DAYS,
}
# Each rung of escalation must lie beyond the one before it.
RISING = ("blue_after", "yellow_after", "red_after", "circular_after")


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """The rules one by one; `seen` says what the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    sign_first = forms.ChoiceField(
        label="签批的次序",
        choices=[("", "先审核，后由单位领导签批"), ("yes", "先由单位领导签批，后审核")],
        required=False,
        widget=forms.RadioSelect,
        help_text="改动后新开启的报送周期、新启动的更正按新的次序；已经在办的不变。",
    )

    class Meta:
        model = Plan
        fields = tuple(name for name in SETTINGS if name != "sign_first")
        help_texts = {  # noqa: RUF012 (Django's own form of Meta)
            "support_days": "配合单位的截止日期比牵头单位早几个工作日；从尚未开启的周期起生效。",
            "reply_days": "退回时没有另定答复期限的，几个工作日内答复。",
            "support_review": "配合单位的报告由谁采纳或退回。",
            "closing_grades": "办结销号时评定的等次，例如“优秀、良好、合格”；留空不评定。",
            "second_review": "自审的报告由谁复核：依次从其他单位的审核人找起，最多放宽到这里。",
            "extension_check": "审核人所在单位自己申请延期的，由谁核查；之后由领导审定。",
            "adjustment_check": "审核人所在单位自己的任务调整，由谁核查；之后由领导审定。",
            "light_soon_days": "年度节点还有几个工作日以内，没有达到的亮黄灯。",
            "light_report_days": "报送截止还有几个工作日以内，没有提交的亮黄灯。",
            "light_behind": "可计数的节点、指标落后序时进度几个百分点起亮黄灯。",
            "stalled_cycles": "牵头单位连续几期没有实质进展的，提示“长期未动”。",
            "signer_after": "单位逾期几个工作日起，在提醒里告知本单位分管领导。",
            "escalates": "达到以下天数的，每个工作日自动生成底稿，由办公室核对；不签发不发出。",
            "blue_after": "逾期几个工作日起，拟蓝色督办单。",
            "yellow_after": "逾期几个工作日起，拟黄色督办单；须大于蓝色的。",
            "red_after": "逾期几个工作日起，拟红色督办单；须大于黄色的。",
            "circular_after": "逾期几个工作日起，拟通报；须大于红色督办单的。",
            "forewarn_days": "通报以前，提前几个工作日把点名的话告知被点名的单位。",
            "vets_papers": "督办单、通报、汇总由办公室另一人核稿后再送签发。",
            "head_approves": "签发前送办公室主任（残工委办公室自己的签批人）审核。",
            "issues_summaries": "汇总经拟稿、核稿、签发后发布；不选的，由办公室直接发布。",
            "seeks_opinions": "汇总签发前征求有关单位的意见，单位在拟稿时选定。",
            "opinion_days": "被征求意见的单位几个工作日内答复。",
            "sums_up": "在最后一个报送周期补报截止后自动生成底稿；其余的可以在汇总页随时生成。",
            "light_far_behind": "落后超过几个百分点亮红灯，须大于黄灯的；银川市是10和30。",
        }

    def __init__(self, plan: Plan, data: Any = None) -> None:
        shown = {name: str(value) for name, value in settings_of(plan).items()}
        first = {"seen": json.dumps(shown), "sign_first": "yes" if plan.sign_first else ""}
        super().__init__(data, instance=plan, initial=first)
        for name, most in NUMBERS.items():
            self.fields[name] = forms.IntegerField(
                label=self.fields[name].label,
                help_text=self.fields[name].help_text,
                min_value=1,
                max_value=most,
                error_messages=dict.fromkeys(NO_NUMBER, f"请填写1到{most}之间的整数。"),
            )

    def clean_light_far_behind(self) -> int:
        """Return the red light's points: more than the yellow one's."""
        far: int = self.cleaned_data["light_far_behind"]
        if far <= self.cleaned_data.get("light_behind", 0):
            raise forms.ValidationError("红灯的百分点须大于黄灯的百分点。")
        return far

    def clean(self) -> dict[str, Any]:
        """Return what was chosen; each rung beyond the one before it."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for before, after in pairwise(RISING):
            if said.get(before) and said.get(after) and said[after] <= said[before]:
                self.add_error(after, f"须大于{self.fields[before].label}的{said[before]}天。")
        return said

    def clean_closing_grades(self) -> str:
        """Return the grades one by one: two at least, each of a few letters, none twice."""
        grades = [
            word for word in re.split(r"[、，,；;\s]+", self.cleaned_data["closing_grades"]) if word
        ]
        if len(grades) == 1 or len(set(grades)) < len(grades):
            raise forms.ValidationError("请填写两个以上不同的等次，用顿号隔开；不评定的留空。")
        if any(len(word) > LONGEST_GRADE for word in grades):
            raise forms.ValidationError(f"每个等次最多{LONGEST_GRADE}个字。")
        return "、".join(grades)

    def said(self) -> dict[str, Any]:
        """Return what was chosen, by field."""
        chosen = {name: self.cleaned_data[name] for name in SETTINGS}
        return chosen | {"sign_first": chosen["sign_first"] == "yes"}

    def seen_settings(self) -> dict[str, str]:
        """Return what the page showed; nothing of a page that was tampered with."""
        try:
            seen = json.loads(self.cleaned_data["seen"])
        except ValueError:
            return {}
        return seen if isinstance(seen, dict) else {}
