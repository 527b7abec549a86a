"""A second opinion: says from bare rows who may do what, sharing no code with the rules."""

from dataclasses import dataclass
from datetime import date

from project.accounts.models import Delegation, Grant, User
from workflows.models import Draft, Report, ReportVersion, Transition, WindowException

STEP_OF = {
    "submitted": ("report",),
    "withdrawn": ("review",),
    "approved": ("review", "second_review"),
    "sent_back": ("review", "second_review", "sign_off"),
    "signed": ("sign_off",),
}


@dataclass(frozen=True)
class Attempt:
    """Somebody tries something with a report on a day."""

    report: Report
    step: str
    outcome: str
    by: User
    behalf: User | None
    on: date

    @property
    def people(self) -> set[int]:
        return {person.pk for person in (self.by, self.behalf) if person is not None}


def is_allowed(attempt: Attempt) -> bool:
    """Say whether the rules of design.md allow it: step, grant, four eyes, days, words."""
    if attempt.outcome == "reopened":
        return attempt.report.step == "signed" and _has(attempt, "liaison")
    if attempt.report.step != attempt.step or attempt.step not in STEP_OF[attempt.outcome]:
        return False
    if attempt.outcome == "withdrawn":
        version = attempt.report.version
        mine = version is not None and version.submitted_by_id == attempt.by.pk
        return mine and _has(attempt, "liaison") and _within_days(attempt)
    if attempt.step == "report":
        return _has(attempt, "liaison") and _within_days(attempt) and _says_enough(attempt.report)
    may = _holds(attempt) if attempt.behalf is None else _holds_for(attempt)
    return may and not attempt.people & hands(attempt.report.version)


def may_save(attempt: Attempt) -> bool:
    at_home = attempt.report.step == "report"
    return at_home and _has(attempt, "liaison") and _within_days(attempt)


def hands(version: ReportVersion | None) -> set[int]:
    """Return who wrote, submitted or judged a version, or had it done in his name."""
    if version is None:
        return set()
    rows = Transition.objects.filter(version=version).exclude(
        outcome__in=("withdrawn", "reopened", "missed")
    )
    pairs = rows.values_list("by", "on_behalf_of")
    return {key for pair in pairs for key in pair if key} | {
        *version.writer_ids,
        version.submitted_by_id,
    }


def leads_to(attempt: Attempt) -> str:
    """Say where an allowed act leads."""
    if attempt.outcome == "approved":
        own = attempt.step == "review" and any(
            _is_of_the_house(person, attempt.report)
            for person in User.objects.filter(pk__in=attempt.people)
        )
        return "second_review" if own else "sign_off"
    return {"submitted": "review", "signed": "signed"}.get(attempt.outcome, "report")


def quarrels(version: ReportVersion) -> list[str]:
    """Return where four eyes were fewer: a writer among the judges, or a judge twice."""
    writers = {*version.writer_ids, version.submitted_by_id}
    found, seen = [], set(writers)
    for move in Transition.objects.filter(version=version).order_by("pk"):
        people = {key for key in (move.by_id, move.on_behalf_of_id) if key}
        if move.outcome in ("approved", "signed", "sent_back") and people & seen:
            found.append(f"{move.outcome} by {people & seen}")
        if move.outcome != "withdrawn" and move.outcome != "reopened":
            seen |= people
    return found


def _holds(attempt: Attempt) -> bool:
    if attempt.step == "sign_off":
        return _has(attempt, "signer")
    if attempt.step == "second_review":
        return attempt.by.pk in _second_reviewers(attempt)
    assignments = attempt.report.assignment.task.assignments
    if attempt.report.assignment.role == "support":
        first = assignments.filter(role="lead").order_by("place")[0]
        return granted(attempt.by.pk, "liaison", first.unit_id, attempt.on)
    return _has(attempt, "reviewer")


def _holds_for(attempt: Attempt) -> bool:
    """Say whether somebody may act for another: at the review as before, else by 委托 alone."""
    absent = attempt.behalf
    assert absent is not None
    if attempt.step not in ("second_review", "sign_off"):
        return _holds(attempt)
    signs = attempt.step == "sign_off"
    role, unit = ("signer", attempt.report.unit_id) if signs else ("leader", None)
    if not signs and absent.pk not in _second_reviewers(attempt):
        # A hand in it is told apart; nothing is allowed either way.
        return False
    return any(
        row.ended_at is None
        and row.from_on <= attempt.on <= row.until_on
        and row.delegate_id == attempt.by.pk
        and _is_in_force(row.grant, attempt.on)
        for row in Delegation.objects.filter(
            grant__user=absent, grant__role=role, grant__unit=unit
        ).select_related("grant")
    )


def _second_reviewers(attempt: Attempt) -> set[int]:
    """Return the first of the three resorts in which anybody without a hand is left."""
    report = attempt.report
    everyone = User.objects.select_related("home_unit").filter(is_active=True)
    reviewers = [
        user for user in everyone if granted(user.pk, "reviewer", report.unit_id, attempt.on)
    ]
    resorts = (
        {user.pk for user in reviewers if not _is_of_the_house(user, report)},
        {user.pk for user in everyone if granted(user.pk, "leader", None, attempt.on)},
        {user.pk for user in reviewers if _is_of_the_house(user, report)},
    )
    busy = hands(report.version)
    return next((resort - busy for resort in resorts if resort - busy), set())


def _is_of_the_house(user: User, report: Report) -> bool:
    home = user.home_unit
    return home is not None and report.unit_id in (home.pk, home.host_id)


def _has(attempt: Attempt, role: str) -> bool:
    return granted(attempt.by.pk, role, attempt.report.unit_id, attempt.on)


def granted(user: int, role: str, unit: int | None, on: date) -> bool:
    rows = Grant.objects.filter(user=user, role=role, unit=unit)
    return any(_is_in_force(row, on) for row in rows)


def _is_in_force(row: Grant, on: date) -> bool:
    lasting = row.until_on is None or on <= row.until_on
    return row.revoked_at is None and row.from_on <= on and lasting


def _within_days(attempt: Attempt) -> bool:
    cycle, report = attempt.report.cycle, attempt.report
    returns = Transition.objects.filter(
        report=report, process_number=report.process_id or 0, outcome="sent_back"
    ).order_by("-pk")
    asked = returns[0].reply_by if returns else None
    last = last_day(report, asked)
    is_open = cycle.opens_on <= attempt.on <= last
    return is_open or (report.signed_version_id is not None and cycle.opens_on <= attempt.on)


def last_day(report: Report, asked: date | None) -> date:
    """Return the last day a unit may write: the cycle's, a return's, or that of 特许补报."""
    given = WindowException.objects.filter(cycle=report.cycle_id, unit=report.unit_id)
    reach = [each.until_on for each in given if each.withdrawn_at is None]
    return max([report.cycle.closes_on, *([asked] if asked else []), *reach])


def keeps_windows(user: User, report: Report, on: date) -> bool:
    """Say whether somebody gives 特许补报: of the committee's office, and reviewing the unit."""
    home = user.home_unit
    office = home is not None and home.kind == "office"
    return office and granted(user.pk, "reviewer", report.unit_id, on)


def _says_enough(report: Report) -> bool:
    draft = Draft.objects.filter(report=report).first()
    if draft is None:
        return False
    if report.assignment.role == "lead" and report.assignment.place > 1:
        return draft.concurs is True or (draft.concurs is False and bool(draft.progress))
    if draft.status == "done" and not report.evidence.filter(removed_at=None, sealed_at=None):
        return False
    return draft.no_change or bool(draft.progress and draft.status)
