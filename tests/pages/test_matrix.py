"""The permission matrix: every address and method, for every kind of visitor.

A new address without a row in `tests.pages.matrix` fails.
"""

from http.cookies import SimpleCookie
from itertools import groupby

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from notifications.digesting import week_of
from notifications.models import Message, Robot, SummaryTemplate
from notifications.reminding import remind
from project.accounts.granting import revoke
from project.accounts.models import Delegation, Grant, User
from tests.cast import TODAY, report_on, unit
from tests.pages.conftest import Bring, browser_of
from tests.pages.matrix import MATRIX, POSTED, SHEET_VERBS, VISITORS, Row
from tests.pages.matrix_stage import (
    TASK_ACTS,
    set_case,
    set_delegation,
    set_paper,
    set_papers,
    stage_of,
)
from tests.workflows.playing import dispute, prove, receive
from workflows.models import (
    Case,
    Dispute,
    IndicatorValue,
    Opinion,
    PaperSignOff,
    PrintedSheet,
    Report,
)

DIGEST_WEEK = week_of(TODAY)


def address(name: str, report: Report) -> str:
    """Return the address of a row, for 市民政局's report on task 1."""
    plan, cycle, unit = report.cycle.plan.slug, report.cycle.key, report.unit.code
    arguments: dict[str, list[object]] = {
        "plan-table": [plan],
        "task": [plan, "1"],
        "task-mark": [plan, "1"],
        **{each: [plan, "m1"] for each in TASK_ACTS},
        "milestones-propose": [plan, "m1", 2025],
        **{f"milestone-{verb}": [plan] for verb in ("table", "read", "bring")},
        "figure": [plan, cycle, 3],
        **{f"figure-{verb}": [plan, cycle, 3] for verb in ("dispute", "withdraw", "decide")},
        "coordination-ask": [report.pk],
        "coordination-list": [plan],
        "escalation": [plan],
        "agenda": [plan],
        "unit": [unit],
        "unit-named": [unit],
        "cycle": [plan, cycle],
        "sheet": [plan, cycle, unit],
        "sheet-sign": [plan, cycle, unit],
        "sheet-print": [plan, cycle, unit],
        "sheet-slip": [plan, cycle, unit],
        "action-give": [plan, cycle, unit],
        "sheet-section": [plan, cycle, unit, 1],
        **{each: [plan, cycle, unit] for each in SHEET_VERBS},
        "offline": [plan, cycle, unit],
        "paper": [plan, cycle, unit],
        "paper-print": [plan, cycle, unit],
        "offline-file": [plan, cycle, unit, "docx"],
        "duties": [plan],
        "review-desk": [plan, cycle],
        "contacts": [plan],
        "contacts-file": [plan],
        "unit-handover": [unit],
        "asks": [plan],
        "indicator-rules": [plan],
        "plan-settings": [plan],
        "cycle-postpone": [plan, cycle],
        **{each: [plan, cycle] for each in ("urge-list", "where", "where-list", "rehearse")},
        "unit-urge": [plan, cycle, unit],
        "exception-give": [plan, cycle, unit],
        "exception-withdraw": [plan, cycle, unit],
        "digest-list": [plan],
        "digest": [plan, DIGEST_WEEK],
        "digest-file": [plan, DIGEST_WEEK],
        "digest-hold": [plan, DIGEST_WEEK],
        "digest-let-go": [plan, DIGEST_WEEK],
        "summary": [plan, cycle],
        "summary-file": [plan, cycle, 1, "docx"],
        "summary-rows": [plan, cycle, 1, "all", "signed"],
        "summary-build": [plan, cycle],
        "summary-progress": [plan, cycle],
        "summary-forward": [plan, cycle],
        "summary-release": [plan, cycle],
        "summary-template": [plan],
    }
    if name in (
        "person",
        *(f"person-{verb}" for verb in ("deactivate", "activate", "reset-password")),
    ):
        arguments[name] = [User.objects.filter(home_unit=report.unit)[0].pk]
    if name == "message":
        own = Message.objects.filter(recipient__name="民政联络员")
        arguments[name] = list(own.values_list("pk", flat=True))
    if name.startswith("evidence"):
        arguments[name] = list(report.evidence.values_list("uuid", flat=True))
    arguments |= of_rows_set_up(name)
    if name in ("robot", "robot-test", "robot-change", "robot-off"):
        arguments[name] = list(Robot.objects.values_list("pk", flat=True))
    if name.startswith("received"):
        arguments[name] = list(report.unit.received_sheets.values_list("pk", flat=True))
    if name.startswith("case") and name != "case-list":
        arguments[name] = [*Case.objects.values_list("pk", flat=True)]
    if name in ("grant-revoke", "grant-hand-over"):
        arguments[name] = [Grant.objects.filter(unit=report.unit, revoked_at=None)[0].pk]
    return reverse(name, args=arguments.get(name, [report.pk] if name.startswith("report") else []))


def of_rows_set_up(name: str) -> dict[str, list[object]]:
    """Return the arguments of what 委托, 线下签批, 征求意见 and 汇总模板 set up."""
    nouns = {"printed-sheet": PrintedSheet, "delegation-end": Delegation}
    nouns |= dict.fromkeys(("opinion", "opinion-decide"), Opinion)
    if name.startswith("paper-") and name != "paper-print":
        nouns[name] = PaperSignOff
    if name.startswith("summary-template-"):
        return {name: [*SummaryTemplate.objects.values_list("plan__slug", "pk").get()]}
    if name not in nouns:
        return {}
    return {name: list(nouns[name]._default_manager.values_list("pk", flat=True))}


@pytest.fixture
def visitors(request: pytest.FixtureRequest, security_admin: User) -> dict[str, User | None]:
    """Return everybody of the matrix; the revoked one was a liaison until a minute ago."""
    people: dict[str, User | None] = {"stranger": None}
    for who in VISITORS[1:]:
        person = request.getfixturevalue("second_liaison" if who == "revoked" else who)
        if who.endswith("_admin"):
            # An administrator may be at home in a unit, and sees nothing of it all the same.
            person.home_unit = unit("mzj")
        people[who] = _with_password(person)
    for grant in Grant.objects.filter(user=people["revoked"]):
        revoke(grant, by=security_admin, why="调离岗位")
    return people


def _with_password(user: User) -> User:
    """The cast signs in without one, but somebody who has none could not change it either."""
    user.password = "set"
    user.save(update_fields=["password", "home_unit"])
    return user


def answer(
    row: Row, report: Report, visitor: User | None, session: SimpleCookie, facts: dict[str, object]
) -> int:
    """Ask as a visitor, look at the answer, and take back what it did."""
    with transaction.atomic():
        client = browser_of(None)
        client.cookies.load(session)
        keys: dict[str, object] = facts | {
            "pk": report.pk,
            "dispute": Dispute.objects.values_list("pk", flat=True).first(),
            "value": IndicatorValue.objects.values_list("pk", flat=True).first(),
        }
        posted = POSTED.get(row.name, {})
        said = {name.format(**keys): words.format(**keys) for name, words in posted.items()}
        given = getattr(client, row.method)(address(row.name, report), said)
        if given.streaming:
            assert list(given.streaming_content)
        transaction.set_rollback(True)
    if visitor is None and given.status_code == 302 and not row.name.startswith("account"):
        assert given["Location"].startswith(reverse("account_login"))
    return int(given.status_code)


# People and reports are set up once for so many addresses: more would leave a worker alone.
MOST_ROWS = 8
STAGES = {
    (stage, step): list(rows)
    for (stage, step), rows in groupby(
        sorted(MATRIX, key=lambda row: (stage_of(row.name), row.step)),
        key=lambda row: (stage_of(row.name), row.step),
    )
}
SETS = [
    pytest.param(rows[first : first + MOST_ROWS], id=f"{stage}-{step}-{first // MOST_ROWS + 1}")
    for (stage, step), rows in STAGES.items()
    for first in range(0, len(rows), MOST_ROWS)
]


@pytest.mark.django_db
@pytest.mark.parametrize("rows", SETS)
def test_addresses_answer_each_visitor_as_the_matrix_says(
    request: pytest.FixtureRequest,
    rows: list[Row],
    visitors: dict[str, User | None],
    bring: Bring,
    report: Report,
    liaison: User,
) -> None:
    """Of one stage: each answer is taken back, so that the next finds what was set up."""
    first = rows[0]
    if first.name.startswith("evidence"):
        prove(report, liaison)
    if first.name.startswith("figure"):
        request.getfixturevalue("figures_asked")
        dispute(report, request.getfixturevalue("supporting_liaison"))
    if first.name in TASK_ACTS or first.name.startswith("case"):
        set_case(first.name, report, liaison)
    if first.name.startswith("received"):
        receive(report, visitors["reviewer"])
    report = bring(first.step)
    if first.name.startswith("report-gather"):
        report_on(report.cycle, "1", "pengjiang")
    if first.name == "message":
        remind(on=TODAY)
    set_papers(first.name, report, visitors["reviewer"])
    facts = set_paper(first.name, report, liaison)
    if first.name.startswith("delegation"):
        facts = set_delegation(first.name, visitors["signer"], liaison)
    sessions = {who: browser_of(visitor).cookies for who, visitor in visitors.items()}
    given = {
        row: {who: answer(row, report, visitors[who], sessions[who], facts) for who in VISITORS}
        for row in rows
    }
    assert given == {row: {who: row.code_for(who) for who in VISITORS} for row in rows}


def test_no_row_of_the_matrix_is_left_out() -> None:
    asked = [row for each in SETS for row in each.values[0]]
    assert len(asked) == len(MATRIX)
    assert set(asked) == set(MATRIX)


def names_of(patterns: list[URLPattern | URLResolver]) -> set[str]:
    """Return the names of all addresses."""
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found |= names_of(pattern.url_patterns)
        else:
            found.add(str(pattern.name))
    return found


def all_addresses() -> set[str]:
    return names_of(get_resolver().url_patterns)


def test_every_address_has_its_row() -> None:
    assert all_addresses() == {row.name for row in MATRIX}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    sorted(
        row.name
        for row in MATRIX
        if row.name.startswith(("report-", "sheet-")) and row.method == "post"
    ),
)
def test_a_verb_is_not_done_by_following_a_link(name: str, report: Report, liaison: User) -> None:
    before = Report.objects.filter(pk=report.pk).values().get()
    answer = browser_of(liaison).get(address(name, report))
    assert answer.status_code == 302
    assert answer["Location"] in (
        reverse("report", args=[report.pk]),
        address("sheet", report),
    )
    assert Report.objects.filter(pk=report.pk).values().get() == before
