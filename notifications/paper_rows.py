"""The rows of a paper: one unit's report on one task as it stood, and how rows are counted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

LEAD, CITY, COUNTY, ALL = "lead", "city", "county", "all"
Place = tuple[str, str, str]
WORDS_OF_KIND = {
    LEAD: "牵头单位",
    CITY: "配合单位（市直）",
    COUNTY: "配合单位（县级政府）",
}


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
    # Key of its cycle in a paper of several; nothing in the paper of one.
    cycle: str = ""

    @property
    def place(self) -> Place:
        """Return its place among the rows of a paper: cycle (of several), task and unit."""
        return self.cycle, self.task, self.unit

    @property
    def says_something(self) -> bool:
        """Say whether words stand there; a report asked for figures alone has none."""
        words = self.words
        told = words and (words.status or words.no_change or words.progress)
        return bool(told) or bool(words and words.concurs is not None)

    @property
    def is_signed(self) -> bool:
        """Say whether its words are signed: only then the committee speaks them."""
        return bool(self.words and self.version and self.version.signed_at)

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


def figures_of(counts: Counts) -> list[int]:
    """Return the counts in the order of FIGURES."""
    return [int(getattr(counts, name)) for name in FIGURES]
