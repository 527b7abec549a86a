"""What is kept of a form posted without a session, and to whom it is given back.

The grants' forms are tried in `test_grant_pages.py`, a report's in `tests/pages`.
"""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from project.accounts import keeping
from project.accounts.kept import MOST_CHARACTERS
from project.accounts.models import Role, Sphere, User
from tests.cast import administrator, unit

pytestmark = pytest.mark.django_db

GIVE = "/grants/give/"
TOKEN = "a-token-of-one-form"


@pytest.fixture
def data(db: None) -> dict[str, Any]:
    return {
        "username": "wangfang", "name": "王芳", "sphere": "business", "phone": "0750-1234567",
        "home_unit": unit("mzj").pk, "email": "wang@example.cn", "token": TOKEN,
    }  # fmt: skip


def kept_of(**data: Any) -> str:
    """Return what the session of a stranger holds after the form was posted."""
    client = Client()
    client.post(GIVE, data)
    return str(dict(client.session.items()))


def test_no_secret_is_ever_kept() -> None:
    secrets = {
        "token": "secret-1", "csrfmiddlewaretoken": "secret-2", "password": "secret-3",
        "oldpassword": "secret-4", "new_Password2": "secret-5", "reset-token": "secret-6",
    }  # fmt: skip
    kept = kept_of(writer="cast1", why="reason", **secrets)
    assert "why=reason" in kept
    assert "secret" not in str([each.get_decoded() for each in Session.objects.all()])


def test_every_value_of_a_field_is_kept() -> None:
    kept = kept_of(writer="cast1", unit=["1", "2"])
    assert "unit=1&unit=2" in kept


def test_a_form_that_does_not_say_who_wrote_it_is_not_kept() -> None:
    assert "kept_form" not in kept_of(why="reason")
    assert "kept_form" not in kept_of(writer="", why="reason")


def test_no_more_is_kept_than_a_long_report_needs() -> None:
    rest = len("writer=cast1&why=")
    assert "kept_form" in kept_of(writer="cast1", why="x" * (MOST_CHARACTERS - rest))
    assert "kept_form" not in kept_of(writer="cast1", why="x" * (MOST_CHARACTERS - rest + 1))


def test_what_is_too_much_to_keep_is_said_to_be_lost() -> None:
    client = Client()
    answer = client.post(GIVE, {"writer": "cast1", "why": "x" * MOST_CHARACTERS}, follow=True)
    assert "没有保留。请用浏览器的“后退”回到那一页" in answer.content.decode()


def test_what_a_stranger_asked_to_see_is_what_the_sign_in_leads_to() -> None:
    asked = Client().get("/grants/", {"role": "leader"})["Location"]
    assert asked == "/accounts/login/?next=/grants/%3Frole%3Dleader"


def test_a_kept_form_of_one_page_is_not_shown_on_another(security_admin: User) -> None:
    client = Client()
    client.post("/people/open/", {"writer": security_admin.username, "why": "reason"})
    client.force_login(security_admin)
    assert "还没有保存" not in client.get(GIVE).content.decode()


def test_saving_another_form_does_not_lose_the_kept_one(
    data: dict[str, Any], system_admin: User, liaison: User
) -> None:
    client = posted_by_a_stranger("/people/open/", data, system_admin)
    client.force_login(system_admin)
    facts = {"name": "改名", "email": "", "phone": "", "home_unit": liaison.home_unit_id}
    assert client.post(f"/people/{liaison.pk}/", facts).status_code == 302
    assert "王芳" in client.get("/people/open/").content.decode()


def posted_by_a_stranger(address: str, data: dict[str, Any], writer: User) -> Client:
    """Return the browser of somebody whose session ended while the form was filled."""
    client = Client()
    answer = client.post(address, data | {"writer": writer.username})
    assert answer["Location"].startswith("/accounts/login/?next=/people/")
    return client


def test_a_new_account_typed_after_the_session_ended_is_given_back_with_a_fresh_token(
    data: dict[str, Any], system_admin: User
) -> None:
    client = posted_by_a_stranger("/people/open/", data, system_admin)
    client.force_login(system_admin)
    page = client.get("/people/open/")
    html = page.content.decode()
    for words in ("王芳", "0750-1234567", "wang@example.cn", "还没有保存"):
        assert words in html
    assert TOKEN not in html
    assert "wang@example.cn" in client.get("/people/open/").content.decode(), "gone at once"
    fresh = page.context["form"]["token"].value()
    assert len(fresh) > len(TOKEN)
    client.post("/people/open/", data | {"token": fresh})
    after = client.get("/people/open/").content.decode()
    assert "还没有保存" not in after
    assert "wang@example.cn" not in after


def test_a_kept_account_is_shown_to_nobody_else(
    data: dict[str, Any], system_admin: User, liaison: User
) -> None:
    client = posted_by_a_stranger("/people/open/", data, system_admin)
    client.force_login(administrator(Sphere.SYSTEM, Role.SYSTEM_ADMIN))
    assert "wang@example.cn" not in client.get("/people/open/").content.decode()
    client = posted_by_a_stranger("/people/open/", data, liaison)
    client.force_login(liaison)
    assert client.get("/people/open/").status_code == 404


def test_facts_typed_after_the_session_ended_are_given_back_until_they_are_saved(
    system_admin: User, liaison: User, signer: User
) -> None:
    address = f"/people/{liaison.pk}/"
    new = {"name": "李伟", "home_unit": unit("czj").pk, "email": "", "phone": ""}
    client = posted_by_a_stranger(address, new, system_admin)
    client.force_login(system_admin)
    assert "李伟" not in client.get(f"/people/{signer.pk}/").content.decode()
    page = client.get(address)
    assert page.context["form"]["name"].value() == "李伟"
    assert "还没有保存" in page.content.decode()
    assert "<h1>民政联络员的账号</h1>" in page.content.decode()
    client.post(address, new | {"name": "李卫"})
    assert "李伟" not in client.get(address).content.decode()


def test_a_reason_for_closing_typed_after_the_session_ended_is_given_back_on_the_persons_page(
    system_admin: User, liaison: User
) -> None:
    address = f"/people/{liaison.pk}/"
    why = {"deactivate-why": "退休"}
    client = posted_by_a_stranger(f"{address}deactivate/", why, system_admin)
    sign_in = client.post(f"{address}deactivate/", why)["Location"]
    assert sign_in == f"/accounts/login/?next={address}"
    client.force_login(system_admin)
    html = client.get(address).content.decode()
    assert "退休</textarea>" in html
    assert "<details open>" in html
    assert "还没有保存" in html
    liaison.refresh_from_db()
    assert liaison.is_active
    client.post(f"{address}deactivate/", why)
    client.post(f"{address}activate/", {"token": TOKEN})
    assert "退休" not in client.get(address).content.decode()


def test_a_reason_for_closing_what_a_colleague_closed_is_not_said_to_be_restored(
    system_admin: User, liaison: User
) -> None:
    address = f"/people/{liaison.pk}/"
    client = posted_by_a_stranger(f"{address}deactivate/", {"deactivate-why": "退休"}, system_admin)
    other = administrator(Sphere.SYSTEM, Role.SYSTEM_ADMIN)
    keeping.deactivate(liaison, by=other, why="调离")
    client.force_login(system_admin)
    assert "还没有保存" not in client.get(address).content.decode()


def test_each_form_people_write_in_says_who_writes_it(system_admin: User, liaison: User) -> None:
    client = Client()
    client.force_login(system_admin)
    says = f'<input type="hidden" name="writer" value="{system_admin.username}">'
    assert client.get("/people/open/").content.decode().count(says) == 1
    assert client.get(f"/people/{liaison.pk}/").content.decode().count(says) == 2


def test_a_verb_without_words_keeps_nothing_and_leads_back_to_the_person(liaison: User) -> None:
    for verb in ("activate", "reset-password"):
        client = Client()
        answer = client.post(f"/people/{liaison.pk}/{verb}/", {"token": TOKEN})
        assert answer["Location"] == f"/accounts/login/?next=/people/{liaison.pk}/"
        assert not client.session.keys()
