"""What went out and what did not: for the secretariat and the system administrator."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from notifications.again import Dead, dead_mail, dead_posts, key_of, last_day, send_again
from notifications.alarms import alarms_of
from notifications.following import Followed, followed_by
from notifications.models import Kind, State
from notifications.models.outgoing import OutgoingQuerySet
from notifications.reminding import people_with_roles
from project.accounts.models import User
from project.accounts.visitor import signed_in
from workflows.pages.doors import sign_in_before

A_PAGE = 50
COUNTS = {
    "sent": Count("pk", filter=Q(state=State.SENT)),
    "waiting": Count("pk", filter=Q(state__in=(State.QUEUED, State.SENDING))),
    "failed": Count("pk", filter=Q(state__in=(State.REFUSED, State.EXPIRED))),
    "dropped": Count("pk", filter=Q(state=State.DROPPED)),
}
# A form that was sent without a choice.
NOTHING_CHOSEN = "请勾选要重新发送的消息。"


@login_required
@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    """Show two weeks of mail and posts by day, then each one that did not simply arrive."""
    followed = _followed_or_404(request)
    troubled = followed.mail.troubled().select_related("recipient__home_unit").order_by("-pk")
    posts = followed.posts.troubled().select_related("robot").order_by("-pk")
    context = {
        "alarms": list(alarms_of(followed, at=timezone.now())),
        "days": _by_day(followed.mail, label=F("kind")),
        "posts_by_day": _by_day(followed.posts, label=F("robot__name")),
        "page": Paginator(troubled, A_PAGE).get_page(request.GET.get("page")),
        "troubled_posts": posts[:A_PAGE],
        "dead": dead_mail(followed).count() + dead_posts(followed).count(),
        "unreachable": _without_address(followed),
    }
    return render(request, "notifications/delivery_list.html", context)


@sign_in_before("delivery-dead")
@require_http_methods(["GET", "HEAD", "POST"])
def dead(request: HttpRequest) -> HttpResponse:
    """Show what was refused or expired in two weeks, and send again what of it is chosen."""
    followed = _followed_or_404(request)
    if request.method != "POST":
        return _dead_page(request, followed)
    chosen = request.POST.getlist("row")
    if not chosen:
        return _dead_page(request, followed, error=NOTHING_CHOSEN, status=422)
    for result in send_again(chosen, by=signed_in(request)):
        tell = messages.success if result.is_queued else messages.warning
        tell(request, str(result))
    return redirect("delivery-dead")


def _dead_page(
    request: HttpRequest, followed: Followed, *, error: str = "", status: int = 200
) -> HttpResponse:
    letters, posts = dead_mail(followed), dead_posts(followed)
    context = {
        "letters": _keyed(letters[:A_PAGE]),
        "posts": _keyed(posts[:A_PAGE]),
        "more": letters[A_PAGE:].exists() or posts[A_PAGE:].exists(),
        "most": A_PAGE,
        "until": last_day(on=timezone.localdate()),
        "error": error,
    }
    return render(request, "notifications/delivery_dead.html", context, status=status)


def _keyed(rows: Any) -> list[tuple[str, Dead]]:
    return [(key_of(row), row) for row in rows]


def _followed_or_404(request: HttpRequest) -> Followed:
    followed = followed_by(signed_in(request), at=timezone.now())
    if followed is None:
        raise Http404
    return followed


def _by_day(rows: OutgoingQuerySet[Any], *, label: F) -> list[dict[str, object]]:
    """Return what was written each day, the newest first, counted by state."""
    counted = rows.order_by().values("created_at__date", label=label)
    days = counted.annotate(total=Count("pk"), **COUNTS).order_by("-created_at__date", "label")
    kinds = dict(Kind.choices)
    return [row | {"label": kinds.get(row["label"], row["label"])} for row in days]


def _without_address(followed: Followed) -> list[User]:
    on = timezone.localdate()
    granted = people_with_roles(on=on).filter(email="", pk__in=followed.people)
    return list(granted.select_related("home_unit"))
