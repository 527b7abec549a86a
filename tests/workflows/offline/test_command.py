"""`offline_sheets` writes a file for each unit, as the office would download it."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from project.accounts.models import User
from tests.cast import report_on
from tests.workflows.offline.books import opened
from tests.workflows.playing import write
from workflows.models import Cycle
from workflows.offline.paper import SHEET

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_process")]


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("offline_sheets", *arguments, stdout=out)
    return out.getvalue()


def test_a_file_for_each_unit_without_what_it_wrote_itself(
    cycle: Cycle, liaison: User, tmp_path: Path
) -> None:
    rows = [report_on(cycle, number, "mzj") for number in ("1", "2")]
    report_on(cycle, "1", "czj")
    write(rows[0], liaison, progress="自己写的话。")
    assert "2 个单位，2 行可以填报。确认后加 --out" in told("2025-Q4")
    assert "已写入" in told("2025-Q4", "--out", str(tmp_path / "out"))
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["市民政局2025年第4季度离线报送表.xlsx", "市财政局2025年第4季度离线报送表.xlsx"]
    sheet = opened((tmp_path / "out" / names[0]).read_bytes())[SHEET]
    assert [row[0] for row in sheet.iter_rows(min_row=4, values_only=True)] == ["2"]


def test_an_unknown_cycle_is_said(cycle: Cycle) -> None:
    with pytest.raises(CommandError, match="没有这个周期"):
        told("2031-Q1")
