"""What a file may be: every kind whole, each fault with its own sentence, any damage refused."""

from io import BytesIO
from pathlib import Path
from random import Random

import pytest

from tests.workflows.evidence import samples
from tests.workflows.evidence.samples import CERTIFICATE, CITIZEN, WHOLE
from workflows.evidence import looking, reading
from workflows.evidence.kinds import (
    HEAD,
    KINDS,
    WITHOUT_WORDS,
    Unfit,
    check_family,
    check_name,
    kind_of,
)
from workflows.evidence.packages import words_of_package
from workflows.evidence.reading import check_content

XML_BOMB = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>'
VBA = '<Override PartName="/word/vbaProject.bin" ContentType="x.macroEnabled.main+xml"/>'


def short(value: object) -> str:
    """Name a case by its words; a file's bytes say nothing."""
    return value if isinstance(value, str) else "bytes"


def written(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


def looked_into(folder: Path, kind: str, content: bytes) -> None:
    """Judge a file as the child does, here: a process a file would take the suite's time."""
    path = written(folder, content)
    family = check_family(kind, content[:HEAD])
    if family in WITHOUT_WORDS:
        check_content(path, kind)
    else:
        looking.look(kind, path)


def test_every_kind_of_the_list_is_tried() -> None:
    assert set(WHOLE) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_file_is_taken(tmp_path: Path, kind: str) -> None:
    looked_into(tmp_path, kind, WHOLE[kind])


@pytest.mark.parametrize(
    "kind, content",
    [
        ("pdf", samples.pdf(f"ID {CITIZEN} paid")),
        ("docx", samples.docx(["补贴对象", CITIZEN[:6], CITIZEN[6:], "已发放"])),
        ("xlsx", samples.xlsx(CERTIFICATE)),
        ("pptx", samples.pptx(CITIZEN)),
        ("ofd", samples.ofd(f"证号{CITIZEN}已发")),
        ("doc", samples.doc(f"证号{CITIZEN}。")),
        ("wps", samples.doc(f"证号{CERTIFICATE}。")),
        ("xls", samples.xls(f"姓名,{CITIZEN},金额")),
        ("et", samples.xls(f"证号 {CITIZEN}")),
        ("ppt", samples.ppt(f"证号{CITIZEN}。")),
        ("docx", samples.office("docx", {"word/embeddings/1.xlsx": samples.xlsx(CITIZEN)})),
        ("pptx", samples.office("pptx", {"ppt/embeddings/1.bin": samples.xls(f" {CITIZEN} ")})),
    ],
    ids=short,
)  # fmt: skip
def test_a_citizens_number_is_found_in_every_kind_that_can_be_read(
    tmp_path: Path, kind: str, content: bytes
) -> None:
    with pytest.raises(Unfit, match=r"个人证件号码（110105….*遮盖") as said:
        looked_into(tmp_path, kind, content)
    assert CITIZEN not in str(said.value)


@pytest.mark.parametrize(
    "kind, content, words",
    [
        ("pdf", b"MZ\x90\x00program", "可执行程序"),
        ("docx", WHOLE["ofd"], "像是 ofd 文件"),
        ("ofd", WHOLE["docx"], "像是 docx 文件"),
        ("docx", samples.package({"a.txt": b"a"}), "像是压缩包"),
        ("xls", WHOLE["doc"], "像是 doc 文件"),
        ("xls", b"<html><table></table></html>", "网页或 XML 文件"),
        ("png", WHOLE["jpg"], "像是jpg 图片"),
        ("doc", b"\x00\x01\x02 nothing known", "认不出来"),
        ("docx", samples.office("docx", {}, types=VBA), "带有宏"),
        ("doc", samples.ole({"WordDocument": b"", "_VBA_PROJECT": b""}), "带有宏"),
        ("ppt", samples.ppt("", macros=1), "带有宏"),
        ("docx", samples.ole({"EncryptedPackage": b""}), "密码"),
        ("pdf", samples.pdf("x", trailer=samples.LOCKED), "密码"),
        ("doc", samples.doc("", flags=0x0100), "密码"),
        ("xls", samples.xls("", first=b"\x2f\x00\x02\x00\x00\x00"), "密码"),
        ("docx", samples.office("docx", {"word/document.xml": XML_BOMB}), "内部结构异常"),
        ("mp4", samples.mp4(b"qt  "), "mov"),
    ],
    ids=short,
)
def test_a_fault_has_its_own_sentence(
    tmp_path: Path, kind: str, content: bytes, words: str
) -> None:
    with pytest.raises(Unfit, match=words):
        looked_into(tmp_path, kind, content)


def test_a_zip_bomb_is_refused_by_what_it_says_of_itself() -> None:
    parts = {f"word/{number}.xml": bytes(40 * 2**20) for number in range(8)}
    bomb = samples.office("docx", parts)
    assert len(bomb) < 2**20
    with pytest.raises(Unfit, match="内部结构异常"):
        list(words_of_package(BytesIO(bomb), "docx"))


def test_packages_within_packages_have_an_end() -> None:
    content = samples.xlsx("内层")
    for _ in range(4):
        content = samples.office("docx", {"word/embeddings/1.docx": content})
    with pytest.raises(Unfit, match="层数过多"):
        list(words_of_package(BytesIO(content), "docx"))


# Kinds whose end, cut off, is missed; PDFium mends a PDF's table of references, as readers do.
CUT = sorted(set(KINDS) - {"pdf"})


@pytest.mark.parametrize("kind", CUT)
def test_a_file_cut_short_is_refused(tmp_path: Path, kind: str) -> None:
    with pytest.raises(Unfit):
        looked_into(tmp_path, kind, WHOLE[kind][: len(WHOLE[kind]) * 2 // 3])


@pytest.mark.parametrize("kind", KINDS)
def test_damage_of_any_sort_ends_in_a_sentence_or_in_a_file_that_is_still_one(
    tmp_path: Path, kind: str
) -> None:
    """Forty wounds by a recorded seed: never another error, which a page would answer with 500."""
    chance = Random(f"damage {kind}")  # noqa: S311
    refused = 0
    for _ in range(40):
        said = judged(tmp_path, kind, wounded(WHOLE[kind], chance))
        assert said == "" or said.endswith("。")
        refused += bool(said)
    assert refused


def judged(folder: Path, kind: str, content: bytes) -> str:
    try:
        looked_into(folder, kind, content)
    except Unfit as unfit:
        return str(unfit)
    return ""


def wounded(content: bytes, chance: Random) -> bytes:
    """Return the content cut off, overwritten, filled with zeros, doubled or turned about."""
    place = chance.randrange(len(content))
    long = chance.randrange(1, 200)
    return chance.choice(
        (
            content[:place],
            content[:place] + chance.randbytes(long) + content[place + long :],
            content[:place] + bytes(long) + content[place + long :],
            content[place:] + content[:place],
            content[:place] + content[place + long :],
        )
    )


@pytest.mark.parametrize("kind", ["docx", "xls", "pdf"])
def test_the_child_process_judges_as_it_does_here(tmp_path: Path, kind: str) -> None:
    check_content(written(tmp_path, WHOLE[kind]), kind)
    broken = WHOLE[kind][:600] if kind == "xls" else WHOLE[kind][:30]
    with pytest.raises(Unfit, match="损坏"):
        check_content(written(tmp_path, broken), kind)


def test_a_child_that_takes_too_long_or_too_much_refuses_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, WHOLE["docx"])
    monkeypatch.setattr(reading, "WAITED", 0.001)
    with pytest.raises(Unfit, match="读不完"):
        check_content(path, "docx")


def test_the_child_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody:secret@127.0.0.1/zeren")
    assert "secret" not in str(reading.environment())


@pytest.mark.parametrize(
    "name, words",
    [
        ("", "没有名字"),
        (".pdf", "没有名字"),
        ("长" * 97 + ".pdf", "太长"),
        ("../../etc/passwd.pdf", "路径"),
        ("C:\\桌面\\方案.pdf", "路径"),
        ("方案\x07.pdf", "控制字符"),
        ("方案\u202efdp.exe", "控制字符"),
        ("方案\u200b.pdf", "控制字符"),
    ],
)
def test_a_name_that_misleads_is_refused(name: str, words: str) -> None:
    with pytest.raises(Unfit, match=words):
        check_name(name)


@pytest.mark.parametrize(
    "name", ["（定稿）第四季度\u3000补贴发放表.xlsx", "𠮷林照片 1.png", "a" * 96 + ".pdf"]
)
def test_chinese_names_are_kept_as_they_are(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize(
    "name, words",
    [
        ("方案.docm", "带有宏"), ("材料.zip", "解压"), ("照片.heic", "另存为 jpg"),
        ("照片.jpeg", "改为 .jpg"), ("程序.exe", "不收 .exe 文件"), ("材料", "没有扩展名"),
    ],
)  # fmt: skip
def test_a_kind_that_is_not_taken_is_told_what_to_do(name: str, words: str) -> None:
    with pytest.raises(Unfit, match=words):
        kind_of(name)
