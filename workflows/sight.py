"""Who sees what of a report (design.md section 6): one reader of grants, one rule, two forms of it.

`Viewer.sight_of` answers for one report without a query; `Viewer.reports` is the same rule as a
filter. A test holds the two equal over the whole cast.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Self

from django.db.models import Q

from project.accounts.access import Permission, committees_where, reach_of, units_where
from project.accounts.models import Role, User
from task_table.models import Assignment, AssignmentRole, Task
from workflows.models import Report
from workflows.models.reports import ReportQuerySet


class Sight(IntEnum):
    """How much of a report one sees; each value includes those before it."""

    NOTHING = 0
    STATE = 1  # where it stands, as chasing needs it; no words
    SIGNED = 2  # the signed version
    SUBMITTED = 3  # every submitted version and the trail
    DRAFT = 4  # what is being written


@dataclass(frozen=True)
class Viewer:
    """A person's grants of one day, as far as seeing goes; sets of keys."""

    reported_units: frozenset[int]
    signed_units: frozenset[int]
    reviewed_units: frozenset[int]
    own_tasks: frozenset[int]
    led_tasks: frozenset[int]
    committees: frozenset[int]

    @classmethod
    def of_committee(cls, committee: int) -> Self:
        """Return the sight of a committee's leader who is nothing else: what its papers tell of."""
        nobody: frozenset[int] = frozenset()
        return cls(nobody, nobody, nobody, nobody, nobody, frozenset({committee}))

    @property
    def own_units(self) -> frozenset[int]:
        """Return the units whose own people this person is one of."""
        return self.reported_units | self.signed_units

    def follows_unit(self, unit: int, committee: int) -> bool:
        """Say whether the person is of the unit, reviews it, or leads or observes the committee."""
        return unit in self.own_units | self.reviewed_units or committee in self.committees

    def sees_signed_of(self, task: Task) -> bool:
        """Say whether the person sees what the task's lead signed (the task with assignments)."""
        leads = {row.unit_id for row in task.leads}
        follows = task.plan.committee_id in self.committees or leads & self.reviewed_units
        return bool(follows) or task.pk in self.own_tasks

    def follows_task(self, task: Task) -> bool:
        """Say whether the person sees what the task's lead submitted (with assignments)."""
        leads = {row.unit_id for row in task.leads}
        follows = task.plan.committee_id in self.committees
        return follows or bool(leads & (self.reviewed_units | self.own_units))

    def sight_of(self, report: Report) -> Sight:
        """Return what this person sees of a report (fetched with assignment, task and plan)."""
        task = report.assignment.task
        if report.unit_id in self.own_units or self._is_joint_lead(report):
            return Sight.DRAFT
        if self._follows(report, task.pk, task.plan.committee_id):
            return Sight.SUBMITTED if report.version_id else Sight.STATE
        if task.pk in self.own_tasks and report.signed_version_id:
            return Sight.SIGNED
        return Sight.NOTHING

    def reports(self) -> ReportQuerySet:
        """Return every report of which this person sees anything."""
        follows = (
            Q(unit__in=self.reviewed_units)
            | Q(assignment__task__in=self.led_tasks)
            | Q(assignment__task__plan__committee__in=self.committees)
        )
        signed = Q(assignment__task__in=self.own_tasks, signed_version__isnull=False)
        return Report.objects.filter(Q(unit__in=self.own_units) | follows | signed)

    def _is_joint_lead(self, report: Report) -> bool:
        leads = report.assignment.role == AssignmentRole.LEAD
        return leads and report.assignment.task_id in self.led_tasks

    def _follows(self, report: Report, task: int, committee: int) -> bool:
        return (
            report.unit_id in self.reviewed_units
            or task in self.led_tasks
            or committee in self.committees
        )


def followed_by(user: User, *, on: date) -> Q:
    """Return which reports a person follows as reviewer or in the committee's lead: the part of
    `Viewer.reports` that a page needs which has no room for another statement.
    """
    committees = committees_where(user, Role.LEADER, Role.OBSERVER, on=on)
    reviewed = units_where(user, Permission.REVIEW, on=on)
    return Q(unit__in=reviewed) | Q(assignment__task__plan__committee__in=committees)


def viewer(user: User, *, on: date) -> Viewer:
    """Read a person's grants of the day in a fixed number of statements."""
    reach = reach_of(user, on=on)
    reported, signed = reach[Permission.REPORT], reach[Permission.SIGN_OFF]
    rows = list(Assignment.objects.filter(unit__in=reported | signed).values_list("task", "role"))
    return Viewer(
        reported_units=reported,
        signed_units=signed,
        reviewed_units=reach[Permission.REVIEW],
        own_tasks=frozenset(task for task, _ in rows),
        led_tasks=frozenset(task for task, role in rows if role == AssignmentRole.LEAD),
        committees=reach[Role.LEADER] | reach[Role.OBSERVER],
    )
