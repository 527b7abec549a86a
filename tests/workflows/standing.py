"""What the cast does with 委托, in a line: who is on leave has a colleague act for some days."""

from datetime import date, timedelta

from project.accounts.delegating import delegable, delegate
from project.accounts.models import Delegation, User
from tests.cast import TODAY

WEEK = TODAY + timedelta(days=7)


def lend(by: User, to: User, *, from_on: date = TODAY, until_on: date = WEEK) -> Delegation:
    """Delegate the person's only post that can be, from today for a week."""
    (grant,) = delegable(by, on=TODAY)
    return delegate(grant, to=to, from_on=from_on, until_on=until_on, why="外出学习", by=by)
