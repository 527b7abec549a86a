"""Opens the cycles that the plans ask for on a day; what the daily schedule does."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from task_table.models import Plan
from workflows.cycles.opening import open_asked_cycles
from workflows.cycles.schedule import cycle_asked_for, window_of


class Command(BaseCommand):
    help = "开启某日应当开启的报送周期；不加 --apply 只说明会开启什么。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--day", type=date.fromisoformat, help="如 2026-01-05，缺省为今天")
        parser.add_argument("--apply", action="store_true", help="真正开启")

    def handle(self, *args: Any, **options: Any) -> None:
        on = options["day"] or timezone.localdate()
        if not options["apply"]:
            for plan in Plan.objects.all():
                self.stdout.write(_foretell(plan, on))
            return
        opened = open_asked_cycles(on=on)
        names = "、".join(f"{cycle.plan.slug} {cycle.key}" for cycle in opened)
        self.stdout.write(f"已开启 {len(opened)} 个报送周期{'：' if names else ''}{names}。")


def _foretell(plan: Plan, on: date) -> str:
    period = cycle_asked_for(plan, on=on)
    if period is None:
        return f"{plan.slug}：{on:%Y年%m月%d日}没有要填报的周期。"
    if plan.cycles.filter(key=period.key).exists():
        return f"{plan.slug}：{period.key}已经开启过，不会重复开启。"
    window = window_of(plan, period, on=on)
    if on > window.closes_on:
        return f"{plan.slug}：{period.key}的填报窗口已于{window.closes_on}关闭，不再开启。"
    return f"{plan.slug}：将开启{period.key}，{window}。确认后加 --apply。"
