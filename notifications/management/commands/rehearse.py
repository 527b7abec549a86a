"""Rehearses a cycle day by day: who would be written to, which lights turn. Writes nothing."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from notifications.rehearsal.reading import read_world
from notifications.rehearsal.walking import rehearse
from notifications.rehearsal.wording import as_facts, lines
from project.workdays.models import OutsideCalendar
from task_table.models import Plan
from workflows.cycles.periods import UnknownPeriod, period_of
from workflows.models import Cycle


class Command(BaseCommand):
    help = "逐日推演一个报送周期：假定今后没有人办理，谁哪天收到信、哪盏灯转变；只读取，不写入。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", metavar="KEY", help="报送周期，如 2025-Q4、2025-H2、final")
        parser.add_argument("--plan", metavar="SLUG", help="规划代码；只有一个规划有此周期时可省略")
        parser.add_argument("--from", type=date.fromisoformat, help="从哪天起列出，缺省为今天")
        parser.add_argument("--json", action="store_true", help="输出 JSON，供程序读取")

    def handle(self, *args: Any, **options: Any) -> None:
        on = timezone.localdate()
        from_on = options["from"] or on
        if from_on < on:
            raise CommandError(f"只能从今天（{on}）起推演：以前的日子已经过去。")
        plan = _plan_of(options["key"], options["plan"])
        try:
            rehearsal = rehearse(read_world(plan, options["key"], on=on), from_on=from_on)
        except OutsideCalendar as outside:
            raise CommandError(str(outside)) from outside
        if options["json"]:
            self.stdout.write(json.dumps(as_facts(rehearsal), ensure_ascii=False))
            return
        self.stdout.write("\n".join(lines(rehearsal)))


def _plan_of(key: str, slug: str | None) -> Plan:
    """Return the plan that has the period; raises CommandError with what would be understood."""
    plans = Plan.objects.select_related("committee").order_by("slug")
    asked = list(plans.filter(slug=slug) if slug else plans)
    if not asked:
        known = "、".join(each.slug for each in plans) or "还没有导入规划"
        raise CommandError(f"没有规划“{slug or ''}”。已有：{known}。")
    refusals: list[str] = []
    found = list(_having(key, asked, refusals))
    if not found:
        raise CommandError(refusals[-1])
    if len(found) > 1:
        slugs = "、".join(each.slug for each in found)
        raise CommandError(f"不止一个规划有周期“{key}”，请用 --plan 指明：{slugs}。")
    return found[0]


def _having(key: str, plans: list[Plan], refusals: list[str]) -> Iterator[Plan]:
    """Yield the plans that have the period; the words of those that refuse it are collected."""
    known = set(Cycle.objects.filter(key=key, plan__in=plans).values_list("plan", flat=True))
    for plan in plans:
        try:
            if plan.pk not in known:
                period_of(key, plan)
        except UnknownPeriod as unknown:
            refusals.append(str(unknown))
        else:
            yield plan
