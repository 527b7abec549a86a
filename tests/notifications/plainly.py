"""Counts a cycle's reports by plain SQL and pandas, sharing no code with the summary."""

from datetime import date
from typing import Any

import openpyxl
import pandas as pd
from django.db import connection

from notifications.paper_rows import Counts
from workflows.models import Cycle

FIGURES = ["应报", "已报", "按时", "补报", "未报", "审核中", "待签批", "已签批", "退回或撤回",
           "未按时报送"]  # fmt: skip
ROWS = """
SELECT r.id, r.step, r.signed_version_id, r.version_id, a.role, a.place, u.code, u.kind,
       t.number AS task, t.place AS task_place, s.title AS section, v.submitted_at,
       v.status, v.no_change
FROM workflows_report r
JOIN task_table_assignment a ON a.id = r.assignment_id
JOIN task_table_task t ON t.id = a.task_id
JOIN accounts_unit u ON u.id = r.unit_id
LEFT JOIN task_table_section s ON s.id = t.section_id
LEFT JOIN workflows_reportversion v ON v.report_id = r.id AND v.number = 1
WHERE r.cycle_id = %s ORDER BY t.place, a.place, a.group_place
"""
MOVES = """
SELECT m.report_id, m.outcome, m.reply_by FROM workflows_transition m
JOIN workflows_report r ON r.id = m.report_id
WHERE r.cycle_id = %s AND m.outcome IN ('sent_back', 'submitted', 'withdrawn') ORDER BY m.id
"""


def table(sql: str, cycle: Cycle) -> pd.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(sql, [cycle.pk])
        names = [column[0] for column in cursor.description or ()]
        return pd.DataFrame(cursor.fetchall(), columns=names)


def local_days(column: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return the days of moments by the committee's clock, whichever way a database gives them."""
    return pd.to_datetime(column, utc=True).dt.tz_convert("Asia/Shanghai").dt.date


def unanswered(cycle: Cycle, on: date) -> set[int]:
    """Return the reports whose last return was not answered by its day."""
    last = table(MOVES, cycle).groupby("report_id").last()
    returned = last[last["outcome"] == "sent_back"]
    by = pd.to_datetime(returned["reply_by"]).dt.date
    return set(returned[by < on].index)


def flags(cycle: Cycle, *, on: date) -> pd.DataFrame:
    """Return a line a report with a column of truth for each figure, as of a day."""
    rows = table(ROWS, cycle)
    first, leads = local_days(rows["submitted_at"]), rows["role"] == "lead"
    due = leads.map({True: cycle.due_on, False: cycle.support_due_on})
    filed, signed = rows["submitted_at"].notna(), rows["signed_version_id"].notna()
    in_time = filed & pd.Series([a <= b if ok else False for a, b, ok in
                                 zip(first, due, filed, strict=True)])  # fmt: skip
    late = ~in_time | rows["id"].isin(unanswered(cycle, on))
    where = {"in_review": ["review", "second_review"], "to_sign": ["sign_off"],
             "back": ["report", "missed"]}  # fmt: skip
    stages = {name: filed & ~signed & rows["step"].isin(steps) for name, steps in where.items()}
    kind = rows["kind"].map(lambda each: "county" if each == "county" else "city")
    return rows.assign(
        due=True, filed=filed, on_time=in_time, afterwards=filed & ~in_time, missing=~filed,
        signed=signed, late=late, group=kind.where(~leads, "lead"), **stages,
    )  # fmt: skip


NAMES = list(Counts.__dataclass_fields__)


def by(column: str, rows: pd.DataFrame) -> dict[str, list[int]]:
    """Return the figures of each group in the order of first sight."""
    sums = rows.groupby(column, sort=False)[NAMES].sum()
    return {str(key): [int(count) for count in line] for key, line in sums.iterrows()}


def told(counts: Counts) -> list[int]:
    return [getattr(counts, name) for name in NAMES]


def sheet(book: openpyxl.Workbook, name: str) -> dict[str, list[int]]:
    """Return the figures of a sheet's lines by what stands first in them."""
    lines = list(book[name].iter_rows(values_only=True))
    first = lines[0].index(FIGURES[0])
    return {
        str(line[0]): [int(cell) for cell in line[first : first + len(FIGURES)]]
        for line in lines[1:]
        if line[first] is not None
    }
