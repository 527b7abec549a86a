"""The form of a summary's wording, a passage a task, and of the units whose opinion is asked."""

from typing import Any

from django import forms

from workflows.case_words import CaseStep
from workflows.cases.forms import lines
from workflows.cases.writing_forms import WritePaperForm
from workflows.cycles.spans import cycles_of
from workflows.models import SummaryPaper
from workflows.summary.wording import field_of, wrong_wording

# Who is asked is chosen before the paper goes out.
CHOOSES_AT = (CaseStep.DRAFT, CaseStep.VET)


class WriteSummaryForm(WritePaperForm):
    """Title, foreword, a passage a task, and at 拟稿 and 核稿 the units whose opinion is asked."""

    def __init__(self, paper: SummaryPaper, data: Any = None) -> None:
        names = ("step", "revision", "title", "text", "asked")
        super().__init__(data, {name: getattr(paper, name) for name in names})
        self.paper = paper
        self.fields["text"] = lines(
            "按语", rows=4, help_text="印在数字之前，可以不写；数字由系统统计，不写在这里。"
        )
        self.fields["text"].required = False
        for each in paper.passages:
            self.fields[field_of(each["task"])] = _passage(each)
        if paper.step in CHOOSES_AT and paper.plan.seeks_opinions:
            self.fields["asked"] = _units(paper)

    @property
    def said(self) -> dict[str, Any]:
        """Return the words, and the passages by task."""
        typed = super().said
        words = {
            name: typed[name] for name in ("title", "text", "revision", "asked") if name in typed
        }
        tasks = [each["task"] for each in self.paper.passages]
        passages = {task: typed[field_of(task)] for task in tasks if field_of(task) in typed}
        return words | {"passages": passages}

    def wrong(self) -> dict[str, str]:
        return wrong_wording(self.said, self.paper.passages)


def _passage(passage: dict[str, str]) -> forms.CharField:
    field = lines(passage["head"], rows=4)
    field.required, field.initial = False, passage["text"]
    if passage["text"] != passage["drawn"]:
        field.help_text = f"生成的表述：{passage['drawn']}清空后恢复为生成的表述。"
    return field


def _units(paper: SummaryPaper) -> forms.MultipleChoiceField:
    """Return the units that report in its cycles; a county group's members one by one."""
    asked = paper.plan.committee.units.filter(reports__cycle__in=cycles_of(paper.span))
    return forms.MultipleChoiceField(
        label="征求意见的单位",
        choices=[(unit.code, unit.name) for unit in asked.distinct().order_by("pk")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="不选的，不经过征求意见。已经征求过的不再重复征求。",
    )
