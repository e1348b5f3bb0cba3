"""One's own page: name, language, roles, delegations."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from workflow.clock import current_clock
from workflow.models import Delegation, User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_a_profile_is_read_in_each_language(
    client: Client, farid: User, language: str, direction: str
) -> None:
    client.force_login(farid)

    page = client.get("/profile/", headers={"accept-language": language}).content.decode()

    assert f'<html lang="{language}" dir="{direction}">' in page
    assert farid.email in page


def test_a_name_and_a_language_are_kept_and_applied(client: Client, farid: User) -> None:
    client.force_login(farid)

    answer = client.post("/profile/", {"name": "Farid A.", "language": "ar"})

    farid.refresh_from_db()
    assert (farid.display_name, farid.language) == ("Farid A.", "ar")
    assert answer.cookies["django_language"].value == "ar"
    assert 'lang="ar"' in client.get("/profile/").content.decode()


def test_a_profile_without_a_name_is_refused(client: Client, farid: User) -> None:
    client.force_login(farid)

    answer = client.post("/profile/", {"name": " ", "language": "tlh"})

    farid.refresh_from_db()
    assert answer.status_code == 422
    assert farid.display_name == "Farid"


def test_a_profile_is_for_those_who_signed_in(client: Client) -> None:
    for name in ("profile", "delegations"):
        assert client.get(reverse(name)).headers["Location"].startswith("/accounts/login/")


def test_somebody_lets_another_act_and_takes_it_back(
    client: Client, emna: User, farid: User
) -> None:
    client.force_login(emna)
    today = current_clock().today()
    values = {"starts_on": today.isoformat(), "ends_on": (today + timedelta(days=7)).isoformat()}

    client.post("/profile/delegate/", {"delegate": "Farid@example.org", **values})
    delegation = Delegation.objects.get(principal=emna)
    page = client.get("/profile/", headers={"accept-language": "en"}).content.decode()
    client.post(reverse("delegation_revoke", args=[delegation.pk]))

    delegation.refresh_from_db()
    assert "acts for you" in page
    assert delegation.delegate == farid
    assert delegation.revoked_at is not None


def test_a_delegation_to_nobody_is_refused_beside_the_field(client: Client, emna: User) -> None:
    client.force_login(emna)
    today = current_clock().today().isoformat()

    answer = client.post(
        "/profile/delegate/",
        {"delegate": "nobody@example.org", "starts_on": today, "ends_on": today},
        headers={"accept-language": "en"},
    )

    assert answer.status_code == 422
    assert "Nobody here has this address." in answer.content.decode()


def test_the_delegation_of_others_is_not_ended(
    client: Client, emna: User, farid: User, driss: User
) -> None:
    today = current_clock().today()
    delegation = Delegation.objects.create(
        principal=emna,
        delegate=farid,
        starts_on=today,
        ends_on=today,
        given_at=current_clock().now(),
    )
    address = reverse("delegation_revoke", args=[delegation.pk])

    statuses = []
    for person in (driss, farid):
        client.force_login(person)
        statuses.append(client.post(address).status_code)

    assert statuses == [404, 403]
