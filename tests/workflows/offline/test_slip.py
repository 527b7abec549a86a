"""签批单: who reported, reviewed and signed each row, and what leaders wrote, as .docx."""

import subprocess
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from project.accounts.models import Role, User
from project.installation.models import Kind, settle
from tests.cast import TODAY, person, report_on
from tests.pages.conftest import browser_of
from tests.pages.filling import sheet_of
from tests.pages.test_statements import statements
from tests.workflows.actionwork import instruct, reply
from tests.workflows.playing import approve, send_back, sign, submit, write
from workflows.models import Cycle, Report
from workflows.offline import slip
from workflows.offline.child import Broken
from workflows.offline.slip_paper import HEADINGS, SlipPaper
from workflows.offline.slip_printing import render_slip
from workflows.sheets import read_sheet

pytestmark = pytest.mark.django_db

PAGE = sheet_of("mzj", "slip")


@pytest.fixture
def signed(cycle: Cycle, liaison: User, reviewer: User, signer: User) -> Report:
    """A report that was sent back once, then reviewed and signed."""
    report = report_on(cycle, "1", "mzj")
    send_back(submit(report, liaison), reviewer, reason="请补充数据。")
    write(report, liaison, progress="另写一段，说明全市新增人数。")
    return sign(approve(submit(report, liaison), reviewer), signer)


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the tests a process for each file."""

    def run_here(module: str, *, given: bytes) -> bytes:
        assert module == "slip_printing"
        return render_slip(SlipPaper.from_json(given))

    monkeypatch.setattr(slip, "run", run_here)


def lines_for(user: User) -> list[list[str]]:
    sheet = read_sheet(user, "jiangmen-145", "2025-Q4", "mzj", on=TODAY)
    assert sheet is not None
    return slip.slip_of(sheet, user, on=TODAY).lines


def test_the_real_document_opens_in_libreoffice(
    signed: Report, cycle: Cycle, signer: User, tmp_path: Path
) -> None:
    settle(Kind.DEMO)
    for number in ("2", "13", "18", "44", "45"):
        report_on(cycle, number, "mzj")
    content = browser_of(signer).get(PAGE).content
    file = tmp_path / "slip.docx"
    file.write_bytes(content)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(file)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    text = (tmp_path / "slip.txt").read_text()
    assert "（演示）市民政局　2025年第4季度　进展情况签批单" in text
    for words in ("民政联络员", "残工委办审核人", "民政分管领导", "2026年1月9日 10:00签批"):
        assert words in text


@pytest.mark.usefixtures("in_process")
def test_it_has_a_title_a_repeated_header_and_a_mark_where_all_is_a_demo(
    signed: Report, cycle: Cycle, signer: User, leader: User
) -> None:
    instruct(cycle, leader, text="全市通报。")
    plain = docx.Document(BytesIO(browser_of(signer).get(PAGE).content))
    headings = [each.text for each in plain.paragraphs if each.style.name.startswith("Heading")]
    assert headings == ["市民政局　2025年第4季度　进展情况签批单", "对本单位的批示"]
    table = plain.tables[0]
    assert [cell.text for cell in table.rows[0].cells] == list(HEADINGS)
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert not plain.sections[0].header.paragraphs[0].text
    settle(Kind.DEMO)
    marked = docx.Document(BytesIO(browser_of(signer).get(PAGE).content))
    assert "演示" in marked.sections[0].header.paragraphs[0].text
    assert "演示" in marked.core_properties.title


def test_each_row_says_who_and_when_and_what_was_said(
    signed: Report, cycle: Cycle, leader: User, liaison: User
) -> None:
    reply(instruct(cycle, leader, report=signed), liaison)
    (line,) = lines_for(leader)
    assert line[:4] == ["1", signed.assignment.task.text, "牵头单位", "推进中"]
    assert line[4:7] == [
        "民政联络员\n2026年1月9日 10:00提交",
        "残工委办审核人\n2026年1月9日 10:00通过",
        "民政分管领导\n2026年1月9日 10:00签批",
    ]
    assert "残工委办审核人退回：请补充数据。" in line[7]
    assert "2026年1月14日前办理；待确认办结，2026年1月9日答复，未逾期" in line[7]
    assert "办理情况：已核实，共1200人。" in line[7]


def test_a_row_that_is_under_way_says_where_it_is(
    cycle: Cycle, liaison: User, reviewer: User, leader: User
) -> None:
    report_on(cycle, "1", "mzj")
    submit(report_on(cycle, "2", "mzj"), liaison)
    approve(submit(report_on(cycle, "13", "mzj"), liaison), reviewer)
    lines = {line[0]: line[4:7] for line in lines_for(leader)}
    assert lines["1"] == ["待填报，还有4个工作日", "", ""]
    assert lines["2"][1:] == ["待审核", ""]
    assert lines["13"][2] == "待签批"


def test_what_a_units_own_leader_wrote_is_on_its_own_slip_alone(
    signed: Report, cycle: Cycle, signer: User, leader: User, reviewer: User
) -> None:
    instruct(cycle, signer, report=signed, text="先报我看。")
    assert "先报我看。" in lines_for(signer)[0][7]
    for user in (leader, reviewer):
        assert "先报我看。" not in lines_for(user)[0][7]


@pytest.mark.usefixtures("in_process")
def test_it_is_given_to_the_unit_its_reviewers_and_the_committee(
    signed: Report, liaison: User, reviewer: User, leader: User, supporting_liaison: User
) -> None:
    lead_of_another = person("残联联络员乙", "cl", (Role.LIAISON, "cl"))
    for user in (liaison, reviewer, leader):
        assert browser_of(user).get(PAGE).status_code == 200
    for user in (supporting_liaison, lead_of_another):
        assert browser_of(user).get(PAGE).status_code == 404


def test_a_child_that_fails_is_told(
    signed: Report, signer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(module: str, *, given: bytes) -> bytes:
        raise Broken(module)

    monkeypatch.setattr(slip, "run", fails)
    answer = browser_of(signer).get(PAGE, follow=True)
    assert "文件没有生成" in answer.content.decode()


@pytest.mark.usefixtures("in_process")
def test_it_needs_as_many_statements_for_many_rows(
    signed: Report, cycle: Cycle, liaison: User, signer: User
) -> None:
    client = browser_of(signer)
    few = statements(client, PAGE)
    for number in ("2", "13", "18", "44", "45"):
        submit(report_on(cycle, number, "mzj"), liaison)
    assert (statements(client, PAGE), few < 40) == (few, True)
