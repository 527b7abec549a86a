"""People: never deleted, never superuser, each in one sphere for good."""

from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from project.accounts.models.units import Unit


class Sphere(models.TextChoices):
    """What an account is for. The three administrators are separate people and see no business."""

    BUSINESS = "business", "业务"
    SYSTEM = "system_admin", "系统管理"
    SECURITY = "security_admin", "安全管理"
    AUDIT = "audit_admin", "审计管理"


class UserQuerySet(models.QuerySet["User"]):
    """People in the words of those who look for them."""

    def matching(self, words: str) -> Self:
        """Return people whose name, user name or home unit holds what was typed."""
        return self.filter(_named(words) | Q(home_unit__name__icontains=words))

    def named(self, words: str) -> Self:
        """Return people whose name or user name holds what was typed."""
        return self.filter(_named(words))

    def called(self, words: str) -> Self:
        """Return the one of exactly that user name, else all of exactly that name."""
        exact = self.filter(username=words)
        return exact if exact.exists() else self.filter(name=words)


class UserManager(BaseUserManager["User"]):
    """Makes accounts; there is no way here to make a superuser."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Return a new account; `password=None` leaves it without one, so nobody can sign in."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. What the person may do is said by grants, never by the account."""

    username = models.CharField(
        "用户名",
        max_length=64,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": "这个用户名已经有人使用，请换一个。"},
    )
    name = models.CharField("姓名", max_length=32)
    home_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="people", verbose_name="所在单位"
    )
    sphere = models.CharField("账号类别", max_length=16, choices=Sphere, default=Sphere.BUSINESS)
    email = models.EmailField("电子邮箱", blank=True)
    phone = models.CharField("电话", max_length=32, blank=True)
    is_active = models.BooleanField("启用", default=True)
    password_is_temporary = models.BooleanField("初始密码未改", default=False)
    joined_at = models.DateTimeField("开户时间", default=timezone.now)

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "用户"
        ordering = ("pk",)
        default_permissions = ()
        constraints = (
            # guardian and Viewflow let a superuser sign everything.
            models.CheckConstraint(condition=Q(is_superuser=False), name="no_superuser"),
            models.CheckConstraint(
                condition=~Q(sphere=Sphere.BUSINESS) | Q(home_unit__isnull=False),
                name="business_account_has_home_unit",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


def _named(words: str) -> Q:
    return Q(name__icontains=words) | Q(username__icontains=words)
