"""The charts of a summary: every figure is the table's; the same drawing on page, in Word, in PDF.

None of these tests has a database: a chart is drawn from the facts alone.
"""

import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest

from notifications.charts.attainment import attainment
from notifications.charts.course import course
from notifications.charts.drawing import Drawing
from notifications.charts.matrix import LETTERS, matrix
from notifications.charts.rates import rates
from notifications.documents.typesetting import pictured
from notifications.models import Format
from notifications.paper_rows import LEAD
from notifications.paper_tables import lamp_lines, unit_lines
from notifications.papers import Paper
from notifications.summaries.blocks import Chart
from notifications.summaries.outline import outline
from notifications.summaries.rendering import render, render_html
from notifications.wording import course_in_words
from tests.notifications.drawn import boxes_of, cells_of, words_in, words_of
from tests.notifications.printed import pages_of, read_out, tags_of
from tests.notifications.test_summary_wide import as_pdf
from tests.notifications.whole_paper import COUNTIES, GAUGES, whole_paper

DRAWN = (course, attainment, rates, matrix)


@pytest.fixture(scope="module")
def paper() -> Paper:
    return whole_paper()


def svg_of(drawing: Drawing | None) -> str:
    assert drawing is not None
    return drawing.svg()


def charts_of(paper: Paper) -> list[Chart]:
    return [block for block in outline(paper) if isinstance(block, Chart)]


class TestMatrix:
    """任务×单位: a letter a report, at its unit's line and its task's column."""

    @pytest.fixture(scope="class")
    def svg(self, paper: Paper) -> str:
        return svg_of(matrix(paper))

    def test_every_cell_is_the_stage_of_its_report(self, paper: Paper, svg: str) -> None:
        columns = {each.places[0]: each.text for each in words_of(svg, "head")}
        assert list(columns.values()) == [str(number) for number in range(1, 46)]
        names = {each.base: each.text.removeprefix("　其中：") for each in words_of(svg, "unit")}
        cells = {
            (columns[place], names[line.base]): letter
            for line in words_of(svg, "letters")
            for place, letter in zip(line.places, line.text, strict=True)
        }
        assert cells == {(row.task, paper.name_of(row)): LETTERS[row.stage] for row in paper.rows}
        assert len(cells) == paper.total.due

    def test_units_stand_in_printed_order_the_group_before_its_members(
        self, paper: Paper, svg: str
    ) -> None:
        shown = words_of(svg, "unit")
        assert [each.text for each in shown] == [str(line[0]) for line in unit_lines(paper)]
        assert [each.base for each in shown] == sorted(each.base for each in shown)

    def test_a_group_tells_how_many_of_its_members_filed(self, paper: Paper, svg: str) -> None:
        columns = {each.places[0]: each.text for each in words_of(svg, "head")}
        told = {columns[each.places[0]]: int(each.text) for each in words_of(svg, "filed")}
        members = [row for row in paper.rows if row.group]
        assert told == {
            task: sum(row.first_on is not None for row in members if row.task == task)
            for task in {row.task for row in members}
        }
        assert 0 < max(told.values()) <= len(COUNTIES)

    def test_a_letter_stands_in_a_cell_of_its_shade(self, svg: str) -> None:
        shown: dict[str, set[tuple[float, float]]] = {letter: set() for letter in LETTERS.values()}
        for line in words_of(svg, "letters"):
            for place, letter in zip(line.places, line.text, strict=True):
                shown[letter].add((place, line.base - 4.5))
        assert cells_of(svg, "shade") == shown

    def test_leads_are_framed(self, paper: Paper, svg: str) -> None:
        columns = {each.text: each.places[0] for each in words_of(svg, "head")}
        lines = {each.text.removeprefix("　其中："): each.base for each in words_of(svg, "unit")}
        leads = [row for row in paper.rows if row.kind == LEAD]
        framed = {(columns[row.task], lines[paper.name_of(row)] - 4.5) for row in leads}
        assert cells_of(svg, "leads") == {"": framed}

    def test_the_legend_counts_each_stage(self, paper: Paper, svg: str) -> None:
        total = paper.total
        assert [each.text for each in words_of(svg, "legend")] == [
            f"未报{total.missing}份", f"退回或撤回{total.back}份", f"审核中{total.in_review}份",
            f"待签批{total.to_sign}份", f"已签批{total.signed}份",
        ]  # fmt: skip


def test_each_unit_has_its_share_as_words_and_as_length(paper: Paper) -> None:
    svg = svg_of(rates(paper))
    names, bars = words_of(svg, "unit"), boxes_of(svg, "bar")
    said = [each.text.split("　") for each in words_of(svg, "rate")]
    lines = unit_lines(paper)
    assert [each.text for each in names] == [line[0] for line in lines]
    for bar, (figures, percent), (_, due, _, on_time, *_) in zip(bars, said, lines, strict=True):
        assert figures == f"{on_time}/{due}"
        assert bar.width / 400 == pytest.approx(int(on_time) / int(due), abs=1e-4)
        assert float(percent.rstrip("%")) == pytest.approx(100 * bar.width / 400, abs=0.05)


class TestCourse:
    """灯色走势: the lights of each cycle that has an edition, this one last."""

    def test_each_part_is_as_long_as_its_count(self, paper: Paper) -> None:
        svg = svg_of(course(paper))
        parts = boxes_of(svg, "part")[4:]
        figures = {(each.base, each.light): int(each.text) for each in words_of(svg, "figure")}
        names = words_of(svg, "cycle")
        lines = lamp_lines(paper)
        assert [each.text for each in names] == [line[0] for line in lines]
        counts = [count for line in lines for count in line[1:5] if count]
        assert len(parts) == len(counts)
        for part, count in zip(parts, counts, strict=True):
            assert (part.width + 2) / 590 == pytest.approx(int(count) / 45, abs=1e-3)
        told = {
            (name.base, light): count
            for name, line in zip(names, lines, strict=True)
            for light, count in zip(("red", "yellow", "green", "grey"), line[1:5], strict=True)
            if count
        }
        assert figures == told

    def test_the_first_cycle_says_so_and_draws_nothing(self, paper: Paper) -> None:
        first = replace(paper, course=[])
        assert course(first) is None
        assert "灯色走势从下一期起列出" in course_in_words(first)
        assert "灯色走势从下一期起列出" in render_html(first, number=1, css="").decode()

    def test_an_edition_from_before_says_nothing(self, paper: Paper) -> None:
        before = replace(paper, course=None)
        assert course(before) is None
        assert course_in_words(before) == ""

    def test_a_part_without_room_leaves_its_figure_to_the_table(self, paper: Paper) -> None:
        lamps = {"red": 1, "yellow": 0, "green": 400, "grey": 0}
        crowded = replace(paper, course=[replace((paper.course or [])[0], lamps=lamps)])
        figures = [each.text for each in words_of(svg_of(course(crowded)), "figure")]
        assert figures[0] == "400"
        assert lamp_lines(crowded)[0][1:] == [1, 0, 400, 0, 401]


class TestAttainment:
    """指标与目标线: judged values in percent of their own targets."""

    def test_what_is_judged_has_a_bar_and_its_real_figures(self, paper: Paper) -> None:
        svg = svg_of(attainment(paper))
        bars = {each.top: each.width / 4 for each in boxes_of(svg, "bar")}
        said = [each.text for each in words_of(svg, "said")]
        assert [each.text for each in words_of(svg, "nature")] == ["约束性指标", "预期性指标"]
        assert [each.text[:2] for each in words_of(svg, "indicator")] == [
            "3.", "4.", "5.", "1.", "2.", "6.",
        ]  # fmt: skip
        assert said == [
            "99.5%，目标≥100%，滞后", "171.7%，目标＞85%，达标",
            "不作判断（存疑），数值800%，目标1138（2025年）",
            "97.25%，目标＞95%，提前", "无数据，目标3000（2025年）", "3%，目标≤4%，符合进度",
        ]  # fmt: skip
        shares = [99.5, 130, 97.25 / 0.95, 75]
        assert list(bars.values()) == pytest.approx(shares, abs=0.01)
        light = [each for each in svg.splitlines() if 'fill="#aecbe8"' in each]
        assert len(light) == sum(each[5] == "滞后" for each in GAUGES) == 1
        assert len(shares) == sum(each[5] not in ("无数据", "不作判断") for each in GAUGES)

    def test_editions_without_numbers_have_no_such_chart(self, paper: Paper) -> None:
        gauges = [replace(each, operator="", bound="", value="") for each in paper.gauges or []]
        assert attainment(replace(paper, gauges=gauges)) is None
        assert attainment(replace(paper, gauges=None)) is None

    @pytest.mark.parametrize("bound", ["0", "-5"])
    def test_a_target_that_is_no_measure_gives_words(self, paper: Paper, bound: str) -> None:
        first, *others = paper.gauges or []
        svg = svg_of(attainment(replace(paper, gauges=[replace(first, bound=bound), *others])))
        assert len(boxes_of(svg, "bar")) == 3
        assert "提前，数值97.25%，目标95（2025年）" in words_in(svg)


def test_an_empty_paper_draws_nothing(paper: Paper) -> None:
    nothing = replace(paper, sections=[], units=[], gauges=[], course=[])
    assert [draw(nothing) for draw in DRAWN] == [None] * 4
    assert charts_of(nothing) == []
    assert "<figure" not in render_html(nothing, number=1, css="").decode()


def test_the_page_shows_each_chart_named_described_and_reached_by_keyboard(paper: Paper) -> None:
    page = render_html(paper, number=1, css="").decode()
    for draw in DRAWN:
        drawing = draw(paper)
        assert drawing is not None
        name = drawing.name
        assert f'aria-labelledby="chart-{name} said-{name}"' in page
        assert f'<title id="chart-{name}">{drawing.title}</title>' in page
        assert f'<desc id="said-{name}">{drawing.said}</desc>' in page
        assert f'tabindex="0" aria-label="{drawing.title}图，可左右滚动"' in page
        assert drawing.caption in page
    assert page.count("<figure") == page.count('role="img"') == 4


def test_charts_stand_on_their_paper(paper: Paper) -> None:
    found = charts_of(paper)
    assert [each.wide for each in found] == [False, False, False, True]
    for each in found:
        width, height = (225, 156) if each.wide else (156, 225)
        assert each.width <= width
        # The caption's line and, upright, a heading above have their room.
        assert each.height + 6.4 <= height


def test_a_larger_plan_is_drawn_smaller(paper: Paper) -> None:
    tasks = [replace(task, number=f"{n}{task.number}") for n in (1, 2) for task in paper.tasks]
    rows = [[replace(row, task=task.number) for row in task.rows] for task in tasks]
    told = [replace(task, rows=of_it) for task, of_it in zip(tasks, rows, strict=True)]
    large = replace(paper, sections=[replace(paper.sections[0], tasks=told)])
    assert charts_of(large)[-1].width == 225


def test_the_word_file_has_each_chart_as_a_picture_that_is_read_out(paper: Paper) -> None:
    content = render(paper, Format.DOCX, number=1)
    document, charts = docx.Document(BytesIO(content)), charts_of(paper)
    shapes = list(document.inline_shapes)
    assert [each._inline.docPr.get("descr") for each in shapes] == [each.said for each in charts]
    assert [round(each.width.mm) for each in shapes] == [round(each.width) for each in charts]
    texts = [each.text for each in document.paragraphs]
    assert {each.about for each in charts} <= set(texts)
    with ZipFile(BytesIO(content)) as file:
        pictures = [name for name in file.namelist() if name.startswith("word/media/")]
    assert len(pictures) == 4


def test_the_word_file_has_the_matrix_and_its_caption_on_one_page_across(
    paper: Paper, tmp_path: Path
) -> None:
    pages = pages_of(as_pdf(render(paper, Format.DOCX, number=1), tmp_path))
    captions = [
        (place, line.top)
        for place, page in enumerate(pages)
        for line in page.text
        if line.text.startswith("任务×单位报送情况")
    ]
    ((place, top),) = captions
    across = [page.width > page.height for page in pages[place - 1 : place + 2]]
    assert across == [False, True, False]
    assert 28 + 140 < top < 28 + 156


@pytest.fixture(scope="module")
def pdf(paper: Paper) -> bytes:
    return render(paper, Format.PDF, number=1)


def test_the_pdf_reads_each_chart_out(paper: Paper, pdf: bytes) -> None:
    charts = charts_of(paper)
    assert tags_of(pdf).count("Figure") == len(charts) == 4
    assert read_out(pdf) == [each.said for each in charts]


def test_every_word_of_the_charts_is_found_in_the_pdf(
    paper: Paper, pdf: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "summary.pdf"
    file.write_bytes(pdf)
    read = subprocess.run(["pdftotext", file, "-"], check=True, capture_output=True).stdout
    text = "".join(read.decode().split())
    for each in charts_of(paper):
        # Letters in cells are printed one by one.
        words = [word for word in words_in(each.svg) if not set(word) <= set(LETTERS.values())]
        assert not [word for word in words if "".join(word.split()) not in text]


def test_the_matrix_lies_across_on_one_page_in_letters_of_a_readable_size(pdf: bytes) -> None:
    (page,) = (each for each in pages_of(pdf) if any("图例" in line.text for line in each.text))
    assert page.width > page.height
    assert page.text[-1].text.startswith("任务×单位报送情况")
    assert min(line.size for line in page.text) >= 6.5
    assert max(line.top for line in page.text) < 28 + 156


@pytest.mark.parametrize("format", [Format.DOCX, Format.PDF])
def test_the_same_facts_give_the_same_bytes(paper: Paper, format: Format) -> None:
    assert render(paper, format, number=1) == render(paper, format, number=1)


def test_one_drawing_is_typeset_as_several_are(paper: Paper) -> None:
    drawings = [(each.svg, each.width) for each in charts_of(paper)]
    assert pictured(drawings[:1]) == pictured(drawings)[:1]
    assert pictured([]) == []
