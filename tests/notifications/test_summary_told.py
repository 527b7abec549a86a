"""What a summary tells beside its head figures: lights, requests, indicators, the cycle before."""

from dataclasses import replace
from datetime import timedelta

import pytest

from notifications.layout import laid_out
from notifications.models import Summary
from notifications.paper_facts import read
from notifications.paper_rows import Row
from notifications.paper_tables import unit_lines
from notifications.papers import LampCount, Paper
from notifications.passages import passages_of
from notifications.summaries.building import build
from notifications.summaries.facts import facts_text, paper_of
from notifications.summaries.reading import SEALED
from notifications.wording import asking_in_words, earlier_in_words
from project.accounts.models import Role, User
from task_table.models import Indicator, Operator
from tests.cast import MORNING, person, report_on
from tests.notifications.summing import LEADING, SIGNED
from tests.workflows.coordinating import pass_on, raise_one
from tests.workflows.playing import approve, dispute, sign, submit, write
from workflows.cycles.periods import period_of
from workflows.cycles.schedule import announce
from workflows.cycles.spans import own_span
from workflows.evidence.attaching import seal
from workflows.lights.attaining import BY_RULE, Judgement
from workflows.lights.rules import INDICATOR_RULES
from workflows.lights.tasks import task_lights
from workflows.models import Cycle, Evidence, Report

pytestmark = [pytest.mark.db, pytest.mark.django_db]
AFTER = MORNING + timedelta(days=7)


def row(paper: Paper, task: str, code: str) -> Row:
    return next(each for each in paper.rows if (each.task, each.unit) == (task, code))


def test_a_task_carries_the_light_it_has_on_that_day(
    cycle: Cycle, played: dict[str, Report]
) -> None:
    paper = paper_of(cycle, at=AFTER)
    rows = cycle.plan.tasks.with_assignments()
    lit = task_lights(cycle.plan, rows, on=AFTER.date())
    shown = {each.number: lit[each.pk] for each in rows}
    for task in paper.tasks:
        assert task.lamp is not None
        now = shown[task.number]
        assert (task.lamp.light, task.lamp.words, task.lamp.rule) == (
            now.light,
            now.words,
            now.rule,
        )
    assert paper.lamps is not None
    assert sum(paper.lamps.values()) == len(paper.tasks)


def test_words_lead_to_reviewer_signer_and_evidence(
    cycle: Cycle, played: dict[str, Report], reviewer: User
) -> None:
    file = Evidence.objects.get(report=played["signed"])
    version = row(paper_of(cycle, at=AFTER), "1", "mzj").version
    assert version is not None
    assert version.reviewed_by == [str(reviewer)]
    assert [(each.name, each.digest) for each in version.evidence or []] == [
        (file.name, file.digest)
    ]
    seal(file, by=reviewer, why="照片里有残疾人面部")
    version = row(paper_of(cycle, at=AFTER), "1", "mzj").version
    assert version is not None
    assert [(each.name, each.digest) for each in version.evidence or []] == [(SEALED, file.digest)]


def test_requests_stand_beside_the_problems_once_their_unit_was_shown_them(
    cycle: Cycle, report: Report, liaison: User, reviewer: User
) -> None:
    asked = raise_one(report, liaison)
    assert paper_of(cycle, at=MORNING).asking == []
    pass_on(asked, reviewer)
    paper = paper_of(cycle, at=MORNING)
    (told,) = paper.asking or []
    assert asking_in_words(told, paper.names) == (
        "第1项，市民政局请市财政局协调：救助资金没有到位。"
        "需要：请拨付第四季度资金（2026年1月20日前）。目前：被请单位答复。"
    )


def test_every_rule_of_an_indicator_has_its_judgement() -> None:
    assert {rule.key for rule in INDICATOR_RULES} == {*BY_RULE, "indicator-reached"}


def gauge(cycle: Cycle, number: int = 3) -> tuple[str, str, str]:
    found = paper_of(cycle, at=AFTER).gauges or []
    (told,) = (each for each in found if each.number == number)
    return told.said, told.judgement, told.source


@pytest.mark.usefixtures("figures_asked")
@pytest.mark.parametrize(
    "operator, target, judgement",
    [(Operator.AT_LEAST, 99, Judgement.MET), (Operator.MORE_THAN, "99.5", Judgement.BEHIND)],
)
def test_an_indicator_is_told_with_its_value_judgement_and_source(
    cycle: Cycle, report: Report, liaison: User, reviewer: User, signer: User,
    operator: Operator, target: object, judgement: Judgement,
) -> None:  # fmt: skip
    Indicator.objects.filter(number=3).update(operator=operator, target=target)
    assert gauge(cycle) == ("还没有签批过的报送值", Judgement.NO_DATA, "")
    sign(approve(submit(report, liaison), reviewer), signer)
    digest = report.versions.get().digest
    (told,) = (each for each in paper_of(cycle, at=AFTER).gauges or [] if each.number == 3)
    assert (told.operator, told.bound, told.value) == (operator, str(target), "99.5")
    assert gauge(cycle) == (
        "99.5%（2025年第4季度报送，已签批）", judgement, f"第1项 市民政局 第1版 {digest}",
    )  # fmt: skip


@pytest.mark.usefixtures("figures_asked")
def test_a_value_in_doubt_is_not_judged_and_keeps_nothing_from_being_built(
    cycle: Cycle, report: Report, liaison: User, reviewer: User, signer: User,
    supporting_liaison: User,
) -> None:  # fmt: skip
    sign(approve(submit(report, liaison), reviewer), signer)
    dispute(report, supporting_liaison)
    assert gauge(cycle)[1] == Judgement.UNJUDGED
    assert build(own_span(cycle)).number == 1


def test_binding_indicators_come_first_and_all_eleven_are_told(cycle: Cycle) -> None:
    paper = paper_of(cycle, at=MORNING)
    told = laid_out(paper, present={}).indicators
    assert [name for name, _, _ in told] == ["约束性", "预期性"]
    assert sum(len(gauges) for _, _, gauges in told) == 11
    assert all(str(len(gauges)) in words for _, words, gauges in told)


def test_the_cycle_before_is_compared_by_its_edition(
    cycle: Cycle, played: dict[str, Report]
) -> None:
    assert paper_of(cycle, at=AFTER).earlier is None
    assert "上一周期没有汇总" in earlier_in_words(paper_of(cycle, at=AFTER))
    before = announce(cycle.plan, period_of("2025-Q3", cycle.plan), on=MORNING.date())
    Cycle.objects.filter(pk=before.pk).update(opened_at=MORNING)
    build(own_span(before), at=MORNING)
    paper = paper_of(cycle, at=AFTER)
    assert paper.earlier is not None
    assert (paper.earlier.label, paper.earlier.number) == ("2025年第3季度", 1)
    said = earlier_in_words(paper)
    assert "与2025年第3季度（第1稿）相比" in said
    assert "本期9份中5份（55.6%）" in said
    assert read(facts_text(paper)) == paper


@pytest.mark.usefixtures("played")
def test_the_lights_of_each_cycle_before_are_told_by_its_edition(
    cycle: Cycle, reviewer: User
) -> None:
    """The oldest first, by the edition that was sent although a newer one was not."""
    paper = paper_of(cycle, at=AFTER)
    assert paper.course == []
    for key, sent in (("2025-Q3", None), ("2025-Q2", MORNING)):
        before = announce(cycle.plan, period_of(key, cycle.plan), on=MORNING.date())
        Cycle.objects.filter(pk=before.pk).update(opened_at=MORNING)
        facts = facts_text(replace(paper, label=before.label))
        by = reviewer if sent else None
        first = Summary(cycle=before, number=1, facts=facts, released_at=sent, released_by=by)
        Summary.objects.bulk_create([first, Summary(cycle=before, number=2, facts=facts)])
    paper = paper_of(cycle, at=AFTER)
    assert paper.course == [
        LampCount("2025年第2季度", 1, paper.lamps or {}),
        LampCount("2025年第3季度", 2, paper.lamps or {}),
    ]
    assert paper.earlier is not None
    assert (paper.earlier.label, paper.earlier.number) == ("2025年第3季度", 2)
    assert read(facts_text(paper)) == paper


def paragraph(cycle: Cycle, section: int = 0) -> list[str]:
    paper = paper_of(cycle, at=AFTER)
    told = passages_of(paper.sections[section], paper.names)
    return [f"{each.head}：{each.text}" for each in told]


def test_a_paragraph_quotes_what_is_signed_and_leaves_visible_gaps(
    cycle: Cycle, played: dict[str, Report]
) -> None:
    told = paragraph(cycle)
    assert told[0] == f"第1项（市民政局）：{SIGNED['progress']}"
    assert told[1] == "第2项（市民政局）：〔退回后逾期，没有可引用的内容〕"
    text = "".join(paragraph(cycle) + paragraph(cycle, 1))
    assert LEADING["progress"] not in text
    assert "：〔已报送，尚未签批，暂不引用〕" in text


def test_highlights_are_the_first_signed_city_units_in_printed_order(
    cycle: Cycle, report: Report, liaison: User, reviewer: User, signer: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("notifications.passages.HIGHLIGHTS", 1)
    sign(approve(submit(report, liaison), reviewer), signer)
    for code in ("cl", "czj"):
        filed = report_on(cycle, "1", code)
        author = person(f"{code}联络员", code, (Role.LIAISON, code))
        write(filed, author, status="under_way", progress=f"{code}做了。还做了别的。")
        head = person(f"{code}领导", code, (Role.SIGNER, code))
        sign(approve(submit(filed, author), liaison), head)
    (told, *_) = paragraph(cycle)
    assert told.endswith("市财政局配合：czj做了。")
    assert "市残联" not in told


def test_a_group_prints_once_with_its_members_under_it(
    cycle: Cycle, played: dict[str, Report]
) -> None:
    lines = unit_lines(paper_of(cycle, at=AFTER))
    place = next(n for n, line in enumerate(lines) if str(line[0]).startswith("各县"))
    group, *members = lines[place : place + 3]
    assert group[0] == "各县（市、区）政府（2个）"
    assert all(str(line[0]).startswith("　其中：") for line in members)
    assert group[1:] == [sum(pair) for pair in zip(*(line[1:] for line in members), strict=True)]
    due = [line for line in lines if not str(line[0]).startswith("　")]
    assert sum(int(line[1]) for line in due) == 9
