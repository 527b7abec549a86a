"""Who else sees a request for coordination, beside those every kind of case shows itself to."""

from datetime import date

from django.db.models import Q

from project.accounts.access import Permission, committees_served, units_where
from project.accounts.models import User
from task_table.models import Assignment, AssignmentRole


def seen_by_others(user: User, on: date) -> Q:
    """The unit that is asked, once it was passed on; the task's leads; the committee's office."""
    units = units_where(user, Permission.VIEW, on=on)
    passed_on = Q(coordinationrequest__forwarded_at__isnull=False)
    led = Assignment.objects.filter(role=AssignmentRole.LEAD, unit__in=units).values("task")
    return (
        Q(coordinationrequest__addressee__in=units) & passed_on
        | Q(task__in=led)
        | Q(plan__committee__in=committees_served(user, on=on))
    )
