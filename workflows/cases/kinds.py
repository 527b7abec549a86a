"""How each kind of case is shown: its facts in words, its forms, who else may see it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from project.accounts.access import Permission, committees_where, units_where
from project.accounts.models import Role, User
from workflows.case_words import CaseKind, CaseOutcome
from workflows.cases import extension
from workflows.cases.forms import AskExtensionForm, GrantExtensionForm, OutcomeForm

Facts = list[tuple[str, str]]


def nobody_else(user: User, on: date) -> Q:
    """No more people than every kind shows itself to."""
    return Q(pk__in=[])


@dataclass(frozen=True)
class Kind:
    """A kind as pages show it; `begun_with` is what a form starts from, by outcome."""

    facts: Callable[[Any], Facts]
    forms: Mapping[CaseOutcome, type[OutcomeForm]]
    begun_with: Callable[[Any], dict[CaseOutcome, dict[str, Any]]]
    seen_by_others: Callable[[User, date], Q] = field(default=nobody_else)


KINDS: dict[str, Kind] = {
    CaseKind.EXTENSION: Kind(
        extension.facts_of,
        {CaseOutcome.APPLIED: AskExtensionForm, CaseOutcome.GRANTED: GrantExtensionForm},
        extension.begun_with,
    ),
}


def visible_to(user: User, *, on: date) -> Q:
    """Return which cases the person sees: those of their units, of those they review, of the
    committee they lead or observe; and what the kind shows to others.
    """
    units = units_where(user, Permission.VIEW, on=on, delegated=True)
    committees = committees_where(user, Role.LEADER, Role.OBSERVER, on=on, delegated=True)
    everywhere = Q(unit__in=units) | Q(plan__committee__in=committees)
    others = (Q(kind=name) & kind.seen_by_others(user, on) for name, kind in KINDS.items())
    return _any(everywhere, *others)


def _any(*rules: Q) -> Q:
    whole = Q()
    for rule in rules:
        whole |= rule
    return whole
