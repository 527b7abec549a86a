"""Who speaks for a unit when the committee turns to it: its liaisons and its signers."""

from collections.abc import Iterable
from datetime import date

from project.accounts.access import Permission, people_who_may
from project.accounts.models import Unit, User


def speakers_of(units: Iterable[Unit], on: date) -> list[User]:
    """Return the liaisons and the signers of units, each once."""
    found = {
        person.pk: person
        for unit in units
        for permission in (Permission.REPORT, Permission.SIGN_OFF)
        for person in people_who_may(permission, unit, on=on)
    }
    return list(found.values())
