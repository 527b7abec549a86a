"""Which nodes a lead's row answers for, and how its answers are typed, read and missed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from task_table.models import Milestone
from workflows.cleaning import cleaned
from workflows.figures.reading import Unreadable, in_digits, read_number
from workflows.gathering.feedback import gathers
from workflows.models import Cycle, MilestoneAnswer, Report
from workflows.windows import day_in_words

DAYS = ("%Y-%m-%d", "%Y年%m月%d日", "%Y/%m/%d", "%Y.%m.%d")
LONGEST_WHY = 200
Texts = dict[str, str]


@dataclass(frozen=True)
class AskedMilestone:
    """One node a row answers for: the day it was reached, or the sum so far, or why not.

    `name` and `why_name` are the fields' names in forms and in a draft's `milestones`; `must` says
    whether a submission may not lack it.
    """

    milestone: Milestone
    must: bool

    @property
    def name(self) -> str:
        return f"node-{self.milestone.key}"

    @property
    def why_name(self) -> str:
        return f"{self.name}-why"

    @property
    def about(self) -> str:
        node = self.milestone
        return f"{day_in_words(node.due_on)}前：{node.text}"

    @property
    def label(self) -> str:
        node = self.milestone
        if node.is_countable:
            return f"累计完成{f'（{node.measure}）' if node.measure else ''}"
        return "完成日期"

    @property
    def why_label(self) -> str:
        return "没有数据的原因" if self.milestone.is_countable else "没有完成的原因"

    @property
    def hint(self) -> str:
        """Return what stands beside the field: how much is to be reached, whether it is asked."""
        node = self.milestone
        target = f"目标{in_digits(node.value)}{node.measure}" if node.value is not None else ""
        open_yet = "" if self.must else "本期可以不填"
        return "，".join(part for part in (target, open_yet) if part)

    def read(self, text: str) -> str:
        """Return what was typed as it is kept: digits, or a day as 2025-11-20; or Unreadable."""
        text = cleaned(text).strip()
        if not text:
            return ""
        if self.milestone.is_countable:
            return in_digits(read_number(text, self.milestone.measure))
        return read_day(text).isoformat()


def read_day(text: str) -> date:
    """Return a day as people type it; raises Unreadable.

    >>> read_day("2025年11月20日")
    datetime.date(2025, 11, 20)
    """
    for form in DAYS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 (a civil day)
        except ValueError:
            continue
    raise Unreadable(f"“{text[:20]}”不是日期，请写成 2025-11-20。")


def asked_milestones_on(reports: Iterable[Report]) -> dict[int, list[AskedMilestone]]:
    """Return by report the nodes it answers for: two statements for the rows of one cycle."""
    wanted = [each for each in reports if gathers(each) and not each.asks_figures_only]
    if not wanted:
        return {}
    year = max(each.cycle.covers_until.year for each in wanted)
    tasks = {each.assignment.task_id for each in wanted}
    rows = Milestone.objects.standing().filter(task__in=tasks, year__lte=year).in_order()
    nodes = list(rows)
    told = _told_before(nodes, {each.cycle for each in wanted}) if nodes else set()
    found = {each.pk: _asked_of(each, nodes, told) for each in wanted}
    return {key: asked for key, asked in found.items() if asked}


def asked_milestones_of(report: Report) -> list[AskedMilestone]:
    """Return the nodes one report answers for, by their days."""
    return asked_milestones_on([report]).get(report.pk, [])


def _asked_of(
    report: Report, nodes: Iterable[Milestone], told: set[tuple[int, int]]
) -> list[AskedMilestone]:
    until, task = report.cycle.covers_until, report.assignment.task_id
    return [
        AskedMilestone(each, must=_must_answer(each, until))
        for each in nodes
        if each.task_id == task
        and each.year <= until.year
        and (report.cycle_id, each.pk) not in told
    ]


def _must_answer(node: Milestone, until: date) -> bool:
    return node.due_on <= until or (node.is_countable and node.year == until.year)


def _told_before(nodes: list[Milestone], cycles: set[Cycle]) -> set[tuple[int, int]]:
    """Return (cycle, node) where a signed report of an earlier cycle says the node is reached."""
    answers = MilestoneAnswer.objects.signed().reached().filter(milestone__in=nodes)
    rows = answers.values_list("milestone", "version__report__cycle__opens_on")
    return {
        (cycle.pk, node) for node, opens_on in rows for cycle in cycles if opens_on < cycle.opens_on
    }


def take_answers(asked: Iterable[AskedMilestone], typed: Mapping[str, str]) -> tuple[Texts, Texts]:
    """Read what was typed, by field; return what a draft keeps, and what is wrong in words."""
    kept: Texts = {}
    wrong: Texts = {}
    for each in asked:
        for name, read in ((each.name, each.read), (each.why_name, _read_why)):
            try:
                kept[name] = read(typed.get(name, ""))
            except Unreadable as unreadable:
                wrong[name] = str(unreadable)
        if kept.get(each.name) and kept.get(each.why_name):
            wrong[each.why_name] = f"已经填了{each.label}，就不写原因；两格请只留一格。"
    return {name: text for name, text in kept.items() if text}, wrong


def _read_why(text: str) -> str:
    text = cleaned(text).strip()
    if len(text) > LONGEST_WHY:
        raise Unreadable(f"请写在{LONGEST_WHY}个字以内。")
    return text


def unanswered(asked: Iterable[AskedMilestone], kept: Mapping[str, str]) -> Texts:
    """Return by field what a submission still lacks: an answer for each node that must have one."""
    return {
        each.name: f"请填写“{each.milestone.text}”的{each.label}；没有的，在下一格写明原因。"
        for each in asked
        if each.must and not kept.get(each.name) and not kept.get(each.why_name)
    }


def too_early(asked: Iterable[AskedMilestone], kept: Mapping[str, str], *, on: date) -> Texts:
    """Return by field the days that have not come yet: nothing is reached tomorrow."""
    return {
        each.name: f"完成日期不能晚于今天（{day_in_words(on)}）。"
        for each in asked
        if not each.milestone.is_countable
        and kept.get(each.name)
        and date.fromisoformat(kept[each.name]) > on
    }
