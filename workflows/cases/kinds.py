"""How each kind of case is shown: its facts in words, its forms, who else may see it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from project.accounts.access import Permission, committees_where, units_where
from project.accounts.models import Role, User
from workflows.case_words import CaseKind, CaseOutcome, CaseStep
from workflows.cases import (
    actions,
    adjustment,
    closure,
    coordination,
    extension,
    milestones,
    papers,
)
from workflows.cases import coordination_forms as asking
from workflows.cases.action_forms import AnswerActionForm, ReturnActionForm
from workflows.cases.adjusting_forms import AdjustForm, GrantAdjustmentForm
from workflows.cases.closing_forms import CheckForm, ClaimForm, CloseForm
from workflows.cases.coordination_sight import seen_by_others
from workflows.cases.forms import AskExtensionForm, GrantExtensionForm, OutcomeForm
from workflows.cases.milestone_forms import ProposeForm
from workflows.cases.paper_forms import ReturnPaperForm
from workflows.escalation.showing import read_paper
from workflows.summary.showing import read_summary

Facts = list[tuple[str, str]]


def nobody_else(user: User, on: date) -> Q:
    """No more people than every kind shows itself to."""
    return Q(pk__in=[])


def no_step(case: Any, user: User, on: date) -> Collection[CaseStep]:
    """No step at all: who sees the case reads its whole trail."""
    return ()


def nowhere(case: Any) -> str:
    """No page but its own."""
    return ""


@dataclass(frozen=True)
class Kind:
    """A kind as pages show it; `begun_with` is what a form starts from, by outcome.

    `kept_from` names what is kept from people who see all other cases there; `place` is the page
    on which the case also stands.
    """

    facts: Callable[[Any], Facts]
    forms: Mapping[CaseOutcome, type[OutcomeForm]]
    begun_with: Callable[[Any], dict[CaseOutcome, dict[str, Any]]]
    seen_by_others: Callable[[User, date], Q] = field(default=nobody_else)
    # What a page shows below the facts: a template, and what it is given as `more`.
    template: str = ""
    more: Callable[[Any, User, date], Any] | None = None
    kept_from: Callable[[User, date], Q] = field(default=nobody_else)
    place: Callable[[Any], str] = field(default=nowhere)
    # The steps whose moves a page keeps from the person: how a paper came about is its office's.
    inner: Callable[[Any, User, date], Collection[CaseStep]] = field(default=no_step)
    # What is decided on a page of its own, not by a form among the others.
    elsewhere: frozenset[CaseOutcome] = frozenset()

    def read(self, case: Any, user: User, on: date) -> Any:
        """Return what a page shows of the case below its facts; None where that is nothing."""
        return self.more(case, user, on) if self.more else None


# The words of a paper are written on a page of their own.
WRITTEN = frozenset({CaseOutcome.SAVED})

KINDS: dict[str, Kind] = {
    CaseKind.EXTENSION: Kind(
        extension.facts_of,
        {CaseOutcome.APPLIED: AskExtensionForm, CaseOutcome.GRANTED: GrantExtensionForm},
        extension.begun_with,
    ),
    CaseKind.COORDINATION: Kind(
        coordination.facts_of,
        {
            CaseOutcome.APPLIED: asking.AskCoordinationForm,
            CaseOutcome.ACCEPTED: asking.AcceptForm,
            CaseOutcome.PROPOSED: asking.ProposeForm,
            CaseOutcome.SETTLED: asking.SettleForm,
            CaseOutcome.DONE: asking.FinishForm,
            CaseOutcome.RULED: asking.RuleForm,
        },
        coordination.begun_with,
        seen_by_others,
    ),
    CaseKind.CLOSURE: Kind(
        closure.facts_of,
        {
            CaseOutcome.APPLIED: ClaimForm,
            CaseOutcome.PASSED: CheckForm,
            CaseOutcome.FAILED: CheckForm,
            CaseOutcome.CLOSED: CloseForm,
        },
        closure.begun_with,
        seen_by_others=closure.led_by_units_of,
        template="workflows/_closure.html",
        more=closure.read_closure,
    ),
    CaseKind.ADJUSTMENT: Kind(
        adjustment.facts_of,
        {CaseOutcome.APPLIED: AdjustForm, CaseOutcome.GRANTED: GrantAdjustmentForm},
        adjustment.begun_with,
        seen_by_others=closure.led_by_units_of,
    ),
    CaseKind.REOPENING: Kind(
        adjustment.facts_of_reopening, {}, adjustment.nothing, closure.led_by_units_of
    ),
    CaseKind.ACTION: Kind(
        actions.facts_of,
        {CaseOutcome.ANSWERED: AnswerActionForm, CaseOutcome.SENT_BACK: ReturnActionForm},
        actions.begun_with,
        kept_from=actions.kept_within_the_unit,
        place=actions.place_of,
    ),
    CaseKind.MILESTONES: Kind(
        milestones.facts_of,
        {CaseOutcome.APPLIED: ProposeForm},
        milestones.begun_with,
        seen_by_others=closure.led_by_units_of,
    ),
    CaseKind.SUPERVISION: Kind(
        papers.notice_facts,
        {CaseOutcome.ANSWERED: AnswerActionForm, CaseOutcome.SENT_BACK: ReturnPaperForm},
        papers.notice_begun,
        seen_by_others=papers.seen_by_the_office,
        template="workflows/_paper_view.html",
        more=read_paper,
        kept_from=papers.drafts_kept,
        inner=papers.inner_steps,
        elsewhere=WRITTEN,
    ),
    CaseKind.CIRCULAR: Kind(
        papers.circular_facts,
        {CaseOutcome.SENT_BACK: ReturnPaperForm},
        adjustment.nothing,
        seen_by_others=papers.circular_seen_by_others,
        template="workflows/_paper_view.html",
        more=read_paper,
        kept_from=papers.drafts_kept,
        inner=papers.inner_steps,
        elsewhere=WRITTEN,
    ),
    CaseKind.SUMMARY: Kind(
        papers.summary_facts,
        {CaseOutcome.SENT_BACK: ReturnPaperForm},
        adjustment.nothing,
        seen_by_others=papers.summary_seen_by_others,
        template="workflows/_summary_view.html",
        more=read_summary,
        kept_from=papers.summary_kept,
        inner=papers.inner_steps,
        elsewhere=WRITTEN,
    ),
}


def visible_to(user: User, *, on: date) -> Q:
    """Return which cases the person sees: those of their units, of those they review, of the
    committee they lead or observe; what the kind shows to others; never what it keeps from them.
    """
    units = units_where(user, Permission.VIEW, on=on, delegated=True)
    committees = committees_where(user, Role.LEADER, Role.OBSERVER, on=on, delegated=True)
    everywhere = Q(unit__in=units) | Q(plan__committee__in=committees)
    others = (Q(kind=name) & kind.seen_by_others(user, on) for name, kind in KINDS.items())
    kept = (Q(kind=name) & kind.kept_from(user, on) for name, kind in KINDS.items())
    return _any(everywhere, *others) & ~_any(*kept)


def _any(*rules: Q) -> Q:
    whole = Q()
    for rule in rules:
        whole |= rule
    return whole
