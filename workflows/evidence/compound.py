"""Looks into OLE files: doc, xls, ppt, wps and et ([MS-CFB]). Runs in the child."""

from collections.abc import Iterator

import olefile

from workflows.evidence.kinds import Unfit, mismatch
from workflows.evidence.media import BROKEN

PROTECTED = "文件有密码保护，审核人打不开。请去掉密码再上传。"
MACROS = "文件里带有宏，不收。请另存为不带宏的格式再上传。"

# The stream by which each kind is known.
MAIN_STREAMS = {
    "doc": ("WordDocument",),
    "wps": ("WordDocument",),
    "xls": ("Workbook", "Book"),
    "et": ("Workbook", "Book"),
    "ppt": ("PowerPoint Document",),
}
ENCRYPTED_WORD = 0x0100  # FibBase.fEncrypted, [MS-DOC] 2.5.2
FILE_PASS = b"\x2f\x00"  # [MS-XLS] 2.4.117, among the first records
# VbaInfoAtom, [MS-PPT] 2.4.11: head, persistIdRef, then whether there are macros.
VBA_INFO = b"\x02\x00\x00\x04\x0c\x00\x00\x00"
# CurrentUserAtom.headerToken of an encrypted file, [MS-PPT] 2.3.2.
ENCRYPTED_SLIDES = b"\xdf\xc4\xd1\xf3"


def check_compound(content: bytes, kind: str) -> None:
    """Raise Unfit unless it is a whole OLE file of that kind without password and macros."""
    with _opened(content) as file:
        names = {"/".join(entry) for entry in file.listdir(storages=True)}
        if "EncryptedPackage" in names:
            raise Unfit(PROTECTED)
        main = next((name for name in MAIN_STREAMS.get(kind, ()) if name in names), "")
        if not main:
            raise Unfit(mismatch(kind, _seems(names)))
        body = _read(file, main)
        user = _read(file, "Current User") if "Current User" in names else b""
    if _is_protected(main, body, user):
        raise Unfit(PROTECTED)
    if _has_macros(names, body):
        raise Unfit(MACROS)


def words_of_compound(content: bytes) -> Iterator[str]:
    """Yield every stream read in both ways these formats write text: one byte, two bytes."""
    with _opened(content) as file:
        for entry in file.listdir():
            body = _read(file, "/".join(entry))
            yield body.decode("latin-1")
            yield body.decode("utf-16-le", "ignore")
            yield body[1:].decode("utf-16-le", "ignore")


def _opened(content: bytes) -> olefile.OleFileIO:
    try:
        return olefile.OleFileIO(content)
    except (OSError, ValueError, IndexError, KeyError) as error:
        raise Unfit(BROKEN) from error


def _read(file: olefile.OleFileIO, name: str) -> bytes:
    try:
        body: bytes = file.openstream(name).read()
    except (OSError, ValueError, IndexError, KeyError) as error:
        raise Unfit(BROKEN) from error
    if len(body) != file.get_size(name):
        raise Unfit(BROKEN)
    return body


def _seems(names: set[str]) -> str:
    found = (kind for kind, streams in MAIN_STREAMS.items() if names & set(streams))
    return next((f" {kind} 文件" for kind in found), "别的文件")


def _is_protected(main: str, body: bytes, user: bytes) -> bool:
    if main == "WordDocument":
        return bool(int.from_bytes(body[10:12], "little") & ENCRYPTED_WORD)
    if main == "PowerPoint Document":
        return user[12:16] == ENCRYPTED_SLIDES
    return _has_file_pass(body)


def _has_file_pass(body: bytes) -> bool:
    """Walk the first records of a workbook: a password's is among them."""
    place = 0
    for _ in range(20):
        if body[place : place + 2] == FILE_PASS:
            return True
        place += 4 + int.from_bytes(body[place + 2 : place + 4], "little")
    return False


def _has_macros(names: set[str], body: bytes) -> bool:
    if any(name.endswith("_VBA_PROJECT") or name == "Macros/VBA" for name in names):
        return True
    place = body.find(VBA_INFO)
    return place >= 0 and int.from_bytes(body[place + 12 : place + 16], "little") == 1
