"""The pages of 线下签批: print with the code, bring the scan back, check it; nothing gets lost."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from project.accounts.models import User
from tests.cast import report_on
from tests.pages.conftest import Bring, browser_of
from tests.pages.test_statements import statements
from tests.workflows.paperwork import brought, printed
from tests.workflows.playing import approve, picture, submit
from workflows.models import Cycle, PaperSignOff, PrintedSheet, Report
from workflows.steps import Step

pytestmark = pytest.mark.django_db


@pytest.fixture
def to_sign(bring: Bring) -> Report:
    return bring(Step.SIGN_OFF)


@pytest.fixture
def paper(to_sign: Report, liaison: User) -> PaperSignOff:
    return brought(printed(to_sign, liaison), liaison)


def place(name: str, report: Report) -> str:
    return reverse(name, args=[report.cycle.plan.slug, report.cycle.key, report.unit.code])


def said(sheet: PrintedSheet, **more: object) -> dict[str, object]:
    scan = SimpleUploadedFile("签批表.png", picture(), content_type="image/png")
    return {
        "code": sheet.grouped_code, "signer_name": "张局", "signer_post": "局长",
        "signed_on": "2026-01-09", "file": scan, **more,
    }  # fmt: skip


def test_the_printed_sheet_shows_the_code_and_where_to_sign(to_sign: Report, liaison: User) -> None:
    assert (
        place("paper", to_sign) in browser_of(liaison).get(place("sheet", to_sign)).content.decode()
    )
    answer = browser_of(liaison).post(place("paper-print", to_sign))
    page = browser_of(liaison).get(answer["Location"]).content.decode()
    assert f"校验码 {PrintedSheet.objects.get().grouped_code}" in page
    for words in ("签批人（签字）", "日期", "单位（盖章）", "已为全部符合条件的家庭办理"):
        assert words in page


def test_a_signed_sheet_is_brought_and_found_by_the_colleague(
    to_sign: Report, liaison: User, colleague: User
) -> None:
    sheet = printed(to_sign, liaison)
    answer = browser_of(liaison).post(place("paper", to_sign), said(sheet))
    assert answer.status_code == 302
    home = browser_of(colleague).get("/").content.decode()
    assert answer["Location"] in home
    assert answer["Location"] not in browser_of(liaison).get("/").content.decode()
    page = browser_of(colleague).get(answer["Location"]).content.decode()
    assert sheet.grouped_code not in page, "the code is typed off the scan, not off the page"
    assert "校验码一致" in page


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"code": "CDV-35E-3XX"}, "没有打印过校验码"),
        ({"code": "CDV-35E-3X2"}, "校验码有误"),
        ({"signer_name": ""}, "请填写签批人姓名"),
        ({"signed_on": "2026-02-01"}, "不能晚于今天"),
        ({"file": ""}, "请选择签字后的扫描件"),
        ({"signer_name": "民政联络员"}, "参与过"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    to_sign: Report, liaison: User, more: dict[str, object], words: str
) -> None:
    answer = browser_of(liaison).post(
        place("paper", to_sign), said(printed(to_sign, liaison), signer_post="党组书记", **more)
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "党组书记" in page
    assert not PaperSignOff.objects.exists()


def test_a_wrong_code_stays_typed_and_the_right_one_signs(
    paper: PaperSignOff, to_sign: Report, colleague: User, signer: User
) -> None:
    browser, address = browser_of(colleague), reverse("paper-confirm", args=[paper.pk])
    wrong = browser.post(address, {"code": "CDV-35E-3XX"})
    assert wrong.status_code == 422
    assert 'value="CDV-35E-3XX"' in wrong.content.decode()
    assert Report.objects.get(pk=to_sign.pk).step == Step.SIGN_OFF
    answer = browser.post(address, {"code": paper.sheet.code}, follow=True)
    assert "签批1项" in answer.content.decode()
    trail = browser_of(signer).get(reverse("report", args=[to_sign.pk])).content.decode()
    assert "按线下签批签批第1版" in trail
    assert "线下签批：张局，局长，2026年1月9日；录入民政联络员，核对残工委办审核人乙" in trail
    assert (
        "签批人：张局（线下签批）"
        in browser_of(signer).get(place("sheet", to_sign)).content.decode()
    )


def test_a_second_click_and_a_slower_colleague_are_told(
    paper: PaperSignOff, colleague: User, second_liaison: User
) -> None:
    code = {"code": paper.sheet.code}
    browser_of(colleague).post(reverse("paper-confirm", args=[paper.pk]), code)
    slower = browser_of(second_liaison).post(reverse("paper-confirm", args=[paper.pk]), code)
    assert slower.status_code == 409
    assert "残工委办审核人乙已于01月09日 10:00办理" in slower.content.decode()


def test_a_refusal_needs_a_reason_and_is_told(
    paper: PaperSignOff, colleague: User, liaison: User
) -> None:
    address = reverse("paper-refuse", args=[paper.pk])
    assert browser_of(colleague).post(address, {"why": ""}).status_code == 422
    assert browser_of(colleague).post(address, {"why": "缺第2页。"}).status_code == 302
    assert (
        "缺第2页。"
        in browser_of(liaison)
        .get(place("paper", paper.sheet.rows.get().version.report))
        .content.decode()
    )


def test_the_scan_is_a_download_of_its_own_people(paper: PaperSignOff, signer: User) -> None:
    answer = browser_of(signer).get(reverse("paper-file", args=[paper.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == picture()


def test_the_pages_of_paper_do_not_grow_with_rows(
    cycle: Cycle, to_sign: Report, liaison: User, reviewer: User, colleague: User
) -> None:
    def pages() -> list[tuple[User, str]]:
        sheet = printed(to_sign, liaison)
        paper = brought(sheet, liaison, file=BytesIO(picture(sheet.pk % 200)))
        return [
            (liaison, place("paper", to_sign)),
            (liaison, reverse("printed-sheet", args=[sheet.pk])),
            (colleague, reverse("paper-sign-off", args=[paper.pk])),
            (liaison, place("sheet", to_sign)),
        ]

    few = [statements(browser_of(who), page) for who, page in pages()]
    for number in ("2", "13", "18", "44"):
        submit(report_on(cycle, number, "mzj"), liaison)
        approve(Report.objects.get(assignment__task__number=number, unit__code="mzj"), reviewer)
    assert [statements(browser_of(who), page) for who, page in pages()] == few
    assert max(few) < 40
