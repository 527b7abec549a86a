"""委托: a signer or a leader on leave has a named person act for them, for some days."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.utils import timezone

from project.accounts.models.grants import Grant, Role
from project.accounts.models.people import User
from project.audit.guards import AppendOnly

# What may be delegated: deciding for a unit, deciding for the committee.
DELEGABLE = (Role.SIGNER, Role.LEADER)


class DelegationQuerySet(models.QuerySet["Delegation"]):
    """Delegations in the field's words."""

    def in_force(self, *, on: date) -> Self:
        """Return those by which somebody may act on that day.

        Each hangs on the grant it delegates: that grant is in force itself, its holder is active
        and, of a unit, still carries the permissions of its group.
        """
        granted = Grant.objects.active(on=on).filter(user__is_active=True)
        group = Concat("grant__unit__code", Value(":"), "grant__role")
        carried = Q(grant__unit=None) | Q(grant__user__groups__name=group)
        lasting = self.not_ended().filter(from_on__lte=on, until_on__gte=on)
        return lasting.filter(carried, grant__in=granted, delegate__is_active=True)

    def not_ended(self) -> Self:
        return self.filter(ended_at=None)

    def overlapping(self, from_on: date, until_on: date) -> Self:
        """Return those not ended that have a day in common with a span."""
        return self.not_ended().filter(from_on__lte=until_on, until_on__gte=from_on)

    def to(self, user: User) -> Self:
        return self.filter(delegate=user)

    def by(self, user: User) -> Self:
        return self.filter(grant__user=user)

    def for_reading(self) -> Self:
        """Return delegations with all whose names a row shows."""
        return self.select_related("grant__user", "grant__unit", "grant__committee", "delegate")


class DelegationState(models.TextChoices):
    """Where a delegation stands on a day; computed, never stored."""

    IN_FORCE = "in_force", "生效中"
    NOT_BEGUN = "not_begun", "未生效"
    OVER = "over", "已到期"
    ENDED = "ended", "已提前结束"
    LAPSED = "lapsed", "随授权失效"


class Delegation(AppendOnly):
    """Written once by who delegates; ends by its last day, by being ended, or with its grant.

    It is no grant and writes no membership: nobody can delegate it further.
    """

    written_later: ClassVar[tuple[str, ...]] = ("ended_at",)

    grant = models.ForeignKey(
        Grant, models.PROTECT, related_name="delegations", verbose_name="委托的授权"
    )
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="delegations",
        verbose_name="受托人",
    )
    from_on = models.DateField("起始日期")
    until_on = models.DateField("截止日期")
    why = models.CharField("委托原因", max_length=200)
    made_at = models.DateTimeField("委托时间", default=timezone.now)
    ended_at = models.DateTimeField("提前结束时间", null=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "委托"
        ordering = ("pk",)
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="delegation_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~Q(why=""), name="delegated_with_a_reason"),
        )

    def __str__(self) -> str:
        return f"{self.grant}委托给{self.delegate}"

    @property
    def delegator(self) -> User:
        return self.grant.user

    @property
    def of(self) -> str:
        """Return what is delegated: 市民政局签批人."""
        return f"{self.grant.of}{self.grant.get_role_display()}"

    def state(self, *, on: date) -> DelegationState:
        """Return where it stands on a day (fetched for reading: no statement)."""
        if self.ended_at is not None:
            return DelegationState.ENDED
        if self.until_on < on:
            return DelegationState.OVER
        if not self._grant_lasts(max(on, self.from_on)) or not self.delegate.is_active:
            return DelegationState.LAPSED
        return DelegationState.IN_FORCE if self.from_on <= on else DelegationState.NOT_BEGUN

    def _grant_lasts(self, day: date) -> bool:
        grant = self.grant
        lasting = grant.until_on is None or grant.until_on >= day
        return grant.revoked_at is None and lasting and grant.user.is_active
