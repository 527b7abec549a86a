"""代录: the office, or a task's lead, enters what a unit sent in; who entered may not judge it."""

from datetime import datetime
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse

from project.accounts.models import Role, User
from project.audit.models import AuditEvent
from tests.cast import SHANGHAI, person, report_on
from tests.pages.conftest import browser_of
from tests.pages.filling import text_of
from tests.workflows.offline.books import download, filled, opened, place, upload
from tests.workflows.playing import approve, picture, refused, row_counts, sign, withdraw, write
from workflows.drafting import save_draft
from workflows.evidence.attaching import attach
from workflows.evidence.checking import lost_files
from workflows.evidence.store import path_of
from workflows.models import Cycle, Draft, EnteredVersion, ReceivedSheet, Report, ReportVersion
from workflows.moving import complete_step
from workflows.offline.paper import NOTES, SHEET
from workflows.refusals import FourEyes, NotEntitled, UnitWrites, WindowClosed
from workflows.steps import Outcome, Step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_process")]

GOOD = {"进度": "推进中", "进展情况": "来件里的话。"}
BY_MAIL = {"channel": "mail", "sender": "市民政局办公室 陈科长"}


@pytest.fixture
def rows(cycle: Cycle) -> list[Report]:
    return [report_on(cycle, number, "mzj") for number in ("1", "2", "13")]


@pytest.fixture
def file(rows: list[Report], reviewer: User) -> bytes:
    """Return what 市民政局 sent back of the file the office had mailed it."""
    book = download(browser_of(reviewer), "mzj")
    return filled(book, {rows[0]: GOOD, rows[1]: {"无变化": "是"}})


@pytest.fixture
def entered(file: bytes, reviewer: User) -> ReceivedSheet:
    answer = upload(browser_of(reviewer), "mzj", file, **BY_MAIL)
    assert answer.status_code == 302
    return ReceivedSheet.objects.get()


def page_of(received: ReceivedSheet, verb: str = "") -> str:
    return reverse(f"received-{verb}" if verb else "received", args=[received.pk])


def posted(rows: list[Report]) -> dict[str, str]:
    """Return the page of an entered sheet as a browser posts it."""
    data = {}
    for draft in Draft.objects.filter(report__in=rows):
        said = {name: value for name, value in draft.content().items() if value}
        data |= {f"r{draft.report_id}-{name}": str(value) for name, value in said.items()}
        data[f"r{draft.report_id}-revision"] = str(draft.revision)
    return data


def given(answer: HttpResponse) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def submit(received: ReceivedSheet, who: User, rows: list[Report]) -> HttpResponse:
    return browser_of(who).post(page_of(received, "submit"), posted(rows))


@pytest.mark.db
def test_the_office_enters_and_submits_and_the_trail_says_for_whom(
    entered: ReceivedSheet, rows: list[Report], reviewer: User, liaison: User
) -> None:
    assert not ReportVersion.objects.exists()
    page = text_of(browser_of(reviewer).get(page_of(entered)))
    assert "来件里的话。" in page
    assert submit(entered, reviewer, rows).status_code == 302
    versions = ReportVersion.objects.filter(entry__received=entered)
    assert {version.submitted_by for version in versions} == {reviewer}
    assert {version.report_id for version in versions} == {rows[0].pk, rows[1].pk}
    trail = text_of(browser_of(liaison).get(reverse("report", args=[rows[0].pk])))
    assert "（代录，市民政局来件：邮件，来件人市民政局办公室 陈科长）" in trail
    event = AuditEvent.objects.filter(action="report.submitted").first()
    assert event is not None
    assert '"on_behalf_of": "市民政局"' in event.detail
    assert AuditEvent.objects.filter(action="sheet.receive").count() == 1


@pytest.mark.db
def test_who_entered_may_neither_review_nor_sign_it(
    entered: ReceivedSheet, rows: list[Report], reviewer: User, colleague: User, signer: User
) -> None:
    submit(entered, reviewer, rows)
    report = Report.objects.get(pk=rows[0].pk)
    with refused(FourEyes, "请由另一位同事办理", report):
        approve(report, reviewer)
    assert sign(approve(report, colleague), signer).step == Step.SIGNED


def test_who_only_typed_it_and_let_another_submit_may_not_review_it_either(
    entered: ReceivedSheet, rows: list[Report], reviewer: User, colleague: User
) -> None:
    submit(entered, colleague, rows)
    for who in (reviewer, colleague):
        with refused(FourEyes):
            approve(Report.objects.get(pk=rows[0].pk), who)


def test_the_page_says_where_nobody_else_is_left_to_review(
    rows: list[Report], reviewer: User
) -> None:
    client = browser_of(reviewer)
    assert "除你之外，没有别的审核人可以审核市民政局的报告" in text_of(client.get(place("mzj")))
    person("残工委办审核人丙", "cgwb", (Role.REVIEWER, "mzj"))
    assert "除你之外" not in text_of(client.get(place("mzj")))


@pytest.mark.db
def test_a_lead_enters_the_co_responsible_rows_of_its_task_alone(
    support_report: Report, cycle: Cycle, liaison: User, second_liaison: User
) -> None:
    other = report_on(cycle, "3", "czj")
    office = person("残工委办审核人丁", "cgwb", (Role.REVIEWER, "czj"))
    book = download(browser_of(office), "czj")
    client = browser_of(liaison)
    assert client.get(place("czj", "xlsx")).status_code == 404
    answer = upload(client, "czj", filled(book, {support_report: GOOD, other: GOOD}), **BY_MAIL)
    assert "（第3项）不归你录入" in text_of(answer)
    assert list(Draft.objects.values_list("report", flat=True)) == [support_report.pk]
    received = ReceivedSheet.objects.get()
    assert submit(received, liaison, [support_report]).status_code == 302
    report = Report.objects.get(pk=support_report.pk)
    with refused(FourEyes, report=report):
        approve(report, liaison)
    assert approve(report, second_liaison).step == Step.SIGN_OFF
    assert browser_of(second_liaison).get(page_of(received)).status_code == 404
    assert text_of(browser_of(office).get(page_of(received))).count("已代为提交（1）") == 1


def test_nobody_else_enters_anything(
    entered: ReceivedSheet,
    rows: list[Report],
    support_report: Report,
    supporting_liaison: User,
    foreign_liaison: User,
    outside_reviewer: User,
    signer: User,
    leader: User,
) -> None:
    """Neither a co-unit for its lead, nor a reviewer outside the office, nor the unit's signer."""
    for who in (supporting_liaison, foreign_liaison, outside_reviewer, leader):
        client = browser_of(who)
        for address in (place("mzj"), page_of(entered), page_of(entered, "file")):
            assert client.get(address).status_code == 404
        with refused(NotEntitled, report=rows[2]):
            save_draft(rows[2], by=who, revision=0, received=entered, progress="别人的话。")
    assert browser_of(signer).get(place("mzj")).status_code == 404
    assert given(browser_of(signer).get(page_of(entered, "file")))


@pytest.mark.db
def test_what_the_unit_wrote_itself_is_neither_shown_nor_replaced(
    rows: list[Report], file: bytes, reviewer: User, liaison: User
) -> None:
    write(rows[0], liaison, progress="本单位自己的话。")
    client = browser_of(reviewer)
    answer = upload(client, "mzj", file, **BY_MAIL)
    assert answer.status_code in (200, 409)
    assert "市民政局已自行在系统中填写这一行" in text_of(answer)
    assert "本单位自己的话。" not in text_of(answer)
    assert Draft.objects.get(report=rows[0]).progress == "本单位自己的话。"
    assert Draft.objects.get(report=rows[1]).no_change
    again = opened(download(client, "mzj"))
    assert "本单位自己的话。" not in str(list(again[SHEET].values))
    assert again[SHEET].max_row == 5
    with refused(UnitWrites, report=rows[0]):
        save_draft(
            rows[0],
            by=reviewer,
            revision=1,
            received=ReceivedSheet.objects.get(),
            progress="代录。",
        )


def test_two_who_enter_for_one_unit_see_both_texts(
    entered: ReceivedSheet, rows: list[Report], file: bytes, colleague: User
) -> None:
    own = filled(file, {rows[0]: {"进展情况": "同事看到的另一份。"}})
    client = browser_of(colleague)
    answer = upload(client, "mzj", own, **BY_MAIL)
    assert answer.status_code == 409
    for words in ("来件里的话。", "同事看到的另一份。", "以我的内容为准"):
        assert words in text_of(answer)
    second = ReceivedSheet.objects.latest("pk")
    over = {f"r{rows[0].pk}-revision": "0", f"r{rows[0].pk}-over": "1"}
    said = {f"r{rows[0].pk}-progress": "同事看到的另一份。", f"r{rows[0].pk}-status": "under_way"}
    assert client.post(page_of(second, "save"), over | said).status_code == 302
    draft = Draft.objects.get(report=rows[0])
    assert (draft.progress, draft.received) == ("同事看到的另一份。", second)


@pytest.mark.db
def test_the_file_is_kept_with_the_act_and_given_to_the_unit(
    entered: ReceivedSheet, file: bytes, reviewer: User, liaison: User
) -> None:
    assert path_of(entered.digest).read_bytes() == file
    for who in (reviewer, liaison):
        answer = browser_of(who).get(page_of(entered, "file"))
        assert given(answer) == file
        assert "attachment" in answer["Content-Disposition"]
    assert "市民政局办公室 陈科长" in text_of(browser_of(liaison).get(place("mzj")))
    assert list(lost_files(read=True)) == []
    path_of(entered.digest).unlink()
    assert "离线报送表.xlsx" in "".join(lost_files(read=False))


@pytest.mark.parametrize("missing", ["channel", "sender"])
def test_how_it_came_must_be_said(
    missing: str, rows: list[Report], file: bytes, reviewer: User
) -> None:
    said = {name: words for name, words in BY_MAIL.items() if name != missing}
    before = row_counts()
    answer = upload(browser_of(reviewer), "mzj", file, **said)
    assert answer.status_code == 422
    assert missing in answer.context["form"].errors
    assert row_counts() == before


def test_the_same_file_again_enters_nothing_and_is_not_kept_twice(
    entered: ReceivedSheet, file: bytes, rows: list[Report], reviewer: User
) -> None:
    submit(entered, reviewer, rows)
    answer = upload(browser_of(reviewer), "mzj", file, **BY_MAIL)
    assert answer.status_code == 422
    assert "没有可以录入的新内容" in text_of(answer)
    assert ReceivedSheet.objects.count() == 1


@pytest.mark.db
def test_the_unit_that_corrects_what_was_entered_takes_it_over(
    entered: ReceivedSheet, rows: list[Report], reviewer: User, liaison: User
) -> None:
    page = posted(rows)
    write(rows[0], liaison, progress="来件里的话，本单位改过。")
    answer = browser_of(reviewer).post(page_of(entered, "submit"), page)
    assert list(ReportVersion.objects.values_list("report", flat=True)) == [rows[1].pk]
    assert "本单位改过" not in text_of(answer)
    with refused(NotEntitled, report=rows[0]):
        complete_step(rows[0], Step.REPORT, by=reviewer, outcome=Outcome.SUBMITTED, revision=2)


def test_what_lacks_something_is_named_and_the_rest_is_submitted(
    rows: list[Report], reviewer: User
) -> None:
    book = download(browser_of(reviewer), "mzj")
    content = filled(book, {rows[0]: GOOD, rows[1]: {"进度": "推进中"}})
    upload(browser_of(reviewer), "mzj", content, **BY_MAIL)
    answer = submit(ReceivedSheet.objects.get(), reviewer, rows)
    assert answer.status_code == 422
    assert "还有1行没有填好" in text_of(answer)
    assert list(EnteredVersion.objects.values_list("version__report", flat=True)) == [rows[0].pk]


@pytest.mark.db
def test_what_is_done_comes_with_the_proof_the_unit_sent(
    rows: list[Report], reviewer: User, colleague: User
) -> None:
    client = browser_of(reviewer)
    content = filled(download(client, "mzj"), {rows[0]: GOOD | {"进度": "已完成"}})
    upload(client, "mzj", content, **BY_MAIL)
    received = ReceivedSheet.objects.get()
    assert "至少要有一份佐证材料" in text_of(submit(received, reviewer, rows))
    proof = {"proof_for": str(rows[0].pk), "files": SimpleUploadedFile("照片.png", picture())}
    client.post(page_of(received, "save"), posted(rows) | proof)
    assert submit(received, reviewer, rows).status_code == 302
    version = ReportVersion.objects.get(report=rows[0])
    assert [each.added_by for each in version.evidence.all()] == [reviewer]
    with refused(NotEntitled):
        attach(rows[2], by=reviewer, file=BytesIO(picture(1)), name="别的.png")


def test_it_is_withdrawn_by_who_entered_it(
    entered: ReceivedSheet, rows: list[Report], reviewer: User, colleague: User
) -> None:
    submit(entered, reviewer, rows)
    report = Report.objects.get(pk=rows[0].pk)
    with refused(NotEntitled, report=report):
        withdraw(report, colleague)
    assert withdraw(report, reviewer).step == Step.REPORT
    assert submit(entered, reviewer, rows[:1]).status_code == 302
    assert ReportVersion.objects.filter(report=report).count() == 2


def test_the_window_holds_for_who_enters_too(
    entered: ReceivedSheet, rows: list[Report], reviewer: User
) -> None:
    late = datetime(2026, 2, 15, 0, 0, tzinfo=SHANGHAI)
    with refused(WindowClosed, report=rows[0]):
        save_draft(rows[0], by=reviewer, revision=1, received=entered, at=late, progress="晚了。")


def test_the_file_says_whom_to_return_it_to_and_by_when(rows: list[Report], reviewer: User) -> None:
    notes = opened(download(browser_of(reviewer), "mzj"))[NOTES]
    words = "".join(str(cell.value) for cell in notes["A"])
    assert "残工委办审核人" in words
    assert "2026年1月15日截止" in words


def test_a_received_sheet_comes_from_somebody(rows: list[Report], reviewer: User) -> None:
    empty = ReceivedSheet(
        cycle=rows[0].cycle, unit=rows[0].unit, channel="mail", sender="", name="表.xlsx",
        size=1, digest="sha256:0", entered_by=reviewer,
    )  # fmt: skip
    with pytest.raises(ValidationError, match="received_from"):
        empty.validate_constraints()


def test_who_enters_a_leads_row_confirms_who_gave_nothing(
    cycle: Cycle, entered: ReceivedSheet, rows: list[Report], reviewer: User
) -> None:
    silent = report_on(cycle, "1", "czj")
    answer = submit(entered, reviewer, rows)
    assert answer.status_code == 422
    assert f"未反馈：{silent.unit}" in text_of(answer)
    known = {"known": "yes", f"silent-{rows[0].pk}": silent.unit.code}
    browser_of(reviewer).post(page_of(entered, "submit"), posted(rows) | known)
    version = ReportVersion.objects.get(report=rows[0])
    assert [each["unit"] for each in version.gathered["silent"]] == ["czj"]
