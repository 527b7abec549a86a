"""Plays the people with a workbook: download it, fill it in as Excel leaves it, send it back."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import openpyxl
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl.worksheet.worksheet import Worksheet

from workflows.models import Report
from workflows.offline.columns import KEY
from workflows.offline.paper import SHEET
from workflows.offline.writing import FIRST

Words = Mapping[str, Any]


def place(code: str, kind: str = "") -> str:
    arguments = ["jiangmen-145", "2025-Q4", code]
    return reverse("offline-file" if kind else "offline", args=[*arguments, *filter(None, [kind])])


def download(client: Client, code: str, kind: str = "xlsx") -> bytes:
    answer = client.get(place(code, kind))
    assert answer.status_code == 200
    return answer.content


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def saved(book: openpyxl.Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def columns(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[FIRST]}


def line_of(sheet: Worksheet, report: Report) -> int:
    """Return the number of the report's row, found by its key."""
    key = columns(sheet)[KEY]
    return next(
        number for number in range(FIRST + 1, sheet.max_row + 1)
        if sheet.cell(number, key).value == str(report.pk)
    )  # fmt: skip


def fill(sheet: Worksheet, report: Report, words: Words) -> None:
    """Write into a row's cells by the columns' titles; text stays text, whatever it begins with."""
    line, places = line_of(sheet, report), columns(sheet)
    for title, value in words.items():
        cell = sheet.cell(line, places[title])
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"


def filled(content: bytes, rows: Mapping[Report, Words]) -> bytes:
    """Return the workbook with these rows filled in."""
    book = opened(content)
    for report, words in rows.items():
        fill(book[SHEET], report, words)
    return saved(book)


def upload(
    client: Client, code: str, content: bytes, name: str = "离线报送表.xlsx", **said: str
) -> HttpResponse:
    file = BytesIO(content)
    file.name = name
    return client.post(place(code), {"file": file, **said})
