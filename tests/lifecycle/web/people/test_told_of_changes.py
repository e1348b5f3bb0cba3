"""Whoever did not change their password, address or second factor themselves learns of it."""

from collections.abc import Sequence
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from tests.cast import PASSWORD, make_person
from workflow.models import User

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "another horse, another staple"
CLOSING = {
    "fr": "choisissez tout de suite un nouveau mot de passe",
    "ar": "فاختاروا حالا كلمة سر جديدة",
    "en": "choose a new password at once",
}


class Away(BaseEmailBackend):
    """A mail server that does not answer."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise ConnectionRefusedError("nobody listens")


@pytest.fixture
def _no_mail(settings: Settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Away"


def sign_in(person: User) -> Client:
    """Return a browser in which this person has just signed in, as they do before such things."""
    browser = Client()
    browser.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    mail.outbox.clear()
    return browser


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_a_new_password_is_told_in_the_language_of_the_account(language: str) -> None:
    person = make_person("Nadia", language=language)
    browser = sign_in(person)
    new = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    browser.post("/accounts/password/change/", new)

    (letter,) = mail.outbox
    assert letter.to == [person.email]
    assert CLOSING[language] in letter.body


def test_what_becomes_of_the_second_factor_is_told(driss: User) -> None:
    browser = sign_in(driss)
    TOTP.activate(driss, generate_totp_secret())

    browser.post(reverse("mfa_deactivate_totp"))

    assert not Authenticator.objects.exists()
    assert [CLOSING[driss.language] in letter.body for letter in mail.outbox] == [True]


def test_a_second_factor_that_the_site_forgot_is_told(driss: User) -> None:
    TOTP.activate(driss, generate_totp_secret())

    call_command("second_factor", "forget", driss.email, stdout=StringIO())

    (letter,) = mail.outbox
    assert letter.to == [driss.email]
    assert CLOSING[driss.language] in letter.body


def test_the_old_address_learns_that_there_is_a_new_one(driss: User) -> None:
    browser = sign_in(driss)
    browser.post("/accounts/email/", {"email": "new@example.org", "action_add": "1"})
    asked = next(letter for letter in mail.outbox if letter.to == ["new@example.org"])
    link = next(word for word in asked.body.split() if "/confirm-email/" in word)

    browser.post(link)

    told = [letter for letter in mail.outbox if letter.to == ["driss@example.org"]]
    assert any(CLOSING[driss.language] in letter.body for letter in told)


@pytest.mark.usefixtures("_no_mail")
def test_a_password_is_changed_although_no_mail_can_tell_of_it(
    driss: User, caplog: pytest.LogCaptureFixture
) -> None:
    browser = sign_in(driss)
    new = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    answer = browser.post("/accounts/password/change/", new)

    driss.refresh_from_db()
    assert answer.headers["Location"] == "/profile/"
    assert driss.check_password(NEW_PASSWORD)
    assert "account_mail_not_sent" in caplog.text
    assert driss.email not in caplog.text


@pytest.mark.usefixtures("_no_mail")
def test_a_server_that_is_away_does_not_tell_which_addresses_have_an_account(driss: User) -> None:
    answers = [
        Client().post("/accounts/password/reset/", {"email": address})
        for address in (driss.email, "nobody@example.org")
    ]

    assert {each.headers["Location"] for each in answers} == {"/accounts/password/reset/done/"}


@pytest.mark.usefixtures("_no_mail")
def test_the_site_says_when_it_could_not_tell_of_a_second_factor_it_forgot(driss: User) -> None:
    TOTP.activate(driss, generate_totp_secret())
    out = StringIO()

    call_command("second_factor", "forget", driss.email, stdout=out)

    assert not Authenticator.objects.exists()
    assert "no mail could tell them" in out.getvalue()
