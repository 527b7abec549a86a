"""A template filled: every field in its place, the template's own look, the marks, the pages."""

import subprocess
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from notifications.papers import Paper
from notifications.signed_words import Wording
from notifications.summaries.edition import Edition
from notifications.summaries.filled_parts import CHAPTERS_OF
from notifications.summaries.filled_texts import texts_of
from notifications.summaries.filling import NotFilled, fill_docx
from notifications.summaries.outline import ANNEXES, CHAPTERS, outline
from notifications.summaries.word_styles import new
from notifications.summary_templates.fields import BLOCKS, TEXTS, WHOLE
from notifications.worded import WordedPaper
from tests.notifications.office_templates import (
    HEAD,
    RED,
    as_bytes,
    in_a_text_box,
    opened,
    parts_of,
    red_head,
    template,
    with_styles,
)
from tests.notifications.printed import pages_of
from tests.notifications.test_summary_wide import as_pdf
from tests.notifications.whole_paper import whole_paper
from tests.workflows.playing import picture

WORDING = Wording(
    name="进展情况汇总〔2026〕1号", title="签发的标题", foreword="总体平稳。", passages={},
    issued_on=date(2026, 1, 20), issued_by="王主任", corrects=1, changes=["任务8由绿变黄。"],
)  # fmt: skip


@pytest.fixture(scope="module")
def paper() -> Paper:
    return whole_paper()


@pytest.fixture(scope="module")
def signed(paper: Paper) -> Paper:
    return worded(paper)


def worded(paper: Paper, **changes: Any) -> Paper:
    """Return the paper in the words it was signed in, or a foreword of a test's own."""
    own = {each.name: getattr(paper, each.name) for each in fields(paper)}
    return WordedPaper(**own, worded=replace(WORDING, **changes))


def filled(content: bytes, paper: Paper, number: int | None = 2, issued: bool = False) -> Document:
    return opened(fill_docx(content, paper, Edition(paper, number, issued)))


def lines(document: Document) -> list[str]:
    return [each.text for each in document.paragraphs]


def headings(document: Document, level: int = 1) -> list[str]:
    name = f"Heading {level}"
    return [each.text for each in document.paragraphs if each.style and each.style.name == name]


def heads(document: Document) -> list[str]:
    return [each.text for each in document.sections[0].header.paragraphs]


def test_every_chapter_belongs_to_one_field() -> None:
    """A chapter that no field gives could not be had by an office that arranges them itself."""
    of_fields = [each for chapters in CHAPTERS_OF.values() for each in chapters]
    assert sorted(map(id, of_fields)) == sorted(map(id, (*CHAPTERS, *ANNEXES)))
    assert set(CHAPTERS_OF) == {each.name for each in BLOCKS} - {WHOLE}


def test_every_text_field_is_given(paper: Paper) -> None:
    assert set(texts_of(paper, Edition(paper, 2))) == {each.name for each in TEXTS}


def test_the_whole_outline_stands_where_the_field_stood(paper: Paper) -> None:
    document = filled(red_head(), paper)
    said = [each for each in lines(document) if each]
    assert said[0] == HEAD
    assert said[2] == "2025年第4季度进展情况汇总"
    assert said[3].startswith("报告期为2025年10月1日")
    assert said[-1] == "（此件发各成员单位）"
    expected = [each.text for each in outline(paper) if getattr(each, "level", 0) == 1]
    assert headings(document) == expected
    assert expected[:2] == ["一、总体情况", "二、各部分进展"]
    everything = "".join(part.decode("utf-8", "ignore") for part in xml_of(document))
    assert "{{" not in everything
    assert "｛｛" not in everything


def xml_of(document: Document) -> list[bytes]:
    return [each for name, each in parts_of(as_bytes(document)).items() if name.endswith(".xml")]


def test_text_fields_are_written_in_tables_headers_and_split_runs(paper: Paper) -> None:
    document = filled(red_head(), paper)
    assert document.tables[0].cell(0, 0).text == "2025年第4季度"
    assert document.tables[0].cell(0, 1).text == "截至2026年1月16日 10:00"
    assert heads(document) == ["2025年第4季度进展情况汇总　底稿（第2稿）"]
    title = next(each for each in document.paragraphs if each.text == "2025年第4季度进展情况汇总")
    assert [each.bold for each in title.runs if each.text] == [True]


def test_a_text_box_is_filled_for_older_programs_too(paper: Paper) -> None:
    (xml,) = [
        each for each in xml_of(filled(in_a_text_box("期：{{周期}}"), paper)) if b"Fallback" in each
    ]
    assert xml.decode().count("期：2025年第4季度") == 2


def test_two_fields_of_one_line_keep_the_words_around(paper: Paper) -> None:
    document = filled(template("第{{周期}}（{{规划}}）{{文号}}。", "{{指标}}"), paper)
    assert lines(document)[0] == f"第{paper.label}（{paper.plan_title}）。"


def test_a_draft_has_no_number_and_what_is_issued_has_it(paper: Paper, signed: Paper) -> None:
    line = "{{文号}}|{{签发人}}|{{签发日期}}|{{稿次}}|{{标题}}"
    content = template(line, "{{正文}}")
    assert lines(filled(content, paper))[0] == "|||底稿（第2稿）|2025年第4季度进展情况汇总"
    issued = lines(filled(content, signed, issued=True))
    assert issued[0] == "进展情况汇总〔2026〕1号|王主任|2026年1月20日||签发的标题"
    assert "总体平稳。" in issued
    # A paper under way has words, and is a draft all the same.
    assert lines(filled(content, signed))[0].startswith("|||底稿（进展情况汇总〔2026〕1号）")


def test_chapters_stand_in_the_offices_order_and_are_numbered_through(paper: Paper) -> None:
    document = filled(template("{{指标}}", "以上为指标。", "{{总体情况}}", "{{附件}}"), paper)
    numbered = headings(document)
    assert numbered[:2] == ["一、指标完成情况", "二、总体情况"]
    assert numbered[2:] == ["附1：各项任务报送内容", "附2：引用的报告版本"]
    said = lines(document)
    assert said.index("一、指标完成情况") < said.index("以上为指标。") < said.index("二、总体情况")


def test_the_foreword_and_the_correction_are_never_left_out(signed: Paper) -> None:
    said = lines(filled(template("{{指标}}", "{{总体情况}}"), signed, issued=True))
    assert said[0] == "总体平稳。"
    assert "一、更正说明" in said
    assert "任务8由绿变黄。" in said
    placed = lines(filled(template("{{指标}}", "{{按语}}"), signed, issued=True))
    assert placed.count("总体平稳。") == 1
    assert placed.index("总体平稳。") > placed.index("一、指标完成情况")


def test_words_that_look_like_a_field_stay_as_they_are(paper: Paper) -> None:
    paper = worded(paper, foreword="请用{{标题}}字段。{{正文}}")
    assert "请用{{标题}}字段。{{正文}}" in lines(filled(template("{{正文}}"), paper, issued=True))


def test_the_templates_own_styles_are_used(paper: Paper) -> None:
    document = filled(red_head(), paper)
    heading = next(each for each in document.paragraphs if each.text == "一、总体情况")
    assert heading.style is not None
    assert heading.style.font.color.rgb == RED
    body = next(each for each in document.paragraphs if each.text.startswith("应报"))
    assert body.paragraph_format.first_line_indent == Pt(32)
    assert {each.style.name for each in document.tables if each.style} == {"Table Grid"}


def test_styles_made_for_it_by_name_are_used_before_ours(paper: Paper) -> None:
    own = (("汇总表格", WD_STYLE_TYPE.TABLE), ("表格文字", WD_STYLE_TYPE.PARAGRAPH))
    document = filled(with_styles(own, "{{正文}}"), paper)
    assert {each.style.name for each in document.tables if each.style} == {"汇总表格"}
    cell = document.tables[0].cell(0, 0).paragraphs[0]
    assert cell.style is not None
    assert cell.style.name == "表格文字"


def test_what_the_template_lacks_is_ours(paper: Paper) -> None:
    document = opened(template("{{正文}}"))
    for style in [each for each in document.styles if str(each.name).startswith("Heading")]:
        style.delete()
    document.styles["Table Grid"].delete()
    result = filled(as_bytes(document), paper)
    assert headings(result)[0] == "一、总体情况"
    level = result.styles["Heading 2"].element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    assert level is not None
    assert level.get(qn("w:val")) == "1"
    assert result.tables[0].style is not None
    assert result.tables[0].style.element.findall(f".//{qn('w:insideH')}")


def test_a_heading_that_numbers_itself_is_not_numbered_by_us(paper: Paper) -> None:
    document = opened(template("{{总体情况}}", "{{附件}}"))
    properties: Any = document.styles["Heading 1"].element.get_or_add_pPr()
    numbers = f'<w:numPr {nsdecls("w")}><w:numId w:val="3"/></w:numPr>'
    properties.insert(0, parse_xml(numbers))
    result = filled(as_bytes(document), paper)
    assert headings(result)[0] == "总体情况"
    annex = next(each for each in result.paragraphs if each.text.startswith("附1："))
    assert annex._p.xpath("w:pPr/w:numPr/w:numId/@w:val") == ["0"]


@pytest.mark.parametrize("how", ["format", "break"])
def test_a_field_that_begins_a_page_begins_it_once(paper: Paper, how: str) -> None:
    document = opened(template("{{总体情况}}", "{{附件}}"))
    annex = document.paragraphs[1]
    if how == "format":
        annex.paragraph_format.page_break_before = True
    else:
        annex.runs[0]._r.insert(0, new("br", type="page"))
    begin = [
        each.text
        for each in filled(as_bytes(document), paper).paragraphs
        if each.paragraph_format.page_break_before
    ]
    assert begin == ["附1：各项任务报送内容"]


def test_a_drawing_in_the_fields_paragraph_stays(paper: Paper) -> None:
    document = opened(template("{{总体情况}}", "完"))
    document.paragraphs[0].add_run().add_picture(BytesIO(picture()))
    result = filled(as_bytes(document), paper)
    assert len(result.inline_shapes) == 1
    assert "{{" not in "".join(lines(result))


def test_a_field_that_ends_a_section_leaves_its_end(paper: Paper) -> None:
    document = opened(template("{{总体情况}}"))
    section = document.add_section()
    document.paragraphs[0]._p.get_or_add_pPr().append(document.paragraphs[1]._p.pPr.sectPr)
    document.paragraphs[1]._p.getparent().remove(document.paragraphs[1]._p)
    document.add_paragraph("完")
    section.left_margin = Mm(40)
    result = filled(as_bytes(document), paper)
    assert [round((each.left_margin or 0) / Mm(1)) for each in result.sections] == [28, 40]
    assert lines(result)[-2:] == ["", "完"]


def test_heading_rows_repeat(paper: Paper) -> None:
    table = filled(template("{{总体情况}}"), paper).tables[0]
    assert table.rows[0]._tr.xpath("w:trPr/w:tblHeader")


@pytest.mark.parametrize(
    "header, footer, above",
    [
        ("", "", ["底稿（第2稿）"]),
        ("内部资料", "", ["底稿（第2稿）", "内部资料"]),
        ("{{稿次}}", "", ["底稿（第2稿）"]),
        ("内部资料", "{{稿次}}", ["内部资料"]),
    ],
)
def test_a_draft_is_marked_on_every_page_whatever_the_template(
    paper: Paper, header: str, footer: str, above: Sequence[str]
) -> None:
    document = filled(template("{{稿次}}", "{{正文}}", header=header, footer=footer), paper)
    assert heads(document) == above


def test_first_and_even_pages_are_marked_too(paper: Paper) -> None:
    document = opened(template("{{正文}}", header="{{稿次}}"))
    document.settings.odd_and_even_pages_header_footer = True
    document.sections[0].different_first_page_header_footer = True
    section = filled(as_bytes(document), paper).sections[0]
    of_pages = (section.first_page_header, section.even_page_header, section.header)
    assert [each.paragraphs[0].text for each in of_pages] == ["底稿（第2稿）"] * 3


def test_what_is_issued_is_not_marked_but_fiction_is(paper: Paper, signed: Paper) -> None:
    assert heads(filled(template("{{正文}}"), signed, issued=True)) == [""]
    demo = worded(replace(paper, demo=True))
    assert heads(filled(template("{{正文}}"), demo, issued=True)) == ["演示数据，非真实情况"]
    assert heads(filled(template("{{正文}}"), demo))[0].startswith("演示数据，非真实情况　底稿")
    assert lines(filled(template("{{标题}}", "{{正文}}"), demo))[0].startswith("（演示）")


def test_the_same_facts_and_template_give_the_same_bytes(paper: Paper) -> None:
    content, edition = red_head(), Edition(paper, 2)
    assert fill_docx(content, paper, edition) == fill_docx(content, paper, edition)


def test_a_template_without_content_is_not_filled(paper: Paper) -> None:
    with pytest.raises(NotFilled):
        fill_docx(template("{{标题}}"), paper, Edition(paper, 2))


def test_pages_that_lie_across_turn_alone_and_the_section_goes_on(
    paper: Paper, tmp_path: Path
) -> None:
    document = opened(red_head())
    document.sections[0]._sectPr.append(parse_xml(f'<w:pgNumType {nsdecls("w")} w:start="5"/>'))
    content = fill_docx(as_bytes(document), paper, Edition(paper, 2))
    result = opened(content)
    assert [int(each.orientation) for each in result.sections] == [0, 1, 0, 1, 0]
    upright, across = result.sections[0], result.sections[1]
    assert (across.left_margin, across.top_margin) == (upright.bottom_margin, upright.left_margin)
    firsts = [each.different_first_page_header_footer for each in result.sections]
    assert firsts == [True, False, False, False, False]
    starts = [each._sectPr.xpath("w:pgNumType/@w:start") for each in result.sections]
    assert starts == [["5"], [], [], [], []]
    pages = pages_of(as_pdf(content, tmp_path))
    shapes = [page.width > page.height for page in pages]
    assert shapes[0] is shapes[-1] is False
    assert True in shapes
    assert pages[0].head.text == "底稿（第2稿）"
    assert {page.head.text for page in pages[1:]} == {"2025年第4季度进展情况汇总底稿（第2稿）"}
    assert {page.foot.text for page in pages[1:]} == {"内部资料"}
    assert all(len(page.lines) > 2 for page in pages)


def letters_of(pdf: bytes, folder: Path) -> str:
    """Return what pdftotext reads of a PDF, without spaces."""
    (folder / "read.pdf").write_bytes(pdf)
    command = ["pdftotext", str(folder / "read.pdf"), "-"]
    read = subprocess.run(command, check=True, capture_output=True)
    return "".join(read.stdout.decode().split())


def test_all_that_was_poured_in_is_printed(paper: Paper, tmp_path: Path) -> None:
    printed = as_pdf(fill_docx(red_head(), paper, Edition(paper, 2)), tmp_path)
    letters = letters_of(printed, tmp_path)
    for said in (HEAD, "截至2026年1月16日10:00", "一、总体情况", "附2：引用的报告版本"):
        assert said in letters
    assert letters.endswith("（此件发各成员单位）内部资料")
    assert not {"{", "}", "｛", "｝"} & set(letters)


def test_a_chapter_that_lies_across_may_be_all_there_is(paper: Paper, tmp_path: Path) -> None:
    bare = replace(paper, course=[])
    content = fill_docx(template("{{任务一览}}"), bare, Edition(bare, 2))
    pages = pages_of(as_pdf(content, tmp_path))
    assert [page.width > page.height for page in pages][-1]
    assert all(len(page.lines) > 1 for page in pages)


def test_a_narrow_page_makes_tables_and_charts_narrower(paper: Paper) -> None:
    document = opened(template("{{各单位}}"))
    section = document.sections[0]
    section.left_margin = section.right_margin = Mm(60)
    result = filled(as_bytes(document), paper)
    widths = [column.width or 0 for column in result.tables[0].columns]
    assert sum(widths) <= Mm(91)
    rates, matrix = result.inline_shapes
    assert rates.width <= Mm(91)
    # Turned, the wide margins are above and below.
    assert Mm(75) < matrix.height <= Mm(81)
    # Or LibreOffice keeps a distance beside it, and cuts off as much of the picture.
    assert {shape._inline.get("distL") for shape in result.inline_shapes} == {"0"}
