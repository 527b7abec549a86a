"""A report's light at the boundary of each rule, and red held equal to the status 未按时报送."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from task_table.models import Assignment, AssignmentRole
from tests.cast import SHANGHAI
from tests.workflows.lights.boundaries import (
    Boundary,
    Calendar,
    Case,
    assert_lights_from_here,
    ids,
    judged,
)
from workflows.lights.facts import ReportFacts
from workflows.lights.rules import REPORT_RULES
from workflows.models import Cycle, Report, ReportVersion
from workflows.standing import Reckoning
from workflows.steps import Step

OPENS, DUE = date(2026, 1, 4), date(2026, 1, 15)
OWED = ReportFacts("report", OPENS, DUE)
IN_TIME, TOO_LATE = date(2026, 1, 14), date(2026, 1, 16)
RETURNED = replace(OWED, reply_by=date(2026, 1, 23), first_submitted_on=IN_TIME)


def submitted(step: str, on: date, **changes: object) -> ReportFacts:
    facts = replace(OWED, step=step, first_submitted_on=on, submitted_on=on)
    return replace(facts, **changes)  # type: ignore[arg-type]


def case(facts: ReportFacts, on: date, rule: str, words: str) -> Case:
    return Case(facts, on, f"report-{rule}", words)


BOUNDARIES = [
    Boundary(
        "before its first day nothing is asked",
        case(OWED, OPENS, "owed", "待填报"),
        case(OWED, date(2026, 1, 3), "not-begun", "未开始"),
    ),
    Boundary(
        "four working days before its day a report is not near",
        case(OWED, date(2026, 1, 9), "owed", "待填报"),
        case(OWED, date(2026, 1, 12), "soon", "报送还有3个工作日"),
    ),
    Boundary(
        "a report is not late on its own day, 23:59:59 included",
        case(OWED, DUE, "soon", "报送今天到期"),
        case(OWED, date(2026, 1, 16), "late", "未按时报送1个工作日"),
    ),
    Boundary(
        "due on a holiday: late the next day, counted from the first working day",
        case(replace(OWED, due_on=date(2026, 10, 1)), date(2026, 10, 1), "soon", "报送今天到期"),
        case(replace(OWED, due_on=date(2026, 10, 1)), date(2026, 10, 2), "late", "未按时报送"),
    ),
    Boundary(
        "in others' hands it is green, late or not",
        case(OWED, date(2026, 1, 16), "late", "未按时报送1个工作日"),
        case(submitted("review", TOO_LATE), date(2026, 1, 16), "with-others", "审核中（补报）"),
    ),
    Boundary(
        "what was submitted on its day is no 补报",
        case(OWED, date(2026, 2, 2), "late", "未按时报送12个工作日"),
        case(submitted("sign_off", DUE), date(2026, 2, 2), "with-others", "待签批"),
    ),
    Boundary(
        "signed is green",
        case(submitted("second_review", DUE), date(2026, 2, 2), "with-others", "复核中"),
        case(submitted("signed", DUE), date(2026, 2, 2), "signed", "已签批"),
    ),
    Boundary(
        "and stays green where it was late",
        case(OWED, date(2026, 2, 2), "late", "未按时报送12个工作日"),
        case(submitted("signed", TOO_LATE), date(2026, 2, 2), "signed", "已签批（补报）"),
    ),
    Boundary(
        "closed without a report is red",
        case(OWED, date(2026, 2, 14), "late", "未按时报送22个工作日"),
        case(replace(OWED, step="missed"), date(2026, 2, 15), "missed", "未报送"),
    ),
    Boundary(
        "a return is yellow until its reply-by date, even past the report's own",
        case(OWED, date(2026, 1, 19), "late", "未按时报送2个工作日"),
        case(RETURNED, date(2026, 1, 19), "returned", "已退回，答复还有4个工作日"),
    ),
    Boundary(
        "a return is not late on its reply-by date",
        case(RETURNED, date(2026, 1, 23), "returned", "已退回，答复今天到期"),
        case(RETURNED, date(2026, 1, 24), "return-overdue", "退回后逾期"),
    ),
    Boundary(
        "a correction of what was signed is never late",
        case(OWED, date(2026, 2, 2), "late", "未按时报送12个工作日"),
        case(
            submitted("report", DUE, is_correction=True), date(2026, 2, 2), "correction", "更正中"
        ),
    ),
    Boundary(
        "what was submitted in time and taken back is not late",
        case(submitted("report", TOO_LATE), date(2026, 1, 19), "late", "未按时报送2个工作日"),
        case(
            submitted("report", DUE), date(2026, 1, 19), "withdrawn", "已撤回，待重新提交"
        ),
    ),
    Boundary(
        "a long way before its day nothing is said but that it is asked",
        case(OWED, date(2026, 1, 3), "not-begun", "未开始"),
        case(OWED, OPENS, "owed", "待填报"),
    ),
]  # fmt: skip


@pytest.mark.parametrize("boundary", BOUNDARIES, ids=ids(BOUNDARIES))
def test_a_rule_lights_from_its_boundary_on(boundary: Boundary) -> None:
    assert_lights_from_here(boundary)


def test_every_rule_has_a_boundary() -> None:
    assert {each.within.rule for each in BOUNDARIES} == {rule.key for rule in REPORT_RULES}


STATES = [
    OWED,
    RETURNED,
    replace(RETURNED, submitted_on=IN_TIME, is_correction=True),
    replace(OWED, step="missed"),
    submitted("report", IN_TIME),
    submitted("report", TOO_LATE),
    submitted("report", IN_TIME, is_correction=True),
    *(submitted(step, on) for step in ("review", "second_review", "sign_off", "signed")
      for on in (IN_TIME, TOO_LATE)),
]  # fmt: skip


@pytest.mark.parametrize("facts", STATES)
def test_a_light_is_red_where_the_status_is_late_and_so_are_the_others(facts: ReportFacts) -> None:
    """With the threshold of the statuses, three working days, all four tones agree."""
    tones = {"late": "late", "soon": "soon", "done": "done", "waiting": "done", "quiet": "quiet"}
    for days in range(60):
        on = OPENS + timedelta(days=days)
        tone = reckoning(facts, on).status_of(report_of(facts)).tone
        assert judged("report", facts, on).tone == tones[tone], on


def reckoning(facts: ReportFacts, on: date) -> Reckoning:
    ordinal = Calendar(date(2021, 1, 1)).days_to
    return Reckoning(on, {day: ordinal(day) for day in facts.days | {on}})


def report_of(facts: ReportFacts) -> Report:
    """Return a report in that state, unsaved."""
    report = Report(
        assignment=Assignment(role=AssignmentRole.LEAD), cycle=Cycle(due_on=facts.due_on),
        step=Step(facts.step), reply_by=facts.reply_by,
    )  # fmt: skip
    if facts.submitted_on:
        at = datetime.combine(facts.submitted_on, datetime.min.time(), SHANGHAI)
        report.version = ReportVersion(pk=1, submitted_at=at)
    report.signed_version_id = 1 if facts.is_correction else None
    return report
