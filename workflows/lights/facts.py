"""What a light is judged by: frozen facts without a database, and the plan's thresholds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from workflows.lights.light import Light


class Reckoner(Protocol):
    """Working days from the day asked about to others; `workflows.standing.Reckoning` is one."""

    def days_to(self, day: date) -> int:
        """Return the working days after the day asked about up to `day`; negative if past."""

    def mark(self, day: date) -> str:
        """Return （暂估） where `day` was reckoned in a year without its notice, else nothing."""


class Facts(Protocol):
    """Facts of any kind say beforehand which days' distances the rules may ask for.

    `reckoned` are those that the calendar gave, not a person: 暂估 in a year without its notice.
    """

    @property
    def days(self) -> frozenset[date]: ...

    @property
    def reckoned(self) -> frozenset[date]: ...


@dataclass(frozen=True)
class Thresholds:
    """The plan's settings: two in working days, two in percentage points behind 序时进度."""

    soon_days: int = 10
    report_days: int = 3
    behind: int = 10
    far_behind: int = 30

    def told(self, names: Iterable[str]) -> list[str]:
        """Return the named thresholds as 亮灯依据 prints them."""
        words = {
            "soon_days": f"节点临近：{self.soon_days}个工作日以内",
            "report_days": f"报送临近：{self.report_days}个工作日以内",
            "behind": f"黄灯：落后序时进度{self.behind}个百分点起",
            "far_behind": f"红灯：落后序时进度超过{self.far_behind}个百分点",
        }
        return [words[name] for name in names]


@dataclass(frozen=True)
class NodeFacts:
    """A yearly node (年度节点) and what signed reports say of it.

    `pending`: its day is past, but the report that must answer for it is not due yet, or lies in
    review or signature (rule 8). `value` is the sum reached by `value_as_of`, the last day of the
    period that reported it; `told_in` the label of the cycle whose signed report answers.
    """

    year: int
    place: int
    text: str
    due_on: date
    target: Decimal | None = None
    measure: str = ""
    reached: bool = False
    reached_on: date | None = None
    value: Decimal | None = None
    value_as_of: date | None = None
    pending: bool = False
    told_in: str = ""


@dataclass(frozen=True)
class TaskFacts:
    """A task: `state` is a value of TaskState, `done_word` says that all leads signed it is done.

    `done_pending` is of its own date what `NodeFacts.pending` is of a node's.
    """

    state: str
    plan_until: date
    due_on: date | None = None
    first_due_on: date | None = None
    standing: bool = False
    done_word: bool = False
    done_pending: bool = False
    nodes: tuple[NodeFacts, ...] = ()

    @property
    def days(self) -> frozenset[date]:
        """Return all days whose distance the rules may ask for."""
        own = {self.plan_until, self.due_on or self.plan_until}
        return frozenset(own | {node.due_on for node in self.nodes})

    @property
    def reckoned(self) -> frozenset[date]:
        """Return no day: people set them."""
        return frozenset()


@dataclass(frozen=True)
class ReportFacts:
    """A report: `step` is a value of Step; it was first and last submitted on these days.

    `is_correction` says that a signed version stands; whoever sees that version alone is shown the
    facts of a signed report.
    """

    step: str
    opens_on: date
    due_on: date
    reply_by: date | None = None
    first_submitted_on: date | None = None
    submitted_on: date | None = None
    is_correction: bool = False

    @property
    def days(self) -> frozenset[date]:
        """Return all days whose distance the rules may ask for."""
        own = {self.opens_on, self.due_on}
        return frozenset(own | {self.reply_by} if self.reply_by else own)

    @property
    def reckoned(self) -> frozenset[date]:
        """Return the same days: a cycle's window and a reply-by date come from the calendar."""
        return self.days

    @property
    def was_late(self) -> bool:
        """Say whether the first submission came after its day (补报)."""
        return self.first_submitted_on is not None and self.first_submitted_on > self.due_on


@dataclass(frozen=True)
class IndicatorFacts:
    """An indicator and its newest signed value, or the other one that was decided to stand.

    `operator` is a value of Operator; `as_of` the last day of the period the value is of, `told_in`
    that cycle's label. Percentages are percent.
    """

    operator: str
    target: Decimal | None
    baseline: Decimal | None
    baseline_year: int
    target_year: int
    measure: str = ""
    target_printed: str = ""
    definition_open: str = ""
    value: Decimal | None = None
    no_data_why: str = ""
    as_of: date | None = None
    told_in: str = ""
    in_doubt: bool = False
    is_decided: bool = False

    @property
    def days(self) -> frozenset[date]:
        """Return no day: an indicator's rules count years and months, not working days."""
        return frozenset()

    @property
    def reckoned(self) -> frozenset[date]:
        """Return no day: people set them."""
        return frozenset()


@dataclass(frozen=True)
class Cause:
    """One light a unit's is made of: whose it is, such as 第1项, and what it says."""

    name: str
    light: Light
    words: str


@dataclass(frozen=True)
class UnitFacts:
    """The lights of a unit's reports of the newest cycle and of the tasks it leads."""

    reports: tuple[Cause, ...] = ()
    tasks: tuple[Cause, ...] = ()

    @property
    def days(self) -> frozenset[date]:
        """Return no day: its parts were judged already."""
        return frozenset()

    @property
    def reckoned(self) -> frozenset[date]:
        """Return no day: people set them."""
        return frozenset()
