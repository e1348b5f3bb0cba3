"""Whoever did not change their password, address or second factor themselves learns of it."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
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


def silence_the_mail_server(settings: Settings) -> None:
    """Let nobody listen where mail is handed over."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


def test_a_new_password_stands_although_no_mail_can_tell_of_it(
    driss: User, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    browser = sign_in(driss)
    new = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    silence_the_mail_server(settings)

    answer = browser.post("/accounts/password/change/", new)

    driss.refresh_from_db()
    assert answer.status_code == 302
    assert driss.check_password(NEW_PASSWORD)
    assert "account_mail_not_sent" in caplog.text
    assert driss.email not in caplog.text


def test_a_second_factor_is_forgotten_although_no_mail_can_tell_of_it(
    driss: User, settings: Settings
) -> None:
    TOTP.activate(driss, generate_totp_secret())
    silence_the_mail_server(settings)
    out = StringIO()

    call_command("second_factor", "forget", driss.email, stdout=out)

    assert not Authenticator.objects.exists()
    assert "no mail could tell them" in out.getvalue()
