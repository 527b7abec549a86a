"""Which kinds of file are taken, what each is by its content, and under which names (no Django)."""

from dataclasses import dataclass
from enum import StrEnum, auto
from pathlib import Path

LONGEST_NAME = 100
# So many first bytes tell what a file is.
HEAD = 4096


class Unfit(Exception):
    """A file that is not taken; the message says why and what to do."""


class Family(StrEnum):
    """What a file is made of, as its first bytes say."""

    PDF = auto()
    ZIP = auto()
    OLE = auto()
    JPG = auto()
    PNG = auto()
    MP4 = auto()


@dataclass(frozen=True)
class Kind:
    """A kind of file: its name for people, what it is made of, its media type."""

    label: str
    family: Family
    mime: str


KINDS = {
    "pdf": Kind("PDF 文档", Family.PDF, "application/pdf"),
    "doc": Kind("Word 文档", Family.OLE, "application/msword"),
    "docx": Kind(
        "Word 文档",
        Family.ZIP,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "xls": Kind("Excel 表格", Family.OLE, "application/vnd.ms-excel"),
    "xlsx": Kind(
        "Excel 表格",
        Family.ZIP,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "ppt": Kind("演示文稿", Family.OLE, "application/vnd.ms-powerpoint"),
    "pptx": Kind(
        "演示文稿",
        Family.ZIP,
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    "wps": Kind("WPS 文字", Family.OLE, "application/octet-stream"),
    "et": Kind("WPS 表格", Family.OLE, "application/octet-stream"),
    "ofd": Kind("OFD 版式文件", Family.ZIP, "application/ofd"),
    "jpg": Kind("图片", Family.JPG, "image/jpeg"),
    "png": Kind("图片", Family.PNG, "image/png"),
    "mp4": Kind("视频", Family.MP4, "video/mp4"),
}
ALLOWED = "、".join(KINDS)
# What carries no text that can be read: looked at for being whole, not for words.
WITHOUT_WORDS = {Family.JPG, Family.PNG, Family.MP4}

SIGNATURES: tuple[tuple[int, bytes, Family], ...] = (
    (0, b"%PDF-", Family.PDF),
    (0, b"PK\x03\x04", Family.ZIP),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Family.OLE),
    (0, b"\xff\xd8\xff", Family.JPG),
    (0, b"\x89PNG\r\n\x1a\n", Family.PNG),
    (4, b"ftyp", Family.MP4),
)
# Others that are sent often, told by name so that people understand the answer.
OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "可执行程序"),
    (b"\x7fELF", "可执行程序"),
    (b"#!", "程序脚本"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"GIF8", "GIF 图片"),
    (b"{\\rtf", "RTF 文档"),
    (b"<", "网页或 XML 文件"),
)
LABELS = {
    Family.PDF: "PDF 文档",
    Family.ZIP: "压缩格式的文件",
    Family.OLE: "旧版 Office 或 WPS 文档",
    Family.JPG: "jpg 图片",
    Family.PNG: "png 图片",
    Family.MP4: "mp4 视频",
}
# By their names: what to do instead.
ADVICE = {
    **dict.fromkeys(
        ("docm", "xlsm", "pptm", "dotm", "xltm", "xlsb"),
        "这种文件带有宏，不收。请另存为不带宏的 docx、xlsx 或 pptx 再上传。",
    ),
    **dict.fromkeys(
        ("zip", "rar", "7z", "gz", "tar"), "不收压缩包。请解压后把里面的文件逐个上传。"
    ),
    "jpeg": "请把扩展名 .jpeg 改为 .jpg 再上传。",
    **dict.fromkeys(
        ("heic", "bmp", "gif", "tif", "tiff", "webp"), "请把图片另存为 jpg 或 png 再上传。"
    ),
    **dict.fromkeys(("mov", "avi", "wmv", "mkv"), "请把视频转为 mp4 再上传。"),
    **dict.fromkeys(("txt", "rtf", "html", "csv"), "请另存为 docx、xlsx 或 pdf 再上传。"),
    "dps": "请另存为 ppt、pptx 或 pdf 再上传。",
}


def check_name(name: str) -> str:
    """Return a file's name as it is kept; Chinese stays as it is.

    >>> check_name(" 第四季度 补贴发放表（定稿）.XLSX ")
    '第四季度 补贴发放表（定稿）.XLSX'
    """
    name = name.strip()
    if len(name) > LONGEST_NAME:
        raise Unfit(f"文件名有{len(name)}个字，太长了。请改到{LONGEST_NAME}个字以内再上传。")
    if any(letter in name for letter in '/\\:*?"<>|') or ".." in name:
        raise Unfit('文件名里有路径或 / \\ : * ? " < > | 等符号，请改名后再上传。')
    if not name or name.startswith("."):
        raise Unfit("文件没有名字，请取一个能看出内容的名字再上传。")
    if not all(letter.isprintable() or letter == "\u3000" for letter in name):
        raise Unfit("文件名里有看不见的控制字符，显示的名字可能是假的。请重新取名后再上传。")
    return name


def kind_of(name: str) -> str:
    """Return the kind a file's name claims: its extension in small letters, if it is taken.

    >>> kind_of("方案.PDF")
    'pdf'
    """
    suffix = Path(name).suffix.lower().removeprefix(".")
    if suffix in KINDS:
        return suffix
    if not suffix:
        raise Unfit(f"文件没有扩展名，看不出是什么文件。可以上传：{ALLOWED}。")
    raise Unfit(ADVICE.get(suffix, f"不收 .{suffix} 文件。可以上传：{ALLOWED}。"))


def family_of(head: bytes) -> Family | None:
    """Return what a file is made of, by its first bytes; None for anything not taken."""
    for place, signature, family in SIGNATURES:
        if head[place : place + len(signature)] == signature:
            return family
    # PDF allows other bytes before its head (ISO 32000-1, annex H 3.4.1).
    return Family.PDF if b"%PDF-" in head[:1024] else None


def check_family(kind: str, head: bytes) -> Family:
    """Raise Unfit unless the content is of the family the name claims.

    A docx, xlsx or pptx with a password is an OLE file: whether it is one, looking into it says.
    """
    found, claimed = family_of(head), KINDS[kind].family
    if found == claimed or (found == Family.OLE and claimed == Family.ZIP):
        return found
    raise Unfit(mismatch(kind, LABELS[found] if found else _other(head)))


def mismatch(kind: str, content: str) -> str:
    """Return the sentence for a name that does not fit its content."""
    seems = f"像是{content}" if content else "认不出来，文件可能已损坏"
    return (
        f"文件名是 .{kind}，内容却{seems}。请用原来的软件打开，"
        f"另存为真正的 {kind} 文件再上传，不要只改扩展名。"
    )


def _other(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t")
    return next((label for signature, label in OTHERS if start.startswith(signature)), "")
