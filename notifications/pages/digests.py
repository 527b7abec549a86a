"""The overdue digest's pages: one week, the list of weeks, holding back and letting go."""

from datetime import date, datetime, timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from notifications import digesting
from notifications.files import find
from notifications.letters.digest import content_of, hour_in_words
from notifications.models import Digest, DigestFile
from notifications.newest import digests_for
from notifications.pages.handing_out import file_answer
from notifications.wording import day_in_words
from project.accounts import kept
from project.accounts.access import (
    committees_served,
    committees_where,
    leaders_and_observers_of,
)
from project.accounts.models import Role, User
from project.accounts.visitor import signed_in
from project.workdays.estimates import mark
from task_table.models import Plan
from workflows.refusals import AlreadyMoved, Incomplete, NotEntitled
from workflows.standing import Status

# The job comes every five minutes; what is not there by then could not be typeset.
TYPESET_WITHIN = timedelta(hours=1)


class HoldForm(forms.Form):
    """Why a digest is kept back; what the reason must be is said by `digesting.hold`."""

    why = forms.CharField(
        label="暂缓原因",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如“等市教育局核实第16项的完成时间”。办公室的同事会看到。",
        required=False,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["why"].wanted = True  # type: ignore[attr-defined]


@login_required
@require_safe
def digest(request: HttpRequest, plan: str, week: str) -> HttpResponse:
    """Show one week's digest; its secretariat finds there how to hold it or let it go."""
    found = _digest_or_404(request, plan, week)
    typed = kept.kept_form(request, request.path)
    return _page(request, found, HoldForm(typed), restored=typed is not None)


@login_required
@require_safe
def digests(request: HttpRequest, plan: str) -> HttpResponse:
    """List the weeks of a plan, newest first, to those who read or prepare them."""
    user, at = signed_in(request), timezone.now()
    found = get_object_or_404(_plans_of(user, on=timezone.localdate(at)), slug=plan)
    rows = digests_for(user, on=timezone.localdate(at)).filter(plan=found).defer("facts")
    weeks = [(each, standing_of(each, at=at)) for each in rows]
    return render(request, "notifications/digest_list.html", {"plan": found, "weeks": weeks})


@login_required
@require_safe
def as_file(request: HttpRequest, plan: str, week: str) -> HttpResponse:
    """Hand out the PDF of a digest; 404 until it was sent and typeset."""
    found = _digest_or_404(request, plan, week)
    kept_file = DigestFile.objects.filter(digest=found).first()
    content = find(kept_file.fingerprint) if kept_file else None
    if content is None:
        raise Http404
    name = f"逾期摘要（{day_in_words(found.as_of)}）.pdf"
    return file_answer(content, mime="application/pdf", name=name)


def hold(request: HttpRequest, plan: str, week: str) -> HttpResponse:
    """Hold a digest back; whoever comes late reads how it stands."""
    if not request.user.is_authenticated:
        return kept.sign_in_first(request, reverse("digest", args=[plan, week]))
    found = _digest_or_404(request, plan, week)
    if request.method != "POST":
        return redirect("digest", plan, week)
    form = HoldForm(request.POST)
    form.is_valid()
    why = form.cleaned_data.get("why", "")
    try:
        digesting.hold(found, by=signed_in(request), why=why)
    except Incomplete as refusal:
        form.add_error("why", refusal.fields["why"])
        return _page(request, found, form, status=422)
    except (AlreadyMoved, NotEntitled) as refusal:
        return _refused(request, found, refusal)
    kept.let_go(request, reverse("digest", args=[plan, week]))
    messages.success(request, "已暂缓，这份摘要不会发送。核实后请放行。")
    return redirect("digest", plan, week)


@login_required
def let_go(request: HttpRequest, plan: str, week: str) -> HttpResponse:
    """Let a held digest go."""
    found = _digest_or_404(request, plan, week)
    if request.method != "POST":
        return redirect("digest", plan, week)
    try:
        freed = digesting.let_go(found, by=signed_in(request))
    except (AlreadyMoved, NotEntitled) as refusal:
        return _refused(request, found, refusal)
    messages.success(request, f"已放行，{standing_of(freed, at=timezone.now()).word}。")
    return redirect("digest", plan, week)


def standing_of(digest: Digest, *, at: datetime) -> Status:
    """Return where a digest stands as a word with its tone."""
    on = timezone.localdate(at)
    if digest.sent_at:
        return Status(f"{hour_in_words(digest.sent_at, on=on)}已发送", "done")
    if digest.dropped_at or digest.last_day < on:
        return Status("作废", "quiet")
    if digest.held_at:
        return Status("暂缓", "soon")
    if digest.send_at > at:
        return _leaving(digest.send_at, on)
    leaves_at = digesting.leaves_at(digest, at=at)
    if leaves_at is None:
        return Status("本周已没有可以发送的工作时间，不再发送", "quiet")
    if leaves_at <= at:
        return Status("即将发送", "waiting")
    return _leaving(leaves_at, on)


def _leaving(moment: datetime, on: date) -> Status:
    """Return when a digest leaves, on a working day that may only be estimated."""
    words = f"{hour_in_words(moment, on=on)}{mark(timezone.localdate(moment))}"
    return Status(f"将于{words}发送", "waiting")


def _digest_or_404(request: HttpRequest, plan: str, week: str) -> Digest:
    found = digests_for(signed_in(request), on=timezone.localdate())
    return get_object_or_404(found, plan__slug=plan, week=week)


def _plans_of(user: User, *, on: date) -> QuerySet[Plan]:
    """Return the plans whose digests the person may read, once there are any."""
    led = committees_where(user, Role.LEADER, Role.OBSERVER, on=on)
    served = committees_served(user, on=on)
    return Plan.objects.filter(Q(committee__in=led) | Q(committee__in=served))


def _page(
    request: HttpRequest,
    digest: Digest,
    form: HoldForm,
    *,
    status: int = 200,
    restored: bool = False,
) -> HttpResponse:
    at = timezone.now()
    on = timezone.localdate(at)
    serves = committees_served(signed_in(request), on=on).filter(pk=digest.plan.committee_id)
    is_open = not digest.sent_at and not digest.dropped_at and digest.last_day >= on
    context = content_of(digest) | {
        "digest": digest,
        "status": standing_of(digest, at=at),
        "may_decide": is_open and serves.exists(),
        "form": form,
        "restored": restored,
        "has_file": DigestFile.objects.filter(digest=digest).exists(),
        "file_is_late": bool(digest.sent_at and at - digest.sent_at > TYPESET_WITHIN),
    }
    if context["may_decide"]:
        context["readers"] = leaders_and_observers_of(digest.plan.committee, on=on).count()
    return render(request, "notifications/digest.html", context, status=status)


def _refused(
    request: HttpRequest, digest: Digest, refusal: AlreadyMoved | NotEntitled
) -> HttpResponse:
    """Say how it stands; a second click finds what the first one did, and does no harm."""
    if isinstance(refusal, NotEntitled):
        raise PermissionDenied(str(refusal))
    messages.info(request, str(refusal))
    return redirect("digest", digest.plan.slug, digest.week)
