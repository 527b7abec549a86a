"""通讯录: per unit of a plan, in the order of its table, who reports, signs and reviews."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from project.accounts.access import committees_served, secretariat_of
from project.accounts.models import Committee, Grant, GrantState, Role, Unit, UnitKind, User
from project.accounts.models.grants import OF_A_UNIT
from task_table.models import Assignment, Plan

LETTERS = "ABCDEFGHIJ"
DIALLED = "+0123456789"
HEADS = ("单位", "类别", "职责", "姓名", "电话")


@dataclass(frozen=True)
class Contact:
    """One person in one post of a unit."""

    post: str
    person: User

    @property
    def dial(self) -> str:
        """Return the number as a telephone dials it, without the extension."""
        number, _, _ = self.person.phone.partition("转")
        return "".join(each for each in number if each in DIALLED)


@dataclass(frozen=True)
class Entry:
    """One unit with its people, the longest in the post first."""

    unit: Unit
    liaisons: list[Contact] = field(default_factory=list)
    signers: list[Contact] = field(default_factory=list)
    reviewers: list[Contact] = field(default_factory=list)

    @property
    def people(self) -> list[Contact]:
        return [*self.liaisons, *self.signers, *self.reviewers]

    def matches(self, kind: str, words: str) -> bool:
        """Say whether the unit is of a kind, and it or one of its people is called so."""
        names = [self.unit.name, *(contact.person.name for contact in self.people)]
        return kind in ("", self.unit.kind) and any(words in name for name in names)


def keeps_contacts(user: User, plan: Plan, *, on: date) -> bool:
    """Say whether the person is of the office, which chases missing numbers and takes the file."""
    return committees_served(user, on=on).filter(pk=plan.committee_id).exists()


def office_of(committee: Committee, *, on: date) -> list[Contact]:
    """Return who answers in the committee's office: one statement."""
    people = secretariat_of(committee, on=on).order_by("pk")
    return [Contact("残工委办公室", person) for person in people]


def contacts_of(plan: Plan, *, on: date) -> list[Entry]:
    """Return all units of a plan with their people: two statements."""
    rows = Assignment.objects.of_plan(plan).select_related("unit")
    in_order = rows.order_by("task__place", "place", "group_place")
    units = list({row.unit_id: row.unit for row in in_order}.values())
    return read_contacts(units, on=on)


def read_contacts(units: Iterable[Unit], *, on: date) -> list[Entry]:
    """Return the units' people of a day: one statement."""
    entries = {unit.pk: Entry(unit) for unit in units}
    known = Grant.objects.of_role(*OF_A_UNIT).filter(unit__in=list(entries)).select_related("user")
    by_key = {grant.pk: grant for grant in known}
    active = [each for each in by_key.values() if _is_at_post(each, on)]
    for grant in sorted(active, key=lambda each: _seniority(each, by_key)):
        _enter(entries[grant.unit_id or 0], grant)
    return list(entries.values())


def without_phone(entries: Iterable[Entry]) -> int:
    """Return how many people have no number, each counted once."""
    contacts = (contact for entry in entries for contact in entry.people)
    return len({contact.person.pk for contact in contacts if not contact.person.phone})


def lines_of(entries: Iterable[Entry]) -> list[tuple[str, ...]]:
    """Return the book as a table, a line for each person; a unit without anybody keeps its line."""
    lines: list[tuple[str, ...]] = [HEADS]
    for entry in entries:
        head = (entry.unit.name, str(UnitKind(entry.unit.kind).label))
        people = [(each.post, each.person.name, each.person.phone) for each in entry.people]
        lines += [(*head, *each) for each in people or [("", "", "")]]
    return lines


def _seniority(grant: Grant, known: Mapping[int, Grant]) -> tuple[date, int]:
    """Return by what people of one post are ordered: who takes over keeps the place of before."""
    first = grant
    while before := known.get(first.takes_over_id or 0):
        first = before
    return first.from_on, first.pk


def _is_at_post(grant: Grant, on: date) -> bool:
    return grant.state(on=on) == GrantState.IN_FORCE and grant.user.is_active


def _enter(entry: Entry, grant: Grant) -> None:
    if grant.role == Role.LIAISON:
        letter = LETTERS[min(len(entry.liaisons), len(LETTERS) - 1)]
        entry.liaisons.append(Contact(f"联络员{letter}", grant.user))
    elif grant.role == Role.SIGNER:
        entry.signers.append(Contact("分管领导", grant.user))
    else:
        entry.reviewers.append(Contact("审核人", grant.user))
