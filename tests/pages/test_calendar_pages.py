"""The calendar's page: read by everybody, entered by the office after it saw what would change."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import TimeMachineFixture

from project.accounts.models import User
from project.audit.models import AuditEvent
from project.desk.audit_words import ACTIONS, FACTS, facts_of
from project.desk.doctor import complaints
from project.workdays.models import HolidayNotice, Workday
from task_table.models import Plan
from tests.cast import MORNING, TODAY
from tests.pages.conftest import browser_of
from tests.project.calendar.conftest import enter_notice
from tests.project.calendar.notice_texts import notice_of
from tests.project.calendar.test_moving import THIRD_QUARTER
from tests.workflows.test_returns import at
from workflows.cycles.schedule import announce
from workflows.models import Cycle

pytestmark = pytest.mark.django_db

CALENDAR, READ, PUBLISH = (reverse(f"calendar{verb}") for verb in ("", "-read", "-publish"))
TEXT = notice_of(2027)
MISSING = (
    "2027年放假通知尚未录入：国务院通知发布后请在工作日日历中粘贴录入，"
    "在此之前2027年的日期均为暂估。"
)


def page_of(user: User, year: int | None = None) -> str:
    answer = browser_of(user).get(f"{CALENDAR}?year={year}" if year else CALENDAR)
    assert answer.status_code == 200
    return answer.content.decode()


def plain(text: str) -> str:
    """Return what one reads: no tags, one space for many."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text.partition("<main")[2]))


def read(client: Client, text: str = TEXT, status: int = 200, **more: str) -> str:
    answer = client.post(READ, {"text": text, "writer": "x", **more})
    assert answer.status_code == status
    return answer.content.decode()


def confirm(client: Client, text: str = TEXT, seen: str = "0") -> str:
    """Confirm what was shown; return what the page then says."""
    answer = client.post(PUBLISH, {"text": text, "year": "2027", "seen": seen}, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain == [(f"{CALENDAR}?year=2027", 302)]
    return answer.content.decode()


def test_a_published_year_shows_holidays_make_up_days_and_months(liaison: User) -> None:
    page = page_of(liaison, 2026)
    text = plain(page)
    assert "已公布，按国务院办公厅的放假通知" in text
    assert "春节 2月15日至23日 9天" in text
    assert "2月14日（周六） 春节" in text
    assert "2月 16天 12天" in text
    assert "全年工作日248天，休息日117天" in text
    assert '<th scope="row">2月</th>' in page
    assert page.count("<caption>") == 3
    assert "确认" not in text
    assert "<textarea" not in page


def test_new_years_days_of_december_stand_with_the_holiday(liaison: User) -> None:
    assert "元旦 2022年12月31日至2023年1月2日 3天" in plain(page_of(liaison, 2023))


def test_an_unpublished_year_says_that_it_is_estimated(liaison: User) -> None:
    text = plain(page_of(liaison, 2027))
    assert "暂估：国务院通知尚未录入，按法定节假日推算，不含调休" in text
    assert "通知发布前不知道哪些周末调休上班。" in text
    assert "天（暂估）" in text


def test_an_entered_year_says_by_whom_and_keeps_the_text(reviewer: User, liaison: User) -> None:
    confirm(browser_of(reviewer))
    text = plain(page_of(liaison, 2027))
    assert "已公布，按录入的2027年放假通知" in text
    assert "2027年放假通知：残工委办审核人于1月9日 10:00录入" in text
    assert "国庆节：10月1日（周五）至7日（周四）放假调休，共7天。" in text
    assert "1月31日（周日） 春节" in text
    assert "暂估" not in text


@pytest.mark.parametrize("year", ["2020", "2036", "二〇二七", "٢٠٢٧", "-1", "20270"])
def test_a_year_that_the_calendar_lacks_is_no_page(liaison: User, year: str) -> None:
    assert browser_of(liaison).get(CALENDAR, {"year": year}).status_code == 404


def test_the_first_and_the_last_year_lead_no_further(liaison: User) -> None:
    assert "上一年" not in page_of(liaison, 2021)
    assert "下一年" not in page_of(liaison, 2035)
    assert "?year=2027" in page_of(liaison)


def test_nothing_is_written_before_it_is_confirmed(plan: Plan, reviewer: User) -> None:
    announced = announce(plan, THIRD_QUARTER, on=date(2027, 10, 1))
    before = list(Workday.objects.values_list("day", "is_workday", "ordinal", "estimated"))
    text = plain(read(browser_of(reviewer)))
    assert "春节 2月5日至11日 7天" in text
    assert "1月31日（周日），为春节调休" in text
    assert "1月31日（周日） 休息（暂估）改为上班（为春节调休）" in text
    opens = f"{announced.opens_on:%Y}年{announced.opens_on.month}月{announced.opens_on.day}日"
    assert f"2027年第3季度 开始填报：{opens}改为2027年10月8日" in text
    assert list(Workday.objects.values_list("day", "is_workday", "ordinal", "estimated")) == before
    assert not HolidayNotice.objects.exists()
    announced.refresh_from_db()
    assert announced.opens_on != date(2027, 10, 8)


def test_the_summary_counts_all_that_is_wrong_and_not_the_fields(reviewer: User) -> None:
    text = TEXT.replace("端午节：6月9日", "端午节：6月39日")
    page = plain(read(browser_of(reviewer), text, status=422))
    assert "有 2 处需要修改" in page
    assert "没有2027年6月39日这一天" in page


def test_the_confirmation_does_what_was_shown_and_says_so(plan: Plan, reviewer: User) -> None:
    announced = announce(plan, THIRD_QUARTER, on=date(2027, 10, 1))
    said = confirm(browser_of(reviewer))
    assert "2027年放假通知已录入。2027年第3季度的日期已随之改动。" in said
    announced.refresh_from_db()
    assert announced.opens_on == date(2027, 10, 8)
    assert HolidayNotice.objects.get().entered_by_name == reviewer.name


def test_what_the_page_hides_in_its_form_is_what_is_entered(reviewer: User) -> None:
    """Follow the form of the page itself, as a browser without JavaScript does."""
    client = browser_of(reviewer)
    page = read(client)
    form = page.partition(f'action="{PUBLISH}"')[2].partition("</form>")[0]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form, re.DOTALL))
    assert fields["text"] == TEXT
    assert client.post(PUBLISH, fields).status_code == 302
    assert HolidayNotice.objects.get().text == TEXT


def test_a_second_click_says_that_it_is_done(reviewer: User) -> None:
    client = browser_of(reviewer)
    confirm(client)
    assert "2027年的放假通知已经录入，内容相同，没有改动。" in confirm(client, seen="1")
    assert HolidayNotice.objects.count() == 1


def test_a_double_click_says_so_too(reviewer: User) -> None:
    """The second of two clicks on one page still carries what the page had seen."""
    client = browser_of(reviewer)
    confirm(client)
    assert "内容相同，没有改动" in confirm(client, seen="0")


def test_what_a_colleague_entered_meanwhile_is_shown_first(reviewer: User, colleague: User) -> None:
    confirm(browser_of(colleague), TEXT.replace("5月8日（周六）", "5月9日（周日）"))
    answer = browser_of(reviewer).post(PUBLISH, {"text": TEXT, "seen": "0"})
    assert answer.status_code == 409
    assert "同事录入过这一年的通知" in answer.content.decode()
    assert HolidayNotice.objects.count() == 1
    assert "已录入" in confirm(browser_of(reviewer), seen="1")
    assert HolidayNotice.objects.count() == 2


@pytest.mark.parametrize("address", [READ, PUBLISH])
def test_a_text_that_cannot_be_read_comes_back_with_all_that_is_wrong(
    reviewer: User, address: str
) -> None:
    text = TEXT.replace("1月1日（周五）", "1月1日（周一）").replace("共7天", "共6天", 1)
    answer = browser_of(reviewer).post(address, {"text": text, "seen": "0"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>\n      有误：" in page
    assert page.count("元旦：2027年1月1日是周五，通知写的是周一，请核对日期和年份。") == 2
    assert page.count("春节：写的是放假6天") == 2
    assert 'href="#id_text"' in page
    assert text.replace("\n", "") in page.replace("\n", "").replace("\r", "")
    assert not HolidayNotice.objects.exists()


@pytest.mark.parametrize(
    "said, sentence",
    [
        ({"text": ""}, "请粘贴通知全文。"),
        ({"text": "一" * 20_001}, "超过20000字，请只粘贴通知本身。"),
        ({"text": TEXT, "year": "1999"}, "请填写2021到2035之间的年份，例如2027。"),
        ({"text": TEXT, "year": "明年"}, "请填写2021到2035之间的年份，例如2027。"),
        ({"text": TEXT, "year": "2028"}, "通知写的是2027年，你填的是2028年：请核对年份。"),
        (
            {"text": notice_of(2027).replace("2027", "2036")},
            "只覆盖2021年至2035年，不能录入2036年的通知。",
        ),
        ({"text": notice_of(2025)}, "2025年已经过去，日历不再改动。"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    reviewer: User, said: dict[str, str], sentence: str
) -> None:
    answer = browser_of(reviewer).post(READ, said)
    assert answer.status_code == 422
    if "2036" not in said["text"]:
        assert sentence in answer.content.decode()


def test_a_notice_that_turns_days_gone_by_says_so(reviewer: User) -> None:
    text = notice_of(2026).replace("1月4日（周日）上班", "1月10日（周六）上班")
    page = plain(read(browser_of(reviewer), text))
    assert "其中1天已经过去" in page
    assert "1月4日（周日） 上班改为休息" in page


def test_the_notice_of_a_known_year_says_that_nothing_differs(reviewer: User) -> None:
    page = plain(read(browser_of(reviewer), notice_of(2026)))
    assert "与现在的日历不同的日期（0）" in page
    assert "没有需要改动的报送周期。" in page


def test_cycles_that_were_told_are_named_as_staying(cycle: Cycle, reviewer: User) -> None:
    page = plain(read(browser_of(reviewer), notice_of(2026)))
    assert "已经告知各单位的周期日期不变： 2025年第4季度（牵头单位2026年1月15日截止）" in page


def test_a_text_typed_after_the_session_ended_is_given_back(reviewer: User) -> None:
    client = browser_of(None)
    answer = client.post(READ, {"text": TEXT, "year": "2027", "writer": reviewer.username})
    assert answer.status_code == 302
    client.force_login(reviewer, backend="project.accounts.backend.PasswordBackend")
    page = client.get(CALENDAR).content.decode()
    assert "已恢复在下面" in page
    assert "端午节：6月9日（周三）放假1天" in page
    confirm(client)
    assert "已恢复在下面" not in client.get(CALENDAR).content.decode()


@pytest.mark.parametrize(
    "at_moment, nags", [("2026-11-30 23:59:59", False), ("2026-12-01 00:00:00", True)]
)
def test_the_office_is_asked_for_the_notice_from_december(
    plan: Plan, reviewer: User, liaison: User, clock: TimeMachineFixture, at_moment: str, nags: bool
) -> None:
    clock.move_to(at(at_moment), tick=False)
    home = browser_of(reviewer).get(reverse("home")).content.decode()
    assert (MISSING in home) == nags
    assert (f'href="{CALENDAR}#enter"' in home) == nags
    assert (MISSING in page_of(reviewer)) == nags
    assert ("2027年的还没有录入，日期均为暂估。" in page_of(liaison)) == nags
    assert MISSING not in page_of(liaison)
    assert MISSING not in browser_of(liaison).get(reverse("home")).content.decode()
    told = [each for each in complaints(on=at(at_moment).date()) if "暂估" in each]
    assert told == ([MISSING] if nags else [])
    enter_notice()
    assert MISSING not in browser_of(reviewer).get(reverse("home")).content.decode()
    assert not [each for each in complaints(on=at(at_moment).date()) if "暂估" in each]


def test_cycle_home_and_office_lead_to_the_calendar(
    cycle: Cycle, liaison: User, system_admin: User
) -> None:
    address = reverse("cycle", args=[cycle.plan.slug, cycle.key])
    assert f'href="{CALENDAR}?year=2026"' in browser_of(liaison).get(address).content.decode()
    for person in (liaison, system_admin):
        assert f'href="{CALENDAR}"' in browser_of(person).get("/").content.decode()


def test_the_trail_is_read_out_in_chinese(plan: Plan, reviewer: User) -> None:
    announce(plan, THIRD_QUARTER, on=date(2027, 10, 1))
    confirm(browser_of(reviewer))
    for action in ("calendar.publish", "cycle.recalendar"):
        event = AuditEvent.objects.get(action=action)
        assert event.at == MORNING
        assert action in ACTIONS
        assert {name for name, _ in facts_of(event)} <= set(FACTS.values())


def test_a_year_needs_few_statements(liaison: User, django_assert_max_num_queries: object) -> None:
    browser = browser_of(liaison)
    browser.get(CALENDAR)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        browser.get(CALENDAR)
    assert TODAY.year == 2026
