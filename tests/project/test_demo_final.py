"""The demo's final cycle half-way: what is late, back, disputed, asked for, signed on paper."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from project.accounts.models import Delegation, User
from tests.pages.conftest import browser_of
from tests.project.demo_staging import HALF_WAY, ON, lasting, play_final
from workflows.integrity import case_differences, differences
from workflows.models import (
    CoordinationRequest,
    Cycle,
    Dispute,
    OfficeUrge,
    PaperSignOff,
    Report,
    Transition,
)
from workflows.steps import Step

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture(scope="module")
def final(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cycle]:
    with lasting(django_db_blocker, at=HALF_WAY) as plan:
        yield play_final(plan)


def test_two_units_disagree_about_a_figure_of_the_final_cycle(final: Cycle) -> None:
    assert Dispute.objects.contested().get().unit.code == "czj"


def test_units_ask_each_other_and_the_committee(final: Cycle) -> None:
    told = CoordinationRequest.objects.order_by("pk").values_list("addressee__code", "step")
    assert list(told) == [("czj", "agenda"), ("jyj", "answer"), (None, "agenda")]
    assert list(case_differences()) == []


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


def test_a_leader_signed_on_paper_and_a_signer_is_on_leave(final: Cycle) -> None:
    paper = PaperSignOff.objects.get()
    assert (paper.word, paper.name) == ("已核对", "【演示】签批表扫描件.png")
    assert paper.signatures.exists()
    given = Delegation.objects.for_reading().get()
    assert (given.delegator.username, given.delegate.username) == ("mzj-qpr", "mzj-llr2")
    assert given.why.startswith("【演示】")
