"""The pages of 委托: made on one's own page, said before the click, seen by all three."""

import pytest
from django.test import Client
from django.urls import reverse

from project.accounts.delegating import end
from project.accounts.models import Delegation, Grant, Role, User
from tests.cast import TODAY, person
from tests.pages.conftest import Bring, browser_of
from tests.workflows.casework import ask, dated_task
from tests.workflows.standing import lend
from workflows.models import CaseTransition, Report, Transition
from workflows.steps import Step

pytestmark = pytest.mark.django_db


@pytest.fixture
def handler(db: None, clock: object) -> User:
    return person("民政办公室主任", "mzj")


def posted(signer: User, to: User, **said: str) -> dict[str, str]:
    grant = Grant.objects.get(user=signer)
    days = {"from_on": "2026-01-09", "until_on": "2026-01-16"}
    return {"grant": str(grant.pk), "who": to.username, "why": "外出学习", **days, **said}


def test_a_signer_delegates_on_an_own_page_and_all_three_see_it(
    report: Report, signer: User, handler: User, security_admin: User
) -> None:
    answer = browser_of(signer).post(reverse("delegations"), posted(signer, handler))
    assert answer.status_code == 302
    given = Delegation.objects.get()
    assert (given.delegator, given.delegate) == (signer, handler)
    for who, said in ((signer, "委托给民政办公室主任"), (handler, "民政分管领导委托")):
        assert said in browser_of(who).get(reverse("delegations")).content.decode()
        assert reverse("delegations") in browser_of(who).get("/").content.decode()
    grants = browser_of(security_admin).get(reverse("grant-list")).content.decode()
    assert "委托：民政办公室主任" in grants


def test_what_is_wrong_is_said_and_what_was_typed_stays(
    report: Report, signer: User, handler: User
) -> None:
    said = posted(signer, handler, until_on="2026-01-01", why="外出学习三天")
    answer = browser_of(signer).post(reverse("delegations"), said)
    assert answer.status_code == 422
    assert "外出学习三天" in answer.content.decode()


def test_a_form_posted_after_the_session_ended_comes_back(
    report: Report, signer: User, handler: User
) -> None:
    stranger = Client()
    said = posted(signer, handler) | {"writer": signer.username}
    assert stranger.post(reverse("delegations"), said).status_code == 302
    stranger.force_login(signer, backend="project.accounts.backend.PasswordBackend")
    assert "外出学习" in stranger.get(reverse("delegations")).content.decode()


def test_it_is_ended_early_by_a_button_and_a_second_click_is_told(
    report: Report, signer: User, handler: User
) -> None:
    address = reverse("delegation-end", args=[lend(signer, handler).pk])
    assert browser_of(handler).post(address).status_code == 404
    assert browser_of(signer).post(address).status_code == 302
    again = browser_of(signer).post(address)
    assert again.status_code == 409
    assert "已经结束" in again.content.decode()


def test_the_report_says_for_whom_before_the_click_and_posts_it(
    bring: Bring, signer: User, handler: User
) -> None:
    report = bring(Step.SIGN_OFF)
    lend(signer, handler)
    browser = browser_of(handler)
    page = browser.get(reverse("report", args=[report.pk])).content.decode()
    assert "你受民政分管领导委托" in page
    assert f'name="on_behalf_of" value="{signer.pk}"' in page
    said = {"step": "sign_off", "on_behalf_of": str(signer.pk)}
    assert browser.post(reverse("report-sign", args=[report.pk]), said).status_code == 302
    move = Transition.objects.latest("pk")
    assert (move.by, move.on_behalf_of) == (handler, signer)
    trail = browser_of(signer).get(reverse("report", args=[report.pk])).content.decode()
    assert "民政办公室主任（代民政分管领导）" in trail
    page = browser_of(signer).get(reverse("delegations")).content.decode()
    assert "民政办公室主任代你“签批”" in page


def test_what_ended_between_page_and_click_is_refused_and_not_signed_as_ones_own(
    bring: Bring, signer: User
) -> None:
    """The delegate signs for the unit himself, too: an ended name does not become his own."""
    report = bring(Step.SIGN_OFF)
    other = person("另一位签批人", "mzj", (Role.SIGNER, "mzj"))
    given, browser = lend(signer, other), browser_of(other)
    page = browser.get(reverse("report", args=[report.pk])).content.decode()
    assert "以谁的名义办理" in page
    end(given, by=signer)
    said = {"step": "sign_off", "on_behalf_of": str(signer.pk)}
    answer = browser.post(reverse("report-sign", args=[report.pk]), said)
    assert answer.status_code == 403
    assert "委托已经结束" in answer.content.decode()
    assert Report.objects.get(pk=report.pk).step == Step.SIGN_OFF


def test_of_two_on_leave_one_is_chosen_not_guessed(
    bring: Bring, signer: User, handler: User
) -> None:
    report = bring(Step.SIGN_OFF)
    second = person("第二位签批人", "mzj", (Role.SIGNER, "mzj"))
    lend(signer, handler)
    lend(second, handler)
    address = reverse("report-sign", args=[report.pk])
    answer = browser_of(handler).post(address, {"step": "sign_off"})
    assert answer.status_code == 409
    assert "请选择以谁的名义" in answer.content.decode()
    browser_of(handler).post(address, {"step": "sign_off", "on_behalf_of": str(second.pk)})
    assert Transition.objects.latest("pk").on_behalf_of == second


def test_the_sheet_is_signed_for_who_is_on_leave(bring: Bring, signer: User, handler: User) -> None:
    report = bring(Step.SIGN_OFF)
    lend(signer, handler)
    place = [report.cycle.plan.slug, report.cycle.key, "mzj"]
    assert (
        "你受民政分管领导委托"
        in browser_of(handler).get(reverse("sheet-sign", args=place)).content.decode()
    )
    browser_of(handler).post(reverse("sheet-sign", args=place), {"report": str(report.pk)})
    signed = Report.objects.get(pk=report.pk)
    assert (signed.step, signed.signed_by) == (Step.SIGNED, handler)
    page = browser_of(signer).get(reverse("sheet", args=place)).content.decode()
    assert "签批人：民政办公室主任（代民政分管领导）" in page


def test_a_case_is_signed_for_who_is_on_leave(
    report: Report, liaison: User, signer: User, handler: User
) -> None:
    case = ask(dated_task(report.cycle.plan), liaison)
    given, browser = lend(signer, handler), browser_of(handler)
    assert "你受民政分管领导委托" in browser.get(reverse("case", args=[case.pk])).content.decode()
    said = {"outcome": "signed", "signed-step": "unit_sign", "on_behalf_of": str(signer.pk)}
    assert browser.post(reverse("case-decide", args=[case.pk]), said).status_code == 302
    move = CaseTransition.objects.latest("pk")
    assert (move.by, move.on_behalf_of) == (handler, signer)
    end(given, by=signer)
    assert browser.get(reverse("case", args=[case.pk])).status_code == 404
    assert given.from_on == TODAY
