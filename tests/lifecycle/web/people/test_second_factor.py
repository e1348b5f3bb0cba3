"""The second factor: set up, asked for, lost, and required of who works for the ministry."""

import base64
import hmac
import re
import struct
import time
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from lifecycle.services.delegations import create
from lifecycle.services.tokens import issue_token
from lifecycle.web.accounts.second_factor import SecondFactorAdapter
from tests.cast import PASSWORD
from workflow.clock import current_clock
from workflow.models import User

pytestmark = pytest.mark.django_db

LANGUAGES = [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")]


@pytest.fixture(autouse=True)
def _no_code_was_used() -> Iterator[None]:
    """Let a code of this half minute be used by each test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def required(settings: Settings) -> None:
    """Ask the ministry for it, as a real site does."""
    settings.LIFECYCLE_SECOND_FACTOR_FOR_MINISTRY = True


def sign_in(client: Client, person: User) -> Any:
    """Write the address and the password; the code may be asked for afterwards."""
    typed = {"login": person.email, "password": PASSWORD}
    answer = client.post("/accounts/login/", typed)
    client.cookies["django_language"] = "en"
    return answer


def prove(client: Client) -> None:
    """Write the password once more, as before something serious."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def make_code(secret: str) -> str:
    """Return what the application on the telephone shows now, by RFC 6238."""
    key, step = base64.b32decode(secret), int(time.time()) // 30
    mac = hmac.digest(key, struct.pack(">Q", step), "sha1")
    (number,) = struct.unpack_from(">I", mac, mac[-1] & 0x0F)
    return f"{(number & 0x7FFFFFFF) % 10**6:06d}"


def set_up(client: Client) -> str:
    """Set up an application; return its secret."""
    address = reverse("mfa_activate_totp")
    shown = client.get(address).content.decode()
    found = re.search(r'<code><bdi dir="ltr">(\w+)</bdi>', shown)
    assert found is not None
    answer = client.post(address, {"code": make_code(found[1])})
    assert answer.status_code == 302
    cache.clear()
    return found[1]


def enter(client: Client, person: User) -> str:
    """Sign in and set up an application; return its secret."""
    sign_in(client, person)
    prove(client)
    return set_up(client)


@pytest.mark.parametrize(("language", "direction"), LANGUAGES)
def test_it_is_set_up_in_each_language_without_script_or_style(
    client: Client, driss: User, language: str, direction: str
) -> None:
    sign_in(client, driss)
    prove(client)
    client.cookies["django_language"] = language

    pages = [
        client.get(reverse(name)).content.decode() for name in ("mfa_index", "mfa_activate_totp")
    ]

    assert "<svg" in pages[1]
    for page in pages:
        assert f'<html lang="{language}" dir="{direction}">' in page
        assert not re.search(r"<script(?![^>]*src=)|style=|<\?xml", page)


@pytest.mark.parametrize(("language", "direction"), LANGUAGES)
def test_what_comes_after_it_is_set_up_is_read_in_each_language(
    client: Client, driss: User, language: str, direction: str
) -> None:
    enter(client, driss)
    client.cookies["django_language"] = language

    for name in (
        "mfa_index",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_deactivate_totp",
        "mfa_reauthenticate",
    ):
        page = client.get(reverse(name)).content.decode()
        assert f'<html lang="{language}" dir="{direction}">' in page, name


def test_a_wrong_first_code_sets_nothing_up(client: Client, driss: User) -> None:
    sign_in(client, driss)
    prove(client)
    client.get(reverse("mfa_activate_totp"))

    answer = client.post(reverse("mfa_activate_totp"), {"code": "abc"})

    assert "This code is not right" in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_the_password_alone_no_longer_lets_in(client: Client, driss: User) -> None:
    secret = enter(client, driss)
    client.post("/accounts/logout/")

    asked = sign_in(client, driss)
    early = client.get("/profile/")
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000"})
    right = client.post(reverse("mfa_authenticate"), {"code": make_code(secret)})

    assert asked.headers["Location"] == reverse("mfa_authenticate")
    assert early.status_code == 302
    assert "This code is not right" in wrong.content.decode()
    assert right.status_code == 302
    assert client.get("/profile/").status_code == 200


def test_a_code_is_good_for_once(client: Client, driss: User) -> None:
    secret = enter(client, driss)
    code = make_code(secret)
    client.post("/accounts/logout/")
    sign_in(client, driss)
    client.post(reverse("mfa_authenticate"), {"code": code})
    client.post("/accounts/logout/")
    sign_in(client, driss)

    again = client.post(reverse("mfa_authenticate"), {"code": code})

    assert again.status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_recovery_code_lets_in_once(client: Client, driss: User) -> None:
    enter(client, driss)
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    codes = re.findall(r"<li><code>(\d+)</code>", page)
    client.post("/accounts/logout/")
    sign_in(client, driss)

    first = client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    client.post("/accounts/logout/")
    sign_in(client, driss)
    again = client.post(reverse("mfa_authenticate"), {"code": codes[0]})

    assert len(codes) == 10
    assert (first.status_code, again.status_code) == (302, 200)


def test_the_secret_is_not_stored_in_clear(client: Client, driss: User, settings: Settings) -> None:
    secret = enter(client, driss)

    stored = Authenticator.objects.get(type="totp").data["secret"]

    assert secret not in stored
    assert SecondFactorAdapter().decrypt(stored) == secret
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-0123456789-0123456789-0123456789"
    assert SecondFactorAdapter().decrypt(stored) == secret


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("who", ["amina", "claire", "lamia"])
def test_who_works_for_the_ministry_sets_it_up_before_anything_else(
    who: str, request: pytest.FixtureRequest
) -> None:
    client, person = Client(), request.getfixturevalue(who)
    sign_in(client, person)

    for address in ("/", "/proposals/", "/admin/", "/profile/"):
        assert client.get(address).headers["Location"] == reverse("mfa_activate_totp"), address
    assert client.get("/api/v1/inbox/").status_code == 401
    prove(client)
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


@pytest.mark.usefixtures("required")
def test_who_signed_in_without_it_shows_a_code_and_goes_on(amina: User) -> None:
    client = Client()
    secret = enter(client, amina)

    asked = client.get("/proposals/?phase=submission")
    answer = client.post(asked.headers["Location"], {"code": make_code(secret)})

    assert asked.headers["Location"].startswith(reverse("mfa_reauthenticate"))
    assert answer.headers["Location"] == "/proposals/?phase=submission"
    assert client.get("/proposals/").status_code == 200
    assert client.get("/api/v1/inbox/").status_code == 200


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("who", ["driss", "farid", "jalila"])
def test_nobody_else_must_have_it(who: str, request: pytest.FixtureRequest) -> None:
    client, person = Client(), request.getfixturevalue(who)
    sign_in(client, person)

    assert client.get("/profile/").status_code == 200


@pytest.mark.usefixtures("required")
def test_who_acts_for_somebody_who_must_have_it_shows_it_before_they_do(
    claire: User, farid: User
) -> None:
    today = current_clock().today()
    create(actor=claire, delegate=farid, starts_on=today, ends_on=today)
    client = Client()
    sign_in(client, farid)

    standing_in = client.get(f"/proposals/?for={claire.pk}")
    told = {"on-behalf-of": claire.email}

    assert standing_in.headers["Location"] == reverse("mfa_activate_totp")
    assert client.get("/api/v1/inbox/", headers=told).status_code == 401
    assert client.get("/proposals/").status_code == 200
    assert client.get("/api/v1/inbox/").status_code == 200


@pytest.mark.usefixtures("required")
def test_the_program_of_an_official_has_a_token_of_its_own(amina: User) -> None:
    headers = {"authorization": f"Token {issue_token(amina)}"}

    assert Client().get("/api/v1/inbox/", headers=headers).status_code == 200


def test_who_lost_the_telephone_sets_up_another_one(client: Client, driss: User) -> None:
    enter(client, driss)
    client.post("/accounts/logout/")

    call_command("second_factor", "forget", driss.email.upper(), stdout=StringIO())
    sign_in(client, driss)

    assert client.get("/profile/").status_code == 200
    with pytest.raises(CommandError, match="has no second factor"):
        call_command("second_factor", "forget", driss.email)
    with pytest.raises(CommandError, match="No account"):
        call_command("second_factor", "forget", "nobody@example.org")


def test_it_is_given_up_with_a_fresh_proof_alone(client: Client, driss: User) -> None:
    secret = enter(client, driss)
    client.post("/accounts/logout/")
    sign_in(client, driss)
    client.post(reverse("mfa_authenticate"), {"code": make_code(secret)})

    client.post(reverse("mfa_deactivate_totp"))
    stands = Authenticator.objects.filter(type="totp").exists()
    prove(client)
    client.post(reverse("mfa_deactivate_totp"))

    assert stands
    assert not Authenticator.objects.exists()
