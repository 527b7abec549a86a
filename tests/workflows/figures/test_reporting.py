"""Figures with a report: asked of one unit, needed on submission, frozen under the digest."""

from decimal import Decimal

import pytest

from project.accounts.models import User
from task_table.models import Assignment, Indicator, Plan
from tests.cast import report_on
from tests.conftest import lift_guards
from tests.pages.filling import quarter_before
from tests.workflows.playing import (
    refused,
    revision_of,
    send_back,
    submit,
    withdraw,
    write,
)
from workflows.drafting import save_draft
from workflows.figures.asking import Kind, asked_of, asked_on
from workflows.figures.showing import figures_of
from workflows.integrity import differences
from workflows.models import Cycle, Draft, IndicatorValue, Report
from workflows.moving import complete_step
from workflows.refusals import Incomplete, StaleDraft
from workflows.sight import Sight
from workflows.steps import Outcome, Step
from workflows.versions import canonical

pytestmark = [pytest.mark.db, pytest.mark.django_db, pytest.mark.usefixtures("figures_asked")]

WORDS = {"status": "under_way", "progress": "已为全部符合条件的家庭办理。"}
VALUE, WHY = "figure-3", "figure-3-why"


def try_to_submit(report: Report, by: User) -> Report:
    return complete_step(
        report, Step.REPORT, by=by, outcome=Outcome.SUBMITTED, revision=revision_of(report)
    )


def value_of(report: Report) -> IndicatorValue:
    return IndicatorValue.objects.current().for_reading().get(version__report=report)


def found(report: Report) -> list[str]:
    return list(differences([Report.objects.for_moving().get(pk=report.pk)]))


def test_each_figure_is_asked_of_its_source_alone(plan: Plan) -> None:
    rows = Assignment.objects.of_plan(plan).select_related("task", "unit")
    reports = [Report(pk=each.pk, assignment=each, unit=each.unit) for each in rows]
    asked = asked_on(reports)
    by_row = {
        (each.assignment.task.number, each.unit.code): [
            figure.indicator.number for figure in asked[each.pk]
        ]
        for each in reports
        if each.pk in asked
    }
    assert by_row == {
        ("1", "mzj"): [3], ("2", "mzj"): [4, 5], ("4", "cl"): [10], ("5", "cl"): [11],
        ("8", "rsj"): [6], ("8", "ybj"): [7], ("25", "cl"): [9], ("29", "jyj"): [8],
    }  # fmt: skip


def test_a_row_says_what_it_asks_for(report: Report) -> None:
    (asked,) = asked_of(report)
    assert (asked.name, asked.why_name, asked.kind) == (VALUE, WHY, Kind.PERCENT)
    assert asked.label == "符合条件的残疾人纳入最低生活保障比例（%）"
    assert asked.rule == "2025年目标：100%；2020年：100%"


@pytest.mark.parametrize("words", [WORDS, {"no_change": True}], ids=["words", "no change"])
def test_an_empty_figure_is_named_as_missing(
    report: Report, liaison: User, words: dict[str, object]
) -> None:
    write(report, liaison, **words)
    with refused(Incomplete, "没有数据的，在下一格写明原因", report) as caught:
        try_to_submit(report, liaison)
    assert list(caught.value.fields) == [VALUE]
    write(report, liaison, figures={WHY: "统计系统停用。"})
    try_to_submit(report, liaison)
    assert value_of(report).no_data_why == "统计系统停用。"


def test_a_joint_lead_s_row_carries_its_own_figure(
    concurrence: Report, concurring_liaison: User
) -> None:
    write(concurrence, concurring_liaison, concurs=True)
    with refused(Incomplete, "基本医疗保险参保率", concurrence):
        try_to_submit(concurrence, concurring_liaison)


def test_a_reason_with_a_citizen_s_number_is_refused(report: Report, liaison: User) -> None:
    write(report, liaison, **WORDS, figures={WHY: "对象11010519491231002X未核实。"})
    with refused(Incomplete, "个人证件号码", report) as caught:
        try_to_submit(report, liaison)
    assert list(caught.value.fields) == [WHY]


def test_a_figure_is_frozen_under_the_digest(report: Report, liaison: User) -> None:
    write(report, liaison, **WORDS, figures={VALUE: "99.5"})
    version = try_to_submit(report, liaison).version
    assert version is not None
    assert value_of(report).value == Decimal("99.5")
    frozen = canonical(version, [], IndicatorValue.objects.for_reading().filter(version=version))
    assert '"figures": {"figure-3": "99.5"}' in frozen.decode()
    assert found(report) == []
    with lift_guards(IndicatorValue):
        IndicatorValue.objects.update(value=Decimal("99.6"))
    assert any("第1版的内容与摘要不符" in each for each in found(report))


def test_without_figures_the_bytes_are_those_from_before(
    report: Report, liaison: User, plan: Plan
) -> None:
    plan.indicators.update(task=None)
    write(report, liaison, **WORDS, figures={VALUE: "99.5"})
    version = try_to_submit(report, liaison).version
    assert version is not None
    assert not version.figures.exists()
    assert b"figure" not in canonical(version, [], version.figures.all())
    assert found(report) == []


def test_two_people_do_not_overwrite_each_other_s_figure(
    report: Report, liaison: User, second_liaison: User
) -> None:
    write(report, second_liaison, figures={VALUE: "98"})
    with refused(StaleDraft, "民政联络员乙已先保存", report):
        save_draft(report, by=liaison, revision=0, figures={VALUE: "99"})
    again = save_draft(report, by=liaison, revision=0, figures={VALUE: "98"})
    assert set(again.writers.all()) == {second_liaison}


@pytest.mark.parametrize("now, is_hand", [("99.5", True), ("97", False)])
def test_a_figure_taken_over_is_still_its_writer_s(
    report: Report, liaison: User, second_liaison: User, reviewer: User, now: str, is_hand: bool
) -> None:
    """Rule 3, decision 0014: the words are written anew, the figure is not."""
    write(report, liaison, **WORDS, figures={VALUE: "99.5"})
    send_back(try_to_submit(report, liaison), reviewer)
    anew = {"status": "under_way", "progress": "重写如下：本季度另行核查台账。"}
    write(report, second_liaison, **anew, figures={VALUE: now})
    version = try_to_submit(report, second_liaison).version
    assert version is not None
    assert (liaison.pk in version.hands) is is_hand


def test_a_figure_stays_in_the_draft_after_a_return(report: Report, liaison: User) -> None:
    write(report, liaison, **WORDS, figures={VALUE: "99.5"})
    withdraw(try_to_submit(report, liaison), liaison)
    assert Draft.objects.get(report=report).figures == {VALUE: "99.5"}


@pytest.mark.parametrize(
    "number, code, said, word",
    [
        ("25", "cl", "86", "达到目标"),  # baseline 99.31: a floor is a floor
        ("25", "cl", "85", "未达到目标"),
        ("8", "rsj", "95", "达到目标"),
        ("29", "jyj", "119.4", None),  # the definition is open
    ],
)
def test_a_figure_is_held_against_its_target_alone(
    cycle: Cycle, number: str, code: str, said: str, word: str | None
) -> None:
    report = report_on(cycle, number, code)
    (asked,) = asked_of(report)
    draft = Draft(report=report, figures={asked.name: said})
    (figure,) = figures_of(report, draft, Sight.DRAFT)
    assert (figure.verdict.word if figure.verdict else None) == word
    assert ("口径未定" in figure.hint) is (word is None)


def test_a_target_in_words_takes_words_and_no_verdict(report: Report) -> None:
    words = Indicator.objects.get(number=1)
    Indicator.objects.filter(pk=words.pk).update(
        task=report.assignment.task, supplier=report.unit, definition_open=""
    )
    asked = asked_of(report)[0]
    assert asked.read("  与地区生产总值增长基本同步。 ") == "与地区生产总值增长基本同步。"
    draft = Draft(report=report, figures={asked.name: "基本同步。"})
    figure = figures_of(report, draft, Sight.DRAFT)[0]
    assert (figure.said, figure.verdict) == ("基本同步。", None)


def test_the_last_value_is_the_one_last_submitted(
    cycle: Cycle, report: Report, liaison: User
) -> None:
    before = report_on(quarter_before(cycle), "1", "mzj")
    write(before, liaison, **WORDS, figures={VALUE: "98.9"})
    withdraw(submit(before, liaison), liaison)
    write(before, liaison, figures={VALUE: "99.1"})
    submit(before, liaison)
    (figure,) = figures_of(report, None, Sight.DRAFT)
    assert figure.last == "99.1%（2025年第3季度）"
    (narrow,) = figures_of(report, None, Sight.SIGNED)
    assert narrow.last == ""
