"""A person's messages: the list, newest first, and one message whole."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from notifications.models import Message
from notifications.models.messages import MessageQuerySet
from notifications.reasons import is_theirs
from project.accounts.visitor import signed_in

A_PAGE = 30


@login_required
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """Show the person's own messages; what is unread says so in a word."""
    own = _own(request)
    page = Paginator(own.order_by("-pk"), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "unread": own.unread().count()}
    return render(request, "notifications/message_list.html", context)


@login_required
@require_safe
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one message and note when it was first opened; 404 for anybody else's."""
    found = get_object_or_404(_own(request), pk=pk)
    _own(request).unread().filter(pk=pk).update(first_opened_at=timezone.now())
    context = {"message_read": found, "is_theirs": is_theirs(found, on=timezone.localdate())}
    return render(request, "notifications/message.html", context)


def _own(request: HttpRequest) -> MessageQuerySet:
    return Message.objects.in_app().filter(recipient=signed_in(request))
