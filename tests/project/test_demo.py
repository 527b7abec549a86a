"""The demo's story on a reduced scale: its cast, its troubles, its marks, and that it is sound."""

from collections import Counter
from datetime import datetime

import pytest
from django.db.models import Q
from django.urls import reverse
from time_machine import TimeMachineFixture

from project.accounts.models import Delegation, Grant, User
from project.demo import people, scenes, story
from project.demo.cast import Cast, read_cast
from project.demo.pacing import start_of
from project.demo.people import load_people
from project.demo.story import play_cycle, play_story
from project.installation.models import Kind, settle
from project.workdays.models import Workday
from task_table.models import Assignment, Plan
from tests.cast import MORNING, SHANGHAI, TODAY
from tests.pages.conftest import browser_of
from workflows.cycles.periods import period_of
from workflows.cycles.schedule import announce
from workflows.integrity import case_differences, differences
from workflows.models import (
    CoordinationRequest,
    Cycle,
    Dispute,
    IndicatorValue,
    OfficeUrge,
    PaperSignOff,
    Report,
    ReportVersion,
    Transition,
)
from workflows.moving import open_all
from workflows.staffing import gaps
from workflows.steps import Outcome, Step

pytestmark = [pytest.mark.db, pytest.mark.django_db]

# After 2025-Q4 and the half of the final cycle's window.
HALF_WAY = datetime(2026, 11, 23, 15, 0, tzinfo=SHANGHAI)
ON = HALF_WAY.date()
FEW = ("1", "8", "9", "13", "16")


def open_few(cycle: Cycle, **_: object) -> Cycle:
    """Open the reports of a few tasks only: 511 take their time, and stay silent here."""
    rows = Assignment.objects.of_plan(cycle.plan).filter(task__number__in=FEW)
    since = start_of(cycle.opens_on)
    open_all([Report(assignment=row, cycle=cycle, unit=row.unit, step_since=since) for row in rows])
    cycle.opened_at = since
    cycle.save()
    return cycle


@pytest.fixture
def cast(plan: Plan, figures_asked: Plan) -> Cast:
    settle(Kind.DEMO)
    load_people(plan, on=ON, password="unusable")  # a hash nobody needs: nobody types it here
    return read_cast(on=TODAY)


@pytest.fixture
def quarter(plan: Plan, cast: Cast) -> Cycle:
    """2025-Q3 as it looks long after."""
    cycle = open_few(announce(plan, period_of("2025-Q3", plan), on=TODAY))
    play_cycle(cycle, cast, until=HALF_WAY, tasks=("1", "8", "16"))
    return cycle


@pytest.fixture
def final(plan: Plan, cast: Cast, clock: TimeMachineFixture) -> Cycle:
    clock.move_to(HALF_WAY, tick=False)
    plan.support_days = story.SUPPORT_DAYS
    plan.save()
    asked_on = Workday.objects.before(ON, scenes.SINCE_FINAL)
    cycle = open_few(announce(plan, period_of("final", plan), on=asked_on))
    play_cycle(cycle, read_cast(on=asked_on), until=HALF_WAY)
    return cycle


def test_everybody_in_it_is_plainly_fictional(cast: Cast) -> None:
    for user in User.objects.all():
        assert user.name.startswith("演示·")
        assert not user.email or user.email.endswith("@example.invalid")
        assert not user.password_is_temporary
    assert User.objects.filter(email="").count() == len(people.WITHOUT_MAIL)


def test_every_unit_has_its_people_but_for_the_gaps_on_purpose(plan: Plan, cast: Cast) -> None:
    assert list(gaps(plan, on=ON)) == [
        "市妇联没有联络员，无人填报。",
        "江门职业技术学院的联络员和签批人是同一个人，不能自写自签。",
    ]


def test_the_sample_accounts_have_the_roles_they_are_offered_for(cast: Cast) -> None:
    for username, role in people.SAMPLES:
        grants = Grant.objects.filter(user__username=username)
        assert {grant.get_role_display() for grant in grants} == {role}


def test_a_quarter_is_over_for_all_and_holds_together(quarter: Cycle) -> None:
    steps = Counter(Report.objects.in_cycle(quarter).values_list("step", flat=True))
    assert not steps[Step.REPORT]
    assert steps[Step.SIGNED] > 5
    assert steps[Step.MISSED] > 5
    assert list(differences()) == []


def test_every_text_says_that_it_is_a_demo(quarter: Cycle) -> None:
    for version in ReportVersion.objects.all():
        for text in (version.progress, version.problem, version.next_step):
            assert not text or text.startswith("【演示】")
    for move in Transition.objects.exclude(reason=""):
        assert move.reason.startswith("【演示】")


def test_source_units_report_made_up_figures(quarter: Cycle) -> None:
    asked = ReportVersion.objects.filter(
        Q(report__unit__code="mzj", report__assignment__task__number="1")
        | Q(report__unit__code__in=("rsj", "ybj"), report__assignment__task__number="8")
    )
    assert asked.exists()
    figures = IndicatorValue.objects.filter(version__in=asked)
    assert {each.version_id for each in figures} == {version.pk for version in asked}
    for each in figures:
        assert each.value is not None or each.no_data_why.startswith("【演示】")


def test_two_units_disagree_about_a_figure_of_the_final_cycle(final: Cycle) -> None:
    assert Dispute.objects.contested().get().unit.code == "czj"


def test_units_ask_each_other_and_the_committee(final: Cycle) -> None:
    told = CoordinationRequest.objects.order_by("pk").values_list("addressee__code", "step")
    assert list(told) == [("czj", "agenda"), ("jyj", "answer"), (None, "agenda")]
    assert list(case_differences()) == []


def test_the_office_decided_what_they_disagreed_about_before(plan: Plan, cast: Cast) -> None:
    cycle = open_few(announce(plan, period_of("2025-Q4", plan), on=TODAY))
    play_cycle(cycle, cast, until=HALF_WAY, tasks=("1",))
    found = Dispute.objects.get()
    assert (found.stands, found.decided_on.version.report.unit.code) == ("other", "mzj")


def test_the_office_of_the_final_cycle_wrote_to_some_and_called_one(final: Cycle) -> None:
    made = OfficeUrge.objects.in_cycle(final).knowing_what_came()
    assert [each.means for each in made] == ["system"] * 3 + ["phone"]
    assert made[3].is_broken(on=ON)
    assert made[3].answer.startswith("【演示】")


def test_acts_lie_in_the_order_of_their_moments_and_none_in_the_future(final: Cycle) -> None:
    moments = list(Transition.objects.order_by("pk").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] <= HALF_WAY
    assert moments[0].date() >= final.opens_on


def test_the_overdue_task_says_why(quarter: Cycle) -> None:
    version = ReportVersion.objects.get(
        report__assignment__task__number="16", report__unit__code="cl", number=1
    )
    assert "原定2023年12月31日前完成，至今没有完成" in version.problem
    assert version.status == "under_way"


def test_a_joint_lead_dissents_in_writing(quarter: Cycle) -> None:
    row = ReportVersion.objects.get(report__assignment__task__number="8", report__unit__code="ybj")
    assert row.concurs is False
    assert row.progress


def test_an_own_house_is_reviewed_again_by_somebody_outside(quarter: Cycle) -> None:
    again = Transition.objects.filter(from_step=Step.SECOND_REVIEW, outcome=Outcome.APPROVED)
    assert {str(move.by) for move in again.select_related("by")} == {"演示·市民政局复核人"}


AT_HOME = ("mzj-llr", "mzj-qpr", "cl-llr", "pengjiang-llr", "cgwb-zr", "ld1")


def test_every_role_finds_something_at_home(final: Cycle) -> None:
    for username in AT_HOME:
        page = browser_of(User.objects.get(username=username)).get(reverse("home"))
        assert any(desk.items for desk in page.context["desks"]), username
    observer = browser_of(User.objects.get(username="gcy")).get(reverse("home"))
    assert list(observer.context["cycles"]) == [final]


def test_in_the_final_cycle_something_is_late_and_something_back(final: Cycle) -> None:
    rows = Report.objects.in_cycle(final).at_step(Step.REPORT)
    assert final.support_due_on < ON < final.due_on
    assert rows.filter(assignment__role="support", draft__isnull=False).exists()
    assert rows.filter(reply_by__lt=ON).exists()
    assert list(differences()) == []


def test_leaders_instructions_are_open_late_and_the_units_own(final: Cycle) -> None:
    liaison = User.objects.get(username="mzj-llr")
    page = browser_of(liaison).get(reverse("sheet", args=["jiangmen-145", "final", "mzj"]))
    items = page.context["items"]
    assert [item.due.tone for item in items].count("late") == 1
    assert [item.case.within_unit for item in items].count(True) == 1
    assert len(items) == 3
    assert list(case_differences()) == []


def acts_of(cycle: Cycle, cast: Cast) -> list[tuple[datetime, str, object]]:
    return [(act.at, act.by.username, act.words) for act in story._acts_of(cycle, cast, None)]


def test_the_story_is_the_same_every_time(plan: Plan, cast: Cast) -> None:
    cycle = open_few(announce(plan, period_of("2025-Q2", plan), on=TODAY))
    assert acts_of(cycle, cast) == acts_of(cycle, cast)


@pytest.fixture
def short(figures_asked: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """One quarter and the final cycle, of two tasks."""
    acts = story._acts_of
    monkeypatch.setattr(scenes, "QUARTERS", ("2025-Q4",))
    monkeypatch.setattr(story, "open_cycle", open_few)
    monkeypatch.setattr(story, "_acts_of", lambda cycle, cast, _: acts(cycle, cast, ("1", "9")))


def test_a_story_broken_off_leaves_whole_parts_and_goes_on(
    plan: Plan, short: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    play = story.play_cycle

    def until_the_power_goes(cycle: Cycle, cast: Cast, *, until: datetime) -> int:
        play(cycle, cast, until=until)
        raise RuntimeError("断电")

    with monkeypatch.context() as patched:
        patched.setattr(story, "play_cycle", until_the_power_goes)
        with pytest.raises(RuntimeError, match="断电"):
            list(play_story(plan, at=HALF_WAY))
    assert User.objects.count() > 90
    assert not Cycle.objects.exists()
    assert not Report.objects.exists()
    assert len(list(play_story(plan, at=HALF_WAY))) == 2
    assert [cycle.key for cycle in Cycle.objects.all()] == ["2025-Q4", "final"]
    assert list(play_story(plan, at=HALF_WAY)) == []


def test_what_lies_ahead_is_not_told_yet(plan: Plan, short: None) -> None:
    assert len(list(play_story(plan, at=MORNING))) == 2
    assert [cycle.key for cycle in Cycle.objects.all()] == ["2025-Q4"]
    assert Transition.objects.exists()
    assert not Transition.objects.filter(at__gt=MORNING).exists()


def test_a_leader_signed_on_paper_and_a_signer_is_on_leave(final: Cycle) -> None:
    paper = PaperSignOff.objects.get()
    assert (paper.word, paper.name) == ("已核对", "【演示】签批表扫描件.png")
    assert paper.signatures.exists()
    given = Delegation.objects.for_reading().get()
    assert (given.delegator.username, given.delegate.username) == ("mzj-qpr", "mzj-llr2")
    assert given.why.startswith("【演示】")
