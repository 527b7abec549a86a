"""What names a unit as the cause, shown to the unit, and the line it adds beside each sentence."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from project.accounts.kept import kept_form, let_go
from project.accounts.models import Unit
from project.accounts.visitor import signed_in
from workflows.naming.forms import RemarkForm
from workflows.naming.reading import may_remark, sentences_naming
from workflows.naming.remarking import remark
from workflows.pages.doors import sign_in_before
from workflows.refusals import Incomplete, Refused


@sign_in_before("unit-named")
def named(request: HttpRequest, code: str) -> HttpResponse:
    """Show the sentences to the unit's liaisons and signers, and take a line; 404 to others."""
    unit = get_object_or_404(Unit, code=code)
    if not may_remark(signed_in(request), unit, on=timezone.localdate()):
        raise Http404
    if request.method == "POST":
        return _take(request, unit)
    return _page(request, unit, _forms(request, unit))


def _forms(request: HttpRequest, unit: Unit) -> list[RemarkForm]:
    """Return a form for each sentence; what was typed before signing in again is in its own."""
    kept = kept_form(request, request.path)
    about = kept.get("about") if kept else None
    sentences = sentences_naming(unit, on=timezone.localdate())
    return [RemarkForm(each, kept if each.key == about else None) for each in sentences]


def _take(request: HttpRequest, unit: Unit) -> HttpResponse:
    about = request.POST.get("about", "")
    forms = [
        RemarkForm(each.sentence, request.POST) if each.sentence.key == about else each
        for each in _forms(request, unit)
    ]
    typed = request.POST.get(f"{about.replace(':', '-')}-text", "")
    try:
        remark(unit, about, by=signed_in(request), text=typed)
    except Incomplete as refusal:
        for form in forms:
            if form.is_bound:
                form.add_error("text", refusal.fields["text"])
        return _page(request, unit, forms, status=422)
    except Refused as refusal:
        messages.error(request, str(refusal))
        if typed:
            messages.info(request, f"你刚才填写的内容没有保存：{typed}")
        return _page(request, unit, forms, status=409)
    let_go(request, reverse("unit-named", args=[unit.code]))
    messages.success(request, "旁注已保存，和这句话一起显示。")
    return redirect("unit-named", unit.code)


def _page(
    request: HttpRequest, unit: Unit, forms: list[RemarkForm], status: int = 200
) -> HttpResponse:
    bound = next((form for form in forms if form.is_bound), None)
    words = {"unit": unit, "forms": forms, "form": bound, "restored": request.method == "GET"}
    return render(request, "workflows/unit_named.html", words, status=status)
