"""A form posted after the session ended is kept, and given back to its writer after sign-in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict

KEY = "kept_form"
# A stranger may post, too: no more is kept of him than the largest sheet needs: 45 rows of 600
# characters, nine letters each in a form's encoding.
MOST_CHARACTERS = 500_000
# What a field's name holds whose value opens a door: never kept, but made or asked for again.
SECRETS = ("token", "password", "secret")
TOO_MUCH = (
    "刚才填写的内容太多，没有保留。请用浏览器的“后退”回到那一页，把内容复制下来，登录后分几次填写。"
)


def sign_in_first(request: HttpRequest, page: str) -> HttpResponse:
    """Keep what a stranger posted and have him sign in, which leads to the page of that form."""
    keep(request, page=page)
    return redirect_to_login(page)


def keep(request: HttpRequest, *, page: str) -> None:
    """Keep a form that says who wrote it, without its secrets, for the page that shows it.

    What is too much to keep is said to be lost, while it can still be copied.
    """
    shown = _without_secrets(request.POST)
    # Files are not kept: their names are, so that the page can say which ones to choose again.
    shown.setlist(
        "files_lost", [str(file.name) for _, files in request.FILES.lists() for file in files]
    )
    data = shown.urlencode()
    if not request.POST.get("writer"):
        return
    if len(data) > MOST_CHARACTERS:
        messages.warning(request, TOO_MUCH)
        return
    request.session[KEY] = {"page": page, "data": data}


def kept_form(request: HttpRequest, page: str) -> QueryDict | None:
    """Return what the person now signed in had posted from this page; never another's words."""
    kept: dict[str, Any] | None = request.session.get(KEY)
    if kept is None or kept.get("page") != page:
        return None
    data = QueryDict(kept["data"])
    return data if data.get("writer") == request.user.get_username() else None


def let_go(request: HttpRequest, page: str) -> None:
    """Forget what was kept for a page, once it is saved or acted on there."""
    if request.session.get(KEY, {}).get("page") == page:
        del request.session[KEY]


def _without_secrets(posted: QueryDict) -> QueryDict:
    shown = posted.copy()
    for name in posted:
        if any(secret in name.lower() for secret in SECRETS):
            del shown[name]
    return shown
