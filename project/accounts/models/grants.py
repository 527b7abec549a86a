"""The grant: this person, this role, of this unit or committee, from this day to that, and why."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from project.accounts.models.people import Sphere, User
from project.accounts.models.units import Committee, Unit
from project.audit.guards import AppendOnly


class Role(models.TextChoices):
    """What one is granted: three roles are of a unit, two of a committee, three of the system."""

    LIAISON = "liaison", "联络员"
    SIGNER = "signer", "签批人"
    REVIEWER = "reviewer", "审核人"
    LEADER = "leader", "残工委领导"
    OBSERVER = "observer", "观察员"
    SYSTEM_ADMIN = Sphere.SYSTEM.value, "系统管理员"
    SECURITY_ADMIN = Sphere.SECURITY.value, "安全管理员"
    AUDIT_ADMIN = Sphere.AUDIT.value, "审计管理员"

    @property
    def sphere(self) -> Sphere:
        return Sphere(self.value) if self in ADMINISTRATORS else Sphere.BUSINESS


OF_A_UNIT = (Role.LIAISON, Role.SIGNER, Role.REVIEWER)
OF_A_COMMITTEE = (Role.LEADER, Role.OBSERVER)
ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)


class GrantState(models.TextChoices):
    """Where a grant stands on a day; computed from its dates, never stored."""

    IN_FORCE = "in_force", "生效中"
    NOT_BEGUN = "not_begun", "未生效"
    ENDED = "ended", "已到期"
    REVOKED = "revoked", "已撤销"


class GrantQuerySet(models.QuerySet["Grant"]):
    """Grants in the field's words."""

    def active(self, *, on: date) -> Self:
        """Return grants in force on a day: begun, not past their last day, not revoked."""
        lasting = Q(until_on=None) | Q(until_on__gte=on)
        return self.filter(lasting, from_on__lte=on, revoked_at=None)

    def overlapping(self, from_on: date, until_on: date | None) -> Self:
        """Return unrevoked grants that have a day in common with a span; None is for good."""
        lasting = Q(until_on=None) | Q(until_on__gte=from_on)
        begun = Q() if until_on is None else Q(from_on__lte=until_on)
        return self.filter(lasting, begun, revoked_at=None)

    def in_state(self, state: GrantState, *, on: date) -> Self:
        """Return the grants that `Grant.state` says are in that state on a day."""
        if state == GrantState.REVOKED:
            return self.exclude(revoked_at=None)
        if state == GrantState.IN_FORCE:
            return self.active(on=on)
        if state == GrantState.NOT_BEGUN:
            return self.filter(from_on__gt=on, revoked_at=None)
        return self.filter(until_on__lt=on, revoked_at=None)

    def of_role(self, *roles: Role) -> Self:
        return self.filter(role__in=roles)

    def of_people(self, people: models.QuerySet[User]) -> Self:
        return self.filter(user__in=people)

    def for_reading(self) -> Self:
        """Return grants with all whose names a row shows."""
        return self.select_related("user", "unit", "committee", "granted_by", "revoked_by")


class Grant(AppendOnly):
    """Written once; ends by its last day or by being revoked, never by being changed."""

    written_later: ClassVar[tuple[str, ...]] = ("revoked_at", "revoked_by", "revoked_why")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants", verbose_name="被授权人"
    )
    role = models.CharField("角色", max_length=16, choices=Role)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="grants", verbose_name="责任单位"
    )
    committee = models.ForeignKey(
        Committee, models.PROTECT, null=True, blank=True, verbose_name="残工委"
    )
    from_on = models.DateField("生效日期")
    until_on = models.DateField("截止日期", null=True, blank=True)
    why = models.CharField("授权依据", max_length=200)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="授权人"
    )
    granted_at = models.DateTimeField("授权时间", default=timezone.now)
    takes_over = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="handed_to",
        verbose_name="接替的授权",
    )
    revoked_at = models.DateTimeField("撤销时间", null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="撤销人"
    )
    revoked_why = models.CharField("撤销原因", max_length=200, null=True)  # noqa: DJ001 (written once)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "授权"
        ordering = ("pk",)
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=(
                    Q(role__in=OF_A_UNIT, unit__isnull=False, committee=None)
                    | Q(role__in=OF_A_COMMITTEE, unit=None, committee__isnull=False)
                    | Q(role__in=ADMINISTRATORS, unit=None, committee=None)
                ),
                name="grant_is_of_what_its_role_is_of",
            ),
            models.CheckConstraint(
                condition=Q(granted_by=None) | ~Q(granted_by=F("user")),
                name="nobody_grants_to_himself",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="grant_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=(
                    Q(revoked_at=None, revoked_by=None, revoked_why=None)
                    | Q(revoked_at__isnull=False, revoked_why__isnull=False)
                ),
                name="revoked_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=("user", "role", "unit"),
                condition=Q(revoked_at=None, until_on=None, unit__isnull=False),
                name="one_open_grant_of_a_unit",
            ),
            models.UniqueConstraint(
                fields=("takes_over",),
                condition=Q(takes_over__isnull=False),
                name="handed_over_once",
            ),
            models.UniqueConstraint(
                fields=("user", "role", "committee"),
                condition=Q(revoked_at=None, until_on=None, committee__isnull=False),
                name="one_open_grant_of_a_committee",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}：{self.of}{self.get_role_display()}"

    @property
    def of(self) -> str:
        return str(self.unit or self.committee or "")

    def state(self, *, on: date) -> GrantState:
        """Return where the grant stands on a day."""
        if self.revoked_at is not None:
            return GrantState.REVOKED
        if self.from_on > on:
            return GrantState.NOT_BEGUN
        if self.until_on is not None and self.until_on < on:
            return GrantState.ENDED
        return GrantState.IN_FORCE
