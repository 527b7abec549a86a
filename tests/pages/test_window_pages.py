"""The pages about windows: what a unit reads, what the office does, and what everyone may see."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import TimeMachineFixture

from project.accounts.models import User
from tests.cast import report_on, unit
from tests.pages.conftest import Browser
from tests.workflows.test_returns import at
from workflows.cycles.closing import close_ended_cycles
from workflows.cycles.excepting import give_exception, withdraw_exception
from workflows.duties import duties_of
from workflows.models import Cycle, CycleKind, Party, Report, WindowException
from workflows.steps import Step

pytestmark = pytest.mark.django_db

WHY = "系统对接晚，数据2月底才能取得。"


def text_of(client: Client, name: str, *arguments: object, status: int = 200) -> str:
    answer = client.get(reverse(name, args=arguments))
    assert answer.status_code == status
    return answer.content.decode()


def address(name: str, cycle: Cycle, *more: str) -> str:
    return reverse(name, args=[cycle.plan.slug, cycle.key, *more])


@pytest.fixture
def closed(report: Report, clock: TimeMachineFixture) -> Cycle:
    """市民政局 missed task 1; it is the Monday after."""
    clock.move_to(at("2026-02-24 10:00"), tick=False)
    close_ended_cycles(on=date(2026, 2, 24))
    return report.cycle


@pytest.mark.parametrize(
    "day, sentence",
    [
        ("2026-01-03", "未开始，2026年1月4日起填报"),
        ("2026-01-12", "填报中，还有3个工作日截止"),
        ("2026-01-15", "填报中，今天截止"),
        ("2026-01-16", "已过截止日期，可补报到2026年2月14日"),
        (
            "2026-02-15",
            "2026年2月14日截止，已锁定，确需补报的请联系市残工委办公室（残工委办审核人）",
        ),
    ],
)
def test_a_report_says_in_which_window_it_is(
    report: Report, reviewer: User, liaison: User, browser: Browser, clock: TimeMachineFixture,
    day: str, sentence: str,
) -> None:  # fmt: skip
    clock.move_to(at(f"{day} 10:00"), tick=False)
    assert f"{sentence}</span>" in text_of(browser(liaison), "report", report.pk)


def test_what_was_handed_on_says_nothing_of_windows(
    report: Report, liaison: User, browser: Browser, bring: object
) -> None:
    bring(Step.REVIEW)  # type: ignore[operator]
    assert 'class="window"' not in text_of(browser(liaison), "report", report.pk)


def test_the_office_lets_a_unit_in_from_the_cycle_s_page(
    closed: Cycle, report: Report, reviewer: User, liaison: User, browser: Browser
) -> None:
    office, page = browser(reviewer), address("exception-give", closed, "mzj")
    assert page in text_of(office, "cycle", closed.plan.slug, closed.key)
    answer = office.post(page, {"until_on": "2026-03-02", "reason": WHY}, follow=True)
    said = answer.content.decode()
    assert "已准予市民政局特许补报到2026年3月2日。" in said
    assert "未报送的已回到填报：第1项。" in said
    assert "填报期已过，准予特许补报到2026年3月2日" in said
    text = text_of(browser(liaison), "report", report.pk)
    assert "残工委办审核人于2026年2月24日准予" in text
    assert WHY in text
    assert "提交审核" in text


@pytest.mark.parametrize("who", ["liaison", "foreign_liaison", "leader", "supporting_liaison"])
def test_everyone_who_sees_the_cycle_reads_who_was_given_what(
    request: pytest.FixtureRequest, who: str, closed: Cycle, reviewer: User, browser: Browser
) -> None:
    give_exception(closed, unit("mzj"), by=reviewer, until_on=date(2026, 3, 2), reason=WHY)
    text = text_of(browser(request.getfixturevalue(who)), "cycle", closed.plan.slug, closed.key)
    assert WHY in text
    assert "残工委办审核人，2026年2月24日" in text
    assert address("exception-give", closed, "mzj") not in text


@pytest.mark.parametrize(
    "typed, words",
    [
        ({"until_on": "2026-02-24", "reason": WHY}, "须晚于2026年2月24日"),
        ({"until_on": "2026-02-31", "reason": WHY}, "请填写日期"),
        ({"until_on": "", "reason": ""}, "请写明原因。"),
        ({"until_on": "2026-03-02", "reason": "长" * 201}, "200"),
    ],
)
def test_a_form_that_will_not_do_comes_back_as_typed(
    closed: Cycle, reviewer: User, browser: Browser, typed: dict[str, str], words: str
) -> None:
    answer = browser(reviewer).post(address("exception-give", closed, "mzj"), typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert typed["reason"] in answer.content.decode()
    assert not WindowException.objects.exists()


def test_an_exception_is_withdrawn_with_a_reason(
    closed: Cycle, reviewer: User, browser: Browser
) -> None:
    give_exception(closed, unit("mzj"), by=reviewer, until_on=date(2026, 3, 2), reason=WHY)
    office, page = browser(reviewer), address("exception-withdraw", closed, "mzj")
    assert office.post(page, {"why": ""}).status_code == 422
    said = office.post(page, {"why": "已用纸质报送。"}, follow=True).content.decode()
    assert "已收回特许补报" in said
    assert "残工委办审核人于2026年2月24日收回，已用纸质报送。" in said
    assert "没有可以收回" in office.post(page, {"why": "再收回"}, follow=True).content.decode()


def test_words_typed_before_signing_in_again_are_given_back(
    closed: Cycle, reviewer: User, browser: Browser
) -> None:
    give_exception(closed, unit("mzj"), by=reviewer, until_on=date(2026, 3, 2), reason=WHY)
    page = address("exception-give", closed, "mzj")
    for posted, typed in (
        (page, {"until_on": "2026-03-10", "reason": "还要一周。"}),
        (address("exception-withdraw", closed, "mzj"), {"why": "不再需要了。"}),
        (address("cycle-postpone", closed), {"due_on": "2026-03-10", "reason": "全体顺延。"}),
    ):
        stranger = Client()
        answer = stranger.post(posted, {"writer": reviewer.username, **typed})
        assert answer["Location"].startswith(reverse("account_login"))
        stranger.force_login(reviewer, "project.accounts.backend.PasswordBackend")
        shown = page if posted == address("exception-withdraw", closed, "mzj") else posted
        text = stranger.get(shown).content.decode()
        assert "已恢复" in text or "截止日期已过" in text


def test_a_unit_that_was_not_asked_has_no_page(
    cycle: Cycle, report: Report, reviewer: User, browser: Browser
) -> None:
    assert browser(reviewer).get(address("exception-give", cycle, "cl")).status_code == 404
    report_on(cycle, "3", "cl")
    assert browser(reviewer).get(address("exception-give", cycle, "cl")).status_code == 200


def test_a_due_date_moved_later_is_shown_with_the_first_one(
    report: Report, reviewer: User, liaison: User, browser: Browser
) -> None:
    answer = browser(reviewer).post(
        address("cycle-postpone", report.cycle),
        {"due_on": "2026-01-20", "reason": WHY},
        follow=True,
    )
    told = f"原定2026年1月15日，延至2026年1月20日：{WHY}"
    assert told in answer.content.decode()
    assert "补报到2026年2月19日。" in answer.content.decode()
    for client in (browser(liaison), browser(reviewer)):
        assert told in text_of(client, "report", report.pk)
    assert told in text_of(browser(reviewer), "cycle-postpone", "jiangmen-145", "2025-Q4")


def test_a_due_date_that_passed_has_no_form(
    closed: Cycle, reviewer: User, browser: Browser
) -> None:
    text = text_of(browser(reviewer), "cycle-postpone", closed.plan.slug, closed.key)
    assert "截止日期已过，不再改动" in text
    assert '<form method="post" novalidate' not in text
    answer = browser(reviewer).post(
        address("cycle-postpone", closed), {"due_on": "2026-03-20", "reason": WHY}
    )
    assert answer.status_code == 422


def ticks(**owed: list[str]) -> dict[str, str]:
    """Return what the page posts that showed everybody owing, with these ticks set anew."""
    everybody = {kind: list(Party.values) for kind in ("quarter", "midterm", "final")}
    seen = ",".join(f"{kind}-{party}" for kind in everybody for party in Party)
    wanted = everybody | owed
    return {f"{kind}-{party}": "on" for kind in wanted for party in wanted[kind]} | {"seen": seen}


def test_the_office_ticks_who_owes(cycle: Cycle, reviewer: User, browser: Browser) -> None:
    office, page = browser(reviewer), reverse("duties", args=[cycle.plan.slug])
    text = office.get(page).content.decode()
    assert all(words in text for words in ("（48项）", "（155项）", "（308项）"))
    assert text.count("checked") == 9
    said = office.post(page, ticks(quarter=["lead", "support"]), follow=True).content.decode()
    assert "应报范围已保存，从尚未开启的周期起生效。" in said
    assert duties_of(cycle.plan)[CycleKind.QUARTER] == [Party.LEAD, Party.SUPPORT]


def test_a_cycle_nobody_owes_is_refused_with_the_ticks_as_set(
    cycle: Cycle, reviewer: User, browser: Browser
) -> None:
    page = reverse("duties", args=[cycle.plan.slug])
    answer = browser(reviewer).post(page, ticks(quarter=[], final=["lead"]))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "季度报告至少要有一类单位填报。" in text
    assert 'href="#id_quarter-lead"' in text
    assert text.count("checked") == 4


def test_an_old_page_passes_over_nobody_s_change(
    cycle: Cycle, reviewer: User, colleague: User, browser: Browser
) -> None:
    page = reverse("duties", args=[cycle.plan.slug])
    browser(colleague).post(page, ticks(quarter=["lead"]))
    answer = browser(reviewer).post(page, ticks(final=["lead"]))
    assert answer.status_code == 409
    assert "刚刚被他人改动" in answer.content.decode()
    assert duties_of(cycle.plan)[CycleKind.FINAL] == list(Party)


def test_everyone_reads_who_owes_and_nobody_else_ticks(
    cycle: Cycle, foreign_liaison: User, browser: Browser
) -> None:
    text = text_of(browser(foreign_liaison), "duties", cycle.plan.slug)
    assert "checkbox" not in text
    assert text.count("应报</span>") == 9


def test_the_cycle_page_names_who_owes(cycle: Cycle, liaison: User, browser: Browser) -> None:
    Cycle.objects.filter(pk=cycle.pk).update(parties=["lead", "support"])
    text = text_of(browser(liaison), "cycle", cycle.plan.slug, cycle.key)
    assert "牵头单位、配合单位（<a" in text


def test_names_of_the_window_s_people_do_not_outlive_their_grants(
    report: Report, reviewer: User, liaison: User, browser: Browser, clock: TimeMachineFixture
) -> None:
    User.objects.filter(pk=reviewer.pk).update(is_active=False)
    clock.move_to(at("2026-02-15 10:00"), tick=False)
    text = text_of(browser(liaison), "report", report.pk)
    assert "请联系市残工委办公室<" in text


def test_a_withdrawn_one_is_no_more_on_the_report(
    closed: Cycle, report: Report, reviewer: User, liaison: User, browser: Browser
) -> None:
    give_exception(closed, unit("mzj"), by=reviewer, until_on=date(2026, 3, 2), reason=WHY)
    withdraw_exception(closed, unit("mzj"), by=reviewer, reason="误办")
    text = text_of(browser(liaison), "report", report.pk)
    assert WHY not in text
    assert "已锁定" in text
