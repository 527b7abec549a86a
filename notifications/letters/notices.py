"""The notices of what was decided about a person or a unit: 交接, 委托, 特许补报."""

from notifications.letters import Letter, compose
from project.accounts.models import Delegation, Grant, Role
from workflows.models import WindowException


def handed_over(grant: Grant) -> Letter:
    """Return the letter to who took over a post; a reviewer has no list of a unit's."""
    return compose("handed_over", grant=grant, has_list=grant.role != Role.REVIEWER)


def delegated(delegation: Delegation) -> Letter:
    """Return the letter to who acts for another, or no longer does."""
    return compose("delegated", lent=delegation)


def excepted(given: WindowException) -> Letter:
    """Return the letter about 特许补报 to the unit's liaisons."""
    return compose("excepted", given=given, cycle=given.cycle)


def withdrawn(given: WindowException) -> Letter:
    """Return the letter about 特许补报 taken back."""
    return compose("exception_withdrawn", given=given, cycle=given.cycle)
