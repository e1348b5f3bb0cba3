"""Signing in and up, passwords and addresses, in our look and the reader's language."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.cast import PASSWORD, make_person
from workflow.models import User

pytestmark = pytest.mark.django_db

PAGES = ["login", "signup", "password/reset", "password/reset/done", "confirm-email", "inactive"]
NEW_PASSWORD = "another horse battery"


def post(client: Client, page: str, **values: str) -> Any:
    return client.post(f"/accounts/{page}/", values, headers={"accept-language": "en"})


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return post(client, "login", login=email, password=password)


def find_link(start: str) -> str:
    found = re.search(rf"https?://[^/]+({start}\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return found.group(1)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_each_page_is_ours_in_each_language(
    client: Client, page: str, language: str, direction: str
) -> None:
    answer = client.get(f"/accounts/{page}/", headers={"accept-language": language})

    html = answer.content.decode()
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert "site-brand" in html
    assert not re.search(r"<script(?![^>]*src=)|style=", html)


def test_the_account_decides_the_language_from_the_sign_in_on(client: Client) -> None:
    make_person("Nadia", language="ar")

    answer = sign_in(client, "nadia@example.org")

    assert answer.status_code == 302
    assert answer.cookies["django_language"].value == "ar"


def test_an_account_the_ministry_opened_needs_no_confirmation(client: Client, amina: User) -> None:
    sign_in(client, amina.email)

    assert client.session["_auth_user_id"] == str(amina.pk)
    assert not mail.outbox


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(
    client: Client, amina: User
) -> None:
    wrong = sign_in(client, amina.email, "wrong password")
    unknown = sign_in(client, "nobody@example.org", "wrong password")

    pages = [answer.content.decode() for answer in (wrong, unknown)]
    assert all("do not go together" in page for page in pages)
    assert (wrong.status_code, len(mail.outbox)) == (unknown.status_code, 0)


def test_a_closed_account_gets_that_answer_too(client: Client, amina: User) -> None:
    amina.is_active = False
    amina.save()

    answer = sign_in(client, amina.email)

    assert "_auth_user_id" not in client.session
    assert "do not go together" in answer.content.decode() or answer.status_code == 302


def test_too_many_failed_sign_ins_are_stopped(client: Client, amina: User, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/m/ip"}
    cache.clear()

    for _attempt in range(3):
        sign_in(client, amina.email, "wrong password")
    answer = sign_in(client, amina.email)

    cache.clear()
    assert "_auth_user_id" not in client.session
    assert "Too many attempts" in answer.content.decode()


def test_a_citizen_opens_an_account_and_confirms_the_address(client: Client) -> None:
    client.post(
        "/accounts/signup/",
        {
            "display_name": "Nadia",
            "email": "nadia@example.org",
            "password1": NEW_PASSWORD,
            "password2": NEW_PASSWORD,
        },
        headers={"accept-language": "ar"},
    )
    before = sign_in(client, "nadia@example.org", NEW_PASSWORD)
    client.post(find_link("/accounts/confirm-email/"))

    nadia = User.objects.get(email="nadia@example.org")
    assert before.headers["Location"] == "/accounts/confirm-email/"
    assert (nadia.display_name, nadia.language) == ("Nadia", "ar")
    assert EmailAddress.objects.get(user=nadia).verified


def test_a_taken_address_gets_the_same_answer_and_a_mail_that_says_so(
    client: Client, driss: User
) -> None:
    values = {"display_name": "X", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    taken = post(client, "signup", email=driss.email, **values)
    told = mail.outbox[-1].to
    free = post(client, "signup", email="free@example.org", **values)

    assert (taken.status_code, taken.headers["Location"]) == (
        free.status_code,
        free.headers["Location"],
    )
    assert told == [driss.email]
    assert User.objects.filter(email=driss.email).count() == 1


def test_a_forgotten_password_is_chosen_anew_once(client: Client, driss: User) -> None:
    post(client, "password/reset", email=driss.email)
    link = find_link("/accounts/password/reset/key/")
    form = client.get(link, follow=True).redirect_chain[-1][0]

    client.post(form, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    again = client.get(link, follow=True, headers={"accept-language": "en"})

    driss.refresh_from_db()
    assert driss.check_password(NEW_PASSWORD)
    assert "This link is not valid" in again.content.decode()


def test_an_unknown_address_that_forgot_its_password_gets_no_mail(client: Client) -> None:
    answer = post(client, "password/reset", email="nobody@example.org")

    assert answer.headers["Location"] == "/accounts/password/reset/done/"
    assert not mail.outbox


def test_a_mail_is_written_in_the_language_of_the_account(client: Client, driss: User) -> None:
    client.post("/accounts/password/reset/", {"email": driss.email})
    arabic = mail.outbox[-1].body

    driss.language = "en"
    driss.save()
    client.post("/accounts/password/reset/", {"email": driss.email})

    assert "To choose a new password, open this page:" in mail.outbox[-1].body
    assert arabic


def test_a_password_is_changed_by_who_knows_the_old_one(client: Client, driss: User) -> None:
    client.force_login(driss)
    new = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    refused = post(client, "password/change", oldpassword="not it", **new)
    changed = post(client, "password/change", oldpassword=PASSWORD, **new)

    driss.refresh_from_db()
    assert "This is not your present password." in refused.content.decode()
    assert changed.headers["Location"] == "/profile/"
    assert driss.check_password(NEW_PASSWORD)


def test_an_address_is_replaced_once_the_new_one_is_confirmed(client: Client, driss: User) -> None:
    sign_in(client, driss.email)
    post(client, "email", email="new@example.org", action_add="1")
    driss.refresh_from_db()
    before = driss.email

    client.post(find_link("/accounts/confirm-email/"))

    driss.refresh_from_db()
    assert (before, driss.email) == ("driss@example.org", "new@example.org")


def test_signing_out_needs_a_post(client: Client, driss: User) -> None:
    client.force_login(driss)

    client.get("/accounts/logout/")
    still = "_auth_user_id" in client.session
    client.post("/accounts/logout/")

    assert still
    assert "_auth_user_id" not in client.session
