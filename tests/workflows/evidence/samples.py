"""Files of every kind, made here: whole ones, and the same with a fault of each sort."""

import struct
from collections.abc import Iterable, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from project.demo.proofs import document
from tests.workflows.playing import picture

# Of GB 11643's own example; the second as a disability certificate's.
CITIZEN = "11010519491231002X"
CERTIFICATE = f"{CITIZEN}44"

OOXML = "application/vnd.openxmlformats-officedocument."
MAIN = {
    "docx": OOXML + "wordprocessingml.document.main+xml",
    "xlsx": OOXML + "spreadsheetml.sheet.main+xml",
    "pptx": OOXML + "presentationml.presentation.main+xml",
}
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SECTOR, END, FREE, FAT = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def package(parts: dict[str, bytes]) -> bytes:
    """Return a zip of these parts, the same bytes every time."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as written:
        for name, content in parts.items():
            info = ZipInfo(name)
            info.compress_type = ZIP_DEFLATED
            written.writestr(info, content)
    return file.getvalue()


def office(kind: str, parts: Mapping[str, bytes | str], *, types: str = "") -> bytes:
    """Return a package of an Office kind with these parts."""
    said = f'<Types><Override PartName="/main.xml" ContentType="{MAIN[kind]}"/>{types}</Types>'
    written = {
        name: each.encode() if isinstance(each, str) else each for name, each in parts.items()
    }
    return package({"[Content_Types].xml": said.encode()} | written)


def docx(runs: Iterable[str]) -> bytes:
    """Return a Word document of one paragraph made of these runs."""
    said = "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs)
    body = f'<w:document xmlns:w="{WORD}"><w:body><w:p>{said}</w:p></w:body></w:document>'
    return office("docx", {"word/document.xml": body})


def xlsx(text: str) -> bytes:
    return office("xlsx", {"xl/sharedStrings.xml": f"<sst><si><t>{text}</t></si></sst>"})


def pptx(text: str) -> bytes:
    return office("pptx", {"ppt/slides/slide1.xml": f"<s><p><r><t>{text}</t></r></p></s>"})


def ofd(text: str) -> bytes:
    """Return an OFD whose page writes every glyph by itself, as converters do."""
    glyphs = "".join(f"<TextObject><TextCode>{glyph}</TextCode></TextObject>" for glyph in text)
    return package(
        {"OFD.xml": b"<OFD/>", "Doc_0/Pages/Page_0/Content.xml": f"<Page>{glyphs}</Page>".encode()}
    )


def pdf(text: str, *, trailer: bytes = b"") -> bytes:
    """Return a PDF of one page with a line of ASCII, with a right table of references."""
    drawn = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    content, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj%s endobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 6\n0000000000 65535 f \n"
    tail = b"trailer<</Size 6/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (trailer, len(content))
    return content + head + table + tail


LOCKED = (
    b"/Encrypt<</Filter/Standard/V 1/R 2/P -44/O(" + b"a" * 32 + b")/U(" + b"b" * 32 + b")>>"
    b"/ID[(0123456789abcdef)(0123456789abcdef)]"
)


def ole(streams: dict[str, bytes]) -> bytes:
    """Return an OLE file ([MS-CFB] version 3) of these streams, each padded to regular sectors."""
    padded = {name: body.ljust(4096, b"\0") for name, body in streams.items()}
    entries = [_entry("Root Entry", 5, END, 0, child=1)]
    chains: list[int] = []
    body = b""
    first = 1 + (len(padded) + 4) // 4  # after the FAT and the directory
    directory = first - 1
    for place, (name, content) in enumerate(padded.items(), 1):
        start = first + len(body) // SECTOR
        content = content.ljust(-(-len(content) // SECTOR) * SECTOR, b"\0")
        chains += [*range(start + 1, start + len(content) // SECTOR), END]
        right = place + 1 if place < len(padded) else FREE
        entries.append(_entry(name, 2, start, len(content), right=right))
        body += content
    while len(entries) % 4:
        entries.append(_entry("", 0, 0, 0))
    fat = [FAT, *range(2, directory + 1), END, *chains]
    return _head() + _sector(fat) + b"".join(entries) + body


def _head() -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0)
    return head + struct.pack("<I", 0) + struct.pack("<I", FREE) * 108


def _sector(numbers: list[int]) -> bytes:
    padded = numbers + [FREE] * (128 - len(numbers))
    return struct.pack("<128I", *padded)


def _entry(
    name: str, sort: int, start: int, size: int, *, right: int = FREE, child: int = FREE
) -> bytes:
    spelled = (name + "\0").encode("utf-16-le") if name else b""
    head = spelled.ljust(64, b"\0") + struct.pack("<HBB", len(spelled), sort, 1)
    return (
        head + struct.pack("<III", FREE, right, child) + bytes(36) + struct.pack("<IQ", start, size)
    )


def doc(text: str, *, flags: int = 0) -> bytes:
    """Return a Word 97 file whose text stands as two-byte letters."""
    return ole({"WordDocument": bytes(10) + struct.pack("<H", flags) + text.encode("utf-16-le")})


def xls(text: str, *, first: bytes = b"") -> bytes:
    """Return an Excel 97 file whose text stands as one-byte letters."""
    begin = struct.pack("<HH", 0x0809, 16) + bytes(16)
    return ole({"Workbook": begin + first + text.encode("gbk")})


def ppt(text: str, *, macros: int = 0) -> bytes:
    told = b"\x02\x00\x00\x04\x0c\x00\x00\x00" + struct.pack("<III", 1, macros, 2)
    return ole({"PowerPoint Document": told + text.encode("utf-16-le")})


def jpg() -> bytes:
    """Return a picture's outer structure: a quantisation table, a scan, the end."""
    table = b"\xff\xdb\x00\x43\x00" + bytes(64)
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x12\x34" * 20
    return b"\xff\xd8" + table + scan + b"\xff\xd9"


def mp4(brand: bytes = b"isom") -> bytes:
    def box(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", 8 + len(content)) + name + content

    return box(b"ftyp", brand + bytes(4)) + box(b"moov", bytes(20)) + box(b"mdat", bytes(40))


WHOLE: dict[str, bytes] = {
    "pdf": pdf("Allowance paid to 1200 families."),
    "doc": doc("已发放补贴。"),
    "docx": document("市民政局"),
    "xls": xls("补贴发放表"),
    "xlsx": xlsx("补贴发放表"),
    "ppt": ppt("工作汇报"),
    "pptx": pptx("工作汇报"),
    "wps": doc("工作方案"),
    "et": xls("统计表"),
    "ofd": ofd("关于印发方案的通知"),
    "jpg": jpg(),
    "png": picture(),
    "mp4": mp4(),
}
