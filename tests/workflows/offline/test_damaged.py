"""Damaged, foreign and tampered files from a recorded seed: refused in words, and nothing kept."""

import json
import random
from collections import Counter
from collections.abc import Callable
from functools import partial
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.test import Client

from project.accounts.models import User
from tests.cast import report_on
from tests.pages.conftest import browser_of
from tests.pages.filling import text_of
from tests.workflows.evidence.samples import CITIZEN, docx, ole, xls, xlsx
from tests.workflows.offline.books import download, filled, opened, place, saved, upload
from tests.workflows.playing import row_counts
from workflows.evidence.store import folder
from workflows.models import Cycle, Report
from workflows.offline.authenticity import sealed
from workflows.offline.paper import HIDDEN, SHEET

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_process")]

SEED = 20260109
Damage = Callable[[bytes, random.Random], bytes]


@pytest.fixture
def rows(cycle: Cycle) -> list[Report]:
    return [report_on(cycle, number, "mzj") for number in ("1", "2", "13")]


@pytest.fixture
def whole(rows: list[Report], liaison: User) -> bytes:
    """Return a good file with one row filled in."""
    file = download(browser_of(liaison), "mzj")
    return filled(file, {rows[0]: {"进度": "推进中", "进展情况": "已办。"}})


def parts(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(members: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return file.getvalue()


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    members = parts(content)
    return packed(members | {name: change(members.get(name, b""))})


def hidden(content: bytes, change: Callable[[str], str], *, sign: bool = False) -> bytes:
    """Return the file with other facts on its hidden page; `sign` seals them as we would."""
    book = opened(content)
    page = book[HIDDEN]
    page["A1"] = change(str(page["A1"].value))
    if sign:
        page["A2"] = sealed(str(page["A1"].value))
    return saved(book)


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(10, len(content) - 30)]


def flipped(content: bytes, chance: random.Random) -> bytes:
    """Turn bytes over: a checksum, a part's flags or sizes, the directory no longer fit."""
    damaged = bytearray(content)
    for _ in range(200):
        damaged[chance.randrange(len(damaged))] ^= chance.randrange(1, 256)
    return bytes(damaged)


def torn(content: bytes, chance: random.Random) -> bytes:
    """Tear an XML part apart within a good zip."""
    name = chance.choice(["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
    return with_part(content, name, lambda part: part[: chance.randrange(40, len(part) - 5)])


def without(content: bytes, chance: random.Random) -> bytes:
    members = parts(content)
    name = chance.choice(["workbook", "worksheets/sheet1", "worksheets/sheet3"])
    del members[f"xl/{name}.xml"]
    return packed(members)


def bomb(content: bytes, chance: random.Random) -> bytes:
    return with_part(content, "xl/media/image1.bin", lambda part: bytes(60 * 2**20))


def entities(content: bytes, chance: random.Random) -> bytes:
    head = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return with_part(content, "xl/worksheets/sheet1.xml", lambda part: head + part.split(b"?>")[-1])


def macros(content: bytes, chance: random.Random) -> bytes:
    return with_part(content, "xl/vbaProject.bin", lambda part: b"macro")


def crowded(content: bytes, chance: random.Random) -> bytes:
    book = opened(content)
    book[SHEET].cell(chance.randrange(3_000, 1_000_000), 7).value = "远处的字"
    return saved(book)


def unheaded(content: bytes, chance: random.Random) -> bytes:
    book = opened(content)
    book[SHEET].delete_cols(chance.choice([6, 7, 10]))
    return saved(book)


def unhidden(content: bytes, chance: random.Random) -> bytes:
    book = opened(content)
    del book[chance.choice([HIDDEN, SHEET])]
    return saved(book)


def renumbered(facts: str) -> str:
    return facts.replace('"13"', '"14"')


def renamed_unit(facts: str) -> str:
    return json.dumps(json.loads(facts) | {"unit": "czj"}, sort_keys=True)


def renamed_cycle(facts: str) -> str:
    return json.dumps(json.loads(facts) | {"cycle": "2025-Q3"}, sort_keys=True)


def older(facts: str) -> str:
    return json.dumps(json.loads(facts) | {"format": 0}, sort_keys=True)


def nonsense(content: bytes, chance: random.Random) -> bytes:
    return chance.randbytes(4_000)


BAD: dict[str, tuple[Damage, str]] = {
    "empty": (lambda content, chance: b"", "文件是空的"),
    "huge": (lambda content, chance: content + bytes(6 * 2**20), "超过了 5 MB"),
    "no-workbook": (nonsense, "内容却"),
    "cut-short": (cut, "已损坏"),
    "bytes-flipped": (flipped, "已损坏|内部结构异常|有密码保护|内容却"),
    "xml-torn": (torn, "已损坏"),
    "part-missing": (without, "没有收|已损坏|内容却"),
    "zip-bomb": (bomb, "内部结构异常"),
    "xml-entities": (entities, "内部结构异常"),
    "macros": (macros, "带有宏"),
    "password": (lambda content, chance: ole({"EncryptedPackage": b"x"}), "有密码保护"),
    "old-xls-renamed": (lambda content, chance: xls("表"), "内容却像是"),
    "word-renamed": (lambda content, chance: docx(["表"]), "内容却像是"),
    "another-workbook": (lambda content, chance: xlsx("表"), "已损坏|不是从本系统"),
    "rows-far-away": (crowded, "行、列或工作表太多"),
    "column-deleted": (unheaded, "应当有且只有一栏"),
    "page-deleted": (unhidden, "不是从本系统下载的"),
    "facts-tampered": (lambda content, chance: hidden(content, renumbered), "校验码不符"),
    "unit-tampered": (lambda content, chance: hidden(content, renamed_unit), "校验码不符"),
    "seal-of-another-key": (lambda content, chance: hidden(content, str.upper), "校验码不符"),
    "foreign-unit": (lambda content, chance: hidden(content, renamed_unit, sign=True), "别的单位"),
    "foreign-cycle": (
        lambda content, chance: hidden(content, renamed_cycle, sign=True), "另一个报送周期",
    ),
    "old-format": (lambda content, chance: hidden(content, older, sign=True), "旧格式"),
}  # fmt: skip


def files() -> list[str]:
    return sorted(path.name for path in folder().glob("*")) if folder().exists() else []


@pytest.mark.parametrize("damage", BAD)
def test_a_bad_file_is_refused_in_words_and_nothing_of_it_is_kept(
    damage: str, whole: bytes, liaison: User, reviewer: User
) -> None:
    make, words = BAD[damage]
    content = make(whole, random.Random(SEED))  # noqa: S311 (a recorded seed, no secret)
    before, kept = row_counts(), files()
    refuse(browser_of(liaison), content, words)
    refuse(browser_of(reviewer), content, words, channel="mail", sender="民政局办公室")
    assert (row_counts(), files()) == (before, kept)


def refuse(client: Client, content: bytes, words: str, **said: str) -> None:
    answer = upload(client, "mzj", content, **said)
    assert answer.status_code == 422
    told = str(answer.context["form"].errors["file"][0])
    assert any(each in told for each in words.split("|")), told
    assert "请" in told


@pytest.mark.parametrize(
    "name", ["表.xls", "表.xlsm", "表.et", "表.docx", "表.xlsx.exe", "../表.xlsx"]
)
def test_a_file_of_another_name_is_refused_before_it_is_read(
    name: str, whole: bytes, liaison: User
) -> None:
    before = row_counts()
    answer = upload(browser_of(liaison), "mzj", whole, name=name)
    # A path is cut from a name by Django itself: what is left is an honest file.
    assert answer.status_code == (302 if name.startswith("..") else 422)
    assert name.startswith("..") or row_counts() == before


WORN = (
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/sheet3.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
)


def test_random_damage_is_refused_or_read_and_never_an_error(
    whole: bytes, rows: list[Report], liaison: User
) -> None:
    """Whatever survives the package's checksums is read by the sheet's own rules."""
    client, counted = browser_of(liaison), Counter[int]()
    for number in range(24):
        chance = random.Random(SEED + number)  # noqa: S311 (a recorded seed, no secret)
        content = with_part(whole, chance.choice(WORN), partial(worn, chance=chance))
        status = upload(client, "mzj", content).status_code
        assert status in (302, 409, 422), number
        counted[status] += 1
    assert counted[422]


def worn(part: bytes, *, chance: random.Random) -> bytes:
    """Return the part with a piece doubled, dropped or made a number, or with one digit changed."""
    at = chance.randrange(len(part))
    size = chance.randrange(1, 40)
    digit = part.replace(chance.choice(b"0123456789").to_bytes(), b"7", 1)
    pieces = [b"", part[at : at + size] * 2, str(chance.randrange(10**6)).encode()]
    torn = part[:at] + chance.choice(pieces) + part[at + size :]
    return chance.choice([digit, torn])


def test_a_citizens_number_refuses_a_sheet_that_would_be_kept(
    whole: bytes, rows: list[Report], liaison: User, reviewer: User
) -> None:
    """The unit's own draft may hold it, as on the page, and cannot be submitted with it."""
    content = filled(whole, {rows[1]: {"进度": "推进中", "进展情况": f"张某{CITIZEN}"}})
    before, kept = row_counts(), files()
    refuse(browser_of(reviewer), content, "个人证件号码", channel="mail", sender="民政局")
    assert (row_counts(), files()) == (before, kept)
    assert upload(browser_of(liaison), "mzj", content).status_code == 302
    page = browser_of(liaison).get(place("mzj").replace("offline/", ""))
    assert CITIZEN in text_of(page)
