"""What waits for whom on a day, as `workflows.desks` says, out of facts already read.

A test holds both equal, morning by morning (tests/notifications/test_rehearsal.py).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from notifications.rehearsal.world import Holding, Lending, Row, World
from project.accounts.models import Role
from workflows.second_reviews import first_free, resorts
from workflows.steps import Step

FILE, REVIEW, AGAIN, SIGN = "填报", "待审核", "待复核", "待签批"
BEHIND = "本单位逾期未报"
Pile = list[tuple[str, Row]]


def vacant(unit: int) -> int:
    """Return the key under which a unit without a liaison stands where a person would."""
    return -unit


def _is_for_lead(row: Row) -> bool:
    return row.step == Step.REVIEW and row.reviewing.by_unit is not None


@dataclass(frozen=True)
class Desk:
    """One day of a world: piles by person, or by unit where nobody would be written to."""

    world: World
    on: date

    @cached_property
    def by_step(self) -> dict[tuple[str, int], list[Row]]:
        """Return the rows there on the day by step and unit, without those a lead reviews."""
        found: dict[tuple[str, int], list[Row]] = defaultdict(list)
        for row in self.world.rows:
            if row.is_there(self.on) and not _is_for_lead(row):
                found[row.step, row.unit].append(row)
        return found

    @cached_property
    def by_lead(self) -> dict[int | None, list[Row]]:
        """Return the rows that a task's first lead takes up or sends back, by its unit."""
        found: dict[int | None, list[Row]] = defaultdict(list)
        for row in self.world.rows:
            if _is_for_lead(row):
                found[row.reviewing.by_unit].append(row)
        return found

    @cached_property
    def holdings(self) -> list[Holding]:
        """Return what is held on the day; two grants of one role are one."""
        held = (each for each in self.world.holdings if each.term.holds(self.on))
        return list({(each.person, each.role, each.of): each for each in held}.values())

    @cached_property
    def lendings(self) -> list[Lending]:
        """Return the delegations in force: the absent must hold the role that day."""
        held = {(each.person, each.role, each.of) for each in self.holdings}
        rows = (each for each in self.world.lendings if each.term.holds(self.on))
        return [each for each in rows if (each.absent, each.role, each.of) in held]

    @cached_property
    def piles(self) -> dict[int, Pile]:
        """Return what waits for each person who is told, and for each unit without a liaison."""
        found: dict[int, Pile] = defaultdict(list)
        for person, about, row in self._waiting():
            if person < 0 or self.world.people[person].is_told:
                found[person].append((about, row))
        return found

    def readers(self) -> set[int]:
        """Return the committee's leaders and observers of the day."""
        roles = (Role.LEADER, Role.OBSERVER)
        return {each.person for each in self.holdings if each.role in roles and self._ours(each)}

    def _ours(self, each: Holding) -> bool:
        return each.of == self.world.committee

    def _waiting(self) -> Iterator[tuple[int, str, Row]]:
        """Yield who, what about, and the row; a person with two roles may meet a row twice."""
        yield from self._of_units()
        yield from self._behind()
        yield from self._vacant()
        yield from self._second_reviews()
        yield from self._lent()

    def _of_units(self) -> Iterator[tuple[int, str, Row]]:
        for each in self.holdings:
            for about, rows in self._of_role(each.role, each.of):
                yield from ((each.person, about, row) for row in rows)

    def _of_role(self, role: Role, unit: int) -> list[tuple[str, list[Row]]]:
        if role == Role.LIAISON:
            return [(FILE, self._at(Step.REPORT, unit)), (REVIEW, self.by_lead.get(unit, []))]
        if role == Role.REVIEWER:
            return [(REVIEW, self._at(Step.REVIEW, unit))]
        return [(SIGN, self._at(Step.SIGN_OFF, unit))] if role == Role.SIGNER else []

    def _behind(self) -> Iterator[tuple[int, str, Row]]:
        """Yield what a unit is so late with that its signer is told, but who files it oneself."""
        files = {(each.person, each.of) for each in self.holdings if each.role == Role.LIAISON}
        for each in self.holdings:
            if each.role == Role.SIGNER and (each.person, each.of) not in files:
                rows = self._at(Step.REPORT, each.of)
                yield from ((each.person, BEHIND, row) for row in rows if self._is_told_up(row))

    def _is_told_up(self, row: Row) -> bool:
        ordinals = self.world.calendar.ordinals
        past = ordinals[self.on] - ordinals[row.asked_by]
        return row.is_late(self.on) and past >= row.signer_after

    def _at(self, step: Step, unit: int) -> list[Row]:
        return self.by_step.get((step, unit), [])

    def _vacant(self) -> Iterator[tuple[int, str, Row]]:
        filled = {
            each.of for each in self.holdings
            if each.role == Role.LIAISON and self.world.people[each.person].is_told
        }  # fmt: skip
        for (step, unit), rows in self.by_step.items():
            if step == Step.REPORT and unit not in filled:
                yield from ((vacant(unit), FILE, row) for row in rows)

    def _again(self) -> Iterator[tuple[Row, set[int]]]:
        """Yield what is to be reviewed again, with whose turn it is (rule 3)."""
        for (step, _), rows in self.by_step.items():
            if step == Step.SECOND_REVIEW:
                yield from ((row, self._in_turn(row)) for row in rows)

    def _in_turn(self, row: Row) -> set[int]:
        reviewers = self._who(Role.REVIEWER, row.unit)
        leaders = self._who(Role.LEADER, row.committee)
        asked = resorts(row.unit, reviewers, leaders, row.reviewing.resort)
        return first_free(asked, row.reviewing.hands)

    def _who(self, role: Role, of: int) -> Iterable[tuple[int | None, ...]]:
        people = (each.person for each in self.holdings if each.role == role and each.of == of)
        return [(person, *self.world.people[person].houses) for person in people]

    def _second_reviews(self) -> Iterator[tuple[int, str, Row]]:
        for row, people in self._again():
            yield from ((person, AGAIN, row) for person in people)

    def _lent(self) -> Iterator[tuple[int, str, Row]]:
        """Yield what waits for who is on leave and has another act (委托, decision 0031)."""
        for each in self.lendings:
            name = self.world.people[each.absent].name
            if each.role == Role.SIGNER:
                rows = self._at(Step.SIGN_OFF, each.of)
                yield from ((each.to, f"代{name}签批", row) for row in rows)
            else:
                fresh = [row for row, people in self._again() if each.absent in people
                         and each.to not in row.reviewing.hands]  # fmt: skip
                yield from ((each.to, f"代{name}复核", row) for row in fresh)
