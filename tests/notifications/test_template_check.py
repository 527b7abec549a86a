"""The check of an office's template: what it has, lacks and names wrongly, and what is refused."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx.enum.section import WD_SECTION

from notifications.summary_templates.asking import UNREADABLE, examined
from notifications.summary_templates.found import Found, found_of
from notifications.summary_templates.judging import faults_of, lines_of, notes_of
from tests.notifications.office_templates import (
    as_bytes,
    changed,
    in_a_text_box,
    in_pieces,
    instructed,
    opened,
    packed_from,
    parts_of,
    red_head,
    related,
    template,
)
from tests.workflows.evidence.samples import CITIZEN, WHOLE, ole
from workflows.evidence.kinds import Unfit
from workflows.evidence.packages import SUSPICIOUS

MARKED = {"header": "{{稿次}}"}


@pytest.fixture
def check(tmp_path: Path) -> "Check":
    return Check(tmp_path)


class Check:
    """Has a file looked into by the real child."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "template"

    def __call__(self, content: bytes) -> Found:
        self.path.write_bytes(content)
        return examined(self.path)

    def refused(self, content: bytes) -> str:
        with pytest.raises(Unfit) as refusal:
            self(content)
        return str(refusal.value)


def names(found: Found) -> list[str]:
    return [each.name for each in found.spots]


def test_fields_are_found_in_paragraphs_tables_headers_and_over_split_runs(check: Check) -> None:
    found = check(red_head())
    assert names(found) == [
        "文号", "签发人", "签发日期", "标题", "周期", "截至时间", "正文", "标题", "稿次", "稿次",
    ]  # fmt: skip
    assert (faults_of(found), notes_of(found)) == ([], [])
    assert found.of("标题")[0].where == "正文第3段“{{标题}}”"
    assert found.of("周期")[0].where == "正文第1个表格第1行第1格“{{周期}}”"
    assert {each.part for each in found.of("稿次")} == {"header"}


def test_full_width_braces_and_spaces_make_the_same_field(check: Check) -> None:
    found = check(template("｛｛ 标题　｝｝", "{{正文}}", "{｛周期}｝"))
    assert names(found) == ["标题", "正文", "周期"]


def test_a_text_box_is_told_once(check: Check) -> None:
    found = check(in_a_text_box("{{文号}}"))
    assert [each.where for each in found.of("文号")] == ["正文的文本框“{{文号}}”"]


def test_what_is_found_is_plain_data_and_comes_back(check: Check) -> None:
    found = check(template("{{标题}}", "{{正文", "{{正文}}"))
    assert found_of(found.as_data()).as_data() == found.as_data()


def test_each_field_is_told_as_had_or_with_what_follows(check: Check) -> None:
    lines = {each.field.name: each for each in lines_of(check(template("{{标题}}", "{{正文}}")))}
    told = {name: (each.word, each.said) for name, each in lines.items()}
    assert told["标题"] == ("有", "正文第1段“{{标题}}”")
    assert told["文号"] == ("没有", "不写这一项")
    assert told["指标"] == ("已含", "在{{正文}}里")
    assert lines["稿次"].said == "底稿的每页页眉由系统加上“底稿”字样"


def test_without_title_and_mark_it_says_what_follows(check: Check) -> None:
    found = check(template("{{正文}}"))
    assert faults_of(found) == []
    assert notes_of(found) == [
        "没有{{标题}}：文件里没有汇总的标题。",
        "没有{{稿次}}：底稿的每页页眉由系统加上“底稿”字样。",
    ]


def test_a_mark_in_the_text_alone_is_not_on_every_page(check: Check) -> None:
    (note,) = notes_of(check(template("{{标题}}{{稿次}}", "{{正文}}")))
    assert "不在页眉、页脚里" in note


def test_single_chapters_will_do_and_the_others_are_named(check: Check) -> None:
    found = check(template("{{标题}}", "{{指标}}", "{{总体情况}}", **MARKED))
    assert faults_of(found) == []
    lacking, foreword = notes_of(found)
    assert "{{各部分进展}}" in lacking
    assert "{{指标}}" not in lacking
    assert "PDF和Excel里仍有" in lacking
    assert foreword == "没有{{按语}}：签发时的按语和更正说明放在第一章之前。"


@pytest.mark.parametrize(
    "lines, said",
    [
        (("{{标题}}",), "没有{{正文}}，也没有任何一章的字段"),
        (("{{按语}}",), "没有{{正文}}，也没有任何一章的字段"),
        (("{{正文}}", "第{{标提}}"), "{{标提}}这个字段（正文第2段“第{{标提}}”）。是不是{{标题}}"),
        (("{{正文}}", "{{电话}}"), "请改成下面列出的字段，或删去"),
        (("{{正文}}", "{{标题}"), "“{{标题}”不是完整的字段（正文第2段）"),
        (("{{正文}}", "{标题}"), "“{标题}”不是完整的字段（正文第2段）"),
        (("以下为{{正文}}",), "{{正文}}要独占一段（正文第1段"),
        (("{{指标}}", "{{指标}}"), "{{指标}}写了2次（正文第1段“{{指标}}”、正文第2段“{{指标}}”）"),
        (("{{正文}}", "{{指标}}"), "{{正文}}已包含{{指标}}（正文第2段“{{指标}}”）"),
        (("{{导语}}", "{{正文}}"), "{{正文}}已包含{{导语}}（正文第1段“{{导语}}”）"),
    ],
)  # fmt: skip
def test_what_must_be_mended_is_told_with_its_place(
    check: Check, lines: tuple[str, ...], said: str
) -> None:
    assert said in "".join(faults_of(check(template(*lines))))


def test_a_block_has_no_place_in_a_header_or_a_table(check: Check) -> None:
    assert "{{正文}}不能放在表格" in faults_of(check(template("{{指标}}", header="{{正文}}")))[0]
    document = opened(template("{{正文}}"))
    document.add_table(1, 1).cell(0, 0).text = "{{指标}}"
    (in_table, twice) = faults_of(check(as_bytes(document)))
    assert "正文第1个表格第1行第1格“{{指标}}”" in in_table
    assert "已包含" in twice


def test_revisions_left_in_it_are_told(check: Check) -> None:
    inserted = b'<w:ins w:id="1" w:author="x"><w:r><w:t>'
    content = template("{{标题}}", "{{正文}}", "KEPT", **MARKED)
    content = changed(content, "word/document.xml", b"<w:r><w:t>KEPT", inserted + b"KEPT")
    content = changed(
        content, "word/document.xml", b"KEPT</w:t></w:r>", b"KEPT</w:t></w:r></w:ins>"
    )
    (note,) = notes_of(check(content))
    assert "修订痕迹" in note


def test_sections_and_their_headers_are_all_read(check: Check) -> None:
    document = opened(template("{{标题}}", "{{正文}}"))
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.footer.is_linked_to_previous = False
    in_pieces(document, "{{附", "件}}")
    section.footer.paragraphs[0].text = "{{稿次}}"
    found = check(as_bytes(document))
    assert [each.part for each in found.of("稿次")] == ["footer"]
    assert found.of("附件")[0].in_body


@pytest.mark.parametrize(
    "kind, target, said",
    [
        ("attachedTemplate", "file:///C:/Users/wang/red.dotm", "“文档模板”改成 Normal"),
        ("image", "http://example.invalid/a.png", "链接到外部文件"),
        ("oleObject", "file:///C:/a.xlsx", "嵌入了对象"),
        ("hyperlink", "file://server/share/a.docx", "链接到外部文件"),
        ("frame", "http://example.invalid/", "链接到外部文件"),
    ],
)
def test_what_leads_outside_is_refused(check: Check, kind: str, target: str, said: str) -> None:
    assert said in check.refused(related(kind, target))


def test_a_link_to_the_web_or_to_mail_is_only_a_link(check: Check) -> None:
    for target in ("https://www.jiangmen.gov.cn/", "mailto:cgb@example.cn"):
        assert names(check(related("hyperlink", target))) == ["正文"]


@pytest.mark.parametrize("kind", ["oleObject", "package", "aFChunk", "control"])
def test_what_is_embedded_is_refused(check: Check, kind: str) -> None:
    assert "嵌入了对象" in check.refused(related(kind, "embeddings/a.bin", outside=False))


@pytest.mark.parametrize(
    "codes", [("INCLUDETEXT a.docx",), (" INCLUDE", "PICTURE a"), ("DDEAUTO c a",), (" link x ",)]
)
def test_fields_that_read_other_files_are_refused(check: Check, codes: tuple[str, ...]) -> None:
    assert "会读取其他文件的域" in check.refused(instructed(*codes))


def test_page_numbers_and_contents_are_fields_of_words_own(check: Check) -> None:
    found = check(instructed(" PAGE "))
    assert names(found) == ["正文"]
    for code in (' TOC \\o "1-3" ', ' HYPERLINK "https://example.cn/link?database" '):
        assert names(check(instructed(code))) == ["正文"]


def test_macros_are_refused(check: Check) -> None:
    parts = parts_of(template("{{正文}}"))
    assert "宏" in check.refused(packed_from(parts | {"word/vbaProject.bin": b"x"}))
    types = parts["[Content_Types].xml"].replace(
        b"wordprocessingml.document.main+xml", b"wordprocessingml.document.main+xml;macroEnabled"
    )
    assert "宏" in check.refused(packed_from(parts | {"[Content_Types].xml": types}))


def test_other_files_are_refused_by_what_they_are(check: Check) -> None:
    assert "内容却像是PDF 文档" in check.refused(WHOLE["pdf"])
    assert "内容却像是 xlsx 文件" in check.refused(WHOLE["xlsx"])
    assert "内容却像是 doc 文件" in check.refused(WHOLE["doc"])
    assert "密码" in check.refused(ole({"EncryptedPackage": b"x"}))
    assert "已损坏" in check.refused(template("{{正文}}")[:2000])


def test_a_bomb_is_refused_before_it_is_unpacked(check: Check) -> None:
    bomb = parts_of(template("{{正文}}")) | {"word/media/a.png": bytes(50 * 2**20)}
    assert "解压后有 51 MB" in check.refused(packed_from(bomb))
    many = {f"word/media/{number}.png": b"" for number in range(600)}
    assert "部件太多" in check.refused(packed_from(parts_of(template("{{正文}}")) | many))


def test_entities_and_depth_without_end_are_refused(check: Check) -> None:
    doctype = b'<!DOCTYPE a [<!ENTITY b "c">]><w:document'
    content = changed(template("{{正文}}"), "word/document.xml", b"<w:document", doctype)
    assert "内部结构异常" in check.refused(content)
    deep = b"<w:r>" * 5000 + b"</w:r>" * 5000
    content = changed(template("{{正文}}"), "word/document.xml", b"<w:sectPr", deep + b"<w:sectPr")
    assert check.refused(content) in (SUSPICIOUS, UNREADABLE)


def test_a_citizens_number_is_refused(check: Check) -> None:
    assert "个人证件号码" in check.refused(template("{{正文}}", CITIZEN))


def test_a_strict_document_is_told_how_to_save(check: Check) -> None:
    old = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    parts = parts_of(template("{{正文}}"))
    name = "word/document.xml"
    parts[name] = parts[name].replace(old, b"http://purl.oclc.org/ooxml/wordprocessingml/main")
    assert "Strict" in check.refused(packed_from(parts))


def renamed(content: bytes, **parts: str) -> bytes:
    """Return a package with some of its parts under other names, wherever they are named."""
    names = {old.replace("__", "."): new for old, new in parts.items()}
    file = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(file, "w") as after:
        for name in before.namelist():
            data, called = before.read(name), name
            for old, new in names.items():
                data = data.replace(old.encode(), new.encode())
                called = called.replace(old, new)
            after.writestr(called, data)
    return file.getvalue()


def test_a_part_is_looked_into_whatever_it_is_called(check: Check) -> None:
    reading = instructed('INCLUDETEXT "c:\\\\a.docx"')
    hidden = renamed(reading, document__xml="document.part")
    assert check.refused(hidden) == check.refused(reading)


def test_relations_are_looked_into_however_they_are_spelled(check: Check) -> None:
    leading = related("attachedTemplate", "http://example.invalid/x.dotm")
    file = BytesIO()
    with ZipFile(BytesIO(leading)) as before, ZipFile(file, "w") as after:
        for name in before.namelist():
            spelled = name.replace("document.xml.rels", "document.xml.RELS")
            after.writestr(spelled, before.read(name))
    assert check.refused(file.getvalue()) == check.refused(leading)
