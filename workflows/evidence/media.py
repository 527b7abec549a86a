"""Are pictures and films whole: their outer structure, walked without decoding anything."""

import zlib
from collections.abc import Iterator
from mmap import ACCESS_READ, mmap
from pathlib import Path

from workflows.evidence.kinds import Family, Unfit

BROKEN = "文件不完整或已损坏，打不开。请换一份完好的再上传。"
# Camera makers append data of their own after a picture's end.
END_OF_JPG = b"\xff\xd9"


def check_media(path: Path, family: Family) -> None:
    """Raise Unfit unless the picture or film runs from its head to its end."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        whole = {Family.PNG: _is_png, Family.JPG: _is_jpg, Family.MP4: _is_mp4}[family](content)
    if not whole:
        raise Unfit(BROKEN)


def _is_png(content: mmap) -> bool:
    """Walk the chunks: each with its checksum, IHDR first, IEND last (ISO/IEC 15948)."""
    names = []
    for name, begin, end in _png_chunks(content):
        if end + 4 > len(content):
            return False
        said = int.from_bytes(content[end : end + 4], "big")
        if zlib.crc32(content[begin - 4 : end]) != said:
            return False
        names.append(name)
    return bool(names) and names[0] == b"IHDR" and b"IDAT" in names and names[-1] == b"IEND"


def _png_chunks(content: mmap) -> Iterator[tuple[bytes, int, int]]:
    """Yield each chunk's name and where its data begins and ends, up to IEND."""
    place, name = 8, b""
    while place + 8 <= len(content) and name != b"IEND":
        size = int.from_bytes(content[place : place + 4], "big")
        name = content[place + 4 : place + 8]
        yield name, place + 8, place + 8 + size
        place += size + 12


def _is_jpg(content: mmap) -> bool:
    """Walk the segments to the first scan; the end marker follows it (ITU-T T.81)."""
    place = 2
    while place + 4 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker == 0xDA:
            return content.find(END_OF_JPG, place) > 0
        place += 2 + int.from_bytes(content[place + 2 : place + 4], "big")
    return False


def _is_mp4(content: mmap) -> bool:
    """Walk the boxes: they fill the file, and `moov` is among them (ISO/IEC 14496-12)."""
    if content[8:12] == b"qt  ":
        raise Unfit("这是 mov 视频。请转为 mp4 再上传。")
    place, names = 0, set()
    while place + 8 <= len(content):
        size, head = int.from_bytes(content[place : place + 4], "big"), 8
        names.add(content[place + 4 : place + 8])
        if size == 1:
            size, head = int.from_bytes(content[place + 8 : place + 16], "big"), 16
        if size == 0:
            place = len(content)
        elif size < head:
            return False
        place += size
    return place == len(content) and b"moov" in names and b"mdat" in names
