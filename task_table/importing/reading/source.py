"""From a file or bytes to clean lines of text, refusing whatever cannot be a plan."""

import codecs
import re
from pathlib import Path
from typing import Final

MAX_BYTES: Final = 20 * 1024 * 1024

_SAVE_AS_TEXT: Final = "请在 Word 或 WPS 中打开，另存为纯文本或 CSV 后再导入。"
_BINARY_OPENINGS: Final = {
    b"PK\x03\x04": "这是 Word、Excel 文档或压缩包",
    b"%PDF": "这是 PDF 文件",
    b"\xd0\xcf\x11\xe0": "这是旧版 Word 或 Excel 文档",
}
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_INVISIBLE: Final = re.compile(r"[\ufeff\u200b-\u200d\u2060\u00ad]")
_WIDE_SPACES: Final = re.compile(r"[\u00a0\u2002-\u200a\u202f\u3000]")


class NotAPlan(ValueError):
    """The file cannot be read as a plan; the message says what to do, in Chinese."""


def read_lines(path: Path | str) -> tuple[str, ...]:
    """Read a file into lines; raises NotAPlan with a sentence for the person who chose it."""
    return to_lines(_read_bytes(Path(path)))


def to_lines(data: bytes) -> tuple[str, ...]:
    r"""Decode and clean; the n-th entry is the n-th line as an editor shows it.

    >>> to_lines("\ufeff序号\t任务\r\n1\t甲\u3000乙".encode())
    ('序号\t任务', '1\t甲 乙')
    """
    if len(data) > MAX_BYTES:
        raise NotAPlan(_too_large())
    text = _decode(data)
    if not text.strip():
        raise NotAPlan("文件是空的。请选择含有重点工作任务分工表的文件。")
    return tuple(_clean(text).split("\n"))


def _read_bytes(path: Path) -> bytes:
    if path.is_dir():
        raise NotAPlan(f"“{path}”是一个文件夹。请给出规划文件本身的路径。")
    try:
        return _read_limited(path)
    except FileNotFoundError as error:
        raise NotAPlan(f"找不到文件“{path}”。请核对路径和文件名。") from error
    except PermissionError as error:
        raise NotAPlan(f"没有读取“{path}”的权限。请联系系统管理员，或换一个位置存放。") from error
    except (OSError, ValueError) as error:
        raise NotAPlan(f"打不开文件“{path}”。请把它复制到本机硬盘上再试。") from error


def _read_limited(path: Path) -> bytes:
    with path.open("rb") as file:
        # One byte beyond the limit is enough to know; devices and pipes report no size.
        return file.read(MAX_BYTES + 1)


def _too_large() -> str:
    return f"文件超过 {MAX_BYTES // 1024 // 1024} MB。请只保留规划正文和分工表，另存后再导入。"


def _decode(data: bytes) -> str:
    for opening, what in _BINARY_OPENINGS.items():
        if data.startswith(opening):
            raise NotAPlan(f"{what}，不是文本文件。{_SAVE_AS_TEXT}")
    text = _decode_as_any(data)
    if text is None or _CONTROL.search(text):
        raise NotAPlan(f"文件不是文本，或编码无法识别。{_SAVE_AS_TEXT}")
    return text


def _decode_as_any(data: bytes) -> str | None:
    """Excel's “Unicode 文本” is UTF-16 with a mark; older offices write GB18030."""
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # A page break opens a line that is already there; inside a line it parts two.
    text = re.sub(r"(?m)^\f+", "", text)
    text = re.sub(r"[\f\v]", "\n", text)
    return _WIDE_SPACES.sub(" ", _INVISIBLE.sub("", text))
