"""A unit's sheet: filled in place, many rows at once, submitted together; nothing typed is lost."""

import pytest
from django.urls import reverse

from project.accounts.models import Role, User
from project.audit.models import AuditEvent
from tests.cast import person, report_on
from tests.pages.conftest import browser_of
from tests.pages.filling import all_typed, quarter_before, rows_of, said, sheet_of, text_of, typed
from tests.workflows.playing import prove, send_back, submit, write
from workflows.models import Cycle, Draft, Handling, Report, ReportVersion
from workflows.steps import Step

pytestmark = pytest.mark.django_db

SENTENCE = "已按规划要求将所需经费列入年度预算。"
ANSWER = {"answer-status": "under_way", "answer-progress": SENTENCE, "answer-scope": "untouched"}


@pytest.fixture
def rows(cycle: Cycle) -> list[Report]:
    """Three rows of 市民政局."""
    return [report_on(cycle, number, "mzj") for number in ("1", "2", "13")]


@pytest.fixture
def county(cycle: Cycle) -> tuple[User, list[Report]]:
    """蓬江区's liaison and its 44 rows."""
    who = person("蓬江联络员", "pengjiang", (Role.LIAISON, "pengjiang"))
    return who, rows_of(cycle, "pengjiang")


@pytest.mark.db
def test_one_sentence_answers_all_rows_of_a_unit_and_they_are_submitted_together(
    cycle: Cycle, supporting_liaison: User
) -> None:
    rows = rows_of(cycle, "czj")
    client = browser_of(supporting_liaison)
    answer = client.post(sheet_of("czj", "answer"), all_typed(rows) | ANSWER, follow=True)
    assert f"已填入{len(rows)}行" in text_of(answer)
    client.post(sheet_of("czj", "submit"), all_typed(rows))
    versions = ReportVersion.objects.filter(report__in=rows, progress=SENTENCE)
    assert len(rows) == versions.count() == 32
    assert Report.objects.in_cycle(cycle).at_step(Step.REVIEW).count() == 32


def test_an_answer_leaves_what_a_row_already_says(rows: list[Report], liaison: User) -> None:
    write(rows[0], liaison, progress="自己写的。")
    client = browser_of(liaison)
    answer = client.post(sheet_of("mzj", "answer"), all_typed(rows) | ANSWER, follow=True)
    assert [said(row) for row in rows] == ["自己写的。", SENTENCE, SENTENCE]
    assert "已填入2行" in text_of(answer)


def test_an_answer_goes_over_chosen_rows_only_where_that_is_ticked(
    rows: list[Report], liaison: User
) -> None:
    write(rows[0], liaison, progress="自己写的。")
    client = browser_of(liaison)
    chosen = ANSWER | {"answer-scope": "chosen", f"r{rows[0].pk}-pick": "on"}
    answer = client.post(sheet_of("mzj", "answer"), all_typed(rows) | chosen)
    assert answer.status_code == 422
    assert "第1项已有内容，没有改动" in text_of(answer)
    client.post(sheet_of("mzj", "answer"), all_typed(rows) | chosen | {"answer-over": "on"})
    assert said(rows[0]) == SENTENCE
    assert not Draft.objects.filter(report__in=rows[1:]).exists()


def test_the_rest_of_a_county_is_unchanged_in_one_act(county: tuple[User, list[Report]]) -> None:
    who, rows = county
    full = {
        name: words for row in rows[:4] for name, words in typed(row, progress="已办。").items()
    }
    client = browser_of(who)
    client.post(sheet_of("pengjiang", "no-change"), all_typed(rows) | full)
    unchanged = Draft.objects.filter(report__in=rows, no_change=True)
    assert (len(rows), unchanged.count()) == (44, 40)
    assert [said(row) for row in rows[:4]] == ["已办。"] * 4


def test_what_is_missing_is_named_row_by_row_and_nothing_is_submitted(
    rows: list[Report], liaison: User
) -> None:
    first = typed(rows[0], progress="已办。", status="under_way")
    client = browser_of(liaison)
    page = all_typed(rows) | first | typed(rows[1], progress="在办。")
    answer = client.post(sheet_of("mzj", "submit"), page)
    assert answer.status_code == 422
    told = text_of(answer)
    assert "还有2行没有填好，没有提交" in told
    assert f'href="#r{rows[1].pk}-status"' in told
    assert f'href="#r{rows[2].pk}-progress"' in told
    assert said(rows[0]) == "已办。"
    assert not ReportVersion.objects.exists()
    client.post(sheet_of("mzj", "submit"), all_typed(rows) | {"finished": "yes"})
    assert list(ReportVersion.objects.values_list("report", flat=True)) == [rows[0].pk]


@pytest.mark.db
def test_the_second_of_two_people_is_told_and_sees_both_texts(
    rows: list[Report], liaison: User, second_liaison: User
) -> None:
    page = all_typed(rows)
    write(rows[0], second_liaison, progress="乙先写的。")
    own = (
        page | typed(rows[0], revision=0, progress="甲写的。") | typed(rows[1], progress="另一行。")
    )
    client = browser_of(liaison)
    answer = client.post(sheet_of("mzj", "save"), own)
    assert answer.status_code == 409
    assert "乙先写的。" in text_of(answer)
    assert "甲写的。" in text_of(answer)
    assert [said(rows[0]), said(rows[1])] == ["乙先写的。", "另一行。"]
    again = client.post(sheet_of("mzj", "save"), own)
    assert again.status_code == 409
    client.post(sheet_of("mzj", "save"), own | {f"r{rows[0].pk}-over": "1"})
    assert said(rows[0]) == "甲写的。"


@pytest.mark.db
def test_who_does_not_touch_a_row_does_not_become_its_writer(
    rows: list[Report], liaison: User, second_liaison: User
) -> None:
    write(rows[0], second_liaison, progress="第一行\n第二行", problem="缺钱。")
    page = typed(rows[0], progress="第一行\r\n第二行", problem="缺钱。")
    client = browser_of(liaison)
    client.post(sheet_of("mzj", "save"), page | typed(rows[1], progress="自己的。"))
    assert set(Draft.objects.get(report=rows[0]).writers.all()) == {second_liaison}
    assert set(Draft.objects.get(report=rows[1]).writers.all()) == {liaison}


def test_a_whole_sheet_is_given_back_after_the_session_ended(
    county: tuple[User, list[Report]],
) -> None:
    who, rows = county
    client = browser_of(None)
    words = {"progress": "已办理。" * 50, "problem": "困难。" * 66, "next_step": "继续。" * 66}
    page = {name: text for row in rows for name, text in typed(row, **words).items()}
    answer = client.post(sheet_of("pengjiang", "save"), page | {"writer": who.username})
    assert answer.status_code == 302
    client.force_login(who, backend="project.accounts.backend.PasswordBackend")
    again = client.get(sheet_of("pengjiang"))
    assert "已恢复在下面" in text_of(again)
    assert text_of(again).count("已办理。" * 50) == 44
    client.post(sheet_of("pengjiang", "save"), page)
    assert Draft.objects.filter(report__in=rows, progress="已办理。" * 50).count() == 44
    assert "已恢复在下面" not in text_of(client.get(sheet_of("pengjiang")))


def test_words_for_a_row_submitted_meanwhile_stay_readable(
    rows: list[Report], liaison: User, second_liaison: User
) -> None:
    page = typed(rows[0], revision=0, progress="来不及的话。")
    submit(rows[0], second_liaison)
    client = browser_of(liaison)
    answer = client.post(sheet_of("mzj", "submit"), page)
    assert answer.status_code == 409
    assert "有1行现在不能填写" in text_of(answer)
    assert "来不及的话。" in text_of(answer)


def test_what_is_done_is_submitted_with_its_proof_alone(rows: list[Report], liaison: User) -> None:
    page = typed(rows[0], progress="已办。", status="done")
    client = browser_of(liaison)
    refused = client.post(sheet_of("mzj", "submit"), page)
    assert "至少要有一份佐证材料" in text_of(refused)
    assert "上传佐证材料" in text_of(refused)
    prove(rows[0], liaison)
    assert "已附佐证材料" in text_of(client.get(sheet_of("mzj")))
    client.post(sheet_of("mzj", "submit"), page)
    assert ReportVersion.objects.get().evidence.count() == 1


def test_a_row_that_saves_itself_as_done_asks_for_its_proof_at_once(
    rows: list[Report], liaison: User
) -> None:
    client, address = browser_of(liaison), reverse("report-row", args=[rows[0].pk])
    told = text_of(client.post(address, typed(rows[0], progress="已办。", status="done")))
    assert f'{reverse("report", args=[rows[0].pk])}#id_files">上传佐证材料' in told
    prove(rows[0], liaison)
    assert "上传佐证材料" not in text_of(client.post(address, typed(rows[0], progress="又办。")))


def test_a_sentence_typed_for_many_rows_is_not_lost_with_another_verb(
    rows: list[Report], liaison: User, second_liaison: User
) -> None:
    client = browser_of(liaison)
    saved = client.post(sheet_of("mzj", "save"), all_typed(rows) | ANSWER, follow=True)
    assert f"还没有填入各行：{SENTENCE}" in text_of(saved)
    page = typed(rows[0], revision=0, progress="甲写的。") | ANSWER
    write(rows[0], second_liaison, progress="乙先写的。")
    refused = client.post(sheet_of("mzj", "answer"), page)
    assert refused.status_code == 409
    assert f"{SENTENCE}</textarea>" in text_of(refused)
    stranger = browser_of(None)
    stranger.post(sheet_of("mzj", "answer"), page | {"writer": liaison.username})
    stranger.force_login(liaison, backend="project.accounts.backend.PasswordBackend")
    assert f"{SENTENCE}</textarea>" in text_of(stranger.get(sheet_of("mzj")))


def test_a_second_click_on_submit_is_harmless(rows: list[Report], liaison: User) -> None:
    client = browser_of(liaison)
    page = {}
    for row in rows:
        page |= typed(row, progress="已办。", status="under_way")
    client.post(sheet_of("mzj", "submit"), page)
    answer = client.post(sheet_of("mzj", "submit"), page, follow=True)
    assert "现在没有可以提交的行" in text_of(answer)
    assert ReportVersion.objects.count() == 3


def test_a_wrong_date_is_said_at_its_row_and_the_others_are_saved(
    rows: list[Report], liaison: User
) -> None:
    page = typed(rows[0], progress="甲。", next_step_on="明年") | typed(rows[1], progress="乙。")
    answer = browser_of(liaison).post(sheet_of("mzj", "save"), page)
    assert answer.status_code == 422
    assert "有1行没有保存，其余的已保存" in text_of(answer)
    assert "明年" in text_of(answer)
    assert not Draft.objects.filter(report=rows[0]).exists()
    assert said(rows[1]) == "乙。"


def test_a_row_saves_itself_and_learns_its_new_revision(rows: list[Report], liaison: User) -> None:
    client = browser_of(liaison)
    address = reverse("report-row", args=[rows[0].pk])
    answer = client.post(address, typed(rows[0], progress="写到一半"))
    assert answer.status_code == 200
    assert f'name="r{rows[0].pk}-revision" value="1"' in text_of(answer)
    assert said(rows[0]) == "写到一半"


def test_a_row_that_is_stale_keeps_its_revision_until_the_person_decides(
    rows: list[Report], liaison: User, second_liaison: User
) -> None:
    write(rows[0], second_liaison, progress="乙先写的。")
    client = browser_of(liaison)
    address = reverse("report-row", args=[rows[0].pk])
    own = typed(rows[0], revision=0, progress="甲写的。")
    for _ in range(2):
        answer = client.post(address, own)
        assert answer.status_code == 409
        assert f'name="r{rows[0].pk}-revision" value="0"' in text_of(answer)
        assert f'name="r{rows[0].pk}-over" value="1"' in text_of(answer)
    assert client.post(address, own | {f"r{rows[0].pk}-over": "1"}).status_code == 200
    assert said(rows[0]) == "甲写的。"


def test_a_row_whose_session_ended_says_so_and_keeps_its_revision(rows: list[Report]) -> None:
    answer = browser_of(None).post(
        reverse("report-row", args=[rows[0].pk]), typed(rows[0], revision=7, progress="写到一半")
    )
    assert answer.status_code == 401
    assert "登录已结束" in text_of(answer)
    assert f'name="r{rows[0].pk}-revision" value="7"' in text_of(answer)


def test_last_cycles_text_is_a_starting_point_and_overwrites_nothing(
    rows: list[Report], liaison: User, last_cycle: None
) -> None:
    client = browser_of(liaison)
    assert "沿用上期内容" in text_of(client.get(sheet_of("mzj")))
    page = all_typed(rows) | {"carry": str(rows[0].pk)}
    client.post(sheet_of("mzj", "carry"), page)
    assert said(rows[0]) == "上期的话。"
    for page in (sheet_of("mzj"), reverse("report", args=[rows[0].pk])):
        assert "与上期相同100%" in text_of(client.get(page))
    write(rows[0], liaison, progress="本期的话。")
    answer = client.post(
        sheet_of("mzj", "carry"), all_typed(rows) | {"carry": str(rows[0].pk)}, follow=True
    )
    assert said(rows[0]) == "本期的话。"
    assert "没有用上期内容覆盖" in text_of(answer)


@pytest.fixture
def last_cycle(rows: list[Report], liaison: User) -> None:
    """Give task 1 a text of the quarter before."""
    before = report_on(quarter_before(rows[0].cycle), "1", "mzj")
    write(before, liaison, progress="上期的话。", status="under_way")
    submit(before, liaison)


def test_the_reviewer_reads_how_much_was_said_before(
    rows: list[Report], liaison: User, reviewer: User, last_cycle: None
) -> None:
    write(rows[0], liaison, progress="上期的话。四季度新增。", status="under_way")
    submit(rows[0], liaison)
    page = browser_of(reviewer).get(reverse("report", args=[rows[0].pk]))
    assert "与上期相同45%" in text_of(page)


def test_what_is_pasted_is_cleaned_before_it_is_kept(rows: list[Report], liaison: User) -> None:
    pasted = "指标\t数值\r\n救助\u200b人数\t1200"
    browser_of(liaison).post(sheet_of("mzj", "save"), typed(rows[0], progress=pasted))
    assert said(rows[0]) == "指标　数值\n救助人数　1200"


def test_rows_are_handed_to_an_office_filtered_by_it_and_shown_to_the_unit_alone(
    rows: list[Report], liaison: User, reviewer: User
) -> None:
    client = browser_of(liaison)
    page = all_typed(rows) | {
        f"r{rows[0].pk}-pick": "on",
        f"r{rows[2].pk}-pick": "on",
        "handling-office": "社会救助科",
        "handling-person": "演示经办人",
    }
    client.post(sheet_of("mzj", "hand"), page)
    assert Handling.objects.filter(office="社会救助科").count() == 2
    assert AuditEvent.objects.filter(action="handling.set").count() == 1
    shown = client.get(sheet_of("mzj"), {"office": "社会救助科"})
    assert shown.context["shown"] == 2
    assert "提交这2行" in text_of(shown)
    assert "社会救助科" not in text_of(browser_of(reviewer).get(sheet_of("mzj")))


def test_a_submitted_row_is_handed_on_too_and_nothing_else_is_done_to_it(
    rows: list[Report], liaison: User, reviewer: User
) -> None:
    client = browser_of(liaison)
    for row in rows:
        submit(row, liaison)
    picked = {f"r{rows[0].pk}-pick": "on", "handling-office": "社会救助科"}
    assert f'name="r{rows[0].pk}-pick"' in text_of(client.get(sheet_of("mzj")))
    assert client.post(sheet_of("mzj", "hand"), picked).status_code == 302
    assert [each.assignment for each in Handling.objects.all()] == [rows[0].assignment]
    over = ANSWER | {"answer-scope": "chosen", "answer-over": "on"}
    answered = client.post(sheet_of("mzj", "answer"), picked | over)
    assert (answered.status_code, "没有选中可以填写的行" in text_of(answered)) == (422, True)
    assert "-pick" not in text_of(browser_of(reviewer).get(sheet_of("mzj")))
    assert browser_of(reviewer).post(sheet_of("mzj", "hand"), picked).status_code == 403


def test_a_filtered_page_submits_its_own_rows_alone(rows: list[Report], liaison: User) -> None:
    for row in rows:
        write(row, liaison, progress="已办。", status="under_way")
    browser_of(liaison).post(sheet_of("mzj", "submit"), all_typed(rows[:1]))
    assert list(ReportVersion.objects.values_list("report", flat=True)) == [rows[0].pk]


def test_a_returned_row_shows_the_sentence_and_the_day(
    rows: list[Report], liaison: User, reviewer: User
) -> None:
    send_back(submit(rows[0], liaison), reviewer, reason="请补充四季度数据。")
    shown = text_of(browser_of(liaison).get(sheet_of("mzj")))
    assert "2026年1月14日前答复：请补充四季度数据。" in shown


def test_a_joint_lead_gives_its_word_on_the_sheet(
    concurrence: Report, concurring_liaison: User
) -> None:
    client = browser_of(concurring_liaison)
    client.post(sheet_of("ybj", "answer"), all_typed([concurrence]) | ANSWER)
    assert not Draft.objects.filter(report=concurrence).exists()
    client.post(sheet_of("ybj", "submit"), typed(concurrence, concurs="True"))
    assert ReportVersion.objects.get(report=concurrence).concurs is True
