"""The lead's report answers for its nodes: which, how, frozen under the digest, seen by whom."""

from datetime import date
from decimal import Decimal

import pytest

from project.accounts.models import User
from task_table.models import Milestone, Plan
from tests.cast import report_on
from tests.conftest import lift_guards
from tests.pages.filling import quarter_before
from tests.workflows.nodework import bring
from tests.workflows.playing import (
    approve,
    refused,
    revision_of,
    send_back,
    sign,
    submit,
    write,
)
from workflows.integrity import differences
from workflows.milestones.asking import AskedMilestone, asked_milestones_of, take_answers
from workflows.milestones.showing import milestones_of, standing_nodes
from workflows.models import Cycle, Draft, MilestoneAnswer, Report
from workflows.moving import complete_step
from workflows.refusals import Incomplete, Refused
from workflows.sight import Sight
from workflows.steps import Outcome, Step
from workflows.versions import canonical

pytestmark = [pytest.mark.db, pytest.mark.django_db]

WORDS = {"status": "under_way", "progress": "已为全部符合条件的家庭办理。"}
FIRST, SECOND, EARLIER = "node-2025-1", "node-2025-2", "node-2024-1"
TABLE = """序号\t年度节点\t完成时限\t目标数值
1\t印发方案\t2025年3月底\t
\t核查到户\t2025年底\t500户
\t启动试点\t2024年底\t
"""
REACHED = {FIRST: "2025-03-20", SECOND: "500", EARLIER: "2024-12-01"}


@pytest.fixture(autouse=True)
def nodes(plan: Plan, reviewer: User) -> None:
    bring(plan, reviewer, TABLE)


def names(report: Report) -> list[tuple[str, bool]]:
    return [(each.name, each.must) for each in asked_milestones_of(report)]


def try_to_submit(report: Report, by: User) -> Report:
    return complete_step(
        report, Step.REPORT, by=by, outcome=Outcome.SUBMITTED, revision=revision_of(report)
    )


def answered(report: Report, by: User, **answers: str) -> Report:
    write(report, by, **WORDS, milestones=REACHED | answers)
    return try_to_submit(report, by)


def found(report: Report) -> list[str]:
    return list(differences([Report.objects.for_moving().get(pk=report.pk)]))


def test_the_first_listed_lead_alone_answers(
    report: Report, support_report: Report, joint_report: Report, cycle: Cycle
) -> None:
    assert names(report) == [(EARLIER, True), (FIRST, True), (SECOND, True)]
    assert names(support_report) == names(joint_report) == []


def test_what_is_due_later_may_be_answered_and_what_counts_must(
    report: Report, cycle: Cycle
) -> None:
    cycle.covers_from, cycle.covers_until = date(2025, 1, 1), date(2025, 3, 30)
    report.cycle = cycle
    assert names(report) == [(EARLIER, True), (FIRST, False), (SECOND, True)]
    cycle.covers_until = date(2024, 12, 30)
    assert names(report) == [(EARLIER, False)]


def test_a_row_of_figures_alone_answers_for_nothing(report: Report, cycle: Cycle) -> None:
    cycle.left_out = {"1": "closed"}
    report.cycle = cycle
    assert names(report) == []


def test_a_dropped_node_is_not_asked_for(report: Report, plan: Plan, reviewer: User) -> None:
    bring(plan, reviewer, "序号\t年度节点\t完成时限\t目标数值\n1\t核查到户\t2025年底\t500户\n")
    assert [name for name, _ in names(report)] == [EARLIER, SECOND]


@pytest.mark.parametrize("words", [WORDS, {"no_change": True}], ids=["words", "no change"])
def test_an_empty_answer_is_named_as_missing(
    report: Report, liaison: User, words: dict[str, object]
) -> None:
    write(report, liaison, **words)
    with refused(Incomplete, "没有的，在下一格写明原因", report) as caught:
        try_to_submit(report, liaison)
    assert set(caught.value.fields) == {FIRST, SECOND, EARLIER}
    whys = {f"{name}-why": "经费没有下达。" for name in REACHED}
    write(report, liaison, milestones=whys)
    submitted = try_to_submit(report, liaison)
    answers = MilestoneAnswer.objects.filter(version=submitted.version)
    assert {each.why for each in answers} == {"经费没有下达。"}


def test_nothing_is_reached_tomorrow(report: Report, liaison: User) -> None:
    write(report, liaison, **WORDS, milestones=REACHED | {FIRST: "2026-01-10"})
    with refused(Incomplete, "不能晚于今天（2026年1月9日）", report) as caught:
        try_to_submit(report, liaison)
    assert list(caught.value.fields) == [FIRST]
    answered(report, liaison, **{FIRST: "2026-01-09"})


def test_a_reason_with_a_citizen_s_number_is_refused(report: Report, liaison: User) -> None:
    said = REACHED | {FIRST: "", f"{FIRST}-why": "对象11010519491231002X未核实。"}
    write(report, liaison, **WORDS, milestones=said)
    with refused(Incomplete, "个人证件号码", report):
        try_to_submit(report, liaison)


def test_answers_are_frozen_under_the_digest(report: Report, liaison: User) -> None:
    version = answered(report, liaison).version
    assert version is not None
    answers = list(version.milestones.select_related("milestone"))
    assert (
        '"milestones": {"node-2024-1": "2024-12-01", "node-2025-1": "2025-03-20", '
        '"node-2025-2": "500"}'
    ) in canonical(version, [], [], answers).decode()
    assert found(report) == []
    with lift_guards(MilestoneAnswer):
        MilestoneAnswer.objects.filter(value=500).update(value=Decimal(501))
    assert any("第1版的内容与摘要不符" in each for each in found(report))


def test_without_nodes_the_bytes_are_those_from_before(cycle: Cycle, own_liaison: User) -> None:
    report = submit(report_on(cycle, "3", "cl"), own_liaison)
    assert report.version is not None
    assert b"milestones" not in canonical(report.version, [])
    assert found(report) == []


def test_what_an_earlier_signed_report_says_is_reached_is_not_asked_again(
    report: Report, liaison: User, reviewer: User, signer: User
) -> None:
    before = report_on(quarter_before(report.cycle), "1", "mzj")
    answered(before, liaison, **{SECOND: "320"})
    assert [name for name, _ in names(report)] == [EARLIER, FIRST, SECOND]
    sign(approve(Report.objects.for_moving().get(pk=before.pk), reviewer), signer)
    assert names(report) == [(SECOND, True)]
    assert [name for name, _ in names(before)] == [EARLIER, FIRST, SECOND]


def test_a_node_that_is_signed_as_reached_is_not_changed_any_more(
    report: Report, liaison: User, reviewer: User, signer: User, plan: Plan
) -> None:
    sign(approve(answered(report, liaison), reviewer), signer)
    with pytest.raises(Refused, match="已由签批的报告写明完成"):
        bring(plan, reviewer, TABLE.replace("3月底", "6月底"))
    bring(plan, reviewer, f"{TABLE}\t追加抽查\t2025年底\t\n")
    assert Milestone.objects.standing().count() == 4


def test_the_row_s_words_say_what_a_draft_and_a_version_say(report: Report, liaison: User) -> None:
    write(report, liaison, **WORDS, milestones={FIRST: "2025-03-20"})
    draft = Draft.objects.get(report=report)
    rows = milestones_of(report, draft, Sight.DRAFT)
    assert [each.said for each in rows] == ["", "2025年3月20日完成", ""]
    said = REACHED | {SECOND: "320", EARLIER: "", f"{EARLIER}-why": "试点单位没有定。"}
    write(report, liaison, milestones=said)
    version = try_to_submit(report, liaison).version
    rows = milestones_of(report, version, Sight.SIGNED)
    assert [(each.said, each.status and each.status.word) for each in rows] == [
        ("没有完成：试点单位没有定。", "没有完成"),
        ("2025年3月20日完成", "已完成"),
        ("累计320户（目标500户）", "没有完成"),
    ]
    assert milestones_of(report, version, Sight.STATE) == []


def test_a_task_s_nodes_stand_with_the_last_signed_answer(
    report: Report, liaison: User, reviewer: User, signer: User
) -> None:
    milestones = Milestone.objects.standing().filter(task__number="1").in_order()
    answered(report, liaison)
    assert [each.said for each in standing_nodes(milestones)] == ["", "", ""]
    sign(approve(Report.objects.for_moving().get(pk=report.pk), reviewer), signer)
    told = [each.said for each in standing_nodes(milestones)]
    assert told == [
        "2025年第4季度：2024年12月1日完成",
        "2025年第4季度：2025年3月20日完成",
        "2025年第4季度：累计500户（目标500户）",
    ]


def test_an_answer_taken_over_keeps_its_writer_from_reviewing(
    report: Report, liaison: User, second_liaison: User, reviewer: User
) -> None:
    """Rule 3: the second submits words of their own, and the first one's answers."""
    send_back(answered(report, liaison), reviewer)
    write(report, second_liaison, status="under_way", progress="重写如下，全部改过。")
    again = try_to_submit(Report.objects.for_moving().get(pk=report.pk), second_liaison)
    assert again.version is not None
    assert {liaison.pk, second_liaison.pk} <= again.version.hands


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({FIRST: "2025年3月20日"}, {}),
        ({FIRST: "三月"}, {FIRST: "“三月”不是日期，请写成 2025-11-20。"}),
        ({SECOND: "约三百"}, {SECOND: "“约三百”看不懂。请只填一个数字，例如 1138；"}),
        (
            {FIRST: "2025-03-20", f"{FIRST}-why": "没有"},
            {f"{FIRST}-why": "已经填了完成日期，就不写原因；两格请只留一格。"},
        ),
        ({f"{FIRST}-why": "长" * 201}, {f"{FIRST}-why": "请写在200个字以内。"}),
    ],
)
def test_what_is_typed_is_read_or_answered(
    report: Report, typed: dict[str, str], wrong: dict[str, str]
) -> None:
    _, found = take_answers(asked_milestones_of(report), typed)
    assert found.keys() == wrong.keys()
    for name, words in wrong.items():
        assert found[name].startswith(words)


def test_a_sum_reaches_its_node_at_the_target_and_not_below() -> None:
    node = Milestone(value=Decimal(500))
    sums = (Decimal("499.9999"), Decimal(500), Decimal(501), None)
    assert [node.is_reached_by(each) for each in sums] == [False, True, True, False]
    assert not Milestone().is_reached_by(Decimal(1))


def test_a_label_names_the_day_and_the_words(plan: Plan) -> None:
    node = Milestone.objects.get(text="核查到户")
    asked = AskedMilestone(node, must=True)
    assert (asked.about, asked.label, asked.hint) == (
        "2025年12月31日前：核查到户", "累计完成（户）", "目标500户",
    )  # fmt: skip
