"""我的资料: what the system knows of a person, and the telephone that he or she may change."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from project.accounts.forms import OwnPhoneForm
from project.accounts.keeping import change_own_phone
from project.accounts.kept import kept_form, let_go
from project.accounts.models import Grant
from project.accounts.pages.doors import for_everybody
from project.accounts.visitor import signed_in


@for_everybody
@require_http_methods(["GET", "HEAD", "POST"])
def oneself(request: HttpRequest) -> HttpResponse:
    """Show one's own account and grants; a POST changes the telephone."""
    user = signed_in(request)
    if request.method != "POST":
        kept = kept_form(request, request.path)
        form = OwnPhoneForm(kept, initial={"phone": user.phone})
        return _page(request, form, restored=kept is not None)
    form = OwnPhoneForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    changed = change_own_phone(user, phone=form.cleaned_data["phone"])
    let_go(request, request.path)
    messages.success(request, "电话已保存。" if changed else "没有改动。")
    return redirect("oneself")


def _page(
    request: HttpRequest, form: OwnPhoneForm, *, status: int = 200, restored: bool = False
) -> HttpResponse:
    granted = Grant.objects.active(on=timezone.localdate()).filter(user=signed_in(request))
    context = {"form": form, "grants": granted.for_reading(), "restored": restored}
    return render(request, "accounts/oneself.html", context, status=status)
