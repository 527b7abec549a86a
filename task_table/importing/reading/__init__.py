"""Reads a plan document into frozen values: pure functions, standard library only."""

from task_table.importing.reading.agreement import disagreements, printed_names
from task_table.importing.reading.as_json import as_json
from task_table.importing.reading.findings import (
    FindingReading,
    computed_findings,
    targets_below_baseline,
)
from task_table.importing.reading.plan_table import (
    DueSource,
    PlanReading,
    TaskReading,
    read_file,
    read_plan,
)
from task_table.importing.reading.problems import Problem
from task_table.importing.reading.profile import PlanProfile, parse_profile, read_profile
from task_table.importing.reading.source import NotAPlan, read_lines, to_lines
from task_table.importing.reading.toml_table import ProfileError

__all__ = [
    "DueSource",
    "FindingReading",
    "NotAPlan",
    "PlanProfile",
    "PlanReading",
    "Problem",
    "ProfileError",
    "TaskReading",
    "as_json",
    "computed_findings",
    "disagreements",
    "parse_profile",
    "printed_names",
    "read_file",
    "read_lines",
    "read_plan",
    "read_profile",
    "targets_below_baseline",
    "to_lines",
]
