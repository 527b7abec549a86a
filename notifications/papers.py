"""A summary's frozen facts as dataclasses: their one shape, for page, papers and letters alike."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from notifications.paper_rows import (
    CITY,
    COUNTY,
    FIGURES,
    LEAD,
    WORDS_OF_KIND,
    Counts,
    Row,
    UnitCounts,
    figures_of,
)
from notifications.signed_words import Wording
from workflows.burden import Burden
from workflows.lights.light import WORST_FIRST, Light

# How far a task is, by its drafting lead; last, whoever gave no word, or none that stands.
UNREPORTED = "没有可引用的报告"
PROGRESS = ("未启动", "推进中", "已完成", "无变化", UNREPORTED)


@dataclass(frozen=True)
class Lamp:
    """A light as it was lit: its value, the short words beside it, its rule with its version."""

    light: str
    words: str
    rule: str
    version: int

    @property
    def word(self) -> str:
        return Light(self.light).word

    @property
    def shape(self) -> str:
        return Light(self.light).shape


@dataclass(frozen=True)
class Task:
    """A task with its rows, leads first, in printed order.

    `figures_only`: it was closed before the cycle opened, and is asked for its yearly figures.
    """

    number: str
    text: str
    due_on: date | None
    standing: bool
    rows: list[Row]
    first_due_on: date | None = None
    adjusted_text: str = ""
    is_open: bool = True
    figures_only: bool = False
    # None in editions from before lights were kept.
    lamp: Lamp | None = None

    @property
    def spoken(self) -> list[Row]:
        """Return the row each unit speaks by: of several cycles the newest that is signed.

        Where none is, the newest with words, else the newest. A unit's rows stand oldest first.
        """
        by_unit: dict[str, Row] = {}
        for row in self.rows:
            before = by_unit.get(row.unit)
            if before is None or _weight(row) >= _weight(before):
                by_unit[row.unit] = row
        return list(by_unit.values())

    @property
    def leads(self) -> list[Row]:
        return [row for row in self.spoken if row.kind == LEAD]

    @property
    def supports(self) -> list[Row]:
        return [row for row in self.spoken if row.kind != LEAD]

    @property
    def lead_rows(self) -> list[Row]:
        """Return the leads' rows of every cycle there is."""
        return [row for row in self.rows if row.kind == LEAD]


def _weight(row: Row) -> tuple[bool, bool]:
    return row.says_something and row.is_signed, row.says_something


@dataclass(frozen=True)
class Section:
    """A section of the table with its tasks."""

    title: str
    tasks: list[Task]


@dataclass(frozen=True)
class Settled:
    """A task that is closed, terminated or transferred: since when, by which document."""

    number: str
    state: str
    since: date
    document_number: str
    words: str


@dataclass(frozen=True)
class Asking:
    """A request for coordination (需协调事项): who asks whom for what by when, how it stands."""

    task: str
    unit: str
    whom: str
    problem: str
    needed: str
    needed_on: date
    standing: str
    promised_on: date | None = None
    remarks: list[str] = field(default_factory=list)
    # Key of the cycle it was asked in, in a paper of several; nothing in the paper of one.
    cycle: str = ""


@dataclass(frozen=True)
class Gauge:
    """An indicator of 专栏2: what was last signed of it, its light, and the judgement.

    `source` names task, unit and digest of the version the value is of; nothing without a value.
    """

    number: int
    name: str
    measure: str
    nature: str
    is_binding: bool
    baseline: str
    target: str
    said: str
    lamp: Lamp
    judgement: str
    source: str
    # Of what is held against what: written as numbers; nothing in editions from before.
    operator: str = ""
    bound: str = ""
    value: str = ""


@dataclass(frozen=True)
class Earlier:
    """What the plan's cycle before told of itself, in the edition that is named."""

    label: str
    number: int
    total: Counts
    progress: dict[str, int]
    overdue: int
    lamps: dict[str, int] | None


@dataclass(frozen=True)
class LampCount:
    """How many tasks showed which light in a cycle before, by the edition that is named."""

    label: str
    number: int
    lamps: dict[str, int]


@dataclass(frozen=True)
class Part:
    """A filing period of a half-year or year: what its cycle counts, how far the tasks were.

    `edition` is the newest of the cycle's own summaries. Without a cycle all three are None: a gap.
    """

    key: str
    label: str
    total: Counts | None
    progress: dict[str, int] | None
    edition: int | None


@dataclass(frozen=True)
class Paper:
    """All that a summary says, as of a moment; nothing in it changes afterwards.

    What is added to this shape later needs a default: editions from before are read with it, too.
    """

    plan: str
    plan_title: str
    demo: bool
    cycle: str
    label: str
    covers_from: date
    covers_until: date
    support_due_on: date
    due_on: date
    closes_on: date
    as_of: datetime
    total: Counts
    by_kind: dict[str, Counts]
    supports_printed: int
    progress: dict[str, int]
    overdue: list[str]
    awaiting_final: int
    units: list[UnitCounts]
    sections: list[Section]
    burden: list[Burden] = field(default_factory=list)
    settled: list[Settled] = field(default_factory=list)
    # Signed reports whose signed version went through 自审; None in editions from before.
    self_reviewed: int | None = None
    # By number: the node a task is overdue by; None in editions that asked its own date alone.
    overdue_nodes: dict[str, str] | None = None
    # None in editions from before they were told.
    asking: list[Asking] | None = None
    gauges: list[Gauge] | None = None
    earlier: Earlier | None = None
    course: list[LampCount] | None = None
    # The filing periods of a half-year or year, the oldest first; None in the paper of a cycle.
    parts: list[Part] | None = None

    @property
    def wording(self) -> Wording | None:
        """Return the words it was issued in; None where it speaks as it was drawn."""
        return None

    @property
    def title(self) -> str:
        return self.wording.title if self.wording else f"{self.label}进展情况汇总"

    @property
    def tasks(self) -> list[Task]:
        return [task for section in self.sections for task in section.tasks]

    @property
    def rows(self) -> list[Row]:
        return [row for task in self.tasks for row in task.rows]

    @property
    def spoken(self) -> list[Row]:
        """Return the row each unit speaks by on each task: of a cycle's own paper every row."""
        return [row for task in self.tasks for row in task.spoken]

    @property
    def supports_assigned(self) -> int:
        return self.by_kind[CITY].due + self.by_kind[COUNTY].due

    @property
    def tasks_by_progress(self) -> list[tuple[str, int]]:
        """Return how many tasks stand where by their leads' words, in the order of PROGRESS."""
        return [(word, self.progress[word]) for word in PROGRESS]

    @property
    def lamps(self) -> dict[str, int] | None:
        """Return how many tasks show which light, the worst first; None where none was kept."""
        return count_lamps(task.lamp.light for task in self.tasks if task.lamp)

    @property
    def overdue_tasks(self) -> list[Task]:
        """Return the tasks that were overdue by their lights (任务逾期)."""
        return [task for task in self.tasks if task.number in self.overdue]

    @property
    def late_units(self) -> list[UnitCounts]:
        """Return the units that did not file in time (未按时报送), most first."""
        late = [unit for unit in self.units if unit.counts.late]
        return sorted(late, key=lambda unit: -unit.counts.late)

    @property
    def problems(self) -> list[Row]:
        """Return the leads' rows that name a problem; co-units' problems stand in the ledger."""
        leads = [row for task in self.tasks for row in task.leads]
        return [row for row in leads if row.words and row.words.problem]

    @property
    def printed_sources(self) -> list[Row]:
        """Return the leads' rows whose words are printed, each with its version."""
        return [row for task in self.tasks for row in task.lead_rows if row.version]

    @cached_property
    def names(self) -> dict[str, str]:
        return {unit.code: unit.name for unit in self.units}

    def name_of(self, row: Row) -> str:
        return self.names[row.unit]


NOBODY = Counts(*[0] * len(FIGURES))


def count_lamps(lights: Iterable[str]) -> dict[str, int] | None:
    """Return how many there are of each light, the worst first; None where there is none."""
    lit = list(lights)
    return {light.value: lit.count(light.value) for light in WORST_FIRST} if lit else None


def counts_table(paper: Paper) -> list[tuple[str, list[int]]]:
    """Return the head figures as printed: a line a kind and the total, a column a figure."""
    lines = [(WORDS_OF_KIND[kind], paper.by_kind[kind]) for kind in (LEAD, CITY, COUNTY)]
    return [(word, figures_of(counts)) for word, counts in [*lines, ("合计", paper.total)]]
