"""The facts of a summary: every figure adds up and has its source, and no draft is ever quoted."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications.layout import laid_out
from notifications.paper_facts import read
from notifications.paper_rows import FIGURES, LEAD, Counts
from notifications.papers import Paper
from notifications.summaries.facts import facts_text, paper_of
from notifications.wording import supports_in_words
from project.accounts.models import Unit, UnitName, User
from project.audit.facts import fingerprint
from project.installation.models import Kind, is_demo, settle
from tests.cast import MORNING, report_on, unit
from tests.notifications.summing import DISSENT, LEADING, RETURNED, SIGNED
from tests.pages.test_statements import FEW, MANY, open_rows
from tests.workflows.playing import approve, approve_again, sign, submit, withdraw
from workflows.cycles.opening import open_cycle
from workflows.models import Cycle, Report
from workflows.moving import reopen

pytestmark = [pytest.mark.db, pytest.mark.django_db]

AFTER = MORNING + timedelta(days=7)  # a day after the due date, 15 January
# The played cycle's facts, with SHA-256 throughout: the same on every database and machine.
KNOWN = Path(__file__).resolve().parents[1] / "data" / "summary_facts.json"
FINGERPRINT = "sha256:e86c8cb2e71ffc0e4cb2023fac1dc2c05643ea0c51c4147b115dc94a2245c9d6"


def row(paper: Paper, task: str, code: str) -> object:
    return next(each for each in paper.rows if (each.task, each.unit) == (task, code))


def test_a_whole_cycle_is_counted_as_the_table_prints_it(cycle: Cycle) -> None:
    paper = paper_of(open_cycle(cycle), at=MORNING)
    due = {kind: counts.due for kind, counts in paper.by_kind.items()}
    assert due == {"lead": 48, "city": 155, "county": 308}
    assert paper.total.due == 511
    assert (paper.supports_printed, paper.supports_assigned) == (199, 463)
    assert len(paper.tasks) == 45
    assert [task.number for task in paper.tasks] == [str(number) for number in range(1, 46)]
    assert sum(paper.progress.values()) == 45
    asked = {each.party: (each.units, each.rows, each.required) for each in paper.burden}
    assert asked == {"lead": (11, 48, 93), "support": (35, 155, 310), "county": (7, 308, 182)}


@pytest.mark.usefixtures("played")
def test_the_figures_are_those_of_the_played_cycle(cycle: Cycle) -> None:
    total = paper_of(cycle, at=AFTER).total
    assert total == Counts(
        due=9, filed=6, on_time=5, afterwards=1, missing=3, in_review=4, to_sign=0, signed=1,
        back=1, late=5,
    )  # fmt: skip


@pytest.mark.usefixtures("played")
def test_every_line_of_figures_adds_up(cycle: Cycle) -> None:
    paper = paper_of(cycle, at=AFTER)
    lines = [paper.total, *paper.by_kind.values(), *(unit.counts for unit in paper.units)]
    for line in lines:
        assert line.due == line.filed + line.missing
        assert line.filed == line.on_time + line.afterwards
        assert line.filed == line.in_review + line.to_sign + line.signed + line.back
    for name in FIGURES:
        parts = [getattr(line, name) for line in paper.by_kind.values()]
        assert getattr(paper.total, name) == sum(parts)


@pytest.mark.usefixtures("played")
def test_a_co_responsible_unit_is_late_by_its_own_earlier_day(cycle: Cycle) -> None:
    support = row(paper_of(cycle, at=MORNING), "1", "czj")
    assert support.due_on == cycle.support_due_on == date(2026, 1, 8)  # type: ignore[attr-defined]
    assert (support.on_time, support.late) == (False, True)  # type: ignore[attr-defined]


@pytest.mark.usefixtures("played")
def test_before_the_due_date_nobody_who_leads_is_late(cycle: Cycle) -> None:
    """Afterwards one never came, and one was sent back and not answered by its day (rule 7)."""
    assert paper_of(cycle, at=MORNING).by_kind["lead"].late == 0
    late = [each.task for each in paper_of(cycle, at=AFTER).rows if each.late and each.kind == LEAD]
    assert late == ["2", "13"]


@pytest.mark.usefixtures("played")
def test_neither_drafts_nor_returned_words_are_quoted(cycle: Cycle) -> None:
    text = facts_text(paper_of(cycle, at=AFTER))
    assert "没有提交的草稿" not in text
    assert str(RETURNED["progress"]) not in text
    assert "退回" in row(paper_of(cycle, at=AFTER), "2", "mzj").standing  # type: ignore[attr-defined]


def test_withdrawn_words_are_not_quoted(cycle: Cycle, report: Report, liaison: User) -> None:
    withdraw(submit(report, liaison), liaison)
    (only,) = paper_of(cycle, at=MORNING).rows
    assert (only.stage, only.standing, only.words) == ("back", "已撤回，待重新提交", None)


def test_under_correction_the_signed_version_goes_on_speaking(
    cycle: Cycle, played: dict[str, Report], liaison: User
) -> None:
    report = reopen(played["signed"], by=liaison, reason="数字有误。")
    submit(report, liaison, revision=1)
    found = row(paper_of(cycle, at=AFTER), "1", "mzj")
    assert found.words.progress == SIGNED["progress"]  # type: ignore[attr-defined]
    assert found.standing == "已签批，更正中"  # type: ignore[attr-defined]
    assert found.version.signed_by == "民政分管领导"  # type: ignore[attr-defined]


@pytest.mark.usefixtures("played")
def test_unsigned_words_are_marked_and_signed_ones_name_the_hand(cycle: Cycle) -> None:
    paper = paper_of(cycle, at=AFTER)
    leading, signed = row(paper, "8", "rsj"), row(paper, "1", "mzj")
    assert leading.words.progress == LEADING["progress"]  # type: ignore[attr-defined]
    assert leading.version.signed_at is None  # type: ignore[attr-defined]
    assert signed.version.signed_by == "民政分管领导"  # type: ignore[attr-defined]
    assert signed.version.signed_at == MORNING  # type: ignore[attr-defined]


@pytest.mark.usefixtures("played")
def test_a_joint_leads_dissent_is_told_in_its_words(cycle: Cycle) -> None:
    dissent = row(paper_of(cycle, at=AFTER), "8", "ybj")
    assert dissent.concurrence  # type: ignore[attr-defined]
    assert dissent.words.concurs is False  # type: ignore[attr-defined]
    assert dissent.words.progress == DISSENT["progress"]  # type: ignore[attr-defined]


@pytest.mark.usefixtures("played")
def test_tasks_stand_where_their_drafting_leads_say(cycle: Cycle) -> None:
    paper = paper_of(cycle, at=AFTER)
    assert dict(paper.tasks_by_progress) == {
        "未启动": 0, "推进中": 1, "已完成": 1, "无变化": 1, "没有可引用的报告": 2,
    }  # fmt: skip


def test_counties_are_folded_into_one_line(cycle: Cycle, played: dict[str, Report]) -> None:
    paper = paper_of(cycle, at=AFTER)
    single, group = supports_in_words(paper.tasks[0], paper.names)
    assert single == "配合单位：1个中报1个。"
    silent = [unit.name for unit in paper.units if unit.code in played and unit.counts.missing]
    assert group == f"各县（市、区）政府：2个中报0个，未报：{'、'.join(silent)}。"


def test_every_quoted_word_names_its_version(cycle: Cycle, played: dict[str, Report]) -> None:
    by_place = {(each.assignment.task.number, each.unit.code): each for each in played.values()}
    for each in paper_of(cycle, at=AFTER).rows:
        assert (each.words is None) == (each.version is None)
        if each.version:
            version = by_place[each.task, each.unit].versions.get(number=each.version.number)
            assert version.digest == each.version.digest


@pytest.mark.parametrize(
    "days_after, then, now",
    [(1, "市民政局", "市民政和社会工作局"), (0, "市民政和社会工作局", "")],
)
def test_names_are_those_of_the_due_date(
    cycle: Cycle, played: dict[str, Report], days_after: int, then: str, now: str
) -> None:
    renamed_on = cycle.due_on + timedelta(days=days_after)
    UnitName.objects.filter(unit__code="mzj").update(until_on=renamed_on - timedelta(days=1))
    UnitName.objects.create(unit=unit("mzj"), name="市民政和社会工作局", from_on=renamed_on)
    Unit.objects.filter(code="mzj").update(name="市民政和社会工作局")
    first = paper_of(cycle, at=AFTER).units[0]
    assert (first.code, first.name, first.now) == ("mzj", then, now)


def test_a_demo_says_so_in_its_facts(cycle: Cycle) -> None:
    assert paper_of(cycle, at=MORNING).demo is False
    settle(Kind.DEMO)
    assert paper_of(cycle, at=MORNING).demo is True


@pytest.mark.usefixtures("played")
def test_the_stored_text_gives_the_same_paper_back(cycle: Cycle) -> None:
    paper = paper_of(cycle, at=AFTER)
    assert read(facts_text(paper)) == paper
    assert facts_text(read(facts_text(paper))) == facts_text(paper)


def test_both_databases_give_the_same_bytes(
    cycle: Cycle, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr("workflows.versions.strongest_digest", lambda: "sha256")
    monkeypatch.setattr("workflows.evidence.store.strongest_digest", lambda: "sha256")
    request.getfixturevalue("played")
    text = facts_text(paper_of(cycle, at=AFTER))
    assert text == KNOWN.read_text()
    assert fingerprint(text, "sha256") == FINGERPRINT


def test_an_edition_from_the_first_days_is_still_readable() -> None:
    facts = json.loads(KNOWN.read_text())
    for told_later in ("burden", "settled", "asking", "gauges", "earlier", "course", "parts"):
        del facts[told_later]
    for task in (task for section in facts["sections"] for task in section["tasks"]):
        del task["first_due_on"], task["adjusted_text"], task["is_open"], task["figures_only"]
        del task["lamp"]
    del facts["self_reviewed"]
    for row in (row for section in facts["sections"] for task in section["tasks"]
                for row in task["rows"]):  # fmt: skip
        del row["self_review"], row["outlook"], row["remarks"], row["cycle"]
        for told_later in ("reviewed_by", "evidence"):
            (row["version"] or {}).pop(told_later, None)
    paper = read(json.dumps(facts))
    laid = laid_out(paper, present={})
    assert (laid.self_review, laid.lamps, laid.earlier, laid.asking_words) == ("", "", "", "")
    assert laid.tasks == laid.indicators == []
    assert paper.burden == laid_out(paper, present={}).burden == []
    assert paper.title == "2025年第4季度进展情况汇总"
    assert (paper.total.due, len(paper.sections)) == (9, 2)
    assert laid_out(paper, present={}).counts.startswith("应报9份，已报6份")


def test_the_share_of_own_reviews_is_printed_and_its_rows_are_marked(
    cycle: Cycle, own_liaison: User, liaison: User, reviewer: User, outside_reviewer: User,
    own_signer: User, signer: User,
) -> None:  # fmt: skip
    """Of three signed, one went through 自审: by its signed version, whatever came of it since."""
    own, other, third = (report_on(cycle, number, code) for number, code in
                         (("3", "cl"), ("1", "mzj"), ("2", "mzj")))  # fmt: skip
    approve(submit(own, own_liaison), reviewer)
    sign(approve_again(own, outside_reviewer), own_signer)
    for each in (other, third):
        sign(approve(submit(each, liaison), reviewer), signer)
    reopen(own, by=own_liaison, reason="数字有误。")
    paper = paper_of(cycle, at=MORNING)
    assert (paper.self_reviewed, paper.total.signed) == (1, 3)
    assert [each.task for each in paper.rows if each.self_review] == ["3"]
    said = laid_out(paper, present={}).self_review
    assert said.startswith("已签批的3份中，自审1份，占33.3%")


def test_outlook_is_printed_beside_the_lead_and_never_in_place_of_its_status(
    report: Report, liaison: User, reviewer: User
) -> None:
    approve(submit(report, liaison), reviewer, outlook="at_risk")
    paper = paper_of(report.cycle, at=MORNING)
    (only,) = paper.rows
    assert (only.outlook, only.words and only.words.status) == ("有风险", "推进中")
    ((_, (lines,)),) = laid_out(paper, present={}).sections
    assert ("研判", "有风险") in lines.leads[0].parts


@pytest.mark.usefixtures("played")
def test_facts_hold_no_key_of_a_row(cycle: Cycle) -> None:
    def keys(value: object) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {key for each in value.values() for key in keys(each)}
        return {key for each in value for key in keys(each)} if isinstance(value, list) else set()

    found = keys(json.loads(facts_text(paper_of(cycle, at=AFTER))))
    assert not {key for key in found if key in ("id", "pk") or key.endswith("_id")}


def test_reading_a_cycle_takes_as_many_statements_for_all_rows_as_for_few(cycle: Cycle) -> None:
    def statements() -> int:
        is_demo()  # asked once by a process
        with CaptureQueriesContext(connection) as captured:
            paper_of(cycle, at=datetime.now(MORNING.tzinfo))
        return len(captured)

    open_rows(cycle, FEW)
    few = statements()
    open_rows(cycle, MANY)
    assert statements() == few
    assert few <= 18
