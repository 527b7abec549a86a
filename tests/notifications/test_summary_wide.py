"""Tables wider than the type area lie across in the Word file, as LibreOffice prints it."""

import subprocess
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.shared import Pt

from notifications.papers import Paper
from notifications.summaries import as_docx
from notifications.summaries.blocks import Block, Heading, Note, Paragraph, Table
from notifications.summaries.edition import Edition
from notifications.summaries.facts import paper_of
from tests.cast import MORNING
from tests.notifications.printed import pages_of
from workflows.models import Cycle

pytestmark = pytest.mark.django_db

WORDS = "全市已将符合条件的残疾人家庭纳入最低生活保障，动态管理、应保尽保。"
WIDE = Table("表", ("任务", "进展"), [(1, WORDS), (2, WORDS)], (25, 200), wide=True)
TEXT = Paragraph(WORDS * 3)
BLOCKS: list[Block] = [TEXT, Heading(1, "一、表"), WIDE, WIDE, Note("说明。"), TEXT, WIDE]


@pytest.fixture
def paper(cycle: Cycle) -> Paper:
    return paper_of(cycle, at=MORNING + timedelta(days=7))


def test_the_word_file_lies_across_for_a_wide_table_and_back(
    paper: Paper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(as_docx, "outline", lambda paper: BLOCKS)
    content = as_docx.render_docx(paper, Edition(paper, 2))
    document = docx.Document(BytesIO(content))
    assert [int(each.orientation) for each in document.sections] == [0, 1, 0, 1]
    # Where a break would take a line, a full page would be followed by an empty one.
    breaks = [each for each in document.paragraphs if each._p.xpath("w:pPr/w:sectPr")]
    assert [each.paragraph_format.line_spacing for each in breaks] == [Pt(2)] * 3
    pages = pages_of(as_pdf(content, tmp_path))
    assert [page.width > page.height for page in pages] == [False, True, False, True]
    assert [page.foot.text for page in pages] == ["—1—", "—2—", "—3—", "—4—"]
    assert {page.head.text for page in pages} == {"底稿（第2稿）"}
    assert pages[0].text[-1].left == pytest.approx(28, abs=0.3)
    assert pages[0].foot.right > 150 > 50 > pages[1].foot.left
    assert pages[1].text[0].text == "一、表"
    assert max(line.right for line in pages[1].text) < 297 - 35


def as_pdf(content: bytes, folder: Path) -> bytes:
    """Return what LibreOffice prints of a .docx."""
    (folder / "wide.docx").write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run(
        [*convert, str(folder / "wide.docx")], check=True, capture_output=True, timeout=120
    )
    return (folder / "wide.pdf").read_bytes()
