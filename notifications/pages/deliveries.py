"""What went out by mail and what did not: for the secretariat and the system administrator."""

from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from notifications.alarms import mail_alarms
from notifications.models import Kind, Message, State
from notifications.models.messages import MessageQuerySet
from notifications.reminding import people_with_roles
from project.accounts.access import administers, committees_served
from project.accounts.models import Role, User
from project.accounts.models.people import UserQuerySet
from project.accounts.visitor import signed_in

LOOKED_BACK = timedelta(days=14)
A_PAGE = 50


@login_required
@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    """Show the mail of two weeks by day and kind, then each letter that did not simply arrive."""
    user, at = signed_in(request), timezone.now()
    people = people_followed_by(user, at=at)
    if people is None:
        raise Http404
    mail = Message.objects.by_mail().filter(recipient__in=people, created_at__gte=at - LOOKED_BACK)
    troubled = _troubled(mail).select_related("recipient__home_unit").order_by("-pk")
    context = {
        "alarms": list(mail_alarms(at=at, people=people)),
        "days": _by_day(mail),
        "page": Paginator(troubled, A_PAGE).get_page(request.GET.get("page")),
        "unreachable": _without_address(people, at),
    }
    return render(request, "notifications/delivery_list.html", context)


def people_followed_by(user: User, *, at: datetime) -> UserQuerySet | None:
    """Return the people whose deliveries a person may follow; None for who follows nobody's.

    The secretariat follows its committee's people, the system administrator all; neither sees here
    what a letter says.
    """
    on = timezone.localdate(at)
    if administers(user, Role.SYSTEM_ADMIN, on=on):
        return User.objects.all()
    served = committees_served(user, on=on)
    return User.objects.filter(home_unit__committee__in=served) if served.exists() else None


def _by_day(mail: MessageQuerySet) -> list[dict[str, object]]:
    """Return the mail of each period and kind, the newest first, counted by state."""
    counts = {
        "sent": Count("pk", filter=Q(state=State.SENT)),
        "waiting": Count("pk", filter=Q(state__in=(State.QUEUED, State.SENDING))),
        "failed": Count("pk", filter=Q(state__in=(State.REFUSED, State.EXPIRED))),
        "dropped": Count("pk", filter=Q(state=State.DROPPED)),
    }
    rows = mail.order_by().values("created_at__date", "kind").annotate(total=Count("pk"), **counts)
    days = rows.order_by("-created_at__date", "kind")
    return [row | {"label": Kind(row["kind"]).label} for row in days]


def _troubled(mail: MessageQuerySet) -> MessageQuerySet:
    arrived = Q(state__in=(State.SENT, State.DROPPED), uncertain=0)
    return mail.exclude(arrived)


def _without_address(people: UserQuerySet, at: datetime) -> list[User]:
    granted = people_with_roles(on=timezone.localdate(at)).filter(email="", pk__in=people)
    return list(granted.select_related("home_unit"))
