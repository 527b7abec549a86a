"""Two of the office enter the same notice at the same moment: one does, the other reads so."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from project.accounts.models import User
from project.audit.models import AuditEvent
from project.desk.entering import enter
from project.workdays.models import HolidayNotice, Workday
from project.workdays.notice import parse_notice
from project.workdays.publishing import AlreadyEntered
from task_table.models import Plan
from tests.cast import MORNING
from tests.project.calendar.notice_texts import notice_of


@pytest.mark.db
@pytest.mark.django_db(transaction=True)
def test_of_two_who_enter_one_notice_at_once_one_does(
    plan: Plan, reviewer: User, colleague: User
) -> None:
    start, text = Barrier(2), notice_of(2027)

    def enter_it(by: User) -> str:
        try:
            start.wait(timeout=60)
            enter(parse_notice(text), text, by=by, at=MORNING)
        except AlreadyEntered as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as both:
        told = sorted(both.map(enter_it, (reviewer, colleague)))
    assert told == ["", "2027年的放假通知已经录入，内容相同，没有改动。"]
    assert HolidayNotice.objects.get().number == 1
    assert AuditEvent.objects.filter(action="calendar.publish").count() == 1
    rows = Workday.objects.order_by("day").values_list("is_workday", "ordinal")
    count = 0
    for is_workday, ordinal in rows:
        count += is_workday
        assert ordinal == count
