"""A plan's profile: what the document does not print but the system needs, read from TOML."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from task_table.importing.reading.findings import FindingReading
from task_table.importing.reading.toml_table import ProfileError, TomlTable

KINDS: Final = {
    "department": "政府部门",
    "party": "党委部门",
    "mass": "群团组织",
    "college": "高等院校",
    "company": "企业",
    "vertical": "垂直管理机构",
    "county": "县级政府",
    "office": "议事协调机构的办事机构",
}
ASKS: Final = ("figure", "deed")
FILINGS: Final = ("month", "quarter", "half", "year")
LEVELS: Final = ("国家", "省", "市", "县")


@dataclass(frozen=True)
class CommitteeProfile:
    """The committee whose plan it is."""

    code: str
    name: str
    level: str


@dataclass(frozen=True)
class UnitProfile:
    """A unit with its immutable code; `name` is as printed in the table."""

    code: str
    name: str
    kind: str


@dataclass(frozen=True)
class SecretariatProfile:
    """The committee's office, itself a unit, and the code of the unit that hosts it."""

    unit: UnitProfile
    host: str


@dataclass(frozen=True)
class GroupProfile:
    """Several units printed as one, in the order of its members."""

    code: str
    name: str
    members: tuple[UnitProfile, ...]


@dataclass(frozen=True)
class SectionProfile:
    """A section of the plan and the numbers of the tasks assigned to it."""

    number: str
    title: str
    tasks: tuple[str, ...]


@dataclass(frozen=True)
class IndicatorProfile:
    """Who supplies the figure (a code, or empty), with which task, and is its meaning decided."""

    number: str
    supplier: str
    task: str
    decided: bool
    reason: str


@dataclass(frozen=True)
class AskingProfile:
    """What is asked of a group's members on a task: `ask` is figure or deed."""

    number: str
    ask: str


@dataclass(frozen=True)
class PlanProfile:
    """The whole profile."""

    slug: str
    title: str
    starts_on: date
    ends_on: date
    filing: str
    committee: CommitteeProfile
    secretariat: SecretariatProfile
    units: tuple[UnitProfile, ...]
    groups: tuple[GroupProfile, ...]
    sections: tuple[SectionProfile, ...]
    indicators: tuple[IndicatorProfile, ...]
    findings: tuple[FindingReading, ...]
    asks: tuple[AskingProfile, ...] = ()

    def all_units(self) -> tuple[UnitProfile, ...]:
        """Every unit once: those printed, the groups' members, the secretariat."""
        members = tuple(member for group in self.groups for member in group.members)
        return (*self.units, *members, self.secretariat.unit)


def read_profile(path: Path | str) -> PlanProfile:
    """Read and check a profile; raises ProfileError with a sentence for the person who wrote it."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"读不了规划配置“{path}”。请核对路径，并以 UTF-8 保存。") from error
    return parse_profile(text)


def parse_profile(text: str) -> PlanProfile:
    """Read a profile from TOML text and check that it agrees with itself."""
    try:
        top = TomlTable("规划配置", tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"规划配置不是正确的 TOML：{error}。") from error
    profile = _profile(top.only(*PlanProfile.__dataclass_fields__))
    _check(profile)
    return profile


def _profile(top: TomlTable) -> PlanProfile:
    return PlanProfile(
        slug=top.code("slug"),
        title=top.text("title"),
        starts_on=top.day("starts_on"),
        ends_on=top.day("ends_on"),
        filing=top.choice("filing", FILINGS),
        committee=_committee(top.table("committee", "残工委")),
        secretariat=_secretariat(top.table("secretariat", "残工委办公室")),
        units=tuple(_unit(table) for table in top.tables("units", "单位")),
        groups=tuple(_group(table) for table in top.tables("groups", "单位组")),
        sections=tuple(_section(table) for table in top.tables("sections", "章节")),
        indicators=tuple(_indicator(table) for table in top.tables("indicators", "指标")),
        findings=tuple(_finding(table) for table in top.tables("findings", "口径核对")),
        asks=tuple(_asking(table) for table in top.tables("asks", "填报要求")),
    )


def _committee(table: TomlTable) -> CommitteeProfile:
    table.only("code", "name", "level")
    return CommitteeProfile(table.code("code"), table.text("name"), table.choice("level", LEVELS))


def _secretariat(table: TomlTable) -> SecretariatProfile:
    table.only("code", "name", "kind", "host")
    unit = UnitProfile(table.code("code"), table.text("name"), table.choice("kind", KINDS))
    return SecretariatProfile(unit, table.code("host"))


def _unit(table: TomlTable) -> UnitProfile:
    table.only("code", "name", "kind")
    return UnitProfile(table.code("code"), table.text("name"), table.choice("kind", KINDS))


def _group(table: TomlTable) -> GroupProfile:
    table.only("code", "name", "members")
    members = tuple(_unit(member) for member in table.tables("members", "组成员"))
    return GroupProfile(table.code("code"), table.text("name"), members)


def _section(table: TomlTable) -> SectionProfile:
    table.only("number", "title", "tasks")
    return SectionProfile(table.text("number"), table.text("title"), table.numbers("tasks"))


def _indicator(table: TomlTable) -> IndicatorProfile:
    table.only("number", "supplier", "task", "definition", "reason")
    decided = table.choice("definition", ("decided", "open")) == "decided"
    reason = table.text("reason", default="") if decided else table.text("reason")
    supplier = table.text("supplier", default="")
    # Whoever supplies a figure reports it with a task: without one nobody would be asked for it.
    task = table.number("task") if supplier else ""
    return IndicatorProfile(table.number("number"), supplier, task, decided, reason)


def _asking(table: TomlTable) -> AskingProfile:
    table.only("task", "ask")
    return AskingProfile(table.number("task"), table.choice("ask", ASKS))


def _finding(table: TomlTable) -> FindingReading:
    table.only("where", "message")
    return FindingReading(table.text("where"), table.text("message"))


def _check(profile: PlanProfile) -> None:
    """Refuse a profile that contradicts itself, before anything of it is loaded."""
    if profile.ends_on < profile.starts_on:
        raise ProfileError("规划配置：“ends_on”早于“starts_on”。")
    units = profile.all_units()
    codes = [unit.code for unit in units]
    _check_once("代码", [*codes, *(group.code for group in profile.groups)])
    _check_once("单位名称", [unit.name for unit in units])
    _check_once("章节任务", [task for section in profile.sections for task in section.tasks])
    _check_once("填报要求的任务", [asking.number for asking in profile.asks])
    _check_once("指标", [indicator.number for indicator in profile.indicators])
    suppliers = [indicator.supplier for indicator in profile.indicators if indicator.supplier]
    for code in (profile.secretariat.host, *suppliers):
        if code not in codes:
            raise ProfileError(f"规划配置：没有代码为“{code}”的单位。")


def _check_once(what: str, values: list[str]) -> None:
    twice = [value for value in dict.fromkeys(values) if values.count(value) > 1]
    if twice:
        raise ProfileError(f"规划配置：{what}“{twice[0]}”出现了不止一次。")
