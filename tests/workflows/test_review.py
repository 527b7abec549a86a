"""审核台: what waits for whom and how long, 研判 with an approval, several at once after each."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from project.accounts.models import User
from project.audit.models import AuditEvent
from task_table.models import SecondReview
from tests.cast import MORNING, TODAY, report_on
from tests.workflows.playing import approve, approve_again, one_move, refused, send_back, submit
from workflows.desks import awaiting_second_review_of
from workflows.entitlement import hands_on, second_reviewers
from workflows.models import Cycle, Report, ShownVersion, Transition
from workflows.refusals import Incomplete
from workflows.review.batch import NOT_SHOWN, Picked, approve_shown
from workflows.review.forms import DeskReturnForm
from workflows.review.opened import note_shown, read_opened
from workflows.review.queue import Filter, Queue, read_queue
from workflows.sight import Sight, followed_by, viewer
from workflows.steps import Outcome, Outlook, Step

pytestmark = [pytest.mark.db, pytest.mark.django_db]

LATER = TODAY + timedelta(days=6)  # 15 January, a Thursday


def queue_of(user: User, cycle: Cycle, *, on: date = TODAY, **asked: str) -> Queue:
    return read_queue(user, cycle, Filter(**asked), on=on)


def numbers(queue: Queue) -> list[str]:
    return [each.report.assignment.task.number for each in queue.rows]


@pytest.fixture
def three(cycle: Cycle, liaison: User, own_liaison: User, reviewer: User) -> list[Report]:
    """Tasks 1 and 2 of 市民政局, and 市残联's own task 3, submitted in the other order."""
    rows = [report_on(cycle, number, code) for number, code in
            (("3", "cl"), ("2", "mzj"), ("1", "mzj"))]  # fmt: skip
    writers = (own_liaison, liaison, liaison)
    for days, (row, writer) in enumerate(zip(rows, writers, strict=True)):
        submit(row, writer, at=MORNING + timedelta(hours=days))
    return rows


def test_the_queue_is_the_oldest_first_and_names_the_longest(
    three: list[Report], cycle: Cycle, reviewer: User
) -> None:
    queue = queue_of(reviewer, cycle, on=LATER)
    assert numbers(queue) == ["3", "2", "1"]
    assert [each.waited.word for each in queue.rows] == ["等待最久，4个工作日"] * 3
    assert (queue.wait.count, queue.wait.total, queue.wait.median) == (3, 12, 4)
    assert queue.is_office


def test_on_the_day_it_came_nothing_is_red(
    three: list[Report], cycle: Cycle, reviewer: User
) -> None:
    assert {each.waited.tone for each in queue_of(reviewer, cycle).rows} == {"quiet"}


def test_the_office_counts_what_waits_for_a_colleague_too(
    three: list[Report], cycle: Cycle, reviewer: User, outside_reviewer: User
) -> None:
    """市残联's row waits for the outside reviewer as well, who is not of the office."""
    own, office = queue_of(outside_reviewer, cycle), queue_of(reviewer, cycle)
    assert (numbers(own), own.is_office, own.wait.count) == (["3"], False, 1)
    approve(three[0], reviewer)
    left = queue_of(reviewer, cycle)
    assert (numbers(left), left.wait.count, office.wait.count) == (["2", "1"], 3, 3)
    assert numbers(queue_of(outside_reviewer, cycle)) == ["3"]


def test_the_time_of_a_co_responsible_row_is_the_lead_s(
    cycle: Cycle, support_report: Report, supporting_liaison: User, liaison: User, reviewer: User
) -> None:
    submit(support_report, supporting_liaison)
    lead = queue_of(liaison, cycle, on=LATER)
    assert (numbers(lead), lead.wait.total, lead.is_office) == (["1"], 4, False)
    assert queue_of(reviewer, cycle, on=LATER).wait.count == 0


@pytest.mark.parametrize(
    "asked, left",
    [
        ({"unit": "mzj"}, ["2", "1"]),
        ({"section": "1"}, ["3", "2", "1"]),
        ({"section": "7"}, []),
        ({"status": "under_way"}, ["3", "2", "1"]),
        ({"status": "no_change"}, []),
        ({"returned": "yes"}, ["2"]),
        ({"returned": "no", "unit": "mzj"}, ["1"]),
    ],
)
def test_the_queue_is_narrowed(
    three: list[Report], cycle: Cycle, reviewer: User, liaison: User, asked: dict[str, str],
    left: list[str],
) -> None:  # fmt: skip
    submit(send_back(three[1], reviewer), liaison, at=MORNING + timedelta(minutes=90))
    assert numbers(queue_of(reviewer, cycle, **asked)) == left


def test_of_other_cycles_it_says_how_many_wait(
    three: list[Report], cycle: Cycle, reviewer: User
) -> None:
    other = Cycle.objects.get(pk=cycle.pk)
    other.pk, other.key = None, "2025-Q3"
    other.save()
    queue = queue_of(reviewer, other)
    assert (queue.rows, queue.elsewhere) == ([], [(cycle, 3)])


@pytest.mark.parametrize("setting", SecondReview)
@pytest.mark.parametrize("present", ["", "outside_reviewer", "leader", "colleague"])
def test_many_second_reviews_are_whose_one_by_one_they_are(
    own_report: Report, own_liaison: User, reviewer: User, cycle: Cycle, setting: SecondReview,
    present: str, request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    """The desks' one statement says the same as the door's rule, whoever is there."""
    people = [reviewer, own_liaison, *([request.getfixturevalue(present)] if present else [])]
    cycle.plan.second_review = setting
    cycle.plan.save()
    submit(own_report, own_liaison)
    report = approve(own_report, reviewer)
    eligible = set(second_reviewers(report, on=TODAY))
    waits_for = {each for each in people if awaiting_second_review_of(each, on=TODAY)}
    assert waits_for == eligible


def test_what_the_desk_shows_of_co_units_is_within_what_one_sees(
    report: Report, support_report: Report, reviewer: User, leader: User, foreign_liaison: User
) -> None:
    for user in (reviewer, leader, foreign_liaison):
        seen_by = viewer(user, on=TODAY)
        for row in Report.objects.for_moving().filter(followed_by(user, on=TODAY)):
            assert seen_by.sight_of(row) >= Sight.STATE
    assert list(Report.objects.filter(followed_by(foreign_liaison, on=TODAY))) == []


def test_hands_are_those_the_door_knows(
    own_report: Report, own_liaison: User, reviewer: User, outside_reviewer: User
) -> None:
    submit(own_report, own_liaison)
    report = approve(own_report, reviewer)
    opened = read_opened(report.pk, outside_reviewer, on=TODAY)
    assert opened is not None
    assert opened.hands == hands_on(report) == {own_liaison.pk, reviewer.pk}


# 研判 ---------------------------------------------------------------------------------------------


def test_outlook_is_kept_with_the_approval_on_its_version(
    report: Report, liaison: User, reviewer: User
) -> None:
    version = submit(report, liaison).version
    with one_move(report):
        approve(report, reviewer, outlook=Outlook.AT_RISK)
    move = Transition.objects.get(report=report, outcome=Outcome.APPROVED)
    assert (move.outlook, move.by, move.at, move.version) == ("at_risk", reviewer, MORNING, version)
    assert '"outlook": "有风险"' in AuditEvent.objects.get(action="report.approved").detail
    assert Report.objects.get(pk=report.pk).version.status == "under_way"  # type: ignore[union-attr]


@pytest.mark.parametrize("outlook", ["soon", "on time"])
def test_an_outlook_is_one_of_three(
    report: Report, liaison: User, reviewer: User, outlook: str
) -> None:
    submit(report, liaison)
    with refused(Incomplete, "能按期、有风险或难按期", report):
        approve(report, reviewer, outlook=outlook)


def test_outlook_belongs_to_an_approval(report: Report, liaison: User, reviewer: User) -> None:
    submit(report, liaison)
    with refused(Incomplete, "随牵头单位报告的审核通过", report):
        send_back(report, reviewer, outlook=Outlook.AT_RISK)


def test_outlook_is_of_leads_alone(
    support_report: Report, concurrence: Report, supporting_liaison: User, liaison: User
) -> None:
    submit(support_report, supporting_liaison)
    with refused(Incomplete, "随牵头单位报告的审核通过", support_report):
        approve(support_report, liaison, outlook=Outlook.ON_TIME)


def test_the_database_keeps_outlook_with_approvals(
    report: Report, liaison: User, reviewer: User
) -> None:
    submit(report, liaison)
    with pytest.raises(IntegrityError), transaction.atomic():
        Transition.objects.create(
            report=report, process_number=1, from_step="report", to_step="review",
            outcome=Outcome.SUBMITTED, at=MORNING, outlook="at_risk",
        )  # fmt: skip
    approve(report, reviewer, outlook=Outlook.AT_RISK)
    with pytest.raises(IntegrityError), transaction.atomic():
        Transition.objects.filter(outcome=Outcome.APPROVED).update(outlook="on_time")


# Several at once ----------------------------------------------------------------------------------


def pick(report: Report, *, seen: int | None = None) -> Picked:
    current = Report.objects.for_moving().get(pk=report.pk)
    return Picked(current, Step(current.step), seen or current.version_id)


def show(report: Report, to: User) -> None:
    version = Report.objects.get(pk=report.pk).version
    assert version is not None
    note_shown(version, to, at=MORNING)


def test_what_was_shown_is_approved_line_by_line(
    three: list[Report], reviewer: User, outside_reviewer: User
) -> None:
    for row in three:
        show(row, reviewer)
    send_back(three[1], reviewer)
    told = approve_shown([pick(row) for row in three], by=reviewer, outlook=Outlook.ON_TIME)
    assert [each.done for each in told] == [True, False, True]
    assert [each.words for each in told][::2] == ["已通过，转入复核。", "已通过。"]
    steps = [Report.objects.get(pk=row.pk).step for row in three]
    assert steps == [Step.SECOND_REVIEW, Step.REPORT, Step.SIGN_OFF]
    given = Transition.objects.filter(outcome=Outcome.APPROVED).values_list("outlook", flat=True)
    assert set(given) == {"on_time"}


def test_what_was_not_shown_to_this_person_is_not_approved(
    three: list[Report], reviewer: User, colleague: User
) -> None:
    show(three[1], colleague)
    (told,) = approve_shown([pick(three[1])], by=reviewer)
    assert (told.done, told.words) == (False, NOT_SHOWN)
    assert Report.objects.get(pk=three[1].pk).step == Step.REVIEW


def test_a_version_that_came_since_was_not_shown(
    three: list[Report], reviewer: User, liaison: User
) -> None:
    report, old = three[1], three[1].versions.get().pk
    show(report, reviewer)
    submit(send_back(report, reviewer), liaison)
    (new_words,) = approve_shown([pick(report)], by=reviewer)
    (old_words,) = approve_shown([pick(report, seen=old)], by=reviewer)
    assert (new_words.words, old_words.done) == (NOT_SHOWN, False)
    assert "已被他人处理" in old_words.words
    assert Report.objects.get(pk=report.pk).step == Step.REVIEW


def test_being_shown_twice_is_written_once_and_never_changed(
    three: list[Report], reviewer: User
) -> None:
    show(three[0], reviewer)
    show(three[0], reviewer)
    assert ShownVersion.objects.filter(to=reviewer).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        ShownVersion.objects.update(first_shown_at=MORNING + timedelta(days=1))


def test_second_reviews_are_approved_several_at_once_too(
    own_report: Report, own_liaison: User, reviewer: User, outside_reviewer: User
) -> None:
    submit(own_report, own_liaison)
    approve(own_report, reviewer)
    show(own_report, outside_reviewer)
    assert [each.done for each in approve_shown([pick(own_report)], by=outside_reviewer)] == [True]


# The reason -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "common, reason, place, said",
    [
        ("evidence", "", "whole", ("缺少佐证材料，或材料不能证明所报进展，请补充。", "evidence")),
        ("status", "第三季度已开工。", "problem",
         ("所选进度与所写内容不符，请核对。第三季度已开工。", "problem")),
        ("", "请补充四季度数据。", "whole", ("请补充四季度数据。", "whole")),
        ("", "", "", ("", "whole")),
    ],
)  # fmt: skip
def test_a_reason_is_chosen_written_or_both(
    common: str, reason: str, place: str, said: tuple[str, str]
) -> None:
    typed = {"common": common, "reason": reason, "place": place, "reply_by": ""}
    form = DeskReturnForm({f"return-{name}": words for name, words in typed.items()},
                          prefix="return")  # fmt: skip
    assert form.is_valid()
    assert (form.said()["reason"], form.said()["place"]) == said


def test_second_review_keeps_its_own_outlook(
    own_report: Report, own_liaison: User, reviewer: User, outside_reviewer: User
) -> None:
    submit(own_report, own_liaison)
    approve(own_report, reviewer, outlook=Outlook.ON_TIME)
    approve_again(own_report, outside_reviewer, outlook=Outlook.UNLIKELY)
    given = Transition.objects.filter(report=own_report).exclude(outlook="").order_by("pk")
    assert [(move.by, move.outlook) for move in given] == [
        (reviewer, "on_time"), (outside_reviewer, "unlikely"),
    ]  # fmt: skip
