"""A summary's frozen facts as dataclasses: their one shape, for page, papers and letters alike."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from notifications.signed_words import Wording
from workflows.burden import Burden
from workflows.lights.light import WORST_FIRST, Light

LEAD, CITY, COUNTY, ALL = "lead", "city", "county", "all"
WORDS_OF_KIND = {
    LEAD: "牵头单位",
    CITY: "配合单位（市直）",
    COUNTY: "配合单位（县级政府）",
}

# How far a task is, by its drafting lead; last, whoever gave no word, or none that stands.
UNREPORTED = "没有可引用的报告"
PROGRESS = ("未启动", "推进中", "已完成", "无变化", UNREPORTED)


@dataclass(frozen=True)
class Words:
    """What a submitted version says; the 会签 of a joint lead says whether it concurs."""

    status: str
    progress: str
    problem: str
    next_step: str
    next_step_on: date | None
    no_change: bool
    concurs: bool | None


@dataclass(frozen=True)
class Proof:
    """A file that a version froze, by its digest; one that was sealed (封存) has no name."""

    name: str
    digest: str


@dataclass(frozen=True)
class Version:
    """Where words come from: a version of a report, who reviewed it, and who signed it when."""

    number: int
    digest: str
    submitted_at: datetime
    signed_by: str
    signed_at: datetime | None
    # None in editions from before they were kept.
    reviewed_by: list[str] | None = None
    evidence: list[Proof] | None = None


@dataclass(frozen=True)
class Row:
    """One unit's report on one task, as it stood: `words` only of what was submitted and stands.

    `kind` is lead, city or county; `stage` none, back, review, sign_off or signed; `first_on` the
    day of the first submission; `late` is 未按时报送 on the day of the summary.
    """

    task: str
    unit: str
    kind: str
    group: str
    concurrence: bool
    due_on: date
    first_on: date | None
    late: bool
    stage: str
    standing: str
    tone: str
    words: Words | None
    version: Version | None
    remarks: list[str] = field(default_factory=list)
    # Of the version: whether its review was 自审, and the reviewer's 研判 of a lead's task.
    self_review: bool = False
    outlook: str = ""

    @property
    def problem(self) -> str:
        """Return the problem as printed, with what units it names say beside it (旁注)."""
        said = self.words.problem if self.words else ""
        return said + "".join(f"（{each}）" for each in self.remarks if said)

    @property
    def status(self) -> dict[str, str]:
        """Return what templates/components/status.html shows."""
        return {"word": self.standing, "tone": self.tone}

    @property
    def on_time(self) -> bool:
        return self.first_on is not None and self.first_on <= self.due_on

    @cached_property
    def counted_in(self) -> tuple[bool, ...]:
        """Return whether each of FIGURES counts the row: it is summed up by kind, unit and all."""
        return tuple(counts(self) for _, counts in FIGURES.values())


@dataclass(frozen=True)
class Counts:
    """How many of `due` reports are what; due = filed + missing, filed = on_time + afterwards.

    filed = in_review + to_sign + signed + back: each is in one stage. `late`: 未按时报送.
    """

    due: int
    filed: int
    on_time: int
    afterwards: int
    missing: int
    in_review: int
    to_sign: int
    signed: int
    back: int
    late: int


@dataclass(frozen=True)
class UnitCounts:
    """One unit under its name of the due date; `now` is today's name where it is another."""

    code: str
    name: str
    now: str
    counts: Counts


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
    def leads(self) -> list[Row]:
        return [row for row in self.rows if row.kind == LEAD]

    @property
    def supports(self) -> list[Row]:
        return [row for row in self.rows if row.kind != LEAD]


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
        return [row for task in self.tasks for row in task.leads if row.version]

    @cached_property
    def names(self) -> dict[str, str]:
        return {unit.code: unit.name for unit in self.units}

    def name_of(self, row: Row) -> str:
        return self.names[row.unit]


def count_lamps(lights: Iterable[str]) -> dict[str, int] | None:
    """Return how many there are of each light, the worst first; None where there is none."""
    lit = list(lights)
    return {light.value: lit.count(light.value) for light in WORST_FIRST} if lit else None


# Head figure → its word and which rows it counts; --trace lists exactly these.
FIGURES: dict[str, tuple[str, Callable[[Row], bool]]] = {
    "due": ("应报", lambda row: True),
    "filed": ("已报", lambda row: row.first_on is not None),
    "on_time": ("按时", lambda row: row.on_time),
    "afterwards": ("补报", lambda row: row.first_on is not None and not row.on_time),
    "missing": ("未报", lambda row: row.first_on is None),
    "in_review": ("审核中", lambda row: row.stage == "review"),
    "to_sign": ("待签批", lambda row: row.stage == "sign_off"),
    "signed": ("已签批", lambda row: row.stage == "signed"),
    "back": ("退回或撤回", lambda row: row.stage == "back"),
    "late": ("未按时报送", lambda row: row.late),
}


def counts_table(paper: Paper) -> list[tuple[str, list[int]]]:
    """Return the head figures as printed: a line a kind and the total, a column a figure."""
    lines = [(WORDS_OF_KIND[kind], paper.by_kind[kind]) for kind in (LEAD, CITY, COUNTY)]
    return [(word, figures_of(counts)) for word, counts in [*lines, ("合计", paper.total)]]


def figures_of(counts: Counts) -> list[int]:
    """Return the counts in the order of FIGURES."""
    return [int(getattr(counts, name)) for name in FIGURES]
