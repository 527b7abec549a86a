"""Opens one cycle of a plan by its key, such as midterm or a past quarter."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from task_table.models import Plan
from workflows.cycles.opening import open_cycle
from workflows.cycles.periods import Period, UnknownPeriod, period_of
from workflows.cycles.schedule import announce, window_of
from workflows.staffing import gaps


class Command(BaseCommand):
    help = "按代码开启一个报送周期：2025-Q4、midterm、final；不加 --apply 只说明日期。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", metavar="KEY")
        parser.add_argument("--plan", help="规划代码；只有一个规划时可省略")
        parser.add_argument("--day", type=date.fromisoformat, help="期中、期末报告开启日，缺省今天")
        parser.add_argument("--apply", action="store_true", help="真正开启")

    def handle(self, *args: Any, **options: Any) -> None:
        plan, on = _plan(options["plan"]), options["day"] or timezone.localdate()
        try:
            period = period_of(options["key"], plan)
        except UnknownPeriod as error:
            raise CommandError(str(error)) from error
        if not options["apply"]:
            self.stdout.write(_foretell(plan, period, on))
            return
        cycle = open_cycle(announce(plan, period, on=on))
        self.stdout.write(f"{plan.slug} {cycle.key}：{cycle.reports.count()} 份报告已开启。")
        for gap in gaps(plan, on=on):
            self.stderr.write(gap)


def _foretell(plan: Plan, period: Period, on: date) -> str:
    if plan.cycles.filter(key=period.key).exists():
        return f"{plan.slug} {period.key}：已经开启过，不会重复开启。"
    window = window_of(plan, period, on=on)
    return f"{plan.slug} {period.key}：将开启，{window}。确认后加 --apply。"


def _plan(slug: str | None) -> Plan:
    plans = list(Plan.objects.filter(slug=slug) if slug else Plan.objects.all())
    if len(plans) != 1:
        known = "、".join(Plan.objects.values_list("slug", flat=True)) or "还没有导入规划"
        raise CommandError(f"请用 --plan 指明规划。可选：{known}。")
    return plans[0]
