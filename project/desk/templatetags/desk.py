"""Template tags of the frame: the main navigation, by who is signed in."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone

from notifications.models import Message
from project.accounts.access import administers
from project.accounts.models import Role, Sphere, User
from task_table.models import Plan

register = template.Library()


@dataclass(frozen=True)
class Link:
    """One entry of the navigation."""

    label: str
    url: str
    current: bool


@register.simple_tag(takes_context=True)
def navigation(context: dict[str, Any]) -> list[Link]:
    """Return the entries for the person signed in; none for a stranger or an error page."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if request is None or not isinstance(user, User):
        return []
    path = request.path
    return [Link(label, url, path == url) for label, url in _entries(user)]


@register.simple_tag(takes_context=True)
def office(context: dict[str, Any]) -> list[Link]:
    """Return the pages of the administrator signed in; none if the grant is not in force today."""
    return [Link(label, url, False) for label, url in _administration(context["request"].user)]


def _entries(user: User) -> list[tuple[str, str]]:
    ours = _business(user) if user.sphere == Sphere.BUSINESS else _administration(user)
    own = [("我的资料", "oneself"), ("修改密码", "account_change_password")]
    return [("我的待办", reverse("home")), *ours, *((label, reverse(name)) for label, name in own)]


def _business(user: User) -> list[tuple[str, str]]:
    plans = Plan.objects.visible_to(user)
    pages = [("责任分工表", "plan-table"), ("通讯录", "contacts")]
    tables = [
        (label, reverse(name, args=[plan.slug])) for plan in plans[:1] for label, name in pages
    ]
    return [*tables, ("事项", reverse("case-list")), (_messages(user), reverse("message-list"))]


def _messages(user: User) -> str:
    unread = Message.objects.filter(recipient=user).unread().count()
    return f"消息（{unread}条未读）" if unread else "消息"


def _administration(user: User) -> list[tuple[str, str]]:
    pages = {
        Role.SYSTEM_ADMIN: [
            ("账号", "person-list"),
            ("发送情况", "delivery-list"),
            ("工作日日历", "calendar"),
        ],
        Role.SECURITY_ADMIN: [("授权", "grant-list")],
        Role.AUDIT_ADMIN: [("留痕", "audit-list")],
    }
    held = administers(user, Role(user.sphere), on=timezone.localdate())
    return [(label, reverse(name)) for label, name in pages[Role(user.sphere)]] if held else []
