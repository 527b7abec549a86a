"""What figures a row asks for: by name, label, kind and rule, for pages and workbooks alike."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from task_table.models import Assignment, Indicator, Operator, OverCounties
from workflows.cleaning import cleaned
from workflows.figures.reading import PERCENT, Unreadable, in_digits, read_number, read_ratio
from workflows.models import Report

LONGEST_WORDS = 200
OWN = "（本县市区）"
Texts = dict[str, str]


class Kind(StrEnum):
    """How a figure is written."""

    PERCENT = "percent"
    RATE = "rate"
    NUMBER = "number"
    WORDS = "words"


@dataclass(frozen=True)
class Asked:
    """One figure a row asks for, with the reason that may stand in its place (无数据).

    `name` and `why_name` are the fields' names in forms, in a draft's `figures`, in a workbook.
    """

    indicator: Indicator
    # A county's own part of the figure (decision 0051).
    is_part: bool = False

    @property
    def name(self) -> str:
        return f"figure-{self.indicator.number}"

    @property
    def why_name(self) -> str:
        return f"{self.name}-why"

    @property
    def label(self) -> str:
        own = "（本县市区，分子/分母）" if self.kind == Kind.RATE else ""
        measure = f"（{self.indicator.measure}）" if self.indicator.measure else ""
        return f"{self.indicator.name}{own or f'{OWN if self.is_part else str()}{measure}'}"

    @property
    def why_label(self) -> str:
        return f"“{self.indicator.name}”没有数据的原因"

    @property
    def kind(self) -> Kind:
        if self.indicator.operator == Operator.WORDS:
            return Kind.WORDS
        if self.is_part and self.indicator.over_counties == OverCounties.RATE:
            return Kind.RATE
        return Kind.PERCENT if self.indicator.measure == PERCENT else Kind.NUMBER

    @property
    def rule(self) -> str:
        """Return target and baseline as printed."""
        asked = self.indicator
        target = f"{asked.target_year}年目标：{asked.target_printed}"
        whole = "全市" if self.is_part else ""
        return f"{whole}{target}；{asked.baseline_year}年：{asked.baseline_printed}"

    def read(self, text: str) -> str:
        """Return what was typed as it is kept: digits, or words; raises Unreadable."""
        text = cleaned(text).strip()
        if not text:
            return ""
        if self.kind == Kind.WORDS:
            return read_words(text)
        if self.kind == Kind.RATE:
            return "/".join(map(in_digits, read_ratio(text)))
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

    A figure is asked of its source unit, on its row of the task the plan's data names; a part of it
    of the counties, where the plan's office asks for one: one statement more (decision 0051).
    """
    tasks, units = {task for task, _ in wanted.values()}, {unit for _, unit in wanted.values()}
    asked = Q(supplier__in=units) | ~Q(over_counties=OverCounties.NONE)
    return asked_among(Indicator.objects.filter(asked, task__in=tasks).order_by("number"), wanted)


def asked_among(
    indicators: Iterable[Indicator], wanted: Mapping[int, tuple[int, int]]
) -> dict[int, list[Asked]]:
    """Return of these indicators, in their order, what rows ask for.

    No statement of its own, one where counties are asked for parts.
    """
    units = {unit for _, unit in wanted.values()}
    asked: dict[tuple[int | None, int | None], list[Asked]] = {}
    found = list(indicators)
    for each in found:
        asked.setdefault((each.task_id, each.supplier_id), []).append(Asked(each))
    for pair, part in _parts_of([each for each in found if adds_counties(each)], units):
        asked.setdefault(pair, []).append(part)
    return {key: asked[pair] for key, pair in wanted.items() if pair in asked}


def adds_counties(indicator: Indicator) -> bool:
    """Say whether counties are asked for their parts of an indicator."""
    return indicator.over_counties != OverCounties.NONE


def _parts_of(
    indicators: Iterable[Indicator], units: Iterable[int]
) -> Iterator[tuple[tuple[int, int], Asked]]:
    """Yield by task and unit what is asked of a group's members; no statement for nothing."""
    by_task: dict[int, list[Indicator]] = {}
    for each in indicators:
        by_task.setdefault(each.task_id or 0, []).append(each)
    if not by_task:
        return
    members = Assignment.objects.of_members_alone().filter(task__in=by_task, unit__in=units)
    for task, unit in members.values_list("task", "unit"):
        yield from (((task, unit), Asked(each, is_part=True)) for each in by_task[task]
                    if each.supplier_id != unit)  # fmt: skip


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
