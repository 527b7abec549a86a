"""The workbook of each of the 44 units, filled in and sent back, says what its page would say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from project.accounts.models import Role, Unit
from task_table.models import Plan
from tests.cast import person, report_on
from tests.pages.conftest import browser_of
from tests.pages.filling import sheet_of
from tests.workflows.offline.books import download, filled, upload
from workflows import filling
from workflows.cleaning import cleaned
from workflows.cycles.opening import open_cycle
from workflows.figures.asking import Asked, asked_on
from workflows.models import Cycle, Draft, Report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_process")]

LABELS = {"not_started": "未启动", "under_way": "推进中", "done": "已完成"}
TITLES = {"progress": "进展情况", "problem": "存在问题", "next_step": "下一步措施"}
# What people write: lines, tabs, signs that begin a formula, markup, rare and wide letters.
TEXTS = (
    "已为{n}户办理，完成率85%。",
    "=SUM(A1:A{n}) 是表里的写法，不是公式。",
    "第一段\n第二段\n\n第三段：+{n}户、-{n}户、@负责人。",
    "　　首行缩进，含“引号”、<标签>&符号、全角１２３和䶮字。",
    "指标\t数值\n人数\t{n}",
    "{n}",
)


def figures_of(number: int, asked: Iterable[Asked]) -> dict[str, str]:
    """Return by field a value, or of every other row why there is none."""
    if number % 2:
        return {each.why_name: f"系统停用，第{number}行。" for each in asked}
    return {each.name: f"{80 + number % 20}.5" for each in asked}


def content_of(number: int, report: Report, asked: Iterable[Asked] = ()) -> dict[str, Any]:
    """Return what the row is to say, another for each row, in the draft's own words."""
    text = TEXTS[number % len(TEXTS)].format(n=number)
    figures = figures_of(number, asked)
    if report.is_concurrence:
        return {"concurs": number % 2 == 0, "progress": text, **figures}
    if number % 5 == 4:
        return {"no_change": True, **figures}
    said: dict[str, Any] = {"status": list(LABELS)[number % 3], "progress": text, **figures}
    if number % 2:
        said |= {"problem": text[::-1], "next_step": text * 3}
        said |= {"next_step_on": date(2026, 2, 1) + timedelta(number % 50)}
    return said


def as_cells(said: dict[str, Any], asked: Iterable[Asked] = ()) -> dict[str, Any]:
    """Return the words as people put them into the workbook."""
    cells = {TITLES[name]: said[name] for name in TITLES if name in said}
    for each in asked:
        number = each.indicator.number
        cells[f"指标{number}：{each.label}"] = said.get(each.name, "")
        cells[f"指标{number}没有数据的原因"] = said.get(each.why_name, "")
    if "status" in said:
        cells["进度"] = LABELS[said["status"]]
    if "next_step_on" in said:
        cells["措施时限"] = said["next_step_on"]
    if "no_change" in said:
        cells["无变化"] = "是"
    if "concurs" in said:
        cells["会签意见"] = "同意" if said["concurs"] else "不同意"
    return cells


def as_posted(report: Report, said: dict[str, Any]) -> dict[str, str]:
    return {f"r{report.pk}-{name}": str(value) for name, value in said.items()} | {
        f"r{report.pk}-revision": "0"
    }


@dataclass
class Both:
    """A unit's rows, filled in twice: in its workbook, and as its page posts them."""

    unit: Unit
    client: Client
    file: bytes
    page: dict[str, str]
    said: dict[Report, dict[str, Any]]

    def send(self) -> int:
        return upload(self.client, self.unit.code, self.file).status_code

    def post(self) -> int:
        return self.client.post(sheet_of(self.unit.code, "save"), self.page).status_code


def both(cycle: Cycle, unit: Unit) -> Both:
    who = person(f"{unit}联络员", unit.code, (Role.LIAISON, unit.code))
    client = browser_of(who)
    rows = Report.objects.in_cycle(cycle).filter(unit=unit).select_related("assignment__task")
    asked = asked_on(rows)
    said = {row: content_of(row.pk, row, asked.get(row.pk, ())) for row in rows}
    cells = {row: as_cells(words, asked.get(row.pk, ())) for row, words in said.items()}
    file = filled(download(client, unit.code), cells)
    page = {name: words for row in rows for name, words in as_posted(row, said[row]).items()}
    return Both(unit, client, file, page, said)


def test_each_units_workbook_asks_to_save_what_its_page_does(
    cycle: Cycle, figures_asked: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All 44 units, row for row, figures too: what reaches `save_draft` is the same both ways."""
    asked: dict[int, tuple[int, dict[str, Any]]] = {}

    def remember(report: Report, *, revision: int, **how: Any) -> None:
        wanted = (*Draft.content_fields(), "figures")
        content = {name: how[name] for name in wanted if name in how}
        asked[report.pk] = (revision, content)

    monkeypatch.setattr(filling, "save_draft", remember)
    open_cycle(cycle)
    units = Unit.objects.filter(reports__cycle=cycle).distinct().order_by("pk")
    rows, figures = 0, 0
    for unit in units:
        way = both(cycle, unit)
        assert way.send() == 302
        by_file = dict(asked)
        asked.clear()
        assert way.post() == 302
        assert asked == by_file
        assert by_file.keys() == {row.pk for row in way.said}
        rows += len(by_file)
        figures += sum(len(content.get("figures", {})) for _, content in by_file.values())
        asked.clear()
    assert (len(units), rows, figures) == (44, 511, 9)


@pytest.mark.db
@pytest.mark.parametrize("code", ["mzj", "ybj", "pengjiang"])
@pytest.mark.parametrize("file_first", [True, False], ids=["file-first", "page-first"])
def test_whoever_comes_second_changes_nothing(cycle: Cycle, code: str, file_first: bool) -> None:
    """A lead, a unit with 会签, and a county; what is saved is what was written down."""
    for number in cycle.plan.tasks.filter(assignments__unit__code=code).order_by("place")[:6]:
        report_on(cycle, number.number, code)
    way = both(cycle, Unit.objects.get(code=code))
    first, then = (way.send, way.post) if file_first else (way.post, way.send)
    assert first() == 302
    before = list(Draft.objects.order_by("pk").values())
    assert then() == 302
    assert list(Draft.objects.order_by("pk").values()) == before
    for row, words in way.said.items():
        saved = Draft.objects.get(report=row).content()
        text = cleaned(words.get("progress", "").strip())
        assert {**saved, "progress": text} == saved
        assert {name: saved[name] for name in words if name not in TITLES} == {
            name: words[name] for name in words if name not in TITLES
        }
