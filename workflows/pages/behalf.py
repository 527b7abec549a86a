"""Reads from a posted form in whose name the act is (委托): the page said it before the click."""

from collections.abc import Sequence

from django.http import HttpRequest

from project.accounts.models import User
from workflows.refusals import Incomplete, NotEntitled

OWN = "own"


def behalf_of(request: HttpRequest, names: Sequence[User | None]) -> User | None:
    """Return for whom the act is, None for oneself; `names` are those possible now.

    What the page named counts, and the door judges it: a 委托 that ended meanwhile is refused,
    never taken for one's own act. Where nothing was named, the only possibility is meant. Raises
    Incomplete where there are several, NotEntitled for a name that is none.
    """
    said = request.POST.get("on_behalf_of", "")
    if said == OWN:
        return None
    if said:
        return _named(said)
    if not names or None in names:
        return None
    if len(names) > 1:
        raise Incomplete({"on_behalf_of": "请选择以谁的名义办理。"})
    return names[0]


def _named(said: str) -> User:
    found = User.objects.filter(pk=said).first() if said.isdecimal() else None
    if found is None:
        raise NotEntitled("没有这样的委托，没有办理。请刷新页面再试。")
    return found
