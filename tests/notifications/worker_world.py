"""Run in a process of its own, on the installation of the environment: people, and the schedules.

`python -m tests.notifications.worker_world people 40`, `… hurry` (the schedules a second ahead).
"""

import os
import sys
from datetime import date, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
django.setup()

from django.utils import timezone  # noqa: E402
from django_q.models import Schedule  # noqa: E402

from project.accounts.granting import give  # noqa: E402
from project.accounts.models import Role, Unit, User  # noqa: E402
from project.workdays.models import Workday  # noqa: E402
from task_table.models import Assignment  # noqa: E402
from workflows.models import Cycle  # noqa: E402


def people(count: int) -> None:
    """Give as many units a liaison with an address, who owes since today, a day that is worked."""
    today = timezone.localdate()
    Workday.objects.filter(day=today).update(is_workday=True)
    Cycle.objects.update(opens_on=today)
    units = Unit.objects.filter(pk__in=Assignment.objects.values("unit")).order_by("pk")
    for unit in units[:count]:
        user = User.objects.create_user(
            f"llr-{unit.code}", name=f"演示{unit.code}", home_unit=unit,
            email=f"{unit.code}@example.invalid",
        )  # fmt: skip
        give(user, Role.LIAISON, by=None, why="演示", from_on=date(2021, 1, 1), unit=unit)


def hurry() -> None:
    """Let the morning's schedule come due in a second, and the sending right after it."""
    soon = timezone.now() + timedelta(seconds=1)
    for after, name in enumerate(("remind", "send_mail")):
        rows = Schedule.objects.filter(func=f"notifications.jobs.{name}")
        rows.update(next_run=soon + timedelta(milliseconds=after))


if __name__ == "__main__":
    people(int(sys.argv[2])) if sys.argv[1] == "people" else hurry()
