"""Evidence on the report's page: nothing typed or taken is lost, refusals name file and reason."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from project.accounts.models import User
from tests.pages.conftest import Bring, Browser
from tests.pages.test_report_pages import FILLED, text_of
from tests.workflows.evidence import samples
from tests.workflows.evidence.samples import CITIZEN
from tests.workflows.playing import approve, picture, prove, send_back, sign, submit, write
from workflows.evidence import store
from workflows.evidence.attaching import remove, seal
from workflows.evidence.receiving import Receiver
from workflows.models import Draft, Evidence, Report
from workflows.steps import Step

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Give each test a store of its own."""
    settings.DATA_DIR = tmp_path
    return store.folder()


def send(
    client: Client, verb: str, report: Report, *files: tuple[str, bytes], **data: Any
) -> HttpResponse:
    """Post the draft's form as a browser does, with files chosen in it."""
    chosen = [SimpleUploadedFile(name, content) for name, content in files]
    address = reverse(f"report-{verb}", args=[report.pk])
    answer: HttpResponse = client.post(address, {**FILLED, **data, "files": chosen}, follow=True)  # type: ignore[assignment]
    return answer


def names(rows: Iterable[Evidence]) -> list[str]:
    return [row.name for row in rows]


def page(client: Client, report: Report) -> str:
    return text_of(client.get(reverse("report", args=[report.pk])))


def download(client: Client, evidence: Evidence) -> Any:
    """Ask for a file, and read it to its end, as `given`."""
    answer: Any = client.get(reverse("evidence", args=[evidence.uuid]))
    answer.given = b"".join(answer.streaming_content) if answer.streaming else b""
    return answer


def test_files_come_in_with_the_draft_under_their_chinese_names(
    browser: Browser, report: Report, liaison: User
) -> None:
    client = browser(liaison)
    answer = send(client, "draft", report, ("现场（一）.png", picture()), ("二.png", picture(1)))
    assert "已收到佐证材料：现场（一）.png、二.png。" in text_of(answer)
    assert "草稿已保存" in text_of(answer)
    assert Draft.objects.get(report=report).progress == FILLED["progress"]
    assert names(report.evidence.all()) == ["现场（一）.png", "二.png"]


def test_a_refused_file_is_named_with_its_reason_and_the_others_and_the_words_are_kept(
    browser: Browser, report: Report, liaison: User
) -> None:
    answer = send(
        browser(liaison), "draft", report, ("名单.xlsx", samples.xlsx(CITIZEN)),
        ("程序.exe", b"MZ"), ("照片.png", picture()),
    )  # fmt: skip
    assert answer.status_code == 422
    shown = text_of(answer)
    assert "“名单.xlsx”没有收：文件里有个人证件号码（110105…" in shown
    assert "“程序.exe”没有收：不收 .exe 文件。" in shown
    assert "已收到佐证材料：照片.png。" in shown
    assert FILLED["progress"] in shown
    assert Draft.objects.get(report=report).progress == FILLED["progress"]
    assert names(report.evidence.all()) == ["照片.png"]


def test_many_damaged_files_are_each_named_and_none_is_kept(
    browser: Browser, report: Report, liaison: User, folder: Path
) -> None:
    """Cut short by a recorded seed, empty, or of another name than its content: no error page."""
    chance = Random("files of the page")  # noqa: S311
    bad = {
        f"断了.{kind}": samples.WHOLE[kind][: chance.randrange(20, len(samples.WHOLE[kind]) // 2)]
        for kind in ("docx", "xls", "ofd", "png", "mp4")
    } | {"空.pdf": b"", "改名.pdf": samples.WHOLE["docx"], "乱码.jpg": chance.randbytes(300)}
    answer = send(browser(liaison), "draft", report, *bad.items())
    assert answer.status_code == 422
    assert all(f"“{name}”没有收：" in text_of(answer) for name in bad)
    assert not report.evidence.exists()
    assert [each for each in folder.rglob("*") if each.is_file()] == []
    assert Draft.objects.get(report=report).progress == FILLED["progress"]


def test_a_report_is_not_submitted_without_a_file_that_was_refused(
    browser: Browser, report: Report, liaison: User
) -> None:
    client = browser(liaison)
    assert send(client, "submit", report, ("坏.pdf", b"MZ")).status_code == 422
    report.refresh_from_db()
    assert report.step == Step.REPORT
    send(client, "submit", report, ("好.png", picture()), revision="1", status="done")
    report.refresh_from_db()
    assert report.step == Step.REVIEW


def test_done_without_a_file_is_told_what_to_do(
    browser: Browser, report: Report, liaison: User
) -> None:
    answer = send(browser(liaison), "submit", report, status="done")
    assert answer.status_code == 422
    assert "至少要有一份佐证材料" in text_of(answer)
    assert FILLED["progress"] in text_of(answer)


def test_files_are_taken_though_the_words_were_not_saved(
    browser: Browser, report: Report, liaison: User, second_liaison: User
) -> None:
    write(report, second_liaison, progress="乙的文字")
    answer = send(browser(liaison), "draft", report, ("照片.png", picture()), ("空.pdf", b""))
    assert answer.status_code == 409
    for words in ("乙的文字", FILLED["progress"], "已收到佐证材料：照片.png", "“空.pdf”没有收"):
        assert words in text_of(answer)
    wrong = send(browser(liaison), "draft", report, ("二.png", picture(1)), next_step_on="明年")
    assert wrong.status_code == 422
    assert names(report.evidence.all()) == ["照片.png", "二.png"]


def test_a_tick_removes_a_file_with_the_next_saving(
    browser: Browser, report: Report, liaison: User
) -> None:
    evidence = prove(report, liaison)
    answer = send(browser(liaison), "draft", report, remove=str(evidence.uuid))
    assert "已从草稿中移除：现场照片.png。" in text_of(answer)
    assert not report.evidence.in_draft().exists()  # type: ignore[attr-defined]
    assert download(browser(liaison), evidence).status_code == 404


def test_a_tick_removes_no_other_reports_file(
    browser: Browser, report: Report, support_report: Report, liaison: User,
    supporting_liaison: User,
) -> None:  # fmt: skip
    theirs = prove(support_report, supporting_liaison)
    send(browser(liaison), "draft", report, remove=str(theirs.uuid))
    theirs.refresh_from_db()
    assert theirs.removed_at is None


def test_a_file_is_given_as_a_download_that_no_browser_runs(
    browser: Browser, report: Report, liaison: User
) -> None:
    answer = download(browser(liaison), prove(report, liaison, name="（定稿）照片.png"))
    assert answer.given == picture()
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%EF%BC%88")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox"


def test_a_file_is_seen_with_the_version_that_holds_it(
    browser: Browser, report: Report, liaison: User, reviewer: User, signer: User,
    supporting_liaison: User,
) -> None:  # fmt: skip
    old = prove(report, liaison, name="旧.png")
    returned = send_back(submit(report, liaison), reviewer)
    remove(old, by=liaison)
    new = prove(report, liaison, name="新.png", content=picture(1))
    office, co_unit = browser(reviewer), browser(supporting_liaison)
    assert [download(office, each).status_code for each in (old, new)] == [200, 404]
    assert "新.png" not in page(office, report)
    assert "随第1版提交，已从草稿中移除" in page(browser(liaison), report)
    assert "已从草稿中移除" not in page(office, report)
    sign(approve(submit(returned, liaison), reviewer), signer)
    assert [download(co_unit, each).status_code for each in (old, new)] == [404, 200]
    shown = page(co_unit, report)
    assert "新.png" in shown
    assert "旧.png" not in shown
    assert [download(office, each).status_code for each in (old, new)] == [200, 200]


def test_a_sealed_file_is_given_to_nobody_and_the_page_says_why_and_by_whom(
    browser: Browser, bring: Bring, report: Report, liaison: User, reviewer: User, leader: User
) -> None:
    evidence = prove(report, liaison)
    bring(Step.SIGNED)
    client = browser(reviewer)
    address = reverse("evidence-seal", args=[evidence.uuid])
    missing = client.post(address, {"why": " "})
    assert missing.status_code == 422
    assert "请写明封存的原因" in text_of(missing)
    answer = client.post(address, {"why": "第3页有残疾人住址"}, follow=True)
    assert "任何人都不能再下载" in text_of(answer)
    for person in (liaison, reviewer, leader):
        given = download(browser(person), evidence)
        assert given.status_code == 410
        for shown in (text_of(given), page(browser(person), report)):
            assert "残工委办审核人" in shown
            assert "第3页有残疾人住址" in shown


def test_the_bytes_decide_what_is_sealed(
    browser: Browser, report: Report, support_report: Report, liaison: User,
    supporting_liaison: User,
) -> None:  # fmt: skip
    """A twin that came at the very moment of the sealing is not served either."""
    mine = prove(report, liaison)
    seal(mine, by=liaison, why="有姓名")
    twin = Evidence.objects.create(
        report=support_report, name="孪生.png", kind="png", size=mine.size, digest=mine.digest,
        added_by=supporting_liaison,
    )  # fmt: skip
    assert download(browser(supporting_liaison), twin).status_code == 410


def test_a_lost_file_is_said_to_be_lost(browser: Browser, report: Report, liaison: User) -> None:
    evidence = prove(report, liaison)
    store.path_of(evidence.digest).unlink()
    answer = download(browser(liaison), evidence)
    assert answer.status_code == 404
    assert "从备份恢复" in text_of(answer)


def test_a_form_with_files_posted_after_the_session_ended_says_which_were_not_received(
    report: Report, liaison: User, folder: Path
) -> None:
    client = Client()
    send(client, "draft", report, ("现场照片.png", picture()), writer=liaison.username)
    assert not report.evidence.exists()
    assert not folder.exists()
    client.force_login(liaison, backend="project.accounts.backend.PasswordBackend")
    shown = page(client, report)
    assert "文件没有收到" in shown
    assert "请重新选择上传：现场照片.png。" in shown
    assert FILLED["progress"] in shown


def test_nothing_of_a_strangers_file_reaches_the_disk(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    complete = Receiver.file_complete

    def noted(self: Receiver, file_size: int) -> Any:
        written.append(self.file.tell())
        return complete(self, file_size)

    monkeypatch.setattr(Receiver, "file_complete", noted)
    send(Client(), "draft", report, ("现场照片.png", picture()), writer="somebody")
    assert written == [0]


def test_a_file_beyond_the_limit_is_not_written_to_its_end(
    browser: Browser, report: Report, liaison: User, settings: Any
) -> None:
    settings.EVIDENCE_MB = 1
    large = ("大.png", picture() + bytes(2**20))
    answer = send(browser(liaison), "draft", report, large, ("小.png", picture(1)))
    assert "“大.png”没有收：文件有 1.0 MB，超过了 1 MB。" in text_of(answer)
    assert names(report.evidence.all()) == ["小.png"]


def test_files_that_are_too_much_together_are_refused_from_there_on(
    browser: Browser, report: Report, liaison: User, settings: Any
) -> None:
    settings.EVIDENCE_TOTAL_MB = 1
    files = [(f"{shade}.png", picture(shade) + bytes(600 * 1024)) for shade in range(2)]
    answer = send(browser(liaison), "draft", report, *files)
    assert "“1.png”没有收：一次上传的文件合计超过了 1 MB。" in text_of(answer)
    assert names(report.evidence.all()) == ["0.png"]


def test_a_sealing_reason_typed_after_the_session_ended_is_given_back(
    report: Report, liaison: User
) -> None:
    address = reverse("evidence-seal", args=[prove(report, liaison).uuid])
    client = Client()
    client.post(address, {"why": "第3页有住址", "writer": liaison.username})
    client.force_login(liaison, backend="project.accounts.backend.PasswordBackend")
    assert "第3页有住址" in text_of(client.get(address))


def test_an_unreadable_body_is_no_error_of_ours(
    browser: Browser, report: Report, liaison: User
) -> None:
    """A connection that broke off leaves half a body."""
    client = browser(liaison)
    address = reverse("report-draft", args=[report.pk])
    half = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n\x89PNG'
    answer = client.generic(
        "POST", address, BytesIO(half).read(), content_type="multipart/form-data; boundary=b"
    )
    assert answer.status_code in (302, 400, 422)


def test_more_files_than_a_form_may_hold_are_refused_in_plain_words(
    browser: Browser, report: Report, liaison: User
) -> None:
    files = [(f"{shade}.png", picture(shade)) for shade in range(101)]
    client = browser(liaison)
    client.raise_request_exception = False
    answer = send(client, "draft", report, *files)
    assert answer.status_code == 400
    assert "一次最多上传100个文件" in text_of(answer)
    assert not report.evidence.exists()
