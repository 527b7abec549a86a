"""A character that the PDF's font lacks costs an edition its PDF, never the edition."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from structlog.testing import capture_logs

from notifications.files import find
from notifications.models import Format, Summary
from notifications.releasing import release
from notifications.summaries import building
from notifications.summaries.building import build
from project.accounts.models import User
from tests.notifications.summing import LEADING
from tests.pages.conftest import browser_of
from tests.workflows.playing import submit, write
from workflows.cycles.spans import own_span
from workflows.models import Cycle, Report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("released_by_the_office")]

AT = ["jiangmen-145", "2025-Q4"]
SMILING = LEADING | {"progress": "已为全部低保家庭办理😀，𠮷屋街道也已办理✓。"}


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def moody(cycle: Cycle, report: Report, liaison: User) -> Summary:
    """An edition with a report that smiles."""
    write(report, liaison, **SMILING)
    submit(report, liaison)
    return build(own_span(cycle))


@pytest.fixture
def older(cycle: Cycle, report: Report, monkeypatch: pytest.MonkeyPatch) -> Summary:
    """An edition from before there was a PDF."""
    with monkeypatch.context() as before:
        before.setattr(building, "Format", [Format.DOCX, Format.XLSX])
        return build(own_span(cycle))


def formats_of(edition: Summary) -> list[str]:
    return [document.format for document in edition.files]


def page_for(user: User) -> str:
    return browser_of(user).get(reverse("summary", args=AT)).content.decode()


@pytest.mark.db
def test_the_edition_is_built_without_its_pdf(moody: Summary, cycle: Cycle) -> None:
    assert (moody.number, moody.unprintable) == (1, "😀")
    assert formats_of(moody) == ["docx", "xlsx"]
    assert all(find(document.fingerprint) for document in moody.documents.all())


@pytest.mark.db
def test_a_job_run_again_makes_no_new_edition_and_says_nothing_again(
    moody: Summary, cycle: Cycle
) -> None:
    with capture_logs() as logs:
        assert build(own_span(cycle)) == moody
    assert not logs
    assert Summary.objects.count() == 1


def test_the_log_tells_of_it(cycle: Cycle, report: Report, liaison: User) -> None:
    write(report, liaison, **SMILING)
    submit(report, liaison)
    with capture_logs() as logs:
        build(own_span(cycle))
    (line,) = [each for each in logs if each["event"] == "summary.unprintable"]
    assert (line["log_level"], line["cycle"], line["edition"]) == ("warning", "2025-Q4", 1)
    assert "😀" in line["said"]


def test_the_office_reads_why_and_whose_words_hold_it(moody: Summary, reviewer: User) -> None:
    page = page_for(reviewer)
    assert "第1稿没有PDF文档：PDF的字体没有“😀”，不能排印。请使用Word文档，内容相同。" in page
    assert "含有这样的字符的报告：第1项（市民政局）" in page
    assert "重新报送后再生成新稿" in page
    assert "下载Word" in page
    assert "下载PDF" not in page


def test_leaders_are_sent_to_the_word_file(moody: Summary, reviewer: User, leader: User) -> None:
    release(moody, by=reviewer)
    page = page_for(leader)
    assert "请使用Word文档" in page
    assert "含有这样的字符的报告" not in page


def test_a_name_that_holds_it_is_the_administrators(
    cycle: Cycle, report: Report, liaison: User, reviewer: User
) -> None:
    submit(report, liaison)
    cycle.plan.title = "江门市残疾人规划😀"
    assert build(own_span(cycle)).unprintable == "😀"
    assert "请系统管理员改正名称后再生成新稿" in page_for(reviewer)


def test_the_command_writes_the_others_and_says_so(
    moody: Summary, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("build_summary", "2025-Q4", "--apply", "--out", tmp_path / "out")
    kinds = sorted(path.suffix for path in (tmp_path / "out").iterdir())
    assert kinds == [".docx", ".xlsx"]
    assert "没有写出pdf：它的字体没有“😀”。" in capsys.readouterr().err


def test_an_edition_from_before_stays_as_it_is(
    older: Summary, cycle: Cycle, reviewer: User
) -> None:
    assert build(own_span(cycle)) == older
    assert formats_of(older) == ["docx", "xlsx"]
    assert "没有PDF" not in page_for(reviewer)
    file = reverse("summary-file", args=[*AT, 1, "pdf"])
    assert browser_of(reviewer).get(file).status_code == 404


@pytest.mark.parametrize("released", [False, True])
def test_the_command_renders_what_an_edition_from_before_lacks(
    older: Summary, reviewer: User, tmp_path: Path, released: bool
) -> None:
    if released:
        release(older, by=reviewer)
    call_command("build_summary", "2025-Q4", "--apply", "--out", tmp_path / "o", "--format", "pdf")
    (file,) = (tmp_path / "o").iterdir()
    assert ("底稿" in file.name) != released
    assert file.read_bytes().startswith(b"%PDF-")


def test_the_office_takes_the_pdf_from_the_page(
    cycle: Cycle, report: Report, liaison: User, reviewer: User
) -> None:
    submit(report, liaison)
    kept = build(own_span(cycle)).documents.get(format=Format.PDF, issued=False)
    answer = browser_of(reviewer).get(reverse("summary-file", args=[*AT, 1, "pdf"]))
    assert (answer["Content-Type"], len(answer.content)) == ("application/pdf", kept.size)
    assert "下载PDF 文档" in page_for(reviewer)
