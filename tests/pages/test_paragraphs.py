"""A county's sheet: rows that are asked for, a paragraph a section for the rest, 无变化 by name."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from project.accounts.models import Role, User
from task_table.models import Asking
from tests.cast import person, report_on
from tests.pages.conftest import browser_of
from tests.pages.filling import quarter_before, said, sheet_of, text_of, typed
from tests.pages.test_statements import statements
from tests.workflows.playing import send_back, submit, write
from workflows.models import Cycle, Draft, Report, ReportVersion
from workflows.steps import Step

pytestmark = pytest.mark.django_db

WORDS = "本季度各项政策均已落实到镇（街道）。"
# Task 1 asks for a figure; 3, 6, 7 and 9 are part of the first section.
PLACE = 1


@pytest.fixture
def liaison(cycle: Cycle) -> User:
    return person("蓬江联络员", "pengjiang", (Role.LIAISON, "pengjiang"))


@pytest.fixture
def colleague(cycle: Cycle) -> User:
    return person("蓬江联络员乙", "pengjiang", (Role.LIAISON, "pengjiang"))


@pytest.fixture
def asked(cycle: Cycle) -> Report:
    return report_on(cycle, "1", "pengjiang")


@pytest.fixture
def rows(cycle: Cycle) -> list[Report]:
    return [report_on(cycle, number, "pengjiang") for number in ("3", "6", "7")]


def told(
    rows: list[Report], words: str = WORDS, *, place: int = PLACE, **more: str
) -> dict[str, str]:
    """Return a paragraph as its page posts it, on the revisions that stand."""
    drafts = dict(Draft.objects.filter(report__in=rows).values_list("report", "revision"))
    read = " ".join(f"{row.pk}:{drafts.get(row.pk, 0)}" for row in rows)
    return {f"s{place}-{name}": text for name, text in more.items()} | {
        f"s{place}-rows": read,
        f"s{place}-status": more.get("status", "under_way"),
        f"s{place}-progress": words,
    }


def post(who: User | None, verb: str, data: dict[str, Any], **asks: Any) -> HttpResponse:
    return browser_of(who).post(sheet_of("pengjiang", verb), data, **asks)


def parts(answer: HttpResponse) -> list[list[int]]:
    """Return the keys of the rows each paragraph on a page covers."""
    return [[row.report.pk for row in part.paragraph.rows] for part in answer.context["parts"]]


def keys(rows: list[Report]) -> list[int]:
    return [row.pk for row in rows]


@pytest.mark.db
def test_a_paragraph_is_the_words_of_each_of_its_rows(
    rows: list[Report], asked: Report, liaison: User
) -> None:
    page = browser_of(liaison).get(sheet_of("pengjiang"))
    assert parts(page) == [keys(rows)]
    assert f'name="r{asked.pk}-progress"' in text_of(page)
    assert f'name="r{rows[0].pk}-progress"' not in text_of(page)
    post(liaison, "save", told(rows) | typed(asked))
    assert [said(row) for row in rows] == [WORDS] * 3
    assert not Draft.objects.filter(report=asked).exists()
    again = browser_of(liaison).get(sheet_of("pengjiang"))
    assert parts(again) == [keys(rows)]
    assert text_of(again).count(WORDS) == 1


def test_a_plan_that_asks_nothing_special_shows_every_row(
    rows: list[Report], liaison: User
) -> None:
    Asking.objects.all().delete()
    page = browser_of(liaison).get(sheet_of("pengjiang"))
    assert parts(page) == []
    assert all(f'name="r{row.pk}-progress"' in text_of(page) for row in rows)


@pytest.mark.db
def test_a_row_with_words_of_its_own_stands_by_itself_and_is_not_overwritten(
    cycle: Cycle, rows: list[Report], liaison: User, colleague: User
) -> None:
    own = report_on(cycle, "9", "pengjiang")
    page = told([*rows, own])
    write(own, colleague, progress="单独写的。", status="under_way")
    answer = post(liaison, "save", page, follow=True)
    assert said(own) == "单独写的。"
    assert [said(row) for row in rows] == [WORDS] * 3
    assert "第9项已单独填写，没有并入" in text_of(answer)
    assert "不并入这一段的" in text_of(answer)
    assert f'name="r{own.pk}-progress"' in text_of(answer)


@pytest.mark.db
def test_of_two_paragraphs_the_second_sees_both_and_decides(
    rows: list[Report], liaison: User, colleague: User
) -> None:
    page = told(rows, "甲写的一段。")
    post(colleague, "save", told(rows, "乙先写的一段。"))
    for _ in range(2):
        answer = post(liaison, "save", page)
        assert answer.status_code == 409
        assert "乙先写的一段。" in text_of(answer)
        assert "甲写的一段。</textarea>" in text_of(answer)
        assert [said(row) for row in rows] == ["乙先写的一段。"] * 3
    over = " ".join(f"{row.pk}:1" for row in rows)
    assert f'value="{over}"' in text_of(answer)
    post(liaison, "save", page | {"s1-over": over})
    assert [said(row) for row in rows] == ["甲写的一段。"] * 3


@pytest.mark.db
def test_a_paragraph_is_written_into_all_its_rows_or_none(
    rows: list[Report], liaison: User
) -> None:
    page = told(rows)
    page["s1-rows"] = page["s1-rows"].replace(f"{rows[2].pk}:0", f"{rows[2].pk}:7")
    assert post(liaison, "save", page).status_code == 409
    assert not Draft.objects.exclude(progress="").exists()


def test_who_leaves_a_paragraph_alone_does_not_write_it(
    rows: list[Report], liaison: User, colleague: User
) -> None:
    post(colleague, "save", told(rows))
    post(liaison, "save", told(rows))
    writers = {each for draft in Draft.objects.all() for each in draft.writers.all()}
    assert writers == {colleague}


def test_a_paragraph_taken_back_leaves_its_rows_empty(rows: list[Report], liaison: User) -> None:
    post(liaison, "save", told(rows))
    post(liaison, "save", told(rows, ""))
    assert not any(draft.says_anything for draft in Draft.objects.all())
    assert parts(browser_of(liaison).get(sheet_of("pengjiang"))) == [keys(rows)]


@pytest.mark.db
def test_what_nobody_touched_is_unchanged_once_it_was_named(
    cycle: Cycle, rows: list[Report], asked: Report, liaison: User
) -> None:
    page = told(rows, "") | typed(asked, progress="全区1200户。", status="under_way")
    first = post(liaison, "submit", page)
    assert first.status_code == 422
    assert "其余3项按“无变化”提交，请确认" in text_of(first)
    assert not ReportVersion.objects.exists()
    assert not Draft.objects.filter(no_change=True).exists()
    late = report_on(cycle, "9", "pengjiang")
    named = {"unchanged": " ".join(map(str, keys(rows)))}
    page = told([*rows, late], "") | typed(asked)
    again = post(liaison, "submit", page | named)
    assert "其余1项按“无变化”提交" in text_of(again)
    assert not ReportVersion.objects.exists()
    done = post(liaison, "submit", page | {"unchanged": str(late.pk)}, follow=True)
    assert "已提交5行" in text_of(done)
    assert ReportVersion.objects.filter(no_change=True).count() == 4


def test_what_is_asked_for_has_no_default(rows: list[Report], asked: Report, liaison: User) -> None:
    named = {"unchanged": " ".join(map(str, keys([*rows, asked])))}
    answer = post(liaison, "submit", told(rows, "") | typed(asked) | named)
    assert answer.status_code == 422
    assert "还有1行没有填好" in text_of(answer)
    assert f'href="#r{asked.pk}-progress"' in text_of(answer)
    assert not ReportVersion.objects.exists()


def test_a_returned_row_is_asked_for_by_itself(
    rows: list[Report], liaison: User, reviewer: User, cycle: Cycle
) -> None:
    lead = person("残联审核", "cl", (Role.LIAISON, "cl"))
    write(rows[0], liaison, no_change=True)
    send_back(submit(rows[0], liaison), lead)
    page = browser_of(liaison).get(sheet_of("pengjiang"))
    assert parts(page) == [keys(rows[1:])]
    assert f'name="r{rows[0].pk}-progress"' in text_of(page)


def test_a_section_is_opened_row_by_row_and_closed_again(rows: list[Report], liaison: User) -> None:
    opened = browser_of(liaison).post(
        f"{sheet_of('pengjiang', 'save')}?open={PLACE}", told(rows), follow=True
    )
    assert parts(opened) == []
    assert text_of(opened).count(f"{WORDS}</textarea>") == 3
    assert "合起来写一段话" in text_of(opened)
    own = typed(rows[1], progress="单独写的。")
    closed = post(liaison, "save", typed(rows[0]) | own | typed(rows[2]), follow=True)
    assert parts(closed) == [[rows[0].pk, rows[2].pk]]
    assert said(rows[1]) == "单独写的。"


def test_a_paragraph_is_given_back_after_the_session_ended(
    rows: list[Report], liaison: User
) -> None:
    client = browser_of(None)
    client.post(sheet_of("pengjiang", "save"), told(rows) | {"writer": liaison.username})
    client.force_login(liaison, backend="project.accounts.backend.PasswordBackend")
    assert f"{WORDS}</textarea>" in text_of(client.get(sheet_of("pengjiang")))


def test_words_for_rows_submitted_meanwhile_stay_readable(
    rows: list[Report], liaison: User, colleague: User
) -> None:
    page = told(rows, "来不及的一段。")
    for row in rows:
        write(row, colleague, no_change=True)
        submit(row, colleague)
    answer = post(liaison, "submit", page)
    assert answer.status_code == 409
    assert "来不及的一段。" in text_of(answer)


def test_a_second_click_on_submit_loses_nothing_and_says_nothing_is_left(
    rows: list[Report], liaison: User
) -> None:
    page = told(rows)
    post(liaison, "submit", page)
    assert "现在没有可以提交的行" in text_of(post(liaison, "submit", page, follow=True))
    assert ReportVersion.objects.filter(progress=WORDS).count() == 3


def one(place: int = PLACE) -> str:
    return reverse("sheet-section", args=["jiangmen-145", "2025-Q4", "pengjiang", place])


def test_a_paragraph_saves_itself_and_learns_its_revisions(
    rows: list[Report], liaison: User, colleague: User
) -> None:
    client, page = browser_of(liaison), told(rows)
    answer = client.post(one(), page)
    assert answer.status_code == 200
    assert f'value="{rows[0].pk}:1 {rows[1].pk}:1 {rows[2].pk}:1"' in text_of(answer)
    stale = browser_of(colleague).post(one(), page | {"s1-progress": "乙的。"})
    assert stale.status_code == 409
    assert WORDS in text_of(stale)
    assert f'name="s1-rows" value="{rows[0].pk}:0' in text_of(stale)


def test_a_paragraph_that_cannot_be_saved_says_why_and_keeps_its_revisions(
    rows: list[Report], liaison: User
) -> None:
    page = told(rows)
    ended = browser_of(None).post(one(), page)
    assert (ended.status_code, "登录已结束" in text_of(ended)) == (401, True)
    assert page["s1-rows"] in text_of(ended)
    assert browser_of(liaison).post(one(7), page).status_code == 409


def test_last_cycles_paragraph_is_a_starting_point(
    cycle: Cycle, rows: list[Report], liaison: User
) -> None:
    before = quarter_before(cycle)
    for number in ("3", "6", "7"):
        last = report_on(before, number, "pengjiang")
        write(last, liaison, progress="上期的一段。", status="under_way")
        submit(last, liaison)
    assert "上期的一段。" in text_of(browser_of(liaison).get(sheet_of("pengjiang")))
    post(liaison, "carry", told(rows, "") | {"carry": "s1"})
    assert [said(row) for row in rows] == ["上期的一段。"] * 3
    answer = post(liaison, "carry", told(rows, "本期的。") | {"carry": "s1"}, follow=True)
    assert "没有用上期内容覆盖" in text_of(answer)


def test_the_printed_sheet_prints_a_paragraph_once(
    rows: list[Report], asked: Report, liaison: User
) -> None:
    post(liaison, "save", told(rows) | typed(asked))
    printed = text_of(browser_of(liaison).get(sheet_of("pengjiang", "print")))
    assert printed.count(WORDS) == 1
    assert printed.count('<th scope="row">') == 2
    assert "第3项、第6项、第7项" in printed


def test_citizens_numbers_in_a_paragraph_lead_to_its_row(rows: list[Report], liaison: User) -> None:
    answer = post(liaison, "submit", told(rows, "张三11010519491231002X已办理。"))
    assert answer.status_code == 422
    assert f'href="#row-{rows[0].pk}"' in text_of(answer)
    assert f'id="row-{rows[0].pk}"' in text_of(answer)
    assert not Report.objects.at_step(Step.REVIEW).exists()


def test_the_lead_recognises_a_paragraph_and_a_row_s_own_words(
    cycle: Cycle, rows: list[Report], liaison: User
) -> None:
    lead = report_on(cycle, "3", "cl")
    who = person("残联联络员", "cl", (Role.LIAISON, "cl"))
    write(rows[0], liaison, progress="单独写的。", status="under_way")
    submit(rows[0], liaison)
    address = reverse("report", args=[lead.pk])
    assert "本部分综合" not in text_of(browser_of(who).get(address))
    write(rows[1], liaison, progress="单独写的。", status="under_way")
    submit(rows[1], liaison)
    assert "<strong>本部分综合：</strong>" in text_of(browser_of(who).get(address))
    assert "本部分综合" in text_of(browser_of(who).get(reverse("report", args=[rows[0].pk])))


def test_what_is_pasted_into_a_paragraph_is_cleaned_and_not_taken_for_lost(
    rows: list[Report], liaison: User
) -> None:
    answer = post(liaison, "save", told(rows, "指标\t数值\r\n救助\u200b人数\t1200"))
    assert answer.status_code == 302
    assert [said(row) for row in rows] == ["指标　数值\n救助人数　1200"] * 3


def test_rows_said_to_be_unchanged_stay_folded_until_somebody_writes(
    rows: list[Report], asked: Report, liaison: User
) -> None:
    shown = post(liaison, "no-change", told(rows, "") | typed(asked), follow=True)
    assert Draft.objects.filter(no_change=True).count() == 4
    assert parts(shown) == [keys(rows)]
    assert "其中3项已填“无变化”" in text_of(shown)
    post(liaison, "save", told(rows))
    assert Draft.objects.filter(report__in=rows, no_change=False, progress=WORDS).count() == 3


def test_rows_opened_singly_are_given_back_singly_after_the_session_ended(
    rows: list[Report], liaison: User
) -> None:
    client = browser_of(None)
    page = {name: text for row in rows for name, text in typed(row, progress="分开写的。").items()}
    client.post(sheet_of("pengjiang", "save"), page | {"writer": liaison.username})
    client.force_login(liaison, backend="project.accounts.backend.PasswordBackend")
    assert text_of(client.get(sheet_of("pengjiang"))).count("分开写的。</textarea>") == 3


def test_paragraphs_take_no_statement_a_row(
    cycle: Cycle, rows: list[Report], liaison: User
) -> None:
    client, address = browser_of(liaison), sheet_of("pengjiang")
    few = statements(client, address)
    more = [report_on(cycle, number, "pengjiang") for number in ("9", "10", "14", "15", "17")]
    for row in [*rows, *more]:
        write(row, liaison, progress=WORDS, status="under_way")
    assert statements(client, address) == few <= 20
