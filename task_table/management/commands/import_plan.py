"""Reads a plan document and prints what it would load; loads it with --apply."""

import json
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from project.accounts.command_line import acting_user
from task_table.importing.loading import NotLoadable, load
from task_table.importing.reading import (
    NotAPlan,
    PlanReading,
    ProfileError,
    as_json,
    read_file,
    read_profile,
)
from task_table.importing.shipped import profile_for


class Command(BaseCommand):
    help = "读取规划文件中的重点工作任务分工表和主要指标；加 --apply 才导入。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="规划文件或分工表")
        parser.add_argument("--profile", type=Path, help="规划配置（TOML）；缺省按题名查找")
        parser.add_argument("--apply", action="store_true", help="导入；已导入的只核对，不改动")
        parser.add_argument("--json", action="store_true", help="输出 JSON，供程序读取")
        parser.add_argument("--by", metavar="USER", help="以哪个用户的名义记入留痕，缺省为系统")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            reading = read_file(options["file"])
            created = self._apply(reading, options) if options["apply"] else None
        except (NotAPlan, ProfileError) as error:
            raise CommandError(str(error)) from error
        except NotLoadable as error:
            lines = [f"{each.where}：{each.message}" for each in error.problems]
            raise CommandError("没有导入，什么也没有改动。\n" + "\n".join(lines)) from error
        if options["json"]:
            self.stdout.write(json.dumps(as_json(reading), ensure_ascii=False, indent=1))
        else:
            self.stdout.write(_summary(reading, created))

    def _apply(self, reading: PlanReading, options: dict[str, Any]) -> Counter[str]:
        given = options["profile"]
        profile = read_profile(given) if given else profile_for(reading)
        return load(reading, profile, by=acting_user(options["by"]))


def _summary(reading: PlanReading, created: Counter[str] | None) -> str:
    leads = sum(len(task.lead) for task in reading.tasks)
    supports = sum(len(task.support) for task in reading.tasks)
    read = (
        f"{reading.title or '（无题名）'}：{len(reading.tasks)} 项任务，牵头 {leads} 处、"
        f"配合 {supports} 处（按印出计），{len(reading.indicators)} 项指标，"
        f"{len(reading.problems)} 个问题。"
    )
    problems = [f"  {each.where}：{each.message}" for each in reading.problems]
    return "\n".join([read + _outcome(created), *problems])


def _outcome(created: Counter[str] | None) -> str:
    if created is None:
        return "仅读取，没有导入；确认无误后加 --apply。"
    if not created:
        return "与已导入的一致，没有改动。"
    return "已导入：" + "、".join(f"{kind} {count}" for kind, count in created.items()) + "。"
