"""From the invitation of the ministry lead to the account of whoever accepts, by mail."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from lifecycle.models import Invitation
from tests.cast import Institutions
from workflow.clock import FixedClock, current_clock, use_clock
from workflow.models import User
from workflow.permissions import load_grants

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
ACCEPTED = {
    "name": "Nadia",
    "language": "ar",
    "password1": "correct horse battery",
    "password2": "correct horse battery",
}


@pytest.fixture(autouse=True)
def _now() -> object:
    with use_clock(FixedClock(NOW)):
        yield


def invite(client: Client, lead: User, **changes: Any) -> Any:
    client.force_login(lead)
    values = {"email": "nadia@example.org", "language": "fr", "roles": ["ministry_team"]}
    answer = client.post("/people/invite/", {**values, **changes})
    client.logout()
    return answer


def find_link() -> str:
    found = re.search(r"https?://\S+(/invitation/\S+/)", str(mail.outbox[-1].body))
    assert found is not None
    return found.group(1)


def test_the_link_arrives_in_the_language_of_the_invited(client: Client, claire: User) -> None:
    invite(client, claire, language="ar")

    message = mail.outbox[-1]
    assert message.to == ["nadia@example.org"]
    assert message.extra_headers["Content-Language"] == "ar"
    assert "/invitation/" in message.body


def test_whoever_accepts_is_signed_in_with_their_rights_and_language(
    client: Client, claire: User, institutions: Institutions
) -> None:
    invite(client, claire, roles=["focal_point"], institution=institutions.archives.pk)
    link = find_link()

    shown = client.get(link, headers={"accept-language": "en"}).content.decode()
    answer = client.post(link, ACCEPTED)

    nadia = User.objects.get(email="nadia@example.org")
    assert "focal point, Archives publiques" in shown
    assert answer.cookies["django_language"].value == "ar"
    assert client.session["_auth_user_id"] == str(nadia.pk)
    assert load_grants(nadia).institutions_of("focal_point") == {institutions.archives.pk}


def test_a_link_that_is_only_looked_at_changes_nothing(client: Client, claire: User) -> None:
    invite(client, claire)

    client.get(find_link())
    client.head(find_link())

    assert Invitation.objects.get().accepted_at is None


def test_a_link_does_not_work_twice_and_says_so(client: Client, claire: User) -> None:
    invite(client, claire)
    client.post(find_link(), ACCEPTED)
    client.logout()

    answer = client.post(find_link(), ACCEPTED, headers={"accept-language": "en"})

    assert answer.status_code == 410
    assert "accepted already" in answer.content.decode()


def test_a_link_that_is_too_old_or_taken_back_says_which(client: Client, claire: User) -> None:
    invite(client, claire)
    link = find_link()
    with use_clock(FixedClock(NOW + timedelta(days=7))):
        old = client.get(link, headers={"accept-language": "en"})
    client.force_login(claire)
    client.post(reverse("invitation_revoke", args=[Invitation.objects.get().pk]))
    client.logout()

    revoked = client.get(link, headers={"accept-language": "en"})

    assert (old.status_code, revoked.status_code) == (410, 410)
    assert "too old" in old.content.decode()
    assert "took this invitation back" in revoked.content.decode()


def test_an_unknown_link_is_not_found(client: Client) -> None:
    assert client.get("/invitation/nothing/").status_code == 404


def test_passwords_that_differ_or_are_weak_open_nothing(client: Client, claire: User) -> None:
    invite(client, claire)

    differ = client.post(find_link(), {**ACCEPTED, "password2": "another horse battery"})
    weak = client.post(find_link(), {**ACCEPTED, "password1": "12345678", "password2": "12345678"})

    assert (differ.status_code, weak.status_code) == (422, 422)
    assert not User.objects.filter(email="nadia@example.org").exists()


def test_the_owner_of_an_account_signs_in_to_accept(
    client: Client, claire: User, driss: User, amina: User
) -> None:
    invite(client, claire, email=driss.email)
    link = find_link()

    asked = client.get(link, headers={"accept-language": "en"}).content.decode()
    client.force_login(amina)
    client.post(link)
    client.force_login(driss)
    answer = client.post(link)

    assert "Sign in with it to accept" in asked
    assert answer.status_code == 302
    assert load_grants(driss).has_group("ministry_team")
    assert Invitation.objects.get().accepted_by == driss


def test_the_word_of_the_link_does_not_travel_to_another_site(client: Client, claire: User) -> None:
    invite(client, claire)

    answer = client.get(find_link())

    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]


def test_only_a_ministry_lead_invites(client: Client, amina: User, driss: User) -> None:
    for person in (amina, driss):
        assert invite(client, person).status_code == 403
    assert client.post("/people/invite/").status_code == 302
    assert not mail.outbox


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nobody"},
        {"roles": []},
        {"roles": ["king"]},
        {"roles": ["focal_point"]},
        {"email": "claire@example.org"},
    ],
)
def test_a_wrong_invitation_is_refused_and_nothing_is_sent(
    client: Client, claire: User, wrong: dict[str, Any]
) -> None:
    assert invite(client, claire, **wrong).status_code == 422
    assert not Invitation.objects.exists()
    assert not mail.outbox


def test_a_mail_server_that_is_away_is_said_and_nothing_is_lost(
    client: Client, claire: User, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    client.force_login(claire)
    values = {"email": "nadia@example.org", "language": "fr", "roles": ["ministry_team"]}

    answer = client.post("/people/invite/", values, follow=True, headers={"accept-language": "en"})

    page = answer.content.decode()
    assert "did not take the message" in page
    assert Invitation.objects.get().is_open(at=current_clock().now())


def test_an_invitation_is_sent_again_with_another_link(client: Client, claire: User) -> None:
    invite(client, claire)
    first = find_link()
    client.force_login(claire)

    client.post(reverse("invitation_renew", args=[Invitation.objects.get().pk]))

    client.logout()
    assert find_link() != first
    assert client.get(first).status_code == 410
    assert client.get(find_link()).status_code == 200
