"""Brings an installation to where it can be served; a second run changes nothing."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from project.accounts.granting import keep_all_memberships
from project.accounts.models import User
from project.demo.scenes import is_whole
from project.demo.signing_in import sign_in_lines
from project.desk.first_accounts import make_first_accounts
from project.desk.jobs import lay_schedules
from project.env import wants_demo
from project.installation.models import NOT_FOR_DEMO, Installation, Kind, WrongKind, settle
from project.workdays.models import Workday
from task_table.importing.loading import link_indicators, load
from task_table.importing.reading import read_file
from task_table.importing.shipped import shipped_plans
from task_table.models import Plan
from workflows.cycles.closing import close_ended_cycles
from workflows.cycles.opening import open_asked_cycles


class Command(BaseCommand):
    help = "准备好数据库、日历、规划、报送周期和首批账号；由 ./run 调用，可重复执行。"

    def handle(self, *args: Any, **options: Any) -> None:
        self._refuse_the_other_kind()
        call_command("migrate", verbosity=0)
        kind = self._settle()
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if days := Workday.objects.load():
            self.stdout.write(f"工作日日历：{days} 天。")
        self._load_plans()
        if kind == Kind.DEMO and not is_whole(on=timezone.localdate()):
            call_command("load_demo", stdout=self.stdout)
        self._move_cycles()
        # After days down a grant that began meanwhile counts at once, not from the next midnight.
        keep_all_memberships(on=timezone.localdate())
        lay_schedules()
        self._print_passwords()
        if kind == Kind.DEMO:
            self.stdout.write("\n" + "\n".join(sign_in_lines()))

    def _refuse_the_other_kind(self) -> None:
        """Refuse before anything is written, also before the database is migrated."""
        tables = set(connection.introspection.table_names())
        if {Installation._meta.db_table, User._meta.db_table} <= tables:
            self._settle()
        elif wants_demo() and User._meta.db_table in tables and User.objects.exists():
            raise CommandError(NOT_FOR_DEMO)

    def _settle(self) -> Kind:
        """Say at the first start what the database is; refuse one of the other kind."""
        wanted = Kind.DEMO if wants_demo() else Kind.REAL
        try:
            if User.objects.exists() and not Installation.objects.exists():
                # From before there were demos: whoever is in it is real.
                settle(Kind.REAL)
            settle(wanted)
        except WrongKind as refusal:
            raise CommandError(str(refusal)) from refusal
        return wanted

    def _load_plans(self) -> None:
        for table, profile in shipped_plans():
            if plan := Plan.objects.filter(slug=profile.slug).first():
                link_indicators(plan, profile)
            else:
                created = load(read_file(table), profile, by=None)
                self.stdout.write(f"{profile.title}：重点工作任务 {created['重点工作任务']} 项。")

    def _move_cycles(self) -> None:
        on = timezone.localdate()
        for cycle in open_asked_cycles(on=on):
            self.stdout.write(f"{cycle.label}：已开启 {cycle.reports.count()} 份报告。")
        if missed := close_ended_cycles(on=on):
            self.stdout.write(f"到期未报送：{missed} 份报告。")

    def _print_passwords(self) -> None:
        made = make_first_accounts(on=timezone.localdate())
        if made:
            self.stdout.write("\n首批账号，密码只显示这一次，首次登录时须更改：")
        for user, password in made:
            self.stdout.write(f"  {user.name}  用户名 {user.username}  密码 {password}")
