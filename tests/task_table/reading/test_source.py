"""A file becomes clean lines, or is refused with a sentence that says what to do."""

from pathlib import Path

import pytest

from task_table.importing.reading import NotAPlan, read_file, read_plan, to_lines
from task_table.importing.reading.source import MAX_BYTES

TEXT = "序号\t重点工作任务\t责任单位\n1\t甲。\t市残联\n备注：列第一位的为牵头单位"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_usual_encodings_read_alike(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode(encoding))
    assert read_file(path).tasks == read_plan(TEXT.split("\n")).tasks


def test_page_breaks_keep_the_count_of_lines() -> None:
    assert to_lines("甲\n\f乙\f丙".encode()) == ("甲", "乙", "丙")


def test_wide_and_hard_spaces_become_plain_and_invisible_ones_vanish() -> None:
    assert to_lines("甲\u3000乙\u00a0丙\u200b丁".encode()) == ("甲 乙 丙丁",)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "文件是空的"),
        (b" \r\n\t\n", "文件是空的"),
        (b"PK\x03\x04" + b"\x00" * 40, "Word、Excel 文档"),
        (b"%PDF-1.7\n...", "PDF 文件"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "不是文本"),
        (b"\x00\x01\x02\xff", "不是文本"),
        ("只是一封信。".encode(), "没有找到重点工作任务分工表"),
        ("序号\t重点工作任务\t责任单位\n".encode(), "没有读到任何一项任务"),
        ("指标\t2020年\t2025年\t属性\n1.甲\t1\t2\t约束性\n".encode(), "没有找到重点工作任务分工表"),
    ],
)
def test_what_is_not_a_plan_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(NotAPlan, match=said):
        read_file(path)


def test_too_large_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(NotAPlan, match="文件超过 20 MB"):
        read_file(path)


def test_a_path_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAPlan, match="找不到文件"):
        read_file(tmp_path / "没有.txt")
    with pytest.raises(NotAPlan, match="是一个文件夹"):
        read_file(tmp_path)
    with pytest.raises(NotAPlan, match="打不开文件"):
        read_file("a\0b")
