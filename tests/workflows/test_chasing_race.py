"""Two of the office urge one unit at the same moment: one does, the other is asked first."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from project.accounts.models import User
from tests.cast import MORNING, unit
from workflows.chasing.acting import UrgedToday, urge_units
from workflows.models import Cycle, OfficeUrge, Report, UrgeMeans


@pytest.mark.db
@pytest.mark.django_db(transaction=True)
def test_of_two_who_urge_at_once_one_is_asked_first(
    report: Report, cycle: Cycle, reviewer: User, colleague: User
) -> None:
    start, chosen = Barrier(2), [unit("mzj")]

    def urge(by: User) -> str:
        try:
            start.wait(timeout=60)
            urge_units(cycle, chosen, means=UrgeMeans.LETTER, by=by, at=MORNING)
        except UrgedToday as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as both:
        told = sorted(both.map(urge, (reviewer, colleague)))
    made = OfficeUrge.objects.get()
    assert told[0] == ""
    assert told[1].startswith(f"今天已经催办过：市民政局，{made.by}于1月9日 10:00催办（函）")
