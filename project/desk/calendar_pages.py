"""The calendar's page: which days are worked, and where the State Council's notice is entered."""

import re
from collections.abc import Callable
from functools import wraps

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from project.accounts.access import administers
from project.accounts.kept import kept_form, let_go, sign_in_first
from project.accounts.models import Role, Sphere, User
from project.accounts.visitor import signed_in
from project.desk.calendar_reading import reading_of
from project.desk.calendar_year import covers, read_year
from project.desk.entering import (
    enter,
    may_enter,
    missing_in_words,
    rehearse,
    year_missing,
)
from project.workdays.models import HolidayNotice
from project.workdays.notice import Notice, UnreadableNotice, parse_notice
from project.workdays.published import FIRST_DAY, LAST_DAY
from project.workdays.publishing import AlreadyEntered, NoticeRefused

View = Callable[[HttpRequest], HttpResponse]
Act = Callable[[HttpRequest, "NoticeForm", Notice], HttpResponse]
LONGEST = 20_000
YEAR_WRONG = f"请填写{FIRST_DAY.year}到{LAST_DAY.year}之间的年份，例如2027。"
MEANWHILE = "你核对期间，同事录入过这一年的通知。请重新核对下面的改动，再确认。"
OFFICE_ONLY = "放假通知由残工委办公室录入。"


class NoticeForm(forms.Form):
    """The notice as pasted, and its year where the title is missing."""

    text = forms.CharField(
        label="通知全文",
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=LONGEST,
        help_text="从中国政府网复制《国务院办公厅关于某年部分节假日安排的通知》，连同标题一起粘贴。",
        error_messages={
            "required": "请粘贴通知全文。",
            "max_length": f"超过{LONGEST}字，请只粘贴通知本身。",
        },
    )
    year = forms.IntegerField(
        label="年份",
        required=False,
        min_value=FIRST_DAY.year,
        max_value=LAST_DAY.year,
        help_text="标题里写明年份的，可以不填。",
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), YEAR_WRONG),
    )


def for_readers(view: View) -> View:
    """Open a page to the business and the system administrator; what a stranger posted is kept."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            if request.method == "POST":
                return sign_in_first(request, reverse("calendar"))
            return redirect_to_login(request.get_full_path())
        if not _reads(signed_in(request)):
            raise Http404
        return view(request)

    return never_cache(guarded)


@for_readers
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Show a year and, to the office, the form for a notice; or what came back after sign-in."""
    on = timezone.localdate()
    enters = may_enter(signed_in(request), on=on)
    kept = kept_form(request, reverse("calendar"))
    if kept and enters and "year" not in request.GET:
        return _form_page(request, NoticeForm(kept), restored=True)
    missing = year_missing(on=on)
    context = {
        "shown": read_year(_year_asked(request, on.year)),
        "form": NoticeForm(),
        "may_enter": enters,
        "missing": missing_in_words(missing) if missing and enters else "",
        "missing_year": missing,
    }
    return render(request, "desk/calendar.html", context)


@for_readers
@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest) -> HttpResponse:
    """Show what was read of the pasted text and what it would change; write nothing."""
    return _with_notice(request, _preview)


@for_readers
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """Enter the notice that was shown; a second click reads that it is done."""
    return _with_notice(request, _publish)


def _with_notice(request: HttpRequest, act: Act) -> HttpResponse:
    """Do with the posted notice what is asked; what cannot be read or entered comes back."""
    if request.method != "POST":
        return redirect("calendar")
    if not may_enter(signed_in(request), on=timezone.localdate()):
        raise PermissionDenied(OFFICE_ONLY)
    form = NoticeForm(request.POST)
    notice = _notice_in(form)
    if notice is None:
        return _form_page(request, form, status=422)
    try:
        return act(request, form, notice)
    except AlreadyEntered as refusal:
        return _done(request, notice, str(refusal))
    except NoticeRefused as refusal:
        form.add_error("text", str(refusal))
        return _form_page(request, form, status=422)


def _publish(request: HttpRequest, form: NoticeForm, notice: Notice) -> HttpResponse:
    if request.POST.get("seen") != _entered_so_far(notice):
        return _preview(request, form, notice, meanwhile=MEANWHILE)
    entered, moved = enter(notice, form.cleaned_data["text"], by=signed_in(request))
    cycles = "、".join(each.cycle.label for each in moved)
    words = f"{cycles}的日期已随之改动。" if cycles else ""
    return _done(request, notice, f"{entered}已录入。{words}")


def _done(request: HttpRequest, notice: Notice, words: str) -> HttpResponse:
    let_go(request, reverse("calendar"))
    messages.success(request, words)
    return redirect(f"{reverse('calendar')}?year={notice.year}")


def _preview(
    request: HttpRequest, form: NoticeForm, notice: Notice, *, meanwhile: str = ""
) -> HttpResponse:
    text = form.cleaned_data["text"]
    context = {
        "form": form,
        "read": reading_of(notice, rehearse(notice, text, by=signed_in(request))),
        "text": text,
        "seen": _entered_so_far(notice),
        "meanwhile": meanwhile,
    }
    return render(request, "desk/calendar_read.html", context, status=409 if meanwhile else 200)


def _notice_in(form: NoticeForm) -> Notice | None:
    """Return what the form's text says; None with all that is wrong put beside its field."""
    if not form.is_valid():
        return None
    try:
        return parse_notice(form.cleaned_data["text"], year=form.cleaned_data["year"])
    except UnreadableNotice as refusal:
        for problem in refusal.problems:
            form.add_error("text", problem)
        return None


def _form_page(
    request: HttpRequest, form: NoticeForm, *, status: int = 200, restored: bool = False
) -> HttpResponse:
    """Show the form alone, so that what is wrong, or came back, stands on top."""
    context = {"form": form, "restored": restored}
    return render(request, "desk/calendar_enter.html", context, status=status)


def _year_asked(request: HttpRequest, this_year: int) -> int:
    asked = request.GET.get("year", "")
    if not asked:
        return this_year
    if not (re.fullmatch(r"[0-9]{4}", asked) and covers(int(asked))):
        raise Http404
    return int(asked)


def _entered_so_far(notice: Notice) -> str:
    return str(HolidayNotice.objects.of_year(notice.year).count())


def _reads(user: User) -> bool:
    if user.sphere == Sphere.BUSINESS:
        return True
    return administers(user, Role.SYSTEM_ADMIN, on=timezone.localdate())
