"""消息频次: how often the person is mailed about what does not run out."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from notifications.models.preferences import CHOOSABLE
from notifications.preferring import choices_of, chosen_of, label_of, prefer
from project.accounts.kept import kept_form, let_go
from project.accounts.models import Sphere
from project.accounts.pages.doors import for_everybody
from project.accounts.visitor import signed_in


class PreferencesForm(forms.Form):
    """A choice for each kind of message that could reach the person."""

    def __init__(self, about: list[str], data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        for each in about:
            self.fields[each] = forms.ChoiceField(
                label=label_of(each),
                choices=[(word.value, word.label) for word in CHOOSABLE[each]],
                required=False,
                error_messages={"invalid_choice": "请选择频次。"},
            )
            self.fields[each].wanted = True  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, str]:
        """Return what was chosen; what was not posted stays as it is."""
        return {about: word for about, word in self.cleaned_data.items() if word}


@for_everybody
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show what holds and let the person change it; administrators get no mail of this kind."""
    user, on = signed_in(request), timezone.localdate()
    if user.sphere != Sphere.BUSINESS:
        raise Http404
    about = choices_of(user, on=on)
    if request.method != "POST":
        kept = kept_form(request, request.path)
        form = PreferencesForm(about, kept, initial=chosen_of(user))
        return _page(request, form, restored=kept is not None)
    form = PreferencesForm(about, request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    changed = prefer(user, form.said, on=on)
    let_go(request, request.path)
    messages.success(request, "消息频次已保存。" if changed else "没有改动。")
    return redirect("preferences")


def _page(
    request: HttpRequest, form: PreferencesForm, *, status: int = 200, restored: bool = False
) -> HttpResponse:
    context = {"form": form, "restored": restored, "has_address": bool(signed_in(request).email)}
    return render(request, "notifications/preferences.html", context, status=status)
