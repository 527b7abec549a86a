"""Signals beside a task's light: 长期未动, no real progress, nobody responsible (decision 0045)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from project.accounts.models import Grant, Role
from task_table.models import Plan, Task
from workflows.earlier import likeness
from workflows.lights.leads import Reports, lead_reports
from workflows.milestones.freezing import answers_typed_again
from workflows.models import MilestoneAnswer
from workflows.standing import Status

# From so much of the text on, in percent, a report says what was said before.
THE_SAME = 90


@dataclass(frozen=True)
class Said:
    """What a lead's row said in one cycle; `answers` are those on nodes, by field."""

    label: str
    is_filed: bool
    no_change: bool = False
    progress: str = ""
    answers: Mapping[str, str] | None = None

    @property
    def has_words(self) -> bool:
        return self.is_filed and not self.no_change


@dataclass(frozen=True)
class Signal:
    """One signal as people read it; `cycles` in a row brought no real progress."""

    word: str
    words: str
    cycles: int = 0

    @property
    def status(self) -> Status:
        return Status(self.word, "soon")


def brings_progress(now: Said, before: Said | None) -> bool:
    """Say whether a cycle brought real progress against the last words before it.

    >>> first = Said("2025年第1季度", True, progress="已为1200户办理。")
    >>> brings_progress(first, None), brings_progress(first, first)
    (True, False)
    >>> brings_progress(Said("2025年第2季度", True, no_change=True), first)
    False
    """
    if not now.has_words:
        return False
    if before is None or _has_moved(now.answers or {}, before.answers or {}):
        return True
    return likeness(before.progress, now.progress) < THE_SAME


def _has_moved(now: Mapping[str, str], before: Mapping[str, str]) -> bool:
    """Say whether a node was newly answered, or answered otherwise; a reason is no progress."""
    told = {name: text for name, text in now.items() if not name.endswith("-why")}
    return any(before.get(name) != text for name, text in told.items())


def cycles_without_progress(said: Sequence[Said]) -> int:
    """Return how many of the newest cycles in a row brought none; `said` is newest first."""
    for count, now in enumerate(said):
        before = next((each for each in said[count + 1 :] if each.has_words), None)
        if brings_progress(now, before):
            return count
    return len(said)


def signals_of(said: Sequence[Said], *, stalled_after: int, missing: Sequence[str]) -> list[Signal]:
    """Return a task's signals: of its lead's row, newest first, and of posts nobody fills."""
    signals = []
    count = cycles_without_progress(said)
    if count >= stalled_after:
        since = said[count - 1].label
        signals.append(Signal("长期未动", f"连续{count}期没有实质进展（{since}起）", count))
    elif count:
        why = "与此前所报相比没有实质进展" if said[0].is_filed else "没有报送"
        signals.append(Signal("没有实质进展", f"{said[0].label}{why}", count))
    if missing:
        signals.append(Signal("无人负责", f"第一牵头单位没有{'、'.join(missing)}"))
    return signals


def read_signals(plan: Plan, tasks: Iterable[Task], *, on: date) -> dict[int, list[Signal]]:
    """Return the signals of tasks (fetched with assignments): three statements for any number."""
    shown = [task for task in tasks if task.is_open and task.leads]
    reports = lead_reports(shown, on=on)
    first = {task.pk: task.leads[0] for task in shown}
    answers = _answers({row.pk for row in first.values()}, reports)
    posts = _posts({row.unit_id for row in first.values()}, on)
    return {
        task.pk: signals_of(
            _said(first[task.pk].pk, reports, answers, on),
            stalled_after=plan.stalled_cycles,
            missing=_missing(posts.get(first[task.pk].unit_id, set())),
        )
        for task in shown
    }


def _said(
    row: int, reports: Reports, answers: Mapping[int, Mapping[str, str]], on: date
) -> list[Said]:
    """Return what a row said, newest first; what is not filed yet and not due yet is left out."""
    told = [each for each in reports.get(row, []) if each.version or each.cycle.due_on < on]
    return [
        Said(
            label=each.cycle.label,
            is_filed=each.version is not None,
            no_change=bool(each.version and each.version.no_change),
            progress=each.version.progress if each.version else "",
            answers=answers.get(each.version_id or 0, {}),
        )
        for each in told
    ]


def _answers(rows: set[int], reports: Reports) -> dict[int, dict[str, str]]:
    """Return the answers on nodes of these rows' versions, by version: one statement."""
    versions = [each.version_id for row in rows for each in reports.get(row, [])]
    found: dict[int, list[MilestoneAnswer]] = {}
    kept = MilestoneAnswer.objects.filter(version__in=[key for key in versions if key])
    for answer in kept.select_related("milestone").order_by("pk"):
        found.setdefault(answer.version_id, []).append(answer)
    return {version: answers_typed_again(told) for version, told in found.items()}


def _posts(units: set[int], on: date) -> dict[int, set[str]]:
    """Return which posts of these units somebody holds on that day: one statement."""
    held = Grant.objects.active(on=on).filter(unit__in=units, user__is_active=True)
    found: dict[int, set[str]] = {}
    for unit, role in held.values_list("unit", "role"):
        found.setdefault(unit or 0, set()).add(role)
    return found


def _missing(held: set[str]) -> list[str]:
    return [str(role.label) for role in (Role.LIAISON, Role.SIGNER) if role not in held]
