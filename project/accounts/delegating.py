"""委托: a signer or a leader has a named person act for them on some days, and ends it early."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from project.accounts.access import delegations_to
from project.accounts.models import DELEGABLE, Delegation, Grant, Role, Sphere, User
from project.accounts.models.grants import GrantQuerySet
from project.audit.recording import record

# A leave, not a change of post: that is handed over or granted.
LONGEST = timedelta(days=184)


class DelegationRefused(ValueError):
    """A delegation that may not be made or ended; the message says why in Chinese."""


def delegable(user: User, *, on: date) -> GrantQuerySet:
    """Return the person's own grants that may be delegated on that day."""
    held = Grant.objects.active(on=on).of_role(*DELEGABLE).filter(user=user, user__is_active=True)
    return held.select_related("unit", "committee", "user")


def people_to_choose(grants: GrantQuerySet) -> QuerySet[User]:
    """Return who may be chosen for any of these grants, all of one person."""
    near = Q(pk__in=[])
    for grant in grants:
        near |= _near(grant)
    found = User.objects.filter(near, is_active=True, sphere=Sphere.BUSINESS)
    return found.exclude(pk__in=grants.values("user")).select_related("home_unit")


def delegate(
    grant: Grant, *, to: User, from_on: date, until_on: date, why: str, by: User
) -> Delegation:
    """Have `to` act under one's own grant on these days; raises DelegationRefused.

    Only who holds the grant today delegates it, to another active person of the business from the
    same unit, or from the leader's committee; what was delegated to oneself is no grant.
    """
    today = timezone.localdate()
    _check_days(from_on, until_on, today)
    if not why.strip():
        raise DelegationRefused("请写明委托的原因，例如“外出学习”。")
    try:
        with transaction.atomic():
            held = _held(grant, by, today)
            _check_delegate(held, to)
            _check_reach(held, until_on)
            _check_free(held, from_on, until_on)
            made = Delegation.objects.create(
                grant=held, delegate=to, from_on=from_on, until_on=until_on, why=why.strip()
            )
            _record("make", made, by)
    except IntegrityError as error:
        raise DelegationRefused("不能这样委托：请核对受托人和起止日期。") from error
    return made


def end(delegation: Delegation, *, by: User) -> Delegation:
    """End a delegation this minute; raises DelegationRefused unless it is one's own and open."""
    if delegation.grant.user_id != by.pk:
        raise DelegationRefused("只有委托人本人可以结束委托。")
    with transaction.atomic():
        rows = Delegation.objects.not_ended().filter(pk=delegation.pk)
        if not rows.update(ended_at=timezone.now()):
            raise DelegationRefused(f"{delegation}：已经结束，无需重复操作。")
        _record("end", delegation, by)
    delegation.refresh_from_db()
    return delegation


def names_to_act_in(user: User, role: Role, *, of: int, on: date) -> list[User]:
    """Return for whom the person may act as that role of the unit or committee with this key."""
    scope = "grant__committee" if role == Role.LEADER else "grant__unit"
    lent = delegations_to(user, on=on).filter(grant__role=role, **{scope: of})
    return [each.delegator for each in lent.order_by("pk")]


def _held(grant: Grant, by: User, today: date) -> Grant:
    """Return the grant if it is the person's own today; the person's row is held meanwhile."""
    User.objects.select_for_update().get(pk=by.pk)
    held = delegable(by, on=today).filter(pk=grant.pk).first()
    if held is None:
        raise DelegationRefused(
            "只能委托你自己正在生效的签批人或残工委领导授权；受托的不能再委托。"
        )
    return held


def _check_days(from_on: date, until_on: date, today: date) -> None:
    if from_on < today:
        raise DelegationRefused("起始日期不能早于今天：已经过去的日子不能补办委托。")
    if until_on < from_on:
        raise DelegationRefused("截止日期不能早于起始日期。")
    if until_on - from_on > LONGEST:
        raise DelegationRefused(
            "一次委托最长半年，请核对年份。长期不在岗的，请安全管理员另行授权。"
        )


def _near(grant: Grant) -> Q:
    """People of the grant's unit, or at home in any unit of the committee."""
    if grant.unit_id is not None:
        return Q(home_unit=grant.unit_id)
    return Q(home_unit__committee=grant.committee_id)


def _check_delegate(grant: Grant, to: User) -> None:
    if to.pk == grant.user_id:
        raise DelegationRefused("不能委托给自己，请选择另一个人。")
    people = User.objects.filter(_near(grant), is_active=True, sphere=Sphere.BUSINESS)
    if not people.filter(pk=to.pk).exists():
        raise DelegationRefused(f"{to}不能受托：受托人要是{grant.of}的人，有启用的业务账号。")


def _check_reach(grant: Grant, until_on: date) -> None:
    last = grant.until_on
    if last is not None and until_on > last:
        raise DelegationRefused(
            f"你的授权到{last.year}年{last.month}月{last.day}日为止，委托不能更晚。"
        )


def _check_free(grant: Grant, from_on: date, until_on: date) -> None:
    """One post, one person at a time: two could act in one name without knowing of each other."""
    rows = Delegation.objects.filter(grant=grant).overlapping(from_on, until_on)
    other = rows.select_related("delegate").first()
    if other is not None:
        raise DelegationRefused(
            f"这段日期里已经委托给{other.delegate}（{_day(other.from_on)}至{_day(other.until_on)}）。"
            "要换人的，请先结束那一项。"
        )


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _record(verb: str, made: Delegation, by: User) -> None:
    record(
        f"delegation.{verb}", made, by=by, grant=str(made.grant), delegate=str(made.delegate),
        from_on=made.from_on.isoformat(), last_on=made.until_on.isoformat(), why=made.why,
    )  # fmt: skip
