"""Nodes as pages show them: what a row says of each, and where each of a task stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from task_table.models import Milestone
from workflows.figures.showing import Seen, Words
from workflows.milestones.asking import AskedMilestone, asked_milestones_on
from workflows.milestones.freezing import answers_typed_again
from workflows.models import Draft, MilestoneAnswer, Report
from workflows.sight import Sight
from workflows.standing import Status
from workflows.windows import day_in_words

REACHED = Status("已完成", "done")
NOT_REACHED = Status("没有完成", "soon")


@dataclass(frozen=True)
class Answered:
    """A node on a row, with what the row's words say of it, by field."""

    asked: AskedMilestone
    typed: Mapping[str, str]

    @property
    def said(self) -> str:
        """Return what is said as people read it; nothing where nothing is."""
        return in_words(self.asked, self.typed)

    @property
    def status(self) -> Status | None:
        """Return whether the node is reached by what is said; nothing where nothing is."""
        if not self.said:
            return None
        return REACHED if is_reached(self.asked, self.typed) else NOT_REACHED


def in_words(asked: AskedMilestone, typed: Mapping[str, str]) -> str:
    """Return an answer as people read it: a day, a sum beside its target, or why not."""
    node, text = asked.milestone, typed.get(asked.name, "")
    if text and node.is_countable:
        return f"累计{text}{node.measure}（{asked.hint.partition('，')[0]}）"
    if text:
        return f"{day_in_words(date.fromisoformat(text))}完成"
    why = typed.get(asked.why_name, "")
    return f"{asked.why_label.removesuffix('的原因')}：{why}" if why else ""


def is_reached(asked: AskedMilestone, typed: Mapping[str, str]) -> bool:
    """Say whether an answer says that its node is reached."""
    text = typed.get(asked.name, "")
    if not asked.milestone.is_countable:
        return bool(text)
    return asked.milestone.is_reached_by(Decimal(text) if text else None)


def read_milestones(seen: Iterable[Seen]) -> dict[int, list[Answered]]:
    """Return by report the nodes it answers for, as its words say: three statements at most.

    A draft is asked for nodes; a version says what it froze.
    """
    shown = [(report, words) for report, words, sight in seen if sight > Sight.STATE]
    asked = asked_milestones_on(report for report, words in shown if isinstance(words, Draft))
    versions = {words.pk for _, words in shown if words and not isinstance(words, Draft)}
    frozen = _frozen(versions) if versions else {}
    found = {}
    for report, words in shown:
        if isinstance(words, Draft):
            found[report.pk] = [
                Answered(each, words.milestones) for each in asked.get(report.pk, [])
            ]
        elif words is not None:
            found[report.pk] = frozen.get(words.pk, [])
    return {key: rows for key, rows in found.items() if rows}


def milestones_of(report: Report, words: Words, sight: Sight) -> list[Answered]:
    """Return one report's nodes as a draft or a version says them."""
    return read_milestones([(report, words, sight)]).get(report.pk, [])


def _frozen(versions: Iterable[int | None]) -> dict[int, list[Answered]]:
    rows = MilestoneAnswer.objects.filter(version__in=versions).select_related("milestone")
    found: dict[int, list[Answered]] = {}
    for each in rows.order_by("milestone__due_on", "milestone__place"):
        asked = AskedMilestone(each.milestone, must=False)
        found.setdefault(each.version_id, []).append(Answered(asked, answers_typed_again([each])))
    return found


@dataclass(frozen=True)
class StandingNode:
    """A fixed node of a task with the last signed answer, as everybody of the task reads it."""

    milestone: Milestone
    answer: MilestoneAnswer | None

    @property
    def said(self) -> str:
        if self.answer is None:
            return ""
        label = self.answer.version.report.cycle.label
        return f"{label}：{in_words(self._asked, answers_typed_again([self.answer]))}"

    @property
    def status(self) -> Status | None:
        if self.answer is None:
            return None
        reached = is_reached(self._asked, answers_typed_again([self.answer]))
        return REACHED if reached else NOT_REACHED

    @property
    def _asked(self) -> AskedMilestone:
        return AskedMilestone(self.milestone, must=False)


def standing_nodes(milestones: Iterable[Milestone]) -> list[StandingNode]:
    """Return nodes with the answer of the newest signed report that says anything of them."""
    nodes = list(milestones)
    rows = MilestoneAnswer.objects.signed().filter(milestone__in=nodes)
    told = rows.select_related("milestone", "version__report__cycle")
    last = {each.milestone_id: each for each in told.order_by("version__report__cycle__opens_on")}
    return [StandingNode(each, last.get(each.pk)) for each in nodes]
