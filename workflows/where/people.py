"""Who holds what waits, person by person: for the committee's office alone."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from project.accounts.models import User
from workflows.steps import OPEN_STEPS
from workflows.where.holders import Able


@dataclass(frozen=True)
class Holding:
    """A person and how many things wait that this person is able to take, by step."""

    person: User
    counts: Counter[str]

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def by_step(self) -> list[tuple[str, int]]:
        return [(step.value, self.counts[step]) for step in OPEN_STEPS]


def holdings(waiting: Iterable[tuple[int, str]], able: Mapping[int, Able]) -> list[Holding]:
    """Return who is able to take what waits (key and step), who has most first: one statement.

    A thing that several people may take counts with each of them.
    """
    counts: dict[int, Counter[str]] = {}
    for key, step in waiting:
        for person in able[key].left if key in able else ():
            counts.setdefault(person, Counter())[step] += 1
    people = User.objects.filter(pk__in=counts).select_related("home_unit").order_by("pk")
    found = [Holding(person, counts[person.pk]) for person in people]
    return sorted(found, key=lambda each: -each.total)
