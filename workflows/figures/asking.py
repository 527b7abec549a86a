"""What figures a row asks for: by name, label, kind and rule, for pages and workbooks alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from task_table.models import Indicator, Operator
from workflows.cleaning import cleaned
from workflows.figures.reading import PERCENT, Unreadable, in_digits, read_number
from workflows.models import Report

LONGEST_WORDS = 200
Texts = dict[str, str]


class Kind(StrEnum):
    """How a figure is written."""

    PERCENT = "percent"
    NUMBER = "number"
    WORDS = "words"


@dataclass(frozen=True)
class Asked:
    """One figure a row asks for, with the reason that may stand in its place (无数据).

    `name` and `why_name` are the fields' names in forms, in a draft's `figures`, in a workbook.
    """

    indicator: Indicator

    @property
    def name(self) -> str:
        return f"figure-{self.indicator.number}"

    @property
    def why_name(self) -> str:
        return f"{self.name}-why"

    @property
    def label(self) -> str:
        measure = f"（{self.indicator.measure}）" if self.indicator.measure else ""
        return f"{self.indicator.name}{measure}"

    @property
    def why_label(self) -> str:
        return f"“{self.indicator.name}”没有数据的原因"

    @property
    def kind(self) -> Kind:
        if self.indicator.operator == Operator.WORDS:
            return Kind.WORDS
        return Kind.PERCENT if self.indicator.measure == PERCENT else Kind.NUMBER

    @property
    def rule(self) -> str:
        """Return target and baseline as printed."""
        asked = self.indicator
        target = f"{asked.target_year}年目标：{asked.target_printed}"
        return f"{target}；{asked.baseline_year}年：{asked.baseline_printed}"

    def read(self, text: str) -> str:
        """Return what was typed as it is kept: digits, or words; raises Unreadable."""
        text = cleaned(text).strip()
        if not text:
            return ""
        if self.kind == Kind.WORDS:
            return read_words(text)
        return in_digits(read_number(text, self.indicator.measure))


def read_words(text: str) -> str:
    """Return words as they are kept; raises Unreadable where they are too many."""
    text = cleaned(text).strip()
    if len(text) > LONGEST_WORDS:
        raise Unreadable(f"请写在{LONGEST_WORDS}个字以内。")
    return text


def asked_on(reports: Iterable[Report]) -> dict[int, list[Asked]]:
    """Return by report what figures it asks for: one statement for a whole sheet."""
    return asked_in({each.pk: (each.assignment.task_id, each.unit_id) for each in reports})


def asked_in(wanted: Mapping[int, tuple[int, int]]) -> dict[int, list[Asked]]:
    """Return what figures rows ask for, given task and unit of each, by any key: one statement.

    A figure is asked of its source unit alone, on its row of the task the plan's data names.
    """
    tasks, units = {task for task, _ in wanted.values()}, {unit for _, unit in wanted.values()}
    rows = Indicator.objects.filter(task__in=tasks, supplier__in=units).order_by("number")
    return asked_among(rows, wanted)


def asked_among(
    indicators: Iterable[Indicator], wanted: Mapping[int, tuple[int, int]]
) -> dict[int, list[Asked]]:
    """Return of these indicators, in their order, what rows ask for: no statement of its own."""
    asked: dict[tuple[int | None, int | None], list[Asked]] = {}
    for each in indicators:
        asked.setdefault((each.task_id, each.supplier_id), []).append(Asked(each))
    return {key: asked[pair] for key, pair in wanted.items() if pair in asked}


def asked_of(report: Report) -> list[Asked]:
    """Return what figures one report asks for, in the order of 专栏2."""
    return asked_on([report]).get(report.pk, [])


def take_figures(asked: Iterable[Asked], typed: Mapping[str, str]) -> tuple[Texts, Texts]:
    """Read what was typed, by field; return what a draft keeps, and a sentence for what is wrong.

    Nothing need be there: a draft may lack a figure, what is missing is said on submission.
    """
    kept: Texts = {}
    wrong: Texts = {}
    for each in asked:
        for name, read in ((each.name, each.read), (each.why_name, read_words)):
            try:
                kept[name] = read(typed.get(name, ""))
            except Unreadable as unreadable:
                wrong[name] = str(unreadable)
        if kept.get(each.name) and kept.get(each.why_name):
            wrong[each.why_name] = "已经填了数值，就不写没有数据的原因；两格请只留一格。"
    return {name: text for name, text in kept.items() if text}, wrong


def lacking(asked: Iterable[Asked], figures: Mapping[str, str]) -> Texts:
    """Return by field what a submission still lacks: each figure, or why there is none."""
    return {
        each.name: f"请填写“{each.indicator.name}”；没有数据的，在下一格写明原因。"
        for each in asked
        if not figures.get(each.name) and not figures.get(each.why_name)
    }
