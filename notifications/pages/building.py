"""How far a new edition is: the part of the summary's page that asks again by itself."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from notifications.builds import newest_build
from notifications.pages.summaries import reader_or_404

# htmx shows what comes with it, and asks no more.
ENOUGH = 286
SIGNED_OUT = "登录已过期，请刷新本页，重新登录后再看。"


@require_safe
def progress(request: HttpRequest, plan: str, key: str) -> HttpResponse:
    """Tell the office's page what is new about its build; 204 where that is what it said last.

    Whoever comes here otherwise is shown the page.
    """
    page, asks_itself = reverse("summary", args=[plan, key]), "HX-Request" in request.headers
    if not request.user.is_authenticated:
        return HttpResponse(SIGNED_OUT, status=ENOUGH) if asks_itself else redirect_to_login(page)
    seen_by = reader_or_404(request, plan, key)
    if not seen_by.serves:
        raise Http404
    told = newest_build(seen_by.span)
    if not asks_itself:
        return redirect(page)
    if told is None:
        return HttpResponse("请刷新本页查看结果。", status=ENOUGH)
    if request.GET.get("seen") == told.word and told.is_under_way:
        return HttpResponse(status=204)
    context = {"told": told, "span": seen_by.span}
    status = 200 if told.is_under_way else ENOUGH
    return render(request, "notifications/_build_said.html", context, status=status)
