"""The working day: a row a day, whose ordinals make working-day distances a subtraction."""

from datetime import date, timedelta
from typing import Self

from django.db import models, transaction
from django.db.models import Q

from project.audit.guards import AppendOnly
from project.workdays.notice import Notice, from_canonical
from project.workdays.published import DAYS, FIRST_DAY, FIRST_ESTIMABLE, LAST_DAY, all_days


class OutsideCalendar(ValueError):
    """A date that the calendar (2021 to 2035) does not cover, or a calendar not loaded yet."""


class WorkdayQuerySet(models.QuerySet["Workday"]):
    """Reckoning in working days; every method takes and returns civil days of Asia/Shanghai."""

    def worked(self) -> Self:
        return self.filter(is_workday=True)

    def on(self, day: date) -> "Workday":
        """Return the row of `day`; raises OutsideCalendar."""
        try:
            return self.get(day=day)
        except Workday.DoesNotExist:
            raise OutsideCalendar(
                f"工作日日历没有{day:%Y年%m月%d日}：只覆盖{FIRST_DAY.year}年至{LAST_DAY.year}年。"
            ) from None

    def distance(self, start: date, end: date) -> int:
        """Return the working days after `start` up to and including `end`; negative backwards."""
        return self.on(end).ordinal - self.on(start).ordinal

    def from_day(self, day: date) -> date:
        """Return `day` itself if it is worked, else the next working day."""
        return self._first(self.worked().filter(day__gte=day), day)

    def after(self, day: date, count: int = 1) -> date:
        """Return the working day `count` working days after `day` (`count` ≥ 1)."""
        return self._first(self.worked().filter(ordinal=self.on(day).ordinal + count), day)

    def before(self, day: date, count: int = 1) -> date:
        """Return the working day `count` working days before the working day `day` falls on."""
        due = self.on(self.from_day(day))
        return self._first(self.worked().filter(ordinal=due.ordinal - count), day)

    def ordinals(self, around: date, reach: timedelta) -> dict[date, int]:
        """Return the ordinals of the days around one: one statement for many reckonings."""
        days = self.filter(day__range=(around - reach, around + reach))
        return dict(days.values_list("day", "ordinal"))

    def estimated_between(self, start: date, end: date) -> bool:
        """Say whether a reckoning between two days rests on a year not published yet (暂估)."""
        return self.filter(day__range=sorted((start, end)), estimated=True).exists()

    def estimated_from(self) -> date | None:
        """Return the first day of the calendar that is estimated; every later one is, too."""
        estimated = self.filter(day__gte=FIRST_ESTIMABLE, estimated=True).order_by("day")
        return estimated.values_list("day", flat=True).first()

    def load(self) -> int:
        """Write every day of the calendar that is not there yet; return how many were missing.

        What is there stays, since a notice may have been entered: ordinals count on from it.
        """
        if self.count() == DAYS:
            return 0
        known = dict(self.values_list("day", "is_workday"))
        ordinal, missing = 0, []
        for entry in all_days():
            ordinal += known.get(entry.day, entry.is_workday)
            if entry.day not in known:
                missing.append(Workday(ordinal=ordinal, **vars(entry)))
        with transaction.atomic():
            self.bulk_create(missing, batch_size=500)
        return len(missing)

    def _first(self, days: models.QuerySet["Workday"], asked: date) -> date:
        row = days.order_by("day").first()
        if row is None:
            raise OutsideCalendar(f"工作日日历推不出与{asked:%Y年%m月%d日}相距的工作日，超出范围。")
        return row.day


class Workday(models.Model):
    """One civil day; `ordinal` counts the working days from 1 January 2021 through this one."""

    day = models.DateField("日期", primary_key=True)
    is_workday = models.BooleanField("工作日")
    ordinal = models.PositiveIntegerField("工作日序号", db_index=True)
    estimated = models.BooleanField("暂估", default=False)
    holiday = models.CharField("节假日", max_length=32, blank=True)

    objects = WorkdayQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工作日"
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {'工作日' if self.is_workday else self.holiday or '休息日'}"


class HolidayNoticeQuerySet(models.QuerySet["HolidayNotice"]):
    """Notices in the field's words."""

    def of_year(self, year: int) -> Self:
        return self.filter(year=year)

    def in_force(self, *years: int) -> dict[int, Notice]:
        """Return what each year's last notice says; a year without one is left out."""
        rows = self.filter(year__in=years).order_by("number")
        return {each.year: each.notice for each in rows}


class HolidayNotice(AppendOnly):
    """A State Council's notice as pasted and as read; a later one of the same year amends it."""

    year = models.PositiveIntegerField("年份")
    number = models.PositiveIntegerField("第几次录入")
    text = models.TextField("通知原文")
    read = models.TextField("读出的内容")
    entered_at = models.DateTimeField("录入时间")
    # This room lies below the people: it knows them by number and name, as the trail does.
    entered_by_id = models.BigIntegerField("录入人编号", null=True)
    entered_by_name = models.CharField("录入人", max_length=64)

    objects = HolidayNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "放假通知"
        ordering = ("year", "number")
        constraints = (
            models.UniqueConstraint("year", "number", name="notice_once_in_year"),
            models.CheckConstraint(condition=Q(number__gte=1), name="notice_counts_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.year}年放假通知" + (f"（第{self.number}次录入）" if self.number > 1 else "")

    @property
    def notice(self) -> Notice:
        return from_canonical(self.read)
