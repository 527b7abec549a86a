"""The printed sheet: 44 rows of long words on A4, nothing cut off, the head on every page."""

import re
import subprocess
from pathlib import Path

from playwright.sync_api import Page

from project.accounts.models import Role, User
from tests.browser.chromium import Chromium
from tests.browser.serving import session_cookies
from tests.browser.visiting import walk
from tests.cast import person
from tests.pages.filling import rows_of, sheet_of
from tests.workflows.playing import write
from workflows.models import Cycle, Report

A4 = (595, 842)
# What the page leaves blank at its left and right: 16 mm, in points.
MARGIN = 45
# Where the words of a row begin, right of the task and of the fields' names.
COLUMN = 220
NO_BREAK = "https://example.invalid/" + "a" * 176
LONG = {"progress": "进展" * 95, "problem": "问题" * 95, "next_step": "措施" * 95}


def words_of(pdf: Path) -> list[tuple[int, float, float, str]]:
    """Return each word of the PDF: its page, where it begins and ends from the left, its text."""
    found, page = [], 0
    told = subprocess.run(
        ["/usr/bin/pdftotext", "-bbox", pdf, "-"], capture_output=True, check=True, text=True
    ).stdout
    for line in told.splitlines():
        page += line.strip().startswith("<page")
        if word := re.search(r'xMin="([\d.]+)".*xMax="([\d.]+)".*>(.*)</word>', line):
            found.append((page, float(word[1]), float(word[2]), word[3]))
    return found


def sizes_of(pdf: Path) -> set[tuple[int, int]]:
    told = subprocess.run(
        ["/usr/bin/pdfinfo", "-l", "99", pdf], capture_output=True, check=True, text=True
    ).stdout
    sizes = re.findall(r"size: +([\d.]+) x ([\d.]+) pts", told)
    return {(int(float(wide)), int(float(high))) for wide, high in sizes}


def fill(rows: list[Report], who: User) -> None:
    """Write 200 characters a field, each row telling itself; one has no place to break at."""
    for row in rows:
        own = {name: f"{row.assignment.task}{words}" for name, words in LONG.items()}
        write(row, who, status="under_way", **own)
    write(rows[0], who, progress=NO_BREAK)


def test_44_rows_of_long_words_print_as_a_clean_a4_table(
    chromium: Chromium, address: str, cycle: Cycle, tmp_path: Path
) -> None:
    who = person("蓬江联络员", "pengjiang", (Role.LIAISON, "pengjiang"))
    rows = rows_of(cycle, "pengjiang")
    fill(rows, who)
    target = tmp_path / "sheet.pdf"

    def steps(page: Page) -> None:
        page.goto(sheet_of("pengjiang", "print"))
        page.pdf(path=target, prefer_css_page_size=True, format="A4")

    walk(chromium, steps, session_cookies(who), address=address)
    words = words_of(target)
    pages = {page for page, *_ in words}
    said = "".join(word for _, left, _, word in words if left > COLUMN)
    named = "".join(word for _, left, _, word in words if left < COLUMN)
    print(f"\n44 rows: {len(pages)} pages")
    assert sizes_of(target) == {A4}
    assert all(left >= MARGIN and right <= A4[0] - MARGIN for _, left, right, _ in words)
    assert [page for page, *_, word in words if word == "填报内容"] == sorted(pages)
    begun = [named.index(f"{row.assignment.task}（配合单位）") for row in rows]
    assert begun == sorted(begun)
    assert NO_BREAK in said
    for row in rows[1:]:
        assert all(f"{row.assignment.task}{words}" in said for words in LONG.values())
