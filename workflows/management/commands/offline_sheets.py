"""Writes the offline sheets of a cycle's units, for the office to mail out."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from project.accounts.models import Unit
from workflows.models import Cycle, Report
from workflows.offline.outgoing import WRITERS, build, rows_that_fit
from workflows.offline.rows import sheet_to_enter
from workflows.sheets import Sheet


class Command(BaseCommand):
    help = "生成各单位的离线报送表：2025-Q4、midterm、final；不加 --out 只说有多少份。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", metavar="KEY")
        parser.add_argument("--plan", help="规划代码；同一代码的周期只有一个时可省略")
        parser.add_argument("--out", type=Path, metavar="DIR", help="写入这个目录")
        parser.add_argument("--format", choices=WRITERS, default="xlsx", help="缺省 xlsx")

    def handle(self, *args: Any, **options: Any) -> None:
        cycle = _cycle(options["key"], options["plan"])
        sheets = [sheet for sheet in _sheets(cycle) if rows_that_fit(sheet)]
        rows = sum(len(rows_that_fit(sheet)) for sheet in sheets)
        said = f"{cycle.plan.slug} {cycle.key}：{len(sheets)} 个单位，{rows} 行可以填报"
        if options["out"] is None:
            self.stdout.write(f"{said}。确认后加 --out 目录。")
            return
        for sheet in sheets:
            _write(sheet, options["out"], options["format"])
        self.stdout.write(f"{said}，已写入 {options['out']}。")


def _cycle(key: str, plan: str | None) -> Cycle:
    cycles = Cycle.objects.select_related("plan__committee").filter(key=key)
    found = list(cycles.filter(plan__slug=plan) if plan else cycles)
    if len(found) != 1:
        names = "、".join(f"{each.plan.slug} {each.key}" for each in found) or "没有这个周期"
        raise CommandError(f"请用 KEY 和 --plan 指明一个已开启的周期：{names}。")
    return found[0]


def _sheets(cycle: Cycle) -> list[Sheet]:
    """Return each unit's sheet as the office sends it out: without what the unit itself wrote."""
    reports, on = Report.objects.in_cycle(cycle), timezone.localdate()
    units = Unit.objects.filter(pk__in=reports.values("unit")).order_by("pk")
    return [sheet_to_enter(cycle, unit, reports.filter(unit=unit), on=on) for unit in units]


def _write(sheet: Sheet, folder: Path, kind: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{sheet.unit}{sheet.cycle.label}离线报送表.{kind}"
    path.write_bytes(build(sheet, kind, on=timezone.localdate()))
