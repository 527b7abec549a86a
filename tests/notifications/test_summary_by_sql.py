"""A whole cycle's numbers against plain SQL and pandas, which share no code with the summary."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pandas as pd
import pytest

from notifications.models import Format
from notifications.papers import Paper
from notifications.summaries.facts import paper_of
from notifications.summaries.rendering import render
from project.accounts.models import User
from tests.cast import MORNING
from tests.notifications.plainly import NAMES, by, flags, sheet, told
from tests.notifications.whole_cycle import fill
from workflows.cycles.opening import open_cycle
from workflows.models import Cycle

pytestmark = [pytest.mark.db, pytest.mark.django_db]
AFTER = MORNING + timedelta(days=21)

Counted = tuple[Paper, pd.DataFrame]


@pytest.fixture
def counted(cycle: Cycle, liaison: User) -> Counted:
    fill(open_cycle(cycle), by=liaison)
    return paper_of(cycle, at=AFTER), flags(cycle, on=AFTER.date())


def test_every_figure_of_511_reports_is_what_plain_sql_and_pandas_count(counted: Counted) -> None:
    paper, rows = counted
    total = [int(rows[name].sum()) for name in NAMES]
    assert total[0] == 511
    assert 0 not in total
    assert told(paper.total) == total
    assert {kind: told(each) for kind, each in paper.by_kind.items()} == by("group", rows)
    assert {unit.code: told(unit.counts) for unit in paper.units} == by("code", rows)


def test_tasks_stand_as_their_first_leads_last_word_says(counted: Counted) -> None:
    paper, rows = counted
    leads = rows[(rows["role"] == "lead") & (rows["place"] == 1)]
    speaks = leads["signed"] | leads["step"].isin(["review", "second_review", "sign_off"])
    said = leads["status"].where(~leads["no_change"].isin([True, 1]), "无变化")
    words = said.where(speaks, "没有可引用的报告").replace(
        {"not_started": "未启动", "under_way": "推进中", "done": "已完成"}
    )
    assert {word: n for word, n in paper.progress.items() if n} == dict(words.value_counts())
    assert sum(paper.progress.values()) == 45


def test_the_workbook_prints_the_same_numbers(counted: Counted) -> None:
    paper, rows = counted
    book = openpyxl.load_workbook(BytesIO(render(paper, Format.XLSX, number=1)))
    order = [NAMES.index(name) for name in (
        "due", "filed", "on_time", "afterwards", "missing", "in_review", "to_sign", "signed",
        "back", "late",
    )]  # fmt: skip
    total = [int(rows[name].sum()) for name in NAMES]
    assert sheet(book, "汇总")["合计"] == [total[n] for n in order]
    for name, column in (("按部分", "section"), ("按单位", "code")):
        lines = [[line[n] for n in order] for line in by(column, rows).values()]
        assert list(sheet(book, name).values()) == lines
