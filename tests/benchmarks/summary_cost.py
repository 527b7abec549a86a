"""What a summary costs beside the plain statements and libraries it stands on: `./test --bench`.

The facts of a cycle stand beside `plain_facts`, the same data by hand-written statements; each kind
of file beside the bare library writing the same texts. All are warm, by turns, in one run. It
fails where our median is above its bound.
"""

import gc
import statistics
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

import docx
import pytest
import xlsxwriter
from django.db import connection
from docx.shared import Mm

from notifications.documents.summary import summary_facts
from notifications.documents.typesetting import pictured, typeset
from notifications.models import Format
from notifications.papers import Paper
from notifications.summaries.as_xlsx import AS_TEXT, sheets_of
from notifications.summaries.blocks import Chart, Heading, Note, Paragraph, Table
from notifications.summaries.edition import Edition
from notifications.summaries.facts import facts_text, paper_of
from notifications.summaries.outline import outline
from notifications.summaries.rendering import render
from project.accounts.models import User
from tests.benchmarks.many_reports import add_many
from tests.benchmarks.plain_facts import plain_facts, plain_text
from tests.cast import MORNING
from tests.notifications.whole_cycle import fill
from workflows.cycles.opening import open_cycle
from workflows.models import Cycle, Transition

pytestmark = [pytest.mark.db, pytest.mark.django_db]

TURNS = 15
FACTS_BOUND, FILE_BOUND = 2.0, 1.5
Act = Callable[[], object]


@pytest.fixture
def filled(cycle: Cycle, liaison: User) -> Cycle:
    fill(open_cycle(cycle), by=liaison)
    return cycle


@pytest.mark.parametrize("many", [False, True], ids=["511", "54000"])
def test_the_facts_beside_plain_statements(filled: Cycle, liaison: User, many: bool) -> None:
    count = add_many(filled, by=liaison) if many else filled.reports.count()
    ratio = told(
        f"一个周期的事实（库中{count}份报告，{connection.vendor}）",
        lambda: plain_text(filled, on=MORNING.date()),
        lambda: facts_text(paper_of(filled, at=MORNING)),
        FACTS_BOUND,
    )
    assert ratio <= FACTS_BOUND


def test_the_floor_tells_what_the_facts_tell(filled: Cycle) -> None:
    """Each row's words, version and days, and every figure that SQL counts: it does no less."""
    paper, plain = paper_of(filled, at=MORNING), plain_facts(filled, on=MORNING.date())
    rows = {(row["task"], row["unit"]): row for row in plain["reports"]}
    assert len(rows) == len(paper.rows) == 511
    for row in paper.rows:
        found = rows[row.task, row.unit]
        assert found["unit_then"] == paper.name_of(row)
        assert found["digest"] == (row.version.digest if row.version else None)
        assert found["progress"] == (row.words.progress if row.words else None)
    assert len(plain["trail"]) == Transition.objects.filter(report__cycle=filled).count()
    for name in ("due", "filed", "on_time", "afterwards", "missing", "in_review", "to_sign",
                 "signed", "back"):  # fmt: skip
        assert sum(int(each[name]) for each in plain["figures"]) == getattr(paper.total, name)
    burden = {each.party: (each.units, each.rows, each.proofs, each.returns, each.urges)
              for each in paper.burden}  # fmt: skip
    assert burden == {each.pop("party"): tuple(map(int, each.values())) for each in plain["burden"]}


@pytest.mark.parametrize("format", Format)
def test_a_file_beside_the_bare_library(filled: Cycle, format: Format) -> None:
    paper = paper_of(filled, at=MORNING)
    bare = {Format.DOCX: plain_docx, Format.XLSX: plain_xlsx, Format.PDF: plain_pdf}[format]
    ratio = told(
        f"{format.label}（511份报告）",
        lambda: bare(paper),
        lambda: render(paper, format, number=1),
        FILE_BOUND,
    )
    assert ratio <= FILE_BOUND


def plain_docx(paper: Paper) -> bytes:
    """Write the outline with python-docx alone, a table's cells looked up once.

    It can draw nothing: it, too, is given the pictures that the typesetter makes of the charts.
    """
    document = docx.Document()
    for block in outline(paper):
        if isinstance(block, Heading):
            document.add_heading(block.text, block.level)
        elif isinstance(block, Paragraph | Note):
            document.add_paragraph(block.text)
        elif isinstance(block, Chart):
            (picture,) = pictured([(block.svg, block.width)])
            document.add_picture(BytesIO(picture), Mm(block.width))
        else:
            _plain_table(document, block)
    return _saved(document)


def _plain_table(document: Any, block: Table) -> None:
    table = document.add_table(rows=1 + len(block.lines), cols=len(block.heads))
    texts = [text for line in (block.heads, *block.lines) for text in line]
    for cell, text in zip(table._cells, texts, strict=True):
        cell.text = str(text)


def plain_xlsx(paper: Paper) -> bytes:
    """Write the sheets' cells with XlsxWriter alone."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {**AS_TEXT, "nan_inf_to_errors": True}) as book:
        for sheet in sheets_of(paper):
            page = book.add_worksheet(sheet.name)
            page.write_row(0, 0, list(map(str, sheet.table.columns)))
            for place, line in enumerate(sheet.table.itertuples(index=False), start=1):
                page.write_row(place, 0, [str(cell) for cell in line])
    return file.getvalue()


def plain_pdf(paper: Paper) -> bytes:
    return typeset("summary", summary_facts(paper, Edition(paper, 1)), at=paper.as_of)


def _saved(document: Any) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def told(what: str, floor: Act, ours: Act, bound: float) -> float:
    """Take both by turns, print their medians with the ratio, and return it."""
    floor(), ours()  # warm
    turns = [(seconds_of(floor), seconds_of(ours)) for _ in range(TURNS)]
    plain, own = (statistics.median(each) for each in zip(*turns, strict=True))
    ratio = statistics.median(own / plain for plain, own in turns)
    held = "合格" if ratio <= bound else "不合格"
    print(f"\n{what}：直接 {plain * 1000:.0f} 毫秒，本系统 {own * 1000:.0f} 毫秒，"
          f"{ratio:.2f} 倍，上限 {bound} 倍：{held}")  # fmt: skip
    return ratio


def seconds_of(act: Act) -> float:
    """Time one turn; what the collector owes from before, falling on either, is paid first."""
    gc.collect()
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
