"""The summary as PDF: on official paper as measured, tagged, every character there; and without."""

import re
import subprocess
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from notifications.documents.summary import leaves, render_pdf, summary_facts
from notifications.documents.typesetting import typeset
from notifications.papers import Paper
from notifications.summaries.blocks import Block, Heading, Note, Paragraph, Table
from notifications.summaries.edition import Edition
from notifications.summaries.facts import paper_of
from tests.cast import MORNING
from tests.notifications.drawn import words_in
from tests.notifications.printed import MM, Page, pages_of, tags_of
from tests.notifications.test_digest_file import letters_in
from workflows.models import Cycle, Report

TITLES = {"name": "汇总", "author": "责任台账", "plan": "规划", "title": "进展情况汇总"}
HEAD = TITLES | {"mark": "底稿（第2稿）", "preamble": "报告期。"}
WORDS = "全市已将符合条件的残疾人家庭纳入最低生活保障，动态管理、应保尽保。"
DIGEST = f"sha256:{'0123456789abcdef' * 4}"
TOP, LEFT, RIGHT = 37, 28, 28 + 156


def printed(*blocks: Block) -> bytes:
    return typeset("summary", HEAD | {"leaves": leaves(blocks)}, at=MORNING)


def table(count: int, *, words: str = WORDS, wide: bool = False) -> Table:
    lines = [[number, "市民政局", words, DIGEST] for number in range(1, count + 1)]
    widths = (15, 40, 120, 50) if wide else (12, 30, 64, 50)
    return Table("任务一览", ("任务", "单位", "进展", "摘要值"), lines, widths, wide=wide)


def lying(pages: list[Page]) -> list[bool]:
    return [page.width > page.height for page in pages]


def test_a_page_is_laid_as_gb_t_9704_says() -> None:
    """22 lines of 28 characters on 156 × 225 mm, 37 mm from above and 28 mm from the left."""
    pages = pages_of(printed(Paragraph("字" * 28 * 60)))
    assert [round(each) for each in (pages[0].width, pages[0].height)] == [210, 297]
    assert {len(page.text) for page in pages[1:-1]} == {22}
    for page in pages[1:-1]:
        first, last = page.text[0], page.text[-1]
        assert first.top == pytest.approx(TOP, abs=0.1)
        assert last.top + 16 / MM < TOP + 225
        assert {len(line.text) for line in page.text} == {28}
        assert {round(line.left, 1) for line in page.text} == {LEFT}
        assert all(0 < RIGHT - line.right < 0.6 for line in page.text)
        assert {line.size for line in page.text} == {16}


def test_lines_of_text_and_headings_are_28_95_points_apart() -> None:
    chapter = (Heading(1, "一、甲" * 20), Heading(2, "（一）乙"), Heading(3, "1. 丙"))
    (page,) = pages_of(printed(*chapter, Paragraph(WORDS * 5, label="进展情况")))
    lines = page.text[2:]
    apart = [(low.top - high.top) * MM for high, low in pairwise(lines)]
    assert len(apart) > 8
    assert all(each == pytest.approx(28.95, abs=0.1) for each in apart)
    first = next(line for line in lines if line.text.startswith("进展情况"))
    assert first.left - LEFT == pytest.approx(2 * 156 / 28, abs=0.1)


def test_pages_are_numbered_outside_a_character_from_the_edge() -> None:
    one, two, *_ = pages_of(printed(Paragraph(WORDS * 40)))
    assert (one.foot.text, two.foot.text) == ("—1—", "—2—")
    character = 14 / MM
    assert one.foot.right == pytest.approx(RIGHT - character, abs=0.3)
    assert two.foot.left == pytest.approx(LEFT + character, abs=0.1)
    assert {one.foot.size, two.foot.size} == {14}
    # The dash stands half a character below the head of its line.
    assert one.foot.top + character / 2 == pytest.approx(TOP + 225 + 7, abs=0.5)


def test_every_page_says_on_the_right_which_edition_it_is_of() -> None:
    for page in pages_of(printed(Paragraph(WORDS * 40), table(3, wide=True))):
        edge = RIGHT if page.width < page.height else 297 - 37
        assert page.head.text == HEAD["mark"]
        assert 0 < edge - page.head.right < 3


def test_a_wide_table_lies_across_with_its_heading_and_note() -> None:
    blocks = (
        Paragraph("前文。"), Heading(1, "一览"), table(30, wide=True), Note("说明。"),
        Heading(1, "后文"), Paragraph("完。"),
    )  # fmt: skip
    pages = pages_of(printed(*blocks))
    assert lying(pages) == [False, *[True] * (len(pages) - 2), False]
    assert len(pages) > 3
    across = pages[1:-1]
    assert across[0].text[0].text == "一览"
    assert across[-1].text[-1].text == "说明。"
    assert min(line.left for page in across for line in page.text) > 35
    assert max(line.right for page in across for line in page.text) < 297 - 35
    assert [page.foot.text for page in pages] == [f"—{n}—" for n in range(1, len(pages) + 1)]


def test_a_long_table_repeats_its_header_and_tears_no_row() -> None:
    pages = pages_of(printed(Heading(1, "表"), table(20, words=WORDS * 4)))
    assert len(pages) > 2
    for page in pages[1:]:
        assert page.text[0].text == "任务单位进展摘要值"
        assert {"市民政局", "sha256:"} <= set(re.findall("市民政局|sha256:", page.text[1].text))


def test_a_row_higher_than_a_page_loses_no_word() -> None:
    pages = pages_of(printed(table(2, words=WORDS * 60)))
    said = "".join(line.text for page in pages for line in page.text)
    assert said.count("纳") == 2 * 60
    assert all(line.top < TOP + 225 for page in pages for line in page.text)


def test_a_long_word_stays_in_its_cell_and_on_its_line() -> None:
    (page,) = pages_of(printed(Paragraph(f"见{DIGEST * 2}。"), table(2, words="好")))
    assert max(line.right for line in page.text) < RIGHT
    assert 8 in {line.size for line in page.text}


def test_no_heading_is_left_alone_at_the_foot_of_a_page() -> None:
    chapter = (Heading(1, "一、甲"), Heading(2, "（一）乙"), Heading(3, "1. 丙"))
    for count in range(12, 19):
        for after in (Paragraph(WORDS * 6), table(3), table(9)):
            pages = pages_of(printed(*[Paragraph("行。")] * count, *chapter, after))
            lasts = [page.text[-1].text for page in pages[:-1]]
            assert not {"一、甲", "（一）乙", "1.丙", "任务一览"} & set(lasts)


def test_tags_tell_headings_and_heads_of_tables() -> None:
    chapter = (Heading(1, "一、甲"), Heading(2, "（一）乙"), Heading(3, "1. 丙"))
    tags = tags_of(printed(*chapter, Paragraph(WORDS), table(2)))
    assert [tag for tag in tags if tag.startswith("H")] == ["H1", "H2", "H3"]
    assert [tags.count(tag) for tag in ("Table", "THead", "TH", "TD")] == [1, 1, 4, 8]


@pytest.mark.django_db
class TestOfACycle:
    """What a cycle played half-way gives."""

    @pytest.fixture
    def paper(self, cycle: Cycle, played: dict[str, Report]) -> Paper:
        return paper_of(cycle, at=MORNING + timedelta(days=7))

    @pytest.fixture
    def content(self, paper: Paper) -> bytes:
        return render_pdf(paper, Edition(paper, 2))

    def test_every_character_of_the_outline_can_be_read(
        self, paper: Paper, content: bytes, tmp_path: Path
    ) -> None:
        file = tmp_path / "summary.pdf"
        file.write_bytes(content)
        read = subprocess.run(["pdftotext", file, "-"], check=True, capture_output=True).stdout
        facts = summary_facts(paper, Edition(paper, 2))
        kinds = {kind for leaf in facts["leaves"] for kind in leaf}
        assert kinds == {"wide", "blocks"}
        said = [facts[name] for name in ("plan", "title", "mark", "preamble")]
        assert letters_in([*said, *texts_in(facts["leaves"])]) <= set(read.decode())

    def test_the_file_is_chinese_tagged_and_titled(self, content: bytes, paper: Paper) -> None:
        document = pypdfium2.PdfDocument(content)
        assert document.get_metadata_value("Title") == f"{paper.plan_title}{paper.title}"
        document.close()
        assert b"pdfuaid" in content
        assert re.search(rb"/Lang\s*\(zh-CN\)", content)
        tags = tags_of(content)
        assert tags.count("H3") == len(paper.tasks)
        assert {"H1", "H2", "H3", "TH"} <= set(tags)

    def test_no_line_leaves_the_type_area(self, content: bytes) -> None:
        pages = pages_of(content)
        assert max(len(page.text) for page in pages if not small(page)) <= 22
        assert {page.width > page.height for page in pages} == {True, False}
        for page in pages:
            left, right, top, bottom = type_area(page)
            assert all(left <= line.ink[0] < line.right <= right for line in page.text)
            assert all(top - 0.1 <= line.top < bottom for line in page.text)


def type_area(page: Page) -> tuple[int, int, int, int]:
    """Return the type area's edges in mm; a page that lies across is the same sheet turned."""
    if page.width > page.height:
        return 35, 35 + 225, LEFT, LEFT + 156
    return LEFT, RIGHT, TOP, TOP + 225


def small(page: Page) -> bool:
    """Say whether a page holds lines of a table or a note, which are closer."""
    return any(line.size < 16 for line in page.text)


def texts_in(value: Any) -> list[str]:
    """Return the texts of blocks as facts, without what tells their kinds or is read out."""
    if isinstance(value, dict):
        drawn = words_in(value["svg"]) if "svg" in value else []
        unseen = ("kind", "svg", "said")
        return drawn + texts_in([each for name, each in value.items() if name not in unseen])
    if isinstance(value, list | tuple):
        return [text for each in value for text in texts_in(each)]
    return [str(value)] if isinstance(value, str) else []
