"""Prepares, sends and drops the overdue digests of a day; what the schedules do."""

import json
from argparse import ArgumentParser
from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from notifications.digesting import foretell, moment_on, prepare_digests, send_due

NAMES = {"prepare": "生成", "send": "发送", "drop": "作废"}


class Command(BaseCommand):
    help = "生成并发送某日应当生成、发送的逾期摘要；不加 --apply 只说明会做什么。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--day", type=date.fromisoformat, help="如 2026-01-12，缺省为今天")
        parser.add_argument("--at", type=time.fromisoformat, help="如 15:00，缺省为现在的时刻")
        parser.add_argument("--apply", action="store_true", help="真正生成和发送")
        parser.add_argument("--json", action="store_true", help="供程序读取")

    def handle(self, *args: Any, **options: Any) -> None:
        on = options["day"] or timezone.localdate()
        at = _moment(on, options["at"])
        if options["apply"]:
            facts = {"day": str(on), "prepared": prepare_digests(on=on, at=at)}
            facts["sent"] = send_due(at=at)
            words = f"{on}：生成{facts['prepared']}份逾期摘要，发送{facts['sent']}份。"
        else:
            would = foretell(on=on, at=at)
            facts = {"day": str(on), "would": would}
            parts = [f"{NAMES[verb]}{_listed(named)}" for verb, named in would.items()]
            words = f"{on}：将{'，'.join(parts)}。确认后加 --apply。"
        self.stdout.write(json.dumps(facts, ensure_ascii=False) if options["json"] else words)


def _moment(on: date, hour: time | None) -> datetime:
    return moment_on(on, hour or timezone.localtime().time())


def _listed(named: list[str]) -> str:
    return f"{len(named)}份（{'、'.join(named)}）" if named else "0份"
