"""Committees, their units under the names of the day, and groups such as 各县（市、区）政府."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q


class Level(models.TextChoices):
    """The level of government a committee belongs to."""

    NATION = "国家", "国家级"
    PROVINCE = "省", "省级"
    CITY = "市", "市级"
    COUNTY = "县", "县级"


class Committee(models.Model):
    """A 残工委: the committee whose plans are followed; one installation may serve several."""

    code = models.SlugField("代码", unique=True)
    name = models.CharField("名称", max_length=64)
    level = models.CharField("层级", max_length=16, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="上级残工委"
    )

    class Meta:
        verbose_name = verbose_name_plural = "残工委"

    def __str__(self) -> str:
        return self.name


class UnitKind(models.TextChoices):
    """What a unit is: it decides nothing by itself, but people look for units by it."""

    DEPARTMENT = "department", "政府部门"
    PARTY = "party", "党委部门"
    MASS = "mass", "群团组织"
    COLLEGE = "college", "高等院校"
    COMPANY = "company", "企业"
    VERTICAL = "vertical", "垂直管理机构"
    COUNTY = "county", "县级政府"
    OFFICE = "office", "议事协调机构办公室"


class UnitQuerySet(models.QuerySet["Unit"]):
    """Units in the words of those who look for them."""

    def of_committee(self, committee: Committee) -> Self:
        return self.filter(committee=committee)

    def in_group(self, group: "UnitGroup", *, on: date) -> Self:
        """Return the group's members of the day, in the group's order."""
        member = Q(memberships__group=group) & _covers("memberships__", on)
        return self.filter(member).order_by("memberships__place")


class Unit(models.Model):
    """A responsible unit (责任单位). `code` never changes; `name` is the name of today."""

    code = models.SlugField("代码", unique=True)
    name = models.CharField("现名", max_length=64)
    kind = models.CharField("类别", max_length=16, choices=UnitKind)
    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="units", verbose_name="残工委"
    )
    host = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted",
        verbose_name="设在单位",
    )

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "责任单位"
        ordering = ("pk",)
        default_permissions = ()
        permissions = (
            ("view_unit", "查看本单位"),
            ("report_unit", "为本单位填报"),
            ("sign_off_unit", "为本单位签批"),
            ("review_unit", "审核该单位"),
        )
        constraints = (
            models.UniqueConstraint("committee", "name", name="unit_name_once_in_committee"),
            models.CheckConstraint(
                condition=Q(kind=UnitKind.OFFICE) | Q(host=None),
                name="only_an_office_is_hosted",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def lineage(self) -> set[int]:
        """Return the keys of the unit and of the unit that hosts it, for the rule of 自审."""
        return {self.pk} if self.host_id is None else {self.pk, self.host_id}


class UnitName(models.Model):
    """A name a unit bore from one day to another; the one without an end is today's."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="names", verbose_name="责任单位")
    name = models.CharField("名称", max_length=64)
    from_on = models.DateField("启用日期", null=True, blank=True)
    until_on = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位名称沿革"
        ordering = ("unit", "from_on")
        constraints = (
            models.UniqueConstraint(
                fields=("unit",), condition=Q(until_on=None), name="one_current_name"
            ),
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="name_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return self.name


class UnitGroup(models.Model):
    """Several units named by one phrase in a plan; its members are dated."""

    code = models.SlugField("代码", unique=True)
    name = models.CharField("名称", max_length=64)
    committee = models.ForeignKey(Committee, models.PROTECT, verbose_name="残工委")

    class Meta:
        verbose_name = verbose_name_plural = "单位组"

    def __str__(self) -> str:
        return self.name


class UnitGroupMembership(models.Model):
    """A unit's place in a group, from one day to another."""

    group = models.ForeignKey(UnitGroup, models.PROTECT, verbose_name="单位组")
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="memberships", verbose_name="责任单位"
    )
    place = models.PositiveSmallIntegerField("次序")
    from_on = models.DateField("加入日期", null=True, blank=True)
    until_on = models.DateField("退出日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位组成员"
        ordering = ("group", "place")
        constraints = (
            models.UniqueConstraint(
                fields=("group", "unit"), condition=Q(until_on=None), name="member_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.group}：{self.unit}"


def _covers(prefix: str, day: date) -> Q:
    begun = Q(**{f"{prefix}from_on": None}) | Q(**{f"{prefix}from_on__lte": day})
    lasting = Q(**{f"{prefix}until_on": None}) | Q(**{f"{prefix}until_on__gte": day})
    return begun & lasting
