"""Writes the morning letters of a day; what the schedule does each working morning."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from notifications.reminding import hindrance, owing, remind


class Command(BaseCommand):
    help = "写好某日的提醒信，每人一封；不加 --apply 只说明会写给谁。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--day", type=date.fromisoformat, help="如 2026-01-09，缺省为今天")
        parser.add_argument("--apply", action="store_true", help="真正写信")
        parser.add_argument("--json", action="store_true", help="逐人列出，供程序读取")

    def handle(self, *args: Any, **options: Any) -> None:
        on = options["day"] or timezone.localdate()
        if options["apply"]:
            told = remind(on=on)
            self._say(options, {"day": str(on), "told": told}, f"{on}：已写好{told}人的提醒信。")
            return
        if why_not := hindrance(on=on):
            self._say(options, {"day": str(on), "would_tell": []}, f"{on}：{why_not}")
            return
        rows = [
            {
                "person": str(person),
                **{pile.title: len(pile.reports) for pile in owed.piles},
                "待我办理的事项": len(owed.cases),
            }
            for person, owed in owing(on=on)
        ]
        words = f"{on}：{len(rows)}人有待办事项，将各收到一封提醒信。确认后加 --apply。"
        self._say(options, {"day": str(on), "would_tell": rows}, words)

    def _say(self, options: dict[str, Any], facts: dict[str, Any], words: str) -> None:
        self.stdout.write(json.dumps(facts, ensure_ascii=False) if options["json"] else words)
