"""Opening accounts, keeping their facts, resetting passwords, closing and reopening them.

Each verb is the system administrator's, writes its audit event in its own transaction and takes a
second click for what it is: the same act again does nothing the second time or says so.
"""

from typing import Any, Protocol

from axes.utils import reset as lift_lockout
from django.db import IntegrityError, transaction
from django.utils import timezone

from project.accounts.access import administers
from project.accounts.models import Grant, Role, Sphere, Unit, User
from project.accounts.models.grants import ADMINISTRATORS
from project.audit.recording import record

CHANGEABLE = {"name": "姓名", "email": "电子邮箱", "phone": "电话", "home_unit": "所在单位"}


class AccountRefused(ValueError):
    """An act on an account that may not be; the message says why in Chinese."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field


class GivesPassword(Protocol):
    """A verb that gives a person a one-time password."""

    def __call__(
        self, user: User, *, by: User, password: str, second: User | None = None
    ) -> None: ...


def open_account(
    *,
    username: str,
    name: str,
    sphere: Sphere,
    home_unit: Unit | None,
    email: str,
    phone: str,
    password: str,
    by: User,
) -> User:
    """Open an account with a one-time password; raises AccountRefused if the name is taken."""
    _check_administrator(by)
    _check_home(sphere, home_unit)
    taken = User.objects.filter(username__iexact=username).first()
    if taken:
        return _second_click_or_taken(taken, password)
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                username, password, name=name, sphere=sphere, home_unit=home_unit,
                email=email, phone=phone, password_is_temporary=True,
            )  # fmt: skip
            record(
                "account.open", user, by=by, account=user.username, name=name,
                sphere=Sphere(sphere).label, home_unit=str(home_unit or ""),
            )  # fmt: skip
    except IntegrityError:
        return _second_click_or_taken(User.objects.get(username=username), password)
    return user


def change_account(
    user: User, *, by: User, name: str, email: str, phone: str, home_unit: Unit | None
) -> list[str]:
    """Change an account's facts; return the Chinese names of those that differ from before."""
    _check_administrator(by)
    _check_home(user.sphere, home_unit)
    wanted = {"name": name, "email": email, "phone": phone, "home_unit": home_unit}
    with transaction.atomic():
        kept = _held(user)
        changed = {key: value for key, value in wanted.items() if getattr(kept, key) != value}
        if not changed:
            return []
        words = {
            CHANGEABLE[key]: f"{getattr(kept, key) or '无'} → {value or '无'}"
            for key, value in changed.items()
        }
        for key, value in changed.items():
            setattr(kept, key, value)
        kept.save(update_fields=list(changed))
        record("account.change", kept, by=by, account=kept.username, changes=words)
    return list(words)


def change_own_phone(user: User, *, phone: str) -> bool:
    """Change one's own telephone; say whether it differs. The trail does not hold the number."""
    with transaction.atomic():
        kept = _held(user)
        if kept.phone == phone:
            return False
        kept.phone = phone
        kept.save(update_fields=["phone"])
        what = {"电话": "已填写" if phone else "已清空"}
        record("account.change_phone", kept, by=user, account=kept.username, changes=what)
    return True


def deactivate(user: User, *, by: User, why: str) -> None:
    """Close an account: it signs in no more, and its sessions end with their next request."""
    _check_administrator(by)
    if user.pk == by.pk:
        raise AccountRefused("不能停用自己的账号，请由另一位系统管理员办理。")
    if not why.strip():
        raise AccountRefused("请写明停用原因。", field="why")
    with transaction.atomic():
        kept = _held(user)
        if not kept.is_active:
            raise AccountRefused(f"{kept}的账号已经停用，无需重复操作。")
        _check_not_the_last(kept)
        kept.is_active = False
        kept.save(update_fields=["is_active"])
        record("account.deactivate", kept, by=by, account=kept.username, why=why)


def activate(user: User, *, by: User, password: str, second: User | None = None) -> None:
    """Reopen an account with a new one-time password, so that no session of before comes back.

    An administrator's takes a `second` administrator, as `reset_password` does.
    """
    _check_administrator(by)
    _check_second_hand(user, by, second)
    with transaction.atomic():
        kept = _held(user)
        if kept.is_active:
            if kept.check_password(password):
                return
            raise AccountRefused(f"{kept}的账号已经启用，无需重复操作。")
        kept.is_active = True
        _give_password(kept, password)
        record("account.activate", kept, by=by, account=kept.username, **_named(second))


def reset_password(user: User, *, by: User, password: str, second: User | None = None) -> None:
    """Give a new one-time password; ends the person's sessions and lifts a lock-out.

    Whoever gives a password could sign in with it first: an administrator's takes a `second`
    administrator, or one person would hold all three offices.
    """
    _check_administrator(by)
    if user.pk == by.pk:
        raise AccountRefused("自己的密码请在“修改密码”中更改。")
    _check_second_hand(user, by, second)
    with transaction.atomic():
        kept = _held(user)
        if not kept.is_active:
            raise AccountRefused(f"{kept}的账号已停用，请先启用。")
        if kept.check_password(password):
            return
        _give_password(kept, password)
        record("account.reset_password", kept, by=by, account=kept.username, **_named(second))


def needs_second_hand(user: User, *, by: User) -> bool:
    """Say whether a new password for this account takes two administrators; one's own never does,
    for it is changed with the old one.
    """
    return user.sphere != Sphere.BUSINESS and user.pk != by.pk


def _check_second_hand(user: User, by: User, second: User | None) -> None:
    """Raise AccountRefused unless an administrator stands by: neither the owner nor `by`."""
    if not needs_second_hand(user, by=by):
        return
    if second is None:
        raise AccountRefused("用户名或密码不正确，请这位管理员重新输入。", field="second")
    on = timezone.localdate()
    is_one = any(administers(second, role, on=on) for role in ADMINISTRATORS)
    if second.pk in (user.pk, by.pk) or not is_one:
        raise AccountRefused(
            "请由另一位管理员确认：不能是账号本人，也不能是你自己。", field="second"
        )


def _named(second: User | None) -> dict[str, Any]:
    return {"second": f"{second.name}（{second.username}）"} if second else {}


def _give_password(user: User, password: str) -> None:
    user.set_password(password)
    user.password_is_temporary = True
    user.save(update_fields=["password", "password_is_temporary", "is_active"])
    lift_lockout(username=user.username)


def _held(user: User) -> User:
    """Return the account as it is now, its row held until the transaction ends."""
    return User.objects.select_for_update().get(pk=user.pk)


def _second_click_or_taken(user: User, password: str) -> User:
    if user.password_is_temporary and user.check_password(password):
        return user
    raise AccountRefused("这个用户名已经有人使用，请换一个。", field="username")


def _check_administrator(by: User) -> None:
    if not administers(by, Role.SYSTEM_ADMIN, on=timezone.localdate()):
        raise AccountRefused("只有系统管理员可以管理账号。")


def _check_home(sphere: str, home_unit: Unit | None) -> None:
    if sphere == Sphere.BUSINESS and home_unit is None:
        raise AccountRefused("业务账号必须选择所在单位。", field="home_unit")


def _check_not_the_last(user: User) -> None:
    """Raise AccountRefused if an administration of the system would be left with nobody."""
    in_force = Grant.objects.active(on=timezone.localdate()).filter(user__is_active=True)
    for grant in in_force.of_role(*ADMINISTRATORS).filter(user=user):
        if not in_force.of_role(Role(grant.role)).exclude(user=user).exists():
            raise AccountRefused(
                f"{user}是唯一的{grant.get_role_display()}，停用前请先由安全管理员授权另一人。"
            )
